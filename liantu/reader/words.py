"""A text as words: where each begins, what kind it is, and the words that close names in."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Lexicon:
    """The dictionaries the reader stands on (``reference/reading``), ready for lookups."""

    roles: dict[str, str]
    """Ending of an organisation's name → role."""
    weak: dict[str, str]
    zone_kinds: dict[str, str]
    """Form of a zone's kind → its common form."""
    not_before: frozenset[str]
    generic: frozenset[str]
    famous: frozenset[str]
    """Firms that everyone calls by a short name without an ending."""
    titles: tuple[str, ...]
    title_bodies: tuple[str, ...]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    after_name: tuple[str, ...]
    speaks: tuple[str, ...]
    referred: tuple[str, ...]
    outside: frozenset[str]
    inside: frozenset[str]
    soft: frozenset[str]
    """Words that close a name in only at the head of a clause."""
    before_place: frozenset[str]
    places: frozenset[str]
    """Provinces and cities, with and without 省 or 市."""
    known: Callable[[str], bool] = field(repr=False, default=lambda word: False)
    """Whether the segmenter's dictionary holds a word."""


@dataclass(frozen=True)
class Words:
    """The words of one clean text: ``starts[i]`` is where word i begins, ``kinds[i]`` the segmenter's tag."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    kinds: tuple[str, ...]

    def index_at(self, place: int) -> int:
        """The number of the word that holds the character at ``place``."""
        return bisect_right(self.starts, place) - 1

    def is_start(self, place: int) -> bool:
        """Whether a word begins at ``place``."""
        index = self.index_at(place)
        return place >= len(self.text) or (0 <= index < len(self.starts) and self.starts[index] == place)

    def times(self, part: str) -> int:
        """How often a part of one to four characters stands in the text."""
        return self._parts[part]

    @cached_property
    def _parts(self) -> Counter[str]:
        return Counter(self.text[at : at + size] for size in (1, 2, 3, 4) for at in range(len(self.text) - size + 1))


def words_of(text: str, tagged: Sequence[tuple[str, str]]) -> Words:
    """Words with places from a segmenter's (word, tag) pairs, which joined give the text."""
    starts: list[int] = []
    at = 0
    for word, _ in tagged:
        starts.append(at)
        at += len(word)
    return Words(text, tuple(word for word, _ in tagged), tuple(starts), tuple(kind for _, kind in tagged))


_PLACE_ENDS = "省市县区州盟旗镇乡"


def is_place(word: str, lexicon: Lexicon) -> bool:
    """Whether a word names a province, city, county, district, town: known, or of two or more signs and its ending."""
    return word in lexicon.places or (
        2 < len(word) <= 8 and word[-1] in _PLACE_ENDS and word not in lexicon.outside and word[-2:] not in _NO_PLACES
    )


# Everyday words, and the tails of a zone's kind.
_NO_PLACES = frozenset(
    (
        "园区",
        "新区",
        "城市",
        "地区",
        "社区",
        "特区",
        "老区",
        "景区",
        "片区",
        "辖区",
        "市区",
        "县区",
        "全省",
        "全市",
        "全县",
        "全区",
        "外省",
        "上市",
        "开区",
        "发区",
        "科区",
        "术区",
        "务区",
        "聚区",
        "能区",
        "心区",
        "作区",
        "验区",
        "范区",
        "税区",
        "划区",
        "贸区",
    )
)
