"""The warning lights of a zone's projects: only those are assessed whose light can have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from liantu.people.models import Zone
from liantu.projects import lighting
from liantu.projects.models import LightRecord, LightRound, Project
from liantu.projects.rules.stages import StagePlan

AT_ONCE = 500

Tell = Callable[[int, int], object]


@dataclass(frozen=True)
class LightsShone:
    """How many projects were assessed, and how many running ones show which light."""

    assessed: int
    counts: dict[str, int]


def shine_lights(zone: Zone, *, today: date, whole: bool = False, tell: Tell = lambda done, total: None) -> LightsShone:
    """Assess the running projects that were acted on since the last round, or whose clock crossed a threshold.

    All of them when the thresholds or the plan of stages are others, the last round lies ahead of ``today``, or
    ``whole``. The result is the same either way. In chunks, each in a transaction of its own: stopped in the middle,
    the next round does what is left.
    """
    seen = lighting.end_of_log(zone)
    basis = lighting.basis_of(zone, today)
    keys = lighting.to_assess(zone, basis, seen=seen, today=today, whole=whole)
    for start in range(0, len(keys), AT_ONCE):
        tell(start, len(keys))
        _assess(keys[start : start + AT_ONCE], basis.plan, today)
    LightRound.objects.update_or_create(
        zone=zone, defaults={"on": today, "seen_sequence": seen, "ruled_by": basis.checksum}
    )
    tell(len(keys), len(keys))
    return LightsShone(len(keys), lighting.counts_of(zone))


def _assess(keys: Sequence[int], plan: StagePlan, today: date) -> None:
    """Assess these projects and keep what is new: the light, its reasons, the day of the next look, the history."""
    changed, made, rewritten = [], [], []
    with transaction.atomic():
        for one in lighting.assessed(keys, plan, today=today):
            project = one.project
            now = (one.light, one.reasons, one.due_on)
            if (project.light, project.light_reasons, project.light_due_on) != now:
                project.light, project.light_reasons, project.light_due_on = now
                changed.append(project)
            if one.record is not None:
                if (one.record.light, one.record.reasons) != now[:2]:
                    one.record.light, one.record.reasons = now[:2]
                    rewritten.append(one.record)
            elif one.earlier is None or (one.earlier.light, one.earlier.reasons) != now[:2]:
                made.append(
                    LightRecord(
                        zone_id=project.zone_id, project=project, on=today, light=one.light, reasons=one.reasons
                    )
                )
        Project.objects.bulk_update(changed, ["light", "light_reasons", "light_due_on"])
        LightRecord.objects.bulk_update(rewritten, ["light", "reasons"])
        LightRecord.objects.bulk_create(made)
