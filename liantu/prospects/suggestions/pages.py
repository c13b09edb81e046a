"""What the pages of suggestion lists show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from liantu.foundation.flows.reads import history_of
from liantu.lib.problems import Problem
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import actions, reads
from liantu.prospects.suggestions.actions import SUGGESTIONS
from liantu.prospects.suggestions.acts import ACTS
from liantu.prospects.suggestions.forms import SuggestionForm, prefilled
from liantu.prospects.suggestions.models import Suggestion, SuggestionQuerySet
from liantu.prospects.suggestions.slots import SUGGESTION_PAGE
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import rows_behind
from liantu.ui.pages import DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link
from liantu.ui.wiring import Seen

TONES = {
    "submitted": "info", "returned": "warn", "accepted": "info", "assigned": "info", "converted": "ok", "closed": "ok",
    "declined": "muted",
}  # fmt: skip


def _listed(request: ZoneRequest) -> SuggestionQuerySet:
    """The suggestions the person may see, or exactly those of a metric that is named."""
    named: SuggestionQuerySet | None = rows_behind(request, "suggestions:list")
    rows = named if named is not None else reads.suggestions_of(request.user, request.zone)
    return rows.select_related("chain", "leader", "assignee")


LIST = ListPage(
    name="suggestions",
    queryset_fn=_listed,
    columns=(
        Column("firm_name", gettext_lazy("Enterprise to invite"), sort="firm_name", primary=True),
        Column("node_name", gettext_lazy("Link"), sort="node_name"),
        Column("action", gettext_lazy("Action"), value="get_action_display", sort="action"),
        Column("leader", gettext_lazy("Leader enterprise"), value="leader.printed_name", sort="leader__printed_name"),
        Column("period", gettext_lazy("Period"), sort="period", kind="code"),
        Column("priority", gettext_lazy("Priority"), sort="priority"),
        Column(
            "state",
            gettext_lazy("State"),
            value="get_state_display",
            sort="state",
            kind="badge",
            tone=lambda row: TONES[row.state],
        ),
        Column("assignee", gettext_lazy("Followed by"), value="assignee.label", sort="assignee__display_name"),
        Column("due_on", gettext_lazy("Due"), sort="due_on", kind="date"),
    ),
    search_fields=("firm_name", "firm_credit_code", "node_name", "reason"),
    filters=(
        Filter("state", gettext_lazy("State"), choices=Suggestion.State.choices),
        Filter("period", gettext_lazy("Period"), kind="text", apply="period"),
    ),
    default_sort="-submitted_at",
    ability="suggestions.view",
    export_ability="suggestions.export",
    title=gettext_lazy("Suggestion lists"),
    subtitle=gettext_lazy("Whom the leaders propose to invite, and what became of it."),
    row_href=lambda row: row.get_absolute_url(),
    links=lambda request: Link.offered(request, "suggestions.file", _("New suggestion"), "suggestions:new"),
    above="suggestions/_late.html",
    shared=lambda request: {"late": reads.lists_missing(request.zone, today=timezone.localdate())},
)


def _crumbs(_one: Suggestion | None) -> list[tuple[str, str]]:
    return [(_("Suggestion lists"), reverse("suggestions:list"))]


def _line(one: Suggestion) -> list[object]:
    return [one.chain.label, one.node_name, one.get_action_display(), one.period]


def _buttons(request: ZoneRequest, one: Suggestion) -> list[Link]:
    """What rooms above open, the correction of a returned one, the link of the chain."""
    found = [Link.of(button) for button in SUGGESTION_PAGE.buttons(Seen(request.user, request.zone), one)]
    if one.state == "returned" and may(request.user, "suggestions.file", request.zone):
        address = reverse("suggestions:change", args=[one.pk])
        found.append(Link(_("Correct and hand in again"), address, "edit", main=True))
    return [*found, Link(_("The link"), reverse("chains:node", args=[one.chain.code, one.node_code]))]


def _doubts(request: ZoneRequest, one: Suggestion) -> tuple[str, list[Problem]]:
    """What people inside should know before they decide."""
    inside = may(request.user, "prospects.view", request.zone)
    return _("To know before deciding"), reads.concerns(one) if inside else []


def _firm_url(one: Suggestion) -> str:
    return reverse("enterprises:detail", args=[one.firm_id]) if one.firm_id is not None else ""


FACTS = (
    Fact("firm_name", gettext_lazy("Enterprise to invite"), href=_firm_url),
    Fact("firm_credit_code", gettext_lazy("Credit code"), kind="code", optional=True),
    Fact("leader", gettext_lazy("Leader enterprise"), "leader.printed_name"),
    Fact("ground", gettext_lazy("Ground"), "get_ground_display"),
    Fact("reason", gettext_lazy("Reason"), kind="lines"),
    Fact("mode", gettext_lazy("Mode of cooperation"), "get_mode_display"),
    Fact("purchase_wan_yuan", gettext_lazy("Yearly purchase"), kind="money"),
    Fact("contact_name", gettext_lazy("Contact held"), template="suggestions/_contact.html"),
    Fact("priority", gettext_lazy("Priority")),
    Fact("assignee", gettext_lazy("Followed by"), "assignee.label"),
    Fact("due_on", gettext_lazy("Due"), kind="date", optional=True),
    Fact("lead_reference", gettext_lazy("Lead it became"), optional=True),
)
DETAIL = DetailPage(
    ability="suggestions.view",
    find=reads.suggestion_or_404,
    head=Head(
        badges=lambda one: [(one.get_state_display(), TONES[one.state])], line=_line, links=_buttons, crumbs=_crumbs
    ),
    warnings=_doubts,
    shared=lambda request, _one: {"may_see_phone": may(request.user, "suggestions.file", request.zone)},
    acts=ACTS,
    cards=(
        FactsCard(code="suggestion", title=gettext_lazy("The suggestion"), facts=FACTS),
        HistoryCard(lambda one: history_of(one, SUGGESTIONS)),
    ),
)


def _file(request: ZoneRequest, _thing: None, form: SuggestionForm) -> Suggestion:
    values = form.cleaned_data
    return actions.file_suggestion(form.leaders[values["leader"]], values, by=request.user)


def _hand_in_again(request: ZoneRequest, one: Suggestion, form: SuggestionForm) -> Suggestion:
    values = form.cleaned_data
    return actions.change_suggestion(one, values, by=request.user, revision=values["revision"] or one.revision)


def _correction(request: ZoneRequest, one: Suggestion, data: Any, _files: Any) -> SuggestionForm:
    initial = {"leader": str(one.leader_id), "link": f"{one.chain.code}/{one.node_code}"}
    return SuggestionForm(request, data, instance=one, initial=initial)


SUBTITLE = gettext_lazy("A link, an enterprise, why, and how the two could work together")
NEW = FormPage(
    ability="suggestions.file",
    title=gettext_lazy("New suggestion"),
    subtitle=SUBTITLE,
    submit=gettext_lazy("Hand in"),
    done=gettext_lazy("Filed; the chain's chief is told."),
    form=lambda request, _thing, data, _files: SuggestionForm(request, data, initial=prefilled(request)),
    do=_file,
    crumbs=_crumbs,
    template="suggestions/form.html",
)
CHANGE = FormPage(
    ability="suggestions.file",
    find=reads.suggestion_or_404,
    title=str,
    subtitle=SUBTITLE,
    submit=gettext_lazy("Hand in"),
    done=gettext_lazy("Handed in again."),
    form=_correction,
    do=_hand_in_again,
    crumbs=_crumbs,
    template="suggestions/form.html",
)


def reminded(told: int, without: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What is said after leaders were reminded: how many were, and whom nobody can tell."""
    if told:
        yield messages.SUCCESS, ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", told) % {"n": told}
    if without:
        names = pgettext("between names", ", ").join(without)
        yield messages.WARNING, _("No liaison has an account, so call: %(names)s") % {"names": names}
