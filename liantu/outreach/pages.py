"""What the pages of outreach show."""

from __future__ import annotations

import calendar
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.audit.reads import history_of
from liantu.foundation.duties.actions import Owed, give_duty
from liantu.foundation.flows.reads import history_of as steps_told
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach import forms, reads
from liantu.outreach.actions import AGREEMENTS, PersonGiven, StopGiven
from liantu.outreach.acts import AGREEMENT_ACTS
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.models import Agreement, Contact, ContactMerge, Engagement, PromotionForce, Stop
from liantu.outreach.rules.calendar_feed import FeedEvent, as_calendar
from liantu.outreach.rules.fuzzy_days import read_fuzzy_day
from liantu.outreach.slots import MET_FIRM, MetFirm
from liantu.people.abilities import may
from liantu.people.reads import persons_of
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import metrics_with, rows_url
from liantu.ui.pages import DetailPage, Fact, FactsCard, Head, HistoryCard, Link, NextCard
from liantu.ui.wiring import Seen

OUTCOME_TONES = {
    "contact_only": "muted", "mutual_interest": "info", "consensus": "info", "intent": "warn", "framework": "warn",
    "signed": "ok",
}  # fmt: skip
AGREEMENT_TONES = {"draft": "muted", "reviewed": "info", "in_force": "ok", "ended": "muted"}
FEED_MOST = 500
RESULTS_MOST = 500


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
        Column("title", gettext_lazy("What"), sort="title", primary=True),
        Column("on", gettext_lazy("When"), value=when_told, sort="on", kind="code"),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display", sort="kind"),
        Column(
            "outcome",
            gettext_lazy("Outcome"),
            value="get_outcome_display",
            sort="outcome",
            kind="badge",
            tone=lambda row: OUTCOME_TONES[row.outcome],
        ),
        Column("place", gettext_lazy("Place"), sort="place"),
        Column("next_step", gettext_lazy("Next step"), sort="next_step", wide=True),
        Column("next_on", gettext_lazy("By"), sort="next_on", kind="date"),
        Column("office", gettext_lazy("Office"), sort="office"),
        Column("owner", gettext_lazy("Kept by"), value=lambda row: row.owner.label if row.owner else ""),
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
)

CONTACTS = ListPage(
    name="outreach.contacts",
    queryset_fn=lambda request: reads.contacts_of(request.user, request.zone),
    columns=(
        Column("name", pgettext_lazy("person", "Name"), sort="name", primary=True),
        Column("title", gettext_lazy("Title as printed"), sort="title"),
        Column("organisation", gettext_lazy("Organisation"), sort="organisation"),
        Column("phone", gettext_lazy("Telephone"), value=lambda row: reads.covered(row.phone), kind="code"),
        Column("met", gettext_lazy("Times met"), sort="met", kind="number"),
    ),
    search_fields=("name", "organisation", "title"),
    default_sort="organisation",
    ability="outreach.contacts",
    export_ability="outreach.export",
    title=gettext_lazy("Contacts"),
    subtitle=gettext_lazy("Telephones stay covered, also in exports; whoever uncovers one leaves a line in the log."),
    row_href=lambda row: row.get_absolute_url(),
)


def detail_context(request: ZoneRequest, one: Engagement) -> dict[str, Any]:
    """One engagement: stops, people, claims and asks, what comes next, who else was there about then."""
    user, zone = request.user, request.zone
    stops = list(one.stops.select_related("firm"))
    firms = [stop.name for stop in stops if stop.kind == Stop.Kind.FIRM]
    address = one.get_absolute_url()
    seen = Seen(user, zone)
    buttons = [(name, button) for name in firms for button in MET_FIRM.buttons(seen, MetFirm(name, address))]
    return {
        "title": one.title,
        "crumbs": [(_("Visits and talks"), reverse("outreach:list")), (one.title, "")],
        "one": one,
        "when": when_told(one),
        "tone": OUTCOME_TONES[one.outcome],
        "stops": stops,
        "people": one.people_met.select_related("contact"),
        "files": one.files.select_related("file"),
        "others": reads.others_at(zone, firms, one.when, office=one.office, but=one.pk),
        "buttons": buttons,
        "may_task": one.chain is not None and may(user, "work.edit", zone),
        "owners": list(persons_of(zone)) if one.chain is not None else [],
        "may_log": may(user, "outreach.log", zone),
        "may_contacts": may(user, "outreach.contacts", zone),
        "history": history_of(one),
        "today": timezone.localdate(),
    }


def give_task(request: ZoneRequest, one: Engagement) -> None:
    """Give the task of the form to the task force of the engagement's chain. Raises NotAllowed; ProblemsError."""
    if one.chain is None:
        raise ProblemsError([Problem("no_chain_engagement", "Name the chain first: its task force keeps the task.")])
    data = request.POST
    owner = data.get("owner", "")
    owed = Owed(data.get("task", ""), int(owner) if owner.isdigit() and len(owner) < 10 else None, data.get("due", ""))
    give_duty(TASK, owed, about=one.chain, zone=one.zone, by=request.user, origin=one)


