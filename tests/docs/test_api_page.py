"""The page on the interface names every address there is and no other; its factors and codes are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from liantu.api import api
from liantu.lib.problems import ProblemsError
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
    """The table of acts is what is declared: ``liantu acts --into docs/reference/api.md`` writes it anew."""
    lost = [row for row in addresses_of(declared()) if row not in PAGE.splitlines()]
    assert not lost, "\n".join(["liantu acts --into docs/reference/api.md writes these rows:", *lost])


def test_the_table_of_acts_is_written_anew_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "api.md"
    stale = "| `POST /api/v1/challenges/{pk}/acts/fly` | open challenge: Fly | `challenges.view` |"
    page.write_text(f"# Page\n\n| address |\n|---|\n{stale}\n\nMore.\n", "utf-8")
    call_command("acts", into=str(page))
    rows = "\n".join(addresses_of(declared()))
    assert page.read_text("utf-8") == f"# Page\n\n| address |\n|---|\n{rows}\n\nMore.\n"
    page.write_text("# Page\n", "utf-8")
    with pytest.raises(ProblemsError) as told:
        call_command("acts", into=str(page))
    assert [problem.code for problem in told.value.problems] == ["no_table_of_acts"]


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
        for path in (
            ROOT / "liantu/api.py",
            ROOT / "liantu/people/bearer.py",
            ROOT / "liantu/prospects/api.py",
            ROOT / "liantu/ui/keyed.py",
        )
    )
    codes = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert len(codes) >= 10
    assert not {code for code in codes if f'"{code}"' not in source}
