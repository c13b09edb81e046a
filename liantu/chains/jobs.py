"""Background work of the chains room: assessing a chain on a register too large to wait for."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from liantu.chains import actions
from liantu.chains.models import TemplateVersion
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.sources.models import RegisterRelease


@job(actions.ASSESS_JOB, title="Assess a chain on the register")
def assess_chain(context: JobContext) -> dict[str, Any]:
    """Compute and keep how every link stands. Run again it finds what is kept, so a restart loses nothing but time."""
    version = TemplateVersion.objects.select_related("zone", "chain").get(pk=context.payload["version"])
    release = RegisterRelease.objects.get(pk=context.payload["release"])
    links = actions.assess(version, release, day=timezone.localdate(), tell=context.progress)
    return {"links": len(links), "url": version.chain.get_absolute_url()}
