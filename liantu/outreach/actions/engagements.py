"""Engagements logged and corrected, what follows given and done, calendar addresses, the day's notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from liantu.audit.actions import record
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.duties.actions import Owed, give_duty, take_step
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.slots import DutyKind
from liantu.foundation.files.actions import store_upload
from liantu.foundation.flows.actions import locked
from liantu.foundation.likeness.actions import keep_alike
from liantu.foundation.notices.actions import notify
from liantu.lib.chinese_text import company_name_key
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.written_days import FuzzyDay, read_fuzzy_day
from liantu.outreach import reads
from liantu.outreach.doubles import CONTACTS
from liantu.outreach.duty_kinds import NEXT_STEP, REPORT, TASK
from liantu.outreach.models import CalendarFeed, Contact, Engagement, EngagementFile, Met, Stop
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.ui.validation import field_problems

FIELDS = (
    "kind", "title", "until_on", "place", "leader", "members", "person_times", "approval_no", "expense_wan_yuan",
    "chain", "topics", "claims", "asks", "conclusion", "booth", "outcome",
)  # fmt: skip
ALLOWED = ("jpg", "jpeg", "png", "pdf", "docx", "xlsx")
FILES_MOST, STOPS_MOST = 12, 40
STEP_MOST, CLOSING_MOST = 200, 500
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

    ``values`` may name the next step (``next_step``, ``next_on``): it becomes a duty, as does the report of a trip;
    their days come from the rule where none is given. Other offices at the same enterprises are told.
    Raises NotAllowed; ProblemsError with everything wrong.
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
        **{**_days_of(day), **given, "title": str(values.get("title", "")).strip() or _title_of(values, stops)},
    )
    owed = _what_follows(made, values, by=by, today=today)
    _check(made)
    with transaction.atomic():
        made.save()
        _write_parts(made, stops, people, files, by=by)
        for kind, one in owed:
            give_duty(kind, one, about=made, zone=zone, by=by)
        record("outreach.logged", by=by, zone=zone, target=made, after={"title": made.title, "on": f"{made.on}"})
    _tell_others(made, [stop.name for stop in stops if stop.kind == Stop.Kind.FIRM], by=by)
    return made


def _days_of(day: FuzzyDay) -> dict[str, date]:
    """The last of several days, where it was written with the first."""
    return {"until_on": day.until} if day.until is not None else {}


def _what_follows(made: Engagement, values: Mapping[str, Any], *, by: User, today: date) -> list[tuple[DutyKind, Owed]]:
    """The next step and the report that a new engagement obliges to. Raises ProblemsError for a step that is none."""
    owed: list[tuple[DutyKind, Owed]] = []
    text, day = str(values.get("next_step") or "").strip(), values.get("next_on") or None
    if day is not None and not text:
        raise ProblemsError([Problem("day_without_step", "Say what is to be done by then.", where="next_step")])
    if text:
        owed.append((NEXT_STEP, _next_step(text, day, by, made.zone, today=today)))
    if made.kind == Engagement.Kind.TRIP and made.on <= today:
        due = (made.until_on or made.on) + timedelta(days=reads.rules_on(today).report_within_days)
        title = gettext("Report of the trip: %(title)s") % {"title": made.title}
        owed.append((REPORT, Owed(title, by.pk, due)))
    return owed


def _next_step(text: str, day: date | None, owner: User, zone: Zone, *, today: date) -> Owed:
    """A next step as a duty; without a day by the rule, counted as far as the holidays are announced."""
    if len(text) > STEP_MOST:
        told = {"most": STEP_MOST}
        raise ProblemsError([Problem("step_too_long", "At most %(most)d characters.", where="next_step", params=told)])
    if day is None:
        day = calendar_of(zone).provisional().add_workdays(today, reads.rules_on(today).first_follow_up_workdays)
    return Owed(text, owner.pk, day, owner.office)


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
        fresh.until_on = day.until or fresh.until_on
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
                where="files" if len(files) > FILES_MOST else "stops",
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
        keep_alike(CONTACTS, zone, [found.pk])
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


def give_next_step(
    made: Engagement, text: str, *, by: User, due: date | None = None, owner: User | None = None
) -> Duty:
    """Agree what comes next, by whom (whoever writes it) and by when (the day of the rule).

    Raises NotAllowed; ProblemsError.
    """
    owed = _next_step(text, due, owner or by, made.zone, today=timezone.localdate())
    return give_duty(NEXT_STEP, owed, about=made, zone=made.zone, by=by)


def give_task(made: Engagement, text: str, *, by: User, owner: User, due: date) -> Duty:
    """What was instructed or advised becomes a task of the chain's task force. Raises NotAllowed; ProblemsError."""
    if made.chain is None:
        text = "Name the chain first: its task force keeps the task."
        raise ProblemsError([Problem("no_chain_engagement", text, where="chain")])
    owed = Owed(text, owner.pk, due)
    return give_duty(TASK, owed, about=made.chain, zone=made.zone, by=by, origin=made)


def finish(duty: Duty, *, by: User, note: str) -> Duty:
    """A next step or report of an engagement is done; what came of it stands in the engagement's conclusion too.

    Raises NotAllowed; ProblemsError.
    """
    require(by, "outreach.log", duty.zone)
    today = timezone.localdate()
    with transaction.atomic():
        made = locked(Engagement.objects.get(zone=duty.zone, pk=duty.about_id or 0), None)
        done = take_step(duty, "finish", note[:CLOSING_MOST], by=by)
        made.conclusion = f"{made.conclusion}\n{today} {note.strip()}".strip()
        made.revision += 1
        made.save(update_fields=["conclusion", "revision"])
        told = {"what": duty.text}
        record("outreach.finished", by=by, zone=made.zone, target=made, after=told, reason=note.strip()[:300])
    return done


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
    """Daily notices of agreements that end, to whoever keeps them; answers how many.

    On the day an end comes near and every seventh day, so that nobody learns to overlook them. What follows from visits
    or is owed under agreements is reminded of among the duties.
    """
    told = 0
    for one in reads.ending_agreements(zone, today=today):
        if one.keeper is not None and one.ends_on is not None and (today - one.ends_on).days % REMIND_EVERY_DAYS == 0:
            text = "An agreement ends soon: %(title)s"
            notify(one.keeper, text, {"title": one.title}, url=one.get_absolute_url(), zone=zone)
            told += 1
    return told
