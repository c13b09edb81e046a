"""The page of figures: tiles with goals, what is to be decided, where projects stop, chains, trend, the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext, pgettext_lazy

from liantu.chains.reads import chains_of
from liantu.chains.standing import standings_of
from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.reads import waiting_for
from liantu.lib.metrics import Metric
from liantu.lib.whole_numbers import whole_number
from liantu.outreach.reads import engagements_of
from liantu.people.requests import ZoneRequest
from liantu.projects import figures, metrics, reads
from liantu.projects.duty_kinds import BLOCKAGE
from liantu.projects.models import LightRecord, Project
from liantu.projects.rules.year_goals import YearGoals, gone_of_year, year_of
from liantu.projects.slots import week_line
from liantu.projects.today import standings_of as projects_standing
from liantu.ui import formats
from liantu.ui.charts.chart import line
from liantu.ui.charts.csv_link import csv_if_asked
from liantu.ui.charts.figures import bars, cumulative, part_bars, target_bar
from liantu.ui.pages import Link
from liantu.ui.pages.figures import Block, Decision, FiguresPage, Tile
from liantu.ui.wiring import Seen
from liantu.ui.written_fields import bound_in

WEEK = timedelta(days=7)
DECISIONS_MOST = 4
PROVINCES_MOST = 3
YEARS_BACK = 4
LATE_TIMES = 2  # so many times the usual stay make a project something to decide on


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the period, one chain or all; the goals of the year and how much of it has gone."""

    seen: Seen
    since: date
    until: date
    chain: str
    year: int | None
    goals: YearGoals
    gone: float | None

    @property
    def period(self) -> dict[str, Any]:
        """The filters of what is counted by days."""
        return {"since": self.since, "until": self.until, **self.only}

    @property
    def only(self) -> dict[str, str]:
        """The filter of the chain."""
        return {"chain": self.chain} if self.chain else {}

    @property
    def years(self) -> range:
        """The years to choose from, newest first."""
        this = timezone.localdate().year
        return range(this, this - YEARS_BACK, -1)

    @property
    def chains(self) -> list[tuple[str, str]]:
        """The chains to choose from."""
        return [(one.code, one.label) for one in chains_of(self.seen.user, self.seen.zone)]


def asked_of(seen: Seen, query: Mapping[str, str]) -> Asked:
    """The period and chain of an address: a year, two days, or this year until today."""
    today = timezone.localdate()
    year = whole_number(query.get("year", ""), least=2000, most=today.year)
    since, until = bound_in(query.get("since", "")), bound_in(query.get("until", ""), is_last=True)
    if year is not None:
        since, until = date(year, 1, 1), date(year, 12, 31)
    since = since or date(today.year, 1, 1)
    until = min(until or today, today) if since <= today else until or today
    found, chain = year_of(since, until), query.get("chain", "")
    with_goals = found is not None and not chain
    goals = reads.goals_of(seen.zone, found, today=today) if with_goals and found is not None else YearGoals(year=2000)
    return Asked(seen, since, until, chain, found, goals, gone_of_year(until) if with_goals else None)


def _ask(request: ZoneRequest) -> Asked:
    return asked_of(Seen(request.user, request.zone), request.GET.dict())


# -- tiles ---------------------------------------------------------------------------------------------------


def tiles_of(asked: Asked) -> list[Tile]:
    """The six numbers leadership asks first; each opens exactly its rows."""
    goals, seen, period = asked.goals, asked.seen, asked.period
    signed, started = (int(one.value(seen, **period) or 0) for one in (metrics.SIGNED, metrics.STARTED))
    emerging = metrics.EMERGING_SHARE.value(seen, **period)
    share = gettext("strategic emerging %(share)s") % {"share": _pct(emerging)} if emerging is not None else ""
    return [
        _amount(asked, gettext("Signed"), metrics.SIGNED_AMOUNT, goals.signed_wan_yuan, signed, share),
        _amount(asked, pgettext("project figure", "Started"), metrics.STARTED_AMOUNT, goals.started_wan_yuan, started),
        _production(asked),
        _same_year(asked, signed),
        _amount(asked, gettext("Funds in place"), metrics.IN_PLACE_AMOUNT, goals.in_place_wan_yuan, None),
        _red(asked),
    ]


