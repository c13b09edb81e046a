"""Identity, merging, sheets, scopes: by examples and properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.enterprises.rules.corrections import CORRECTABLE, read_value
from liantu.enterprises.rules.identity import OFFER_FROM, Identity, blocks_of, compare
from liantu.enterprises.rules.merging import Party, filled_values, problems_of_merge
from liantu.enterprises.rules.scope import cut_scope
from liantu.enterprises.rules.sheet import Known, plan_sheet
from liantu.sources.factories import credit_code

A, B = credit_code(1), credit_code(2)


def firm(key: int, name: str, code: str = "", *others: str, province: str = "", city: str = "") -> Identity:
    return Identity(key, code, name, others, province, city)


@pytest.mark.parametrize(
    ("first", "second", "offered", "reasons"),
    [
        (firm(1, "岚川有限公司", A), firm(2, "禹泽厂", A), True, {"same_code"}),
        (firm(1, "岚川（山西）有限公司"), firm(2, "岚川(山西)有限公司", A), True, {"same_name"}),
        (firm(1, "嵐川有限公司"), firm(2, "岚川有限公司"), True, {"same_name"}),
        (firm(1, "岚川有限公司", A), firm(2, "岚川有限公司", B), False, {"same_name", "other_code"}),
        (firm(1, "岚川有限公司(原东风机械厂)"), firm(2, "东风机械厂"), True, {"former_name"}),
        (firm(1, "岚川有限公司", "", "东风机械厂"), firm(2, "东风机械厂"), True, {"former_name"}),
        (firm(1, "岚川股份有限公司"), firm(2, "岚川有限公司"), False, {"same_stem"}),
        (
            firm(1, "岚川股份有限公司", city="苏州市"),
            firm(2, "岚川有限公司", city="苏州市"),
            True,
            {"same_stem", "same_city"},
        ),
        (firm(1, "岚川有限公司苏州分公司"), firm(2, "岚川有限公司"), False, {"same_stem", "branch_of_parent"}),
        (firm(1, "岚川有限公司苏州分公司"), firm(2, "岚川有限公司无锡分公司"), False, {"same_stem", "other_branch"}),
        (
            firm(1, "岚川有限公司", province="江苏"),
            firm(2, "岚川有限公司", province="山西"),
            True,
            {"same_name", "other_place"},
        ),
        (firm(1, "岚川有限公司"), firm(2, "禹泽有限公司"), False, set()),
    ],
)
def test_who_may_be_one(first: Identity, second: Identity, offered: bool, reasons: set[str]) -> None:
    found = compare(first, second)
    assert {reason.code for reason in found.reasons} == reasons
    assert (found.score >= OFFER_FROM) is offered


FIRMS = st.lists(
    st.builds(
        lambda name, form, code, city: (name + form, code, city),
        st.sampled_from(["岚川", "禹泽", "沁水"]),
        st.sampled_from(["有限公司", "厂", "有限公司苏州分公司"]),
        st.sampled_from(["", A, B]),
        st.sampled_from(["", "苏州市", "运城市"]),
    ),
    max_size=12,
)


@given(FIRMS)
def test_whoever_may_be_one_shares_a_block(rows: list[tuple[str, str, str]]) -> None:
    records = [Identity(key, code, name, (), "", city) for key, (name, code, city) in enumerate(rows)]
    for at, first in enumerate(records):
        for second in records[at + 1 :]:
            if compare(first, second).score >= OFFER_FROM:
                assert blocks_of(first) & blocks_of(second)


def test_comparing_is_symmetric() -> None:
    one, other = firm(1, "岚川有限公司", A), firm(2, "岚川有限公司")
    assert compare(one, other) == compare(other, one)


def party(key: int, zone: int = 1, merged: int | None = None, **values: object) -> Party:
    return Party(key, zone, str(values.get("credit_code", "")), merged, values)


def test_a_merge_fills_and_never_overwrites() -> None:
    survivor = party(1, credit_code="", province="江苏", capital_wan_yuan=None, capital_currency="CNY", city="")
    absorbed = party(2, credit_code=A, province="山西", capital_wan_yuan=Decimal(5), capital_currency="USD", city="")
    assert filled_values(survivor, absorbed) == {
        "credit_code": A,
        "capital_wan_yuan": Decimal(5),
        "capital_currency": "USD",
    }


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        (party(1), party(1), {"same_record"}),
        (party(1), party(2, zone=2), {"other_zone"}),
        (party(1, merged=3), party(2), {"merged_before"}),
        (party(1), party(2), set()),
    ],
)
def test_who_can_be_merged(first: Party, second: Party, codes: set[str]) -> None:
    assert {problem.code for problem in problems_of_merge(first, second)} == codes


def row(line: int, name: str, code: str = "", **values: object) -> dict[str, object]:
    return {"source_row": line, "name": name, "credit_code": code, **values}


def known(key: int, name: str, code: str = "", **values: object) -> Known:
    return Known(firm(key, name, code), {"name": name, "credit_code": code, **values})


def test_what_a_sheet_does() -> None:
    here = [known(1, "岚川有限公司", A, city="运城市"), known(2, "禹泽厂"), known(3, "沁水厂"), known(4, "沁水厂")]
    rows = [
        row(2, "岚川有限公司", A, city="苏州市"),
        row(3, "禹泽厂", B),
        row(4, "汾阳厂"),
        row(5, "沁水厂"),
        row(6, "汾阳厂"),
        row(7, "禹泽厂", A),
        row(8, "岚川有限公司", credit_code(7)),
    ]
    plan = {one.line: (one.deed, one.key, one.why) for one in plan_sheet(rows, here)}
    assert plan == {
        2: ("update", 1, ""),
        3: ("update", 2, ""),
        4: ("create", None, ""),
        5: ("unclear", None, "several"),
        6: ("unclear", None, "name_twice"),
        7: ("unclear", None, "code_twice"),
        8: ("create", None, ""),
    }


def test_a_sheet_never_empties_a_field() -> None:
    (only,) = plan_sheet([row(2, "岚川有限公司", "", city="")], [known(1, "岚川有限公司", A, city="运城市")])
    assert only.deed == "same"
    assert only.changes == {}


def test_name_and_code_of_two_firms_is_unclear() -> None:
    (only,) = plan_sheet([row(2, "禹泽厂", A)], [known(1, "岚川有限公司", A), known(2, "禹泽厂", B)])
    assert (only.deed, only.why) == ("unclear", "name_and_code_differ")


@given(
    st.text(max_size=30),
    st.lists(
        st.lists(
            st.tuples(
                st.integers(-3, 40),
                st.integers(-3, 40),
                st.just("w"),
                st.sampled_from(["make", "trade", "service", "excluded"]),
            ),
            max_size=4,
        ),
        max_size=3,
    ),
)
def test_pieces_join_to_the_scope(scope: str, marks: list[list[tuple[int, int, str, str]]]) -> None:
    pieces = cut_scope(scope, marks)
    assert "".join(piece.text for piece in pieces) == scope
    assert all(piece.text for piece in pieces)
    assert all(bool(piece.role) == bool(piece.links) for piece in pieces)


def test_the_stronger_role_wins() -> None:
    pieces = cut_scope("轴承制造", [[(0, 2, "轴承", "trade")], [(0, 4, "轴承制造", "make")]])
    assert [(piece.text, piece.role, piece.links) for piece in pieces] == [
        ("轴承", "make", (0, 1)),
        ("制造", "make", (1,)),
    ]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("capital_wan_yuan", "3.2亿元", Decimal("32000.0000")),
        ("capital_wan_yuan", "", None),
        ("credit_code", A.lower(), A),
        ("registered_on", "1998年3月2日", __import__("datetime").date(1998, 3, 2)),
        ("capital_currency", "usd", "USD"),
        ("name", " 岚川\x00有限公司\n", "岚川有限公司"),
    ],
)
def test_values_are_read(field: str, text: str, value: object) -> None:
    assert read_value(field, text) == (value, None)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("credit_code", "91140800MA0000000X", "bad_code"),
        ("capital_wan_yuan", "很多", "bad_capital"),
        ("registered_on", "0000-00-00", "bad_day"),
        ("capital_currency", "元", "bad_currency"),
        ("id", "1", "not_correctable"),
        ("zone_id", "2", "not_correctable"),
        ("city", "x" * 41, "too_long"),
    ],
)
def test_unreadable_values_are_problems(field: str, text: str, code: str) -> None:
    _, problem = read_value(field, text)
    assert problem is not None
    assert problem.code == code


@given(st.sampled_from(sorted(CORRECTABLE)), st.text(max_size=60))
def test_reading_never_fails(field: str, text: str) -> None:
    _value, problem = read_value(field, text)
    assert problem is None or problem.message
