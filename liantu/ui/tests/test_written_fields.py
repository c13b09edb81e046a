"""Fields read what people write, say what they read, and ask for what is missing by its name."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import timezone, translation

from liantu.ui.dressing import dress
from liantu.ui.written_fields import Day, Money, bound_in, told_money

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


class PlotForm(forms.Form):
    """A form of a room that knows nothing of how fields are drawn."""

    name = forms.CharField(label="Plot name")
    use = forms.ChoiceField(label="Use", choices=[("", "---------"), ("mill", "Mill")])
    held_on = forms.DateField(label="Held on", required=False)
    due_on = forms.DateField(label="Due", required=False)
    price_wan_yuan = forms.DecimalField(label="Price (10k yuan)", required=False, max_digits=12, decimal_places=2)
    area = forms.DecimalField(label="Area", required=False, max_digits=9, decimal_places=1)
    paper = forms.FileField(label="Paper", required=False)
    own_words = forms.CharField(error_messages={"required": "Its own words"})

    def kin_price_wan_yuan(self) -> Decimal | None:
        """What plots cost."""
        return Decimal(300)


def filled(**data: Any) -> PlotForm:
    form = PlotForm({"name": "A-03", "use": "mill", "own_words": "x", **data})
    dress(form)
    return form


def test_a_room_gets_the_fields_of_the_house_without_its_doing() -> None:
    form = filled()
    drawn = {name: str(form[name]) for name in form.fields}
    assert 'type="date"' not in "".join(drawn.values()) and "Choose File" not in drawn["paper"]
    assert 'class="day-field"' in drawn["held_on"] and 'class="money"' in drawn["price_wan_yuan"]
    assert form["price_wan_yuan"].label == "Price"  # the unit stands in the field
    assert "---------" not in drawn["use"] and 'class="files"' in drawn["paper"]


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("昨天", TODAY - timedelta(days=1)),
        ("上周五", date(2026, 11, 20)),
        ("3.5", date(2026, 3, 5)),
        ("12月1日", date(2025, 12, 1)),  # held: in the past
    ],
)
def test_a_day_is_read_as_it_is_said(written: str, on: date) -> None:
    form = filled(held_on=written)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_on"] == on


def test_a_due_day_lies_ahead_and_a_month_is_never_made_a_day() -> None:
    assert filled(due_on="12月1日").fields["due_on"].clean("12月1日") == date(2026, 12, 1)
    refused = filled(due_on="2026年3月")
    assert not refused.is_valid()
    assert "要具体到日" in refused.errors["due_on"][0]
    assert "读不出" in filled(due_on="随便").errors["due_on"][0]


def test_the_row_of_a_file_says_nothing_from_today() -> None:
    form = PlotForm({"name": "A", "use": "mill", "own_words": "x", "held_on": "昨天"})
    dress(form, is_sheet=True)
    assert "held_on" in form.errors
    whole = PlotForm({"name": "A", "use": "mill", "own_words": "x", "held_on": "2026年3月5日"})
    dress(whole, is_sheet=True)
    assert whole.is_valid() and whole.cleaned_data["held_on"] == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("written", "unit", "wan_yuan"),
    [
        ("1.2", "亿元", "12000"),
        ("1.2亿", "万元", "12000"),
        ("12,000万", "亿元", "12000"),
        ("26", "万元", "26"),
        ("5000", "元", "0.5"),
        ("80", "", "80"),
        ("两千三百万", "万元", "2300"),
    ],
)
def test_a_sum_is_read_with_its_unit(written: str, unit: str, wan_yuan: str) -> None:
    form = PlotForm(
        {"name": "A", "use": "mill", "own_words": "x", "price_wan_yuan": written}
        | ({"price_wan_yuan-unit": unit} if unit else {})
    )
    form.kin_price_wan_yuan = lambda: None  # type: ignore[method-assign]
    dress(form)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price_wan_yuan"] == Decimal(wan_yuan)


def test_a_sum_far_from_its_kin_is_asked_about_and_not_refused_twice() -> None:
    form = filled(**{"price_wan_yuan": "26", "price_wan_yuan-unit": "亿元"})
    assert "是 26 亿元吗" in form.errors["price_wan_yuan"][0]
    assert 'name="price_wan_yuan-sure" value="260000"' in str(form["price_wan_yuan"])
    again = filled(**{"price_wan_yuan": "26", "price_wan_yuan-unit": "亿元", "price_wan_yuan-sure": "260000"})
    assert again.is_valid() and again.cleaned_data["price_wan_yuan"] == 260_000
    other = filled(**{"price_wan_yuan": "27", "price_wan_yuan-unit": "亿元", "price_wan_yuan-sure": "260000"})
    assert "是 27 亿元吗" in other.errors["price_wan_yuan"][0]


def test_a_sum_that_is_none_or_of_another_currency_is_told() -> None:
    assert "读不出" in filled(price_wan_yuan="很多").errors["price_wan_yuan"][0]
    assert "人民币" in filled(price_wan_yuan="30万美元").errors["price_wan_yuan"][0]
    assert told_money("1.2", "亿元") == "= 12,000 万元"
    with translation.override("en"):
        assert told_money("1.2", "亿元") == "= CNY 120,000,000"


@pytest.mark.parametrize(
    ("value", "number", "unit"), [(12000, "1.2", "亿元"), (800, "800", "万元"), (12345.67, "12345.67", "万元")]
)
def test_what_is_kept_comes_back_in_the_unit_people_say_it_in(value: float, number: str, unit: str) -> None:
    form = PlotForm(initial={"price_wan_yuan": Decimal(str(value))})
    dress(form)
    drawn = str(form["price_wan_yuan"])
    assert f'value="{number}"' in drawn and f'value="{unit}" selected' in drawn
    sent = PlotForm(
        {"price_wan_yuan": number, "price_wan_yuan-unit": unit}, initial={"price_wan_yuan": Decimal(str(value))}
    )
    dress(sent)
    assert "price_wan_yuan" not in sent.changed_data


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", {"name": "填plot name", "use": "选use"}),
        ("en", {"name": "Enter the plot name", "use": "Choose the use"}),
    ],
)
def test_what_is_missing_is_asked_for_by_its_name(language: str, words: dict[str, str]) -> None:
    with translation.override(language):
        form = PlotForm({})
        dress(form)
        assert {name: form.errors[name][0] for name in words} == words
        assert form.errors["own_words"] == ["Its own words"]


def test_bounds_of_a_period() -> None:
    assert bound_in("2026年3月") == date(2026, 3, 1) and bound_in("2026年3月", is_last=True) == date(2026, 3, 31)
    assert bound_in("昨天") == TODAY - timedelta(days=1) and bound_in("x") is None


def test_a_field_that_is_one_already_keeps_its_words() -> None:
    class Own(forms.Form):
        due = Day(toward="past")
        sum_wan_yuan = Money(required=False)

    form = Own({"due": "12月1日"})
    dress(form)
    assert form.is_valid() and form.cleaned_data["due"] == date(2025, 12, 1)


def test_the_answer_stands_below_what_is_typed(client: Client, staff: Client) -> None:
    told = staff.get("/calendar/day/", {"of": "on", "on": "昨天", "toward": "past"}).content.decode()
    assert "2026年11月24日 周二" in told and 'value="2026-11-24"' in told
    assert "休息日" in staff.get("/calendar/day/", {"of": "on", "on": "2026-10-01"}).content.decode()
    assert (
        "2026年3月" in staff.get("/calendar/day/", {"of": "on", "on": "2026年3月", "takes": "grain"}).content.decode()
    )
    assert (
        "2026年12月2日"
        in staff.get("/calendar/day/", {"of": "on", "on": "5个工作日", "takes": "workdays"}).content.decode()
    )
    assert "= 12,000 万元" in Client().get("/amount/", {"of": "x", "x": "1.2", "x-unit": "亿元"}).content.decode()
    assert Client().get("/calendar/day/").status_code == 302


def test_a_month_to_pick_a_day_from(staff: Client) -> None:
    page = staff.get("/calendar/2026-10/", {"on": "2026-10-09"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page and 'role="grid"' in page
    assert page.count("<small>休</small>") >= 5 and "<small>班</small>" in page  # the National Day holidays of 2026
    assert "个工作日" in page and 'data-date="2026-10-09"' in page and 'aria-selected="true"' in page
    assert page.index('data-date="2026-09-28"') < page.index('data-date="2026-10-01"')  # weeks begin on Monday
    assert "<html" in staff.get("/calendar/month/").content.decode()
    for wrong in ("/calendar/2026-13/", "/calendar/99999-1/"):
        assert staff.get(wrong).status_code == 404
