"""Sentences of real scopes, shortened and made anonymous, and what they say."""

from __future__ import annotations

import pytest

from liantu.engine.roles import CUE_CODE, GUESS_CODE, NOTHING_CODE, cue_of_name, fallback_code, read_scope, shape_of
from liantu.engine.text import ABSENT, ASIDE, ITSELF, find_word, search_word, stance
from liantu.engine.verbs import MAKE, SERVICE, TRADE, lexicon, name_cues

LETTERS = {"m": MAKE, "t": TRADE, "s": SERVICE}


def said(scope: str) -> str:
    """Items that are evidence as ``text:roles``."""
    return " ".join(
        f"{i.text}:{''.join(letter for letter, bit in LETTERS.items() if i.mask & bit)}"
        for i in read_scope(scope)
        if i.is_evidence
    )


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        # verbs before the list, after it, inside the item
        ("生产：甲、乙；销售：丙、丁", "甲:m 乙:m 丙:t 丁:t"),
        ("甲、乙、丙的生产、销售", "甲:mt 乙:mt 丙的生产:mt"),
        ("甲生产、乙销售、丙", "甲生产:m 乙销售:t 丙:t"),
        ("制造、加工、维修甲乙，丙", "维修甲乙:ms 丙:ms"),
        ("批发零售甲，乙，丙（除危险品）销售", "批发零售甲:t 乙:t 丙:t"),
        ("生产甲、乙、销售", "生产甲:mt 乙:mt"),
        # brackets inherit, act as verbs, or exclude
        ("甲（乙、丙）生产", "甲:m 乙:m 丙:m"),
        ("甲、乙（批发、零售）", "甲:t 乙:t"),
        ("预包装甲（含冷冻乙、不含丙丁），零售", "预包装甲:t 含冷冻乙:t"),
        ("甲销售（易燃乙、易爆丙除外）", "甲销售:t"),
        # exclusions and permit phrases are not evidence
        ("销售甲。【依法须经批准的项目，经相关部门批准后方可开展经营活动】", "销售甲:t"),
        ("不含甲、乙；制造丙", "制造丙:m"),
        ("国家禁止的甲", ""),
        ("除尘甲制造", "除尘甲制造:m"),
        # headers and everyday verbs are no evidence; trades of their own are
        ("一般项目：钢压延加工；金属材料销售", "钢压延加工:m 金属材料销售:t"),
        ("生产、销售", ""),
        ("铸造、锻造", "铸造:m 锻造:m"),
        # verbs that are attributes
        ("包装袋、印刷机械、合成氨", "包装袋: 印刷机械: 合成氨:"),
        ("炼焦设备租赁", "炼焦设备租赁:s"),
        ("再生产品、安全生产甲", "再生产品: 安全生产甲:"),
        # one form for all writings
        ("生產：ＰＶＣ管　鋼材．甲", "PVC管:m 钢材:m 甲:m"),
        ("AUTO CAD软件开发；1.5吨甲", "AUTO CAD软件开发:s 1.5吨甲:"),
        ("", ""),
    ],
)
def test_what_a_scope_says(scope: str, expected: str) -> None:
    assert said(scope) == expected


def test_positions_count_evidence_in_reading_order() -> None:
    assert [(i.text, i.position) for i in read_scope("生产、销售：甲（不含乙）、丙；许可项目：丁")] == [
        ("生产", 0),
        ("销售", 0),
        ("甲", 1),
        ("不含乙", 0),
        ("丙", 2),
        ("许可项目", 0),
        ("丁", 3),
    ]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("某轧钢厂", MAKE),
        ("某轧钢厂门市部", TRADE),
        ("某贸易有限公司", TRADE),
        ("某汽车修理厂", SERVICE),
        ("某有限公司", 0),
    ],
)
def test_the_last_cue_of_a_name_decides(name: str, role: int) -> None:
    assert cue_of_name(name) == role


def test_what_stands_without_a_verb() -> None:
    assert fallback_code("某厂", read_scope("甲")) == CUE_CODE[MAKE]
    assert fallback_code("某焦化厂", read_scope("甲销售")) == GUESS_CODE[TRADE]  # a works that says only selling
    assert fallback_code("某厂", read_scope("甲销售、乙制造")) == CUE_CODE[MAKE]
    assert fallback_code("某公司", read_scope("甲维修、乙")) == GUESS_CODE[SERVICE]
    assert fallback_code("某公司", read_scope("甲")) == NOTHING_CODE


def test_words_keep_to_ascii_borders_and_things_before_gear_are_aside() -> None:
    assert find_word("oled屏", "led") == -1
    assert find_word("高亮led灯", search_word(" ＬＥＤ ")) == 2
    assert find_word("a4纸", "4纸") == 1
    assert find_word("14纸", "4纸") == -1
    assert stance("焦化设备", "焦化") == ASIDE
    assert stance("焦化产品及设备", "焦化") == ITSELF
    assert stance("焦化设备、焦化产品", "焦化") == ITSELF
    assert stance("水泥", "焦化") == ABSENT


def test_the_lexicon_is_general() -> None:
    assert max(map(len, [*lexicon(), *name_cues()])) <= 4
    assert shape_of("生产") != shape_of("销售")
