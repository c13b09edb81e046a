"""Sentences of notices into days; what is unclear is told, never guessed."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from liantu.foundation.calendar.rules.hours import read_spans
from liantu.foundation.calendar.rules.notices import read_notice
from liantu.lib.problems import ProblemsError


def days_of(text: str, year: int) -> dict[str, bool]:
    return {f"{one.day}": one.is_work for one in read_notice(text, year).days}


def codes(text: str, year: int) -> set[str]:
    return {problem.code for problem in read_notice(text, year).problems}


NOTICE_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"""


@pytest.mark.shared_data
def test_a_whole_notice_equals_the_published_table(shared_data: Path) -> None:
    notice = read_notice(NOTICE_2025, 2025)
    assert notice.problems == () and notice.is_whole
    with (shared_data / "working_days" / "cn_special_days_2018_2026.csv").open(encoding="utf-8") as file:
        wanted = {row["date"]: row["is_off_day"] == "0" for row in csv.DictReader(file) if row["paper_year"] == "2025"}
    assert {f"{one.day}": one.is_work for one in notice.days} == wanted
    assert {one.name for one in notice.days if one.day.month == 10} == {"国庆节、中秋节"}


@pytest.mark.shared_data
def test_every_published_sentence(shared_data: Path) -> None:
    for case in json.loads((shared_data / "working_days" / "notice_sentences.json").read_text("utf-8")):
        wanted = {one["date"]: not one["isOffDay"] for one in case["expected"]}
        assert days_of(case["description"], case["year"]) == wanted, case["description"]
        assert codes(case["description"], case["year"]) == set(), case["description"]


def test_a_year_is_named_or_told_by_the_weekday() -> None:
    text = "2022年12月31日至2023年1月2日放假调休，共3天。"
    assert sorted(days_of(text, 2023)) == ["2022-12-31", "2023-01-01", "2023-01-02"]
    assert days_of("元旦：1月1日放假。12月31日（星期六）上班。", 2012) == {"2012-01-01": False, "2011-12-31": True}
    assert sorted(days_of("12月30日至次年1月1日放假，共3天。", 2006)) == ["2006-12-30", "2006-12-31", "2007-01-01"]


def test_what_does_not_add_up_is_a_problem() -> None:
    assert codes("1月1日（周五）放假1天。", 2025) == {"notice_no_day"}  # a Wednesday, nor right a year before or after
    assert codes("4月4日至6日放假，共4天。", 2025) == {"notice_count"}
    assert codes("延长2020年春节假期至2月2日。", 2020) == {"notice_extension"}
    assert codes("春节假期延长3天。", 2020) == {"notice_extension"}
    assert codes("5月1日放假。5月1日上班。", 2025) == {"notice_day_twice"}
    assert codes("5月1日为周四。", 2025) == {"notice_day_idle"}
    assert codes("1日放假。", 2025) == {"notice_no_month"}
    assert codes("2月30日放假。", 2025) == {"notice_no_day"}


SPRING_2020 = "二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。"
LONGER_2020 = """一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。
二、各地大专院校、中小学、幼儿园推迟开学，具体时间由教育部门另行通知。
三、因疫情防控不能休假的职工，应根据《中华人民共和国劳动法》规定安排补休，未休假期的工资报酬应按照有关政策保障落实。"""
ADDED = {"2020-01-31": False, "2020-02-01": False, "2020-02-02": False}


def test_a_notice_that_extends_a_holiday_begins_where_the_holiday_ends() -> None:
    off = {one.day for one in read_notice(SPRING_2020, 2020).days if not one.is_work}
    longer = read_notice(LONGER_2020, 2020, off)
    assert {f"{one.day}": one.is_work for one in longer.days} == ADDED
    assert longer.problems == () and {one.name for one in longer.days} == {"春节"} and not longer.is_whole


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("春节假期由1月30日延长至2月2日。", ADDED),
        ("春节假期从1月31日起延长至2月2日。", ADDED),
        (
            "延长春节假期至2月1日，2月2日（星期日）上班。",
            {"2020-01-31": False, "2020-02-01": False, "2020-02-02": True},
        ),
    ],
)
def test_extensions_as_notices_write_them(text: str, days: dict[str, bool]) -> None:
    notice = read_notice(text, 2020, [date(2020, 1, 30), date(2020, 1, 1)])
    assert ({f"{one.day}": one.is_work for one in notice.days}, notice.problems) == (days, ())


def test_the_holiday_extended_may_stand_in_the_same_text_and_is_never_one_far_away() -> None:
    same = read_notice(SPRING_2020.replace("、2月1日（星期六）", "") + "\n" + LONGER_2020, 2020)
    assert same.problems == () and {f"{one.day}" for one in same.days} >= set(ADDED)
    assert [one.code for one in read_notice(LONGER_2020, 2020, [date(2020, 1, 1)]).problems] == ["notice_extension"]
    known = read_notice(LONGER_2020, 2020, [date(2020, 2, 2)])
    assert [f"{one.day}" for one in known.days] == ["2020-02-02"] and known.problems == ()


def test_a_notice_without_all_holidays_is_not_whole() -> None:
    assert not read_notice("一、元旦：1月1日放假1天。", 2025).is_whole
    assert read_notice("各单位要做好值班工作。", 2025).days == ()


@pytest.mark.parametrize("text", ["", "late", "9:00-8:00", "8:30-12:00 11:00-17:00", "25:00-26:00", "8:30-12:00 x"])
def test_office_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ProblemsError):
        read_spans(text)


def test_office_hours_as_people_write_them() -> None:
    assert read_spans("8：30—12：00，14:00至17:30") == read_spans("8:30-12:00 14:00-17:30")
