"""What may stand only once is asked with everything the row holds: what its form never asks, the zone, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import F
from django.forms import ModelForm
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError


def unique_constraints(model: type[models.Model]) -> Iterator[tuple[models.UniqueConstraint, tuple[str, ...]]]:
    """What may stand only once in a table, each with the names of its fields; a unique field by itself is one too."""
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            yield one, tuple(one.fields) or tuple(_names_in(one.expressions))
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield models.UniqueConstraint(fields=(field.name,), name=field.name), (field.name,)


def _names_in(expressions: Iterable[Any]) -> Iterator[str]:
    """The fields that expressions are made of."""
    for expression in expressions:
        yield from (str(cast(Any, part).name) for part in expression.flatten() if isinstance(part, F))


class OnceForm(ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A form that says at a field what stands already, judged by the whole row; what it does not ask counts too."""

    def validate_unique(self) -> None:
        """Say at the last field of a constraint that such a row stands already."""
        row = self.instance
        for constraint, names in unique_constraints(type(row)):
            asked = [name for name in names if name in self.fields]
            if not asked or any(name in self.errors for name in asked):
                continue
            try:
                constraint.validate(type(row), row)
            except ValidationError:
                self.add_error(asked[-1], self._words_of(asked))

    def validate_constraints(self) -> None:
        """The other constraints; where a twin was found it is not told again without a field."""
        if not self.errors:
            super().validate_constraints()

    def _words_of(self, asked: list[str]) -> str:
        """What is taken, in the words of the form."""
        named = _(", ").join(str(self.fields[name].label or name) for name in asked)
        return _("There is such a row already: %(fields)s.") % {"fields": named}


@contextmanager
def told_as_taken(where: str) -> Iterator[None]:
    """A row that somebody else wrote at the same moment is a refusal at the field ``where``; nothing inside is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ProblemsError([_taken(where)]) from error


@contextmanager
def races_told() -> Iterator[None]:
    """What somebody else wrote, or took away, between the asking and the writing of an act is a refusal, no fault.

    The act's own transaction is over by then. Every other rule of a table that is broken stays the fault it is.
    """
    try:
        yield
    except IntegrityError as error:
        if not is_race(error):
            raise
        raise ProblemsError([_taken("")]) from error


def is_race(error: IntegrityError) -> bool:
    """Whether a row that stands only once was there already, or one that is needed was gone; on either database."""
    state = str(getattr(error.__cause__, "sqlstate", "") or "")
    return state in {"23505", "23503"} or str(error).startswith(("UNIQUE constraint", "FOREIGN KEY constraint"))


def _taken(where: str) -> Problem:
    text, fix = "There is such a row already, or one that it needs is gone.", "Look for it in the list."
    return Problem("row_taken", text, where=where, fix=fix)
