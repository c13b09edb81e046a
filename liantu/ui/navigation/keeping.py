"""What the frame need not ask on every page: kept a minute for one person in one zone, thrown away when she acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from liantu.people.models import User
from liantu.ui.wiring import Seen

T = TypeVar("T")
SECONDS = 60


def kept(what: str, seen: Seen, make: Callable[[], T]) -> T:
    """What ``make`` answered for this person and zone within the last minute, else what it answers now."""
    key, turn = f"nav:{what}:{seen.user.pk}:{seen.zone.pk}", _turn(seen.user.pk)
    found = cache.get(key)
    if found is not None and found[0] == turn:
        return found[1]  # type: ignore[no-any-return]
    made = make()
    cache.set(key, (turn, made), SECONDS)
    return made


def forget(user: User) -> None:
    """She did something: what is kept for her is asked again."""
    cache.set(f"nav:turn:{user.pk}", _turn(user.pk) + 1, SECONDS * 2)


def _turn(person: int) -> int:
    return int(cache.get(f"nav:turn:{person}") or 0)
