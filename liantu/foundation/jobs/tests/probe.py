"""A worker process for the tests: works jobs of kind ``t.probe`` and writes down what it did.

``LIANTU_PROBE``: a folder. It waits for the file ``go`` there; each start and end of a job is a line in ``log``.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

KEPT: list[bytearray] = []
"""What jobs leave behind in the process."""


def main() -> None:
    """Work until nothing is due."""
    import django

    django.setup()
    from django.core.management import call_command

    from liantu.foundation.jobs.registry import job, job_kinds
    from liantu.foundation.jobs.worker import Worker

    folder = Path(os.environ["LIANTU_PROBE"])

    def note(*words: object) -> None:
        with (folder / "log").open("a", encoding="utf-8") as log:
            log.write(" ".join(str(word) for word in (os.getpid(), *words)) + "\n")

    @job("t.probe", title="probe")
    def probe(context: Any) -> dict[str, Any]:
        note("start", context.job.pk)
        KEPT.append(bytearray(b"x") * (context.payload.get("megabytes", 0) * 2**20))
        for step in range(context.payload["steps"]):
            if (folder / "hurry").exists():
                break
            time.sleep(0.02)
            context.progress(step, context.payload["steps"])
        note("end", context.job.pk)
        return {"pid": os.getpid()}

    job_kinds.fill(probe.kind, probe, module=__name__)
    note("ready")
    if "--command" in sys.argv:
        call_command("worker")
        return
    worker = Worker()
    worker.stop_on_signals()
    while not (folder / "go").exists():
        time.sleep(0.01)
    worker.run(once="--once" in sys.argv)


if __name__ == "__main__":
    main()
