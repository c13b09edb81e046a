"""The table of abilities itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.people.reads import ROOM_NAMES
from liantu.people.rules.abilities import ABILITIES, ABILITY_BY_CODE, ROLES, roles_allow

CODES = [role.code for role in ROLES]


def test_every_row_is_whole() -> None:
    """No code twice, no role that does not exist, nothing that nobody may do."""
    assert len(ABILITY_BY_CODE) == len(ABILITIES)
    assert len(set(CODES)) == len(CODES)
    for ability in ABILITIES:
        assert ability.roles
        assert set(ability.roles) <= set(CODES)
        assert len(set(ability.roles)) == len(ability.roles)


def test_roles_from_outside_act_only_in_lists_of_their_own() -> None:
    """Outsiders look at the maps, and act only where a row belongs to whoever brought it."""
    outside = {role.code for role in ROLES if role.external}
    theirs = {ability.code for ability in ABILITIES if outside & set(ability.roles)}
    own_lists = {"purchases", "suggestions", "challenges", "leads", "exports"}
    assert {code for code in theirs if code.split(".")[0] not in own_lists} == {"today.view", "chains.view"}
    assert {code.split(".")[1] for code in theirs} <= {"view", "file", "register", "claim", "export"}


def test_every_room_of_an_ability_has_a_name() -> None:
    """A room whose abilities are new: give it a name in ``ROOM_NAMES`` of ``people/reads.py``."""
    rooms = {ability.code.split(".")[0] for ability in ABILITIES}
    assert not rooms - set(ROOM_NAMES), f"no name in ROOM_NAMES of people/reads.py: {rooms - set(ROOM_NAMES)}"
    assert not set(ROOM_NAMES) - rooms, f"named in ROOM_NAMES, but no ability: {set(ROOM_NAMES) - rooms}"


def test_who_acts_in_a_room_may_see_it() -> None:
    """Whoever may do something in a room may open it."""
    for ability in ABILITIES:
        view = ABILITY_BY_CODE.get(f"{ability.code.split('.')[0]}.view")
        if view is not None:
            assert set(ability.roles) <= set(view.roles), ability.code


@given(st.sets(st.sampled_from(CODES)), st.sets(st.sampled_from(CODES)), st.sampled_from(sorted(ABILITY_BY_CODE)))
def test_more_roles_never_allow_less(some: set[str], more: set[str], code: str) -> None:
    assert roles_allow(some | more, code) == (roles_allow(some, code) or roles_allow(more, code))


def test_an_ability_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        roles_allow(CODES, "chains.fly")
