"""Numbers, money and days as a reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from liantu.lib.problems import Problem
from liantu.ui import formats
from liantu.ui.lists.columns import Column
from liantu.ui.problems import words_of
from liantu.ui.templatetags.ui import _width, pct, undo_url
from liantu.ui.toasts import offer_undo


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        (None, "—", "—"),
        (float("nan"), "—", "—"),
        (0, "0 万元", "CNY 0"),
        (50, "50 万元", "CNY 500,000"),
        (1200, "1,200 万元", "CNY 12 million"),
        (12345.6, "1.23 亿元", "CNY 123.5 million"),
        (Decimal("35000"), "3.5 亿元", "CNY 350 million"),
        (2_500_000, "250 亿元", "CNY 25 billion"),
    ],
)
def test_money(amount: object, chinese: str, english: str) -> None:
    assert formats.money_text(amount) == chinese
    assert formats.money_text(amount, language="en") == english


def test_foreign_money_is_named() -> None:
    assert formats.money_text(50, currency="USD") == "50 万美元"
    assert formats.money_text(50, currency="XYZ") == "50 万 XYZ"


@pytest.mark.parametrize(
    ("value", "text"), [(1093412, "1,093,412"), (3.5, "3.5"), ("", "—"), (None, "—"), ("x", "x"), (0, "0")]
)
def test_counts(value: object, text: str) -> None:
    assert formats.count_text(value) == text


@pytest.mark.parametrize("nothing", [-0.0, -0.0004, Decimal("-0.0004")])
def test_what_rounds_to_nothing_has_no_minus(nothing: float | Decimal) -> None:
    """A chance of nothing is 0 %, not -0 %: on pages, in the columns of lists, in counts and in money."""
    shown = (
        pct(nothing), Column("share", "Share", kind="pct").text(nothing), formats.count_text(nothing),
        formats.money_text(nothing), formats.money_text(nothing, language="en"),
    )  # fmt: skip
    assert shown == ("0%", "0.0%", "0", "0 万元", "CNY 0")


def test_days() -> None:
    assert formats.date_text(date(2026, 3, 5)) == "2026年3月5日"
    assert formats.date_text(date(2026, 3, 5), language="en") == "5 Mar 2026"
    assert formats.iso_text(datetime(2026, 3, 5, 14, 30)) == "2026-03-05 14:30"
    assert formats.iso_text(None) == "—"


@pytest.mark.parametrize(("share", "width"), [(-1, 0), (0.5, 50), (7, 100)])
def test_bars_stay_inside(share: float, width: float) -> None:
    assert _width(share) == width


def test_problems_are_shown_even_when_a_place_is_missing() -> None:
    assert words_of(Problem("x", "%(name)s is 5%", params={"other": 1})).message == "%(name)s is 5%"
    assert words_of({"message": "plain", "where": "A1"}).where == "A1"
    assert words_of("words").message == "words"


@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "x"])
def test_undo_stays_on_this_site(url: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        offer_undo(None, "done", url)  # type: ignore[arg-type]


def test_a_toast_without_undo_has_no_way_back() -> None:
    assert undo_url(object()) == ""


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (date(2026, 3, 5), "今天", "today"),
        (datetime(2026, 3, 5, 16, 0), "今天 16:00", "today 16:00"),
        (date(2026, 3, 4), "昨天", "yesterday"),
        (datetime(2026, 3, 6, 9, 5), "明天 09:05", "tomorrow 09:05"),
        (date(2026, 3, 7), "3月7日", "7 Mar"),
        (datetime(2026, 1, 1, 9, 5), "1月1日", "1 Jan"),
        (date(2025, 11, 26), "2025年11月26日", "26 Nov 2025"),
        (None, "—", "—"),
        ("近日", "近日", "近日"),
    ],
)
def test_days_are_said_as_people_say_them(value: object, chinese: str, english: str) -> None:
    today = date(2026, 3, 5)
    assert formats.near_text(value, today=today) == chinese
    assert formats.near_text(value, today=today, language="en") == english


def test_a_list_names_the_year_only_when_it_is_another() -> None:
    today = date(2026, 3, 5)
    days = (date(2026, 11, 26), date(2025, 11, 26), None, "近日")
    assert [formats.cell_day_text(one, today=today) for one in days] == ["11-26", "2025-11-26", "—", "近日"]


def test_the_turn_of_the_year_is_still_yesterday() -> None:
    assert formats.near_text(date(2025, 12, 31), today=date(2026, 1, 1)) == "昨天"


def test_the_number_of_a_tile_stands_apart_from_its_unit() -> None:
    assert formats.money_parts(460_000) == ("46", "亿元")
    assert formats.money_parts(460_000, language="en") == ("4.6", "billion CNY")
    assert formats.money_parts(50, language="en") == ("500,000", "CNY")
    assert formats.money_parts(None) == ("—", "")
    assert formats.money_parts(None, language="en") == ("—", "")
