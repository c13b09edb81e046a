"""A second zone that holds a marked copy of every row of the first, with people of its own who are copies too."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from liantu.people.models import User, Zone

MARK = "⚑"
WORD = "别处"  # what is searched for; the mark itself is never sent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WHOLE = {"chains.TemplateVersion", "chains.DraftStep", "versions.RuleVersion"}  # texts that are read as data


def zoned_models() -> list[type[models.Model]]:
    """Every kind of row that belongs to a zone, in an order in which each can be made after those it needs."""
    left = [
        one
        for one in apps.get_models()
        if one.__module__.startswith("liantu.") and any(f.name == "zone" for f in one._meta.fields)
    ]
    placed: list[type[models.Model]] = []
    while left:
        ready = [one for one in left if not (_needed(one) & set(left) - {one})]
        assert ready, f"rows that need each other: {left}"
        placed += ready
        left = [one for one in left if one not in ready]
    return placed


def _needed(model: type[models.Model]) -> set[type[models.Model]]:
    return {one.related_model for one in model._meta.fields if one.related_model is not None and not one.null}  # type: ignore[misc]


def marked(value: Any, most: int | None = None) -> Any:
    """A text of people with the mark before it; codes and numbers as they are; lists and mappings all through."""
    if isinstance(value, str):
        return (MARK + WORD + value)[:most] if CHINESE.search(value) else value
    if isinstance(value, list):
        return [marked(one) for one in value]
    if isinstance(value, dict):
        return {name: marked(one) for name, one in value.items()}
    return value


@dataclass
class OtherZone:
    """The zone, and the copies by kind and number of the row they were made of."""

    here: Zone
    there: Zone
    copies: dict[type[models.Model], dict[int, Any]] = field(default_factory=dict)

    def copy_of(self, model: type[models.Model], pk: Any) -> Any:
        """The number of a row's copy; None when it has none."""
        made = self.copies.get(model, {}).get(pk)
        return None if made is None else made.pk


def other_zone(here: Zone) -> OtherZone:
    """Make the second zone."""
    there = Zone.objects.create(code="elsewhere", name=f"{MARK}{WORD}开发区", name_en=f"{MARK}Elsewhere")
    made = OtherZone(here, there)
    made.copies[User] = {}
    for person in User.objects.filter(memberships__zone=here).distinct():
        twin = User(username=f"far-{person.username}", password="!", is_active=True)
        twin.display_name, twin.office = marked(person.display_name or "人"), marked(person.office)
        twin.save()
        made.copies[User][person.pk] = twin
    kinds = zoned_models()
    for model in kinds:
        made.copies[model] = {
            row.pk: _copy(made, model, row) for row in model._default_manager.filter(zone=here).order_by("pk")
        }
    for model in kinds:
        _tie(made, model)
    return made


def _copy(made: OtherZone, model: type[models.Model], row: Any) -> Any:
    """One row in the second zone; what may be missing yet is tied afterwards."""
    given: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        value = getattr(row, one.attname)
        if one.primary_key:
            continue
        if one.name == "zone":
            given[one.attname] = made.there.pk
        elif one.related_model is not None:
            kind: Any = one.related_model
            known = kind in made.copies or hasattr(kind, "zone")
            given[one.attname] = made.copy_of(kind, value) if known else value
        else:
            given[one.attname] = _value(model, one, value)
    twin: Any = model(**given)
    return model._default_manager.bulk_create([twin])[0]


def _value(model: type[models.Model], one: Any, value: Any) -> Any:
    if model._meta.label == "chains.Chain" and one.name == "code":
        return f"far-{value}"[: one.max_length]  # what names a thing in an address names one of one zone
    if one.unique and isinstance(value, str):
        return f"{value[:-8]}{secrets.token_hex(4)}"
    if model._meta.label in WHOLE or one.choices:
        return value
    if isinstance(one, models.JSONField | models.TextField):
        return marked(value)
    if isinstance(one, models.CharField) and not isinstance(one, models.SlugField):
        return marked(value, one.max_length)
    return value


def _tie(made: OtherZone, model: type[models.Model]) -> None:
    """What points at rows made later, and what names a row by kind and number, points at the copies."""
    names = {one.name for one in model._meta.fields}
    loose = [one for one in model._meta.concrete_fields if one.null and one.related_model in made.copies]
    named = [name[:-5] for name in names if name.endswith("_type") and f"{name[:-5]}_id" in names]
    for pk, twin in made.copies[model].items():
        changed: dict[str, Any] = {}
        row: Any = model._default_manager.get(pk=pk)
        for one in loose:
            kind: Any = one.related_model
            if (value := getattr(row, one.attname)) is not None:
                changed[one.attname] = made.copy_of(kind, value)
        for name in named:
            label = getattr(row, f"{name}_type")
            if isinstance(label, str) and label.count(".") == 1 and label in _labels():
                copy = made.copy_of(apps.get_model(label), _number(getattr(row, f"{name}_id")))
                if copy is not None:
                    changed[f"{name}_id"] = copy
        if changed:
            models.QuerySet(model).filter(pk=twin.pk).update(**changed)  # the log too, which its own manager closes


def _labels() -> set[str]:
    return {one._meta.label for one in apps.get_models()} | {one._meta.label_lower for one in apps.get_models()}


def _number(value: Any) -> Any:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else value


def crossed(here: Zone, there: Zone) -> list[str]:
    """Rows of one zone that point at rows or people of the other."""
    wrong = []
    for model in zoned_models():
        for one in model._meta.concrete_fields:
            kind: Any = one.related_model
            if kind is None or one.name == "zone":
                continue
            for mine, other in ((here, there), (there, here)):
                if kind is User:
                    strangers = User.objects.filter(memberships__zone=other).exclude(memberships__zone=mine)
                    rows = model._default_manager.filter(zone=mine, **{f"{one.name}__in": strangers})
                elif any(f.name == "zone" for f in kind._meta.fields):
                    rows = model._default_manager.filter(zone=mine, **{f"{one.name}__zone": other})
                else:
                    continue
                wrong += [f"{model._meta.label} {row.pk}.{one.name} points into {other.code}" for row in rows[:3]]
    return wrong


def state_of(zone: Zone) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a zone as it is, to compare."""
    return {
        model._meta.label: sorted(model._default_manager.filter(zone=zone).values_list(), key=repr)
        for model in zoned_models()
    }
