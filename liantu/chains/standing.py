"""How chains stand: what was judged and kept, read into types in this one place. Reading judges and writes nothing.

A judgement is made where something changes (``actions.judgement``): a template is published, another register or
table is in use, purchases or reviewed targets change, a rule of another day is in force. Until it is made again the
last one stands, and says of itself that it is not current.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from liantu.chains import judgement, reads
from liantu.chains.models import Chain, ChainAssessment, ChainJudgement, TemplateVersion
from liantu.chains.rules.judgement import JudgedChain, Judgement, Link, as_judged
from liantu.chains.rules.presence import STATES
from liantu.foundation.jobs.models import Job, JobState
from liantu.people.models import Zone
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

JUDGE_JOB = "chains.assess"
"""The kind of background work that judges; the name is that of jobs asked for before."""
Kept = TypeVar("Kept")
RowT = TypeVar("RowT", ChainAssessment, ChainJudgement)


@dataclass(frozen=True)
class ChainStanding:
    """A chain on the register in use as it was last judged, or why there is nothing to tell.

    ``links``: with the classes of the judgement as their states within the home city. ``judged_at``: when; None when
    it never was. ``is_current``: whether the same question would be asked today. ``job``: the work that will judge.
    """

    chain: Chain
    version: TemplateVersion | None
    release: RegisterRelease | None
    links: tuple[Link, ...] = ()
    judged: JudgedChain | None = None
    judged_at: datetime | None = None
    is_current: bool = True
    job: Job | None = None

    @property
    def is_known(self) -> bool:
        """False while there is a template and a register and nobody has judged yet."""
        return self.judged_at is not None or self.version is None or self.release is None

    def judgement_of(self, code: str) -> Judgement | None:
        """How one link is judged, or None."""
        return self.judged.links.get(code) if self.judged is not None else None

    def by_state(self, radius: str) -> dict[str, int]:
        """How many links are in each state within ``radius``."""
        counted = dict.fromkeys(STATES, 0)
        for link in self.links:
            counted[link.presence[radius].state] += 1
        return counted


def standing_of(chain: Chain, *, day: date | None = None) -> ChainStanding:
    """The chain as last judged on the register in use, and whether that holds for ``day`` (today)."""
    version, release = reads.published_version(chain), current_release(chain.zone)
    if version is None or release is None:
        return ChainStanding(chain, version, release)
    kept = _kept([version.pk], release).get(version.pk)
    asked = questions_of(version, release, day=day or timezone.localdate())
    is_current = kept is not None and kept.questions == asked
    return _standing(chain, version, release, kept, is_current=is_current, job=None if is_current else job_for(chain))


def standings_of(zone: Zone, chains: Sequence[Chain]) -> dict[int, ChainStanding]:
    """What was last judged of each chain (by its key), in a constant number of queries.

    ``chains`` come with their ``versions``. Whether it is current is not asked, for that costs queries a chain.
    """
    release = current_release(zone)
    in_force = {chain.pk: next((v for v in chain.versions.all() if v.state == "published"), None) for chain in chains}
    keys = [version.pk for version in in_force.values() if version is not None]
    kept = _kept(keys, release) if release is not None and keys else {}
    jobs = _open_jobs(zone)
    found = {}
    for chain in chains:
        version = in_force[chain.pk]
        if version is None or release is None:
            found[chain.pk] = ChainStanding(chain, version, release)
        else:
            known = kept.get(version.pk)
            job = None if known else _job_among(jobs, chain)
            found[chain.pk] = _standing(chain, version, release, known, is_current=True, job=job)
    return found


def questions_of(version: TemplateVersion, release: RegisterRelease, *, day: date) -> tuple[str, str]:
    """The checksums of everything that the assessment and the judgement depend on; reads no register."""
    demand = judgement.demand_of(version.zone, version.chain)
    return (reads.question_for(version, release, day=day), judgement.question_of(version.zone, release, demand, day))


def job_for(chain: Chain) -> Job | None:
    """The work that was asked for and will judge the chain, or None."""
    return _job_among(_open_jobs(chain.zone), chain)


def _open_jobs(zone: Zone) -> list[Job]:
    waiting = Job.objects.filter(kind=JUDGE_JOB, zone=zone, state__in=(JobState.QUEUED, JobState.RUNNING))
    return list(waiting.order_by("pk"))


def _job_among(jobs: Sequence[Job], chain: Chain) -> Job | None:
    """The first that judges this chain: by its key, or all of the zone."""
    return next((job for job in jobs if job.payload.get("chain", chain.pk) == chain.pk), None)


# -- what is kept, as types ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _KeptStanding:
    links: tuple[Link, ...]
    judged: JudgedChain
    questions: tuple[str, str]
    judged_at: datetime


def _standing(
    chain: Chain,
    version: TemplateVersion,
    release: RegisterRelease,
    kept: _KeptStanding | None,
    *,
    is_current: bool,
    job: Job | None,
) -> ChainStanding:
    if kept is None:
        return ChainStanding(chain, version, release, is_current=False, job=job)
    links = as_judged(kept.links, kept.judged)
    return ChainStanding(chain, version, release, links, kept.judged, kept.judged_at, is_current, job)


def _kept(versions: Iterable[int], release: RegisterRelease) -> dict[int, _KeptStanding]:
    """The last assessment and judgement of versions on a release, by version; two queries. Unreadable ones are none."""
    assessed = _newest(ChainAssessment, versions, release)
    judged = _newest(ChainJudgement, versions, release)
    found = {}
    for key in assessed.keys() & judged.keys():
        links, whole = links_kept(assessed[key].links), judged_kept(judged[key].content)
        if links is not None and whole is not None:
            questions = (assessed[key].question, judged[key].question)
            found[key] = _KeptStanding(links, whole, questions, judged[key].computed_at)
    return found


def _newest(model: type[RowT], versions: Iterable[int], release: RegisterRelease) -> dict[int, RowT]:
    same: Any = model._default_manager.filter(version=OuterRef("version"), release=release)
    newest = Subquery(same.order_by("-computed_at", "-pk").values("pk")[:1])
    rows: Any = model._default_manager.filter(version__in=list(versions), release=release, pk=newest)
    return {row.version_id: row for row in rows}


def links_kept(content: object) -> tuple[Link, ...] | None:
    """The links of a kept assessment; None when it was stored in a shape that cannot be read any more."""
    return _read(_links_type(), content)


def judged_kept(content: object) -> JudgedChain | None:
    """A kept judgement; parts added since are as if nothing were known, None when it cannot be read any more."""
    return _read(_judged_type(), content)


def _read(kind: TypeAdapter[Kept], content: object) -> Kept | None:
    try:
        return kind.validate_python(content)
    except ValidationError:
        return None


@lru_cache(maxsize=1)
def _links_type() -> TypeAdapter[tuple[Link, ...]]:
    return TypeAdapter(tuple[Link, ...])


@lru_cache(maxsize=1)
def _judged_type() -> TypeAdapter[JudgedChain]:
    return TypeAdapter(JudgedChain)


def as_kept(value: tuple[Link, ...] | JudgedChain) -> Any:
    """Links or a judged chain as plain values for storing."""
    if isinstance(value, tuple):
        return _links_type().dump_python(value, mode="json")
    return _judged_type().dump_python(value, mode="json")
