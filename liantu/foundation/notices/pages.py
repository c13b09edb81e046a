"""The page of the day: what to do in bands, things of one kind as one row, the blocks of the rooms beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext, pgettext_lazy

from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.jobs.models import Job
from liantu.foundation.notices import reads
from liantu.foundation.notices.models import Notice
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.lib.clocks import CalendarMissingError
from liantu.people.models import Zone
from liantu.people.requests import ZoneRequest
from liantu.ui.due import Due, due_of
from liantu.ui.formats import near_text
from liantu.ui.wiring import DrawnButton, FilledPanel, Seen, Todo, Words

TOGETHER_FROM = 3  # so many of one kind stand in one row
NAMES_MOST = 5
SHOWN_ROWS = 12
NOTICES_MOST = 60
BandCode = Literal["consent", "late", "today", "week", "later", "others"]
BANDS: tuple[tuple[BandCode, Any], ...] = (
    ("consent", pgettext_lazy("to do", "For my yes or no")),
    ("late", pgettext_lazy("to do", "Overdue")),
    ("today", pgettext_lazy("to do", "Today")),
    ("week", pgettext_lazy("to do", "This week")),
    ("later", pgettext_lazy("to do", "Later")),
    ("others", pgettext_lazy("to do", "With others")),
)
URGENT = frozenset({"bad", "warn"})


@dataclass(frozen=True)
class Row:
    """One thing to do, or several of one kind, as the page draws it."""

    text: str
    url: str
    why: tuple[str, ...]
    due: Due
    button: Words
    icon: str
    id: str = ""
    part: str = ""
    post: str = ""
    count: int = 1


@dataclass(frozen=True)
class Band:
    """What belongs together by when it is due; ``folded``: rows after the first dozen of the page."""

    code: BandCode
    title: Words
    rows: tuple[Row, ...]
    folded: tuple[Row, ...] = ()
    holders: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        """How many things, not rows."""
        return sum(row.count for row in (*self.rows, *self.folded))


@dataclass(frozen=True)
class Day:
    """The day of one person: what to do, the blocks of the rooms, work that runs, what is new."""

    now: datetime
    bands: tuple[Band, ...]
    main: tuple[FilledPanel, ...]
    side: tuple[FilledPanel, ...]
    buttons: tuple[DrawnButton, ...]
    running: tuple[Job, ...]
    news: tuple[tuple[Notice, tuple[Notice, ...]], ...]

    @property
    def to_do(self) -> int:
        """How many things are this person's to do."""
        return sum(band.count for band in self.bands if band.code != "others")

    @property
    def facts(self) -> list[str]:
        """The day in a line: its date, how much is late and due, what the blocks say of it."""
        words = {"late": gettext("%(n)d overdue"), "today": gettext("%(n)d today")}
        found = [words[band.code] % {"n": band.count} for band in self.bands if band.code in words]
        found += [str(panel.content["fact"]) for panel in (*self.main, *self.side) if panel.content.get("fact")]
        return [day_words(self.now.date()), *found]


WEEKDAYS = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip


def day_words(day: date) -> str:
    """A day as it stands at the head of a page: 11月30日 周一."""
    far = day.replace(month=1 if day.month > 6 else 12, day=1)  # so that it is never said as today
    written = near_text(day, today=far, language=get_language() or "zh-hans")
    return f"{written} {WEEKDAYS[day.weekday()]}"


def greeting(now: datetime, name: str) -> str:
    """How a person is greeted at this hour."""
    for until, text in (
        (11, gettext("Good morning, %(name)s")),
        (14, gettext("Good day, %(name)s")),
        (18, gettext("Good afternoon, %(name)s")),
        (24, gettext("Good evening, %(name)s")),
    ):
        if now.hour < until:
            return text % {"name": name}
    raise AssertionError(now)


def day_of(request: ZoneRequest) -> Day:
    """Everything on the page of the day as this person sees it."""
    user, zone = request.user, request.zone
    seen, now = Seen(user, zone), timezone.localtime()
    panels = TODAY_PAGE.panels(seen, now.date())
    unread = reads.notices_of(user, zone).filter(read_at__isnull=True)[:NOTICES_MOST]
    return Day(
        now,
        bands_of(reads.todos_of(user, zone), today=now.date(), workdays=workdays_left(zone, now.date())),
        tuple(one for one in panels if one.place == "main"),
        tuple(one for one in panels if one.place == "side"),
        tuple(TODAY_PAGE.buttons(seen, now.date())),
        tuple(reads.running_of(user, zone)),
        merged(unread),
    )


