"""The cards of a page: facts in lines, a small table, the history, or a template of the room's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liantu.people.requests import ZoneRequest
from liantu.ui import formats
from liantu.ui.acts import Drawn
from liantu.ui.lists.columns import Cell, Column
from liantu.ui.pages.head import Link

Place = Literal["band", "wide", "main", "side", "below", "drawer"]
BROAD_FROM = 5  # facts that stand two beside each other where there is room
# What a card's template is given; None leaves the card out.
Filling = Callable[[ZoneRequest, Any], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Fact(Column):
    """One line of a card: a label and its value; kinds as in a list, and ``lines`` for text with line breaks.

    ``optional``: the line is left out when there is nothing; else "—" says that nothing is known. ``said``: parts of
    the small line below that tells from where and when the value is. ``edit``: (request, thing) → where this one value
    is changed in its place, or "" (``ui/field_edits.py``).
    """

    optional: bool = False
    said: Callable[[Any], Iterable[Any]] = lambda _thing: ()
    edit: Callable[[ZoneRequest, Any], str] = lambda _request, _thing: ""

    def line(self, request: ZoneRequest, thing: Any) -> Line | None:
        """The line for ``thing``, or None when it is left out."""
        cell = self.cell(thing)
        if self.optional and (formats.is_missing(cell.raw) or cell.raw == ""):
            return None
        text = linebreaksbr(cell.text) if self.kind == "lines" else cell.content()
        return Line(cell, text, [part for part in self.said(thing) if part], self.edit(request, thing))


@dataclass(frozen=True)
class Line:
    """A drawn line: its cell (for a template of its own), its text as markup, where it is from, how it is changed."""

    cell: Cell
    text: SafeString
    said: Sequence[Any] = ()
    edit: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card of a page. ``code`` is its place in the address (``#papers``) and its name in tests.

    ``template`` draws the inside with what ``fill`` answers, or with the page's context when there is no ``fill``.
    ``place``: above the tabs (``band``), across the page, in the main or the side column, below both, or only in the
    drawer (``?see=code``). ``tab``: code of the tab it stands in. ``ability``: who sees it. ``folded``: closed at
    first. ``bare``: no frame around it. ``method``: name of the page that tells how its figures are made. ``deed``:
    what can be done about it, as a link beside the title. A ``how_many`` in what ``fill`` answers stands there too.
    """

    code: str
    title: Any = ""
    template: str = ""
    fill: Filling | None = None
    place: Place = "main"
    tab: str = ""
    ability: str = ""
    folded: bool = False
    printed: bool = True
    bare: bool = False
    method: str = ""
    deed: Callable[[ZoneRequest, Any], Link | Drawn | None] = lambda _request, _thing: None

    def drawn(self, request: ZoneRequest, thing: Any) -> DrawnCard | None:
        """The card for this reader, or None when it has nothing to say."""
        context = self.fill(request, thing) if self.fill is not None else {}
        return None if context is None else DrawnCard(self, self.template, context, self.deed(request, thing))


@dataclass(frozen=True)
class DrawnCard:
    """A card with all its template needs."""

    card: Card
    template: str
    context: Mapping[str, Any]
    deed: Link | Drawn | None = None


@dataclass(frozen=True, kw_only=True)
class FactsCard(Card):
    """Facts in lines; below them the card's template, when it has one.

    ``broad``: two beside each other; unless it says, where many stand in a broad column.
    """

    facts: Sequence[Fact]
    broad: bool | None = None

    def drawn(self, request: ZoneRequest, thing: Any) -> DrawnCard | None:
        """The lines that have something to say."""
        context = self.fill(request, thing) if self.fill is not None else {}
        if context is None:
            return None
        lines = [line for fact in self.facts if (line := fact.line(request, thing)) is not None]
        broad = self.broad if self.broad is not None else self.place != "side" and len(lines) >= BROAD_FROM
        given = {**context, "lines": lines, "below": self.template, "broad": broad}
        return DrawnCard(self, "ui/pages/facts.html", given, self.deed(request, thing))


@dataclass(frozen=True, kw_only=True)
class TableCard(Card):
    """A small table: every row at once, no search, no pages. ``empty``: what to say when there is no row.

    ``hide_empty`` leaves the card out instead. ``above``: template before the table; ``template`` stands below it.
    """

    columns: Sequence[Column]
    rows: Callable[[ZoneRequest, Any], Iterable[Any]]
    empty: Any = ""
    hide_empty: bool = False
    above: str = ""

    def drawn(self, request: ZoneRequest, thing: Any) -> DrawnCard | None:
        """The rows as cells ready for the template."""
        found = [[_drawn(column, row) for column in self.columns] for row in self.rows(request, thing)]
        if not found and self.hide_empty:
            return None
        extra = self.fill(request, thing) if self.fill is not None else {}
        context = {
            **(extra or {}),
            "columns": self.columns,
            "rows": found,
            "empty": self.empty,
            "above": self.above,
            "below": self.template,
        }
        return DrawnCard(self, "ui/pages/table.html", context, self.deed(request, thing))


def _drawn(column: Column, row: Any) -> tuple[SafeString, SafeString | None, Cell]:
    """A cell's tag, its markup unless a template of the column draws it, and the cell itself."""
    cell, opening = column.cell(row), column.opening()
    return opening, None if column.template else cell.drawn(opening, ""), cell


@dataclass(frozen=True)
class Said:
    """What somebody said: who, when, the words; a badge beside the name; what came with it as (name, address or "")."""

    who: Any
    at: Any
    text: str
    badge: Any = ""
    tone: str = "ok"
    attached: tuple[str, str] | None = None


def SaidCard(  # noqa: N802
    said: Callable[[ZoneRequest, Any], Iterable[Said]],
    *,
    code: str,
    title: Any,
    empty: Any = "",
    place: Place = "below",
) -> Card:
    """What people said, one below the other: claims, reports, opinions. Left out when empty, unless words say so."""

    def fill(request: ZoneRequest, thing: Any) -> Mapping[str, Any] | None:
        found = list(said(request, thing))
        return {"said": found, "empty": empty} if found or empty else None

    return Card(code=code, title=title, template="ui/pages/said.html", fill=fill, place=place)


def linked(text: Any, url: str) -> SafeString:
    """A text as a link, or the bare text without an address: for facts whose value is another thing."""
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)
