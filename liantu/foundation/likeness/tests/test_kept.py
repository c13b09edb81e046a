"""What is kept as rows change equals what is found by comparing everything, on whatever database the tests run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.foundation.jobs.models import Job
from liantu.foundation.likeness import actions, reads
from liantu.foundation.likeness.actions import keep_alike, keep_whole
from liantu.foundation.likeness.models import AlikeKey, AlikePair, AlikeState
from liantu.foundation.likeness.slots import Judged, Likeness
from liantu.people.models import Zone

pytestmark = pytest.mark.django_db


class Cards:
    """Rows that hold two texts each, kept in a dictionary; two that share one may be one, unless both say 'no'."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, str]] = {}
        self.kind = Likeness("t.cards", "1", self.of, lambda row: row, self.judge, 3)

    def of(self, zone: Zone, keys: Sequence[int] | None) -> Mapping[int, tuple[str, str]]:
        return dict(self.rows) if keys is None else {key: self.rows[key] for key in keys if key in self.rows}

    @staticmethod
    def judge(first: tuple[str, str], second: tuple[str, str]) -> Judged | None:
        shared = sorted(set(first) & set(second) - {""})
        return None if "no" in first and "no" in second else Judged(len(shared) / 3, (("shared", len(shared)),))


TEXTS = st.sampled_from(["", "a", "b", "c", "no"])
CHANGES = st.lists(
    st.lists(st.tuples(st.integers(1, 9), st.one_of(st.none(), st.tuples(TEXTS, TEXTS))), min_size=1, max_size=4),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_kept_equals_found_anew(changes: list[list[tuple[int, tuple[str, str] | None]]]) -> None:
    with transaction.atomic():
        zone, cards = Zone.objects.create(code="north", name="北区"), Cards()
        for act in changes:
            for key, row in act:
                if row is None:
                    cards.rows.pop(key, None)
                else:
                    cards.rows[key] = row
            keep_alike(cards.kind, zone, [key for key, _row in act])
            anew = reads.found_anew(cards.kind, zone)
            assert reads.alike(cards.kind, zone) == (anew, len(anew))
        assert reads.is_kept(cards.kind, zone)
        assert not keep_whole(cards.kind, zone), "nothing was to mend"
        transaction.set_rollback(True)


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="north", name="北区")


def test_pairs_known_to_be_two_are_neither_shown_nor_counted(zone: Zone) -> None:
    cards = Cards()
    cards.rows = {1: ("a", ""), 2: ("a", ""), 3: ("b", ""), 4: ("b", "")}
    for _kept in (False, True):
        shown, total = reads.alike(cards.kind, zone, but=[(2, 1), (1, 9)])
        assert ([(one.first, one.second) for one in shown], total) == ([(3, 4)], 1)
        keep_alike(cards.kind, zone, [1])


def test_what_drifted_is_mended_by_the_work_of_the_night(zone: Zone) -> None:
    cards = Cards()
    cards.rows = {1: ("a", ""), 2: ("a", "")}
    keep_alike(cards.kind, zone, [1, 2])
    AlikePair.objects.all().delete()
    assert keep_whole(cards.kind, zone)
    assert reads.alike(cards.kind, zone)[1] == 1
    AlikeKey.objects.filter(row=1).delete()
    assert keep_whole(cards.kind, zone)
    assert not keep_whole(cards.kind, zone)


def test_other_rules_are_not_answered_from_what_was_kept_before(zone: Zone) -> None:
    cards = Cards()
    cards.rows = {1: ("a", ""), 2: ("a", "")}
    keep_alike(cards.kind, zone, [1, 2])
    AlikePair.objects.all().delete()
    AlikeState.objects.update(version="of before")
    assert reads.alike(cards.kind, zone)[1] == 1


def test_many_rows_are_kept_by_work_the_first_time(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "KEPT_AT_ONCE", 1)
    cards = Cards()
    cards.rows = {1: ("a", ""), 2: ("a", "")}
    keep_alike(cards.kind, zone, [1])
    assert Job.objects.get().kind == actions.KEEP_JOB
    assert reads.alike(cards.kind, zone)[1] == 1  # found anew until then
