"""One row out of many in a form: a select while there are few, a name that is typed and suggested once there are more.

The form's own address answers what may be chosen (``asked_rows``), so that what is offered is exactly what the form
takes: of this zone, for this person, fitting this thing. The field holds the row's id; the text beside it is what the
reader sees and, without script, types: a whole name or code that means one row is understood when the form is sent,
and what means none is told at the field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from liantu.lib.pinyin import is_spelt
from liantu.people.requests import ZoneRequest
from liantu.ui.search_keys import Spelt, found_by
from liantu.ui.wiring import Suggested

FEW, HITS_MOST, LOOKED_AT_MOST, TEXT_MOST = 12, 8, 1000, 80
ASKED, NAME = "rows-of", "-name"  # the field an address is asked about; the text beside the id of a field
CODES = ("number", "credit_code")  # what stands behind a name, where rows have one
NAMES = ("name", "display_name", "title", "printed_name", "username", *CODES)
UNKNOWN = _("“%(value)s” is none of those to choose from: type a part of the name and choose one.")


class Unmatched:
    """What was typed and means no row; it is no id, whatever it looks like."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class RowInput(forms.Select):
    """A row of a field of rows: a select of a dozen, else a combobox that holds the id."""

    combo_template = "ui/widgets/row.html"
    choices: Any

    @property
    def field(self) -> forms.ModelChoiceField[Any]:
        """The field whose rows these are."""
        field: forms.ModelChoiceField[Any] = self.choices.field
        return field

    def use_required_attribute(self, initial: Any) -> bool:
        """Asked without reading a row."""
        return not self.is_hidden

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """The select or the combobox."""
        context = self.get_context(name, value, attrs)
        return self._render(context["widget"]["template_name"], context, renderer)  # type: ignore[attr-defined]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What is drawn; one query, and one more for a chosen row that is not among the first."""
        field, kept = self.field, self.choices
        rows = list(field.queryset[: FEW + 1])  # type: ignore[index]
        is_few = len(rows) <= FEW
        blank = [("", field.empty_label)] if field.empty_label is not None else []
        self.choices = [*blank, *((field.prepare_value(row), field.label_from_instance(row)) for row in rows)]
        try:
            context: dict[str, Any] = super().get_context(name, value, attrs)
        finally:
            self.choices = kept
        if is_few:
            return context
        widget = context["widget"]
        list_id = f"{widget['attrs'].get('id', f'id_{name}')}-list"
        chosen = None if isinstance(value, Unmatched) else _chosen(field, rows, widget["value"])
        widget |= {
            "template_name": self.combo_template,
            "text": str(value) if isinstance(value, Unmatched) else told(field, chosen) if chosen is not None else "",
            "chosen": "" if chosen is None else field.prepare_value(chosen),
            "list": list_id,
            "asked": json.dumps({ASKED: name, "list": list_id}),
            "empty": field.empty_label or "",
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The id; of what was typed beside it the row it means. Who sends ids alone is taken at his word."""
        given = super().value_from_datadict(data, files, name)
        typed = data.get(f"{name}{NAME}")
        if typed is None:
            return given
        text = str(typed).replace("\x00", "").strip()[:TEXT_MOST]
        return self._meant(text, given) if text else ""

    def _meant(self, text: str, given: Any) -> Any:
        field = self.field
        row = _chosen(field, (), [str(given or "")])
        if row is not None and told(field, row) == text:
            return given
        meant = [one for one in found_rows(field, text, HITS_MOST) if text in {told(field, one), *names_of(field, one)}]
        return field.prepare_value(meant[0]) if len(meant) == 1 else Unmatched(text)


def shaped(field: forms.Field) -> None:
    """Let a field that takes one of a table's rows be searched once there are many; other fields stay."""
    if not isinstance(field, forms.ModelChoiceField) or isinstance(field, forms.ModelMultipleChoiceField):
        return
    if type(field.widget) is not forms.Select or field.iterator is not ModelChoiceIterator:
        return
    field.widget = RowInput(field.widget.attrs)
    field.widget.choices = field.choices
    field.widget.is_required = field.required
    if field.error_messages["invalid_choice"] == forms.ModelChoiceField.default_error_messages["invalid_choice"]:
        field.error_messages["invalid_choice"] = UNKNOWN


def told(field: forms.ModelChoiceField[Any], row: Model) -> str:
    """What a chosen row is called in its field: its name and its code."""
    label = str(field.label_from_instance(row)).strip()
    code = next((str(value) for name in CODES if (value := getattr(row, name, ""))), "")
    return label if not code or code in label else f"{label} {code}"


def names_of(field: forms.ModelChoiceField[Any], row: Model) -> list[str]:
    """Every name a row answers to."""
    own = (str(value) for name in NAMES if (value := getattr(row, name, "")))
    return [str(field.label_from_instance(row)).strip(), *own]


def found_rows(field: forms.ModelChoiceField[Any], text: str, limit: int) -> list[Any]:
    """At most ``limit`` rows that every word of ``text`` fits, by a part of a name, pinyin or first letters."""
    rows: QuerySet[Any] = field.queryset  # type: ignore[assignment]
    words = text.split()
    if not words:
        return list(rows[:limit])
    if issubclass(rows.model, Spelt):
        return found_by(rows, text, limit)
    looked_at = list(rows[: LOOKED_AT_MOST + 1])
    if len(looked_at) > LOOKED_AT_MOST:  # too many to spell: by a part of a name only
        looked_at = list(rows.filter(_holds(rows.model, words))[:LOOKED_AT_MOST])
    fitting = [row for row in looked_at if all(is_spelt(word, *names_of(field, row)) for word in words)]
    return sorted(fitting, key=lambda row: _distance(words[0], names_of(field, row)[0]))[:limit]


def asked_rows(request: ZoneRequest, form: forms.BaseForm) -> HttpResponse | None:
    """What a field of this form offers for what is typed in it, when the address asks that; else None."""
    name = request.GET.get(ASKED)
    if name is None or request.method != "GET":
        return None
    field = form.fields.get(name)
    if not isinstance(field, forms.ModelChoiceField) or not isinstance(field.widget, RowInput):
        raise Http404
    text = request.GET.get(f"{name}{NAME}", "").replace("\x00", "").strip()[:TEXT_MOST]
    found = found_rows(field, text, HITS_MOST + 1)
    context = {
        "hits": [(_told_apart(field, row), "{}") for row in found[:HITS_MOST]],
        "text": text,
        "list": request.GET.get("list", "list"),
        "has_more": len(found) > HITS_MOST,
        "is_none": not found,
    }
    return render(request, "ui/_suggested.html", context)


def _told_apart(field: forms.ModelChoiceField[Any], row: Any) -> Suggested:
    """A row with what tells it from its namesakes."""
    beside = getattr(row, "office", "") or getattr(row, "username", "")
    return Suggested(told(field, row), str(beside), key=str(field.prepare_value(row)))


def _chosen(field: forms.ModelChoiceField[Any], rows: Iterable[Any], value: list[str]) -> Any:
    """The row an id names, of those that may be chosen; None for none."""
    key = value[0] if value else ""
    if not key:
        return None
    known = next((row for row in rows if str(field.prepare_value(row)) == key), None)
    try:
        return known or field.queryset.filter(**{field.to_field_name or "pk": key}).first()  # type: ignore[union-attr]
    except (ValueError, TypeError):
        return None


def _distance(word: str, name: str) -> tuple[int, int]:
    """How far a name is from what was typed: it begins so, holds it, is spelt so; then the shorter name."""
    return 0 if name.startswith(word) else 1 if word in name else 2, len(name)


def _holds(model: type[Model], words: list[str]) -> Q:
    """Rows in whose own names every word stands."""
    own = [one.name for one in model._meta.concrete_fields if one.name in NAMES]
    wanted = Q()
    for word in words:
        any_way = Q()
        for name in own:
            any_way |= Q(**{f"{name}__icontains": word})
        wanted &= any_way
    return wanted
