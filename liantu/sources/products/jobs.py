"""Background work of product lists: building what was brought in."""

from __future__ import annotations

from typing import Any

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.lib.asides import aside
from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.products import actions
from liantu.sources.products.folders import SHEETS, TEXTS
from liantu.sources.products.models import ProductRelease


@job(actions.BUILD_JOB, title="Read product lists", alone=True)
def build(context: JobContext) -> dict[str, Any]:
    """Build what was brought in; run again after a crash it starts afresh, or takes in what stands complete."""
    made = ProductRelease.objects.select_related("zone", "file", "brought_by").get(pk=context.payload["lists"])
    if made.state != ProductRelease.State.READY:
        if made.file is None or not made.file.local_path.exists():
            raise ProblemsError([Problem("no_file", "The file is gone.", where=made.title)])
        ending = made.file.name.rsplit(".", 1)[-1].lower()
        with aside(made.folder.with_name(f"{made.release_id}-file"), folder=True) as folder:
            named = folder / f"{made.release_id}.{ending if ending in (*SHEETS, *TEXTS) else 'zip'}"
            named.symlink_to(made.file.local_path)
            actions.finish_lists(made, named, tell=context.progress)
    return {"url": made.get_absolute_url(), "lines": made.lines}
