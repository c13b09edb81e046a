"""The bands of the day: what stands where, what is told as one row, how a day is said."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from liantu.foundation.notices import actions, pages
from liantu.foundation.notices.models import Notice
from liantu.people.models import Membership, User, Zone
from liantu.ui.due import due_of
from liantu.ui.wiring import Alike, Todo

TODAY = date(2026, 11, 30)  # a Monday


def codes(*todos: Todo) -> dict[str, list[str]]:
    """The texts of the rows by band."""
    return {band.code: [row.text for row in (*band.rows, *band.folded)] for band in pages.bands_of(todos, today=TODAY)}


def test_what_is_late_stands_before_today_and_the_week() -> None:
    found = codes(
        Todo("下周", "/", date(2026, 12, 7)),
        Todo("周日", "/", date(2026, 12, 6)),
        Todo("今天", "/", TODAY),
        Todo("昨天", "/", date(2026, 11, 29)),
        Todo("更早", "/", date(2026, 3, 1)),
        Todo("红的没有日子", "/", tone="bad"),
        Todo("没有日子", "/"),
        Todo("别人的", "/", date(2026, 11, 1), waits_for="程远山"),
        Todo("等我签", "/", date(2026, 12, 24), consent=True),
    )
    assert list(found) == ["consent", "late", "today", "week", "later", "others"]
    assert found == {
        "consent": ["等我签"],
        "late": ["更早", "昨天"],
        "today": ["今天", "红的没有日子"],
        "week": ["周日", "没有日子"],
        "later": ["下周"],
        "others": ["别人的"],
    }


MANY = Alike("lists", lambda n: f"{n} 家链主还没交清单", "/lists/", "一并提醒", "/remind/")


def missing(number: int) -> list[Todo]:
    """So many lists that are late, the last one longest."""
    return [
        Todo(f"{name}还没交清单", f"/{n}/", date(2026, 10, 15 - n), name=name, alike=MANY)
        for n, name in enumerate(("汾钢特材", "晋炉焦化", "盛岚化工", "绛峰建材")[:number])
    ]


def test_three_of_a_kind_are_one_row_with_one_button() -> None:
    (band,) = pages.bands_of(missing(4), today=TODAY)
    (row,) = band.rows
    assert (row.text, row.button, row.post, row.count) == ("4 家链主还没交清单", "一并提醒", "/remind/", 4)
    assert "汾钢特材" in row.why[0] and "绛峰建材" in row.why[0]
    assert row.due.day == date(2026, 10, 12)
    assert band.count == 4


def test_two_of_a_kind_stay_two_rows() -> None:
    (band,) = pages.bands_of(missing(2), today=TODAY)
    assert [row.text for row in band.rows] == ["晋炉焦化还没交清单", "汾钢特材还没交清单"]


def test_nothing_is_lost_when_there_is_too_much() -> None:
    todos = [Todo(f"第{n}件", "/", TODAY) for n in range(20)]
    (band,) = pages.bands_of(todos, today=TODAY)
    assert (len(band.rows), len(band.folded), band.count) == (pages.SHOWN_ROWS, 8, 20)


@pytest.mark.parametrize(
    ("day", "chinese", "english", "urgency"),
    [
        (date(2026, 11, 27), "逾期 3 天", "3 days overdue", "late"),
        (date(2026, 3, 28), "逾期 8 个月", "8 months overdue", "late"),
        (TODAY, "今天", "today", "today"),
        (date(2026, 12, 1), "明天", "tomorrow", "soon"),
        (date(2026, 12, 4), "余 4 个工作日", "4 working days left", "soon"),
        (date(2026, 12, 24), "12月24日", "24 Dec", "later"),
        (None, "", "", ""),
    ],
)
def test_a_day_says_how_near_it_is(day: date | None, chinese: str, english: str, urgency: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            due = due_of(day, today=TODAY, workdays=lambda day: (day - TODAY).days)
            assert (due.words, due.urgency) == (words, urgency)


def test_a_year_nobody_announced_gives_the_day_instead_of_a_guess() -> None:
    with translation.override("zh-hans"):
        assert due_of(date(2026, 12, 4), today=TODAY).words == "12月4日"


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 1), TODAY])
def test_the_head_of_the_page_names_the_day(day: date) -> None:
    with translation.override("zh-hans"):
        assert pages.day_words(day) == f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"


@pytest.mark.django_db
def test_notices_of_one_kind_are_one_line_and_each_can_be_opened(client: Client) -> None:
    zone = Zone.objects.create(code="north", name="北区", name_en="North zone")
    officer = User.objects.create_user("officer", password="x", display_name="王兰")
    Membership.objects.create(user=officer, zone=zone, role="promotion_officer")
    for name in ("成都云栖", "武汉沐岚", "合肥拓岩"):
        actions.notify(officer, "Done: %(title)s", {"title": name}, url="/x/", zone=zone)
    actions.notify(officer, "Failed: %(title)s", {"title": "建名册"}, url="/x/", zone=zone)
    together = pages.merged(Notice.objects.all())
    assert [(one.text, len(others)) for one, others in together] == [("Failed: %(title)s", 0), ("Done: %(title)s", 2)]
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert all(f'action="/notices/{one.pk}/"' in page for one in Notice.objects.all())
    assert "等同类 2 条" in page
