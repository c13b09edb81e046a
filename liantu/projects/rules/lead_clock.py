"""The clock of a lead: what must be done by when, what is late, and how long the first contact is protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from liantu.lib.clocks import Allowance, Calendar, Clock, natural_days, workdays
from liantu.lib.dated import Count, DatedRule, Days, Share
from liantu.lib.problems import Problem

Light = Literal["green", "yellow", "red", "done"]


class ClockRule(DatedRule):
    """The dated numbers of the rule; ``reference/lead_clock.yaml``. Working days unless the name says otherwise."""

    respond_workdays: Days = 1
    screen_workdays: Days = 3
    screen_outside_workdays: Days = 5
    feedback_workdays: Days = 7
    report_every_days: Days = 14
    escalate_from_wan_yuan: Count = 50_000
    warn_share: Share = 0.8
    protect_days: Days = 90
    extend_most_days: Days = 90
    extend_most_times: Count = 2


@dataclass(frozen=True)
class LeadDays:
    """What happened to a lead, by day; None while it has not."""

    registered_on: date
    responded_on: date | None = None
    screened_on: date | None = None
    fed_back_on: date | None = None
    reported_on: date | None = None
    closed_on: date | None = None
    asks_outside: bool = False


@dataclass(frozen=True)
class Hand:
    """One hand of the clock: what is to be done, by when, how it stands today."""

    code: str
    due_on: date
    done_on: date | None
    light: Light
    days_left: int


def hands_of(days: LeadDays, rule: ClockRule, *, today: date, calendar: Calendar) -> tuple[Hand, ...]:
    """All hands of a lead's clock, in order; ``calendar``: how the place works.

    A hand is *done* when its act happened (red when it happened late is shown by ``done_on > due_on``), red past its
    day, yellow when ``warn_share`` of its time has gone. Reports are due while the lead is followed and not closed.
    Raises CalendarMissingError when the calendar does not know a year that is counted.
    """
    screen = rule.screen_outside_workdays if days.asks_outside else rule.screen_workdays
    wanted = [
        ("respond", workdays(rule.respond_workdays), days.responded_on),
        ("screen", workdays(screen), days.screened_on),
        ("feed_back", workdays(rule.feedback_workdays), days.fed_back_on),
    ]
    hands = [
        _hand(code, time, done or days.closed_on, days.registered_on, rule, today, calendar)
        for code, time, done in wanted
    ]
    if days.screened_on is not None and days.closed_on is None:
        since = days.reported_on or days.screened_on
        hands.append(_hand("report", natural_days(rule.report_every_days), None, since, rule, today, calendar))
    return tuple(hands)


def _hand(
    code: str, time: Allowance, done: date | None, since: date, rule: ClockRule, today: date, calendar: Calendar
) -> Hand:
    """One hand as it stands today."""
    clock = Clock(calendar.start_of(since), time)
    due = clock.due_on(calendar)
    assert due is not None  # the clock of a lead is never paused
    left = (due - today).days
    if done is not None:
        return Hand(code, due, done, "done", left)
    if today > due:
        return Hand(code, due, None, "red", left)
    share = clock.share_used(calendar, calendar.start_of(today))
    return Hand(code, due, None, "yellow" if share >= rule.warn_share else "green", left)


def escalates(amount_wan_yuan: Decimal | None, rule: ClockRule) -> bool:
    """Whether a lead of this size is shown to leadership at once."""
    return amount_wan_yuan is not None and amount_wan_yuan >= rule.escalate_from_wan_yuan


@dataclass(frozen=True)
class Claim:
    """A registered first contact (首报首谈): who registered whom, on which day, protected until."""

    key: int
    holder: str
    enterprise: str
    group: str
    registered_on: date
    protected_until: date
    is_given_up: bool = False


def collisions(enterprise: str, group: str, holder: str, claims: Sequence[Claim], *, today: date) -> tuple[Claim, ...]:
    """The standing claims of others on the same enterprise or its group, the oldest first.

    ``enterprise`` and ``group`` are identities ('' when unknown: an unknown group never collides).
    """
    found = [
        claim
        for claim in claims
        if not claim.is_given_up
        and claim.holder != holder
        and today <= claim.protected_until
        and ((enterprise and claim.enterprise == enterprise) or (group and claim.group == group))
    ]
    return tuple(sorted(found, key=lambda claim: (claim.registered_on, claim.key)))


def protected_until(registered_on: date, rule: ClockRule) -> date:
    """The last day on which the first to register may talk alone."""
    return registered_on + timedelta(days=rule.protect_days)


def check_extension(
    until: date, by_days: int, times: int, reason: str, rule: ClockRule, *, today: date
) -> list[Problem]:
    """What forbids extending a protection that ends on ``until`` and was extended ``times`` times."""
    problems: list[Problem] = []
    if today > until:
        problems.append(
            Problem(
                "protection_ended",
                "The protection ended on %(day)s.",
                where="days",
                fix="Register the contact again.",
                params={"day": until.isoformat()},
            )
        )
    if not 1 <= by_days <= rule.extend_most_days:
        problems.append(
            Problem(
                "extension_too_long",
                "An extension is 1 to %(most)d days.",
                where="days",
                params={"most": rule.extend_most_days},
            )
        )
    if times >= rule.extend_most_times:
        problems.append(
            Problem(
                "extended_too_often", "It was extended %(times)d times already.", where="days", params={"times": times}
            )
        )
    if not reason.strip():
        problems.append(Problem("reason_needed_extension", "An extension needs a reason.", where="reason"))
    return problems