def _amount(
    asked: Asked, label: str, metric: Metric[Seen], goal: float | None, count: int | None, more: str = ""
) -> Tile:
    value = Decimal(metric.value(asked.seen, **asked.period) or 0)
    number, unit = formats.money_parts(value, language=get_language() or "zh-hans")
    told = [ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}] if count is not None else []
    if goal:
        told.append(gettext("%(share)s of the year's goal") % {"share": _pct(float(value) / goal)})
    elif more:
        told.append(more)
    return Tile(
        label, number, unit, _rows(metric, asked.period), target_bar(value, goal, asked.gone), line=_joined(told)
    )


def _production(asked: Asked) -> Tile:
    number, goal = int(metrics.PRODUCTION.value(asked.seen, **asked.period) or 0), asked.goals.in_production
    told = gettext("goal of the year %(n)d") % {"n": goal} if goal else ""
    return Tile(
        gettext("Went into production"), f"{number}", pgettext("number of projects", "projects"),
        _rows(metrics.PRODUCTION, asked.period), target_bar(number, goal, asked.gone), line=told,
    )  # fmt: skip


def _same_year(asked: Asked, signed: int) -> Tile:
    share = metrics.SAME_YEAR_SHARE.value(asked.seen, **asked.period)
    same = int(metrics.SAME_YEAR.value(asked.seen, **asked.period) or 0)
    told = [gettext("%(n)d of %(of)d") % {"n": same, "of": signed}]
    before = metrics.SAME_YEAR_SHARE.value(asked.seen, **_year_before(asked))
    if before is not None:
        told.append(gettext("a year before %(share)s") % {"share": _pct(before)})
    bar = target_bar(share, asked.goals.same_year_share) if share is not None else None
    text = "—" if share is None else f"{float(share) * 100:.1f}"
    return Tile(
        gettext("Signed and started in one year"), text, "" if share is None else "%",
        _rows(metrics.SAME_YEAR, asked.period), bar, line=_joined(told),
    )  # fmt: skip


def _red(asked: Asked) -> Tile:
    only: dict[str, Any] = {"light": "red", **asked.only}
    red = int(metrics.RUNNING.value(asked.seen, **only) or 0)
    yellow = int(metrics.RUNNING.value(asked.seen, light="yellow", **asked.only) or 0)
    before = _red_before(asked)
    change = red - before if before is not None else 0
    told = [gettext("yellow %(n)d") % {"n": yellow}]
    if change:
        text = gettext("%(n)d more than a week ago") if change > 0 else gettext("%(n)d fewer than a week ago")
        told.append(text % {"n": abs(change)})
    return Tile(
        gettext("Red light"), f"{red}", pgettext("number of projects", "projects"), _rows(metrics.RUNNING, only),
        line=_joined(told), tone="bad" if red else "",
    )  # fmt: skip


def _red_before(asked: Asked) -> int | None:
    """How many of the running projects showed red a week ago; None where nobody looked at lights so long ago."""
    day = timezone.localdate() - WEEK
    if not LightRecord.objects.filter(zone=asked.seen.zone, on__lte=day).exists():
        return None
    record = LightRecord.objects.filter(project=OuterRef("pk"), on__lte=day).order_by("-on", "-id").values("light")[:1]
    rows = metrics.RUNNING.rows_of(asked.seen, **asked.only)
    return int(rows.annotate(before=Subquery(record)).filter(before="red").count())


def _year_before(asked: Asked) -> dict[str, Any]:
    """The same period a year before."""
    return {"since": _earlier(asked.since), "until": _earlier(asked.until), **asked.only}


def _earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _rows(metric: Metric[Seen], filters: Mapping[str, Any]) -> str:
    return f"{reverse(metric.page)}?{metric.query(**filters)}"


def _pct(share: Any) -> str:
    return f"{float(share) * 100:.0f}%"


def _joined(parts: Iterable[str]) -> str:
    return pgettext("between facts", ", ").join(part for part in parts if part)


# -- what is to be decided -----------------------------------------------------------------------------------