def form_context(request: ZoneRequest, form: forms.EngagementForm, start: dict[str, Any]) -> dict[str, Any]:
    """The form with the stops and people already written, and empty lines for more."""
    data = request.POST
    stops: list[Any] = list(forms.stops_in(data)) or ([StopGiven(start["firm"])] if start.get("firm") else [])
    people: list[Any] = list(forms.people_in(data))
    return {
        "title": _("Log a visit or talk"),
        "form": form,
        "when": data.get("when", "") or timezone.localdate().isoformat(),
        "stops": stops + [StopGiven("")] * max(1, 2 - len(stops)),
        "people": people + [PersonGiven("")] * max(1, 2 - len(people)),
        "stop_kinds": Stop.Kind.choices,
    }


def check_context(request: ZoneRequest) -> dict[str, Any]:
    """While the form is filled: how the day is read, and which other offices are at the same enterprise about then."""
    user, today = request.user, timezone.localdate()
    when = read_fuzzy_day(request.GET.get("when", ""), today=today)
    names = [name for name in request.GET.getlist("stop") if len(name.strip()) > 3][:10]
    others = reads.others_at(request.zone, names, when, office=user.office) if when and names else []
    return {"when": when, "span": when.span() if when else None, "asked": request.GET.get("when", ""), "others": others}


def month_context(request: ZoneRequest) -> dict[str, Any]:
    """The calendar of a month across offices, weeks by days."""
    today = timezone.localdate()
    text = request.GET.get("month", "")
    year, month = today.year, today.month
    if len(text) == 7 and text[:4].isdigit() and text[5:].isdigit() and 1 <= int(text[5:]) <= 12:
        year, month = int(text[:4]), int(text[5:])
    rows = reads.in_month(reads.engagements_of(request.user, request.zone), year, month)
    days: dict[date, list[Engagement]] = {}
    for one in rows:
        if one.precision in ("day", "about"):
            days.setdefault(max(one.on, date(year, month, 1)), []).append(one)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    before, after = date(year - (month == 1), (month - 2) % 12 + 1, 1), date(year + (month == 12), month % 12 + 1, 1)
    return {
        "title": _("Calendar of offices"),
        "month": date(year, month, 1),
        "before": before,
        "after": after,
        "weeks": [[(day, days.get(day, []), day.month == month) for day in week] for week in weeks],
        "loose": [one for one in rows if one.precision == "month"],
        "today": today,
    }


def events_of(rows: Any, base: str) -> list[FeedEvent]:
    """Engagements as events of a calendar."""
    return [
        FeedEvent(
            f"engagement-{one.pk}@liantu",
            f"{one.get_kind_display()}: {one.title}",
            one.when.span()[0],
            max(one.until_on or one.when.span()[1], one.when.span()[0]),
            one.place,
            one.next_step,
            f"{base}{one.get_absolute_url()}",
            one.changed_at,
            one.precision == "day",
        )
        for one in rows
    ]


def calendar_text(rows: Any, base: str, name: str) -> str:
    """The calendar of engagements as iCalendar text."""
    return as_calendar(events_of(rows.order_by("-on")[:FEED_MOST], base), name=name)


def ending_context(request: ZoneRequest) -> dict[str, Any]:
    """Terms, agreements and obligations that end or are due soon; results of the forces beside."""
    zone, today = request.zone, timezone.localdate()
    return {
        "title": _("What ends or is due soon"),
        "forces": reads.ending_forces(zone, today=today),
        "agreements": reads.ending_agreements(zone, today=today),
        "obligations": reads.obligations_due(zone, until=today),
        "today": today,
    }


def forces_context(request: ZoneRequest) -> dict[str, Any]:
    """The forces by kind with what each brought."""
    seen = Seen(request.user, request.zone)
    rows = list(PromotionForce.objects.visible_to(seen.user).filter(zone=seen.zone).select_related("person"))
    names = {one.person.label if one.person else one.name for one in rows} | {one.name for one in rows}
    results = _told_by("force", seen, names)
    return {
        "title": _("What the forces brought"),
        "kinds": [
            (
                label,
                [
                    (one, results.get(one.person.label if one.person else one.name, []) or results.get(one.name, []))
                    for one in rows
                    if one.kind == kind
                ],
            )
            for kind, label in PromotionForce.Kind.choices
        ],
    }


def _told_by(dimension: str, seen: Seen, wanted: Set[str]) -> dict[str, list[tuple[Any, int, str]]]:
    """What the rooms above count for each value of a dimension: (what, how many, address of the rows)."""
    found: dict[str, list[tuple[Any, int, str]]] = {}
    for metric in metrics_with(dimension):
        counted = metric.values_by(seen, dimension)
        for value in wanted & counted.keys():
            url = rows_url(metric, **{dimension: value})
            found.setdefault(value, []).append((metric.title, int(counted[value]), url))
    return found


@dataclass(frozen=True)
class CameOf:
    """One engagement with what it cost, who was met, and what came of it: (what, how many, address of the rows)."""

    one: Engagement
    people: int
    counted: Sequence[tuple[Any, int, str]]


