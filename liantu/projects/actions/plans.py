"""A zone's own plan of stages: published as a version that never changes again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.audit.actions import record
from liantu.lib.dated import parse_yaml
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.projects.models import Project, StagePlanVersion
from liantu.projects.rules.stages import read_plan

TEXT_MOST = 100_000


def publish_plan(zone: Zone, text: str, *, by: User, note: str) -> StagePlanVersion:
    """Let a new version of the plan hold; the one before stays readable. Raises NotAllowed; ProblemsError.

    A plan that drops a stage in which projects stand is refused, naming it.
    """
    require(by, "projects.plan", zone)
    if len(text) > TEXT_MOST:
        raise ProblemsError([Problem("plan_too_long", "The text is too long.", where="text")])
    source = str(_("plan"))
    plan = read_plan(parse_yaml(text, source=source), source=source)
    standing = set(Project.objects.filter(zone=zone, merged_into__isnull=True).values_list("stage", flat=True))
    gone = sorted(code for code in standing if not plan.has(code))
    if gone:
        raise ProblemsError(
            [
                Problem(
                    "stage_in_use",
                    "Projects stand in stages the new plan does not have: %(stages)s.",
                    fix="Keep these stages, or move the projects first.",
                    params={"stages": ", ".join(gone)},
                )
            ]
        )
    with transaction.atomic():
        rows = StagePlanVersion.objects.select_for_update().filter(zone=zone)
        number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
        rows.filter(state=StagePlanVersion.State.PUBLISHED).update(state=StagePlanVersion.State.RETIRED)
        made = StagePlanVersion.objects.create(
            zone=zone,
            number=number,
            text=text,
            state=StagePlanVersion.State.PUBLISHED,
            note=note.strip()[:200],
            made_by=by,
            published_by=by,
            published_at=timezone.now(),
        )
        record("projects.plan_published", by=by, zone=zone, target=made, after={"number": number}, reason=note.strip())
    return made
