"""Texts from outside that rules and matchers look at: forty thousand signs take no more than twice half."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from liantu.chains.rules.template import TemplateError, parse_template
from liantu.engine.reading.fields import clean_header, recognise_header, unit_in_header
from liantu.foundation.calendar.rules.hours import read_spans
from liantu.foundation.calendar.rules.notices import read_notice
from liantu.foundation.duties.rules.due import read_due
from liantu.foundation.files.rules.kinds import safe_name
from liantu.lib import chinese_text, credit_code, money, regions
from liantu.lib.chinese_dates import read_date
from liantu.lib.problems import ProblemsError
from liantu.lib.written_days import read_fuzzy_day
from liantu.sources.documents.finding import pairs_of
from liantu.sources.products.rules.lists import clean_name
from liantu.sources.rules.release_names import propose_release_id
from liantu.ui.sheet_columns import is_total, plain, unit_of
from liantu.ui.sheet_values import day_text, number_text

PIECES = (
    "1", "1,", "1.", "1年", "1月1日", "2026年1月1日", "至", "一", "有限公司", "公司分公司", "原", "（", "(", "[", "[a", "(a", "【",
    "（1月1日）", "（格式", " ", "\u3000", "-", "：", "a", '"', "'", "%", "万元", "10:00-11:00,", "+1 ", "1-1-", "放假", "\n", "{", "- ",
    "单位:", "曾用名", "省市区县", "😀", "亿", "万", "點", "点", "十", "一点", "萬", "零亿",
)  # fmt: skip
SIZE = 40_000
READERS: dict[str, Callable[[str], object]] = {
    "a holiday notice": lambda text: read_notice(text, 2026),
    "hours": read_spans,
    "a due day": read_due,
    "a fuzzy day": lambda text: read_fuzzy_day(text, today=date(2026, 3, 1)),
    "a header": recognise_header,
    "a header, cleaned": clean_header,
    "a header's unit": unit_in_header,
    "a column": plain,
    "a column's unit": unit_of,
    "a sum": lambda text: is_total([text]),
    "a day of a sheet": day_text,
    "a sum of a sheet": lambda text: number_text("total_wan_yuan", text, ""),
    "a date": read_date,
    "money": money.read_money,
    "a Chinese number": money.read_chinese_number,
    "a firm's key": chinese_text.company_name_key,
    "a firm's stem": chinese_text.company_name_stem,
    "former names": chinese_text.former_names,
    "a branch": chinese_text.branch_of,
    "a credit code": credit_code.why_invalid,
    "a province": regions.find_province,
    "a city": regions.normalise_city,
    "a product": clean_name,
    "words to find": pairs_of,
    "a file's name": safe_name,
    "a template": lambda text: parse_template(text, source="a"),
    "a release": lambda text: propose_release_id(text, None, ()),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time of one reading; a refusal is an answer."""
    began = time.process_time()
    with suppress(ProblemsError, TemplateError):
        read(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", READERS)
def test_forty_thousand_signs_are_looked_at_in_time(name: str) -> None:
    for piece in PIECES:
        text = (piece * SIZE)[:SIZE]
        if seconds(READERS[name], text[: SIZE // 4]) > 0.06:  # what is fast for a quarter of it is fast
            once, twice = (min(seconds(READERS[name], one) for _turn in range(2)) for one in (text[: SIZE // 2], text))
            assert twice < 2.5, piece
            assert twice < 0.3 or twice / once < 3.3, f"{piece}: {once:.2f} s, then {twice:.2f} s"
