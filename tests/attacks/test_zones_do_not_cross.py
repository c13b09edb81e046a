"""A second zone holds one marked row of everything: no declared form of the first zone offers or takes any of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone

from liantu.people.models import Membership, User, Zone
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import declared
from liantu.ui.crud import TABLES
from liantu.ui.pages import FormPage

MARK = "⚑elsewhere"
ROLES = ("zone_administrator", "zone_leadership", "promotion_officer", "chain_chief", "data_officer")
# form pages about a thing: its model; pages about a thing that ask no row are made without it
THINGS = {
    "projects.CHANGE": "projects.Project",
    "outreach.CHANGE": "outreach.Engagement",
    "outreach.KEEP": "outreach.Contact",
    "work.NEW_MEETING": "chains.Chain",
    "work.NEW_INSPECTION": "chains.Chain",
    "suggestions.CHANGE": "suggestions.Suggestion",
}
AGAIN = "accounts_pages.GRANT"  # whoever left may be given a role again; nobody of elsewhere, nobody who cannot log in
BESIDE = ("versions.DRAFT",)  # about the rules themselves: asks for no row


def pages() -> Iterator[tuple[str, FormPage]]:
    """Every declared form page with the room it stands in."""
    for app in apps.get_app_configs():
        if app.name.startswith("liantu."):
            try:
                module = import_module(f"{app.name}.pages")
            except ModuleNotFoundError:
                continue
            for name, one in vars(module).items():
                if isinstance(one, FormPage):
                    yield f"{app.label}.{name}", one


def tables() -> list[Any]:
    """Every declared table of the product; those of tests stand aside."""
    assert get_resolver().url_patterns
    return [one for one in TABLES.values() if one.model is not Membership]


def rows_asked(form: Any) -> list[tuple[str, forms.ModelChoiceField[Any]]]:
    return [(name, one) for name, one in form.fields.items() if isinstance(one, forms.ModelChoiceField)]


class Both:
    """A person who works in both zones, today in the first; what lies in the second, by model."""

    def __init__(self, here: Zone) -> None:
        today = timezone.localdate()
        self.here, self.there = here, Zone.objects.create(code="elsewhere", name=MARK)
        self.person = User.objects.create(username="both", display_name="两边")
        for zone in (self.here, self.there):
            Membership.objects.bulk_create(Membership(user=self.person, zone=zone, role=role) for role in ROLES)
        self.rows: dict[type[models.Model], list[int]] = {User: []}
        for name, more in (("far", {}), ("left", {"ends_on": today - timedelta(days=1)}), ("asleep", {})):
            one = User.objects.create(username=name, display_name=f"{MARK} {name}", is_active=name != "asleep")
            zone = self.there if name == "far" else self.here
            Membership.objects.create(user=one, zone=zone, role="promotion_officer", **more)
            self.rows[User].append(one.pk)

    def request(self) -> ZoneRequest:
        request: Any = RequestFactory().get("/")
        request.user, request.zone = User.objects.get(pk=self.person.pk), self.here
        return request

    def of(self, model: type[models.Model]) -> list[int]:
        """The marked rows of a model; made after the first row of the first zone."""
        if model not in self.rows:
            row: Any = model._default_manager.filter(zone=self.here).first()
            assert row is not None, f"the demo has no {model.__name__} to mark one after"
            row.pk, row.zone, row._state.adding = None, self.there, True
            for one in model._meta.concrete_fields:
                room = (one.max_length or 0) >= len(MARK) and not one.choices
                if isinstance(one, models.CharField) and room and not one.primary_key:
                    setattr(row, one.attname, MARK)
            made = model._default_manager.bulk_create([row])[0]
            self.rows[model] = [made.pk]
        return self.rows[model]

    def wrong_in(self, where: str, form: Any) -> list[str]:
        """What of the second zone the form offers or takes."""
        found = []
        for name, one in rows_asked(form):
            foreign = self.of(one.queryset.model)
            if one.queryset.filter(pk__in=foreign).exists():
                found.append(f"{where}.{name} offers it")
            for pk in foreign:
                try:
                    one.clean([str(pk)] if isinstance(one, forms.ModelMultipleChoiceField) else str(pk))
                except ValidationError:
                    continue
                found.append(f"{where}.{name} takes it")
        for name, field in form.fields.items():
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                found += [f"{where}.{name} offers {label}" for _value, label in field.choices if MARK in str(label)]
        return found


@pytest.fixture
def both(demo_zone: Zone) -> Both:
    contact = apps.get_model("outreach.Contact")._default_manager.filter(zone=demo_zone)
    merge = apps.get_model("outreach.ContactMerge")
    merge._default_manager.create(zone=demo_zone, survivor=contact[0], absorbed=contact[1])
    project = apps.get_model("projects.Project")._default_manager.filter(zone=demo_zone).first()
    apps.get_model("projects.Guarantee")._default_manager.create(
        zone=demo_zone, project=project, template="land", name=MARK, guarantor=MARK
    )
    return Both(demo_zone)


def test_no_act_offers_or_takes_what_lies_elsewhere(both: Both) -> None:
    wrong, asked = [], 0
    person = both.request().user
    for acts in declared():
        thing = acts.model._default_manager.filter(zone=both.here).first()
        for act in acts.acts:
            if thing is None:
                names = [name for name, one in act.fields().items() if isinstance(one, forms.ModelChoiceField)]
                assert not names, f"the demo has no {acts.model.__name__} for {act.verb}, which asks {names}"
                continue
            form = act.form(thing=thing, user=person, zone=both.here)
            asked += len(rows_asked(form))
            wrong += both.wrong_in(f"{acts.room}.{act.verb}", form)
    assert not wrong, "\n".join(wrong)
    assert asked > 20


def test_no_table_offers_or_takes_what_lies_elsewhere(both: Both) -> None:
    wrong, asked, request = [], 0, both.request()
    for table in tables():
        for row in (None, table.rows(request).first()):
            form = table.form(request, row)
            asked += len(rows_asked(form))
            wrong += both.wrong_in(table.label, form)
    assert not wrong, "\n".join(wrong)
    assert asked >= 8


def test_a_key_of_elsewhere_posted_to_a_table_is_refused_at_its_field(both: Both) -> None:
    client, seen = Client(), 0
    client.force_login(both.person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["zone_id"] = both.here.pk
    session.save()
    for table in tables():
        for name, one in rows_asked(table.form(both.request())):
            for pk in both.of(one.queryset.model):
                before = table.model._default_manager.count()
                answer = client.post(table.url("add"), {name: pk})
                if answer.status_code == 403:
                    continue
                assert answer.status_code == 422, (table.label, name)
                assert name in answer.context["form"].errors, (table.label, name)
                assert table.model._default_manager.count() == before
                seen += 1
    assert seen >= 5


def test_no_form_page_offers_or_takes_what_lies_elsewhere(both: Both) -> None:
    wrong, asked, request = [], 0, both.request()
    for name, page in pages():
        thing = None
        if name in THINGS:
            thing = apps.get_model(THINGS[name])._default_manager.filter(zone=both.here).first()
            assert thing is not None, name
        elif page.find is not None or not page.ability or name in BESIDE:
            assert not isinstance(page.form, type), f"{name} asks about a thing: name its model in THINGS"
            continue
        form = page._form(request, thing, None, None)
        if name == AGAIN:
            offered = {str(value) for value, _label in form.fields["person"].choices}
            gone = User.objects.filter(username__in=("far", "asleep")).values_list("pk", flat=True)
            wrong += [f"{name} offers {pk}" for pk in gone if str(pk) in offered]
            assert str(User.objects.get(username="left").pk) in offered
            continue
        asked += len(rows_asked(form))
        wrong += both.wrong_in(name, form)
    assert not wrong, "\n".join(wrong)
    assert asked >= 6


def test_who_left_stays_on_the_row_that_names_him(both: Both) -> None:
    """Else nothing of the row could be corrected without naming somebody else."""
    project = apps.get_model("projects.Project")
    left, far = User.objects.get(username="left"), User.objects.get(username="far")
    row = project._default_manager.filter(zone=both.here).first()
    for person, stays in ((left, True), (far, False)):
        project._default_manager.filter(pk=row.pk).update(owner=person)
        page = dict(pages())["projects.CHANGE"]
        offered: Any = page._form(both.request(), row, None, None).fields["owner"]
        assert offered.queryset.filter(pk=person.pk).exists() is stays
