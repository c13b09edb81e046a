"""A list in one request: what is asked in the address, and the rows that answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.exports import Export, Sheet, by_chunks
from liantu.ui.lists.batch import BatchAct
from liantu.ui.lists.columns import Cell, Column, Filter, follow, matches_text, places_on_phone
from liantu.ui.lists.declared import Declared
from liantu.ui.lists.density import DENSITIES, density_of
from liantu.ui.lists.ready import View
from liantu.ui.lists.saved import saved_views_of
from liantu.ui.lists.side import CLOSED, Shown
from liantu.ui.metrics import number_behind

SEARCH_LIMIT = 80
PAGE_PARAMS = ("page", "export", "sel", "density", "row")
FILTERS_IN_SIGHT = 5
BLANK = SafeString("")
BOX = '<td class="tick"><input type="checkbox" name="row" value="{}" form="{}-batch" aria-label="{}" data-tick></td>'


@dataclass
class FilterState:
    """A filter as it stands in this request."""

    filter: Filter
    key: str
    options: list[tuple[str, str]]
    value: Any
    problem: str
    url: str = ""

    @property
    def chosen(self) -> list[str]:
        """The chosen values as texts, for the template."""
        if self.value is None:
            return []
        return list(self.value) if isinstance(self.value, list) else [str(self.value)]

    @property
    def words(self) -> str:
        """The chosen values in words."""
        labels = dict(self.options)
        return "、".join(labels.get(value, value) for value in self.chosen) if self.filter.kind != "flag" else ""


@dataclass
class Row:
    """A row ready for the template: its cells drawn, or to be drawn by their column's template, after their tag."""

    record: Any
    cells: list[tuple[str, Cell, str]]
    href: str
    opening: SafeString = BLANK


@dataclass(frozen=True)
class Without:
    """What the list would show without one of the things that narrow it."""

    words: str
    count: int
    url: str


