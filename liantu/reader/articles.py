"""A delivery cut into its articles: a newspaper page, a day's clippings, a folder of notes in one file."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BYLINE = re.compile(
    r"(?:[(（]?(?:记者|通讯员|本报记者|作者|文/图|文|图|责编|责任编辑|编辑)[:：/ ]*)?"
    r"[\u4e00-\u9fff·]{2,4}(?:[ 　、/][\u4e00-\u9fff·]{2,4}){0,3}[)）]?"
)
_CONTINUED = re.compile(r"[(（]\s*上接[^()（）]{0,12}[)）]")
_RULE = re.compile(r"[-=*_—·]{5,}|\f+")
_TITLE_MOST = 60
PART_MOST = 20_000
_BODY_LEAST = 40
_MARKED = re.compile(r"(?:^|\n)[^\n]{0,12}(?:讯|电|消息)[ 　:：]")


@dataclass(frozen=True)
class Article:
    """One article: its title, and where it stands in the delivery (half-open)."""

    title: str
    start: int
    end: int


@dataclass(frozen=True)
class _Line:
    text: str
    start: int
    end: int


def articles_of(text: str) -> list[Article]:
    """The articles of a delivered text in order; one when nothing shows where another begins.

    An article ends behind a line that is only the writers' names when a heading follows, before "(上接 D1版)", and at a
    drawn line or page feed. Nothing is left out: what stands before a heading belongs to the article before.
    """
    lines = _lines(text)
    if not lines:
        return []
    starts = [lines[0].start]
    for number, line in enumerate(lines[1:], 1):
        before = lines[number - 1]
        if (
            _RULE.fullmatch(before.text)
            or _CONTINUED.match(line.text)
            or (_is_byline(before, lines, number - 1) and _opens(lines, number))
        ):
            starts.append(line.start)
    found = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        inside = [line for line in lines if start <= line.start < end and not _RULE.fullmatch(line.text)]
        if inside:
            found += _parts(text, Article(_title(inside), inside[0].start, inside[-1].end))
    return found


def _parts(text: str, article: Article) -> list[Article]:
    """A report of hundreds of pages in parts that are read one by one, cut at a line's or sentence's end."""
    found: list[Article] = []
    start = article.start
    while article.end - start > PART_MOST:
        least = start + PART_MOST // 2
        cut = max(text.rfind(sign, least, start + PART_MOST) for sign in ("\n", "。", "；"))
        cut = cut + 1 if cut > 0 else start + PART_MOST
        found.append(Article(f"{article.title} ({len(found) + 1})", start, cut))
        start = cut
    title = f"{article.title} ({len(found) + 1})" if found else article.title
    return [*found, Article(title, start, article.end)]


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for raw in re.split("(\n)", text):
        if raw.strip():
            start = at + len(raw) - len(raw.lstrip())
            found.append(_Line(raw.strip(), start, start + len(raw.strip())))
        at += len(raw)
    return found


def _is_byline(line: _Line, lines: list[_Line], number: int) -> bool:
    """A line of names only, behind a paragraph that ended its sentence."""
    if not _BYLINE.fullmatch(line.text) or number == 0:
        return False
    body = lines[number - 1].text
    return len(body) >= 12 and body[-1] in "。！？”」）)."


def _opens(lines: list[_Line], number: int) -> bool:
    """Whether a heading stands here: a short line without a stop, a paragraph within the next three lines."""
    heading = lines[number].text
    if _CONTINUED.match(heading):
        return True
    if len(heading) > _TITLE_MOST or heading[-1] in "。；，":
        return False
    return any(len(line.text) >= _BODY_LEAST for line in lines[number + 1 : number + 4])


def _title(inside: list[_Line]) -> str:
    first = inside[1].text if len(inside) > 1 and _CONTINUED.fullmatch(inside[0].text) else inside[0].text
    if len(first) <= _TITLE_MOST and first[-1] not in "。；":
        return first
    return first[:40]
