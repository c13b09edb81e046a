"""What a list shows and how it can be narrowed: columns and filters as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Func, OrderBy, Q, QuerySet, Value
from django.db.models.functions import Length, StrIndex, Substr
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from liantu.people.requests import ZoneRequest
from liantu.ui import formats
from liantu.ui.badges import badge_markup, lamp_markup, person_markup
from liantu.ui.written_fields import bound_in

SHORT = 16  # characters of a text that needs no words of its own on hover
Choices = Sequence[tuple[Any, Any]] | Callable[[ZoneRequest], Iterable[tuple[Any, Any]]]
NUMBER_KINDS = frozenset({"number", "money", "wan", "pct", "coefficient"})
SEP = SafeString('<i class="sep" aria-hidden="true"></i>')
LINES_ON_CARD = 3


def in_local_time(value: Any) -> Any:
    """A moment in the time zone of the installation; a day, a text or nothing as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@dataclass(frozen=True)
class Cell:
    """One value of one row, ready for the template."""

    column: Column
    raw: Any
    text: str
    href: str = ""
    tone: str = ""
    row: Any = None

    def drawn(self, opening: str, row_href: str) -> SafeString:
        """The cell's markup behind ``opening``, its tag: lists draw thousands of cells, a template for each is slow."""
        return format_html("{}{}</td>", opening, self.content(row_href))

    def content(self, row_href: str = "") -> SafeString:
        """The value as markup, without a tag around it."""
        column, kind = self.column, self.column.kind
        href = self.href or (row_href if column.primary else "")
        if kind in DRAWN_KINDS and not formats.is_missing(self.raw):
            drawn = DRAWN_KINDS[kind](self)
            return format_html('<a href="{}" data-row-link>{}</a>', href, drawn) if href and column.primary else drawn
        if href:
            row_link = SafeString(" data-row-link") if column.primary else ""
            found = format_html('<a href="{}"{}>{}</a>', href, row_link, self.text)
        elif kind == "code":
            found = format_html("<code>{}</code>", self.text)
        elif column.wide and len(self.text) > SHORT:
            found = format_html('<span title="{}">{}</span>', self.text, self.text)
        else:
            found = format_html("{}", self.text)
        return found + second_line(column.second(self.row)) if column.second is not None else found


def second_line(told: Any) -> SafeString:
    """What stands under a name: one text, or several parted by a rule; empty ones are left out."""
    parts = [told] if isinstance(told, str) else [part for part in told if part]
    if not any(parts):
        return SafeString("")
    return format_html('<span class="second">{}</span>', format_html_join(SEP, "{}", ((part,) for part in parts)))


def _bar(cell: Cell) -> SafeString:
    """A share (0…1) as a bar with its figure beside it: length alone is not read."""
    width = min(max(float(cell.raw), 0.0), 1.0) * 100
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/></svg>{}',
        f"{width:.1f}",
        cell.text,
    )


def _day(cell: Cell) -> SafeString:
    """A day as short as it can be read, in full for whoever rests on it."""
    raw = cell.raw
    full = formats.iso_text(in_local_time(raw))
    if not isinstance(raw, date) or full == cell.text:
        return format_html("{}", cell.text)
    return format_html('<time datetime="{}" title="{}">{}</time>', raw.isoformat(), full, cell.text)


DRAWN_KINDS: dict[str, Callable[[Cell], SafeString]] = {
    "badge": lambda cell: badge_markup(cell.text, cell.tone) if cell.text else SafeString(""),
    "lamp": lambda cell: lamp_markup(cell.tone, cell.text),
    "person": lambda cell: person_markup(cell.text),
    "bar": _bar,
    "date": _day,
    "when": _day,
    "markup": lambda cell: cell.raw if isinstance(cell.raw, SafeString) else SafeString(""),
    "due": lambda cell: badge_markup(cell.text, cell.tone),
}


