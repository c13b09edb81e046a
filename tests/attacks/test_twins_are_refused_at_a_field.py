"""The same row a second time, in every declared table, for everything that stands only once: 422, told at a field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import get_resolver

from liantu.people.models import Membership, User, Zone
from liantu.ui.crud import TABLES, Crud
from liantu.ui.exports import csv_bytes
from liantu.ui.models import ImportBatch
from liantu.ui.uniqueness import OnceForm, unique_constraints

ROLES = ("zone_administrator", "zone_leadership", "promotion_officer", "chain_chief", "data_officer")


def cases() -> Iterator[Any]:
    """Every table with every constraint its form asks a field of; the others no form can break."""
    assert get_resolver().url_patterns
    for label, table in sorted(TABLES.items()):
        for constraint, names in unique_constraints(table.model):
            if set(names) & set(table.fields) and table.model is not Membership:
                yield pytest.param(table, names, id=f"{label}-{constraint.name}")


CASES = list(cases())


@pytest.fixture
def keeper(demo_zone: Zone) -> Client:
    """Whoever may keep every table, in a browser."""
    person = User.objects.create(username="keeper")
    Membership.objects.bulk_create(Membership(user=person, zone=demo_zone, role=role) for role in ROLES)
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def written(table: Crud, row: models.Model) -> dict[str, str]:
    """A row as a person would type it."""
    found = {}
    for name in table.fields:
        field: Any = table.model._meta.get_field(name)
        value = getattr(row, field.attname)
        if value not in (None, False, ""):
            found[name] = "on" if value is True else str(value)
    return found


def first_row(table: Crud, zone: Zone) -> models.Model:
    """A row that stands in the zone: of the demo, or the simplest there can be."""
    row: models.Model | None = table.model._default_manager.filter(zone=zone).first()
    if row is None:
        given: dict[str, Any] = {}
        for name in table.fields:
            field: Any = table.model._meta.get_field(name)
            if field.blank or field.has_default():
                continue
            given[name] = SIMPLEST.get(name) or (field.choices[0][0] if field.choices else "兰汐")
        row = table.model._default_manager.create(zone=zone, **given)
    return row


SIMPLEST: dict[str, Any] = {
    "day": "2026-10-01", "from_on": "2026-05-01", "spans": "9:00-12:00", "starts_on": "2026-01-01",
    "credit_code": "91140000110109118B",
}  # fmt: skip


def test_tables_have_what_stands_only_once() -> None:
    assert len(CASES) >= 8


@pytest.mark.parametrize(("table", "names"), CASES)
def test_a_twin_is_refused_at_a_field(table: Crud, names: tuple[str, ...], keeper: Client, demo_zone: Zone) -> None:
    row = first_row(table, demo_zone)
    before = table.model._default_manager.count()
    answer = keeper.post(table.url("add"), written(table, row))
    assert answer.status_code == 422, answer.content.decode()[-300:]
    assert set(answer.context["form"].errors) & set(names), answer.context["form"].errors
    assert table.model._default_manager.count() == before


@pytest.mark.parametrize(("table", "names"), CASES)
def test_the_row_itself_is_no_twin(table: Crud, names: tuple[str, ...], keeper: Client, demo_zone: Zone) -> None:
    row = first_row(table, demo_zone)
    answer = keeper.post(table.url("edit", row.pk), written(table, row))
    errors = answer.context["form"].errors if answer.status_code == 422 else {}
    assert not set(errors) & set(names), errors


@pytest.mark.parametrize(("table", "names"), CASES)
def test_a_twin_written_at_the_same_moment_is_refused(
    table: Crud, names: tuple[str, ...], keeper: Client, demo_zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the form could not see yet, the database refuses; the person reads it at a field all the same."""
    row = first_row(table, demo_zone)
    before = table.model._default_manager.count()
    monkeypatch.setattr(OnceForm, "validate_unique", lambda _form: None)
    answer = keeper.post(table.url("add"), written(table, row))
    assert answer.status_code == 422, answer.content.decode()[-300:]
    assert answer.context["form"].errors
    assert table.model._default_manager.count() == before


def test_a_twin_on_a_sheet_is_the_row_itself(keeper: Client, demo_zone: Zone) -> None:
    """A sheet names rows by their key: what stands already is unchanged, never a second one."""
    table = TABLES["calendar.calendarday"]
    row = first_row(table, demo_zone)
    sheet = csv_bytes(list(table.fields), [[written(table, row).get(name, "") for name in table.fields]])
    assert keeper.post(table.url("import"), {"file": SimpleUploadedFile("a.csv", sheet)}).status_code == 302
    assert ImportBatch.objects.latest("pk").counts["same"] == 1
