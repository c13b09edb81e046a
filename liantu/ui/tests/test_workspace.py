"""The parts of a workspace: one main thing at the head, tabs with addresses, the gate, what happened, cards by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from liantu.people.models import Membership, User, Zone
from liantu.ui.pages import (
    Card,
    DetailPage,
    Gate,
    GateCard,
    Happening,
    Head,
    Link,
    Mark,
    Need,
    PathCard,
    Phase,
    Tab,
    TimelineCard,
)
from liantu.ui.pages.head import bar_of
from liantu.ui.pages.workspace import merged
from liantu.ui.wiring import Button, Page, PageTab, Panel, Wiring

PLOT = SimpleNamespace(pk=7, name="Plot", get_absolute_url=lambda: "/plots/7/")
PLOT_PAGE: Page[Any] = Page("test-plot", "What does your room know of this plot?")
DRAWER = {"HX-Request": "true", "HX-Target": "drawer"}
PART = {"HX-Request": "true", "HX-Target": "page-tab"}

pytestmark = pytest.mark.usefixtures("slots_as_before")


@pytest.fixture
def reader(db: None) -> User:
    zone = Zone.objects.create(code="east", name="East")
    user = User.objects.create(username="reader")
    Membership.objects.create(user=user, zone=zone, role="observer")
    return user


def asked(user: User, path: str = "/plots/7/", **headers: str) -> HttpRequest:
    made = RequestFactory().get(path, headers=headers)
    made.user, made.zone = user, Zone.objects.get()  # type: ignore[attr-defined]
    return made


def page(*cards: Card, **given: Any) -> DetailPage[Any]:
    return DetailPage(ability="", head=Head(title=lambda one: one.name), cards=cards, **given)


def drawn(request: HttpRequest, declared: DetailPage[Any]) -> str:
    return declared.respond(request, PLOT).content.decode()  # type: ignore[arg-type]


def test_one_main_thing_three_beside_it_and_the_rest_in_a_menu() -> None:
    links = [Link(f"{number}") for number in range(5)] + [Link("main", main=True), Link("other main", main=True)]
    bar = bar_of([*links, Link("seldom", rare=True)], [])
    assert isinstance(bar.main, Link) and bar.main.label == "main"
    assert [one.label for one in bar.beside if isinstance(one, Link)] == ["0", "1", "2"]
    assert [one.label for one in bar.more if isinstance(one, Link)] == ["3", "4", "other main", "seldom"]
    alone = bar_of([Link("seldom", rare=True)], [])
    assert (len(alone.beside), alone.more) == (1, []), "one thing needs no menu"


def test_runs_of_one_kind_are_one_line_but_reasons_stay() -> None:
    at = datetime(2026, 3, 5, 9, tzinfo=UTC)
    lines = merged(
        [
            Happening(at, "Ann", "brought a paper", kind="paper"),
            Happening(at, "Ann", "brought a paper", kind="paper", detail="contract"),
            Happening(at, "Bob", "brought a paper", kind="paper"),
            Happening(at, "Bob", "took it back", "wrong one", kind="back"),
            Happening(at, "Bob", "took it back", "wrong again", kind="back"),
            Happening(date(2026, 3, 4), "", "The light went red."),
        ]
    )
    assert [(one.who, one.times, one.reason) for one in lines] == [
        ("Ann", 2, ""), ("Bob", 1, ""), ("Bob", 1, "wrong one"), ("Bob", 1, "wrong again"), ("", 1, ""),
    ]  # fmt: skip


def test_people_are_told_apart_from_the_program(reader: User) -> None:
    happened = [Happening(date(2026, 3, 5), "Ann", "x < y"), Happening(date(2026, 3, 4), "", "The light went red.")]
    card = TimelineCard(lambda _request, _one: happened, most=1, all_at=lambda _one: "/all/")
    text = drawn(asked(reader), page(card))
    assert "x &lt; y" in text and "The light went red." not in text and 'href="/all/"' in text
    assert 'class="by-itself"' in drawn(asked(reader), page(TimelineCard(lambda _r, _o: happened, most=0)))


def test_the_gate_shows_what_is_there_and_one_thing_to_do_about_each_gap(reader: User) -> None:
    needs = [
        Need("met", "A real meeting", True, ["5 March", "Ann"], Link("See", "/see/")),
        Need("paper", "Letter", False, (), Link("Bring it", "/bring/", drawer="paper"), takes_file=True),
        Need("area", "Area", False, ["not checked"], Link("Fill in", "/fill/", drawer="field")),
    ]
    gate = Gate("To sign", needs, note="Bob must check it")
    text = drawn(asked(reader), page(GateCard(lambda _request, _one: gate)))
    assert [one.code for one in gate.missing] == ["paper", "area"]
    assert 'tabindex="-1" data-drop' in text and 'data-drawer="paper"' in text
    assert text.count("button-main") == 1, "the first gap alone is the main thing"
    assert "Bob must check it" in text and "5 March" in text
    assert "To sign" not in drawn(asked(reader), page(GateCard(lambda _request, _one: None)))


def test_the_way_names_phases_marks_steps_and_links_what_is_passed(reader: User) -> None:
    way = [
        Phase("Talks", [Mark("Lead", "done", date(2026, 3, 5), "/then/"), Mark("Intent", "now")], "Intent"),
        Phase("Works", [Mark("Started", "ahead")], "1 step"),
    ]
    text = drawn(asked(reader), page(PathCard(lambda _request, _one: way)))
    assert text.count('aria-current="step"') == 1 and text.count('href="/then/"') == 1
    assert text.index("phase-now") < text.index("phase-ahead")


def test_a_tab_is_an_address_and_a_part_of_the_page(reader: User) -> None:
    cards = (
        Card(code="way", place="band", title="The way"),
        Card(code="a", title="First card", tab="one"),
        Card(code="b", title="Second card", tab="two"),
    )
    declared = page(*cards, tabs=(Tab("one", "One"), Tab("two", "Two", count=lambda _request, _one: "1/2")))
    whole = drawn(asked(reader), declared)
    assert 'href="/plots/7/"' in whole and 'href="/plots/7/?tab=two"' in whole and "1/2" in whole
    assert "The way" in whole and "Second card" not in whole
    part = drawn(asked(reader, "/plots/7/?tab=two", **PART), declared)
    assert "<html" not in part and "The way" not in part and "Second card" in part
    assert part.index('id="tab-two"') < part.index('aria-current="page"') < part.index("Second card")


def test_a_card_may_wait_in_the_drawer_until_it_is_asked_for(reader: User) -> None:
    hidden = Card(code="why", title="Why so", place="drawer", template="ui/_mark.html")
    secret = Card(code="secret", title="Not for her", place="drawer", ability="system.view")
    declared = page(Card(code="a", title="First card"), hidden, secret)
    assert "Why so" not in drawn(asked(reader), declared)
    inside = drawn(asked(reader, "/plots/7/?see=why", **DRAWER), declared)
    assert "<html" not in inside and 'id="drawer-h"' in inside and "First card" not in inside
    alone = drawn(asked(reader, "/plots/7/?see=why"), declared)
    assert "<html" in alone and "Why so" in alone and "First card" not in alone
    assert "First card" in drawn(asked(reader, "/plots/7/?see=secret"), declared)


def test_rooms_above_put_tabs_panels_and_buttons_on_a_page(reader: User) -> None:
    filled: list[str] = []

    def fill(code: str) -> Any:
        return lambda _seen, _plot: filled.append(code) or {}

    room = Wiring(
        "approvals",
        pages=(PLOT_PAGE,),
        tabs=(
            PageTab("line", PLOT_PAGE, "Approvals", count=lambda _seen, _plot: 3),
            PageTab("secret", PLOT_PAGE, "Hidden", ability="system.view"),
        ),
        panels=(
            Panel("short", PLOT_PAGE, "In short", "ui/_mark.html", fill("short")),
            Panel("line", PLOT_PAGE, "The line", "ui/_mark.html", fill("line"), tab="line"),
        ),
        buttons=(Button("ask", PLOT_PAGE, "Ask for it", "ui:gallery"),),
    )
    for entry in room.entries():
        entry.fill(module=__name__)
    declared = page(Card(code="a", title="First card", tab="one"), tabs=(Tab("one", "One"),), wired=PLOT_PAGE)
    first = drawn(asked(reader), declared)
    assert "In short" in first and "The line" not in first and "Ask for it" in first and "Hidden" not in first
    assert filled == ["short"], "what another tab shows is not asked for"
    second = drawn(asked(reader, "/plots/7/?tab=line"), declared)
    assert "The line" in second and "First card" not in second
