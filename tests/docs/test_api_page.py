"""The page on the interface names every address there is and no other; its factors and codes are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

from liantu.api import api
from liantu.people.rules.abilities import ABILITY_BY_CODE
from liantu.prospects.rules.question import FACTORS
from liantu.ui.acts import declared
from liantu.ui.management.commands.acts import addresses_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")


def test_every_address_is_told_and_exists() -> None:
    """A new address is a row of docs/reference/api.md, in the table of its kind: address, what it does, ability."""
    told = set(re.findall(r"^\| `([A-Z]+ /api/v1/[^`]*)` \|", PAGE, re.MULTILINE))
    schema = api.get_openapi_schema()["paths"]
    there = {f"{method.upper()} {path}" for path, methods in schema.items() for method in methods}
    lost = "\n".join(["docs/reference/api.md lacks:", *sorted(there - told), "and tells what is not there:"])
    assert told == there, "\n".join([lost, *sorted(told - there)])


def test_acts_are_told_as_declared() -> None:
    """The table of acts is what ``liantu acts --addresses`` prints: put it there anew."""
    lost = [row for row in addresses_of(declared()) if row not in PAGE.splitlines()]
    assert not lost, "\n".join(["docs/reference/api.md lacks these rows:", *lost])


def test_abilities_exist() -> None:
    named = set(re.findall(r"\| `(\w+\.\w+)` \|$", PAGE, re.MULTILINE))
    assert named
    assert named <= set(ABILITY_BY_CODE)


def test_factors_are_the_real_ones() -> None:
    assert set(re.findall(r"`w_(\w+)`", PAGE)) == set(FACTORS)


def test_codes_stand_in_the_source() -> None:
    rows = re.findall(r"^\| \d{3} \| (`[^|]+) \|", PAGE, re.MULTILINE)
    source = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "liantu" / "api.py", ROOT / "liantu/people/bearer.py", ROOT / "liantu/prospects/api.py")
    )
    codes = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert len(codes) >= 10
    assert not {code for code in codes if f'"{code}"' not in source}
