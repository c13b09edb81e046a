"""Declared pages: what stands where, for whom, and that nothing typed or refused is lost."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from liantu.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import Zone
from liantu.ui.lists import Column, ListPage
from liantu.ui.pages import (
    BoardPage,
    Card,
    DetailPage,
    Fact,
    FactsCard,
    FormPage,
    Head,
    HistoryCard,
    Link,
    Part,
    Said,
    SaidCard,
    Tab,
    TableCard,
)
from liantu.ui.pages.parts import drawn_parts

THING = SimpleNamespace(
    pk=7, name="Plot <7>", state="ready", words="one\ntwo", empty="", on=date(2026, 3, 5), rows=[{"n": 3, "who": "<b>"}]
)


def request_for(path: str = "/", data: dict[str, str] | None = None, **headers: str) -> HttpRequest:
    """A request of nobody: the machine itself asks who may see what."""
    from django.contrib.auth.models import AnonymousUser

    made = RequestFactory().post(path, data) if data is not None else RequestFactory().get(path, headers=headers)
    made.user = AnonymousUser()
    made.zone = None  # type: ignore[attr-defined]
    return made


def page(**changes: Any) -> DetailPage[Any]:
    """A page with one card of each kind."""
    given: dict[str, Any] = {
        "ability": "",
        "head": Head(
            title=lambda one: one.name,
            badges=lambda one: [(one.state, "ok")],
            line=lambda _one: ["plain", ("linked", "/there/"), ""],
            links=lambda _request, _one: [Link("Change", "/change/", main=True), Link("Drop", "/drop/", method="post")],
        ),
        "cards": (
            FactsCard(
                code="facts",
                title="Facts",
                facts=(
                    Fact("name", "Name"),
                    Fact("words", "Words", kind="lines"),
                    Fact("on", "Day", kind="date"),
                    Fact("empty", "Left out", optional=True),
                    Fact("empty", "Said to be unknown"),
                ),
            ),
            TableCard(
                code="rows",
                title="Rows",
                place="side",
                rows=lambda _request, one: one.rows,
                columns=(Column("n", "N", kind="number"), Column("who", "Who")),
            ),
            Card(code="nothing", title="Never drawn", fill=lambda _request, _one: None),
            Card(code="secret", title="Not for nobody", ability="system.view", fill=lambda _request, _one: {}),
            HistoryCard(lambda _one: ()),
        ),
        **changes,
    }
    return DetailPage(**given)


@pytest.mark.django_db
def test_head_and_cards_are_drawn_with_everything_escaped() -> None:
    text = page().respond(request_for(), THING).content.decode()
    assert "Plot &lt;7&gt;" in text
    assert "<7>" not in text
    assert 'href="/there/">linked' in text
    assert "one<br>two" in text
    assert "2026-03-05" in text
    assert "Said to be unknown" in text
    assert "Left out" not in text
    assert "&lt;b&gt;" in text
    assert 'action="/drop/"' in text


@pytest.mark.django_db
def test_a_card_with_nothing_to_say_or_not_for_this_person_is_not_there() -> None:
    text = page().respond(request_for(), THING).content.decode()
    assert "Never drawn" not in text
    assert "Not for nobody" not in text


@pytest.mark.django_db
def test_each_tab_shows_its_cards_and_an_unknown_tab_the_first() -> None:
    cards = (Card(code="a", title="First card", tab="one"), Card(code="b", title="Second card", tab="two"))
    tabbed = page(cards=cards, tabs=(Tab("one", "One"), Tab("two", "Two")))
    first = tabbed.respond(request_for("/?tab=nonsense"), THING).content.decode()
    assert "First card" in first
    assert "Second card" not in first
    assert "Second card" in tabbed.respond(request_for("/?tab=two"), THING).content.decode()


@pytest.mark.django_db
def test_htmx_gets_the_tab_alone_and_going_back_the_whole_page() -> None:
    part = page().respond(request_for("/", None, **{"HX-Request": "true", "HX-Target": "page-tab"}), THING)
    assert b"<html" not in part.content
    back = {"HX-Request": "true", "HX-Target": "page-tab", "HX-History-Restore-Request": "true"}
    assert b"<html" in page().respond(request_for("/", None, **back), THING).content


@pytest.mark.django_db
def test_a_card_says_how_many_when_it_knows() -> None:
    cards = (
        Card(code="none", title="Nothing found", fill=lambda _request, _one: {"how_many": 0}),
        Card(code="uncounted", title="Uncounted"),
    )
    text = page(cards=cards).respond(request_for(), THING).content.decode()
    assert text.count('<span class="num muted">0</span>') == 1


@pytest.mark.django_db
def test_columns_are_even_when_the_page_says_so() -> None:
    assert 'class="split"' in page().respond(request_for(), THING).content.decode()
    even = page(even=True).respond(request_for(), THING).content.decode()
    assert 'class="split"' not in even
    assert 'class="grid grid-2"' in even


@pytest.mark.django_db
def test_a_history_is_the_log_of_the_thing_unless_the_room_has_better_words() -> None:
    zone = Zone.objects.create(code="east", name="East")
    record("jobs.requested", target=zone, by=None, zone=zone, reason="because <of> it")
    bare = Head(title=lambda one: one.name)
    of_log = page(head=bare, cards=(HistoryCard(title="What was done"),)).respond(request_for(), zone).content.decode()
    assert "What was done" in of_log
    assert "because &lt;of&gt; it" in of_log
    silent = page(head=bare, cards=(HistoryCard(lambda _one: ()),)).respond(request_for(), zone).content.decode()
    assert "because" not in silent


def test_a_card_in_no_tab_or_a_code_twice_is_a_mistake_of_the_room() -> None:
    with pytest.raises(AssertionError, match="no tab"):
        page(tabs=(Tab("one", "One"),))
    with pytest.raises(AssertionError, match="one code"):
        page(cards=(Card(code="a"), Card(code="a")))


class PlotForm(forms.Form):
    """Three fields, one of which no part names."""

    name = forms.CharField()
    area = forms.DecimalField()
    note = forms.CharField(required=False)


def test_no_field_is_lost_when_the_parts_forget_it() -> None:
    parts = list(drawn_parts(PlotForm(), (Part((("name", "area"),), title="Plot"),)))
    assert [[one.name for one in row] for drawn in parts for row in drawn.rows] == [["name", "area"], ["note"]]


@pytest.mark.django_db
def test_a_refused_form_keeps_what_was_typed_and_tells_each_problem_at_its_field() -> None:
    def refuse(_request: HttpRequest, _thing: Any, _form: Any) -> str:
        raise ProblemsError(
            [Problem("area_small", "The plot is too small.", where="area"), Problem("closed", "The year is closed.")]
        )

    declared = FormPage(form=lambda _r, _t, data, files: PlotForm(data, files), do=refuse, ability="", title="New plot")
    answer = declared.respond(request_for("/", {"name": "East <gate>", "area": "3"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "East &lt;gate&gt;" in text
    assert text.count("The plot is too small.") == 2  # at the top and at the field, in the same words
    assert text.count("The year is closed.") == 1


@pytest.mark.django_db
def test_a_good_form_goes_on() -> None:
    declared = FormPage(
        form=lambda _r, _t, data, files: PlotForm(data, files),
        do=lambda _r, _t, form: f"/{form.cleaned_data['name']}/",
        ability="",
        title="New plot",
    )
    answer = declared.respond(request_for("/", {"name": "east", "area": "3"}))
    assert (answer.status_code, answer["Location"]) == (302, "/east/")


def test_a_hidden_field_a_part_names_is_drawn_once_and_its_refusal_is_told() -> None:
    class Hidden(PlotForm):
        channel = forms.ChoiceField(choices=[("a", "A")], widget=forms.HiddenInput, label="Channel")

    def declared(data: Any) -> str:
        made = FormPage(form=lambda *_any: Hidden(data), do=lambda *_any: "/", title="New", parts=(Part(("channel",)),))
        return made.respond(request_for("/", data or None)).content.decode()

    assert declared({}).count('name="channel"') == 1
    refused = declared({"name": "x", "area": "1", "channel": "z"})
    assert '<span class="problem-where">Channel</span>' in refused


@pytest.mark.django_db
def test_words_of_a_form_may_follow_its_thing_and_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("liantu.ui.pages.forms.messages.success", lambda _request, text: said.append(text))
    declared = FormPage(
        form=lambda _r, _t, data, files: PlotForm(data, files),
        do=lambda *_any: "/plots/3/",
        title=lambda one: f"Plot of {one.name}",
        subtitle=lambda one: f"It is {one.state}",
        done=lambda target: f"Kept at {target}",
    )
    text = declared.respond(request_for(), THING).content.decode()
    assert "Plot of Plot &lt;7&gt;" in text
    assert "It is ready" in text
    declared.respond(request_for("/", {"name": "east", "area": "3"}), THING)
    assert said == ["Kept at /plots/3/"]


def test_a_form_for_people_without_an_account_is_answered_by_a_view_of_the_room() -> None:
    with pytest.raises(AssertionError, match="room's own view"):
        FormPage(form=lambda *_any: PlotForm(), do=lambda *_any: "/", title="New").view()


@pytest.mark.django_db
def test_a_list_says_its_buttons_itself() -> None:
    listed = ListPage(
        "plots", lambda _request: [], (Column("name", "Name"),), links=lambda _request: [Link("New", "/n/")]
    )
    assert 'href="/n/"' in listed.respond(request_for()).content.decode()


@pytest.mark.django_db
def test_a_board_shows_things_where_they_stand_and_says_when_there_are_none() -> None:
    def board(*things: SimpleNamespace) -> str:
        declared = BoardPage(
            ability="",
            title="Plots",
            rows=lambda _request: things,
            groups=(("Free", ("free",)), ("Taken", ("let", "sold")), ("Closed", ("closed",))),
            card=Head(title=lambda one: one.name, line=lambda one: [one.place, "", ("map", "/map/")]),
            text=lambda one: one.words,
            empty=("No plot", "Add one.", "flag"),
        )
        return declared.respond(request_for()).content.decode()

    def plot(name: str, state: str) -> SimpleNamespace:
        return SimpleNamespace(name=name, state=state, place="<east>", words="x" * 300, get_absolute_url=f"/{name}/")

    text = board(plot("b", "sold"), plot("a", "free"))
    assert text.index("Free") < text.index('href="/a/"') < text.index("Taken") < text.index('href="/b/"')
    assert 'board-column is-empty" data-stage="closed"' in text and text.count("is-empty") == 1  # folded, not left out
    assert "&lt;east&gt;" in text and '<a href="/map/">' in text and "x" * 121 not in text
    assert "No plot" in board() and "No plot" not in text


@pytest.mark.django_db
def test_what_people_said_is_told_with_what_they_brought() -> None:
    told = [
        Said("Ann", date(2026, 3, 5), "one\n<two>", "chosen", attached=("proof.pdf", "/files/1/")),
        Said("Bob", date(2026, 3, 6), "three", attached=("hidden.pdf", "")),
    ]

    def drawn(said: list[Said], empty: str = "") -> str:
        card = SaidCard(lambda _request, _one: said, code="said", title="Claims", empty=empty)
        return page(cards=(card,)).respond(request_for(), THING).content.decode()

    text = drawn(told)
    assert "&lt;two&gt;" in text and "chosen" in text
    assert '<a href="/files/1/">' in text and "hidden.pdf" in text
    assert "Claims" not in drawn([]) and "Nobody yet" in drawn([], "Nobody yet")
