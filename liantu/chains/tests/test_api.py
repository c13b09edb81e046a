"""Chains for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from ninja.errors import HttpError

from liantu.chains import api, factories
from liantu.chains.tests.conftest import World
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone


def asked(user: User, zone: Zone) -> Any:
    """A request as the middleware leaves it."""
    request = RequestFactory().get("/api/chains/")
    request.user, request.zone = user, zone  # type: ignore[attr-defined]
    return request


def test_chains_and_links(world: World) -> None:
    """Every link comes with its state and reasons; filters narrow."""
    request = asked(world.admin, world.zone)
    (chain,) = api.list_chains(request)
    assert (chain["code"], chain["version"], chain["links"]) == ("trial-steel", 1, 3)
    links = api.list_nodes(request, "trial-steel", api.Asked())
    assert [api.LinkOut(**link).code for link in links] == ["crude-steel", "rolled-products", "guard-rails"]
    assert all(link["reasons"] and link["release"] == "trial-1" for link in links)
    few = api.list_nodes(request, "trial-steel", api.Asked(stage="midstream"))
    assert [link["code"] for link in few] == ["rolled-products"]


def test_gaps_hold_no_full_link(world: World) -> None:
    """Only what is missing, single or weak."""
    found = api.list_gaps(asked(world.admin, world.zone), "trial-steel", "city")
    assert found
    assert {link["state"] for link in found} <= set(api.NOT_FULL)


def test_another_zone_and_a_stranger(world: World) -> None:
    """The API asks the same questions as the pages."""
    other = factories.make_zone("other")
    stranger = factories.make_person("stranger", other, "zone_administrator")
    with pytest.raises(NotAllowed):
        api.list_chains(asked(stranger, world.zone))
    with pytest.raises(Exception, match="Chain") as refused:
        api.list_nodes(asked(stranger, other), "trial-steel", api.Asked())
    assert not isinstance(refused.value, HttpError)
    assert refused.type.__name__ == "Http404"


def test_over_http(world: World) -> None:
    """The room's part of the interface answers where it is mounted, and not to strangers."""
    answer = world.client.get("/api/v1/chains/trial-steel/gaps", {"radius": "city"})
    assert answer.status_code == 200, answer.content
    assert {link["chain"] for link in answer.json()} == {"trial-steel"}
    assert world.client.get("/api/v1/chains/nowhere/nodes").status_code == 404
    assert Client().get("/api/v1/chains/").status_code in (401, 403)
