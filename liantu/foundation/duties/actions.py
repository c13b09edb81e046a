"""Every write of duties: given, moved on, handed over, reminded of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.audit.actions import record
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.duties import reads
from liantu.foundation.duties.models import Duty, DutyStep
from liantu.foundation.duties.rules.due import WorkdaysAhead, read_due
from liantu.foundation.duties.rules.flow import DUTY, Facts
from liantu.foundation.duties.rules.reminding import reminded
from liantu.foundation.duties.slots import DutyKind
from liantu.foundation.flows.actions import begin, take
from liantu.foundation.flows.actions.rows import carry_out, taking_of
from liantu.foundation.flows.declared import RowFlow, Taking, Told
from liantu.foundation.notices.actions import notify
from liantu.lib.clocks import CalendarMissingError
from liantu.lib.flow import Given
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.models import User, Zone

DUTIES_MOST = 50
ALL_OF_A_PERSON = "all_of_a_person"  # in the log: how many duties went over in the same act


@dataclass(frozen=True)
class Owed:
    """A duty as somebody gives it: what, who (user number), by when, which office.

    ``due``: a day, or words of one: 2026-03-05, 5 workdays, 5个工作日.
    """

    text: str
    owner: int | None
    due: date | str | None
    office: str = ""
    topic: str = ""


def give_duties(
    kind: DutyKind, owed: Sequence[Owed], *, about: models.Model, zone: Zone, by: User,
    origin: models.Model | None = None,
) -> list[Duty]:  # fmt: skip
    """Give duties about a row, all or none; their owners are told. ``origin``: the meeting or paper they come from.

    Raises NotAllowed; ProblemsError with everything wrong, each line named by its number.
    """
    require(by, kind.lead, zone)
    today = timezone.localdate()
    if problems := faults_of(kind, owed, zone, today=today):
        raise ProblemsError(problems)
    with transaction.atomic():
        return [_give(kind, one, about, zone, by, origin, today) for one in owed]


def give_duty(
    kind: DutyKind, owed: Owed, *, about: models.Model, zone: Zone, by: User, origin: models.Model | None = None
) -> Duty:
    """Give one duty. Raises NotAllowed; ProblemsError with everything wrong."""
    return give_duties(kind, [owed], about=about, zone=zone, by=by, origin=origin)[0]


def faults_of(kind: DutyKind, owed: Sequence[Owed], zone: Zone, *, today: date, lines: str = "") -> list[Problem]:
    """Everything wrong with duties before they are given, so that a form with more in it can tell all at once.

    ``lines``: what the form calls them; the places are then its fields, ``tasks.2.owner``, also of a single one.
    """
    people = {person.pk for person in reads.people_of(zone)} if owed else set()
    problems = []
    if len(owed) > DUTIES_MOST:
        problems.append(Problem("too_many_tasks", "At most %(most)d tasks at once.", params={"most": DUTIES_MOST}))
    for number, one in enumerate(owed, 1):
        line = f"{lines or 'tasks'}.{number}." if lines or len(owed) > 1 else ""
        if not one.text.strip():
            problems.append(Problem("task_empty", "The task needs words.", where=f"{line}text"))
        if kind.topics and one.topic not in dict(kind.topics):
            problems.append(Problem("no_kind", "Choose the subject.", where=f"{line}topic"))
        if (one.owner is None and kind.needs_owner) or (one.owner is not None and one.owner not in people):
            problems.append(Problem("no_owner", "Choose who owes it, a person of the zone.", where=f"{line}owner"))
        try:
            due = day_of(one.due, zone=zone, today=today)
        except ProblemsError as error:
            problems += [replace(problem, where=f"{line}due_on") for problem in error.problems]
            continue
        if due is None and kind.needs_due:
            problems.append(
                Problem(
                    "no_due_day",
                    "Set the day by which it is done.",
                    where=f"{line}due_on",
                    fix="A day such as 2026-03-05, or working days such as 5 workdays.",
                )
            )
        if kind.from_today and due is not None and due < today:
            problems.append(
                Problem("day_past", "The day is past: %(day)s.", where=f"{line}due_on", params={"day": due})
            )
    return problems


def day_of(due: date | str | None, *, zone: Zone, today: date) -> date | None:
    """The due day of words or a day, by the calendar of the zone; None when there is none.

    Raises ProblemsError for a year without a calendar.
    """
    found = read_due(due) if isinstance(due, str) else due
    if not isinstance(found, WorkdaysAhead):
        return found
    try:
        return calendar_of(zone).add_workdays(today, found.days)
    except CalendarMissingError as error:
        raise ProblemsError(
            [
                Problem(
                    "calendar_missing",
                    "The holidays of %(year)d are not announced yet.",
                    where="due_on",
                    fix="Give the day itself.",
                    params={"year": error.year},
                )
            ]
        ) from None


def _give(
    kind: DutyKind, one: Owed, about: models.Model, zone: Zone, by: User, origin: models.Model | None, today: date
) -> Duty:
    made = Duty(
        zone=zone,
        kind=kind.code,
        topic=one.topic,
        text=one.text.strip()[:300],
        owner_id=one.owner,
        office=one.office.strip()[:120],
        due_on=day_of(one.due, zone=zone, today=today),
        confirm=kind.confirm,
        given_by=by,
        **_placed("about", about),
        **(_placed("origin", origin) if origin is not None else {}),
    )
    made.save()
    begin(made, DUTIES, "give", by=by)
    told = {"kind": kind.code, "due_on": f"{made.due_on or ''}", "about": made.about_label}
    record("duties.given", by=by, zone=zone, target=made, after=told)
    if made.owner is not None and made.owner_id != by.pk:
        words = {"task": made.text, "day": f"{made.due_on or '—'}", "about": made.about_label}
        text = kind.told or gettext_noop("A task for you by %(day)s: %(task)s")
        notify(made.owner, text, words, url=made.get_absolute_url(), zone=zone)
    return made


def _placed(name: str, thing: models.Model) -> dict[str, object]:
    """A row as a duty keeps it: its type and number, its words, its address."""
    url = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""
    label = getattr(thing, "label", None) or str(thing)
    return {
        f"{name}_type": thing._meta.label_lower,
        f"{name}_id": thing.pk,
        f"{name}_label": str(label)[:200],
        f"{name}_url": str(url)[:300],
    }


def take_step(
    duty: Duty, verb: str, note: str, *, by: User, revision: int | None = None, to: User | None = None
) -> Duty:
    """Finish, confirm, give up, take up again, take back, or hand a duty to another (``to``); who is concerned is told.

    ``note``: what came of it; for the confirmation of a firm, who there confirmed it. ``revision``: the one the person
    saw (None: not compared). Raises NotAllowed; ProblemsError with everything wrong.
    """
    values = {} if to is None else {"to": to}
    return take(duty, DUTIES, verb, Given(values=values, note=note, revision=revision), by=by)


def _works_in(person: User, zone: Zone) -> bool:
    return person.pk in {one.pk for one in reads.people_of(zone)}


def _goes_to_another(taking: Taking[Duty]) -> list[Problem]:
    """Who takes it over works in the zone and is not who has it."""
    to = taking.given.values.get("to")
    if not isinstance(to, User) or (to.pk != taking.row.owner_id and _works_in(to, taking.row.zone)):
        return []
    return [Problem("no_new_owner", "Choose another person of the zone.", where="to")]


def _finish(taking: Taking[Duty]) -> None:
    duty = taking.row
    duty.closing_note, duty.done_on = taking.line.note[:500], taking.today
    duty.closed_on = None if duty.confirm else taking.today


def _confirm(taking: Taking[Duty]) -> None:
    duty = taking.row
    duty.confirmed_by, duty.closed_on = taking.by, taking.today
    duty.confirmed_by_name = taking.line.note[:120] if duty.confirm == Duty.Confirm.FIRM else taking.by.label


def _drop(taking: Taking[Duty]) -> None:
    taking.row.closing_note, taking.row.closed_on = taking.line.note[:500], taking.today


def _reopen(taking: Taking[Duty]) -> None:
    """What came of it before stays in the history."""
    duty = taking.row
    duty.done_on = duty.closed_on = duty.confirmed_by = None
    duty.closing_note = duty.confirmed_by_name = ""


def _hand(taking: Taking[Duty]) -> None:
    to = taking.given.values["to"]
    if not isinstance(to, User):
        raise TypeError(f"a duty is handed to a person, not to {to!r}")
    taking.also.update(owner=to.label, owner_before=taking.row.owner_label)
    taking.line.given["from"] = taking.row.owner_id
    taking.row.owner = to


def _tell(taking: Taking[Duty]) -> Iterable[Told]:
    """Who gave it, who owes it and who owed it; where all of a person's duties go to another, she is told once."""
    if ALL_OF_A_PERSON in taking.also:
        return
    duty, before = taking.row, taking.line.given.get("from")
    text = gettext_noop("The task “%(task)s” is now: %(state)s.")
    if taking.line.verb == "hand":
        text = gettext_noop("The task “%(task)s” is now with %(owner)s.")
    words = {"task": duty.text, "state": str(duty.state_name), "owner": duty.owner_label}
    former = User.objects.filter(pk=before).first() if isinstance(before, int) else None
    for person in {one for one in (duty.given_by, duty.owner, former) if one is not None}:
        yield Told(person, text, words)


