"""Projects of a zone that may be one, as the machine of likenesses keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liantu.foundation.likeness.slots import Judged, Likeness
from liantu.people.models import Zone
from liantu.projects.models import Project
from liantu.projects.rules.duplicates import GROUP_MOST, LEAST_SCORE, ProjectKey, blocks_of, judge_pair

FIELDS = (
    "pk", "name", "investor_name", "company_credit_code", "signed_wan_yuan", "intent_wan_yuan", "node_code",
)  # fmt: skip


def _compared(zone: Zone, keys: Sequence[int] | None) -> Mapping[int, ProjectKey]:
    """What is compared of the zone's projects, merged ones left out."""
    rows = Project.objects.filter(zone=zone, merged_into__isnull=True)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    return {
        pk: ProjectKey(pk, name, investor, code, intent if signed is None else signed, node)
        for pk, name, investor, code, signed, intent, node in rows.order_by("pk").values_list(*FIELDS).iterator()
    }


def _judge(first: ProjectKey, second: ProjectKey) -> Judged | None:
    found = judge_pair(first, second)
    return None if found.score < LEAST_SCORE else Judged(found.score, found.grounds)


PROJECTS = Likeness("projects", "1", _compared, blocks_of, _judge, GROUP_MOST)