@dataclass(frozen=True)
class Column:
    """One column.

    ``value``: dotted path on the row, or a function of the row; default: ``name``.
    ``sort``: ORM expression to order by ("" = not sortable); for lists in memory any non-empty text sorts by the value.
    ``counted``: a name with a number behind its first dash, 2026-9999; 2026-10000 comes after it, not before.
    ``kind``: text · number · money (万) · wan (万 of an unknown currency) · pct (0…1) · coefficient (.000) ·
    date (11-30) · when (11-30 14:05) · datetime (2026-11-30 14:05, of machines) · due (3 days overdue, today, 12-04,
    in its ``tone``) · badge · person · lamp (red, yellow, green as ``tone``, words beside) · bar (0…1) · bool · code ·
    markup (drawn already). ``unit``: told once, in the heading; ``ends``: set right like figures.
    ``href``: function of the row giving the link of the cell; ``tone``: function of the row giving the badge's tone.
    ``template``: template that draws the cell; gets ``cell``, ``row``, ``value``.
    ``primary``: the name of the row; ``second``: function of the row giving what stands under it, a text or several.
    ``wide``: long text, cut to one line, in full where the pointer rests. ``folds``: left out while a panel stands
    beside the table. ``phone``: where it stands on the card of a phone: ``end`` beside the name, ``line`` below it,
    ``hide`` nowhere; by its kind when not said.
    ``shown``/``exported``: in the table / in the sheet. ``help``: explains the heading.
    """

    name: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    counted: bool = False
    kind: str = "text"
    href: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    template: str = ""
    primary: bool = False
    second: Callable[[Any], Any] | None = None
    wide: bool = False
    folds: bool = False
    phone: str = ""
    unit: Any = ""
    ends: bool = False
    shown: bool = True
    exported: bool = True
    help: Any = ""

    @property
    def numeric(self) -> bool:
        """Whether the column is set right with figures of equal width."""
        return self.kind in NUMBER_KINDS or self.ends

    @property
    def heading(self) -> str:
        """What stands over the column: its label, with the unit of its figures."""
        return f"{self.label}（{self.unit}）" if self.unit and _is_chinese() else " ".join(_told(self.label, self.unit))

    @property
    def classes(self) -> str:
        """What heading and cells of the column are called in the style sheet."""
        names = (("num", self.numeric), ("primary", self.primary), ("wide", self.wide), ("folds", self.folds))
        return " ".join([*(name for name, holds in names if holds), f"kind-{self.kind}"])

    def opening(self, place: str = "") -> SafeString:
        """The tag every cell of the column begins with: with its label, or with its ``place`` on a phone's card."""
        if place:
            return format_html('<td class="{} at-{}">', self.classes, place)
        return format_html('<td data-label="{}" class="{}">', self.label, self.classes)

    def raw(self, row: Any) -> Any:
        """The value of this column in ``row``."""
        if callable(self.value):
            return self.value(row)
        return follow(row, self.value or self.name)

    def order(self, *, descending: bool) -> list[OrderBy]:
        """What the rows of a query are ordered by; a sort that begins with "-" turns it round."""
        name = self.sort or self.name
        descending = descending != name.startswith("-")
        name = name.lstrip("-")
        found: list[F | Func] = [F(name)]
        if self.counted:
            found = [Substr(name, 1, StrIndex(name, Value("-"))), Length(name), *found]
        return [one.desc() if descending else one.asc() for one in found]

    def cell(self, row: Any) -> Cell:
        """The value as the reader sees it."""
        raw = self.raw(row)
        return Cell(
            column=self,
            raw=raw,
            text=self.text(raw),
            href=self.href(row) if self.href else "",
            tone=self.tone(row) if self.tone else "muted",
            row=row,
        )

    def text(self, raw: Any) -> str:
        """``raw`` in words and figures."""
        if formats.is_missing(raw):
            return formats.NOTHING
        if self.kind == "money":
            return formats.money_text(raw, language=get_language() or "zh-hans")
        if self.kind == "wan":
            return formats.wan_text(raw, language=get_language() or "zh-hans")
        if self.kind == "number":
            return formats.count_text(raw)
        if self.kind in {"pct", "bar"}:
            return f"{float(raw) * 100:z.1f}%"
        if self.kind == "coefficient":
            return f"{float(raw):z.3f}"
        if self.kind in {"date", "when"}:
            return _short_day(in_local_time(raw))
        if self.kind == "due":
            return due_words(raw, today=timezone.localdate())
        if self.kind == "datetime":
            return formats.iso_text(in_local_time(raw))
        if self.kind == "bool":
            return str(_("Yes") if raw else _("No"))
        return str(raw)

    def sheet_value(self, row: Any) -> Any:
        """The value for a sheet: numbers and dates stay numbers and dates."""
        raw = self.raw(row)
        if formats.is_missing(raw):
            return None
        if isinstance(raw, bool):
            return self.text(raw)
        if isinstance(raw, int | float | Decimal | date):
            return raw
        return str(raw)


def places_on_phone(columns: Sequence[Column]) -> list[str]:
    """Where each column stands on the card of a phone: the name, one figure beside it, a line of states and days."""
    found, ends, lines = [], 0, 0
    for column in columns:
        place = column.phone or ("title" if column.primary else "")
        if not place and column.kind in {"badge", "lamp", "date", "when", "due", "person"} and lines < LINES_ON_CARD:
            place = "line"
        elif not place:
            place = "end" if column.numeric and not ends else "hide"
        ends, lines = ends + (place == "end"), lines + (place == "line")
        found.append(place)
    return found