DUTIES: RowFlow[Duty, Facts] = RowFlow(
    "duty",
    DUTY,
    Duty,
    DutyStep,
    "duty",
    reads.facts_of,
    log="duties.moved",
    names={
        "finish": pgettext_lazy("task step", "Done"),
        "confirm": pgettext_lazy("task step", "Confirm"),
        "drop": pgettext_lazy("task step", "Drop"),
        "reopen": pgettext_lazy("task step", "Take up again"),
        "take_back": pgettext_lazy("task step", "Take back"),
        "hand": pgettext_lazy("task step", "Hand over"),
    },
    effects={
        "finish": _finish,
        "confirm": _confirm,
        "drop": _drop,
        "reopen": _reopen,
        "take_back": _reopen,
        "hand": _hand,
    },
    checks={"hand": _goes_to_another},
    tell=_tell,
    state_names=lambda duty: {**dict(Duty.State.choices), **duty.declared.state_words},
    leads=reads.leads,
)


def hand_over(person: User, to: User, *, by: User, zone: Zone, reason: str) -> list[Duty]:
    """All open duties of a person go to another, who is told once. Raises NotAllowed; ProblemsError."""
    require(by, "duties.hand_over", zone)
    problems = []
    if to.pk == person.pk or not _works_in(to, zone):
        problems.append(Problem("no_new_owner", "Choose another person of the zone.", where="to"))
    if not reason.strip():
        problems.append(Problem("reason_needed_handing", "Write why they are handed over.", where="reason"))
    with transaction.atomic():
        held = Duty.objects.select_for_update(of=("self",)).select_related("zone", "owner")
        rows = list(held.filter(zone=zone, owner=person, state=Duty.State.OPEN))
        if not rows and not problems:
            problems.append(Problem("nothing_to_hand", "This person has nothing open.", where="person"))
        if problems:
            raise ProblemsError(problems)
        for duty in rows:
            given = Given(by=by.pk, values={"to": to}, note=reason.strip()[:300])
            taking = taking_of(DUTIES, duty, "hand", given, by=by, today=timezone.localdate())
            taking.also[ALL_OF_A_PERSON] = len(rows)
            carry_out(DUTIES, taking)
        if to != by:
            text = gettext_noop("%(n)d tasks of %(person)s are now yours: %(tasks)s")
            words = {"n": len(rows), "person": person.label, "tasks": reads.first_words(rows)}
            notify(to, text, words, url="/duties/?who=mine", zone=zone)
    return rows


