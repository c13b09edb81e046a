"""What a list is declared by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liantu.people.requests import ZoneRequest
from liantu.ui.lists.batch import Batch
from liantu.ui.lists.columns import Column, Filter
from liantu.ui.lists.ready import View
from liantu.ui.lists.side import SidePanel


@dataclass
class Declared:
    """A table with search, filters, order, views, a panel beside it, pages and export.

    ``queryset_fn``: function of the request giving a QuerySet (select what the columns need: the number of queries
    must not grow with rows) or a list of rows in memory. ``search_fields``: ORM lookups, or attribute paths for a list
    in memory. ``default_sort``: column name, with "-" for descending. ``ability`` guards the page, ``export_ability``
    the sheets ("" = nobody exports). ``row_href``: link of the whole row. ``prefix``: put before every parameter when
    two lists share a page. ``row_actions``: template drawn at the end of each row with ``row``. ``links``: buttons at
    the head, ``ui.pages.Link``s. ``above``: template over the table, drawn with what ``shared`` answers.
    ``views``: what stands ready beside saved views. ``sums``: (label, ORM aggregate, kind) told beside the count.
    ``facts``: what else is told there, of the state. ``side``: the panel beside the table that a row opens.
    ``batch``: what may be done with several rows; ``ticks``: the name of the row in the address, for links that take
    those ticked along (``data-ticked-only`` in ``batch_links``, a template of the bar).
    ``controls``: template drawn among the filters, with the parameters ``own`` names; ``tools``: one drawn at the end
    of their row; ``notice``: one over the table, drawn anew with it. ``body``: what stands in the
    table's place, a board. ``density``: ``row``,
    or ``two`` where a second line stands under the name.
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
    views: Sequence[View] = ()
    sums: Sequence[tuple[Any, Any, str]] = ()
    facts: Callable[[Any], Iterable[Any]] = lambda _state: ()
    side: SidePanel | None = None
    batch: Batch | None = None
    ticks: Callable[[Any], str] | None = None
    batch_links: str = ""
    controls: str = ""
    own: Sequence[str] = ()
    tools: str = ""
    notice: str = ""
    body: str = "ui/list/table.html"
    density: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
