"""The gallery shows every component and every kind of page, each with the lines that declare it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils.html import escape

from liantu.ui.gallery_kinds import KINDS, declaration_of
from liantu.ui.tests.conftest import make_person

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "liantu/ui/templates/ui"
# they draw nothing by themselves, need a room's thing, or are drawn by what the gallery includes
NOT_ALONE = {"acts", "may", "qs", "url_if", "refusal", "pagination", "map_stage", "map_state", "map_badge"}


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The gallery is open."""
    settings.DEMO = True


def test_every_tag_of_the_reference_is_shown() -> None:
    told = (ROOT / "docs/reference/ui.md").read_text(encoding="utf-8").split("## Tags")[1].split("\n## ")[0]
    tags = set(re.findall(r"`\{% (\w+)", told.split("Forms:")[0])) - NOT_ALONE
    sources = "".join(
        one.read_text(encoding="utf-8") for one in [*TEMPLATES.glob("gallery/*"), TEMPLATES / "gallery.html"]
    )
    assert tags, "the table of tags is where it was"
    assert not [tag for tag in sorted(tags) if f"{{% {tag} " not in sources]


def test_every_field_and_part_is_on_the_page(staff: Client) -> None:
    page = staff.get("/system/gallery/").content.decode()
    shown = (
        'data-combo="text"', 'data-combo="many"', 'class="day-field"', 'class="money"', 'class="files"', 'class="pills"',
        'class="skeleton"', 'class="failed"', 'class="parts-bar"', 'class="range-band"', 'id="waiting"', 'class="lamp',
    )  # fmt: skip
    assert not [part for part in shown if part not in page]
    assert "class SampleFields" in page
    staff.cookies["liantu_language"] = "en"
    english = staff.get("/system/gallery/").content.decode()
    for name in ("Metro", "Gantt", "Capacity", "Zone map"):
        assert name in english


@pytest.mark.parametrize("code", [one.code for one in KINDS])
def test_every_kind_of_page_stands_with_its_declaration(staff: Client, client: Client, zone: Any, code: str) -> None:
    kind = next(one for one in KINDS if one.code == code)
    assert f'href="{kind.url}"' in (page := staff.get("/system/gallery/").content.decode())
    for name in kind.names:
        assert escape(declaration_of(name).splitlines()[0]) in page
    answer = staff.get(kind.url)
    assert answer.status_code == 200 and "<h1" in answer.content.decode()
    with override_settings(DEMO=False, DEBUG=False):
        assert staff.get(kind.url).status_code == 404
    client.force_login(make_person("guest", zone, "observer"))
    assert client.get(kind.url).status_code == 403


def test_the_sample_form_keeps_nothing_and_tells_what_is_missing(staff: Client) -> None:
    assert staff.get("/system/gallery/no-such/").status_code == 404
    refused = staff.post("/system/gallery/form/", {"firm_name": ""})
    assert refused.status_code == 422 and 'class="problems' in refused.content.decode()
    sent = {
        "firm_name": "远岫新材料",
        "outcome": "make",
        "place": "3",
        "amount_wan_yuan": "1.2",
        "amount_wan_yuan-unit": "亿元",
    }
    assert staff.post("/system/gallery/form/", sent).status_code == 302


def test_the_panel_and_the_drawer_of_the_samples_answer(staff: Client) -> None:
    panel = staff.get("/system/gallery/split/?sel=3", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="side-panel")
    assert panel.status_code == 200 and "%" in panel.content.decode()
    drawer = staff.get("/system/gallery/thing/?see=why", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="drawer")
    assert drawer.status_code == 200 and "range-band" in drawer.content.decode()
    assert "gallery-split" in staff.get("/system/gallery/split/").content.decode()
