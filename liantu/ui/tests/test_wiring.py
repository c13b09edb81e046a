"""The wiring of rooms: what is named must exist, and who may not see a thing does not."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from liantu.lib import slots as registry
from liantu.lib.metrics import Metric
from liantu.lib.slots import Slot
from liantu.people.models import Membership, User, Zone
from liantu.ui import wiring
from liantu.ui.navigation.menu import Menu
from liantu.ui.wiring import (
    Button,
    NavGroup,
    NavItem,
    Need,
    New,
    Page,
    Panel,
    Search,
    Seen,
    Todo,
    Todos,
    Wiring,
    WiringError,
)

SHELF: Page[str] = Page("test-shelf", "What belongs on this shelf?")
READ, LEND = "chains.view", "chains.appoint"
ABILITIES = {READ, LEND}

pytestmark = pytest.mark.usefixtures("slots_as_before")


@pytest.fixture
def reader(db: None) -> Seen:
    """A person of the library who may look at chains and do nothing about them."""
    zone = Zone.objects.create(code="library", name="书库")
    user = User.objects.create(username="reader")
    Membership.objects.create(user=user, zone=zone, role="observer")
    return Seen(user, zone)


def panel(on: Any = SHELF, **given: Any) -> Panel[str]:
    return Panel("lent", on, "Lent", "x.html", lambda _seen, title: {"title": title}, **given)


def button(on: Any = SHELF, **given: Any) -> Button[str]:
    return Button("lend", on, "Lend", **({"url": "ui:gallery"} | given))


FAULTS = {
    "a panel on a page that no room declares": (
        Wiring("reader", panels=(panel(),)),
        "panel 'lent': no room declares the page 'test-shelf'",
    ),
    "a panel on a name instead of a page": (
        Wiring("reader", pages=(SHELF,), panels=(panel("test-shelf"),)),
        "no room declares the page 'test-shelf'",
    ),
    "a button on an unknown page": (Wiring("reader", buttons=(button(),)), "button 'lend': no room declares the page"),
    "an ability of no table": (
        Wiring("reader", pages=(SHELF,), panels=(panel(ability="books.burn"),)),
        "'lent': 'books.burn' is not in the table of abilities",
    ),
    "an unknown ability of a to-do": (
        Wiring("reader", todos=(Todos("due", lambda _seen: [], "books.burn"),)),
        "'due': 'books.burn' is not in the table",
    ),
    "an unknown ability of search": (
        Wiring("reader", search=(Search("books", lambda _seen, _text, _limit: [], "books.burn"),)),
        "'books': 'books.burn' is not in the table",
    ),
    "a navigation group of no room": (
        Wiring("reader", nav=(NavItem("attic", "Books", "ui:gallery", "list"),)),
        "nav 'ui:gallery': no room declares the group 'attic'",
    ),
    "pages within a group of no room": (Wiring("reader", within="attic"), "within: no room declares the group 'attic'"),
    "an unknown ability of something to begin": (
        Wiring("reader", new=(New("loan", "Lend a book", "ui:gallery", ability="books.burn"),)),
        "'loan': 'books.burn' is not in the table",
    ),
    "one key twice": (
        Wiring("reader", pages=(SHELF,), panels=(panel(), panel())),
        "slot 'panel': 'test-shelf/lent' stands twice",
    ),
}


@pytest.mark.parametrize(("wired", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_what_a_wiring_names_must_exist(wired: Wiring, words: str) -> None:
    with pytest.raises(WiringError) as told:
        wiring.connect([("rooms.reader.wiring", wired)], abilities=ABILITIES)
    assert "rooms.reader.wiring: " in str(told.value)
    assert words in str(told.value)


def test_every_fault_is_told_at_once() -> None:
    bad = Wiring("reader", panels=(panel(ability="books.burn"),), buttons=(button(),))
    with pytest.raises(WiringError) as told:
        wiring.connect([("reader.wiring", bad)], abilities=ABILITIES)
    assert len(told.value.faults) == 3


def test_two_rooms_cannot_take_one_place() -> None:
    shelf = Wiring("shelf", pages=(SHELF,), panels=(panel(),))
    with pytest.raises(WiringError, match=r"filled by shelf\.wiring and reader\.wiring"):
        wiring.connect(
            [("shelf.wiring", shelf), ("reader.wiring", Wiring("reader", panels=(panel(),)))], abilities=ABILITIES
        )


def test_what_belongs_into_a_slot_nobody_offers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry._SLOTS, "todo")
    due = Wiring("reader", todos=(Todos("due", lambda _seen: []),))
    with pytest.raises(WiringError, match="no module offers the slot 'todo'"):
        wiring.connect([("reader.wiring", due)], abilities=ABILITIES)


def test_an_address_nobody_has_is_found() -> None:
    assert wiring.unknown_addresses() == []
    wired = Wiring("reader", pages=(SHELF,), buttons=(button(url="books:lend"),))
    wiring.connect([("reader.wiring", wired)], abilities=ABILITIES)
    assert wiring.unknown_addresses() == ["reader.wiring: 'test-shelf/lend': there is no address 'books:lend'"]


def test_a_number_stands_at_a_page_and_is_one_of_the_rooms_metrics() -> None:
    lent: Metric[Seen] = Metric("books.lent", "Lent", "count", "", 1, lambda _seen: [], "ui:gallery", READ)  # type: ignore[arg-type, return-value]
    with pytest.raises(WiringError, match=r"need 'books\.lent': name its metric among the room's metrics"):
        wiring.connect([("reader.wiring", Wiring("reader", needs=(Need(lent),)))], abilities=ABILITIES)
    wired = Wiring("reader", metrics=(lent,), needs=(Need(lent),))
    wiring.connect([("reader.wiring", wired)], abilities=ABILITIES)
    assert wiring.unknown_addresses() == ["reader.wiring: need 'books.lent': 'ui:gallery' is no page of the navigation"]


def test_who_may_not_does_not_see(reader: Seen) -> None:
    wired = Wiring(
        "reader",
        pages=(SHELF,),
        panels=(panel(ability=READ), Panel("fines", SHELF, "Fines", "x.html", _never, LEND)),
        buttons=(button(ability=LEND), Button("open", SHELF, "Open", "ui:gallery", query=_asked)),
    )
    wiring.connect([("reader.wiring", wired)], abilities=ABILITIES)
    (shown,) = SHELF.panels(reader, "Faust")
    assert (shown.title, shown.content) == ("Lent", {"title": "Faust"})
    (drawn,) = SHELF.buttons(reader, "Faust")
    assert drawn.url.endswith("?title=Faust")
    assert not Todos("due", lambda _seen: [Todo("x", "/")], LEND).waiting(reader)
    assert not Search("books", _never_found, LEND).hits(reader, "x", 3)


def _asked(_seen: Seen, title: str) -> dict[str, object]:
    return {"title": title}


def _never(_seen: Seen, _title: str) -> None:
    raise AssertionError("asked without the ability")


def _never_found(_seen: Seen, _text: str, _limit: int) -> list[wiring.SearchHit]:
    raise AssertionError("asked without the ability")


def test_a_button_that_does_not_fit_and_a_panel_with_nothing_to_say_are_left_out(reader: Seen) -> None:
    wired = Wiring(
        "reader",
        pages=(SHELF,),
        panels=(Panel("empty", SHELF, "Empty", "x.html", lambda _seen, _title: None),),
        buttons=(button(args=lambda _seen, title: () if title else None),),
    )
    wiring.connect([("reader.wiring", wired)], abilities=ABILITIES)
    assert SHELF.panels(reader, "Faust") == []
    assert SHELF.buttons(reader, "") == []
    assert len(SHELF.buttons(reader, "Faust")) == 1


def test_navigation_stands_in_the_order_of_its_groups(reader: Seen) -> None:
    wired = Wiring(
        "reader",
        groups=(NavGroup("test-late", "Late", 1002), NavGroup("test-soon", "Soon", 1001), NavGroup("test-no", "No", 1)),
        nav=(
            NavItem("test-late", "Late", "ui:gallery", "list", READ),
            NavItem("test-soon", "Soon", "ui:search", "list"),
            NavItem("test-no", "No", "ui:save_view", "list", LEND),
        ),
    )
    wiring.connect([("reader.wiring", wired)], abilities=ABILITIES)
    codes = [group.code for group in (room.group for room in Menu(reader).rooms) if group.code.startswith("test-")]
    assert codes == ["test-soon", "test-late"]


def test_slots_are_filled_by_wirings_alone() -> None:
    """A room writes what it puts elsewhere into its ``wiring.py``; only ``connect`` puts it there."""
    house = Path(registry.__file__).parents[1]
    allowed = {house / "lib/slots.py", house / "ui/wiring.py", house / "ui/testing.py"}
    found = [
        f"{path.relative_to(house)}:{node.lineno}"
        for path in sorted(house.rglob("*.py"))
        if path not in allowed and "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "fill"
        and any(word.arg == "module" for word in node.keywords)
    ]
    assert not found, f"say it in the room's wiring.py instead: {found}"


def test_entry_fills_its_slot_in_order() -> None:
    own: Slot[int] = Slot("test-numbers", offered_by="tests", question="Which numbers?")
    try:
        own.entry("b", 2, order=2).fill(module="x")
        own.entry("a", 1, order=1).fill(module="x")
        assert own.values() == [1, 2]
    finally:
        registry._SLOTS.pop("test-numbers")
