"""A long form goes by steps, shows everything once more, and loses nothing on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import Zone
from liantu.ui.pages import FormPage, Part, Step
from liantu.ui.tests.conftest import make_person, make_zone

pytestmark = pytest.mark.django_db


class PlotForm(forms.Form):
    """A form in two steps."""

    name = forms.CharField(label="Plot")
    use = forms.ChoiceField(label="Use", choices=[("", "—"), ("mill", "Mill")], required=False)
    price_wan_yuan = forms.DecimalField(label="Price", max_digits=12, decimal_places=2)
    fenced = forms.BooleanField(label="Fenced", required=False)


KEPT: list[Any] = []


def _do(_request: Any, _thing: Any, form: Any) -> str:
    if form.cleaned_data["name"] == "taken":
        raise ProblemsError([Problem("taken", "The plot is taken.", where="name")])
    KEPT.append(form.cleaned_data)
    return "/plots/1/"


PAGE = FormPage(
    form=lambda _request, _thing, data, files: PlotForm(data, files),
    do=_do,
    title="New plot",
    submit="Add the plot",
    steps=(
        Step("what", "What", (Part(("name", "use")),)),
        Step("price", "How much", (Part(("price_wan_yuan", "fenced")),)),
    ),
)


def sent(data: dict[str, str] | None = None, **headers: str) -> Any:
    zone: Zone = make_zone()
    made: HttpRequest = (
        RequestFactory().post("/new/", data, headers=headers) if data is not None else RequestFactory().get("/new/")
    )
    made.user = make_person("lin", zone)
    made.zone = zone  # type: ignore[attr-defined]
    answer = PAGE.respond(made)  # type: ignore[arg-type]
    return answer, answer.content.decode()


def is_on(page: str, step: str) -> bool:
    """Whether the fields of a step are shown."""
    tag = page[page.index(f'id="step-{step}"') :].split(">")[0]
    return "hidden" not in tag


def test_the_first_step_is_shown_and_all_fields_are_in_the_form() -> None:
    _answer, page = sent()
    assert is_on(page, "what") and not is_on(page, "price")
    assert 'name="price_wan_yuan"' in page and 'data-draft="' in page
    assert 'aria-current="step"' in page and "Add the plot" not in page


def test_a_step_is_left_only_when_its_own_fields_read() -> None:
    answer, page = sent({"at": "what", "step": "price"})
    assert answer.status_code == 422 and is_on(page, "what")
    assert "填plot" in page and "填price" not in page  # what comes later is no fault yet
    answer, page = sent({"at": "what", "step": "price", "name": "A-03"})
    assert answer.status_code == 200 and is_on(page, "price") and 'value="A-03"' in page
    answer, page = sent({"at": "price", "step": "what", "name": "A-03", "price_wan_yuan": "x"})
    assert answer.status_code == 200 and is_on(page, "what")  # going back asks nothing
    assert 'value="x"' in page


def test_the_last_look_shows_what_was_written_and_leads_to_what_is_missing() -> None:
    answer, page = sent(
        {"at": "price", "step": "check", "name": "A-03", "use": "mill", "price_wan_yuan": "1.2亿", "fenced": "on"}
    )
    assert answer.status_code == 200 and "step-check" in page and "Add the plot" in page
    assert "<dd>Mill</dd>" in page and "<dd>1.2 亿元</dd>" in page and "<dd>是</dd>" in page
    answer, page = sent({"at": "what", "step": "check", "name": "A-03"})
    assert answer.status_code == 422 and is_on(page, "price") and "填price" in page


def test_it_is_sent_once_whole_and_a_refusal_leads_to_its_step() -> None:
    KEPT.clear()
    whole = {"at": "check", "name": "A-03", "price_wan_yuan": "80"}
    answer, _page = sent(whole)
    assert answer.status_code == 302 and KEPT[0]["name"] == "A-03"
    answer, _page = sent(whole, **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/plots/1/" and answer.status_code == 200
    answer, page = sent({**whole, "name": "taken"})
    assert answer.status_code == 422 and is_on(page, "what") and page.count("The plot is taken.") == 2
    answer, page = sent({"at": "check", "name": "A-03"})
    assert answer.status_code == 422 and is_on(page, "price")
    assert sent({"at": "x", "step": "nonsense"})[0].status_code == 200
