"""No way leads to a closed door: every entry, tab, room and thing to begin opens for everybody who is shown it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liantu.demo.people import PEOPLE
from liantu.lib.pinyin import syllables_of
from liantu.people.models import EXTERNAL, Membership, User, Zone
from liantu.people.rules.abilities import ROLES
from liantu.projects.models import Project
from liantu.ui.navigation.by_role import MOST
from liantu.ui.navigation.counts import counted, needing
from liantu.ui.navigation.finding import find
from liantu.ui.navigation.keeping import SECONDS, forget
from liantu.ui.navigation.menu import Menu
from liantu.ui.wiring import Seen, needs

CAST = [person.username for person in PEOPLE] + [f"only-{role.code}" for role in ROLES]


def _menu(username: str, zone: Zone) -> tuple[Menu, Client]:
    """The menu of somebody of the cast, or of somebody who holds one role and nothing else."""
    if username.startswith("only-"):
        person = User.objects.create_user(username)
        Membership.objects.create(user=person, zone=zone, role=username.removeprefix("only-"))
    person = User.objects.get(username=username)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return Menu(Seen(person, zone)), client


@pytest.mark.parametrize("username", CAST)
def test_every_way_opens_for_whoever_is_shown_it(demo_zone: Zone, username: str) -> None:
    menu, client = _menu(username, demo_zone)
    ways = {entry.url for entry in (*menu.side, *menu.phone)}
    ways |= {page.url for room in menu.rooms for page in room.pages}
    ways |= {one.url for one in menu.new}
    assert 0 < len(menu.side) <= MOST
    wrong = [(way, status) for way in sorted(ways) if (status := client.get(way).status_code) != 200]
    assert not wrong, f"{username}: {wrong}"


@pytest.mark.parametrize("username", CAST)
def test_people_outside_see_few_rooms_and_everything_at_their_side_stands_in_more(
    demo_zone: Zone, username: str
) -> None:
    menu, _client = _menu(username, demo_zone)
    every = {page.url for room in menu.rooms for page in room.pages}
    assert {entry.url for entry in menu.side} <= every
    roles = menu.seen.user.roles_in(demo_zone)
    if roles <= EXTERNAL:
        assert len(menu.side) <= 4
        assert len(every) <= 8


# -- what needs a person ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", CAST)
def test_all_numbers_come_in_one_query_and_are_those_of_their_metrics(demo_zone: Zone, username: str) -> None:
    seen = _menu(username, demo_zone)[0].seen
    seen.user.roles_in(demo_zone)
    with CaptureQueriesContext(connection) as asked:
        numbers = counted(seen, today=timezone.localdate())
    assert len(asked) == (1 if numbers else 0), "\n".join(one["sql"] for one in asked)
    mine = [need for need in needs.values() if seen.may(need.metric.ability)]
    assert {code: n for code, (n, _late) in numbers.items() if n} == {
        need.metric.code: value for need in mine if (value := need.metric.value(seen))
    }
    for need in mine:
        if need.late is not None:
            rows = need.metric.rows_of(seen).filter(need.late(timezone.localdate()))
            assert numbers.get(need.metric.code, (0, 0))[1] == rows.count()


def test_somebody_of_the_cast_has_each_kind_of_number(demo_zone: Zone) -> None:
    found = {
        code
        for name in CAST[: len(PEOPLE)]
        for code, (n, _late) in counted(_menu(name, demo_zone)[0].seen, today=timezone.localdate()).items()
        if n
    }
    assert {"duties.mine", "leads.mine", "outreach.owed", "suggestions.mine"} <= found


def test_numbers_are_kept_for_a_minute_and_asked_again_when_the_person_acts(demo_zone: Zone) -> None:
    menu, client = _menu("officer", demo_zone)
    assert SECONDS == 60
    first = needing(menu.seen)
    with CaptureQueriesContext(connection) as asked:
        assert needing(menu.seen) == first
    assert not asked
    forget(menu.seen.user)
    with CaptureQueriesContext(connection) as asked:
        needing(menu.seen)
    assert len(asked) == 1
    client.post("/more/pin/", {"page": "outreach:contacts"})
    with CaptureQueriesContext(connection) as asked:
        needing(menu.seen)
    assert len(asked) == 1


def test_the_side_alone_says_what_needs_me_and_where_i_am(demo_zone: Zone) -> None:
    _menu_of, client = _menu("officer", demo_zone)
    part = client.get("/more/side/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/projects/1/"})
    page = part.content.decode()
    assert "<html" not in page
    assert page.count('aria-current="page"') == 1
    assert page.index('id="nav-projects"') < page.index('aria-current="page"') < page.index('id="nav-enterprises"')
    assert "need-late" in page


# -- search: names, pages, deeds ----------------------------------------------------------------------------------

ASKED = (
    "沐岚", "mulan", "看板", "kb", "记走访", "记走访 晋城", "jzf jincheng", "提交材料 沐岚", "沐岚 提交材料", "交办任务 精品钢",
    "登记线索 北屿", "标记为园区企业 钢", "图集 精品钢", "采购", "人员", "商定下一步 武汉", "转为项目 沐岚",
)  # fmt: skip


@pytest.mark.parametrize("username", CAST)
def test_whatever_the_search_offers_opens(demo_zone: Zone, username: str) -> None:
    menu, client = _menu(username, demo_zone)
    lines = {line.url: text for text in ASKED for group in find(menu, text) for line in group.lines if line.url}
    wrong = [(text, url, status) for url, text in lines.items() if (status := client.get(url).status_code) != 200]
    assert not wrong, f"{username}: {wrong}"


def _said(menu: Menu, text: str) -> list[tuple[str, str, str]]:
    """The deeds that are offered first: title, whom about, address."""
    groups = [group for group in find(menu, text) if str(group.kind) == "要做的事"]
    return [(str(line.title), str(line.note), unquote(line.url)) for group in groups for line in group.lines]


def test_a_deed_and_a_name_are_one_line(demo_zone: Zone) -> None:
    menu = _menu("officer", demo_zone)[0]
    firm = Project.objects.exclude(investor_name="").order_by("pk").first()
    assert firm is not None
    typed = firm.investor_name[2:4]
    for text in (f"记走访 {typed}", f"{typed} 记走访", f"记走访{typed}", f"jzf {''.join(syllables_of(typed))}"):
        assert ("记走访", firm.investor_name, f"/outreach/log/?name={firm.investor_name}") in _said(menu, text), text
    paper = [url for title, about, url in _said(menu, f"提交材料 {firm.name[:6]}") if about == firm.name]
    assert paper == [f"/projects/{firm.pk}/act/paper/"]
    assert ("记走访", "从未见过的厂", "/outreach/log/?name=从未见过的厂") in _said(menu, "记走访 从未见过的厂")
    assert [line.fill for group in find(menu, "提交材料") for line in group.lines if line.fill] == ["提交材料 "]


def test_who_may_not_is_offered_no_deed(demo_zone: Zone) -> None:
    for name in ("observer", "ambassador1", "assessor"):
        assert not [one for one in _said(_menu(name, demo_zone)[0], "记走访 武汉") if one[0] == "记走访"], name
        assert not _said(_menu(name, demo_zone)[0], "提交材料 武汉"), name


def test_the_dialog_gets_a_list_of_options_and_the_page_a_page(demo_zone: Zone) -> None:
    client = _menu("officer", demo_zone)[1]
    part = client.get("/search/", {"q": "看板"}, headers={"HX-Request": "true"}).content.decode()
    assert 'role="option"' in part
    assert "<html" not in part
    page = client.get("/search/", {"q": "看板"}).content.decode()
    assert 'role="option"' not in page.split('class="card search-results"')[1]
    assert "/projects/board/" in page
