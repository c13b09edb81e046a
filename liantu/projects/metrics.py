"""The numbers of projects: signed, strategic emerging, started, in production, running. docs/methods/forecast.md.

The rows of each stand here once; the figures page, the list behind a figure and the day's page all ask them.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.lib.metrics import Metric, Share
from liantu.people.models import ZonedQuerySet
from liantu.projects.models import Project, StageMove
from liantu.projects.reads import projects_of
from liantu.ui.wiring import Seen, Words

YEARS_MOST = 40
PERIOD = ("since", "until")
BY = {"chain": "chain__code"}
SIGNED_SUM = Sum("signed_wan_yuan")
Rows = ZonedQuerySet[Project]


def _all(seen: Seen) -> Rows:
    return projects_of(seen.user, seen.zone)


def _within(name: str, since: date | None, until: date | None) -> Q:
    """The day of this field stands, and within the period where one is named."""
    found = Q(**{f"{name}__isnull": False})
    found &= Q(**{f"{name}__gte": since}) if since is not None else Q()
    return found & (Q(**{f"{name}__lte": until}) if until is not None else Q())


def signed_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Projects signed within the period."""
    return _all(seen).filter(_within("signed_on", since, until))


def emerging_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Of those signed, the strategic emerging by product."""
    return signed_rows(seen, since=since, until=until).filter(industry_class=Project.IndustryClass.EMERGING)


def started_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Projects started within the period."""
    return _all(seen).filter(_within("started_on", since, until))


def production_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Projects that went into production within the period."""
    return _all(seen).filter(_within("in_production_on", since, until))


def same_year_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Signed within the period, started in the year of signing: by ranges of days, which an index can serve."""
    signed = signed_rows(seen, since=since, until=until)
    if since is not None and until is not None:
        found = list(range(max(since.year, until.year - YEARS_MOST), until.year + 1))
    else:
        found = [day.year for day in signed.dates("signed_on", "year")]
    wanted = Q(pk__in=())
    for year in found:
        first, last = date(year, 1, 1), date(year, 12, 31)
        wanted |= Q(signed_on__range=(first, last), started_on__range=(first, last))
    return signed.filter(wanted)


def signed_started_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Of those signed within the period, the ones started by now."""
    return signed_rows(seen, since=since, until=until).filter(started_on__isnull=False)


def signed_producing_rows(seen: Seen, *, since: date | None = None, until: date | None = None) -> Rows:
    """Of those signed within the period, the ones in production by now."""
    return signed_rows(seen, since=since, until=until).filter(in_production_on__isnull=False)


def running_rows(seen: Seen) -> Rows:
    """Projects that run: neither suspended nor ended."""
    return _all(seen).filter(health=Project.Health.NORMAL)


def reached_rows(seen: Seen, *, stage: str = "") -> Rows:
    """Projects that ever entered the stage, however they stand now."""
    moves = StageMove.objects.entered().filter(zone=seen.zone, to_state=stage)
    return _all(seen).filter(pk__in=moves.values("project"))


def own_red_rows(seen: Seen) -> Rows:
    """The person's own running projects that show red."""
    return running_rows(seen).filter(owner=seen.user, light="red")


def _metric(code: str, title: Words, basis: Words, rows: object, **given: object) -> Metric[Seen]:
    kind = {"unit": "count", "version": 1, "page": "projects:list", "ability": "projects.view"}
    return Metric(code=f"projects.{code}", title=title, basis=basis, rows=rows, **(kind | given))  # type: ignore[arg-type]


