"""One value of a row changed where it stands: an act whose form is the one field that is asked for.

    ACTS = Acts("plots", …, acts=(value_act(Plot, ("area_mu", "note"), actions.change_plot, "plots.edit"), …))
    Fact("area_mu", _("Area (mu)"), edit=edits(ACTS, "area_mu"))

``keep(row, {field: value}, by=, revision=)`` is the room's own action: its rules hold, and who was slower is told what
stands there now beside what was typed. Of a row without revisions the marks of ``ui/seen.py`` tell it, and ``keep`` is
given none. ``asks``: what the room must know of every value besides, such as its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from liantu.lib.problems import ProblemsError
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.ui.act_forms import ActForm, Amount, Day
from liantu.ui.acts import Act, Acts

VERB = "field"


def value_act(
    model: type[models.Model],
    names: Sequence[str],
    keep: Callable[..., Any],
    ability: str,
    asks: Mapping[str, forms.Field] | None = None,
) -> Act:
    """The act that changes one of the named fields of a row, each by itself."""

    has_revision = any(one.name == "revision" for one in model._meta.concrete_fields)

    class ValueForm(ActForm):
        """The field that is asked for, as the row's own form would ask it."""

        field = forms.ChoiceField(
            choices=[(name, _label(model, name)) for name in names], label=_("Field"), widget=forms.HiddenInput
        )
        value = forms.CharField(label=_("Value"), required=False)
        revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

        def __init__(self, data: Any = None, files: Any = None, *, thing: Any, **more: Any) -> None:
            super().__init__(data, files, thing=thing, **more)
            name = str((data or {}).get("field") or self.initial.get("field") or "")
            if name in names:
                self.fields["value"] = _field_of(model, name)
                self.fields["value"].help_text = _unit_of(self.fields["value"].label, thing)
                self.initial["value"] = getattr(thing, name)

        def clean(self) -> dict[str, Any] | None:
            """What was typed comes back with the revision of now: whoever was slower has seen what stands there."""
            cleaned = super().clean()
            if has_revision:
                self.data = {**{name: self.data[name] for name in self.data}, "revision": self.thing.revision}
            return cleaned

    if not has_revision:
        del ValueForm.base_fields["revision"]
    ValueForm.base_fields |= asks or {}

    def change(row: Any, *, by: User, field: str, value: Any, revision: int | None = None, **more: Any) -> Any:
        given = "" if value is None and not _may_be_null(model, field) else value
        held = {"revision": revision or row.revision} if has_revision else {}
        try:
            return keep(row, {field: given}, by=by, **held, **more)
        except ProblemsError as error:
            at_value = [replace(one, where="value") if one.where == field else one for one in error.problems]
            raise ProblemsError(at_value) from error

    seen: bool | Sequence[str] = False if has_revision else tuple(names)
    return Act(VERB, _("Change a value"), change, ability, ValueForm, icon="edit", seen=seen, at_value=True)


def edits(acts: Acts[Any], name: str) -> Callable[[ZoneRequest, Any], str]:
    """Where a reader who may changes this field of a thing; "" for others."""

    def address(request: ZoneRequest, thing: Any) -> str:
        act = acts.by_verb[VERB]
        return f"{acts.url(act, thing)}?field={name}" if may(request.user, act.ability, request.zone) else ""

    return address


def _label(model: type[models.Model], name: str) -> Any:
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _unit_of(label: Any, thing: Any) -> str:
    """What a number is counted in, as its label has it; the row's own currency for what is not in yuan."""
    found = re.search(r"[(（](.+)[)）]$", str(label))
    currency = getattr(thing, "capital_currency", "")
    return currency if found and currency not in ("", "CNY") else found.group(1) if found else ""


def _may_be_null(model: type[models.Model], name: str) -> bool:
    return bool(getattr(model._meta.get_field(name), "null", False))


def _field_of(model: type[models.Model], name: str) -> forms.Field:
    """The form's field of a column; days and numbers are read as everywhere."""
    column: Any = model._meta.get_field(name)
    known: Mapping[str, Any] = {"label": _label(model, name), "required": not (column.blank or column.null)}
    if isinstance(column, models.DateField):
        return Day(**known)
    if isinstance(column, models.DecimalField):
        return Amount(max_digits=column.max_digits, decimal_places=column.decimal_places, **known)
    field: forms.Field = column.formfield()
    field.label = known["label"]
    if isinstance(column, models.TextField):
        field.widget = forms.Textarea(attrs={"rows": 2})
    return field