def came_of(request: ZoneRequest) -> dict[str, Any]:
    """Trips, exhibitions, talks of a period with cost, people met, leads, projects, signings; sums by kind."""
    user, zone, today = request.user, request.zone, timezone.localdate()
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    since, until = since or date(today.year, 1, 1), until or today
    kind = request.GET.get("kind", "")
    found = reads.engagements_of(user, zone).filter(on__range=(since, until)).annotate(met=Count("people_met"))
    rows = list((found.filter(kind=kind) if kind else found).order_by("-on", "-id")[:RESULTS_MOST])
    results = _told_by("origin", Seen(user, zone), {one.get_absolute_url() for one in rows})
    lines = [CameOf(one, one.met, results.get(one.get_absolute_url(), [])) for one in rows]
    return {
        "title": _("What visits and exhibitions brought"),
        "since": since,
        "until": until,
        "kind": kind,
        "lines": lines,
        "kinds": Engagement.Kind.choices,
        "most": RESULTS_MOST,
        "is_cut": len(rows) == RESULTS_MOST,
        "sums": [
            (label, _summed([line for line in lines if line.one.kind == code]))
            for code, label in Engagement.Kind.choices
            if any(line.one.kind == code for line in lines)
        ],
    }


def _summed(lines: Sequence[CameOf]) -> dict[str, Any]:
    """Number, people, expense and counts of several engagements together."""
    counts: dict[str, int] = {}
    for line in lines:
        for name, n, _url in line.counted:
            counts[str(name)] = counts.get(str(name), 0) + n
    expense = sum((line.one.expense_wan_yuan or Decimal(0) for line in lines), Decimal(0))
    return {
        "n": len(lines),
        "people": sum(line.people for line in lines),
        "expense_wan_yuan": expense,
        "counts": list(counts.items()),
    }


def came_of_table(lines: Sequence[CameOf]) -> tuple[list[str], list[list[object]]]:
    """The page's rows for a sheet."""
    names = list(dict.fromkeys(str(name) for line in lines for name, _n, _url in line.counted))
    headers = [
        _("When"),
        _("Kind"),
        _("What"),
        _("Edition, role, booth"),
        _("Person-times"),
        _("People met"),
        _("Expense (10k yuan)"),
        _("Outcome"),
        *names,
    ]
    return headers, [
        [
            when_told(line.one),
            line.one.get_kind_display(),
            line.one.title,
            line.one.booth,
            line.one.person_times,
            line.people,
            line.one.expense_wan_yuan,
            line.one.get_outcome_display(),
            *(next((n for name, n, _url in line.counted if str(name) == one), 0) for one in names),
        ]
        for line in lines
    ]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


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


def _agreement_links(request: ZoneRequest, one: Agreement) -> list[Link]:
    if not may(request.user, "outreach.keep", request.zone):
        return []
    return [Link(_("Change"), reverse("outreach:agreement_edit", args=[one.pk]), icon="edit")]


def _agreement_badges(one: Agreement) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [(one.get_state_display(), AGREEMENT_TONES[one.state])]
    if one.counts_as_signed:
        found.append((_("Counts as signed"), "ok"))
    elif one.is_binding:
        found.append((_("Binding"), "info"))
    return found


AGREEMENT = DetailPage(
    ability="outreach.view",
    find=reads.agreement_or_404,
    head=Head(
        badges=_agreement_badges,
        line=lambda one: [one.get_kind_display(), one.keeper.label if one.keeper else ""],
        links=_agreement_links,
        crumbs=lambda _one: [(_("Agreements"), reverse("outreach:agreement_list"))],
    ),
    cards=(
        FactsCard(
            code="paper",
            title=gettext_lazy("The agreement"),
            facts=(
                Fact("parties", gettext_lazy("Parties")),
                Fact("scope", gettext_lazy("Scope"), kind="lines"),
                Fact("signed_on", gettext_lazy("Signed on"), kind="date"),
                Fact("starts_on", pgettext_lazy("agreement", "In force from"), kind="date"),
                Fact("ends_on", gettext_lazy("Until"), kind="date"),
                Fact("remind_days", gettext_lazy("Remind before the end (days)"), kind="number"),
                Fact("clauses", gettext_lazy("Clauses checked"), kind="lines"),
            ),
        ),
        NextCard(AGREEMENT_ACTS),
        HistoryCard(lambda one: steps_told(one, AGREEMENTS)),
    ),
)


def contact_context(request: ZoneRequest, one: Contact) -> dict[str, Any]:
    """One contact with where she was met."""
    return {
        "title": one.name,
        "crumbs": [(_("Contacts"), reverse("outreach:contacts")), (one.name, "")],
        "one": one,
        "covered": reads.covered(one.phone),
        "meetings": one.meetings.select_related("engagement"),
        "history": history_of(one),
    }


def duplicates_context(request: ZoneRequest) -> dict[str, Any]:
    """Contacts that may be one person, and the merges made."""
    zone = request.zone
    return {
        "title": _("Contacts that may be one person"),
        "pairs": reads.same_people(zone)[:50],
        "merges": ContactMerge.objects.filter(zone=zone).select_related("survivor", "absorbed")[:20],
    }


assert Agreement.Kind.INVESTMENT in Agreement.BINDING
