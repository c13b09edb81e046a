"""The industries of GB/T 4754-2017 and the strategic emerging industries of 2018: names, parents, hints by product.

Reference data keyed from the standards (``reference/industries``); what was reconciled is told in
docs/reference/industries.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from liantu.lib.reference_files import reference_path

LEVELS: tuple[str, ...] = ("section", "division", "group", "class")


@dataclass(frozen=True)
class Industry:
    """An industry: code (a letter, or two to four digits), name, section, level and the code above it."""

    code: str
    name: str
    section: str
    level: str
    parent: str


@dataclass(frozen=True)
class EmergingClass:
    """A class of the 2018 catalogue of strategic emerging industries; ``words`` are products that hint at it."""

    code: str
    name: str
    words: tuple[str, ...]

    @property
    def parent(self) -> str:
        """The code of level 1 above it; '' for level 1."""
        return self.code.split(".")[0] if "." in self.code else ""


@lru_cache(maxsize=1)
def industries() -> Mapping[str, Industry]:
    """All industries by code, in the order of the standard: 20 sections, 97 divisions, 473 groups, 1,381 classes."""
    found: dict[str, Industry] = {}
    section = ""
    with reference_path("industries/gbt4754_2017.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            if code.isalpha():
                section, level, parent = code, "section", ""
            else:
                level = LEVELS[len(code) - 1]
                parent = section if len(code) == 2 else code[:-1]
            found[code] = Industry(code, row["name"], section, level, parent)
    return found


def industry(code: str) -> Industry | None:
    """The industry of a code; None when the standard has none. ``C3140`` is read as ``3140``."""
    clean = code.strip().upper()
    if len(clean) > 2 and clean[0].isalpha():
        clean = clean[1:]
    return industries().get(clean)


def children_of(code: str) -> list[Industry]:
    """The industries right below a code, in the order of the standard; of all for ''."""
    return [one for one in industries().values() if one.parent == code]


def find_industries(words: str, *, most: int = 50) -> list[Industry]:
    """Industries whose code begins with, or whose name holds, all the words (blanks between them), the finest last."""
    parts = words.upper().split()
    if not parts:
        return []
    hits = [
        one for one in industries().values() if all(one.code.startswith(part) or part in one.name for part in parts)
    ]
    return hits[:most]


@lru_cache(maxsize=1)
def emerging_classes() -> Mapping[str, EmergingClass]:
    """The strategic emerging industries by code: 9 of level 1 and 40 of level 2."""
    content: Any = yaml.safe_load(reference_path("industries/sei_2018.yaml").read_text("utf-8"))
    return {
        row["code"]: EmergingClass(row["code"], row["name"], tuple(row.get("words", ()))) for row in content["classes"]
    }


@dataclass(frozen=True)
class EmergingHint:
    """A class a text may belong to, and the products named in it that say so."""

    code: str
    name: str
    words: tuple[str, ...]


def emerging_hints(text: str) -> list[EmergingHint]:
    """Classes of the 2018 catalogue whose products stand in ``text``, most letters matched first; [] without a hint.

    A hint only: what counts as strategic emerging is decided by product with its papers.
    """
    clean = "".join(text.upper().split())
    found = []
    for one in emerging_classes().values():
        words = tuple(word for word in one.words if word.upper() in clean)
        if words:
            found.append(EmergingHint(one.code, one.name, words))
    return sorted(found, key=lambda hint: (-sum(map(len, hint.words)), hint.code))