def _short_day(raw: Any) -> str:
    """11-30, or 11-30 14:05 of a moment; with the year when it is another."""
    day = formats.cell_day_text(raw, today=timezone.localdate())
    return f"{day} {raw:%H:%M}" if isinstance(raw, datetime) else day


def due_words(day: date, *, today: date) -> str:
    """By when, as it presses: how many days beyond it, today, else the day."""
    beyond = (today - day).days
    if beyond > 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", beyond) % {"n": beyond}
    return pgettext("due", "Today") if not beyond else formats.cell_day_text(day, today=today)


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _told(label: Any, unit: Any) -> list[str]:
    """A heading in English: the unit in brackets behind the label, where there is one."""
    return [str(label), f"({unit})"] if unit else [str(label)]


def follow(row: Any, path: str) -> Any:
    """The value at a dotted path of attributes or keys; calls what can be called; None when a step is missing."""
    value = row
    for step in path.replace("__", ".").split("."):
        if value is None:
            return None
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
        if callable(value):
            value = value()
    return value


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list; its value lives in the address.

    ``kind``: choice · multi · flag · text · number_from · number_to · date_from · date_to.
    ``apply``: ORM lookup (``"province"``, ``"registered_on__gte"``) or function (rows, value) → rows;
    default: ``name``.
    ``folded``: it stands behind “more filters”; so do those after the fifth.
    A value nobody can read (letters for a number, an unknown choice) is ignored and said so beside the field.
    """

    name: str
    label: Any
    choices: Choices = ()
    kind: str = "choice"
    apply: str | Callable[[Any, Any], Any] = ""
    help: Any = ""
    empty_label: Any = ""
    folded: bool = False

    def options(self, request: ZoneRequest) -> list[tuple[str, str]]:
        """Choices as texts in the reader's language."""
        found = self.choices(request) if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in found]

    def read(self, data: QueryDict, key: str, options: list[tuple[str, str]]) -> tuple[Any, str]:
        """(value or None, what is wrong with it) from the address."""
        if self.kind == "multi":
            return self._read_multi(data.getlist(key), options)
        text = data.get(key, "").strip()
        if not text:
            return None, ""
        if self.kind == "flag":
            return (True, "") if text in {"1", "true", "on"} else (None, "")
        if self.kind == "choice":
            return (text, "") if text in {value for value, _label in options} else (None, str(_("Not in the list")))
        if self.kind.startswith("number"):
            return _read_number(text)
        if self.kind.startswith("date"):
            return _read_date(text, is_last=self.kind.endswith("to"))
        return text.replace("\x00", "")[:200], ""

    def _read_multi(self, texts: list[str], options: list[tuple[str, str]]) -> tuple[Any, str]:
        known = {value for value, _label in options}
        chosen = [text for text in texts if text in known]
        wrong = str(_("Not in the list")) if any(text and text not in known for text in texts) else ""
        return chosen or None, wrong

    def narrow(self, rows: Any, value: Any) -> Any:
        """The rows that pass."""
        if callable(self.apply):
            return self.apply(rows, value)
        lookup = self.apply or self._default_lookup()
        if isinstance(rows, QuerySet):
            return rows.filter(**{lookup: value})
        return [row for row in rows if _passes(follow(row, lookup.rsplit("__", 1)[0]), self.kind, value)]

    def _default_lookup(self) -> str:
        suffixes = {
            "multi": "__in",
            "text": "__icontains",
            "number_from": "__gte",
            "date_from": "__gte",
            "number_to": "__lte",
            "date_to": "__lte",
        }
        return self.name + suffixes.get(self.kind, "")


def _read_number(text: str) -> tuple[Any, str]:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None, str(_("Write a number, such as 500"))
    return (
        (number, "") if number.is_finite() and abs(number) < 10**15 else (None, str(_("Write a number, such as 500")))
    )


def _read_date(text: str, *, is_last: bool) -> tuple[Any, str]:
    on = bound_in(text, is_last=is_last)
    return (on, "") if on is not None else (None, str(_("Write a date as 2026-03-05")))


def _passes(raw: Any, kind: str, value: Any) -> bool:
    """The filter of a list in memory."""
    if kind == "multi":
        return str(raw) in value
    if raw is None:
        return False
    if kind == "text":
        return str(value).lower() in str(raw).lower()
    if kind.endswith("_from"):
        return bool(raw >= value)
    if kind.endswith("_to"):
        return bool(raw <= value)
    if kind == "flag":
        return bool(raw)
    return str(raw) == str(value)


def matches_text(fields: Sequence[str], text: str) -> Q:
    """Every word of ``text`` in any of ``fields``."""
    every = Q()
    for word in text.split()[:8]:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        every &= any_field
    return every
