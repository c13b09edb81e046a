"""Background work of the chains room: judging chains, when it was asked for and every night."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.urls import reverse

from liantu.chains import actions
from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.standing import JUDGE_JOB
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job


@job(JUDGE_JOB, title="Judge the chains on the register", daily_at=time(4, 10))
def judge_chains(context: JobContext) -> dict[str, Any]:
    """Judge one chain or all of the zone, those that are current left out, so that a restart loses nothing but time.

    The nightly run sees what no act tells of: a rule of a new day in force, a new month, the zone's place corrected.
    """
    chains = Chain.objects.filter(zone=context.zone, versions__state=TemplateVersion.State.PUBLISHED).select_related(
        "zone"
    )
    if "version" in context.payload:  # asked for before all chains could be
        chains = chains.filter(versions=context.payload["version"])
    elif "chain" in context.payload:
        chains = chains.filter(pk=context.payload["chain"])
    links = sum(len(actions.judge_chain(chain, tell=context.progress).links) for chain in chains)
    only = chains[0].get_absolute_url() if len(chains) == 1 else reverse("chains:index")
    return {"links": links, "url": only}
