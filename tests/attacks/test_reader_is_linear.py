"""Texts made to be slow: reading twice as much takes twice as long, whatever the text is made of."""

from __future__ import annotations

import time

import pytest

from liantu.reader.articles import articles_of
from liantu.reader.read import read_text

PIECES = (
    "1", "1 ", "1.", "1,", "11,", "一百", "半", "1个亿", "3月", "3月3日至", "2026年", "2026年3月", "项目", "项目，", "李强，", "李强、",
    "=\n", "====\n", "#\n", "\n", " ", "万", "亿元", "5%", "百分之", "1～2", "，", "。", "：", "（", "“", "《", "有限公司", "集团股份",
    "某某有限公司、", "等企业", "总投资", "占地1亩", "签约", "计划", "一期", "A", "——", "亩", "|", "1、", "（一）", "http://", "a@b.",
    "由甲投资", "李强2026年3月1个亿项目，", "甲、乙和", "第一百", "年产1万吨", "\ufffd", "𠮷", "·甲",
)  # fmt: skip
SIZE = 10_000


def seconds(text: str) -> float:
    """How long reading takes, of processor time: other processes do not count."""
    began = time.process_time()
    for article in articles_of(text):
        read_text(text[article.start : article.end])
    return time.process_time() - began


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Dictionaries are read once."""
    seconds("岚川轧钢有限公司签约项目，总投资12亿元。")


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_takes_twice_the_time(piece: str) -> None:
    short, long = ((piece * (size // len(piece) + 1))[:size] for size in (SIZE, 2 * SIZE))
    once, twice = (min(seconds(text) for _turn in range(3)) for text in (short, long))
    assert twice < 3.0
    if twice > 0.4:  # below, the clock and the warming of caches say more than the text
        assert twice / once < 3.3, f"{once:.2f} s, then {twice:.2f} s"


def test_a_long_text_is_read_piece_by_piece() -> None:
    text = "岚川轧钢有限公司与园区签约，建设特种板材项目，总投资12亿元，占地300亩，2026年3月5日开工" * 1_500
    assert seconds(text) < 20
