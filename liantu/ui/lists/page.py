"""One declaration answers page, htmx fragment and sheets of a table from one address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from liantu.people.abilities import may, needs, require
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
from liantu.ui.exports import EXPORT_FORMATS, Export, Sheet, by_chunks, export_response
from liantu.ui.lists.columns import Cell, Column, Filter, follow, matches_text
from liantu.ui.lists.saved import saved_views_of

SEARCH_LIMIT = 80
PAGE_PARAMS = ("page", "export")


@dataclass
class FilterState:
    """A filter as it stands in this request."""

    filter: Filter
    key: str
    options: list[tuple[str, str]]
    value: Any
    problem: str

    @property
    def chosen(self) -> list[str]:
        """The chosen values as texts, for the template."""
        if self.value is None:
            return []
        return list(self.value) if isinstance(self.value, list) else [str(self.value)]

    @property
    def words(self) -> str:
        """The chosen values in words, for the chips above the table."""
        labels = dict(self.options)
        return "、".join(labels.get(value, value) for value in self.chosen) if self.filter.kind != "flag" else ""


@dataclass
class Row:
    """A row ready for the template: its cells drawn, or to be drawn by their column's template, after their tag."""

    record: Any
    cells: list[tuple[str, Cell, str]]
    href: str


@dataclass
class ListPage:
    """A table with search, filters, order, saved views, pages and export.

    ``queryset_fn``: function of the request giving a QuerySet (select what the columns need: the number of queries
    must not grow with rows) or a list of rows in memory. ``search_fields``: ORM lookups, or attribute paths for a list
    in memory. ``default_sort``: column name, with "-" for descending. ``ability`` guards the page, ``export_ability``
    the sheets ("" = nobody exports). ``row_href``: link of the whole row. ``prefix``: put before every parameter when
    two lists share a page. ``row_actions``: template drawn at the end of each row with ``row``. ``links``: buttons at
    the head, ``ui.pages.Link``s. ``above``: template over the table, drawn with what ``shared`` answers.
    """

    name: str
    queryset_fn: Callable[[ZoneRequest], Any]
    columns: Sequence[Column]
    search_fields: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    export_ability: str = ""
    ability: str = ""
    title: Any = ""
    subtitle: Any = ""
    page_size: int = 50
    template: str = "ui/list.html"
    row_href: Callable[[Any], str] | None = None
    row_actions: str = ""
    prefix: str = ""
    search_hint: Any = ""
    empty_title: Any = ""
    empty_text: Any = ""
    empty_url: str = ""
    empty_action: Any = ""
    row_note: str = ""
    links: Callable[[ZoneRequest], Iterable[Any]] = lambda _request: ()
    above: str = ""
    shared: Callable[[ZoneRequest], Mapping[str, Any]] = lambda _request: {}
    extra: dict[str, Any] = field(default_factory=dict)

    def view(self) -> Callable[..., HttpResponseBase]:
        """The list as a view behind its ability."""
        return require_GET(needs(self.ability)(self.respond))

    def respond(
        self, request: ZoneRequest, extra_context: dict[str, Any] | None = None, *, template: str = ""
    ) -> HttpResponse:
        """The page, its fragment for htmx, or a CSV or XLSX file. Raises PermissionDenied without the ability."""
        if self.ability:
            require(request.user, self.ability, request.zone)
        state = self.state(request)
        file_format = request.GET.get(self.prefix + "export", "")
        if file_format in EXPORT_FORMATS and self.export_ability:
            require(request.user, self.export_ability, request.zone)
            return export_response(request, state.export(file_format))
        context = {
            "list": state,
            "title": self.title,
            "subtitle": self.subtitle,
            "links": list(self.links(request)),
            "above": self.above,
            **self.shared(request),
            **(extra_context or {}),
        }
        is_part = asks_part(request, state.dom_id)
        return render(request, "ui/list/panel.html" if is_part else template or self.template, context)

    def state(self, request: ZoneRequest) -> ListState:
        """The list as this request asks for it, for a page of your own: ``{% include "ui/list/panel.html" %}``."""
        return ListState(self, request)