class ListState:
    """A ListPage in one request: what is asked, and the rows that answer. Lazy: nothing is read before it is shown."""

    def __init__(self, declaration: Declared, request: ZoneRequest) -> None:
        self.declaration = declaration
        self.request = request
        self.prefix = declaration.prefix
        self.dom_id = f"list-{declaration.name}".replace(".", "-").replace(":", "-")
        self.text = request.GET.get(self.prefix + "q", "").replace("\x00", "").strip()[:SEARCH_LIMIT]
        self.density = density_of(request, declaration.density)

    # -- what is asked ---------------------------------------------------------------------------------------

    @cached_property
    def filters(self) -> list[FilterState]:
        """Every filter with its value from the address."""
        states = []
        for one in self.declaration.filters:
            key = self.prefix + one.name
            options = one.options(self.request)
            value, problem = one.read(self.request.GET, key, options)
            states.append(FilterState(one, key, options, value, problem, self.url(**{one.name: None, "page": None})))
        return states

    @property
    def filters_in_sight(self) -> list[FilterState]:
        """The filters that stand in the row."""
        return [state for state in self.filters if not state.filter.folded][:FILTERS_IN_SIGHT]

    @property
    def more_filters(self) -> list[FilterState]:
        """The filters that stand folded behind them."""
        near = self.filters_in_sight
        return [state for state in self.filters if state not in near]

    @property
    def more_active(self) -> int:
        """How many of the folded filters narrow the list."""
        return sum(1 for state in self.more_filters if state.value is not None)

    @property
    def active_filters(self) -> list[FilterState]:
        """The filters that narrow the list now."""
        return [state for state in self.filters if state.value is not None]

    @cached_property
    def view(self) -> View | None:
        """The ready view that is asked for."""
        asked = self.request.GET.get(self.prefix + "view", "")
        return next((view for view in self.declaration.views if view.code == asked), None)

    @property
    def ready_views(self) -> list[tuple[View, str, bool]]:
        """Every ready view with its address, and whether it is shown."""
        return [(one, self.url(view=one.code, page=None, sel=None), one is self.view) for one in self.declaration.views]

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows less than everything."""
        return bool(self.text or self.view or self.active_filters)

    @cached_property
    def number(self) -> tuple[str, str] | None:
        """The number on another page whose rows these are, in words, and the address of the list without it."""
        behind = None if self.prefix else number_behind(self.request)
        return (behind.words, self.url(**dict.fromkeys((*behind.params, "page")))) if behind else None

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table: those asked for, else those declared to be shown."""
        asked = set(self.request.GET.getlist(self.prefix + "cols"))
        known = asked & {column.name for column in self.declaration.columns}
        return [one for one in self.declaration.columns if (one.name in known or one.primary if known else one.shown)]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column that may be left out, with whether it is shown."""
        return [(one, one in self.columns) for one in self.declaration.columns if not one.primary]

    @property
    def export_columns(self) -> list[Column]:
        """The columns of a sheet."""
        return [column for column in self.declaration.columns if column.exported]

    @cached_property
    def sort(self) -> str:
        """The order asked for, "-" before descending; the default when the address names no sortable column."""
        asked = self.request.GET.get(self.prefix + "sort", "")
        sortable = {column.name for column in self.declaration.columns if column.sort}
        return asked if asked.lstrip("-") in sortable and not asked.startswith("--") else self.declaration.default_sort

    @property
    def headings(self) -> list[dict[str, Any]]:
        """Column headings with the order a click would bring."""
        name, descending = self.sort.lstrip("-"), self.sort.startswith("-")
        found = []
        for column in self.columns:
            is_current = column.name == name and bool(column.sort)
            following = f"-{column.name}" if is_current and not descending else column.name
            if not is_current and column.numeric:
                following = f"-{column.name}"
            aria = ("descending" if descending else "ascending") if is_current else ""
            url = self.url(sort=following, page=None, sel=None) if column.sort else ""
            found.append({"column": column, "url": url, "aria": aria})
        return found

    # -- the rows --------------------------------------------------------------------------------------------

    @cached_property
    def records(self) -> Any:
        """The rows that pass view, search and filters, in order: a QuerySet or a list."""
        return self._ordered(self._narrowed())

    def _narrowed(self, *, but: FilterState | None = None, text: bool = True, view: bool = True) -> Any:
        """The rows that pass; without one filter, the search or the view where that is asked."""
        rows = self.declaration.queryset_fn(self.request)
        if view and self.view is not None:
            rows = self.view.narrow(rows, self.request)
        for state in self.active_filters:
            if state is not but:
                rows = state.filter.narrow(rows, state.value)
        return self._searched(rows) if text else rows

    def _searched(self, rows: Any) -> Any:
        fields = self.declaration.search_fields
        if not self.text or not fields:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(matches_text(fields, self.text))
        words = self.text.lower().split()
        return [
            row
            for row in rows
            if all(any(word in str(follow(row, name) or "").lower() for name in fields) for word in words)
        ]

    def _ordered(self, rows: Any) -> Any:
        name, descending = self.sort.lstrip("-"), self.sort.startswith("-")
        column = next((one for one in self.declaration.columns if one.name == name), None)
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            return rows.order_by(*column.order(descending=descending), "pk")
        known = [row for row in rows if column.raw(row) is not None]
        unknown = [row for row in rows if column.raw(row) is None]
        return sorted(known, key=column.raw, reverse=descending) + unknown

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for; the nearest one when the number is off."""
        paginator = Paginator(self.records, self.declaration.page_size)
        if self.declaration.sums and isinstance(self.records, QuerySet):
            vars(paginator)["count"] = self._sums["how_many"]  # the sums counted already
        return paginator.get_page(self.request.GET.get(self.prefix + "page", 1))

    @cached_property
    def _sums(self) -> dict[str, Any]:
        """How many rows pass, and the declared sums over all of them; one question."""
        sums = {f"sum_{number}": one[1] for number, one in enumerate(self.declaration.sums)}
        return dict(self.records.order_by().aggregate(how_many=Count("*"), **sums))

    @property
    def total(self) -> int:
        """How many rows pass."""
        return self.page.paginator.count if self.is_table else self._count()

    def _count(self) -> int:
        """How many rows pass, where no page of them is read."""
        counted = self.declaration.sums and isinstance(self.records, QuerySet)
        return int(self._sums["how_many"]) if counted else _how_many(self.records)

    @property
    def told(self) -> list[str]:
        """The sums over all rows that pass, and what else the list declares."""
        found = []
        if self.declaration.sums and isinstance(self.records, QuerySet):
            for number, (label, _expression, kind) in enumerate(self.declaration.sums):
                value = self._sums[f"sum_{number}"]
                if value:
                    found.append(f"{label} {Column('sum', label, kind=kind).text(value)}")
        return [*found, *(str(one) for one in self.declaration.facts(self) if one)]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        side, current = self.declaration.side, self.shown.record if self.shown is not None else None
        places = places_on_phone(self.columns)
        columns = [(column, column.opening(place)) for column, place in zip(self.columns, places, strict=True)]
        records = list(self.page.object_list)
        blank = {column.name for column in self.columns if column.kind == "money" and _says_nothing(column, records)}
        found = []
        for record in records:
            key = self.key_of(record)
            href = self.side_url(key) if side is not None else self.row_link(record)
            cells: list[tuple[str, Cell, str]] = []
            for column, opening in columns:
                cell = column.cell(record)
                drawn = f"{opening}</td>" if column.name in blank else cell.drawn(opening, href)
                cells.append(("" if column.template else SafeString(drawn), cell, opening))
            found.append(Row(record, cells, href, self._row_opening(key, href, cells, is_current=record is current)))
        return found

    def _row_opening(self, key: str, href: str, cells: list[tuple[str, Cell, str]], *, is_current: bool) -> SafeString:
        """The tag a row begins with, and its box where rows may be ticked."""
        found = format_html('<tr data-href="{}">', href) if href else SafeString("<tr>")
        if is_current:
            found = SafeString(found.replace("<tr", '<tr aria-current="true"', 1))
        if not self.batch:
            return found
        name = next((cell.text for _drawn, cell, _opening in cells if cell.column.primary), key)
        words = _("Tick %(name)s") % {"name": name}
        return found + format_html(BOX, key, self.dom_id, words)

    @property
    def split_class(self) -> str:
        """How table and panel share the page."""
        if self.declaration.side is None:
            return ""
        if not self.is_table:
            return "board-split has-side" if self.shown is not None else "board-split"
        return (
            "list-split"
            + (" has-side" if self.shown else "")
            + (" is-first" if self.shown and self.shown.is_first else "")
        )

    @property
    def is_table(self) -> bool:
        """Whether the rows stand in a table, and not on a board."""
        return bool(self.declaration.columns)

    def key_of(self, record: Any) -> str:
        """What names a row in the address and among those ticked."""
        side, ticks = self.declaration.side, self.declaration.ticks
        if ticks is not None:
            return ticks(record)
        return side.key(record) if side is not None else str(getattr(record, "pk", ""))

    def row_link(self, record: Any) -> str:
        """The page of a row, "" without one."""
        link = self.declaration.row_href
        return link(record) if link is not None else ""

    @cached_property
    def empty_without(self) -> list[Without]:
        """Nothing passes: what there would be without each of the things that narrow the list."""
        found = []
        if self.text:
            found.append(Without(self.text, _how_many(self._narrowed(text=False)), self.url(q=None, page=None)))
        if self.view is not None:
            rows = self._narrowed(view=False)
            found.append(Without(str(self.view.label), _how_many(rows), self.url(view=None, page=None)))
        for state in self.active_filters:
            words = state.words or str(state.filter.label)
            found.append(Without(words, _how_many(self._narrowed(but=state)), state.url))
        return found

    # -- the panel beside, several rows ----------------------------------------------------------------------

    @cached_property
    def shown(self) -> Shown | None:
        """The panel of the row that the address names, else of the first; None when there is none."""
        side, asked = self.declaration.side, self.request.GET.get(self.prefix + "sel", "")
        if side is None or asked == CLOSED:
            return None
        records = list(self.page.object_list) if self.is_table else []
        keys = [side.key(record) for record in records]
        at = keys.index(asked) if asked in keys else 0 if not asked and side.first and keys else -1
        record = records[at] if at >= 0 else self._elsewhere(asked)
        if record is None:
            return None
        return Shown(
            panel=side,
            record=record,
            is_first=not asked,
            before=self.side_url(keys[at - 1]) if at > 0 else "",
            after=self.side_url(keys[at + 1]) if 0 <= at < len(keys) - 1 else "",
            closed=self.side_url(CLOSED) if side.first else self.url(sel=None),
            context={"record": record, **side.fill(self.request, record)},
        )

    def _elsewhere(self, asked: str) -> Any:
        """The record of a key that is not on this page: an address that was sent, or a row that a filter hides."""
        side = self.declaration.side
        if not asked or side is None:
            return None
        if side.find is not None:
            return side.find(self.request, asked)
        rows, pk = self.declaration.queryset_fn(self.request), whole_number(asked)
        return rows.filter(pk=pk).first() if pk is not None and isinstance(rows, QuerySet) else None

    def side_url(self, key: str) -> str:
        """The address that opens the panel of a row."""
        return self.url(sel=key)

    @property
    def batch(self) -> bool:
        """Whether rows may be ticked."""
        declared = self.declaration
        if not self.is_table:
            return False
        if declared.batch is not None or declared.batch_links:
            return True
        return self.can_export and isinstance(self.records, QuerySet)

    @cached_property
    def batch_acts(self) -> list[BatchAct]:
        """What this person may do with the rows that are ticked."""
        batch, records = self.declaration.batch, list(self.page.object_list)
        return batch.offered(self.request, records[0]) if batch is not None and records else []

    # -- sheets ----------------------------------------------------------------------------------------------

    def sheet_rows(self, records: Any) -> Iterator[list[Any]]:
        """Every row as sheet values."""
        columns = self.export_columns
        for record in by_chunks(records):
            yield [column.sheet_value(record) for column in columns]

    def export(self, file_format: str) -> Export:
        """The list as it leaves: every row that passes, in order; only those ticked where some are."""
        declared, records = self.declaration, self.records
        ticked = [key for one in self.request.GET.getlist("row") if (key := whole_number(one)) is not None]
        if ticked and isinstance(records, QuerySet):
            records = records.filter(pk__in=ticked)
        many = _how_many(records) if ticked else self.total
        title = str(declared.title or declared.name)
        sheet = Sheet(title, [column.heading for column in self.export_columns], self.sheet_rows(records))
        name = slugify(declared.name) or "list"
        return Export(declared.name, title, (sheet,), many, file_format, declared.export_ability, name)

    @property
    def can_export(self) -> bool:
        """Whether this reader may take the table out."""
        ability = self.declaration.export_ability
        return bool(ability) and may(self.request.user, ability, self.request.zone)

    # -- addresses -------------------------------------------------------------------------------------------

    @cached_property
    def saved_views(self) -> list[Any]:
        """The reader's saved views of this list, then those that others share."""
        return saved_views_of(self.request, self.declaration.name)

    @property
    def densities(self) -> list[tuple[Any, str, bool]]:
        """The heights of rows: name, address, whether it holds."""
        return [(label, self.url(density=code), code == self.density) for code, label in DENSITIES]

    @property
    def query(self) -> str:
        """What a saved view keeps: the address without page, export and what only one look is about."""
        data = self.request.GET.copy()
        for key in PAGE_PARAMS:
            data.pop(self.prefix + key, None)
        return data.urlencode()

    @property
    def clear_url(self) -> str:
        """The same list without view, search and filters."""
        data = self.request.GET.copy()
        own = self.declaration.own
        for key in ["q", "view", *PAGE_PARAMS, *own, *(one.name for one in self.declaration.filters)]:
            data.pop(self.prefix + key, None)
        return "?" + data.urlencode()

    @property
    def csv_url(self) -> str:
        """The sheet as CSV."""
        return self.url(export="csv", page=None, sel=None)

    @property
    def xlsx_url(self) -> str:
        """The sheet as XLSX."""
        return self.url(export="xlsx", page=None, sel=None)

    @property
    def page_param(self) -> str:
        """The parameter of the page number."""
        return self.prefix + "page"

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """Parameters of the address that the form must carry along (order, view, columns, another list's)."""
        mine = {self.prefix + name for name in ("q", *PAGE_PARAMS, *self.declaration.own)}
        mine |= {state.key for state in self.filters}
        return [(key, value) for key, values in self.request.GET.lists() for value in values if key not in mine]

    @property
    def kept_but_columns(self) -> list[tuple[str, str]]:
        """Parameters that the choice of columns must carry along: all but its own."""
        mine = {self.prefix + name for name in ("cols", *PAGE_PARAMS)}
        return [(key, value) for key, values in self.request.GET.lists() for value in values if key not in mine]

    def url(self, **changes: Any) -> str:
        """This list's address with some parameters changed; None takes one away."""
        data = self.request.GET.copy()
        for key in ("export", "density"):
            data.pop(self.prefix + key, None)
        for key, value in changes.items():
            if value is None:
                data.pop(self.prefix + key, None)
            else:
                data[self.prefix + key] = str(value)
        return "?" + data.urlencode()


def _how_many(rows: Any) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _says_nothing(column: Column, records: list[Any]) -> bool:
    """Whether a column of amounts holds nothing but noughts and gaps on this page."""
    return bool(records) and not any(column.raw(record) for record in records)
