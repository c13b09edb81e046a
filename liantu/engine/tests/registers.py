"""Random registers for the engine's property tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from liantu.engine import Filters, Release, ReleaseInfo, Screening, Weights, build_release, open_release
from liantu.engine import verbs as v
from liantu.engine.table import schema

THINGS = [
    "钢材",
    "热轧钢",
    "冷轧带钢",
    "焦炭",
    "煤",
    "水泥",
    "LED灯",
    "OLED屏",
    "PVC管",
    "管",
    "印刷机械",
    "运输设备",
    "農藥",
    "Ａ４纸",
    "危险品",
]
MARKS = [
    "、",
    "，",
    ",",
    "；",
    ";",
    "。",
    "（",
    "）",
    "(",
    ")",
    "【",
    "】",
    "：",
    " ",
    "　",
    ".",
    "\n",
    "/",
    "\ufeff",
    "\x00",
    "𠮷",
    "3",
    "a",
    "",
]
WORDS = [
    "钢材",
    "钢",
    "热轧",
    "冷轧带钢",
    "焦炭",
    "led",
    "LED",
    "PVC",
    "管",
    "印刷",
    "运输设备",
    "农药",
    "a4",
    "水泥",
    "3",
    "𠮷",
    "煤",
    "没有的",
]


def pieces() -> st.SearchStrategy[str]:
    """A piece of a scope: a thing, a word of the lexicon, a mark, or anything at all."""
    lexicon = sorted(v.lexicon()) + sorted(v.name_cues())
    return st.one_of(
        st.sampled_from(THINGS),
        st.sampled_from(THINGS),
        st.sampled_from(lexicon),
        st.sampled_from(MARKS),
        st.sampled_from(["生产", "销售", "维修", "的生产", "除外", "不含", "许可证"]),
        st.sampled_from(["除", "和", "的", "服务", "经营"]),
        st.text(max_size=3),
    )


def texts(most: int) -> st.SearchStrategy[str]:
    """A scope or a name put together from pieces; no unpaired surrogates (Arrow refuses them)."""
    joined = st.lists(pieces(), max_size=most).map("".join)
    return joined.map(lambda text: text.encode("utf-8", "ignore").decode("utf-8"))


def rows() -> st.SearchStrategy[list[dict[str, Any]]]:
    """The rows of a small register."""
    row = st.fixed_dictionaries(
        {
            "name": texts(4),
            "credit_code": st.sampled_from(["", "911", "912", "91310109133103951T"]),
            "credit_code_valid": st.booleans(),
            "registered_on": st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2030, 1, 1))),
            "enterprise_type": st.sampled_from(["", "有限责任公司"]),
            "capital_wan_yuan": st.one_of(st.none(), st.floats(0, 1e6), st.sampled_from([10.0, 50.0, 50000.0])),
            "business_scope": texts(14),
            "province": st.sampled_from(["山西", "河北", ""]),
            "city": st.sampled_from(["太原", "长治", ""]),
            "gbt4754": st.sampled_from(["", "3130", "2521"]),
        }
    )
    return st.lists(row, max_size=12)


def screenings() -> st.SearchStrategy[Screening]:
    """A screening with any filters and weights."""
    days = st.one_of(st.none(), st.dates(date(1960, 1, 1), date(2020, 1, 1)))
    amounts = st.one_of(st.none(), st.sampled_from([0.0, 10.0, 100.0, 50000.0]))
    filters = st.builds(
        Filters,
        provinces=st.sampled_from([(), ("山西",), ("山西", "")]),
        cities=st.sampled_from([(), ("太原", "长治")]),
        outside_provinces=st.sampled_from([(), ("河北",)]),
        outside_cities=st.sampled_from([(), ("长治",)]),
        capital_min_wan_yuan=amounts,
        capital_max_wan_yuan=amounts,
        registered_from_on=days,
        registered_to_on=days,
        valid_code_only=st.booleans(),
        exclude_trade_only=st.booleans(),
        exclude_codes=st.sampled_from([(), ("911", "")]),
        roles=st.sampled_from([(), ("make",), ("trade", "service")]),
    )
    weight = st.sampled_from([0.0, 0.5, 1.0, 2.25, 7.0])
    word = st.one_of(st.sampled_from(WORDS), st.text(max_size=3).map(lambda t: t.encode("utf-8", "ignore").decode()))
    return st.builds(
        Screening,
        words=st.lists(word, max_size=6).map(tuple),
        exclude=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
        intent=st.sampled_from(["make", "trade", "service"]),
        gbt4754=st.sampled_from([(), ("31",)]),
        filters=st.one_of(st.just(Filters()), st.just(Filters()), filters),
        weights=st.one_of(st.just(Weights()), st.builds(Weights, weight, weight, weight, weight, weight, weight)),
    )


def numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the columns a release adds."""
    blank = {"capital_text": "", "capital_currency": "CNY", "status": ""}
    return [{**row, **blank, "enterprise_id": n * 7 % 13 + n * 100, "source_row": n} for n, row in enumerate(found)]


def written(folder: Path, found: list[dict[str, Any]], **options: Any) -> Release:
    """The rows as a release in ``folder``."""
    table = pa.Table.from_pylist(found, schema=schema())
    build_release(table, folder, ReleaseInfo(folder.name), **options)
    return open_release(folder)
