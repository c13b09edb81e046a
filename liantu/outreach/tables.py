"""The lists of outreach."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.outreach import reads
from liantu.outreach.models import Engagement
from liantu.ui.lists import Column, Filter, ListPage, mine, new_this_week

OUTCOME_TONES = {
    "contact_only": "muted", "mutual_interest": "info", "consensus": "info", "intent": "warn", "framework": "warn",
    "signed": "ok",
}  # fmt: skip


def when_told(one: Engagement) -> str:
    """The day as exactly as it is known."""
    if one.precision == Engagement.Precision.MONTH:
        return date_format(one.on, _("F Y"))
    if one.precision == Engagement.Precision.YEAR:
        return f"{one.on.year}"
    day = one.on.isoformat() + (f" – {one.until_on.isoformat()}" if one.until_on else "")
    return _("about %(day)s") % {"day": day} if one.precision == Engagement.Precision.ABOUT else day


LIST = ListPage(
    name="outreach.engagements",
    queryset_fn=lambda request: reads.engagements_of(request.user, request.zone),
    columns=(
        Column(
            "title", gettext_lazy("What"), sort="title", primary=True,
            second=lambda row: (row.get_kind_display(), row.place),
        ),
        Column("on", gettext_lazy("When"), value=when_told, sort="on", phone="end"),
        Column(
            "outcome",
            gettext_lazy("Outcome"),
            value="get_outcome_display",
            sort="outcome",
            kind="badge",
            tone=lambda row: OUTCOME_TONES[row.outcome],
        ),
        Column("next_step", gettext_lazy("Next step"), sort="next_step", wide=True),
        Column("next_on", gettext_lazy("By"), sort="next_on", kind="date"),
        Column("office", gettext_lazy("Office"), sort="office"),
        Column(
            "owner", gettext_lazy("Kept by"), value=lambda row: row.owner.label if row.owner else "", kind="person",
            phone="hide",
        ),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display", sort="kind", shown=False),
        Column("place", gettext_lazy("Place"), sort="place", shown=False),
    ),
    search_fields=("title", "place", "topics", "claims", "asks", "stops__name"),
    filters=(
        Filter("kind", gettext_lazy("Kind"), choices=Engagement.Kind.choices),
        Filter("outcome", gettext_lazy("Outcome"), choices=Engagement.Outcome.choices),
    ),
    default_sort="-on",
    ability="outreach.view",
    export_ability="outreach.export",
    title=gettext_lazy("Visits and talks"),
    subtitle=gettext_lazy("Trips, receptions, talks: who was met, what they claimed and asked, what comes next."),
    row_href=lambda row: row.get_absolute_url(),
    views=(mine(), new_this_week("kept_at")),
    density="two",
)  # fmt: skip

CONTACTS = ListPage(
    name="outreach.contacts",
    queryset_fn=lambda request: reads.contacts_of(request.user, request.zone),
    columns=(
        Column("name", pgettext_lazy("person", "Name"), sort="name", primary=True),
        Column("title", gettext_lazy("Title as printed"), sort="title", phone="line"),
        Column("organisation", gettext_lazy("Organisation"), sort="organisation", phone="line"),
        Column("phone", gettext_lazy("Telephone"), value=lambda row: reads.covered(row.phone), kind="code"),
        Column("met", gettext_lazy("Times met"), sort="met", kind="number", phone="hide"),
    ),
    search_fields=("name", "organisation", "title"),
    default_sort="organisation",
    ability="outreach.contacts",
    export_ability="outreach.export",
    title=gettext_lazy("Contacts"),
    subtitle=gettext_lazy("Telephones stay covered, also in exports; whoever uncovers one leaves a line in the log."),
    row_href=lambda row: row.get_absolute_url(),
)

FORCE_COLUMNS = (
    Column("name", gettext_lazy("Name"), sort="name", primary=True),
    Column("kind", gettext_lazy("Kind"), value="get_kind_display", sort="kind"),
    Column("code", gettext_lazy("Channel code"), sort="code", kind="code"),
    Column("linked_enterprise", gettext_lazy("Linked enterprise or organisation"), sort="linked_enterprise"),
    Column("regions", gettext_lazy("Regions")),
    Column("leads_required", gettext_lazy("Leads required a year"), kind="number"),
    Column("ends_on", gettext_lazy("Until"), sort="ends_on", kind="date"),
    Column("state", gettext_lazy("State"), value="get_state_display", sort="state"),
)
AGREEMENT_COLUMNS = (
    Column("title", gettext_lazy("Title"), sort="title", primary=True),
    Column("kind", pgettext_lazy("agreement", "Type"), value="get_kind_display", sort="kind"),
    Column("parties", gettext_lazy("Parties"), wide=True),
    Column("signed_on", gettext_lazy("Signed on"), sort="signed_on", kind="date"),
    Column("ends_on", gettext_lazy("Until"), sort="ends_on", kind="date"),
    Column("is_binding", gettext_lazy("Binding"), kind="bool"),
    Column("counts_as_signed", gettext_lazy("Counts as signed"), kind="bool"),
    Column("state", gettext_lazy("State"), value="get_state_display", sort="state"),
)
