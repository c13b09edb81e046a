"""Every form's fields in the one shape fields have: days and sums are read as people write them, what is missing is
asked for by its name. Whoever makes a form need not know it: ``dress`` is called where forms are drawn.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy

from liantu.ui import picking
from liantu.ui.field_words import FIELD_WORDS
from liantu.ui.file_fields import as_files_input
from liantu.ui.suggesting import SuggestInput
from liantu.ui.written_fields import Amount, Day, Money

_UNIT_IN_LABEL = re.compile(r"\s*[(（](?:10k yuan|万元)[)）]$")
# What a field of text names, by its name: rooms offer names of the kind.
NAMED = {"linked_enterprise": "firm", "organisation": "firm", "supplier": "firm", "liaison": "person"}
_FILL = gettext_lazy("Enter the %(field)s")
_CHOOSE = gettext_lazy("Choose the %(field)s")
_TICK = gettext_lazy("Tick “%(field)s”")


def dress(form: forms.BaseForm, *, is_sheet: bool = False) -> None:
    """Give every field of a form the shape all forms have.

    ``is_sheet``: it reads a row of a file, where nothing is said from today.
    A form may say what a sum is to be compared with: ``kin_<field>(self)`` answers a sum of the same kind or None.
    """
    cache = getattr(form, "_bound_fields_cache", {})
    for name, field in list(form.fields.items()):
        shaped = _shaped(name, field)
        if shaped is not field:
            form.fields[name] = shaped
            cache.pop(name, None)
        kin = getattr(form, f"kin_{name}", None)
        if isinstance(shaped, Money) and callable(kin):
            shaped.kin = kin
        if isinstance(shaped, Day):
            shaped.is_absolute = is_sheet
        _name_nothing(shaped)
        if not is_sheet:
            picking.shaped(shaped)
            _offer_names(name, shaped)
        _ask_by_name(name, shaped)


def _offer_names(name: str, field: forms.Field) -> None:
    """A text that names an enterprise or a colleague has suggestions; the name stays a text, a new one too."""
    kind = NAMED.get(name.split(".")[-1])
    if kind and type(field.widget) is forms.TextInput:
        field.widget, old = SuggestInput(kind, new=True, attrs=field.widget.attrs), field.widget
        field.widget.is_required = old.is_required


def _name_nothing(field: forms.Field) -> None:
    """A choice of nothing is a dash everywhere."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = "—"
    elif isinstance(field, forms.ChoiceField):
        known: list[Any] = list(field.choices)  # type: ignore[arg-type]  # the stubs know every way to say them
        if BLANK_CHOICE_DASH[0] in known:
            field.choices = [("", "—") if one == BLANK_CHOICE_DASH[0] else one for one in known]


def _shaped(name: str, field: forms.Field) -> forms.Field:
    """The field as one that reads what people write; itself when it is such a one already, or hidden."""
    if isinstance(field, Day):
        field.named(name)
        return field
    if field.widget.is_hidden:
        return field
    if isinstance(field, forms.FileField):
        field.widget = as_files_input(field.widget)
        return field
    if type(field) is forms.DateField:
        day = Day(toward=None, required=field.required)
        day.named(name)
        return _as(field, day)
    if type(field) in (forms.DecimalField, Amount) and isinstance(field, forms.DecimalField):
        is_money = name.endswith("_wan_yuan")
        most, places = field.max_digits or 18, field.decimal_places if field.decimal_places is not None else 4
        if is_money:
            field.label = _UNIT_IN_LABEL.sub("", str(field.label or FIELD_WORDS.get(name) or name))
            return _as(field, Money(max_digits=most, decimal_places=places))
        if type(field) is forms.DecimalField:
            return _as(field, Amount(max_digits=most, decimal_places=places))
    return field


def _as(old: forms.Field, new: forms.Field) -> forms.Field:
    """``new`` with what ``old`` was told: label, help, what stands there first, its own checks and words."""
    for told in ("required", "label", "initial", "help_text", "disabled", "label_suffix"):
        setattr(new, told, getattr(old, told))
    new.validators = list(old.validators)
    new.error_messages |= {code: words for code, words in old.error_messages.items() if code not in new.error_messages}
    kept = {key: value for key, value in old.widget.attrs.items() if key not in ("type", "step", "min", "max")}
    new.widget.attrs |= kept
    new.widget.is_required = old.widget.is_required
    return new


def _ask_by_name(name: str, field: forms.Field) -> None:
    """ "填项目名称" instead of "这个字段是必填项", unless the form has words of its own."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    label = str(field.label or FIELD_WORDS.get(name) or name.replace("_", " "))
    field.error_messages["required"] = required_words(field, label)


def required_words(field: forms.Field, label: str) -> str:
    """What a missing field is asked for with."""
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    words = _CHOOSE if chosen else _TICK if isinstance(field, forms.BooleanField) else _FILL
    return str(words) % {"field": _inside(label)}


def _inside(label: str) -> str:
    """A label as it stands inside a sentence: without its unit, small unless it is a name or an abbreviation."""
    bare = re.sub(r"\s*[(（].*[)）]$", "", label).rstrip(":：")
    return bare[:1].lower() + bare[1:] if bare[1:2].islower() else bare
