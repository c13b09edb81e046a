"""A field offers what it is told to, and only a field that can."""

from __future__ import annotations

import pytest
from django import forms

from liantu.people.models import Zone
from liantu.ui.choices import offer_choices, offer_rows


class Asked(forms.Form):
    zone = forms.ModelChoiceField(Zone.objects.none())
    colour = forms.ChoiceField()
    name = forms.CharField()


@pytest.mark.django_db
def test_rows_and_choices_are_offered() -> None:
    north = Zone.objects.create(code="north", name="北区")
    form = Asked({"zone": north.pk, "colour": "red", "name": "x"})
    offer_rows(form, "zone", Zone.objects.filter(code="north"))
    offer_choices(form, "colour", [("red", "Red")])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["zone"] == north


def test_a_field_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError):
        offer_rows(Asked(), "name", Zone.objects.none())
    with pytest.raises(TypeError):
        offer_choices(Asked(), "name", [])
