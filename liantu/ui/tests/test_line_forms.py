"""Lines that repeat in a form: empty ones are none, a line has one number everywhere, nothing typed is lost."""

from __future__ import annotations

from django import forms
from hypothesis import given
from hypothesis import strategies as st

from liantu.ui.act_forms import ActForm, Lines, LinesForm


class TaskForm(ActForm):
    text = forms.CharField(label="Task", max_length=20)
    days = forms.IntegerField(label="Days")


class MeetingForm(LinesForm):
    title = forms.CharField(label="Title")
    lines = {"tasks": Lines(TaskForm, shown=2)}


def form_of(data: dict[str, str] | None = None) -> MeetingForm:
    return MeetingForm(data, thing=None, user=None, zone=None)


def test_an_empty_form_shows_so_many_lines() -> None:
    form = form_of()
    assert list(form.numbers_of("tasks")) == [1, 2]
    assert form.names_of("tasks", 2) == ("tasks.2.text", "tasks.2.days")
    assert set(form.fields) == {"title", *form.names_of("tasks", 1), *form.names_of("tasks", 2)}


def test_lines_below_an_empty_one_move_up() -> None:
    form = form_of({"title": "x", "tasks.1.text": " ", "tasks.2.text": "call", "tasks.2.days": "3"})
    assert form.is_valid()
    assert form.given() == {"title": "x", "tasks": [{"text": "call", "days": 3}]}
    assert form["tasks.1.text"].value() == "call"


def test_what_does_not_read_is_told_at_its_line() -> None:
    form = form_of({"title": "x", "tasks.7.text": "call", "tasks.7.days": "soon"})
    assert set(form.errors) == {"tasks.1.days"}


@given(st.lists(st.text("ab ", max_size=3), max_size=9))
def test_every_filled_line_is_read_in_its_order(texts: list[str]) -> None:
    form = form_of({"title": "x", **{f"tasks.{number}.text": text for number, text in enumerate(texts)}})
    assert form.is_valid()
    assert [line["text"] for line in form.given()["tasks"]] == [text.strip() for text in texts if text.strip()]
    assert len(form.numbers_of("tasks")) >= 2


def test_names_nobody_asked_for_are_no_lines() -> None:
    form = form_of({"title": "x", "tasks.x.text": "a", "tasks.1": "b", "tasks..text": "c", "tasks.99999.text": "d"})
    assert form.is_valid()
    assert form.given()["tasks"] == []