def _decisions(_request: ZoneRequest, asked: Asked) -> list[Decision]:
    """Steps that wait for this person's word, blockages beyond their day, projects that stand still; worst first."""
    today = timezone.localdate()
    return [*_to_sign(asked, today), *_to_settle(asked, today), *_standing_still(asked, today)][:DECISIONS_MOST]


def _to_sign(asked: Asked, today: date) -> Iterator[Decision]:
    for one in waiting_for(asked.seen.user, asked.seen.zone, today=today)[:3]:
        who = gettext("asked by %(person)s") % {"person": one.requested_by.label} if one.requested_by else ""
        text = pgettext("figures", "Sign: %(title)s") % {"title": one.title}
        yield Decision(text, tuple(part for part in (who,) if part), one.get_absolute_url(), _asks("sign"), "warn")


def _to_settle(asked: Asked, today: date) -> Iterator[Decision]:
    late = Duty.objects.of_kind(BLOCKAGE).filter(zone=asked.seen.zone, state=Duty.State.OPEN, due_on__lt=today)
    for one in late.select_related("owner").order_by("due_on")[:2]:
        days = (today - one.due_on).days if one.due_on is not None else 0
        text = pgettext("figures", "Settle: %(what)s") % {"what": one.text}
        waits = ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
        yield Decision(text, (one.about_label, waits), one.about_url or one.get_absolute_url(), _asks("settle"), "warn")


def _standing_still(asked: Asked, today: date) -> Iterator[Decision]:
    plan = reads.plan_of(asked.seen.zone, today)
    rows = metrics.RUNNING.rows_of(asked.seen, light="red", **asked.only)
    for one in projects_standing(rows, plan, today, most=DECISIONS_MOST):
        if one.expected and one.days >= LATE_TIMES * one.expected:
            text = pgettext("figures", "Decide: %(project)s stands in %(stage)s for %(n)d days")
            told = {"project": one.project.name, "stage": one.stage, "n": one.days}
            usual = gettext("usually %(n)d days") % {"n": one.expected}
            amount = formats.money_text(one.project.amount_wan_yuan, language=get_language() or "zh-hans")
            why = (amount, usual, one.project.difficulties[:40])
            url = one.project.get_absolute_url()
            yield Decision(text % told, tuple(part for part in why if part), url, _asks("decide"), "bad")


def _asks(what: str) -> str:
    return {
        "sign": pgettext("asked of you", "sign"),
        "settle": pgettext("asked of you", "settle"),
        "decide": pgettext("asked of you", "decide"),
    }[what]


# -- blocks --------------------------------------------------------------------------------------------------


def _stuck(_request: ZoneRequest, asked: Asked) -> Mapping[str, Any]:
    """How many running projects stand in each stage that holds any; the stage with most stands out."""
    plan = reads.plan_of(asked.seen.zone, timezone.localdate())
    now = metrics.RUNNING.values_by(asked.seen, "stage", **asked.only)
    shown = [stage for stage in plan.stages if now.get(stage.code)]
    counts = [int(now.get(stage.code, 0)) for stage in shown]
    most = max(range(len(counts)), key=counts.__getitem__) if any(counts) else None
    lines = [
        (reads.stage_name(stage), n, f"{n}", _rows(metrics.RUNNING, {"stage": stage.code, **asked.only}))
        for stage, n in zip(shown, counts, strict=True)
    ]
    note = ""
    if most is not None:
        note = gettext("most in %(stage)s: %(n)d") % {"stage": lines[most][0], "n": counts[most]}
    total = ngettext("%(n)d project", "%(n)d projects", sum(counts)) % {"n": sum(counts)}
    return {"bars": bars(lines, point=most), "note": note, "more": (total, _rows(metrics.RUNNING, asked.only))}


def _chains(_request: ZoneRequest, asked: Asked) -> Mapping[str, Any] | None:
    """What each chain has, has weakly, lacks; where the running investment comes from."""
    zone = asked.seen.zone
    chains = list(chains_of(asked.seen.user, zone).prefetch_related("versions"))
    standings = standings_of(zone, chains)
    lines = []
    for chain in chains:
        state = standings[chain.pk].by_state("city")
        counts = (state["strong"] + state["present"], state["weak"] + state["single"], state["gap"])
        lines.append((chain.label, chain.get_absolute_url(), counts))
    names = (pgettext("links", "there"), pgettext("links", "weak or single"), pgettext("links", "missing"))
    more = (gettext("Chain maps"), reverse("chains:index"))
    return {"chain_bars": part_bars(lines), "names": names, "origins": _origins(asked), "more": more}


