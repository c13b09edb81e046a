"""Pages of the room as people meet them."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liantu.chains import actions, factories, reads
from liantu.chains.models import ChainAppointment
from liantu.chains.tests.conftest import World


def form_of(world: World, **changed: str) -> dict[str, object]:
    """The editor's form as the version in force fills it, with the words of links changed."""
    version = reads.published_version(world.chain)
    assert version is not None
    nodes = reads.template_of(version).nodes
    data: dict[str, object] = {"revision": "0", "chain": "试验钢", "name_en": "Trial steel"}
    for field in ("code", "name", "name_en", "stage", "intent", "logistic_class"):
        data[f"node_{field}"] = [getattr(node, field) for node in nodes]
    for field in ("words", "exclude", "gbt4754"):
        data[f"node_{field}"] = ["、".join(getattr(node, field)) for node in nodes]
    data["node_words"] = [
        "、".join(changed.get(node.code.replace("-", "_"), node.words))
        if node.code.replace("-", "_") not in changed
        else changed[node.code.replace("-", "_")]
        for node in nodes
    ]
    data["edges"] = "crude-steel > rolled-products\nrolled-products > guard-rails"
    return data


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(world: World, language: str) -> None:
    """No page of the room fails, with and without a draft."""
    world.client.cookies["django_language"] = language
    actions.save_draft(
        world.chain,
        reads.template_of(reads.published_version(world.chain)),
        by=world.admin,
        revision=0,  # type: ignore[arg-type]
    )
    for url in (
        reverse("chains:index"),
        reverse("chains:adopt"),
        reverse("chains:detail", args=["trial-steel"]),
        reverse("chains:detail", args=["trial-steel"]) + "?radius=province&stage=upstream",
        reverse("chains:table", args=["trial-steel"]),
        reverse("chains:people", args=["trial-steel"]),
        reverse("chains:editor", args=["trial-steel"]),
        reverse("chains:versions", args=["trial-steel"]),
        reverse("chains:compare", args=["trial-steel"]),
        reverse("chains:node", args=["trial-steel", "guard-rails"]),
        reverse("chains:node", args=["trial-steel", "rolled-products"]) + "?radius=nation",
        reverse("chains:node_preview", args=["trial-steel", "guard-rails"]) + "?words=护栏",
        reverse("chains:download", args=["trial-steel", 1, "yaml"]),
        reverse("chains:download", args=["trial-steel", 1, "xlsx"]),
    ):
        assert world.client.get(url).status_code == 200, url


def test_a_missing_link_tells_why_and_who(world: World) -> None:
    """The chief sees the reasons with their numbers, the first who could fill it, and the way to the list."""
    page = world.client.get(reverse("chains:node", args=["trial-steel", "guard-rails"])).content.decode()
    assert "60" in page
    assert reverse("prospects:node", args=["trial-steel", "guard-rails"]) in page
    assert "护栏" in page
    assert "燕南护栏制造有限公司" in page or "齐川护栏科技有限公司" in page


def test_present_firms_are_shown_with_marked_words(world: World) -> None:
    """The word stands marked in the scope, beside source and day."""
    page = world.client.get(reverse("chains:node", args=["trial-steel", "rolled-products"])).content.decode()
    assert re.search(r'<mark class="role-make">\s*热轧', page)
    assert "虚构数据" in page
    assert "绛水轧钢有限公司" in page


def test_trying_words_saves_nothing(world: World) -> None:
    """The new list comes at once, and the template stays."""
    url = reverse("chains:node_preview", args=["trial-steel", "guard-rails"])
    before = reads.published_version(world.chain).text  # type: ignore[union-attr]
    found = world.client.get(url, {"words": "热轧", "exclude": ""}).content.decode()
    assert "<strong>31</strong>" in found  # one mill of 运城 and thirty of 太原
    assert reads.published_version(world.chain).text == before  # type: ignore[union-attr]
    assert reads.draft_version(world.chain) is None


def test_drawing_publishing_and_comparing(world: World) -> None:
    """A changed word becomes a draft, then version 2, and the comparison names it."""
    editor = reverse("chains:editor", args=["trial-steel"])
    assert world.client.post(editor, form_of(world, guard_rails="护栏、防撞栏")).status_code == 302
    assert world.client.post(reverse("chains:publish", args=["trial-steel"])).status_code == 302
    assert reads.published_version(world.chain).number == 2  # type: ignore[union-attr]
    page = world.client.get(reverse("chains:compare", args=["trial-steel"])).content.decode()
    assert "<ins>防撞栏</ins>" in page


