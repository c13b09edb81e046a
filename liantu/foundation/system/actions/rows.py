"""Rows of a backup into their tables, as they were and many at once: nothing is reckoned anew, no signal is sent.

PostgreSQL takes them as a stream (``COPY``), SQLite by one prepared statement. A value of the kind the table wants goes
in as it stands; any other goes the way of the field, which turns it or refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models

from liantu.lib.problems import Problem, ProblemsError

ROWS_AT_ONCE = 1_000
Turn = Callable[[Any], Any]
UNFIT = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    DataError,
    IntegrityError,
)
_AS_THEY_STAND: tuple[tuple[type[Any], type[Any]], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.BooleanField, bool),
)


def load_rows(model: type[models.Model], lines: Iterator[bytes], *, where: str) -> int:
    """Save the rows of one table as they were; answers how many.

    Raises ProblemsError for a row of another table, and for one whose values do not fit the table.
    """
    table = _Table(model)
    count = 0
    while pack := list(islice(lines, ROWS_AT_ONCE)):
        try:
            rows = [table.row(line) for line in pack]
            _put(table.name, table.columns, rows)
            for through, names, pairs in table.joined():
                _put(through, names, pairs)
        except _ForeignRow as error:
            raise ProblemsError([Problem("row_of_another_table", "A row is of another table.", where=where)]) from error
        except UNFIT as error:
            text = "A row does not fit its table (%(why)s)."
            params = {"why": str(error).strip().split("\n")[0][:120]}
            fix = "Nothing was changed. Use another backup."
            raise ProblemsError([Problem("row_unfit", text, where=where, fix=fix, params=params)]) from error
        count += len(rows)
    return count


class _ForeignRow(Exception):  # noqa: N818  # told as a problem by who reads the rows
    """A row of another table."""


class _Table:
    """One table and how each value of a line becomes a value of its column."""

    def __init__(self, model: type[models.Model]) -> None:
        self._label, self.name = model._meta.label_lower, model._meta.db_table
        self._fields: list[models.Field[Any, Any]] = list(model._meta.local_concrete_fields)
        self.columns = [str(field.column) for field in self._fields]
        self._turns = [(field.name, _turn_of(field), _default_of(field)) for field in self._fields]
        self._key = model._meta.pk.name
        self._many: dict[str, Any] = {field.name: field for field in model._meta.local_many_to_many}
        self._known = {field.name for field in self._fields} | self._many.keys()
        self._pairs: dict[str, list[tuple[Any, Any]]] = {}

    def row(self, line: bytes) -> list[Any]:
        """A line as values in the order of the columns."""
        told = json.loads(line)
        if str(told.get("model")).lower() != self._label:
            raise _ForeignRow
        values = told["fields"]
        if unknown := values.keys() - self._known:
            raise LookupError(sorted(unknown)[0])
        values[self._key] = told["pk"]
        found = [turn(values[name]) if name in values else default() for name, turn, default in self._turns]
        for name in self._many.keys() & values.keys():
            key = found[[field.name for field in self._fields].index(self._key)]
            self._pairs.setdefault(name, []).extend((key, other) for other in values[name])
        return found

    def joined(self) -> Iterator[tuple[str, list[str], list[tuple[Any, Any]]]]:
        """The tables that join rows of this one with others, and what was read for them since the last asking."""
        for name, pairs in self._pairs.items():
            field = self._many[name]
            yield field.m2m_db_table(), [field.m2m_column_name(), field.m2m_reverse_name()], pairs
        self._pairs = {}


def _turn_of(field: models.Field[Any, Any]) -> Turn:
    """How a value of a backup becomes a value of the column."""

    def slowly(value: Any) -> Any:
        return field.get_db_prep_save(target.to_python(value), connection)

    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if isinstance(field, models.DateTimeField) and connection.vendor == "postgresql":
        return lambda value: None if value is None else _moment(value) or slowly(value)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return lambda value: None if value is None else _day(value) or slowly(value)
    plain = next((kind for one, kind in _AS_THEY_STAND if isinstance(target, one)), None)
    return lambda value: value if value is None or type(value) is plain else slowly(value)


def _moment(value: Any) -> datetime | None:
    """A moment with its zone; None for what is none."""
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else None


def _day(value: Any) -> str | None:
    """A day as both databases write it; None for what is none."""
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        return None


def _default_of(field: models.Field[Any, Any]) -> Callable[[], Any]:
    """What stands in a column the line does not name."""
    return lambda: field.get_db_prep_save(field.get_default(), connection)


def _put(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a table."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as into:
                for row in rows:
                    into.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", list(rows))  # noqa: S608  # our names