def _origins(asked: Asked) -> Any:
    language = get_language() or "zh-hans"
    found = sorted(figures.origins_of(asked.seen, chain=asked.chain), key=lambda one: -one.amount_wan_yuan)
    lines = [
        (one.province or gettext("not written"), one.amount_wan_yuan,
         formats.money_text(one.amount_wan_yuan, language=language), f"{reverse('projects:list')}?{one.rows}")
        for one in found[:PROVINCES_MOST]
    ]  # fmt: skip
    rest = sum((one.amount_wan_yuan for one in found[PROVINCES_MOST:]), Decimal(0))
    if rest:
        told = formats.money_text(rest, language=language)
        lines.append((pgettext("provinces", "others"), rest, told, reverse("projects:figures_detail")))
    return bars(lines)


def _monthly(asked: Asked, year: int) -> list[float | None]:
    """What was signed in each month of a year, in the large unit of the reader; months to come are holes."""
    last = min(date(year, 12, 31), max(asked.until, date(year, 1, 1)) if year == asked.since.year else date.max)
    sums = metrics.SIGNED_AMOUNT.values_by(
        asked.seen, "signed_month", since=date(year, 1, 1), until=last, **asked.only
    )  # fmt: skip
    known = last.month if last.year == year else 12
    return [float(sums.get(month, 0)) / _scale() if month <= known else None for month in range(1, 13)]


def _scale() -> int:
    """How many 10,000 yuan the unit of the trend holds: 亿元, or CNY million in English."""
    return 100 if (get_language() or "").startswith("en") else 10_000


def _trend(_request: ZoneRequest, asked: Asked) -> Mapping[str, Any]:
    """Amounts signed by month, adding up: this year, the year before, the goal."""
    year = asked.since.year
    now, before = _monthly(asked, year), _monthly(asked, year - 1)
    series: list[tuple[Any, Any, Sequence[float | None]]] = []
    if asked.goals.signed_wan_yuan:
        goal = asked.goals.signed_wan_yuan / _scale()
        series.append((pgettext("trend", "goal"), "target", [goal * month / 12 for month in range(1, 13)]))
    if any(before):
        series.append((f"{year - 1}", "before", before))
    series.append((f"{year}", "now", now))
    months = [pgettext("month of a chart", "%(n)d") % {"n": month} for month in range(1, 13)]
    known = sum(value is not None for value in now)
    change = sum(value or 0 for value in now) - sum(value or 0 for value in before[:known])
    note = pgettext("unit", "CNY million")
    if any(before):
        text = gettext("%(n).1f more than a year before") if change >= 0 else gettext("%(n).1f less than a year before")
        note = _joined([note, text % {"n": abs(change)}])
    trend = cumulative(months, series, label=gettext("Month"))
    return {"trend": trend, "note": note, "trend_label": gettext("Amount signed, adding up by month"),
            "more": ("CSV", "?" + _query(asked, chart="signed-by-month"))}  # fmt: skip


def _query(asked: Asked, **more: str) -> str:
    return urlencode({"since": asked.since, "until": asked.until, **asked.only, **more})


def _files(request: ZoneRequest, asked: Asked) -> HttpResponse | None:
    """The numbers of the trend as a file."""
    if request.GET.get("chart") != "signed-by-month":
        return None
    trend = _trend(request, asked)["trend"]
    names = [str(header) for header in trend.headers[1:]]
    columns = {name: [row[place + 1] for row in trend.rows] for place, name in enumerate(names)}
    chart = line("signed-by-month", gettext("Amount signed"), [row[0] for row in trend.rows], columns,
                 point_label=str(trend.headers[0]))  # fmt: skip
    return csv_if_asked(request, chart)


