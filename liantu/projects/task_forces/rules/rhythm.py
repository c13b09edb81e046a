"""When a task force must meet, report or be looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from liantu.lib.dated import DatedRule, Days

DutyCode = Literal["dispatch", "report", "appraisal", "inspection"]


@dataclass(frozen=True)
class Duty:
    """Something to be done again so many days after it was last done."""

    code: DutyCode
    days: Days


@dataclass(frozen=True)
class Rhythm:
    """A named set of duties."""

    code: str
    name: str
    name_en: str
    duties: Annotated[tuple[Duty, ...], Field(min_length=1)]


class RhythmRule(DatedRule):
    """The rhythms a force may keep; ``reference/dispatch_rhythms.yaml``."""

    rhythms: Annotated[tuple[Rhythm, ...], Field(min_length=1)]


@dataclass(frozen=True)
class DutyState:
    """One duty of one force: when it was last done, when it is due, how many days it is late (0: not late)."""

    code: str
    last_on: date | None
    due_on: date
    days_late: int


def duties_of(rhythm: Rhythm, since_on: date, held: Mapping[str, date], *, today: date) -> tuple[DutyState, ...]:
    """How every duty of a force stands: due ``days`` after it was last done, the first time after ``since_on``."""
    found = []
    for duty in rhythm.duties:
        last = held.get(duty.code)
        due = (last or since_on) + timedelta(days=duty.days)
        found.append(DutyState(duty.code, last, due, max((today - due).days, 0)))
    return tuple(found)
