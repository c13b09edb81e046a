"""Every declared act asks its ability wherever it is asked for: on its page, and in the interface for programs."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.test import Client

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.rules.abilities import ABILITY_BY_CODE
from liantu.ui.acts import Act, Acts, declared

NOBODY = 999_999_999  # asked before anything is looked up: that nothing has this number is never told

EVERY = [(acts, act) for acts in declared() for act in acts.acts]
NAMED = [pytest.param(acts, act, id=f"{acts.room}.{act.verb}") for acts, act in EVERY]


def page_of(acts: Acts, act: Act) -> str:
    thing = acts.model(pk=NOBODY)
    return acts.url(act, thing)


def interface_of(acts: Acts, act: Act) -> str:
    return f"/api/v1/{acts.room}/{acts.below}{NOBODY}/acts/{act.verb}"


def test_rooms_declare_acts() -> None:
    assert {"projects"} <= {acts.room for acts in declared()}
    assert all(act.ability in ABILITY_BY_CODE for _acts, act in EVERY)


def test_whoever_lacks_the_ability_is_refused_on_the_page_and_in_the_interface(demo_zone: Zone) -> None:
    wrong, seen = [], 0
    for person in User.objects.filter(memberships__zone=demo_zone).distinct():
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for acts, act in EVERY:
            if may(person, act.ability, demo_zone):
                continue
            given = {name: 1 for name in act.fields()}
            page = client.post(page_of(acts, act), given).status_code
            program = client.post(interface_of(acts, act), given, content_type="application/json").status_code
            seen += 1
            if (page, program) != (403, 403) and program != 422:
                wrong.append(f"{person.username} {acts.room}.{act.verb}: page {page}, interface {program}")
    assert not wrong, "\n".join(wrong)
    assert seen > 50


@pytest.mark.parametrize(("acts", "act"), NAMED)
def test_rows_of_a_form_say_who_sees_them(acts: Acts, act: Act) -> None:
    """A field of rows is of people, or of a model that knows ``visible_to``: ``ActForm`` narrows both."""
    for name, field in act.fields().items():
        if isinstance(field, forms.ModelChoiceField):
            model = field.queryset.model
            assert model is get_user_model() or hasattr(model._default_manager, "visible_to"), name


@pytest.mark.parametrize(("acts", "act"), NAMED)
def test_fields_have_labels_and_types(acts: Acts, act: Act) -> None:
    """What a person sees has a label of its own; numbers and days are fields of numbers and days."""
    for name, field in act.fields().items():
        assert field.widget.is_hidden or field.label, f"{act.verb}.{name} has no label"
        if name.endswith("_on"):
            assert isinstance(field, forms.DateField), f"{act.verb}.{name} is a day"
        if name.endswith(("_wan_yuan", "_pct", "_mu")):
            assert isinstance(field, forms.DecimalField), f"{act.verb}.{name} is a number"