def _week(_request: ZoneRequest, asked: Asked) -> Mapping[str, Any]:
    """What changed in the last seven days: signed, started, turned red, and what the rooms around tell."""
    today = timezone.localdate()
    since = today - WEEK
    days: dict[str, Any] = {"since": since, "until": today, **asked.only}
    lines = [
        _named(pgettext("week", "Signed"), metrics.SIGNED, asked.seen, days),
        _turned_red(asked, since),
        _named(pgettext("week", "Started"), metrics.STARTED, asked.seen, days),
    ]
    told = [one(asked.seen, since, today) for one in week_line.values()]
    visits = engagements_of(asked.seen.user, asked.seen.zone).filter(on__range=(since, today)).count()
    text = ngettext("%(n)d visit or talk", "%(n)d visits and talks", visits) % {"n": visits} if visits else ""
    lines += [one for one in told if one is not None]
    lines.append((pgettext("week", "Met"), text, reverse("outreach:list") if visits else ""))
    return {"changes": lines}


def _named(label: str, metric: Metric[Seen], seen: Seen, filters: Mapping[str, Any]) -> tuple[str, str, str]:
    """A line of the week: the names of the rows, the address of all of them."""
    names = list(metric.rows_of(seen, **filters).values_list("name", flat=True)[:3])
    return label, _some(names), _rows(metric, filters) if names else ""


def _some(names: list[str]) -> str:
    return pgettext("between names", ", ").join(names[:2]) + ("…" if len(names) > 2 else "")


def _turned_red(asked: Asked, since: date) -> tuple[str, str, str]:
    """Running projects that show red now and did not a week ago."""
    record = LightRecord.objects.filter(project=OuterRef("pk"), on__lte=since).order_by("-on", "-id").values("light")
    rows = metrics.RUNNING.rows_of(asked.seen, light="red", **asked.only).annotate(before=Subquery(record[:1]))
    turned: list[Project] = list(rows.exclude(before="red").exclude(before=None)[:3])
    url = _rows(metrics.RUNNING, {"light": "red", **asked.only}) if turned else ""
    return pgettext("week", "Turned red"), _some([one.name for one in turned]), url


def _links(_request: ZoneRequest, asked: Asked) -> list[Link]:
    return [
        Link(gettext("Details and map"), f"{reverse('projects:figures_detail')}?{_query(asked)}", "map"),
        Link(gettext("On the wall"), f"{reverse('projects:figures_wall')}?{_query(asked)}", "external"),
    ]


def _line(asked: Asked) -> list[Any]:
    days = [formats.date_text(day, language=get_language() or "zh-hans") for day in (asked.since, asked.until)]
    rule = ""
    if asked.gone and asked.goals.model_fields_set - {"year"}:
        rule = gettext("the rule in a bar: %(share)s of the year has gone") % {"share": _pct(asked.gone)}
    goals = (gettext("Goals of the year"), reverse("versions:kind", args=[reads.YEAR_GOALS]))
    return [f"{days[0]} – {days[1]}", rule, goals]


FIGURES: FiguresPage[Asked] = FiguresPage(
    ability="projects.view",
    title=gettext_lazy("Figures of projects"),
    ask=_ask,
    line=_line,
    tiles=lambda _request, asked: tiles_of(asked),
    decisions=_decisions,
    decisions_title=pgettext_lazy("figures", "For you to decide"),
    links=_links,
    filters="projects/_figures_choice.html",
    files=_files,
    blocks=(
        Block(
            code="stages",
            title=gettext_lazy("Where projects stop"),
            template="ui/charts/bars.html",
            fill=_stuck,
            method="forecast",
        ),
        Block(
            code="chains",
            title=gettext_lazy("Chains"),
            template="projects/_figures_chains.html",
            fill=_chains,
            ability="chains.view",
        ),
        Block(
            code="trend",
            title=gettext_lazy("Amount signed, adding up by month"),
            template="ui/charts/trend.html",
            fill=_trend,
            span="two_thirds",
            walled=False,
        ),
        Block(
            code="week",
            title=gettext_lazy("Changes of the week"),
            template="projects/_figures_week.html",
            fill=_week,
            walled=False,
        ),
    ),
)


def numbers_today(seen: Seen, _today: date) -> Mapping[str, object]:
    """The six numbers on the day's page of leadership."""
    return {"tiles": tiles_of(asked_of(seen, {}))}
