"""The credit code against the standard's rules, and the vectorised check against the single one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.credit_code import (
    ALPHABET,
    CodeFault,
    check_character,
    is_valid_code,
    normalise_code,
    valid_codes,
    why_invalid,
)

BODIES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("91110000600037341L", None),  # the example of GB 32100's registers, also in python-stdnum
        ("91350100M000100Y43", None),  # the worked example of GB 32100-2015, annex
        ("9111 0000-6000 37341l", None),
        ("９１１１００００６０００３７３４１Ｌ", None),
        ("91110000600037341M", CodeFault.CHECK),
        ("91110000600037314L", CodeFault.CHECK),
        ("", CodeFault.MISSING),
        ("N/A", CodeFault.MISSING),
        ("9.11100006000373E+17", CodeFault.SCIENTIFIC),
        ("110000012345678", CodeFault.OLD_NUMBER),
        ("3101041234567", CodeFault.OLD_NUMBER),
        ("60003734-1", CodeFault.ORGANISATION_CODE),
        ("91110000600O37341L", CodeFault.LETTER),
        ("911100006000373", CodeFault.OLD_NUMBER),
        ("9111000060003734", CodeFault.LENGTH),
        ("91AB0000600037341L", CodeFault.REGION),
        ("000000000000000000", CodeFault.CHECK),
    ],
)
def test_why_a_code_is_wrong(text, fault):
    assert why_invalid(text) == fault
    assert is_valid_code(text) is (fault is None)


def test_letters_in_the_first_places_are_allowed():
    # python-stdnum refuses them; the standard has Y (others), N (agriculture) and A (central bodies).
    for first in ("N2", "A1", "Y1"):
        body = first + "320500" + "MA1ABCDE2"
        assert is_valid_code(body + check_character(body))


def test_check_character_refuses_foreign_letters():
    with pytest.raises(ValueError, match="17 characters"):
        check_character("O" * 17)


@given(BODIES)
def test_the_check_character_makes_a_body_valid_and_only_it(body):
    right = check_character(body)
    for last in ALPHABET:
        assert is_valid_code(body + last) is (last == right and len(set(body + last)) > 1)


@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body, place, other):
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        assert not is_valid_code(changed)


@given(st.lists(st.one_of(BODIES.map(lambda body: body + check_character(body)), st.text(max_size=20)), max_size=30))
def test_many_at_once_equal_one_by_one(texts):
    codes = [normalise_code(text) for text in texts]
    assert valid_codes(codes).tolist() == [is_valid_code(code) for code in codes]


@given(st.text())
def test_any_text_gets_an_answer_and_normalising_is_stable(text):
    why_invalid(text)
    assert normalise_code(normalise_code(text)) == normalise_code(text)
