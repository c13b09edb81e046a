"""What people send to the sources room, read strictly: everything wrong is said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from liantu.lib.problems import Problem, ProblemsError

_DAY = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}$")


@dataclass(frozen=True)
class Description:
    """What a register is called and where it comes from."""

    title: str
    source: str
    licence: str
    as_of_on: date | None


def description_in(data: QueryDict) -> Description:
    """The description a form carries. Raises ProblemsError for a day that is none, or a text that is too long."""
    problems = []
    texts = {name: data.get(name, "").replace("\x00", "").strip() for name in ("title", "source", "licence")}
    for name, most in (("title", 120), ("source", 200), ("licence", 200)):
        if len(texts[name]) > most:
            problems.append(
                Problem(
                    "too_long",
                    "The text has %(length)s characters; %(most)s fit.",
                    where=name,
                    params={"length": len(texts[name]), "most": most},
                )
            )
    as_of_on = None
    if day := data.get("as_of_on", "").strip():
        try:
            as_of_on = date.fromisoformat(day) if _DAY.match(day) else None
        except ValueError:
            as_of_on = None
        if as_of_on is None or as_of_on.year < 1990:
            problems.append(
                Problem(
                    "bad_day",
                    "%(day)s is not a day.",
                    where="as_of_on",
                    fix="Write it as 2026-03-05.",
                    params={"day": day[:20]},
                )
            )
    if problems:
        raise ProblemsError(problems)
    return Description(texts["title"], texts["source"], texts["licence"], as_of_on)


def columns_in(data: QueryDict) -> dict[tuple[int, int], str]:
    """(number of the table, column place) → field, from fields called ``column-0-3``."""
    found = {}
    for key, value in data.items():
        parts = key.split("-")
        if len(parts) == 3 and parts[0] == "column" and parts[1].isdecimal() and parts[2].isdecimal():
            found[(int(parts[1][:6]), int(parts[2][:6]))] = str(value)
    return found