def move_about(keys: Sequence[int], about: models.Model) -> None:
    """Duties now belong to another row: two rows were found to be one, or were parted again.

    Part of the caller's act, which asks for its own ability and writes the log.
    """
    Duty.objects.filter(pk__in=keys).update(**_placed("about", about))


def remind(zone: Zone, *, today: date) -> int:
    """The day's notices: duties due or overdue to their owners, done ones to who confirms; answers how many."""
    told = 0
    rows = Duty.objects.filter(zone=zone, state__in=(Duty.State.OPEN, Duty.State.DONE)).select_related(
        "owner", "given_by"
    )
    for duty in rows:
        whom = reminded(duty.state, due_on=duty.due_on, done_on=duty.done_on, confirm=duty.confirm, today=today)
        person = {"owner": duty.owner, "giver": duty.given_by}.get(whom)
        if person is None or not may(person, "today.view", zone):
            continue
        if duty.state == Duty.State.DONE:
            text = gettext_noop("“%(task)s” is done and waits to be confirmed.")
        elif duty.due_on == today:
            text = gettext_noop("The task “%(task)s” is due today.")
        else:
            text = gettext_noop("The task “%(task)s” is overdue.")
        notify(person, text, {"task": duty.text}, url=duty.get_absolute_url(), zone=zone)
        told += 1
    return told


def refresh_words(zone: Zone) -> int:
    """Open duties learn the present name of what they are about; answers how many had an old one."""
    rows = Duty.objects.filter(zone=zone, state=Duty.State.OPEN).exclude(about_id=None)
    by_type: dict[str, list[Duty]] = defaultdict(list)
    for duty in rows:
        by_type[duty.about_type].append(duty)
    changed = []
    for label, duties in by_type.items():
        things = apps.get_model(label)._default_manager.in_bulk({duty.about_id for duty in duties})
        for duty in duties:
            thing = things.get(duty.about_id)
            if thing is None:
                continue
            placed = _placed("about", thing)
            if duty.about_label != placed["about_label"]:
                duty.about_label = str(placed["about_label"])
                changed.append(duty)
    Duty.objects.bulk_update(changed, ["about_label"])
    return len(changed)
