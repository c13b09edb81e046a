"""Every address × the cast of people: who gets in, who is told why not. An address nobody listed fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from liantu.people.public import PUBLIC_VIEWS
from liantu.people.rules.abilities import ABILITY_BY_CODE

FOREIGN = ("admin", "axes", "api-1", "djdt", "allauth", "socialaccount", "account", "openid_connect")


def all_views(resolver: URLResolver | None = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its full name, Liantu's own namespaces only."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = pattern.namespace or ""
            if space in FOREIGN:
                continue
            yield from all_views(pattern, (*names, space) if space else names)
        else:
            yield ":".join((*names, pattern.name or str(pattern.pattern))), pattern


def test_every_view_names_its_ability_or_is_public() -> None:
    """Decorate the view with ``@needs("room.act")`` or list its name in ``people/public.py`` with the reason."""
    bare = [
        name
        for name, pattern in all_views()
        if getattr(pattern.callback, "ability_code", None) not in ABILITY_BY_CODE and name not in PUBLIC_VIEWS
    ]
    assert not bare, f"addresses nobody guards: {bare}"


def test_the_walk_sees_the_rooms() -> None:
    names = {name.split(":")[0] for name, _ in all_views()}
    assert {"chains", "prospects", "enterprises", "sources"} <= names


@pytest.mark.parametrize("name", sorted(PUBLIC_VIEWS))
def test_public_names_exist(name: str) -> None:
    assert name in {known for known, _ in all_views()} | {"healthz"}, f"{name} is listed as public but not an address"
