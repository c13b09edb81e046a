"""Names typed by letters: whole syllables, first letters, both mixed; what is read otherwise in words and surnames."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liantu.lib.pinyin import fits, is_spelt, key_of, patterns, syllables_of, table

NAME = "武汉沐岚纯碱与无机盐生产基地"


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("洛北镀锌", "luo bei du xin"),
        ("重庆长安", "chong qing chang an"),
        ("中国银行支行", "zhong guo yin hang zhi hang"),
        ("长治空调大厦", "chang zhi kong tiao da sha"),
        ("模具与模板", "mu ju yu mu ban"),
        ("绿色建材 A-03", "lv se jian cai a 0 3"),
        ("TCL（集团）", "t c l ji tuan"),
        ("", ""),
    ],
)
def test_characters_are_read_as_in_names(name: str, syllables: str) -> None:
    assert syllables_of(name) == syllables.split()


def test_a_surname_is_read_as_one() -> None:
    assert syllables_of("单于长生", person=True)[:2] == ["chan", "yu"]
    assert syllables_of("解放", person=True)[0] == "xie"
    assert syllables_of("解放")[0] == "jie"


@pytest.mark.parametrize(
    "typed", ["沐岚", "mulan", "mlcj", "mulcj", "mlchunj", "whml", "wuhan", "mulanchunjian", "chunj", "纯碱与", "MLCJ", "lan", "scjd"]
)  # fmt: skip
def test_what_fits_a_name_is_found_by_its_patterns(typed: str) -> None:
    key = key_of(NAME)
    assert fits(typed, key)
    assert any(_like(pattern, key) for pattern in patterns(typed)), patterns(typed)


@pytest.mark.parametrize("typed", ["mlcx", "milan", "ulan", "沐蓝", "zzz", "an ", "%", "_"])
def test_what_does_not_fit_is_left_out(typed: str) -> None:
    assert not fits(typed, key_of(NAME))


def test_signs_of_a_query_are_no_signs() -> None:
    assert not any(_like(pattern, key_of(NAME)) for pattern in patterns("%_"))
    assert fits("100%", key_of("纯度 100% 的"))


def test_several_names_are_not_read_across() -> None:
    key = key_of("沐岚", "纯碱")
    assert fits("mulan", key)
    assert fits("cj", key)
    assert not fits("lanchun", key)


def test_few_words_without_a_key() -> None:
    assert is_spelt("jzf", "记走访")
    assert is_spelt("project", "Projects")
    assert not is_spelt("xm", "看板")


@given(st.text(alphabet=sorted(table().characters)[:6000:37], min_size=1, max_size=8), st.data())
def test_letters_and_syllables_of_any_part_are_found(name: str, data: st.DataObject) -> None:
    syllables = syllables_of(name)
    start = data.draw(st.integers(0, len(syllables) - 1))
    part = syllables[start : data.draw(st.integers(start + 1, len(syllables)))]
    sizes = [data.draw(st.sampled_from([1, len(one)])) for one in part]
    typed = "".join(one[:size] for one, size in zip(part, sizes, strict=True))
    assume(len(typed) > 1)  # one letter stands for nothing
    assert fits(typed, key_of(name))
    if set(sizes) == {1} or sizes == [len(one) for one in part]:
        assert any(_like(pattern, key_of(name)) for pattern in patterns(typed)), (typed, patterns(typed), key_of(name))


def _like(pattern: str, text: str) -> bool:
    """LIKE of a database."""
    parts = re.split(r"(\\.|%|_)", pattern)
    read = "".join(
        {"%": ".*", "_": "."}.get(part, re.escape(part[-1] if part.startswith("\\") else part)) for part in parts
    )
    return re.fullmatch(read, text, re.DOTALL) is not None
