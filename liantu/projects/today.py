"""What projects put on the day's page: what alone is missing for a next stage; projects with lamp, stage and stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import ChainAppointment
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.lib.checklist import Missing
from liantu.people.models import ZonedQuerySet
from liantu.projects import metrics, reads
from liantu.projects.board import LIGHT_NAMES, LIGHT_TONES
from liantu.projects.models import Project
from liantu.projects.rules.stages import Stage, StagePlan
from liantu.ui.metrics import show
from liantu.ui.wiring import Alike, Panel, Seen, Todo

SHOWN = 6
SHOWN_OF_OTHERS = 4
LOOKED_AT = 60
URGENCY = Case(When(light="red", then=0), When(light="yellow", then=1), default=2, output_field=IntegerField())


@dataclass(frozen=True)
class Standing:
    """A running project in a line: where it is among the stages, how long it stays, how long that usually takes."""

    project: Project
    stage: str
    light: tuple[str, str]
    step: int
    steps: int
    days: int
    expected: int

    @property
    def is_over(self) -> bool:
        """Whether it stays longer than usual."""
        return bool(self.expected) and self.days > self.expected


def standings_of(rows: ZonedQuerySet[Project], plan: StagePlan, today: date, *, most: int = SHOWN) -> list[Standing]:
    """The first rows in lines, those that need somebody most on top. One query."""
    urgent = rows.order_by(URGENCY, "stage_since_on", "pk")[:most]
    return [_standing(one, plan, today) for one in urgent]


def _standing(project: Project, plan: StagePlan, today: date) -> Standing:
    stage = plan.stage(project.stage) if plan.has(project.stage) else None
    name = reads.stage_name(stage) if stage is not None else project.stage
    days, steps = (today - project.stage_since_on).days, len(plan.stages)
    place = plan.stages.index(stage) + 1 if stage is not None else 0
    light = (str(LIGHT_NAMES.get(project.light, "")), LIGHT_TONES.get(project.light, "muted"))
    return Standing(project, name, light, place, steps, days, stage.expected_days if stage is not None else 0)


def _told(
    seen: Seen, rows: ZonedQuerySet[Project], today: date, *, most: int = SHOWN_OF_OTHERS
) -> Mapping[str, object] | None:
    number = rows.count()
    if not number:
        return None
    lines = standings_of(rows, reads.plan_of(seen.zone, today), today, most=most)
    return {"lines": lines, "how_many": number}


def own(seen: Seen, today: date) -> Mapping[str, object] | None:
    """The running projects this person keeps."""
    return _told(seen, metrics.running_rows(seen).filter(owner=seen.user), today, most=SHOWN)


def of_my_chains(seen: Seen, today: date) -> Mapping[str, object] | None:
    """Running projects of the chains a chief leads, but her own."""
    offices = ChainAppointment.objects.filter(
        zone=seen.zone, person=seen.user, office=ChainAppointment.Office.CHIEF
    ).select_related("chain")
    chains = {one.chain_id for one in offices if one.holds_on(today)}
    rows = metrics.running_rows(seen).filter(chain__in=chains).exclude(Q(owner=seen.user))
    return _told(seen, rows, today) if chains else None


def red_ones(seen: Seen, today: date) -> Mapping[str, object] | None:
    """The running projects of the zone that show red, but her own."""
    return _told(seen, metrics.running_rows(seen).filter(light="red").exclude(owner=seen.user), today)


MORE = (_("Board"), "projects:board")
PANELS = (
    Panel("own", TODAY_PAGE, _("My projects"), "projects/_standings.html", own, "projects.view", order=20, more=MORE),
    Panel(
        "of_my_chains", TODAY_PAGE, _("Projects of my chains"), "projects/_standings.html", of_my_chains,
        "projects.view", order=21, roles=("chain_chief",), more=MORE,
    ),
    Panel(
        "red", TODAY_PAGE, _("Projects that show red"), "projects/_standings.html", red_ones, "projects.view", order=22,
        roles=("zone_leadership", "assessor", "observer"), more=MORE,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Lacking:
    """A project with the stage ahead of it and what is missing for that."""

    project: Project
    stage: Stage
    missing: tuple[Missing, ...]

    @property
    def names(self) -> list[str]:
        """What is missing, in the reader's language."""
        return [_called(one) for one in self.missing]


def _called(missing: Missing) -> str:
    asked = missing.requirement
    return asked.name_en if reads.reads_english() and asked.name_en else asked.name


def lacking_of(seen: Seen, today: date) -> list[Lacking]:
    """The person's running projects with what their next stages still ask for, those nearest to it first."""
    plan = reads.plan_of(seen.zone, today)
    mine = metrics.running_rows(seen).filter(owner=seen.user)
    rows = reads.whole(mine).order_by(URGENCY, "stage_since_on", "pk")
    found = ((one, reads.lacking(one, plan)) for one in rows[:LOOKED_AT] if reads.waiting_move(one) is None)
    lacking = [Lacking(one, *ahead) for one, ahead in found if ahead is not None and ahead[1]]
    return sorted(lacking, key=lambda one: len(one.missing))


def waiting(seen: Seen) -> list[Todo]:
    """Papers that are the only thing missing for the next stage; how many of one's own projects show red."""
    today = timezone.localdate()
    return [*_almost_there(seen, today), *_red(seen)]


def _almost_there(seen: Seen, today: date) -> Iterator[Todo]:
    if not seen.may("projects.edit"):
        return
    many = Alike(
        "projects.almost_there",
        lambda n: gettext("%(n)d projects lack one thing for their next stage") % {"n": n},
        reverse("projects:bring"),
        pgettext("button", "Bring paper"),
    )
    for one in lacking_of(seen, today):
        if len(one.missing) > 1:
            continue
        days = (today - one.project.stage_since_on).days
        text, button = _to_bring(one.missing[0].requirement.kind)
        given = {"what": one.names[0], "project": one.project.name, "stage": reads.stage_name(one.stage)}
        stay = ngettext("here for %(n)d day", "here for %(n)d days", days) % {"n": days}
        yield Todo(
            text % given,
            one.project.get_absolute_url(),
            None,
            "warn" if one.project.light == "red" else "info",
            tuple(part for part in (one.project.investor_name, gettext("only this is missing"), stay) if part),
            button,
            name=one.project.name,
            alike=many,
        )


def _to_bring(kind: str) -> tuple[str, str]:
    """Sentence and button for a sort of proof: a paper is brought, a field filled in, an amount stated."""
    if kind == "field":
        return gettext("Fill in “%(what)s”: “%(project)s” can enter “%(stage)s”"), pgettext("button", "Fill in")
    if kind == "amount":
        return gettext("State “%(what)s”: “%(project)s” can enter “%(stage)s”"), pgettext("button", "State it")
    return gettext("Bring “%(what)s”: “%(project)s” can enter “%(stage)s”"), pgettext("button", "Bring paper")


def _red(seen: Seen) -> Iterator[Todo]:
    red = show(metrics.OWN_RED, seen)
    if red.value:
        names = metrics.own_red_rows(seen).values_list("name", flat=True)[:2]
        number = int(red.value)
        text = ngettext("See to %(n)d red project of yours", "See to %(n)d red projects of yours", number)
        told = pgettext("between names", ", ").join(names) + ("…" if number > len(names) else "")
        button = pgettext("button", "Look at them")
        yield Todo(text % {"n": number}, red.url, None, "bad", (told,), button, icon="alert")
