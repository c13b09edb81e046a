"""The reader's dictionaries, loaded once: ``reference/reading``, the places of China, the segmenter's own words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from typing import Any

import yaml

from liantu.lib.chinese_text import to_simplified
from liantu.lib.reference_files import reference_path
from liantu.lib.regions import provinces
from liantu.reader.projects import ProjectWords
from liantu.reader.words import Lexicon


def simplify(sign: str) -> str:
    """One character in its simplified form."""
    return to_simplified(sign)


def segment(text: str) -> list[tuple[str, str]]:
    """The text as (word, kind) pairs that joined give the text again."""
    import rjieba  # loading takes a third of a second; most processes never read a document

    return [(str(word), str(kind)) for word, kind in rjieba.tag(text)]


def _known() -> Callable[[str], bool]:
    import rjieba

    has_word = rjieba.has_word

    def known(word: str) -> bool:
        return bool(has_word(word))

    return known


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(reference_path("reading", name).read_text(encoding="utf-8"))
    return loaded


def _places() -> frozenset[str]:
    names: set[str] = {"中国"}
    for province in provinces():
        names |= {province.short, province.name, province.short + "省", province.short + "市"}
    with reference_path("regions", "cities.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            city = row["city"]
            names |= {city, city + "市", city.removesuffix("市").removesuffix("地区").removesuffix("盟")}
    return frozenset(name for name in names if len(name) >= 2)


def _by_ending(roles: dict[str, list[str]]) -> dict[str, str]:
    return {ending: role for role, endings in roles.items() for ending in endings}


@cache
def lexicon() -> Lexicon:
    """All dictionaries as one value."""
    organisations, people, words = _load("organisations.yaml"), _load("people.yaml"), _load("words.yaml")
    return Lexicon(
        roles=_by_ending(organisations["roles"]),
        weak=_by_ending(organisations["weak"]),
        zone_kinds={form: kind for kind, forms in organisations["zone_kinds"].items() for form in forms},
        not_before=frozenset(organisations["not_before"]),
        generic=frozenset(organisations["generic"]),
        famous=frozenset(organisations["famous"]),
        titles=tuple(people["titles"]),
        title_bodies=tuple(people["title_bodies"]),
        surnames=frozenset(people["surnames"].replace(" ", "")),
        compound_surnames=frozenset(people["compound_surnames"]),
        after_name=tuple(people["after_name"]),
        speaks=tuple(people["speaks"]),
        referred=tuple(people["referred"]),
        outside=frozenset(map(str, words["outside"])),
        inside=frozenset(map(str, words["inside"])),
        soft=frozenset(map(str, words["soft"])),
        before_place=frozenset(map(str, words["before_place"])),
        places=_places(),
        known=_known(),
    )


@cache
def project_words() -> ProjectWords:
    """The dictionary of projects: what makes no name, what is built, the words of each stage."""
    loaded = _load("projects.yaml")
    return ProjectWords(
        generic=frozenset(map(str, loaded["generic"])),
        things=tuple(loaded["things"]),
        not_behind=tuple(loaded["not_behind"]),
        stages={stage: tuple(words) for stage, words in loaded["stages"].items()},
        planned=tuple(loaded["planned"]),
    )
