"""What a person chose for the columns of a register, checked before a long reading starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from liantu.lib.problems import Problem

Columns = Sequence[Sequence[object]]
"""Rows of (place, header, field or '', why) as a preview gives them."""


def choice_key(place: int, header: str, headers: Collection[str]) -> str:
    """How a choice for a column is written down: its header when that names one column only, else ``#3``."""
    unique = bool(header) and not header.startswith("#") and Counter(headers)[header] == 1
    return header if unique else f"#{place + 1}"


def read_choices(
    columns: Columns, given: Mapping[int, str], *, known: Collection[str], personal: Collection[str] = ()
) -> tuple[dict[str, str], list[Problem]]:
    """(choices for the reader, problems) from a form: column place → field ('' leaves the column out).

    Only columns whose choice differs from what was recognised are written down. Personal fields not in ``known`` and
    unknown fields are refused; so is one field for two columns.
    """
    headers = [str(column[1]) for column in columns]
    recognised = {_place(column): str(column[2]) for column in columns}
    wanted = {place: given.get(place, recognised[place]) for place in recognised}
    problems: list[Problem] = []
    for place, field in sorted(wanted.items()):
        if field and field not in known:
            code = "personal_not_allowed" if field in personal else "unknown_field"
            problems.append(_not_a_field(code, headers[place], field))
    for field, count in sorted(Counter(field for field in wanted.values() if field).items()):
        if count > 1:
            places = [headers[place] for place, value in sorted(wanted.items()) if value == field]
            problems.append(
                Problem(
                    "field_twice",
                    "%(count)s columns are read as the same thing: %(columns)s.",
                    where="columns",
                    fix="Choose one of them and leave the others out.",
                    params={"count": count, "columns": "、".join(places)},
                )
            )
    if "name" not in wanted.values():
        problems.append(
            Problem(
                "no_name_chosen",
                "No column is read as the name of the enterprise.",
                where="columns",
                fix="Choose the column with the full registered names.",
            )
        )
    choices = {
        choice_key(place, headers[place], headers): field
        for place, field in wanted.items()
        if field != recognised[place]
    }
    return choices, problems


def _place(column: Sequence[object]) -> int:
    return int(str(column[0]))


def _not_a_field(code: str, header: str, field: str) -> Problem:
    if code == "personal_not_allowed":
        return Problem(
            code,
            "The column %(header)s is personal and the zone's policy does not keep it.",
            where=header,
            fix="Leave it out, or set the policy first.",
            params={"header": header},
        )
    return Problem(
        code,
        "%(field)s is nothing a column can be read as.",
        where=header,
        fix="Choose from the list.",
        params={"field": field[:40]},
    )
