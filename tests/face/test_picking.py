"""One row out of many: the id is held, the name is read, what means nothing is told and never dropped."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liantu.people.models import User, Zone
from liantu.projects.models import Project
from liantu.sources.factories import make_person, make_zone
from liantu.ui.act_forms import narrow
from liantu.ui.dressing import dress

MANY = 20


@pytest.fixture
def zone(db: None) -> Zone:
    return make_zone()


def people(zone: Zone, many: int = MANY) -> list[User]:
    found = []
    for number in range(many):
        one = make_person(zone, "promotion_officer", f"{zone.code}-{number:02}")
        one.display_name = f"周溪{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{number}"
        one.save()
        found.append(one)
    return found


class Asked(forms.Form):
    """A form of a room that knows nothing of how its rows are chosen."""

    owner = forms.ModelChoiceField(User.objects.all(), required=False, empty_label="—")


def form_of(zone: Zone, reader: User, data: Any = None, **more: Any) -> Asked:
    form = Asked(data, **more)
    narrow(form, reader, zone)
    dress(form)
    return form


def test_few_rows_are_a_select_and_many_a_combobox_that_names_the_chosen_one(zone: Zone) -> None:
    known = people(zone, 12)
    few = str(form_of(zone, known[0], initial={"owner": known[3].pk})["owner"])
    assert few.startswith("<select") and f'<option value="{known[3].pk}" selected>' in few
    known += [make_person(zone, "promotion_officer", f"more-{number}") for number in range(8)]
    with CaptureQueriesContext(connection) as asked:
        many = str(form_of(zone, known[0], initial={"owner": known[3].pk})["owner"])
    assert 'role="combobox"' in many and "<option" not in many
    assert f'value="{known[3].display_name}"' in many and f'name="owner" value="{known[3].pk}"' in many
    assert len(asked) <= 3, "people who stand, the first rows, the chosen one"


@pytest.mark.parametrize(
    ("typed", "given", "meant"),
    [
        (None, "{id}", "one"),  # whoever sends ids alone: the API, a script
        ("周溪丙2", "{id}", "one"),
        ("周溪丙2", "", "one"),  # without script a whole name is understood
        ("周溪丙2", "{other}", "one"),  # what is read counts, not what was chosen before
        ("{username}", "", "one"),
        ("", "{id}", "none"),
        ("周溪", "", "told"),  # means several
        ("查无此人", "{id}", "told"),
        ("{id}", "", "told"),  # a number that is typed is no id
    ],
)
def test_what_was_typed_means_the_row_of_that_name_or_is_told(zone: Zone, typed: Any, given: str, meant: str) -> None:
    known = people(zone)
    one = known[2]
    words = {"id": one.pk, "other": known[5].pk, "username": one.username}
    data = {"owner": given.format(**words)}
    if typed is not None:
        data["owner-name"] = typed.format(**words)
    form = form_of(zone, known[0], data)
    if meant == "told":
        assert data["owner-name"] in form.errors["owner"][0], "it says what it does not know"
        assert f'value="{data["owner-name"]}"' in str(form["owner"]), "and what was typed stays"
    else:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["owner"] == (one if meant == "one" else None)


def offered(person: User, text: str, address: str, field: str = "owner") -> list[str]:
    client = Client()
    client.force_login(person)
    answer = client.get(address, {"rows-of": field, f"{field}-name": text, "list": "l"})
    assert answer.status_code == 200
    return re.findall(r'data-name="([^"]*)"', answer.content.decode())


def test_the_form_itself_offers_what_it_takes_of_this_zone_and_for_this_person(zone: Zone) -> None:
    known, elsewhere = people(zone), people(make_zone("elsewhere"))
    address = reverse("projects:new")
    assert offered(known[0], "溪丙", address) == ["周溪丙2", "周溪丙12"]
    assert offered(known[0], "zxb", address) == ["周溪丙2", "周溪丙12"], "by first letters"
    assert len(offered(known[0], "", address)) == 8
    gone = known[2].memberships.get()
    gone.ends_on = timezone.localdate() - timedelta(days=1)
    gone.save()
    assert offered(known[0], "溪丙", address) == ["周溪丙12"], "who left is chosen no more"
    assert offered(elsewhere[0], "溪丙12", address) == ["周溪丙12"]
    client = Client()
    client.force_login(known[0])
    page = client.get(address, {"rows-of": "owner", "owner-name": "没有这人<b>"}).content.decode()
    assert "data-name" not in page and 'aria-disabled="true"' in page and "没有这人&lt;b&gt;" in page
    assert 'aria-disabled="true"' in client.get(address, {"rows-of": "owner", "owner-name": ""}).content.decode()
    for field in ("name", "nonsense"):
        assert client.get(address, {"rows-of": field}).status_code == 404
    outsider = make_person(zone, "ambassador", "outside")
    client.force_login(outsider)
    assert client.get(address, {"rows-of": "owner", "owner-name": "周"}).status_code == 403


def test_texts_that_name_a_firm_are_offered_names_and_stay_texts() -> None:
    class Force(forms.Form):
        linked_enterprise = forms.CharField(max_length=20)
        other = forms.CharField()

    form = Force({"linked_enterprise": "远岫", "other": "x"})
    dress(form)
    drawn = str(form["linked_enterprise"])
    assert "/suggest/firm/" in drawn and 'maxlength="20"' in drawn and "/suggest/" not in str(form["other"])
    assert form.is_valid() and form.cleaned_data["linked_enterprise"] == "远岫"


def test_rows_with_a_code_show_it_and_are_found_by_it(zone: Zone) -> None:
    reader = make_person(zone, "promotion_officer", "reader")
    for number in range(15):
        Project.objects.create(zone=zone, name=f"洛北镀锌{number}期", number=f"2026-{number:04}", investor_name="洛北")

    class About(forms.Form):
        project = forms.ModelChoiceField(Project.objects.all())

    def about(data: Any = None, **more: Any) -> About:
        form = About(data, **more)
        narrow(form, reader, zone)
        dress(form)
        return form

    third = Project.objects.get(number="2026-0003")
    assert 'value="洛北镀锌3期 2026-0003"' in str(about(initial={"project": third})["project"])
    assert about({"project": "", "project-name": "2026-0003"}).is_valid()
    assert not about({"project": "", "project-name": "洛北镀锌"}).is_valid()


def test_a_generated_form_offers_rows_and_keeps_the_chosen_one(zone: Zone) -> None:
    known = people(zone)
    client = Client()
    client.force_login(known[0])
    address = reverse("outreach:promotionforce_add")
    page = client.get(address).content.decode()
    assert 'name="person-name"' in page
    answer = client.get(address, {"rows-of": "person", "person-name": "溪丁"})
    assert f'data-id="{known[3].pk}"' in answer.content.decode()
