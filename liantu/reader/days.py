"""Dates in running text: day, month, year or a range, the unknown year written ``XXXX``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from liantu.reader.found import Day, Mark
from liantu.reader.text import Piece

_CHINESE_DIGITS = {sign: str(value) for value, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}
_N = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_Y = r"(?:(?:19|20)\d\d|[一二][〇零○九一二三四五六七八]{3})"
_JOIN = r"(?:至|到|—|——|-|–|~|～|、|和|及)"
_DAY = re.compile(
    rf"(?:(?P<year>{_Y})[年./-])?(?P<month>{_M})[月./-](?P<day>{_N})[日号]?"
    rf"(?:{_JOIN}(?:(?P<year2>{_Y})年)?(?:(?P<month2>{_M})月)?(?P<day2>{_N})[日号])?"
)
_MONTH = re.compile(
    rf"(?:(?P<year>{_Y})年(?:底|末|年底)|"
    rf"(?P<year3>{_Y})年(?P<month>{_M})月(?!\d)[份底初末]?|(?P<month4>{_M})月(?:份|底|初|"
    rf"末|下旬|中旬|上旬))"
)
_YEAR_END = re.compile(r"(?:今年|明年|去年)?(?:年底|年末)")
_YEAR = re.compile(rf"(?P<year>{_Y})年(?!度|\d|代|底|末|[一二三四五六七八九十]+月)")
_VAGUE_MONTH = re.compile(rf"(?:今年|去年|明年)(?P<month>{_M})月(?!\d)[份底初末]?")
_BARE_MONTH = re.compile(
    rf"(?<![\d年个至到前~—-零一二三四五六七八九十])(?P<month>{_M})月(?!\d|[一二三四五六七八九十]|份|饼|球|台|嫂)"
)
_RELATIVE = re.compile(r"(今天|今日|昨天|昨日|前天|前日|当天|当日|近日|日前|本月)")
_BARE_DAY = re.compile(
    r"(?<![月\d./至到和、一二三四五六七八九十生节假-])(?:3[01]|[12]?\d)日(?=上午|下午|晚|，|当天|在|,)"
)
_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2}


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, sign, ones = text.rpartition("十")
    digit = {"": 0} | {key: int(value) for key, value in _CHINESE_DIGITS.items()}
    return (digit.get(tens, 0) or 1) * 10 + digit.get(ones, 0) if sign else digit.get(ones, 0)


def _year(text: str | None) -> str:
    return "".join(_CHINESE_DIGITS.get(sign, sign) for sign in text) if text else ""


def _real(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def days_in(text: str, sentences: list[Piece]) -> list[Day]:
    """The dates of a text in order. A day without its year takes the year its sentence writes, else ``XXXX``."""
    found: list[Day] = []
    for piece in sentences:
        sentence_days = _days_of(text, piece)
        found += sorted(sentence_days, key=lambda day: day.mark.start)
    return found


def _days_of(text: str, piece: Piece) -> list[Day]:
    found: list[Day] = []
    taken: list[tuple[int, int]] = []
    for start, end, iso in _dates_of(text, piece):
        if iso and all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            found.append(Day(iso, Mark(start, end, "date")))
    return found


def _dates_of(text: str, piece: Piece) -> Iterator[tuple[int, int, str]]:
    """(start, end, ISO) of a sentence, the fuller forms first: days, months, ends of a year, years."""
    year = ""
    for match in _DAY.finditer(text, piece.start, piece.end):
        # 1.28 or 3-2 without a year and 日 is a number, not a date
        if "月" in match[0] or match["year"]:
            year = _year(match["year"]) or year
            yield match.start(), match.end(), _iso_of(match, year)
    for match in _MONTH.finditer(text, piece.start, piece.end):
        if match["year"]:
            yield match.start(), match.end(), f"{_year(match['year'])}-12"
        elif match["year3"]:
            yield match.start(), match.end(), f"{_year(match['year3'])}-{_number(match['month']):02d}"
        else:
            yield match.start(), match.end(), f"XXXX-{_number(match['month4']):02d}"
    for form in (_VAGUE_MONTH, _BARE_MONTH):
        for match in form.finditer(text, piece.start, piece.end):
            yield match.start(), match.end(), f"XXXX-{_number(match['month']):02d}"
    for match in _YEAR_END.finditer(text, piece.start, piece.end):
        yield match.start(), match.end(), "XXXX-12"
    for match in _YEAR.finditer(text, piece.start, piece.end):
        yield match.start(), match.end(), _year(match["year"])


def _iso_of(match: re.Match[str], year: str) -> str:
    month, day = _number(match["month"]), _number(match["day"])
    if not _real(month, day):
        return ""
    first = f"{year or 'XXXX'}-{month:02d}-{day:02d}"
    if not match["day2"]:
        return first
    month2 = _number(match["month2"]) if match["month2"] else month
    day2 = _number(match["day2"])
    return (
        f"{first}/{_year(match['year2']) or year or 'XXXX'}-{month2:02d}-{day2:02d}" if _real(month2, day2) else first
    )


def bare_day(text: str, piece: Piece) -> Day | None:
    """A day whose month the text does not name (3日): kept in its words, without an ISO form."""
    match = _BARE_DAY.search(text, piece.start, piece.end)
    return Day("", Mark(match.start(), match.end(), "bare-day", 0.6)) if match else None


def resolved(words: str, iso: str, published_on: dt.date) -> str:
    """The date meant, seen from the day of publication: 昨天 → the day before; 5月11日 → the last such day up to it."""
    if words in _BACK:
        return (published_on - dt.timedelta(days=_BACK[words])).isoformat()
    if not iso.startswith("XXXX-"):
        return iso
    if "/" in iso:
        first, _, last = iso.partition("/")
        return f"{resolved('', first, published_on)}/{resolved('', last, published_on)}"
    this_year = iso.replace("XXXX", str(published_on.year))
    return this_year if this_year[:10] <= published_on.isoformat() else iso.replace("XXXX", str(published_on.year - 1))
