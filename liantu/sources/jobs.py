"""Background work of the data sources: building a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from liantu.engine import BuildCancelled, ReleaseError
from liantu.engine import manifest as m
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import JobCancelled, job
from liantu.sources import actions, reads
from liantu.sources.building import Recipe, build_register
from liantu.sources.models import RegisterImport, RegisterRelease


@job(actions.BUILD_JOB, title="Build a register release", alone=True)
def build_release(context: JobContext) -> dict[str, Any]:
    """Build what an import planned. Run again after a crash it starts afresh, or takes in what stands complete."""
    started = RegisterImport.objects.select_related("zone", "appends_to", "started_by").get(
        pk=context.payload["import"]
    )
    if started.release is not None:
        return _result(started.release)
    registers = Path(settings.REGISTERS_DIR)
    try:
        info = m.read_manifest(registers / started.planned_id)[0]  # complete, but its row was not written any more
    except ReleaseError:
        info = None
    if info is None:
        recipe = Recipe(
            paths=started.paths(),
            release_id=started.planned_id,
            title=started.title,
            source=started.source,
            licence=started.licence,
            as_of_on=started.as_of_on,
            created_at=context.job.requested_at,
            mapping=started.mapping,
            policy=reads.personal_policy(started.zone),
            parent=started.appends_to.folder if started.appends_to else None,
            translate=gettext,
        )
        try:
            built = build_register(recipe, registers, tell=context.progress, should_stop=context.should_stop)
        except BuildCancelled:
            raise JobCancelled from None
        info = built.info
    return _result(actions.finish_import(started, info))


def _result(release: RegisterRelease) -> dict[str, Any]:
    return {"url": release.get_absolute_url(), "release": release.release_id, "rows": release.rows}
