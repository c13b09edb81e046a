"""When a task force must meet, report or be looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liantu.lib.dated import in_force

DUTIES = ("dispatch", "report", "appraisal", "inspection")


@dataclass(frozen=True)
class Duty:
    """Something to be done again so many days after it was last done."""

    code: str
    days: int


@dataclass(frozen=True)
class Rhythm:
    """A named set of duties."""

    code: str
    name: str
    name_en: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class DutyState:
    """One duty of one force: when it was last done, when it is due, how many days it is late (0: not late)."""

    code: str
    last_on: date | None
    due_on: date
    days_late: int


def rhythms_on(entries: Sequence[Mapping[str, Any]], day: date) -> tuple[Rhythm, ...]:
    """The rhythms in force on ``day``. Raises ValueError for a duty nobody knows or a step of no days."""
    found = []
    for one in in_force(entries, day, "dispatch rhythms")["rhythms"]:
        duties = tuple(Duty(duty["code"], int(duty["days"])) for duty in one["duties"])
        if not duties or any(duty.code not in DUTIES or duty.days < 1 for duty in duties):
            raise ValueError(f"rhythm {one['code']}: every duty is one of {', '.join(DUTIES)} with at least one day")
        found.append(Rhythm(one["code"], one["name"], one.get("name_en", ""), duties))
    return tuple(found)


def duties_of(rhythm: Rhythm, since_on: date, held: Mapping[str, date], *, today: date) -> tuple[DutyState, ...]:
    """How every duty of a force stands: due ``days`` after it was last done, the first time after ``since_on``."""
    found = []
    for duty in rhythm.duties:
        last = held.get(duty.code)
        due = (last or since_on) + timedelta(days=duty.days)
        found.append(DutyState(duty.code, last, due, max((today - due).days, 0)))
    return tuple(found)
