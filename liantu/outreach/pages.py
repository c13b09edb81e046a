"""What the pages of outreach show."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.foundation.calendar.reads import year_missing
from liantu.foundation.duties.tables import tone_of
from liantu.foundation.flows.reads import history_of as steps_told
from liantu.lib.whole_numbers import whole_number
from liantu.lib.written_days import read_fuzzy_day, written
from liantu.outreach import actions, forms, reads
from liantu.outreach.actions import AGREEMENTS, PersonGiven, StopGiven
from liantu.outreach.acts import AGREEMENT_ACTS, ENGAGEMENT_ACTS
from liantu.outreach.models import Agreement, Contact, ContactMerge, Engagement, PromotionForce, Stop
from liantu.outreach.rules.calendar_feed import FeedEvent, as_calendar
from liantu.outreach.slots import MET_FIRM, MetFirm
from liantu.outreach.tables import OUTCOME_TONES, when_told
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import count_text, money_parts
from liantu.ui.metrics import metrics_with, rows_url
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link
from liantu.ui.pages.figures import Tile
from liantu.ui.wiring import Seen
from liantu.ui.written_fields import TODAY, bound_in

AGREEMENT_TONES = {"draft": "muted", "reviewed": "info", "in_force": "ok", "ended": "muted"}
FEED_MOST = 500
RESULTS_MOST = 500


def _firms(one: Engagement) -> list[str]:
    return [stop.name for stop in one.stops.all() if stop.kind == Stop.Kind.FIRM]


def _engagement_links(request: ZoneRequest, one: Engagement) -> list[Link]:
    """Its calendar entry, its correction, and what can be done with the enterprises that were met."""
    found = [Link(_("Calendar entry"), reverse("outreach:event", args=[one.pk]), icon="calendar")]
    if may(request.user, "outreach.log", request.zone):
        found.append(Link(_("Change"), reverse("outreach:change", args=[one.pk]), icon="edit"))
    seen, address, firms = Seen(request.user, request.zone), one.get_absolute_url(), _firms(one)
    buttons = [(name, button) for name in firms for button in MET_FIRM.buttons(seen, MetFirm(name, address))]
    for number, (name, button) in enumerate(buttons):
        label = f"{button.label} {name[:12]}" if len(buttons) > 1 else button.label
        found.append(Link(label, button.url, icon=button.icon, main=number == 0))
    return found


def _others(request: ZoneRequest, one: Engagement) -> dict[str, Any] | None:
    """Who else was at the same enterprises about then."""
    others = reads.others_at(request.zone, _firms(one), one.when, office=one.office, but=one.pk)
    return {"others": others} if others else None


def _duties(request: ZoneRequest, thing: Engagement | Agreement) -> dict[str, Any]:
    """What follows from an engagement or is owed under an agreement; the year whose holidays nobody announced."""
    rows = list(reads.duties_about(thing))
    return {
        "duties": [(one, tone_of(one)) for one in rows],
        "unannounced": reads.counted_over(request.zone, rows, timezone.localdate()),
        "is_engagement": isinstance(thing, Engagement),
    }


def _people(request: ZoneRequest, one: Engagement) -> dict[str, Any]:
    rows = one.people_met.select_related("contact")
    return {"people": rows, "may_contacts": may(request.user, "outreach.contacts", request.zone)}


def _files(_request: ZoneRequest, one: Engagement) -> dict[str, Any] | None:
    rows = list(one.files.select_related("file"))
    return {"files": rows} if rows else None


def _person_times(one: Engagement) -> str:
    return " ".join(f"{part}" for part in (one.members, one.person_times) if part)


ENGAGEMENT = DetailPage(
    ability="outreach.view",
    find=reads.engagement_or_404,
    head=Head(
        badges=lambda one: [(one.get_outcome_display(), OUTCOME_TONES[one.outcome])],
        line=lambda one: [one.get_kind_display(), when_told(one), one.place, one.owner.label if one.owner else ""],
        links=_engagement_links,
        crumbs=lambda _one: [(_("Visits and talks"), reverse("outreach:list"))],
    ),
    acts=ENGAGEMENT_ACTS,
    cards=(
        Card(code="others", template="outreach/_others.html", fill=_others, place="wide", bare=True),
        Card(
            code="stops",
            title=gettext_lazy("Stops"),
            template="outreach/_stops.html",
            fill=lambda _request, one: {"stops": one.stops.select_related("firm")},
        ),
        FactsCard(
            code="said",
            title=gettext_lazy("What was said"),
            facts=(
                Fact("topics", gettext_lazy("Topics"), kind="lines"),
                Fact("claims", gettext_lazy("They claim"), kind="lines"),
                Fact("asks", gettext_lazy("They ask"), kind="lines"),
                Fact("conclusion", gettext_lazy("Conclusion"), kind="lines"),
            ),
        ),
        Card(code="files", title=gettext_lazy("Photos and papers"), template="outreach/_files.html", fill=_files),
        Card(
            code="duties",
            title=gettext_lazy("What follows"),
            template="outreach/_duties.html",
            fill=_duties,
            place="side",
        ),
        Card(
            code="people",
            title=gettext_lazy("Who was met"),
            template="outreach/_people.html",
            fill=_people,
            place="side",
        ),
        FactsCard(
            code="about",
            title=gettext_lazy("About it"),
            place="side",
            facts=(
                Fact("leader", gettext_lazy("Led by")),
                Fact("members", gettext_lazy("People along"), value=_person_times),
                Fact("approval_no", gettext_lazy("Approval no.")),
                Fact("expense_wan_yuan", gettext_lazy("Expense"), kind="money"),
                Fact("booth", gettext_lazy("Edition, role, booth"), optional=True),
                Fact(
                    "chain",
                    gettext_lazy("Chain"),
                    value=lambda one: one.chain.label if one.chain else "",
                    href=lambda one: one.chain.get_absolute_url() if one.chain else "",
                    optional=True,
                ),
                Fact("office", gettext_lazy("Office")),
            ),
        ),
        HistoryCard(),
    ),
)


def _engagement_crumbs(one: Engagement | None) -> list[tuple[str, str]]:
    up = [(_("Visits and talks"), reverse("outreach:list"))]
    return [*up, (str(Engagement.objects.get(pk=one.pk)), one.get_absolute_url())] if one is not None else up


def _log(request: ZoneRequest, _thing: None, form: forms.LogForm) -> Engagement:
    return actions.log_engagement(
        request.zone,
        form.cleaned_data,
        by=request.user,
        when=form.cleaned_data["when"],
        stops=forms.stops_in(request.POST),
        people=forms.people_in(request.POST),
        files=form.cleaned_data["files"],
    )


def _log_form(request: ZoneRequest, _thing: None, data: Any, files: Any) -> forms.LogForm:
    known = forms.prefilled(request)
    start = {"when": str(TODAY), "stop": known.pop("firm"), **known}
    return forms.LogForm(request, data, files, initial=start)


def _written_lines(request: ZoneRequest, _thing: None) -> dict[str, Any]:
    """The stops and people already written, and empty lines for more; the year a day may be counted over."""
    stops, people = forms.stops_in(request.POST), forms.people_in(request.POST)
    if request.method == "GET":
        people = forms.people_at(request)
    return {
        "first_kind": stops[0].kind if stops else Stop.Kind.FIRM,
        "first_finding": stops[0].findings if stops else "",
        "stops": [*stops[1:], StopGiven("")],
        "more_stops": len(stops) > 1,
        "people": [*people, PersonGiven("")],
        "stop_kinds": Stop.Kind.choices,
        "unannounced": year_missing(request.zone, timezone.localdate()),
    }


LOG = FormPage(
    ability="outreach.log",
    title=pgettext_lazy("visit", "Log the visit"),
    form=_log_form,
    do=_log,
    crumbs=_engagement_crumbs,
    shared=_written_lines,
    body="outreach/_log.html",
    submit=pgettext_lazy("visit", "Log the visit"),
    styles=("outreach/outreach.css",),
    cancel=lambda _one: reverse("outreach:list"),
)


def _change(request: ZoneRequest, one: Engagement, form: forms.EngagementForm) -> Engagement:
    values = form.cleaned_data
    seen = values.get("revision") or 0
    return actions.change_engagement(one, values, by=request.user, when=values["when"], revision=seen)


CHANGE = FormPage(
    ability="outreach.log",
    title=gettext_lazy("Correct a visit or talk"),
    submit=pgettext_lazy("visit", "Save the visit"),
    find=reads.engagement_or_404,
    form=lambda request, one, data, _files: forms.EngagementForm(
        request, data, instance=one, initial={"when": written(one.when), "revision": one.revision}
    ),
    do=_change,
    crumbs=_engagement_crumbs,
    cancel=lambda one: one.get_absolute_url(),
)


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
    year, month = whole_number(text[:4], least=1900, most=2200), whole_number(text[5:], least=1, most=12)
    if len(text) != 7 or year is None or month is None:
        year, month = today.year, today.month
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
        "obligations": reads.owed_until(zone, today),
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
    since, until = bound_in(request.GET.get("since", "")), bound_in(request.GET.get("until", ""), is_last=True)
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
        "tiles": _tiles(_summed(lines)) if lines else [],
        "is_cut": len(rows) == RESULTS_MOST,
        "sums": [
            (label, _summed([line for line in lines if line.one.kind == code]))
            for code, label in Engagement.Kind.choices
            if any(line.one.kind == code for line in lines)
        ],
    }


def _tiles(total: Mapping[str, Any]) -> list[Tile]:
    """The period in a line of tiles: how often, how many people, what it cost, what came of it."""
    cost, unit = money_parts(total["expense_wan_yuan"], language=get_language() or "zh-hans")
    first = [
        Tile(pgettext("times", "Number"), count_text(total["n"])),
        Tile(_("People met"), count_text(total["people"])),
        Tile(_("Expense"), cost, unit),
    ]
    return first + [Tile(name, count_text(number)) for name, number in total["counts"][:3]]


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


def _agreement_links(request: ZoneRequest, one: Agreement) -> list[Link]:
    if not may(request.user, "outreach.keep", request.zone):
        return []
    return [Link(_("Change"), reverse("outreach:agreement_edit", args=[one.pk]), icon="edit")]


def _agreement_badges(one: Agreement) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [(one.get_state_display(), AGREEMENT_TONES[one.state])]
    if one.counts_as_signed and one.signed_on is not None:
        found.append((_("Counts as signed"), "ok"))
    elif one.is_binding:
        found.append((_("Binding"), "info"))
    return found


def _agreement_line(one: Agreement) -> list[Any]:
    """Its type and keeper; a draft says what it waits for, since the keeper cannot review it."""
    waits = _("waits for review by another person than its keeper") if one.state == Agreement.State.DRAFT else ""
    return [one.get_kind_display(), one.keeper.label if one.keeper else "", waits]


AGREEMENT = DetailPage(
    ability="outreach.view",
    find=reads.agreement_or_404,
    head=Head(
        badges=_agreement_badges,
        line=_agreement_line,
        links=_agreement_links,
        crumbs=lambda _one: [(_("Agreements"), reverse("outreach:agreement_list"))],
    ),
    acts=AGREEMENT_ACTS,
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
        Card(
            code="owed",
            title=pgettext_lazy("agreement", "What is owed"),
            template="outreach/_duties.html",
            fill=_duties,
        ),
        HistoryCard(lambda one: steps_told(one, AGREEMENTS)),
    ),
)


CONTACT = DetailPage(
    ability="outreach.contacts",
    find=reads.contact_or_404,
    head=Head(
        line=lambda one: [one.title, one.organisation],
        links=lambda _request, one: [
            Link(_("Change"), reverse("outreach:contact_change", args=[one.pk]), icon="edit", main=True)
        ],
        crumbs=lambda _one: [(_("Contacts"), reverse("outreach:contacts"))],
    ),
    cards=(
        FactsCard(
            code="contact",
            template="outreach/_phone.html",
            fill=lambda _request, one: {"covered": reads.covered(one.phone)},
            facts=(
                Fact(
                    "organisation",
                    gettext_lazy("Organisation"),
                    href=lambda one: one.firm.get_absolute_url() if one.firm else "",
                ),
                Fact("email", gettext_lazy("E-mail")),
                Fact("note", gettext_lazy("Note")),
                Fact("source", gettext_lazy("Source")),
            ),
        ),
        Card(
            code="met",
            title=gettext_lazy("Met at"),
            template="outreach/_met.html",
            fill=lambda _request, one: {"meetings": one.meetings.select_related("engagement")},
            place="side",
        ),
        HistoryCard(place="side"),
    ),
)


def _keep(request: ZoneRequest, one: Contact | None, form: forms.ContactForm) -> Contact:
    """Anew from the table: the form has written into the row it was made of."""
    fresh = reads.contact_or_404(request, one.pk) if one is not None else Contact(zone=request.zone)
    return actions.keep_contact(fresh, form.cleaned_data, by=request.user)


KEEP = FormPage(
    ability="outreach.contacts",
    title=lambda one: one.name if one is not None else _("New contact"),
    subtitle=gettext_lazy("Left empty, the telephone on file stays."),
    find=reads.contact_or_404,
    form=lambda request, one, data, _files: forms.ContactForm(data, instance=one or Contact(zone=request.zone)),
    do=_keep,
    seen=True,
    crumbs=lambda _one: [(_("Contacts"), reverse("outreach:contacts"))],
)


def duplicates_context(request: ZoneRequest) -> dict[str, Any]:
    """Contacts that may be one person, and the merges made."""
    zone = request.zone
    return {
        "title": _("Contacts that may be one person"),
        "pairs": reads.same_people(zone),
        "merges": ContactMerge.objects.filter(zone=zone).select_related("survivor", "absorbed")[:20],
    }


assert Agreement.Kind.INVESTMENT in Agreement.BINDING
