"""Engagements logged and corrected, next steps and reports done, calendar addresses, the day's notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.files.actions import store_upload
from liantu.foundation.flows.actions import locked
from liantu.foundation.notices.actions import notify
from liantu.lib.chinese_text import company_name_key
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach import reads
from liantu.outreach.models import CalendarFeed, Contact, Engagement, EngagementFile, Met, Stop
from liantu.outreach.rules.fuzzy_days import read_fuzzy_day
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.ui.validation import field_problems

FIELDS = (
    "kind", "title", "until_on", "place", "leader", "members", "person_times", "approval_no", "expense_wan_yuan",
    "chain", "topics", "claims", "asks", "conclusion", "booth", "outcome", "next_step", "next_on",
)  # fmt: skip
ALLOWED = ("jpg", "jpeg", "png", "pdf", "docx", "xlsx")
FILES_MOST, STOPS_MOST = 12, 40
REMIND_EVERY_DAYS = 7


@dataclass(frozen=True)
class StopGiven:
    """A stop as it was written."""

    name: str
    kind: str = Stop.Kind.FIRM
    findings: str = ""


@dataclass(frozen=True)
class PersonGiven:
    """A person met as she was written: the title as printed stays with the meeting."""

    name: str
    title: str = ""
    organisation: str = ""
    phone: str = ""


def log_engagement(
    zone: Zone,
    values: Mapping[str, Any],
    *,
    by: User,
    when: str,
    stops: Sequence[StopGiven] = (),
    people: Sequence[PersonGiven] = (),
    files: Sequence[Any] = (),
) -> Engagement:
    """Log what happened, whole or not at all. ``when`` may be fuzzy (近日, 2026年3月).

    A trip's report and a next step without a day get theirs by the rule. Other offices at the same enterprises are
    told. Raises NotAllowed; ProblemsError with everything wrong.
    """
    require(by, "outreach.log", zone)
    today = timezone.localdate()
    day = read_fuzzy_day(when, today=today)
    problems = []
    if day is None:
        problems.append(_unreadable(when))
    problems += _faults(values, stops, people, files)
    if problems or day is None:
        raise ProblemsError(problems)
    given = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    made = Engagement(
        zone=zone,
        owner=by,
        office=by.office,
        on=day.on,
        precision=day.precision,
        **{**given, "title": str(values.get("title", "")).strip() or _title_of(values, stops)},
    )
    rules = reads.rules_on(today)
    if made.kind == Engagement.Kind.TRIP and made.on <= today:
        made.report_due_on = (made.until_on or made.on) + timedelta(days=rules.report_within_days)
    if made.next_step and made.next_on is None:
        made.next_on = calendar_of(zone).provisional().add_workdays(today, rules.first_follow_up_workdays)
    _check(made)
    with transaction.atomic():
        made.save()
        _write_parts(made, stops, people, files, by=by)
        record("outreach.logged", by=by, zone=zone, target=made, after={"title": made.title, "on": f"{made.on}"})
    _tell_others(made, [stop.name for stop in stops if stop.kind == Stop.Kind.FIRM], by=by)
    return made


def change_engagement(made: Engagement, values: Mapping[str, Any], *, by: User, when: str, revision: int) -> Engagement:
    """Correct an engagement. Raises NotAllowed; ProblemsError, also when somebody changed it meanwhile."""
    require(by, "outreach.log", made.zone)
    day = read_fuzzy_day(when, today=timezone.localdate())
    if day is None:
        raise ProblemsError([_unreadable(when)])
    with transaction.atomic():
        fresh = locked(made, revision)
        before = {name: str(getattr(fresh, name) or "") for name in FIELDS}
        for name in FIELDS:
            if name in values:
                setattr(fresh, name, values[name])
        fresh.on, fresh.precision = day.on, day.precision
        fresh.revision += 1
        fresh.changed_at = timezone.now()
        _check(fresh)
        fresh.save()
        after = {name: str(getattr(fresh, name) or "") for name in FIELDS}
        differing = [name for name in FIELDS if before[name] != after[name]]
        record(
            "outreach.changed",
            by=by,
            zone=fresh.zone,
            target=fresh,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    return fresh


def _unreadable(when: str) -> Problem:
    return Problem(
        "unreadable_day",
        "“%(day)s” cannot be read as a day.",
        where="when",
        fix="Write 2026-03-05, 3月5日, 2026年3月 or 近日.",
        params={"day": when[:20]},
    )


def _title_of(values: Mapping[str, Any], stops: Sequence[StopGiven]) -> str:
    label = dict(Engagement.Kind.choices).get(values.get("kind", ""), "")
    where = next((stop.name for stop in stops if stop.name.strip()), str(values.get("place", "")))
    return f"{label} {where}".strip()[:160]


def _faults(
    values: Mapping[str, Any], stops: Sequence[StopGiven], people: Sequence[PersonGiven], files: Sequence[Any]
) -> list[Problem]:
    problems = []
    if values.get("kind") not in Engagement.Kind.values:
        problems.append(Problem("no_kind_engagement", "Say what it was.", where="kind"))
    if not stops and not str(values.get("title", "")).strip():
        problems.append(Problem("no_title_or_stop", "Give a title or an enterprise.", where="title"))
    if len(stops) > STOPS_MOST or len(files) > FILES_MOST or len(people) > STOPS_MOST:
        problems.append(
            Problem(
                "too_much",
                "At most %(stops)d stops and %(files)d files.",
                params={"stops": STOPS_MOST, "files": FILES_MOST},
            )
        )
    problems += [
        Problem("person_without_name", "A person met needs a name.", where=f"people.{number}")
        for number, one in enumerate(people, 1)
        if not one.name.strip()
    ]
    problems += [
        Problem("stop_without_name", "A stop needs a name.", where=f"stops.{number}")
        for number, one in enumerate(stops, 1)
        if not one.name.strip() or one.kind not in Stop.Kind.values
    ]
    return problems


def _check(made: Engagement) -> None:
    """The fields themselves, as problems by field."""
    problems = field_problems(made, but=("zone", "owner", "chain"))
    if made.until_on is not None and made.until_on < made.on:
        problems.append(Problem("ends_before", "It ends before it begins.", where="until_on"))
    if made.expense_wan_yuan is not None and made.expense_wan_yuan < 0:
        problems.append(Problem("below_zero", "It cannot be below zero.", where="expense_wan_yuan"))
    if problems:
        raise ProblemsError(problems)


def _write_parts(
    made: Engagement, stops: Sequence[StopGiven], people: Sequence[PersonGiven], files: Sequence[Any], *, by: User
) -> None:
    for order, one in enumerate(stops, 1):
        Stop.objects.create(
            zone=made.zone,
            engagement=made,
            order=order,
            name=one.name.strip()[:200],
            kind=one.kind,
            name_key=company_name_key(one.name)[:200],
            findings=one.findings.strip()[:500],
            firm=reads.firm_named(made.zone, one.name) if one.kind == Stop.Kind.FIRM else None,
        )
    for person in people:
        contact = _contact_for(made.zone, person, by=by, source=made.title)
        Met.objects.get_or_create(
            engagement=made, contact=contact, defaults={"zone": made.zone, "as_printed": person.title.strip()[:120]}
        )
    for upload in files:
        stored = store_upload(upload, by=by, zone=made.zone, purpose="engagement", allowed=ALLOWED)
        EngagementFile.objects.create(zone=made.zone, engagement=made, file=stored)


def _contact_for(zone: Zone, person: PersonGiven, *, by: User, source: str) -> Contact:
    """The contact of this name at this organisation, kept anew when there is none; the newest title stays."""
    rows = Contact.objects.filter(zone=zone, name=person.name.strip(), merged_into__isnull=True)
    key = company_name_key(person.organisation)
    found = next((one for one in rows if company_name_key(one.organisation) == key), None)
    if found is None:
        found = Contact.objects.create(
            zone=zone,
            name=person.name.strip()[:60],
            title=person.title.strip()[:120],
            organisation=person.organisation.strip()[:200],
            phone=person.phone.strip()[:40],
            source=source[:200],
            firm=reads.firm_named(zone, person.organisation),
            kept_by=by,
        )
        record("outreach.contact_kept", by=by, zone=zone, target=found, after={"name": found.name})
    elif person.title.strip() and person.title.strip() != found.title:
        found.title = person.title.strip()[:120]
        found.save(update_fields=["title"])
    return found


def _tell_others(made: Engagement, names: Sequence[str], *, by: User) -> None:
    """Offices that are at the same enterprise about the same time hear of each other."""
    for other in reads.others_at(made.zone, names, made.when, office=made.office, but=made.pk):
        owner = other.engagement.owner
        if owner is not None and owner.pk != by.pk:
            notify(
                owner,
                "%(who)s also visits %(enterprise)s about then: %(title)s.",
                {"who": by.label, "enterprise": other.firm, "title": made.title},
                url=made.get_absolute_url(),
                zone=made.zone,
            )


def finish(made: Engagement, what: str, note: str, *, by: User) -> None:
    """The next step (``step``) or the report (``report``) is done. Raises NotAllowed; ProblemsError."""
    require(by, "outreach.log", made.zone)
    field = {"step": "next_done_on", "report": "reported_on"}.get(what)
    problems = []
    if field is None or getattr(made, field) is not None:
        problems.append(Problem("nothing_due", "Nothing of this is due.", where="what"))
    if not note.strip():
        problems.append(Problem("no_note_engagement", "Write what came of it.", where="note"))
    if problems or field is None:
        raise ProblemsError(problems)
    with transaction.atomic():
        setattr(made, field, timezone.localdate())
        made.conclusion = f"{made.conclusion}\n{timezone.localdate()} {note.strip()}".strip()[:5000]
        made.revision += 1
        made.save()
        record("outreach.finished", by=by, zone=made.zone, target=made, after={"what": what}, reason=note.strip()[:300])


def feed_of(zone: Zone, *, by: User, anew: bool = False) -> CalendarFeed:
    """The person's calendar address, made when there is none; ``anew`` ends the old one. Raises NotAllowed."""
    require(by, "outreach.view", zone)
    with transaction.atomic():
        if anew:
            CalendarFeed.objects.filter(zone=zone, person=by).delete()
        feed, made = CalendarFeed.objects.get_or_create(zone=zone, person=by)
        if made:
            record("outreach.feed_made", by=by, zone=zone, target=feed)
    return feed