SIGNED_BY = {**BY, "signed_year": "signed_on__year", "signed_month": "signed_on__month"}
_in_period = {"asks": PERIOD, "by": SIGNED_BY}
_amount = {"unit": "wan_yuan", "measure": SIGNED_SUM}
SIGNED = _metric("signed", _("Signed"), _("Stage “signed” entered within the period."), signed_rows, **_in_period)
SIGNED_AMOUNT = _metric(
    "signed_amount", _("Amount signed"), _("Signed amount of the same projects."), signed_rows, **_in_period, **_amount
)
EMERGING = _metric(
    "emerging",
    _("Strategic emerging"),
    _("Signed within the period, strategic emerging by product."),
    emerging_rows,
    **_in_period,
)
EMERGING_AMOUNT = _metric(
    "emerging_amount",
    _("Amount of strategic emerging"),
    _("Signed amount of the same projects."),
    emerging_rows,
    **_in_period,
    **_amount,
)
STARTED = _metric(
    "started",
    pgettext_lazy("project figure", "Started"),
    _("Stage “started” entered within the period."),
    started_rows,
    asks=PERIOD,
    by=BY,
)
STARTED_AMOUNT = _metric(
    "started_amount",
    _("Amount started"),
    _("Signed amount of the same projects."),
    started_rows,
    asks=PERIOD,
    by=BY,
    **_amount,
)
SAME_YEAR = _metric(
    "same_year_start",
    _("Signed and started in one year"),
    _("Signed within the period and started in the year of signing."),
    same_year_rows,
    **_in_period,
)
SAME_YEAR_AMOUNT = _metric(
    "same_year_amount",
    _("Amount signed and started in one year"),
    _("Signed amount of the same projects."),
    same_year_rows,
    **_in_period,
    **_amount,
)
PRODUCTION = _metric(
    "in_production",
    _("Went into production"),
    _("Stage “in production” entered within the period."),
    production_rows,
    asks=PERIOD,
    by=BY,
)
IN_PLACE_AMOUNT = _metric(
    "in_place_amount",
    _("Funds in place"),
    _("As last stated, of projects signed within the period."),
    signed_rows,
    **_in_period,
    unit="wan_yuan",
    measure=Sum("in_place_wan_yuan"),
)
SIGNED_STARTED = _metric(
    "signed_started",
    _("Started by now"),
    _("Signed within the period and started by now."),
    signed_started_rows,
    **_in_period,
)
SIGNED_PRODUCING = _metric(
    "signed_in_production",
    _("In production by now"),
    _("Signed within the period and in production by now."),
    signed_producing_rows,
    **_in_period,
)
RUNNING_BY = {**BY, "stage": "stage", "province": "origin_province", "light": "light"}
RUNNING = _metric(
    "running", _("Running projects"), _("Neither suspended nor ended, today."), running_rows, by=RUNNING_BY
)
RUNNING_AMOUNT = _metric(
    "running_amount",
    _("Investment of running projects"),
    _("Signed amount, the intended one while none is signed."),
    running_rows,
    by=RUNNING_BY,
    unit="wan_yuan",
    measure=Sum(Coalesce("signed_wan_yuan", "intent_wan_yuan")),
)
REACHED = _metric(
    "reached",
    _("Ever reached the stage"),
    _("Projects that ever entered the stage."),
    reached_rows,
    asks=("stage",),
    by=BY,
)
OWN_RED = _metric("own_red", _("One's own red projects"), _("Running, in one's keeping, red today."), own_red_rows)
EMERGING_SHARE = Share(
    "projects.emerging_share",
    _("Share of strategic emerging"),
    _("By signed amount."),
    1,
    EMERGING_AMOUNT,
    SIGNED_AMOUNT,
)
EMERGING_SHARE_COUNT = Share(
    "projects.emerging_share_count",
    _("Share of strategic emerging by number"),
    _("By number of projects."),
    1,
    EMERGING,
    SIGNED,
)
SAME_YEAR_SHARE = Share(
    "projects.same_year_share",
    _("Rate of starts in the year of signing"),
    _("By number of projects."),
    1,
    SAME_YEAR,
    SIGNED,
)
ALL = (
    SIGNED,
    SIGNED_AMOUNT,
    EMERGING,
    EMERGING_AMOUNT,
    STARTED,
    STARTED_AMOUNT,
    SAME_YEAR,
    SAME_YEAR_AMOUNT,
    PRODUCTION,
    IN_PLACE_AMOUNT,
    SIGNED_STARTED,
    SIGNED_PRODUCING,
    RUNNING,
    RUNNING_AMOUNT,
    REACHED,
    OWN_RED,
)
SHARES = (EMERGING_SHARE, EMERGING_SHARE_COUNT, SAME_YEAR_SHARE)
