"""Where a name begins: read backwards from its ending, word by word, to the first word that no name holds."""

from __future__ import annotations

import re

from liantu.reader.words import Lexicon, Words, is_place

_LONGEST = 42
_ZONE_TAILS = ("范区", "开区", "发区", "新区", "园区", "作区", "业园", "技园", "税区", "验区")
_FIRM = ("有限", "股份", "公司", "集团")
_CUT_BEHIND = "由与在赴就被到以听对是了的"
_DIGITS = re.compile(r"[A-Za-z0-9.\-&·]+")
_SPELLED = re.compile(r"[一二三四五六七八九十百]+")


def stands_outside(words: Words, index: int, lexicon: Lexicon, *, verbs_open: bool = True) -> bool:
    """Whether no name holds this word: a stop, a preposition, a pronoun, an everyday verb, a number with its unit.

    ``verbs_open``: a verb that opens its clause may begin a firm's name (得利钟表集团), not a project's.
    """
    word, kind = words.words[index], words.kinds[index]
    opens = _opens_clause(words, index)
    if word in lexicon.inside or (word in lexicon.soft and not opens):
        return False
    if word in _BRAND_SIGNS and index and _part_of_brand(words, index - 1, lexicon):
        return False
    if word in lexicon.outside or word in lexicon.soft or word in ("\n", " "):
        return True
    if kind == "x":  # also a rare sign the segmenter has no kind for: 烯
        return not (_DIGITS.fullmatch(word) or "\u4e00" <= word <= "\u9fff")
    if (
        kind[0] in "uprcyq"
        or (kind == "i" and lexicon.known(word) and word[-2:] not in lexicon.inside)
        or _GREAT.fullmatch(word)
    ):
        return True
    if kind == "t":
        return bool(_TIME.search(word))
    if kind == "m":
        return not _DIGITS.fullmatch(word) and (
            (bool(_SPELLED.fullmatch(word)) and len(word) < 2) or bool(_COUNTED.search(word))
        )
    if kind[0] == "v" and kind != "vn" and len(word) > 1:
        return lexicon.known(word) and not (opens and verbs_open)
    return False


_BRAND_SIGNS = frozenset("能得过会要可来进出想上下里内外最更正达同为")
"""Everyday words of one sign that coined names are full of: 昱能, 为恒."""


def _part_of_brand(words: Words, index: int, lexicon: Lexicon) -> bool:
    """Whether the word before is a sign no sentence needs there: the beginning of a coined name."""
    word, kind = words.words[index], words.kinds[index]
    if len(word) > 1:
        return word > "\u2e7f" and kind[0] in "ng" and not lexicon.known(word)
    return word not in lexicon.outside and kind in ("g", "ng", "zg", "nr", "nz", "j", "a")


_TIME = re.compile(r"^[今昨明近去前本当上下\d]|(?:年来|之后|以后|时|期间)$")
_COUNTED = re.compile(r"^[一两几多数第]|[多余次种批届场名位家个项期]$|^[百千万亿]+$")
_GREAT = re.compile(r"[两三四五六七八九十]大")


def _opens_clause(words: Words, index: int) -> bool:
    return index == 0 or (words.kinds[index - 1] == "x" and not _DIGITS.fullmatch(words.words[index - 1]))


def _cut(word: str, lexicon: Lexicon) -> int:
    """How much of a word that no dictionary holds stands before the name: 课由|杭州."""
    if len(word) < 2 or lexicon.known(word):
        return 0
    return max(int(word[0] in "同跟"), *(word.rfind(sign) + 1 for sign in _CUT_BEHIND))


def _known_place(words: Words, index: int, lexicon: Lexicon) -> bool:
    """A county or town by its bare name before another place, as the segmenter's dictionary has it: 漳浦|台湾."""
    word = words.words[index]
    named = words.kinds[index] == "ns" and len(word) == 2 and lexicon.known(word)
    return named and word not in lexicon.roles and word not in lexicon.generic


def name_start(words: Words, ending_from: int, lexicon: Lexicon) -> int:
    """Where the name begins whose ending begins at ``ending_from``; the same place when nothing stands before it.

    A name begins with a place where it has one: once a place is reached, only another place or the name of a body
    that has places below it (上海交通大学四川研究院) may stand further left.
    """
    index = words.index_at(ending_from)
    begin = ending_from
    if words.starts[index] < ending_from:
        begin = words.starts[index]
        place_seen = is_place(words.text[begin:ending_from], lexicon)
    else:
        place_seen = False
    index -= 1
    while index >= 0:
        word = words.words[index]
        if word == ")":
            opening = words.text.rfind("(", max(0, begin - 12), begin)
            if opening <= 0:
                break
            begin = opening
            index = words.index_at(opening) - 1
            continue
        named = begin == ending_from and words.text.startswith(_FIRM, ending_from)
        product = named and words.kinds[index] == "v" and word not in lexicon.outside  # 带钢|有限公司
        outside = stands_outside(words, index, lexicon) and not product
        if outside or ending_from - words.starts[index] > _LONGEST:
            break
        place = is_place(word, lexicon)
        if place_seen and not place and not _known_place(words, index, lexicon):
            brand = words.kinds[index] in ("nz", "nt") or word in lexicon.famous  # 三菱电机|大连|机器有限公司
            if not brand and not any(word.endswith(body) for body in lexicon.before_place):
                break
            place_seen = False
        if (
            word in ("建设", "投资")
            and index
            and words.words[index - 1][-2:] in _ZONE_TAILS
            and ending_from > words.starts[index] + 2
        ):
            break  # 示范区|建设|交易中心: a verb between two names
        cut = _cut(word, lexicon)
        begin = words.starts[index] + cut
        if cut:
            break
        place_seen = place_seen or place
        index -= 1
    return begin


def has_coined_word(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a span holds a word that no dictionary has (or letters or digits): the mark of a name made by people."""
    index = words.index_at(start)
    run = 0
    while index < len(words.words) and words.starts[index] < end:
        word = words.words[index]
        single = len(word) == 1 and word > "\u2e7f" and word not in lexicon.generic
        run = run + 1 if single else 0
        if _DIGITS.fullmatch(word) or run >= 2 or words.kinds[index] in ("nr", "nrt", "nrfg", "nz"):
            return True
        if len(word) > 1 and word not in lexicon.generic and not lexicon.known(word):
            return True
        index += 1
    return False


def has_place(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a span holds the name of a place."""
    index = words.index_at(start)
    while index < len(words.words) and words.starts[index] < end:
        if is_place(words.words[index], lexicon) or words.kinds[index] == "ns":
            return True
        index += 1
    return any(words.text.startswith(place, start) for place in _starts(words.text, start, lexicon))


def _starts(text: str, start: int, lexicon: Lexicon) -> list[str]:
    return [text[start : start + size] for size in (2, 3, 4) if text[start : start + size] in lexicon.places]


def only_generic(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether every word of a span is one of those that make no name: 国家级, 龙头, 各."""
    index = words.index_at(start)
    at = start
    while at < end:
        stop = min(end, words.starts[index] + len(words.words[index]))
        word = words.text[at:stop]
        if word not in lexicon.generic and not all(sign in lexicon.generic for sign in word):
            return False
        at = stop
        index += 1
    return True
