"""The money ladder and the shares of credit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from liantu.projects.rules.credit import Share, check_shares, pass_on
from liantu.projects.rules.money_ladder import MoneyEntry, check_entry, doubts_about, ladder_of, standing_entries
from liantu.projects.rules.stages import RUNGS

DAY = date(2026, 5, 1)


def entry(key: int, rung: str, amount: int, *, proof: bool = True, replaces: int | None = None) -> MoneyEntry:
    return MoneyEntry(key, rung, Decimal(amount), DAY, proof, replaces=replaces)


def test_a_correction_replaces_and_keeps() -> None:
    entries = [entry(1, "signed", 80_000), entry(2, "signed", 90_000, replaces=1)]
    assert ladder_of(entries)["signed"].amount_wan_yuan == 90_000
    assert [one.key for one in standing_entries(entries)] == [2]


def test_money_in_place_adds_up_and_what_was_signed_does_not() -> None:
    ladder = ladder_of(
        [entry(1, "in_place", 100), entry(2, "in_place", 50), entry(3, "signed", 7), entry(4, "signed", 9)]
    )
    assert ladder["in_place"].amount_wan_yuan == 150
    assert ladder["in_place"].entries == (1, 2)
    assert ladder["signed"].amount_wan_yuan == 9


def test_doubts() -> None:
    entries = [
        entry(1, "signed", 100),
        entry(2, "signed", 200, proof=False, replaces=1),
        entry(3, "in_place", 150),
        entry(4, "fixed_assets", 300),
    ]
    assert [doubt.code for doubt in doubts_about(entries)] == [
        "grew_without_paper",
        "more_than_signed",
        "more_than_in_place",
        "no_proof",
    ]
    assert not doubts_about([entry(1, "intent", 5, proof=False)])


def test_a_bad_entry_is_told_whole() -> None:
    bad = MoneyEntry(9, "gold", Decimal(-1), date(2027, 1, 1), False, replaces=4)
    assert {problem.code for problem in check_entry(bad, [], today=DAY)} == {
        "no_such_rung",
        "amount_not_positive",
        "future_day",
        "nothing_to_replace",
    }


@given(st.lists(st.tuples(st.sampled_from(RUNGS), st.integers(1, 10**7)), max_size=12))
def test_every_amount_names_its_entries(rows: list[tuple[str, int]]) -> None:
    entries = [entry(key, rung, amount) for key, (rung, amount) in enumerate(rows)]
    for rung in ladder_of(entries).values():
        assert rung.amount_wan_yuan == sum(one.amount_wan_yuan for one in entries if one.key in rung.entries)


def test_shares_are_whole() -> None:
    assert not check_shares([Share("甲", Decimal("0.6")), Share("乙", Decimal("0.4"))])
    told = check_shares([Share("甲", Decimal("0.605")), Share("甲", Decimal("0.3")), Share("乙", Decimal(0))])
    assert {problem.code for problem in told} == {"bad_share", "holder_twice", "shares_not_whole"}


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("甲乙丙丁"), st.integers(0, 100)), max_size=20))
def test_however_often_credit_is_passed_on_it_stays_whole(passes: list[tuple[str, str, int]]) -> None:
    shares: tuple[Share, ...] = (Share("甲", Decimal(1)),)
    for giver, taker, part in passes:
        if giver == taker or giver not in {share.holder for share in shares}:
            continue
        shares = pass_on(shares, giver=giver, taker=taker, part=Decimal(part) / 100)
        assert not check_shares(shares)