def test_problems_name_their_row_and_keep_the_form(world: World) -> None:
    """A refused form comes back with all problems and with what was typed."""
    data = form_of(world, guard_rails="") | {"edges": "crude-steel > nowhere"}
    answer = world.client.post(reverse("chains:editor", args=["trial-steel"]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("problem-where") >= 2
    assert "crude-steel &gt; nowhere" in page
    live = world.client.post(reverse("chains:check", args=["trial-steel"]), data).content.decode()
    assert 'data-problem-node="guard-rails"' in live


def test_two_people_in_one_draft(world: World) -> None:
    """The second saving from an old page is refused and keeps its words on the screen."""
    editor = reverse("chains:editor", args=["trial-steel"])
    world.client.post(editor, form_of(world, guard_rails="护栏、甲词组"))
    answer = world.login(world.chief).post(editor, form_of(world, guard_rails="护栏、乙词组"))
    assert answer.status_code == 422
    assert "乙词组" in answer.content.decode()
    assert "甲词组" in reads.draft_version(world.chain).text  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["yaml", "xlsx"])
def test_a_downloaded_file_comes_back_as_it_went(world: World, form: str) -> None:
    """Down and up again is the same template, so the draft equals the version in force."""
    got = world.client.get(reverse("chains:download", args=["trial-steel", 1, form]))
    upload = SimpleUploadedFile(f"back.{form}", got.content)
    assert world.client.post(reverse("chains:upload", args=["trial-steel"]), {"file": upload}).status_code == 302
    draft, version = reads.draft_version(world.chain), reads.published_version(world.chain)
    assert draft is not None
    assert version is not None
    assert reads.template_of(draft).nodes == reads.template_of(version).nodes


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"\xff\xfe\x00", b"chain: [", b"", b"chain: x\nfoo: 1\n"])
def test_hostile_files_are_refused_in_words(world: World, content: bytes) -> None:
    """Whatever comes, a page with problems answers."""
    upload = SimpleUploadedFile("x.yaml", content)
    answer = world.client.post(reverse("chains:upload", args=["trial-steel"]), {"file": upload})
    assert answer.status_code == 422
    assert "problem-what" in answer.content.decode()


def test_people_are_written_down_and_corrected(world: World) -> None:
    """Leadership appoints, corrects, ends; the page tells who is not there any more."""
    client = world.login(world.leadership)
    given = {"office": "chain_chief", "printed_name": "程远山", "title": "副主任", "starts_on": "2026-01-01"}
    page = reverse("chains:people", args=["trial-steel"])
    done = client.post(reverse("chains:act_appoint", args=[world.chain.pk]), given)
    assert (done.status_code, done.headers["Location"]) == (302, page)
    made = ChainAppointment.objects.get()
    change = reverse("chains:office_act_correct", args=[made.pk])
    assert change in client.get(page).content.decode()
    assert (
        client.post(change, {"printed_name": "程近山", "title": "主任", "starts_on": "2026-01-01"}).status_code == 302
    )
    refused = client.post(change, {"printed_name": "", "starts_on": "昨天"})
    assert refused.status_code == 422 and "昨天" in refused.content.decode()
    end = reverse("chains:office_act_end", args=[made.pk])
    assert client.post(end, {"on": "2025-02-01"}).status_code == 422
    assert client.post(end, {"on": "2026-02-01"}).status_code == 302
    made.refresh_from_db()
    assert (made.printed_name, str(made.ends_on)) == ("程近山", "2026-02-01")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("detail", ["trial-steel"]),
        ("node", ["trial-steel", "guard-rails"]),
        ("editor", ["trial-steel"]),
        ("people", ["trial-steel"]),
        ("versions", ["trial-steel"]),
    ],
)
def test_another_zone_gets_404(world: World, name: str, arguments: list[str]) -> None:
    """A chain of another zone does not exist."""
    other = factories.make_zone("other")
    client = world.login(factories.make_person("stranger", other, "zone_administrator"))
    assert client.get(reverse(f"chains:{name}", args=arguments)).status_code == 404


