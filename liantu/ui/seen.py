"""Of two people who changed the same row the later one is told what it says now, and loses nothing of what was typed.

A form about a row carries ``seen``: a short mark of each column as it stood when the form was drawn. When it is sent,
the row is locked and compared; what somebody changed meanwhile is told with what stands there now, and the form comes
back with what was typed and the marks of now: sent again it counts. Rows with a revision of their own need none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.forms import BaseForm
from django.utils.functional import Promise

from liantu.lib.problems import Problem, ProblemsError

FIELD = "seen"
_MARK = 6


def columns(row: models.Model, names: Sequence[str] | None = None) -> list[str]:
    """The columns of a row that people change, in the order of the model; ``names``: only these."""
    found = []
    for one in row._meta.concrete_fields:
        told = names is None or one.name in names
        if (
            told
            and not one.primary_key
            and not getattr(one, "auto_now", False)
            and one.name not in ("zone", "search_key")
        ):
            found.append(one.name)
    return found


def marks(row: models.Model, names: Sequence[str] | None = None) -> str:
    """What the form carries: a mark of each column."""
    return ".".join(_mark(row, name) for name in columns(row, names))


def changed(
    row: models.Model, sent: str, names: Sequence[str] | None = None, shown: Collection[str] | None = None
) -> list[Problem]:
    """What is not as it was when ``sent`` was drawn, each with what stands there now if ``shown`` names it."""
    before = sent.split(".")
    asked = columns(row, names)
    if len(before) != len(asked):  # drawn by another version of the program
        return [_faster("", "")]
    others = [name for name, mark in zip(asked, before, strict=True) if mark != _mark(row, name)]
    return [_faster(name, _shown(row, name) if shown is None or name in shown else "") for name in others]


def says_now(row: models.Model, name: str) -> Problem:
    """Somebody was faster: what a column says now, to be told beside what was typed."""
    return _faster(name, _shown(row, name))


def told_by(form: BaseForm, row: models.Model) -> set[str]:
    """The columns of a row that its form shows as they are; a number that is asked anew each time is not."""
    by_name = {one.name: one for one in row._meta.concrete_fields}
    return {
        name
        for name, one in form.fields.items()
        if name in by_name
        and (form.get_initial_for_field(one, name) or "") == (by_name[name].value_from_object(row) or "")
    }


@contextmanager
def held(
    row: Any, sent: str, names: Sequence[str] | None = None, shown: Collection[str] | None = None
) -> Iterator[None]:
    """Inside, the row stands as it was drawn and nobody else changes it. Raises ProblemsError when it does not.

    Without ``sent`` nothing is asked: a program, or a form about no row. ``shown``: columns whose value may be told.
    """
    if not sent or not isinstance(row, models.Model) or row.pk is None:
        yield
        return
    with transaction.atomic():
        fresh = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        if fresh is None:
            raise ProblemsError([Problem("row_gone", "Somebody deleted this meanwhile.")])
        problems = changed(fresh, sent, names, shown)
        if problems:
            raise ProblemsError(problems)
        yield


def _mark(row: models.Model, name: str) -> str:
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]  # concrete fields have one
    told = value.name if isinstance(value, models.fields.files.FieldFile) else value
    return hashlib.sha256(f"{name} {told!r}".encode()).hexdigest()[:_MARK]


def _shown(row: models.Model, name: str) -> str:
    """What stands in a column, as readers see it; "" for what is no plain value."""
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if callable(shown) else getattr(row, name)
    if value is None or value == "":
        return "—"
    plain = isinstance(value, str | int | float | Decimal | date | models.Model | Promise)
    return str(value)[:200] if plain else ""


def _faster(name: str, now: str) -> Problem:
    if not now:
        return Problem("somebody_was_faster", "Somebody changed this meanwhile.", where=name, fix="Open it again.")
    return Problem(
        "changed_meanwhile",
        "Somebody changed this meanwhile; it says now: %(now)s",
        where=name,
        fix="Compare it with what you typed, and save again.",
        params={"now": now},
    )
