"""What the interface for programs asks for an act, derived from its form; and the act's address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django import forms
from ninja import Field as SchemaField
from ninja import Router, Schema
from pydantic import BeforeValidator, create_model

from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import Act, Acts


def _as_written(value: object) -> object:
    """A day is written 2026-11-30: numbers would be read as seconds since 1970. Raises ValueError."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        return value
    raise ValueError(value)


IsoDay = Annotated[date, BeforeValidator(_as_written)]

_TYPES: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.ModelMultipleChoiceField, list[int]),
    (forms.ModelChoiceField, int),
    (forms.MultipleChoiceField, list[str]),
    (forms.BooleanField, bool),
    (forms.DecimalField, Decimal),
    (forms.IntegerField, int),
    (forms.DateField, IsoDay),
)


class ProblemOut(Schema):
    """One thing wrong: ``where`` is the field's name, ``place`` what readers call it."""

    code: str
    message: str
    where: str
    place: str
    fix: str


class RefusalOut(Schema):
    """Everything that is wrong."""

    problems: list[ProblemOut]


class DoneOut(Schema):
    """The act is done: the thing's address and revision, the row that was made or changed, where that stands."""

    verb: str
    url: str
    state: str | None = None
    revision: int | None = None
    made: int | None = None


def schema_of(acts: Acts[Any], act: Act) -> type[Schema]:
    """The fields of the act's form with their types and labels; files are brought on the page only."""
    fields: dict[str, Any] = {}
    for name, one in act.fields().items():
        if isinstance(one, forms.FileField):
            continue
        kind = next((found for base, found in _TYPES if isinstance(one, base)), str)
        about = f"{one.label or name}" + (f" · {one.help_text}" if one.help_text else "")
        must = one.required and one.initial is None
        fields[name] = (kind if must else kind | None, SchemaField(... if must else None, description=about))
    name = "".join(part.title() for part in f"{acts.room}_{acts.prefix}{act.verb}".split("_"))
    return create_model(f"{name}In", __base__=Schema, **fields)


def router_of(acts: Acts[Any]) -> Router:
    """One address an act: ``POST <pk>/acts/<verb>``, with the page's own rules, ability and refusals."""
    router = Router(tags=[acts.room])
    for act in acts.acts:
        router.add_api_operation(
            f"/{acts.below}{{int:pk}}/acts/{act.verb}",
            ["POST"],
            _operation(acts, act),
            response={200: DoneOut},
            url_name=f"{acts.room}_{acts.prefix}act_{act.verb}",
            summary=str(act.title),
            description=f"Needs the ability `{act.ability}`.",
            operation_id=f"{acts.room}_{acts.prefix}act_{act.verb}",
        )
    return router


def _first(act: Act) -> dict[str, Any]:
    """What holds where a program says nothing: what the form shows at first."""
    shown = {name: one.initial for name, one in act.fields().items() if one.required}
    return {name: first for name, first in shown.items() if first is not None and not callable(first)}


def _operation(acts: Acts[Any], act: Act) -> Callable[..., Any]:
    """The view of one act for programs."""

    def operation(request: ZoneRequest, pk: int, given: Any) -> DoneOut:
        require(request.user, act.ability, request.zone)
        thing = acts.find(request, pk)
        made = acts.perform(act, request, thing, {**_first(act), **given.model_dump(exclude_none=True)})
        if thing.pk is not None:  # an act may end in the thing's going
            thing.refresh_from_db()
        return DoneOut(
            verb=act.verb,
            url=acts.address(thing),
            state=getattr(made, "state", None) or getattr(thing, "state", None),
            revision=getattr(thing, "revision", None),
            made=getattr(made, "pk", None),
        )

    operation.__annotations__["given"] = schema_of(acts, act)
    operation.__annotations__["pk"] = int
    operation.__name__ = f"act_{act.verb}"
    return operation
