"""Facts written anew: each field keeps its kind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from liantu.lib.problems import ProblemsError
from liantu.reader.facts import Amount, Day, Event, Figure, Organisation, Outcome, Project, Stage
from liantu.sources.documents.rules.corrections import corrected, written_fields
from liantu.sources.documents.wording import STAGES, _text

PROJECT = Project(
    "储能项目", investors=("甲禾公司",), total_investment=Amount("22亿元", Decimal(220000), "万元", "CNY")
)


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({"name": "储能电站"}, {"name": "储能电站"}),
        ({"investors": "甲禾公司、乙川集团；丙"}, {"investors": ("甲禾公司", "乙川集团", "丙")}),
        ({"stage": "signed"}, {"stage": Stage("signed")}),
        ({"total_investment": "23,000"}, {"total_investment": Amount("23000万元", Decimal(23000), "万元", "CNY")}),
        ({"total_investment": ""}, {"total_investment": None}),
        ({"land_area": "120"}, {"land_area": Amount("120亩", Decimal(120), "亩")}),
        ({"name": "储能电站", "no_such_field": "x", "people": "y"}, {"name": "储能电站"}),
    ],
)
def test_a_field_keeps_its_kind(given: dict[str, str], changes: dict[str, Any]) -> None:
    assert corrected(PROJECT, given) == replace(PROJECT, **changes)


@pytest.mark.parametrize("given", [{}, {"name": "储能项目"}, {"total_investment": "220000"}, {"nothing": "x"}])
def test_nothing_changed_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ProblemsError, match="Nothing was changed"):
        corrected(PROJECT, given)


@pytest.mark.parametrize(
    ("fact", "given"),
    [(PROJECT, {"total_investment": "很多"}), (Figure("visits_made", Decimal(3), "次"), {"value": "三次"})],
)
def test_a_number_stays_a_number(fact: Any, given: dict[str, str]) -> None:
    with pytest.raises(ProblemsError, match="is no number"):
        corrected(fact, given)


@pytest.mark.parametrize(
    ("fact", "given", "shown"),
    [
        (PROJECT, {"name": "储能电站"}, "储能电站"),
        (PROJECT, {"total_investment": "70000"}, "70000万元"),
        (PROJECT, {"total_investment": "5.6亿元"}, "56000万元"),
        (PROJECT, {"land_area": "90"}, "90亩"),
        (PROJECT, {"stage": "signed"}, STAGES["signed"]),
        (Event("talks", Day("5月11日", "XXXX-05-11")), {"date": "2026-05-12"}, "2026-05-12"),
        (Event("talks", Day("5月11日", "XXXX-05-11")), {"date": "XXXX-05-12"}, "XXXX-05-12"),
        (Event("talks", outcome=Outcome(is_signed=False, text="互访")), {"outcome": "意向书"}, "意向书"),
        (Figure("visits_made", Decimal(3), "次"), {"value": "4"}, "4"),
    ],
)
def test_what_was_corrected_is_what_is_shown(fact: Any, given: dict[str, str], shown: str) -> None:
    """The words of the paper do not stand on where a person wrote something else."""
    (name,) = given
    assert str(shown) in _text(name, getattr(corrected(fact, given), name))


def test_days_are_written_as_dates_and_what_the_document_gives_is_not_written() -> None:
    event = Event("talks", Day("5月11日", "XXXX-05-11"))
    assert corrected(event, {"date": "2026-05-11"}) == Event("talks", Day("5月11日", "2026-05-11"))
    assert [one.name for one in written_fields(event)] == ["type", "date", "participants", "places", "outcome"]
    assert "text" not in [one.name for one in written_fields(Organisation("甲", text="甲"))]
