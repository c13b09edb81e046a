"""Which table is it, and which column is what? Told by headers, so that file names do not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# kind of table → field → headers it may have, compared without case, blanks and marks; the first kind that fits
FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "industry_relations": {"whole": ("from_code",), "part": ("to_code",)},  # counted in public graphs; noise, not used
    "relations": {
        "whole": ("from_name", "from", "产品", "品名", "source"),
        "relation": ("relation", "rel", "关系", "kind"),
        "part": ("to_name", "to", "关联产品", "上游材料", "target"),
    },
    "lists": {
        "owner": (
            "company_name", "company", "owner", "enterprise", "企业名称", "企业", "公司名称", "公司", "单位名称",
            "股票简称",
        ),
        "product": ("product_name", "product", "产品名称", "产品", "主营产品", "品名"),
        "code": ("company_code", "code", "企业代码", "证券代码", "股票代码", "统一社会信用代码"),
        "weight": ("weight", "share", "rel_weight", "占比", "收入占比", "营收占比", "占比%", "收入占比%", "比重"),
        "year": ("year", "年份", "年度", "报告年度"),
    },
    "memberships": {
        "code": ("company_code", "企业代码", "证券代码"),
        "industry": ("industry_code", "行业代码"),
        "industry_name": ("industry_name", "行业名称", "行业"),
    },
    "industries": {
        "code": ("code", "行业代码"),
        "name": ("name", "行业名称"),
        "parent": ("parent_code", "上级代码", "上级行业代码"),
    },
    "firms": {
        "code": ("code", "company_code", "企业代码", "证券代码", "股票代码"),
        "full_name": ("fullname", "full_name", "企业全称", "公司全称", "全称"),
        "name": ("name", "short_name", "简称", "企业简称", "股票简称"),
    },
}  # fmt: skip
NEEDED: Mapping[str, frozenset[str]] = {
    "industry_relations": frozenset({"whole", "part"}),
    "relations": frozenset({"whole", "relation", "part"}),
    "lists": frozenset({"owner", "product"}),
    "memberships": frozenset({"code", "industry"}),
    "industries": frozenset({"code", "name", "parent"}),
    "firms": frozenset({"code", "full_name"}),
}


@dataclass(frozen=True)
class Recognised:
    """A table's kind and where its fields stand; ``in_percent``: the header of the weight says it is in percent."""

    kind: str
    columns: Mapping[str, int]
    in_percent: bool = False


def recognise(headers: Sequence[str]) -> Recognised | None:
    """The kind of a table by its headers; None when it is none of those that are read."""
    plain = [_plain(header) for header in headers]
    for kind, fields in FIELDS.items():
        columns: dict[str, int] = {}
        for field, names in fields.items():
            at = next((plain.index(_plain(name)) for name in names if _plain(name) in plain), None)
            if at is not None and at not in columns.values():
                columns[field] = at
        if columns.keys() >= NEEDED[kind]:
            weight = columns.get("weight")
            return Recognised(kind, columns, weight is not None and "%" in headers[weight].replace("％", "%"))
    return None


def _plain(header: str) -> str:
    kept = header.strip().lower().replace("％", "%").replace("（", "(").replace("）", ")")
    return "".join(char for char in kept if char not in " ()_*\ufeff")
