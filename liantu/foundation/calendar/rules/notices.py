"""The State Council's notice of a year's holidays, read sentence by sentence into days.

What has two readings or does not add up is a problem, never a guess: a weekday that belongs to no year nearby, a
number of days that differs from the days named, an extension of a holiday whose last day nobody knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from liantu.lib.problems import Problem

HOLIDAYS: tuple[str, ...] = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
EXTENDED_MOST = 20  # days between a holiday's last day and that of its extension; farther off it is another holiday
_WEEKDAYS = "一二三四五六日天"
_DATE = (
    r"(?:(?P<year>\d{4})年|(?P<next>次年|翌年))?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日?"
    r"(?:\[(?P<said>[^\[\]]*)\])?"
)
_DATES = re.compile(_DATE.replace("日?", "日"))
_RANGE = re.compile(r"\s*(?:至|到|—+|–|-|~|～)\s*")
_OFF = re.compile(r"放假|公休|补休|休息|休假|法定节假日")
_WORK = re.compile(r"上班|工作日|正常工作|照常")
_COUNT = re.compile(r"(?:共|放假|休息)(?:计)?(\d{1,2})天")
_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+[.、．])?\s*([^：:。，,\d]{1,12})[：:]")
_LONGER_BY = re.compile(r"延长(?:假期|放假)?\d{1,2}天|假期延长\d{1,2}天")
_PARENS = re.compile(r"[（(]([^（）()]*)[）)]")


@dataclass(frozen=True)
class NoticeDay:
    """One day a notice names: work or rest, for which holiday, in which sentence."""

    day: dt.date
    is_work: bool
    name: str
    sentence: str


@dataclass(frozen=True)
class Notice:
    """What a notice says: its days in order, the holidays it covers, and everything that could not be read."""

    year: int
    days: tuple[NoticeDay, ...]
    holidays: frozenset[str]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all seven holidays of the year are in it, so that its other days follow the week."""
        return self.holidays == frozenset(HOLIDAYS)


def read_notice(text: str, year: int, off: Collection[dt.date] = ()) -> Notice:
    """The days the notice of ``year`` names. Sentences without a day are passed by; what is unclear is a problem.

    ``off``: days off announced before, which a notice may extend (延长2020年春节假期至2月2日). One day said to be both
    work and rest is a problem. Never raises.
    """
    found: dict[dt.date, NoticeDay] = {}
    holidays: set[str] = set()
    problems: list[Problem] = []
    name = ""
    for sentence in _sentences(text):
        heading = _HEADING.match(sentence)
        if heading:
            name = heading[1].strip()
            sentence = sentence[heading.end() :]
        announced = {*off, *(day for day, one in found.items() if not one.is_work)}
        days = _read_sentence(sentence, year, name, announced, problems)
        for one in days:
            before = found.setdefault(one.day, one)
            if before.is_work != one.is_work:
                problems.append(
                    _problem("notice_day_twice", "%(day)s is said to be work and rest.", one.sentence, day=f"{one.day}")
                )
        if days:
            holidays.update(known for known in HOLIDAYS if known in name or known in sentence)
    return Notice(year, tuple(found[day] for day in sorted(found)), frozenset(holidays), tuple(problems))


def _sentences(text: str) -> list[str]:
    """Sentences, each with its heading; spaces inside are dropped."""
    flat = [re.sub(r"[\s\u3000]+", "", line) for line in text.splitlines()]
    return [part for line in flat for part in re.split(r"(?<=[。；;])", line) if part]


def _problem(code: str, message: str, where: str, fix: str = "", **params: object) -> Problem:
    return Problem(
        code, message, where=where[:80], fix=fix or "Correct the sentence, or enter the days by hand.", params=params
    )


def _added_days(
    clause: str, dates: Sequence[dt.date], off: Collection[dt.date], sentence: str, problems: list[Problem]
) -> list[dt.date]:
    """The days by which a clause extends a holiday: from its last day known, or the first day it names, to the last."""
    last = _LONGER_BY.search(clause)
    fix = "Enter the notice of the holiday itself first, or the added days by hand."
    if dates:
        until = dates[-1]
        before = [day for day in off if day < until and (until - day).days <= EXTENDED_MOST]
        if len(dates) > 1:
            starts = "日起" in re.sub(r"\[[^\[\]]*\]", "", clause)
            return [*dates[:1][: int(starts)], *_between(dates[0], until), until]
        if until in off:
            return [until]
        if before:
            return [*_between(max(before), until), until]
    elif last is None:
        return []
    problems.append(_problem("notice_extension", "It extends a holiday whose last day is not known.", sentence, fix))
    return []


