"""Two people change one row by any declared form: the later one is told what it says now, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

from liantu.people.models import Membership, User, Zone
from liantu.ui import seen
from liantu.ui.acts import Act, Acts, declared
from liantu.ui.crud import TABLES, Crud
from liantu.ui.pages import FormPage
from tests.attacks.test_twins_are_refused_at_a_field import ROLES, first_row, written
from tests.attacks.test_zones_do_not_cross import pages

OTHERS = "⚑另一人写的"
# forms that show a column of their thing at first and change another one
CHANGES_NOTHING_SHOWN = {
    "outreach.next_step": "makes a duty; its first owner is the officer of the engagement",
    "task_forces.set_up": "makes a task force; its first name is the project's",
}


@pytest.fixture
def keeper(demo_zone: Zone) -> Client:
    """Whoever may keep everything, in a browser."""
    person = User.objects.create(username="keeper")
    Membership.objects.bulk_create(Membership(user=person, zone=demo_zone, role=role) for role in ROLES)
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tables() -> Iterator[Any]:
    assert get_resolver().url_patterns
    for label, table in sorted(TABLES.items()):
        if table.model is not Membership:
            yield pytest.param(table, id=label)


def text_column(model: type[models.Model], names: tuple[str, ...] | None) -> str:
    """A column in which another person can write a word."""
    for one in model._meta.concrete_fields:
        room = (one.max_length or 10**6) >= len(OTHERS)
        is_text = isinstance(one, models.CharField | models.TextField) and room and not one.choices and not one.unique
        if is_text and not isinstance(one, models.SlugField) and one.name in seen.columns(model(), names):
            return one.name
    return ""


def others_change(row: models.Model, names: tuple[str, ...] | None) -> str:
    """Another person changes the row; which column."""
    name = text_column(type(row), names)
    assert name, f"{row._meta.label}: no column of text to change"
    type(row)._default_manager.filter(pk=row.pk).update(**{name: OTHERS})
    return name


def marks_on(page: Any) -> list[str]:
    return re.findall(r'name="seen" value="([0-9a-f.]+)"', page.content.decode())


@pytest.mark.parametrize("table", tables())
def test_the_later_editor_of_a_table_is_told(table: Crud, keeper: Client, demo_zone: Zone) -> None:
    row = first_row(table, demo_zone)
    address = table.url("edit", row.pk)
    (mark,) = marks_on(keeper.get(address))
    typed = written(table, row)
    name = others_change(row, table.fields)
    before = table.model._default_manager.filter(pk=row.pk).values().get()
    answer = keeper.post(address, {**typed, "seen": mark})
    assert answer.status_code == 422, answer.content[:300]
    page = answer.content.decode()
    assert OTHERS in page
    assert f"期间有他人修改了此项，现为：{OTHERS}" in page or answer.context["form"].errors.get(name) is None, page[
        :200
    ]
    assert table.model._default_manager.filter(pk=row.pk).values().get() == before
    shown = answer.context["form"]
    assert {one: str(shown[one].value()) for one in typed if one in shown.fields} == {
        one: value for one, value in typed.items() if one in shown.fields and value != "on"
    } | {one: "True" for one, value in typed.items() if value == "on" and one in shown.fields}
    (now,) = marks_on(answer)
    assert now != mark
    again = keeper.post(address, {**typed, "seen": now})
    told = answer.context["form"].errors if again.status_code == 422 else {}
    assert again.status_code == 302 or "changed_meanwhile" not in str(told)


@pytest.mark.parametrize("table", tables())
def test_a_row_deleted_meanwhile_does_not_come_back(table: Crud, keeper: Client, demo_zone: Zone) -> None:
    row = first_row(table, demo_zone)
    with pytest.raises(seen.ProblemsError), seen.held(table.model(pk=10**9), "a.b"):
        raise AssertionError("it is not there")
    assert table.model._default_manager.filter(pk=row.pk).exists()


def acts_that_see() -> Iterator[Any]:
    for acts in declared():
        for act in acts.acts:
            if act.seen:
                yield pytest.param(acts, act, id=f"{acts.room}.{acts.prefix}{act.verb}")


@pytest.mark.parametrize(("acts", "act"), acts_that_see())
def test_the_later_of_two_acts_is_told(acts: Acts[Any], act: Act, keeper: Client, demo_zone: Zone) -> None:
    thing = acts.model._default_manager.filter(zone=demo_zone).first()
    if thing is None:
        pytest.skip(f"the demo has no {acts.model.__name__}")
    mark = seen.marks(thing, act.seen_columns)
    others_change(thing, None if act.seen_columns is None else tuple(act.seen_columns))
    before = acts.model._default_manager.filter(pk=thing.pk).values().get()
    form = act.form(thing=thing, user=User.objects.get(username="keeper"), zone=demo_zone)
    typed = {name: str(value) for name, value in form.initial.items() if value is not None}
    for name, one in form.fields.items():
        if one.required and name not in typed:
            choices = [key for key, _label in getattr(one, "choices", ()) if key]
            typed[name] = str(choices[0]) if choices else "2026-01-05" if "on" in name else "本人写的"
    answer = keeper.post(acts.url(act, thing), {**typed, "seen": mark})
    assert answer.status_code == 422, (answer.status_code, answer.content[:300])
    assert "期间有他人修改了此项" in answer.content.decode(), answer.content.decode()[-3000:]
    assert acts.model._default_manager.filter(pk=thing.pk).values().get() == before
    missing = keeper.post(acts.url(act, thing), {**typed, "seen": "ff"})
    assert missing.status_code == 422


def test_a_person_met_is_kept_by_one_at_a_time(keeper: Client, demo_zone: Zone) -> None:
    from liantu.outreach.models import Contact

    one = Contact.objects.filter(zone=demo_zone).first()
    assert one is not None
    address = reverse("outreach:contact_change", args=[one.pk])
    page = keeper.get(address)
    (mark,) = marks_on(page)
    typed = {name: str(page.context["form"][name].value() or "") for name in page.context["form"].fields}
    name = text_column(Contact, tuple(typed))
    Contact.objects.filter(pk=one.pk).update(**{name: OTHERS})
    answer = keeper.post(address, {**typed, "seen": mark})
    assert answer.status_code == 422
    assert f"现为：{OTHERS}" in answer.content.decode()
    assert getattr(Contact.objects.get(pk=one.pk), name) == OTHERS
    Contact.objects.filter(pk=one.pk).update(phone="13800001234")
    answer = keeper.post(address, {**typed, "seen": marks_on(answer)[0]})
    assert answer.status_code == 422
    assert "13800001234" not in answer.content.decode()  # a number on file is shown to nobody who changes the rest
    assert keeper.post(address, {**typed, "seen": marks_on(answer)[0]}).status_code == 302


def test_every_form_that_shows_a_column_holds_it() -> None:
    """An edit form without a revision and without marks overwrites what somebody else wrote: none is declared."""
    assert get_resolver().url_patterns
    wrong = []
    for acts in declared():
        columns = {one.name for one in acts.model._meta.concrete_fields}
        for act in acts.acts:
            shows = {name for name in act.form.base_fields if hasattr(act.form, f"first_{name}")} & columns
            name = f"{acts.room}.{acts.prefix}{act.verb}"
            if shows and not act.seen and "revision" not in act.form.base_fields and name not in CHANGES_NOTHING_SHOWN:
                wrong.append(f"{name}: {sorted(shows)}")
    held = {"projects.CHANGE": "revision", "outreach.CHANGE": "revision", "suggestions.CHANGE": "revision"}
    for name, page in pages():
        if isinstance(page, FormPage) and name.endswith(("CHANGE", "KEEP")) and not page.seen and name not in held:
            wrong.append(name)
    assert not wrong, "declare seen= or ask for the revision:\n" + "\n".join(wrong)
