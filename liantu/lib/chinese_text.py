"""Chinese text cleaned for comparing: forms, signs, company names, former names and branches."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_FORMER = re.compile(
    r"[(\[【]\s*(?:原名称?|原企业名称|原|曾用名|曾用|更名前|旧名)\s*[:：]?\s*([^()\[\]【】]{2,80})[)\]】]"
    r"|(?:^|[,，;；。\s])(?:曾用名|原名称?)\s*[:：]\s*([^,，;；。()]{2,80})"
)
_BRANCH = re.compile(
    r"(分公司|分厂|分店|分行|支行|分社|分院|分所|分部|分中心|分号|分理处|储蓄所"
    r"|营业部|经营部|门市部|门市|办事处|代表处|营业所|服务部|销售部)$"
)
# The full legal form first: 中国工商银行股份有限公司苏州分行 is a branch of the company, not of 中国工商银行.
_PARENTS = (
    re.compile(r"^(.{2,60}?(?:有限责任公司|股份有限公司|有限公司|股份公司|集团公司|总公司))(.+)$"),
    re.compile(r"^(.{2,60}?(?:公司|集团|总厂|厂|银行|合作社))(.+)$"),
)
_SUFFIXES = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司|合伙企业|普通合伙|有限合伙|个人独资企业)$"
)
_KEY_NOISE = re.compile(r"[\s·•.,，、。\-_—–~&'\"“”‘’《》<>/\\*#:：;；()\[\]【】{}|]+")


def strip_controls(text: str) -> str:
    """The text without NUL, other control and invisible direction characters; tabs and line ends stay."""
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def one_line(text: str) -> str:
    """The text in one line without control characters, runs of blanks made one, ends trimmed."""
    return _SPACE.sub(" ", strip_controls(text)).strip()


def fold_width(text: str) -> str:
    """The compatibility form (NFKC): full-width letters, digits and brackets become half-width; ⼯ becomes 工."""
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


@cache
def _converter() -> Any:
    import opencc  # its tables take a moment; most processes never need them

    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional characters made simplified (華興 → 华兴), word-wise where OpenCC knows the word."""
    return text if text.isascii() else str(_converter().convert(text))


def company_name_key(name: str) -> str:
    """The name for comparing: NFKC, simplified, capitals, without blanks, brackets, signs and former names.

    Two spellings of one registered name give one key; the legal form stays in it, so 华兴有限公司 and 华兴厂 differ.
    """
    clean = _FORMER.sub("", fold_width(strip_controls(name)))
    return _KEY_NOISE.sub("", to_simplified(clean)).upper()


def company_name_stem(name: str) -> str:
    """``company_name_key`` without the legal form behind it: 华兴股份有限公司 and 华兴有限公司 both give 华兴.

    A hint for finding candidates only: different firms may share a stem.
    """
    key = company_name_key(name)
    stem = _SUFFIXES.sub("", key)
    return stem if len(stem) >= 2 else key


def former_names(name: str) -> tuple[str, ...]:
    """The former names written into a name: 华兴公司(原东风机械厂), 曾用名：东风机械厂. Empty when there are none."""
    found = (first or second for first, second in _FORMER.findall(fold_width(strip_controls(name))))
    return tuple(one_line(text) for text in found if len(one_line(text)) >= 2)


def without_former_names(name: str) -> str:
    """The present name alone, brackets of former names removed."""
    return one_line(_FORMER.sub("", fold_width(strip_controls(name))))


@dataclass(frozen=True)
class BranchName:
    """A branch's name cut in two: the parent enterprise's name and what the branch is called."""

    parent: str
    branch: str


def branch_of(name: str) -> BranchName | None:
    """Parent and branch when the name is a branch's (XX有限公司苏州分公司), else None."""
    clean = without_former_names(name)
    if not _BRANCH.search(clean):
        return None
    match = next((found for form in _PARENTS if (found := form.match(clean))), None)
    if match is None or not match[2].strip(" ()"):
        return None
    return BranchName(match[1], match[2])
