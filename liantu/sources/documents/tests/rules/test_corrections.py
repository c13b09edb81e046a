"""Facts written anew: each field keeps its kind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from liantu.lib.problems import ProblemsError
from liantu.reader.facts import Amount, Day, Event, Figure, Organisation, Project, Stage
from liantu.sources.documents.rules.corrections import corrected, written_fields

PROJECT = Project(
    "储能项目", investors=("甲禾公司",), total_investment=Amount("22亿元", Decimal(220000), "万元", "CNY")
)


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({"name": "储能电站"}, {"name": "储能电站"}),
        ({"investors": "甲禾公司、乙川集团；丙"}, {"investors": ("甲禾公司", "乙川集团", "丙")}),
        ({"stage": "signed"}, {"stage": Stage("signed")}),
        ({"total_investment": "23,000"}, {"total_investment": Amount("22亿元", Decimal(23000), "万元", "CNY")}),
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


def test_days_are_written_as_dates_and_what_the_document_gives_is_not_written() -> None:
    event = Event("talks", Day("5月11日", "XXXX-05-11"))
    assert corrected(event, {"date": "2026-05-11"}) == Event("talks", Day("5月11日", "2026-05-11"))
    assert [one.name for one in written_fields(event)] == ["type", "date", "participants", "places", "outcome"]
    assert "text" not in [one.name for one in written_fields(Organisation("甲", text="甲"))]