def test_without_the_role_the_editor_is_closed(world: World) -> None:
    """An observer reads; drawing and appointing are refused."""
    client = world.login(factories.make_person("observer", world.zone, "observer"))
    assert client.get(reverse("chains:detail", args=["trial-steel"])).status_code == 200
    assert client.get(reverse("chains:editor", args=["trial-steel"])).status_code == 403
    assert client.post(reverse("chains:publish", args=["trial-steel"])).status_code == 403
    assert client.post(reverse("chains:act_appoint", args=[world.chain.pk]), {}).status_code == 403


def test_the_pages_cost_the_same_for_few_links_and_many(world: World) -> None:
    """Query budget of map and link page: forty links cost as many queries as three."""
    many = "chain: 大链\nversion: 1\nname_en: Large chain\nnodes:\n" + "".join(
        f"  - code: link-{number}\n    name: 环节{number}\n    stage: midstream\n    words: [词组{number}号]\n"
        for number in range(40)
    )
    factories.make_chain(world.zone, world.admin, text=many, code="large")
    for url_few, url_many in (
        (reverse("chains:detail", args=["trial-steel"]), reverse("chains:detail", args=["large"])),
        (reverse("chains:node", args=["trial-steel", "guard-rails"]), reverse("chains:node", args=["large", "link-7"])),
        (reverse("chains:table", args=["trial-steel"]), reverse("chains:table", args=["large"])),
    ):
        counted = []
        for url in (url_few, url_many):
            world.client.get(url)  # computed and kept
            with CaptureQueriesContext(connection) as caught:
                world.client.get(url)
            counted.append(len(caught))
        assert counted[0] == counted[1] <= 40, (url_few, counted)


def test_the_command_tells_counts_states_and_reasons(world: World) -> None:
    """``liantu gaps`` with a shipped template on the zone's own register and place."""
    out = io.StringIO()
    call_command("gaps", "--chain", "精品钢", "--zone", "trial", "--format", "json", stdout=out)
    rows = json.loads(out.getvalue())
    assert len(rows) >= 25
    guard_rails = next(row for row in rows if row["node"] == "guard-rails")
    assert guard_rails["city_firms"] == 0
    assert guard_rails["beyond_firms"] == 60
    assert guard_rails["state"] in ("gap", "undecided")
    assert guard_rails["why"]


def test_the_command_refuses_unknown_names_in_words(world: World) -> None:
    """Chain, release, zone, place: each is named when it is not there."""
    with pytest.raises(CommandError, match="没有这条链"):
        call_command("gaps", "--chain", "没有这条链")
    with pytest.raises(CommandError):
        call_command("gaps", "--release", "no-such-release")
    with pytest.raises(CommandError, match="no-such-zone"):
        call_command("gaps", "--zone", "no-such-zone")


def test_a_register_that_is_gone_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The map tells what was judged; the link page, which lists enterprises, says what is wrong and where to go."""
    monkeypatch.setattr(settings, "REGISTERS_DIR", "/nowhere")
    assert world.client.get(reverse("chains:detail", args=["trial-steel"])).status_code == 200
    answer = world.client.get(reverse("chains:node", args=["trial-steel", "guard-rails"]))
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "problem-what" in page
    assert reverse("sources:index") in page


def test_a_shipped_template_is_chosen_by_the_name_of_its_chain(client: Client, db: None) -> None:
    """Nobody has to know the file; the file is what is sent."""
    zone = factories.make_zone()
    client.force_login(factories.make_person("admin", zone, "zone_administrator"))
    page = client.get(reverse("chains:adopt")).content.decode()
    assert '<option value="breeze-power">微风发电</option>' in page
    assert client.post(reverse("chains:adopt"), {"shipped": "breeze-power"}).status_code == 302


def test_why_a_link_stands_first_is_told_with_what_can_be_done(world: World) -> None:
    """The row beside the map asks for its reasons when it is opened; a stranger's link and another chain answer 404."""
    page = world.client.get(reverse("chains:detail", args=["trial-steel"])).content.decode()
    row = next(iter(re.findall(r'hx-get="([^"]+/first/[^"]*)"', page)))
    told = world.client.get(html.unescape(row))
    assert told.status_code == 200
    assert "data-map-only" in told.content.decode()
    assert world.client.get(reverse("chains:first", args=["trial-steel", "no-such-link"])).status_code == 404
