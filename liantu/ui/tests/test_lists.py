"""Lists: ready and shared views, columns and heights people choose, sums, what a filter costs, cells, cards of a phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from liantu.ui.lists import Column, Filter, ListPage, View, mine, new_this_week
from liantu.ui.lists.columns import due_words, places_on_phone
from liantu.ui.lists.density import DENSITY_COOKIE
from liantu.ui.lists.ready import monday_of
from liantu.ui.models import SavedView
from liantu.ui.tests.conftest import make_person, make_zone

DUTIES = "/duties/"
TODAY = date(2026, 11, 30)


def request_for(query: str = "", user: Any = None) -> Any:
    """A request of somebody in no zone, at any address."""
    made: Any = RequestFactory().get(f"/rows/?{query}")
    made.user, made.zone = user or AnonymousUser(), None
    return made


def rows(*names: str, **more: Any) -> list[Any]:
    """Rows in memory."""
    return [SimpleNamespace(pk=number, name=name, **more) for number, name in enumerate(names, 1)]


def listed(found: Any, *columns: Column, **more: Any) -> ListPage:
    """A list of given rows."""
    return ListPage("things", lambda _request: found, columns or (Column("name", "Name", primary=True),), **more)


@pytest.fixture
def kept(db: None) -> Any:
    """Three views of two people, as rows of a table."""
    zone = make_zone()
    for number, name in enumerate(("lin", "lin", "wu")):
        made = {"user": make_person(name, zone), "zone": zone, "list_name": "x", "name": f"v{number}", "path": "/"}
        SavedView.objects.create(**made)
    return SavedView.objects.select_related("user")


def test_a_ready_view_narrows_and_stands_in_the_address(kept: Any) -> None:
    declared = listed(kept.all(), views=(mine("user"), View("none", "None", lambda rows, _request: rows.none())))
    user = make_person("lin", make_zone())
    state = declared.state(request_for("view=mine", user))
    assert [row.record.name for row in state.rows] == ["v0", "v1"] and state.is_narrowed
    assert [(view.code, is_on) for view, _url, is_on in state.ready_views] == [("mine", True), ("none", False)]
    assert declared.state(request_for("view=unknown", user)).total == 3


def test_new_this_week_begins_on_monday(db: None) -> None:
    from liantu.ui.models import SentForm

    monday = monday_of(timezone.localdate())
    assert monday.weekday() == 0
    for number, days in enumerate((0, 8)):
        SentForm.objects.create(key=f"k{number}", sent_at=timezone.now() - timedelta(days=days))
    found = new_this_week("sent_at").narrow(SentForm.objects.all(), request_for())
    assert [row.key for row in found] == ["k0"]


def test_a_shared_view_stands_in_everybodys_menu_and_only_its_maker_takes_it_away(client: Client, db: None) -> None:
    zone = make_zone()
    client.force_login(make_person("lin", zone))
    form = {"list": "duties", "name": "周调度", "path": DUTIES, "query": "q=x", "shared": "1"}
    client.post(reverse("ui:save_view"), form)
    other = Client()
    other.force_login(make_person("wu", zone))
    view = SavedView.objects.get()
    menu = other.get(DUTIES).content.decode().split("data-saved-views")[1].split("</details>")[0]
    assert "周调度" in menu and f"view-delete-{view.pk}" not in menu
    other.post(reverse("ui:delete_view", args=[view.pk]))
    assert SavedView.objects.exists()
    far = Client()
    far.force_login(make_person("far", make_zone("elsewhere")))
    assert "周调度" not in far.get(DUTIES).content.decode()


def test_columns_are_chosen_in_the_address_and_the_name_always_stands() -> None:
    state = listed(
        rows("a", size=3),
        Column("name", "Name", primary=True),
        Column("size", "Size", shown=False),
        Column("pk", "No."),
    ).state(request_for("cols=size&cols=nothing"))
    assert [column.name for column in state.columns] == ["name", "size"]
    assert [column.name for column in listed(rows("a")).state(request_for("cols=nothing")).columns] == ["name"]
    assert ("cols", "size") in state.kept_params and not state.kept_but_columns


def test_the_height_of_rows_is_remembered(client: Client, db: None) -> None:
    client.force_login(make_person("lin", make_zone()))
    page = "/duties/"
    assert client.get(page).context["list"].density == "two", "what the list declares"
    client.get(page, {"density": "compact"})
    assert client.cookies[DENSITY_COOKIE].value == "compact"
    assert 'data-density="compact"' in client.get(page).content.decode()
    assert client.get(page, {"density": "<b>"}).context["list"].density == "compact"


def test_the_sums_are_of_all_rows_that_pass_and_cost_one_question(kept: Any, django_assert_num_queries: Any) -> None:
    declared = listed(kept.all(), sums=(("People", Count("user", distinct=True), "number"),), page_size=2)
    state = declared.state(request_for())
    with django_assert_num_queries(2):  # the sums with the count, the page
        assert state.told == ["People 2"] and state.total == 3 and len(state.rows) == 2


def test_an_empty_list_names_what_narrows_it_and_what_each_costs() -> None:
    declared = listed(
        rows("轧机", state="red") + rows("轧辊", state="green"),
        filters=(Filter("state", "State", choices=[("red", "红灯"), ("green", "绿灯")]),),
        search_fields=("name",),
    )
    state = declared.state(request_for("q=轧机&state=green"))
    assert [(one.words, one.count) for one in state.empty_without] == [("轧机", 1), ("绿灯", 1)]
    assert "q=" in state.empty_without[1].url and "state=" not in state.empty_without[1].url


def test_filters_beyond_five_stand_folded_and_say_how_many_hold() -> None:
    filters = tuple(Filter(f"f{number}", "F", kind="text", apply=lambda rows, _value: rows) for number in range(7))
    state = listed(rows("a"), filters=filters).state(request_for("f6=x"))
    assert [len(state.filters_in_sight), len(state.more_filters), state.more_active] == [5, 2, 1]


def test_a_column_of_noughts_is_blank_and_an_amount_beside_them_is_not() -> None:
    money = Column("sum", "Sum", kind="money")
    some = [SimpleNamespace(pk=1, name="a", sum=Decimal(0)), SimpleNamespace(pk=2, name="b", sum=None)]
    blank = listed(some, Column("name", "Name", primary=True), money).state(request_for())
    assert [drawn.split(">")[1].split("<")[0] for row in blank.rows for drawn, cell, _o in row.cells[1:]] == ["", ""]
    some[0].sum = Decimal(50)
    assert "50" in listed(some, Column("name", "Name", primary=True), money).state(request_for()).rows[0].cells[1][0]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (Column("x", "X", kind="date"), date(2026, 3, 5), 'title="2026-03-05">03-05</time>'),
        (Column("x", "X", kind="date"), date(2025, 3, 5), ">2025-03-05<"),
        (Column("x", "X", kind="when"), datetime(2026, 3, 5, 9, 4), ">03-05 09:04<"),  # a local moment
        (Column("x", "X", kind="lamp", tone=lambda _row: "red"), "160 / 60 天", 'class="lamp lamp-red">160 / 60 天'),
        (Column("x", "X", kind="lamp", tone=lambda _row: "<b>"), "?", "lamp-none"),
        (Column("x", "X", kind="person"), "柳青禾", '<b aria-hidden="true">柳</b>柳青禾'),
        (Column("x", "X", kind="bar"), 0.4, 'width="40.0"'),
        (Column("x", "X", wide=True), "长" * 40, f'title="{"长" * 40}"'),
        (Column("x", "X", primary=True, second=lambda _row: ("<one>", "", "two")), "n",
         '<span class="second">&lt;one&gt;<i class="sep" aria-hidden="true"></i>two</span>'),
    ],
)  # fmt: skip
def test_cells_have_one_shape(monkeypatch: pytest.MonkeyPatch, column: Column, value: Any, told: str) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
    assert told in column.cell(SimpleNamespace(x=value)).drawn(column.opening(), "")


@pytest.mark.parametrize(("days", "words"), [(3, "逾期 3 天"), (0, "今天"), (-2, "12-02")])
def test_a_due_day_says_how_it_presses(days: int, words: str) -> None:
    with override("zh-hans"):
        assert due_words(TODAY - timedelta(days=days), today=TODAY) == words


def test_the_unit_of_figures_stands_once_in_the_heading() -> None:
    column = Column("x", "注册资本", kind="number", unit="万元")
    with override("zh-hans"):
        assert column.heading == "注册资本（万元）"
    with override("en"):
        assert column.heading == "注册资本 (万元)"


def test_a_card_of_a_phone_has_a_name_one_figure_and_a_line() -> None:
    columns = [
        Column("n", "N", primary=True), Column("a", "A", kind="money"), Column("b", "B", kind="number"),
        Column("c", "C", kind="badge"), Column("d", "D"), Column("e", "E", phone="line"),
    ]  # fmt: skip
    assert places_on_phone(columns) == ["title", "end", "hide", "line", "hide", "line"]
