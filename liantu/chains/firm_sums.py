"""One pass over the register a link, kept in the process: a release never changes, nor does a published link."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from liantu.chains.rules.membership import Calibration, EvidenceRule, fit_calibration
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node
from liantu.chains.slots import reviewed_roles
from liantu.engine import Release
from liantu.engine.places import PlaceSums, place_sums
from liantu.lib.dated import Dated
from liantu.people.models import Zone

RECENT_YEARS = 5
_FIRST_RULES = date(2024, 1, 1)  # older registers are judged by the first rules there are


EVIDENCE_TYPES = Dated("evidence_types.yaml", EvidenceRule)
UNREVIEWED = Calibration()
# least value of the role factor → the type of evidence it stands for
ROLE_EVIDENCE: tuple[tuple[float, str], ...] = ((1.0, "scope_said"), (0.7, "name_cue"), (0.0, "scope_inferred"))


def raw_chances(day: date) -> tuple[tuple[float, str, float], ...]:
    """For rows of a register by the surety of their role: least value of the role factor, type of evidence, raw
    chance; by the rules of ``day``.
    """
    types = EVIDENCE_TYPES.on_or_first(day).kinds()
    return tuple((least, name, types[name].weight) for least, name in ROLE_EVIDENCE)


def calibration_of(zone: Zone, day: date) -> Calibration:
    """Raw to calibrated chances by the targets people of the zone reviewed; the identity while there are too few."""
    chances = raw_chances(day)
    cases = [
        (next(raw for least, _name, raw in chances if value >= least), right)
        for answer in reviewed_roles.values()
        for value, right in answer(zone)
    ]
    return fit_calibration(cases)


@lru_cache(maxsize=1024)
def sums_of(release: Release, node: Node, calibration: Calibration = UNREVIEWED) -> PlaceSums:
    """The firms of a link by place, with the chances their evidence gives them; recent: of the register's last
    years.
    """
    day = release.info.as_of_on or _FIRST_RULES
    chances = [(round(least * 10_000), calibration.apply(raw)) for least, _name, raw in raw_chances(day)]
    since = (date(day.year - RECENT_YEARS, day.month, 1) - date(1970, 1, 1)).days
    return place_sums(release, screening_for(node), node.intent, chances=chances, since_days=since)