def remind(zone: Zone, *, today: date) -> int:
    """Daily notices: next steps and reports due, obligations, agreements and terms that end; answers how many.

    On the first day and every seventh day after, so that nobody learns to overlook them.
    """
    told = 0
    rows = Engagement.objects.filter(zone=zone)
    due = [(one, one.next_on, "Next step due: %(title)s") for one in reads.steps_due(rows, until=today)]
    due += [(one, one.report_due_on, "Report due: %(title)s") for one in reads.reports_due(rows, until=today)]
    for one, day, text in due:
        if one.owner is not None and day is not None and (today - day).days % REMIND_EVERY_DAYS == 0:
            notify(one.owner, text, {"title": one.title}, url=one.get_absolute_url(), zone=zone)
            told += 1
    owed: list[tuple[User | None, date | None, str, str]] = [
        (one.owner, one.due_on, "Owed under an agreement: %(title)s", one.text)
        for one in reads.obligations_due(zone, until=today)
    ]
    owed += [
        (one.keeper, one.ends_on, "An agreement ends soon: %(title)s", one.title)
        for one in reads.ending_agreements(zone, today=today)
    ]
    for person, day, text, title in owed:
        if person is not None and day is not None and (today - day).days % REMIND_EVERY_DAYS == 0:
            notify(person, text, {"title": title}, url=reverse("outreach:ending"), zone=zone)
            told += 1
    return told