class ListState:
    """A ListPage in one request: what is asked, and the rows that answer. Lazy: nothing is read before it is shown."""

    def __init__(self, declaration: ListPage, request: ZoneRequest) -> None:
        self.declaration = declaration
        self.request = request
        self.prefix = declaration.prefix
        self.dom_id = f"list-{declaration.name}".replace(".", "-").replace(":", "-")
        self.text = request.GET.get(self.prefix + "q", "").replace("\x00", "").strip()[:SEARCH_LIMIT]

    @cached_property
    def filters(self) -> list[FilterState]:
        """Every filter with its value from the address."""
        states = []
        for one in self.declaration.filters:
            key = self.prefix + one.name
            options = one.options(self.request)
            value, problem = one.read(self.request.GET, key, options)
            states.append(FilterState(one, key, options, value, problem))
        return states

    @property
    def active_filters(self) -> list[FilterState]:
        """The filters that narrow the list now."""
        return [state for state in self.filters if state.value is not None]

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows less than everything."""
        return bool(self.text or self.active_filters)

    @property
    def columns(self) -> list[Column]:
        """The columns of the table."""
        return [column for column in self.declaration.columns if column.shown]

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
            url = self.url(sort=following, page=None) if column.sort else ""
            found.append({"column": column, "url": url, "aria": aria})
        return found

    @cached_property
    def records(self) -> Any:
        """The rows that pass search and filters, in order: a QuerySet or a list."""
        rows = self.declaration.queryset_fn(self.request)
        for state in self.active_filters:
            rows = state.filter.narrow(rows, state.value)
        rows = self._searched(rows)
        return self._ordered(rows)

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
        return paginator.get_page(self.request.GET.get(self.prefix + "page", 1))

    @property
    def total(self) -> int:
        """How many rows pass."""
        return self.page.paginator.count

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        link = self.declaration.row_href
        columns = [(column, column.opening()) for column in self.columns]
        found = []
        for record in self.page.object_list:
            href = link(record) if link else ""
            cells = [(column.cell(record), opening) for column, opening in columns]
            found.append(
                Row(
                    record,
                    [
                        ("" if cell.column.template else cell.drawn(opening, href), cell, opening)
                        for cell, opening in cells
                    ],
                    href,
                )
            )
        return found

    def sheet_rows(self) -> Iterator[list[Any]]:
        """Every row that passes, as sheet values."""
        columns = self.export_columns
        for record in by_chunks(self.records):
            yield [column.sheet_value(record) for column in columns]

    def export(self, file_format: str) -> Export:
        """The list as it leaves: every row that passes, in order."""
        declared = self.declaration
        title = str(declared.title or declared.name)
        sheet = Sheet(title, [str(column.label) for column in self.export_columns], self.sheet_rows())
        name = slugify(declared.name) or "list"
        return Export(declared.name, title, (sheet,), self.total, file_format, declared.export_ability, name)

    @property
    def can_export(self) -> bool:
        """Whether this reader may take the table out."""
        ability = self.declaration.export_ability
        return bool(ability) and may(self.request.user, ability, self.request.zone)

    @cached_property
    def saved_views(self) -> list[Any]:
        """The reader's saved views of this list."""
        return saved_views_of(self.request, self.declaration.name)

    @property
    def query(self) -> str:
        """What a saved view keeps: the address without page and export."""
        data = self.request.GET.copy()
        for key in PAGE_PARAMS:
            data.pop(self.prefix + key, None)
        return data.urlencode()

    @property
    def clear_url(self) -> str:
        """The same list without search and filters."""
        data = self.request.GET.copy()
        for key in ["q", "page", *(one.name for one in self.declaration.filters)]:
            data.pop(self.prefix + key, None)
        return "?" + data.urlencode()

    @property
    def csv_url(self) -> str:
        """The sheet as CSV."""
        return self.url(export="csv", page=None)

    @property
    def xlsx_url(self) -> str:
        """The sheet as XLSX."""
        return self.url(export="xlsx", page=None)

    @property
    def chips(self) -> list[dict[str, str]]:
        """What narrows the list now, each with the address that drops it."""
        return [
            {
                "label": str(state.filter.label),
                "words": state.words,
                "url": self.url(**{state.filter.name: None, "page": None}),
            }
            for state in self.active_filters
        ]

    @property
    def page_param(self) -> str:
        """The parameter of the page number."""
        return self.prefix + "page"

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """Parameters of the address that the form must carry along (order, the page's own, another list's)."""
        mine = {self.prefix + name for name in ("q", *PAGE_PARAMS)} | {state.key for state in self.filters}
        return [(key, value) for key, values in self.request.GET.lists() for value in values if key not in mine]

    def url(self, **changes: Any) -> str:
        """This list's address with some parameters changed; None takes one away."""
        data = self.request.GET.copy()
        data.pop(self.prefix + "export", None)
        for key, value in changes.items():
            if value is None:
                data.pop(self.prefix + key, None)
            else:
                data[self.prefix + key] = str(value)
        return "?" + data.urlencode()