def _read_sentence(
    sentence: str, year: int, name: str, off: Collection[dt.date], problems: list[Problem]
) -> list[NoticeDay]:
    """The days of one sentence; a clause without a verb belongs to the next one that has one."""
    marked = _PARENS.sub(lambda match: f"[{match[1]}]", sentence)
    found: list[NoticeDay] = []
    waiting: list[dt.date] = []
    month: int | None = None
    for clause in _clauses(marked):
        dates, month = _dates_in(clause, year, month, sentence, problems)
        if "延长" in clause and "假" in clause:
            added = _added_days(clause, dates, off, sentence, problems)
            found += [NoticeDay(day, False, name or _holiday_in(sentence), sentence) for day in added]
            waiting = []
            continue
        if "调至" in clause or "调到" in clause or "对调" in clause:
            dates = (
                _dates_in(re.split(r"调至|调到", clause)[-1], year, month, sentence, problems)[0]
                if "对调" not in clause
                else []
            )
            found += [NoticeDay(day, False, name, sentence) for day in dates]
            waiting = []
            continue
        words = re.sub(r"\[[^\[\]]*\]", "", clause)
        works, rests = _WORK.search(words), _OFF.search(words)
        waiting += dates
        if works and "日起" in words:  # back to the ordinary week: says nothing of the day itself
            waiting = []
        elif works or rests:
            found += [NoticeDay(day, works is not None, name, sentence) for day in waiting]
            waiting = []
    if waiting:
        problems.append(_problem("notice_day_idle", "A day is named without saying whether it is worked.", sentence))
    said = _COUNT.search(re.sub(r"\[[^\[\]]*\]", "", marked))
    rest = len({one.day for one in found if not one.is_work})
    if said and "延长" not in marked and int(said[1]) != rest and rest:
        problems.append(
            _problem("notice_count", "%(said)s days are said, %(found)s are named.", sentence, said=said[1], found=rest)
        )
    return found


def _holiday_in(sentence: str) -> str:
    """The holiday a sentence without a heading speaks of."""
    return next((known for known in HOLIDAYS if known in sentence), "")


def _clauses(sentence: str) -> list[str]:
    """Parts between commas outside brackets."""
    parts, depth, now = [], 0, ""
    for sign in sentence:
        depth += (sign == "[") - (sign == "]")
        if depth == 0 and sign in "，,。；;":
            parts.append(now)
            now = ""
        else:
            now += sign
    return [part for part in (*parts, now) if part]


def _dates_in(
    clause: str, year: int, month: int | None, sentence: str, problems: list[Problem]
) -> tuple[list[dt.date], int | None]:
    """The days a clause names, ranges filled, and the last month named."""
    days: list[dt.date] = []
    end, last = 0, None
    for match in _DATES.finditer(clause):
        month = int(match["month"]) if match["month"] else month
        joined = last is not None and bool(_RANGE.fullmatch(clause[end : match.start()]))
        day = _day_of(match, year, month, last if joined else None, sentence, problems)
        if day is not None:
            days += _between(last, day) if joined and last is not None else []
            days.append(day)
        end, last = match.end(), day
    return days, month


def _between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=step) for step in range(1, (last - first).days)]


def _day_of(
    match: re.Match[str], year: int, month: int | None, after: dt.date | None, sentence: str, problems: list[Problem]
) -> dt.date | None:
    """The day meant; the year is the one named, else the nearest in which the weekday said is right."""
    if month is None:
        problems.append(_problem("notice_no_month", "A day has no month.", sentence))
        return None
    weekday = re.search(rf"(?:星期|周|礼拜)([{_WEEKDAYS}])", match["said"] or "")
    if match["year"]:
        years = [int(match["year"])]
    elif match["next"]:
        years = [year + 1]
    else:
        years = [year, year - 1, year + 1] if weekday else [year]
        if after is not None:
            years = [after.year, after.year + 1] if weekday or month < after.month else [after.year]
    days = [day for one in years if (day := _date(one, month, int(match["day"]))) is not None]
    if after is not None:
        days = [day for day in days if day > after and (day - after).days < 32]
    if weekday:
        wanted = min(_WEEKDAYS.index(weekday[1]), 6)
        days = [day for day in days if day.weekday() == wanted]
    if not days:
        told = f"{month}月{match['day']}日" + (f"（{match['said']}）" if match["said"] else "")
        problems.append(_problem("notice_no_day", "%(day)s is no day of this notice's year.", sentence, day=told))
        return None
    return days[0]


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
