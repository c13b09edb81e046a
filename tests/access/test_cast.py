"""The walk itself: every address × the cast of people, over a zone in use. Nobody meets an error page by walking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from liantu.people.abilities import may
from liantu.people.models import Membership, User, Zone
from liantu.people.public import PUBLIC_VIEWS
from liantu.people.rules.abilities import ABILITY_BY_CODE
from tests.access.test_walk import all_views

CAST = ("officer", "chief", "observer", "ambassador1", "data", "admin", "liaison", "assessor")
ALLOWED_IN = {200, 302, 404, 405}  # 404: nothing of that number; 405: an address for forms
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
OF_EVERY_ZONE = {"versions:kind", "versions:new"}  # they name a rule, which each zone may write for itself
SAFE_PUBLIC_POST = {"ui:language"}


@pytest.fixture
def values(demo_zone: Zone) -> dict[str, tuple[object, ...]]:
    """What to put into the places of addresses: real things of the demo first, then things that do not exist."""
    from liantu.chains.models import Chain
    from liantu.chains.reads import published_version, template_of
    from liantu.sources.models import RegisterRelease

    chain = Chain.objects.filter(zone=demo_zone).order_by("pk").first()
    version = published_version(chain)
    node = template_of(version).nodes[0].code
    return {
        "pk": (1, 999999999),
        "code": (chain.code, "no-such"),
        "chain_code": (chain.code, "no-such"),
        "node_code": (node, "no-such"),
        "release_id": (RegisterRelease.objects.first().release_id, "no-such"),
        "enterprise_id": (1, 999999999999),
        "number": (version.number, 99),
        "form": ("yaml", "exe"),
        "kind": ("appointment", "exe"),
        "name": ("quality.json", "no-such.json"),
        "method": ("presence", "no-such"),
        "first": (1, 999999999),
        "second": (2, 999999999),
        "paper_pk": (1, 999999999),
        "verb": ("note", "fly"),
        "rule": ("stage_plan", "no-such"),
        "token": ("no-such-token", "no-such"),
        "file_pk": (1, 999999999),
        "year": (2026, 9999),
        "month": (11, 13),
    }


def addresses(values: dict[str, tuple[object, ...]]) -> Iterator[tuple[str, str, URLPattern]]:
    """Every address of the program, filled: its name, path and pattern."""
    for name, pattern, route in routes():
        for turn in (0, 1) if PLACE.search(route) else (0,):
            yield name, "/" + PLACE.sub(lambda found, turn=turn: str(values[found[1]][turn]), route), pattern


def routes() -> list[tuple[str, URLPattern, str]]:
    """Every pattern of Liantu's own with its whole route."""
    whole: dict[int, str] = {}

    def collect(resolver: Any, before: str) -> None:
        for one in resolver.url_patterns:
            route = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                collect(one, route)
            else:
                whole[id(one)] = route

    collect(get_resolver(), "")
    return [(name, pattern, whole[id(pattern)]) for name, pattern in all_views()]


def enter(username: str) -> tuple[Client, User]:
    person = User.objects.get(username=username)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client, person


def ability_of(pattern: URLPattern) -> str | None:
    code = getattr(pattern.callback, "ability_code", None)
    return code if code in ABILITY_BY_CODE else None


@pytest.mark.parametrize("username", CAST)
def test_the_cast_walks_everywhere(demo_zone: Zone, values: dict[str, tuple[object, ...]], username: str) -> None:
    """With the ability in, without it told why not: 403 before anything is looked up."""
    wrong, seen = [], 0
    client, person = enter(username)
    for name, path, pattern in addresses(values):
        code = ability_of(pattern)
        if name in PUBLIC_VIEWS or code is None:
            continue
        status, expected = client.get(path).status_code, ALLOWED_IN if may(person, code, demo_zone) else {403, 405}
        seen += 1
        if status not in expected:
            wrong.append(f"GET {path} ({name}): {status}, not one of {sorted(expected)}")
    assert not wrong, "\n".join(wrong)
    assert seen > 60


@pytest.mark.parametrize("username", ["observer", "ambassador1", "assessor"])
def test_whoever_lacks_the_ability_cannot_write(
    demo_zone: Zone, values: dict[str, tuple[object, ...]], username: str
) -> None:
    wrong = []
    client, person = enter(username)
    for name, path, pattern in addresses(values):
        code = ability_of(pattern)
        if code is not None and not may(person, code, demo_zone):
            status = client.post(path, {}).status_code
            if status not in {403, 405}:
                wrong.append(f"POST {path} ({name}): {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_log_in(demo_zone: Zone, values: dict[str, tuple[object, ...]], method: str) -> None:
    wrong = []
    for name, path, pattern in addresses(values):
        if name in PUBLIC_VIEWS:
            continue
        response = getattr(Client(), method)(path)
        asked = response.status_code == 302 and response.headers["Location"].startswith("/login/")
        if not asked and response.status_code != 405:
            wrong.append(f"{method} {path} ({name}): {response.status_code}")
        assert ability_of(pattern) is not None
    assert not wrong, "\n".join(wrong)


def test_public_addresses_stand_for_everybody(demo_zone: Zone, values: dict[str, tuple[object, ...]]) -> None:
    for client in (Client(), enter("observer")[0]):
        for name, path, _pattern in addresses(values):
            if name in PUBLIC_VIEWS:
                assert client.get(path).status_code in ALLOWED_IN, path


def test_an_administrator_of_another_zone_finds_nothing_of_this_one(
    demo_zone: Zone, values: dict[str, tuple[object, ...]]
) -> None:
    """Addresses that name a thing of the first zone answer 404 to somebody with every ability in the second."""
    stranger = User.objects.create_user("stranger", password="x")
    other = Zone.objects.create(code="other", name="别区")
    Membership.objects.create(user=stranger, zone=other, role="zone_administrator")
    client, _person = enter("stranger")
    wrong, route_of = [], {name: route for name, _pattern, route in routes()}
    for name, path, pattern in addresses(values):
        names_a_thing = PLACE.search(route_of[name]) is not None and name not in OF_EVERY_ZONE
        if names_a_thing and ability_of(pattern) is not None:
            status = client.get(path).status_code
            if status == 403 and "act_" in name:
                continue  # the ability is asked before anything is looked for: the same for what is not there
            if status not in {404, 405}:
                wrong.append(f"GET {path} ({name}): {status}")
    assert not wrong, "\n".join(wrong)
    pages = [
        path
        for name, path, pattern in addresses(values)
        if (not PLACE.search(route_of[name]) or name in OF_EVERY_ZONE) and ability_of(pattern)
    ]
    for path in pages:
        response = client.get(path)
        if response.status_code == 200 and not getattr(response, "streaming", False):
            assert "汾泽" not in response.content.decode(errors="replace"), path
