"""Judging chains: done where something changes, never while somebody reads."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from liantu.chains import judgement, reads
from liantu.chains.models import Chain, ChainAssessment, ChainJudgement, TemplateVersion
from liantu.chains.rules.judgement import Link
from liantu.chains.standing import JUDGE_JOB, ChainStanding, as_kept, links_kept, questions_of, standing_of
from liantu.engine import ReleaseError
from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.jobs.models import Job
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

JUDGED_AT_ONCE_ROWS = 200_000
"""Whoever publishes or changes the register waits a moment; on a larger register it is background work."""


def judge_chain(chain: Chain, *, day: date | None = None, tell: reads.Tell | None = None) -> ChainStanding:
    """Judge a chain on the register in use by the rules of ``day`` (today) and keep it; a current one stays as it is.

    ``tell(links done, links)`` is called while computing and may raise to stop. Raises ReleaseError.
    """
    today = day or timezone.localdate()
    before = standing_of(chain, day=today)
    version, release = before.version, before.release
    if version is None or release is None or (before.is_known and before.is_current):
        return before
    asked = questions_of(version, release, day=today)
    links = _assess(version, release, asked[0], day=today, tell=tell)
    judged = judgement.judge_template(
        reads.template_of(version), release.open(), release, chain.zone,
        links=links, demand=judgement.demand_of(chain.zone, chain), day=today,
    )  # fmt: skip
    ChainJudgement.objects.update_or_create(
        version=version,
        release=release,
        question=asked[1],
        defaults={"zone": chain.zone, "content": as_kept(judged), "computed_at": timezone.now()},
    )
    return standing_of(chain, day=today)


def _assess(
    version: TemplateVersion, release: RegisterRelease, question: str, *, day: date, tell: reads.Tell | None
) -> tuple[Link, ...]:
    """How every link stands, computed once for the same template, register, area and thresholds, then kept."""
    rows = ChainAssessment.objects.filter(version=version, release=release, question=question)
    row = rows.first()
    links = links_kept(row.links) if row is not None else None
    if links is None:
        links = reads.compute_links(version, release, day=day, tell=tell)
    ChainAssessment.objects.update_or_create(
        version=version,
        release=release,
        question=question,
        defaults={"zone": version.zone, "links": as_kept(links), "computed_at": timezone.now()},
    )
    return links


def judge_or_ask(chain: Chain) -> Job | None:
    """Judge a chain now, or ask for it where the register is large or cannot be read; the job that was asked for."""
    release = current_release(chain.zone)
    if release is None or reads.published_version(chain) is None:
        return None
    if release.rows <= JUDGED_AT_ONCE_ROWS:
        try:
            judge_chain(chain)
        except ReleaseError:
            return ask_judgement(chain.zone, chain)  # the job tells what is wrong with the register
        return None
    return ask_judgement(chain.zone, chain)


def judge_again(chain: Chain, *, by: User) -> Job | None:
    """A reader wants the chain judged by what is known now. Raises NotAllowed."""
    require(by, "chains.view", chain.zone)
    return judge_or_ask(chain)


def judge_zone(zone: Zone) -> None:
    """Another register or table is in use: judge every chain of the zone now, or ask for it."""
    for chain in published_chains(zone):
        judge_or_ask(chain)


def published_chains(zone: Zone) -> list[Chain]:
    """The chains of the zone with a template in force."""
    rows = Chain.objects.filter(zone=zone, versions__state=TemplateVersion.State.PUBLISHED)
    return list(rows.select_related("zone"))


def ask_judgement(zone: Zone, chain: Chain | None = None) -> Job:
    """The background work that judges a chain, or all of the zone: the one that waits or runs, else a new one."""
    title = "Judge the chains on the register"
    if chain is None:
        return enqueue(JUDGE_JOB, by=None, zone=zone, title=title, payload={})
    about = {"chain": chain.pk}
    return enqueue(JUDGE_JOB, by=None, zone=zone, title=title, payload=about, alone_for=f"chain:{chain.pk}")
