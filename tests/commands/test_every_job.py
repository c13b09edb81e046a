"""Every kind of background work goes the whole way: asked for, taken by a worker, with its progress written, to its end.

On whatever database the tests run on, with its real connections. A room that declares a new kind of work adds its case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from liantu.chains.models import ChainAssessment, ChainJudgement
from liantu.chains.standing import JUDGE_JOB
from liantu.demo.people import ZONE
from liantu.foundation.exports import actions as exports
from liantu.foundation.jobs import actions, context, worker
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.registry import job_kinds
from liantu.people.models import User, Zone
from liantu.sources import actions as registers
from liantu.sources.documents import actions as documents
from liantu.sources.factories import csv_text
from liantu.sources.products import actions as products
from tests.kept import KeptZone

DAY = date(2026, 3, 5)
Ask = Callable[[Zone], object]


@dataclass(frozen=True)
class Case:
    """How the work is asked for, as a person or the schedule does, and whether it tells how far it is."""

    ask: Ask
    tells: bool = False


def _scheduled(kind: str, **payload: Any) -> Ask:
    return lambda zone: actions.enqueue(kind, by=None, zone=zone, title=kind, payload=payload)


def _register(zone: Zone) -> object:
    data = User.objects.get(username="data")
    file = SimpleUploadedFile("企业.csv", csv_text().encode())
    given = {"uploads": [file], "title": "全市企业", "source": "市监局", "as_of_on": DAY}
    started = registers.start_import(zone, by=data, **given)  # type: ignore[arg-type]
    return registers.confirm_import(started, by=data)


def _lists(zone: Zone) -> object:
    file = SimpleUploadedFile("产品.csv", "企业名称,产品名称\n甲有限公司,焦炭\n乙有限公司,轧制材\n".encode())
    data = User.objects.get(username="data")
    return products.bring_lists(zone, file, by=data, title="名录", source="协会", as_of_on=DAY)  # type: ignore[arg-type]


def _documents(zone: Zone) -> object:
    text = "某开发区引进轧制材项目，总投资 3 亿元。" * (documents.READ_AT_ONCE // 20 + 1)
    return documents.bring_text(zone, text, by=User.objects.get(username="data"), title="简报")


def _folder(zone: Zone) -> object:
    from liantu.sources.documents.folders import folder_of

    folder_of(zone).mkdir(parents=True)
    (folder_of(zone) / "简报.txt").write_text("某公司投资 3 亿元建设轧制材项目。", "utf-8")
    return _scheduled("documents.folder")(zone)


def _judgement(zone: Zone) -> object:
    ChainJudgement.objects.filter(zone=zone).delete()
    ChainAssessment.objects.filter(zone=zone).delete()  # what is current is not judged again
    return _scheduled(JUDGE_JOB)(zone)


def _long_list(zone: Zone) -> object:
    return exports.ask("/enterprises/?export=csv", by=User.objects.get(username="data"), zone=zone)


CASES: dict[str, Case] = {
    "duties.remind": Case(_scheduled("duties.remind")),
    "exports.clear": Case(_scheduled("exports.clear")),
    exports.KIND: Case(_long_list, tells=True),
    "flows.close_expired": Case(_scheduled("flows.close_expired")),
    "likeness.keep": Case(_scheduled("likeness.keep"), tells=True),
    "leads.remind": Case(_scheduled("leads.remind")),
    "outreach.remind": Case(_scheduled("outreach.remind")),
    "suggestions.remind": Case(_scheduled("suggestions.remind")),
    "projects.lights": Case(_scheduled("projects.lights"), tells=True),
    "system.check": Case(_scheduled("system.check")),
    "system.heads": Case(_scheduled("system.heads")),
    "system.backup": Case(_scheduled("system.backup", registers=True), tells=True),
    "documents.folder": Case(_folder),
    documents.READ_JOB: Case(_documents, tells=True),
    registers.BUILD_JOB: Case(_register, tells=True),
    products.BUILD_JOB: Case(_lists, tells=True),
    JUDGE_JOB: Case(_judgement, tells=True),
}


def test_every_kind_of_work_has_a_case() -> None:
    """A new kind of work: say above how it is asked for. A case without its kind goes."""
    assert set(CASES) == {filling.key for filling in job_kinds.fillings()}


@pytest.fixture
def zone(demo_rows: KeptZone, transactional_db: None, settings: Any, tmp_path: Path) -> Zone:
    """The demo zone, committed, in a data folder of its own: workers and backups see it through connections of theirs."""
    settings.HOME, settings.MEDIA_ROOT, settings.REGISTERS_DIR = (
        tmp_path,
        str(tmp_path / "files"),
        tmp_path / "registers",
    )
    with transaction.atomic():
        demo_rows.put(connection, tmp_path)
    return Zone.objects.get(code=ZONE["code"])


@pytest.mark.parametrize("kind", sorted(CASES))
def test_work_goes_the_whole_way(kind: str, zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "REPORT_EVERY_SECONDS", 0.0)  # each word of progress is written
    if connection.vendor == "postgresql":  # the tests' SQLite lies in memory, where a table is locked to other threads
        monkeypatch.setattr(worker, "BEAT_SECONDS", 0.05)  # and signs of life beside it
    told: list[tuple[int, int]] = []
    write = actions.report_progress

    def noted(job: Job, by: str, done: int, total: int, *rest: Any) -> bool:
        told.append((done, total))
        return write(job, by, done, total, *rest)

    monkeypatch.setattr(actions, "report_progress", noted)
    Job.objects.all().delete()
    CASES[kind].ask(zone)
    job = Job.objects.get(kind=kind)
    worker.Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.problems, job.attempts) == (JobState.DONE, [], 1)
    assert job.finished_at is not None and job.claimed_by
    assert bool(told) == CASES[kind].tells, "say in the case whether it tells how far it is"
    assert job.progress_done == job.progress_total
