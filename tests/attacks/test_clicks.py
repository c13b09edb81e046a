"""Twenty clicks are one: every form of every page and every declared act; and no template posts without the token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from liantu.people.models import Zone
from liantu.ui.once import FIELD
from tests.attacks.clicks import Clicks, Writes

TEMPLATES = Path(__file__).resolve().parents[2] / "liantu"
FORM = re.compile(r"<form\b(?P<head>[^>]*(?:%\}[^>]*)*)>(?P<inside>.*?)</form>", re.S | re.I)
POSTS = re.compile(r"method\s*=\s*[\"']?post|hx-(post|put|patch|delete)\s*=", re.I)
TAKEN_AT_LEAST = 60


def tokenless(source: str) -> list[str]:
    """The heads of the forms of a template that post without the token."""
    return [
        one["head"].strip()
        for one in FORM.finditer(source)
        if POSTS.search(one["head"]) and "{% csrf_token %}" not in one["inside"]
    ]


def test_no_template_posts_without_the_token() -> None:
    """``{% csrf_token %}`` draws both tokens; a part that draws the inside of a form stands in the form itself."""
    wrong, posting = {}, 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        if "static" in path.parts:
            continue
        source = path.read_text("utf-8")
        posting += sum(bool(POSTS.search(one["head"])) for one in FORM.finditer(source))
        if found := tokenless(source):
            wrong[str(path.relative_to(TEMPLATES))] = found
    assert not wrong, wrong
    assert posting >= 50


@pytest.mark.parametrize("source", [
    '<form method="post" class="x"><input name="a"></form>',
    "<FORM action='{% url 'a:b' %}' METHOD=post><button>是</button></FORM>",
    '<form hx-post="/a/">\n<button>是</button></form>',
])  # fmt: skip
def test_the_guard_finds_a_form_without_the_token(source: str) -> None:
    assert tokenless(source)
    assert not tokenless(
        source.replace("<button>", "{% csrf_token %}<button>").replace("<input", "{% csrf_token %}<input")
    )


@pytest.mark.slow
def test_every_form_sent_twenty_times_is_done_once(demo_zone: Zone) -> None:
    found = Clicks(demo_zone)
    found.run()
    print(found.report())
    assert not found.wrong, found.report()
    assert min(found.done["page"], found.done["part"]) >= TAKEN_AT_LEAST, found.report()


def test_forms_drawn_by_pages_carry_a_token_each(demo_zone: Zone) -> None:
    """As drawn, not as written: the forms of a few pages."""
    found = Clicks(demo_zone)
    drawn = [form for path in ("/projects/", "/projects/new/", "/leads/new/", "/system/tokens/")
             for form in found.inputs.seen(path)[0] if form.method == "POST"]  # fmt: skip
    assert len(drawn) >= 4
    for form in drawn:
        tokens = [values for name, values in form.fields if name == FIELD]
        assert len(tokens) == 1
        assert re.fullmatch(r"[0-9a-f]{32}", tokens[0][0])


def test_the_watch_sees_what_is_written() -> None:
    watch = Writes()
    for sql in ('INSERT INTO "leads_lead" VALUES (1)', 'UPDATE "ui_sentform" SET x=1', "SELECT 1"):
        watch(lambda *_given: None, sql, (), False, {})
    assert len(watch.said) == 1
