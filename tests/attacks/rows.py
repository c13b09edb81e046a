"""One row of any kind for a zone: what its fields need, found in the zone or made."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from liantu.people.models import User, Zone

TEXT = "汾泽一行"
# what a kind asks beyond the types of its fields
GIVEN: dict[str, dict[str, Any]] = {
    "signoff.SignOff": {"target_type": "projects.project", "target_id": "1", "steps": []},
    "files.StoredFile": {"path": "no/such", "media_type": "text/plain"},
    "ui.SavedView": {"list_name": "projects.project", "path": "/projects/"},
    "ui.ImportBatch": {"table": "projects.project"},
    "versions.RuleVersion": {"kind": "stage_plan"},
}


def first_row(model: type[models.Model], zone: Zone) -> Any:
    """The first row of a kind in the zone; made when there is none."""
    if model is User:
        return User.objects.filter(memberships__zone=zone).order_by("pk").first()
    found = (
        model._default_manager.filter(zone=zone).order_by("pk").first()
        if _is_zoned(model)
        else model._default_manager.first()
    )
    return found if found is not None else make_row(model, zone)


def make_row(model: type[models.Model], zone: Zone, **given: Any) -> Any:
    """A row of a kind with nothing left empty that may not be."""
    fields = {**GIVEN.get(model._meta.label, {}), **given}
    used: dict[Any, int] = {}
    for one in model._meta.concrete_fields:
        if one.primary_key or one.name in fields or one.attname in fields:
            continue
        if one.name == "zone":
            fields["zone"] = zone
        elif one.related_model is not None:
            if not one.null:
                fields[one.name] = _related(one.related_model, zone, used)
        elif not one.has_default() and (not one.null) and (value := _plain(one)) is not None:
            fields[one.name] = value
    return model._default_manager.bulk_create([model(**fields)])[0]


def _related(kind: Any, zone: Zone, used: dict[Any, int]) -> Any:
    """A row to point at; the second pointing at the same kind gets another."""
    used[kind] = used.get(kind, 0) + 1
    if used[kind] == 1:
        return first_row(kind, zone)
    rows = (
        kind._default_manager.filter(zone=zone).order_by("pk")
        if _is_zoned(kind)
        else kind._default_manager.order_by("pk")
    )
    return rows[used[kind] - 1] if rows.count() >= used[kind] else make_row(kind, zone)


def _plain(one: Any) -> Any:
    if one.choices:
        return one.flatchoices[0][0]
    if one.unique:
        return secrets.token_hex(8)
    if isinstance(one, models.SlugField):
        return "x"
    if isinstance(one, models.CharField):
        return f"{TEXT}{secrets.token_hex(6)}"[: one.max_length]  # what stands only once in a zone is each time another
    if isinstance(one, models.TextField):
        return TEXT
    if isinstance(one, models.DateTimeField):
        return timezone.now()
    if isinstance(one, models.DateField):
        return timezone.localdate()
    if isinstance(one, models.TimeField):
        return timezone.now().time()
    if isinstance(one, models.BooleanField):
        return False
    if isinstance(one, models.IntegerField | models.DecimalField | models.FloatField):
        return 1
    return None


def _is_zoned(model: type[models.Model]) -> bool:
    return any(one.name == "zone" for one in model._meta.fields)