def workdays_left(zone: Zone, today: date) -> Callable[[date], int | None]:
    """Working days of the place from tomorrow up to a day; None where nobody announced the year. Asked once."""
    known: list[Any] = []

    def left(day: date) -> int | None:
        if not known:
            known.append(calendar_of(zone))
        try:
            found: int = known[0].workdays_between(today, day)
        except CalendarMissingError:
            return None
        return found

    return left


def merged(notices: Iterable[Notice]) -> tuple[tuple[Notice, tuple[Notice, ...]], ...]:
    """Notices of one kind as one line: the newest, and the others that are folded under it."""
    kinds: dict[str, list[Notice]] = defaultdict(list)
    for one in notices:
        kinds[one.text].append(one)
    return tuple((same[0], tuple(same[1:])) for same in kinds.values())


def bands_of(
    todos: Sequence[Todo], *, today: date, workdays: Callable[[date], int | None] = lambda _day: None
) -> tuple[Band, ...]:
    """What to do, in bands by urgency; in a band the soonest first. Nothing is left out: what is too much is folded."""
    rows: dict[BandCode, list[tuple[date, Row]]] = defaultdict(list)
    holders: dict[str, int] = defaultdict(int)
    for same in _together(todos):
        first = min(same, key=lambda one: one.due_on or date.max)
        code = band_of(first, today)
        rows[code].append((first.due_on or date.max, _row(same, due_of(first.due_on, today=today, workdays=workdays))))
        if code == "others":
            holders[first.waits_for] += len(same)
    found, room = [], SHOWN_ROWS
    for code, title in BANDS:
        here = [row for _day, row in sorted(rows[code], key=lambda pair: pair[0])]
        shown = 0 if code in ("later", "others") else max(room, 0)
        room -= len(here) if code != "others" else 0
        if here:
            told = tuple(holders.items()) if code == "others" else ()
            found.append(Band(code, title, tuple(here[:shown]), tuple(here[shown:]), told))
    return tuple(found)


def band_of(todo: Todo, today: date) -> BandCode:
    """Where a thing stands: others have it, it asks for a yes or no, it is late, due today, this week, or later.

    What has no day is due today when it is red or yellow, else this week.
    """
    if todo.waits_for:
        return "others"
    if todo.consent:
        return "consent"
    if todo.due_on is None:
        return "today" if todo.tone in URGENT else "week"
    if todo.due_on <= today:
        return "late" if todo.due_on < today else "today"
    return "week" if todo.due_on <= today + timedelta(days=6 - today.weekday()) else "later"


def _together(todos: Sequence[Todo]) -> list[list[Todo]]:
    """The things by kind where three and more are alike, each by itself otherwise; in their order."""
    kinds: dict[Any, list[Todo]] = defaultdict(list)
    for number, one in enumerate(todos):
        kinds[one.alike.code if one.alike is not None else number].append(one)
    return [
        part for same in kinds.values() for part in ([same] if len(same) >= TOGETHER_FROM else [[one] for one in same])
    ]


def row_of(todo: Todo, zone: Zone, today: date) -> Row:
    """One thing as its row, for a room that draws it anew in its place."""
    return _row([todo], due_of(todo.due_on, today=today, workdays=workdays_left(zone, today)))


def _row(same: Sequence[Todo], due: Due) -> Row:
    first = same[0]
    if len(same) == 1 or first.alike is None:
        return Row(
            first.text, first.url, first.why, due, first.button or pgettext("button", "Open"), first.icon, first.row,
            first.part, first.post,
        )  # fmt: skip
    kind = first.alike
    names = [one.name or one.text for one in same]
    comma = pgettext("between names", ", ")
    told = comma.join(names[:NAMES_MOST]) + ("…" if len(names) > NAMES_MOST else "")
    return Row(kind.text(len(same)), kind.url, (told,), due, kind.button, first.icon, post=kind.post, count=len(same))
