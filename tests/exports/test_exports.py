"""Long lists: asked for, written by background work, fetched by one person, taken away."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.enterprises.models import Enterprise
from liantu.foundation.exports import actions, reads
from liantu.foundation.exports.models import KEPT, ExportedList, exports_folder
from liantu.foundation.jobs.actions import claim_next, sign_of_life
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.registry import JobCancelled
from liantu.foundation.jobs.worker import Worker
from liantu.foundation.notices.models import Notice
from liantu.foundation.system.system_checks import check_home
from liantu.parsers.sheets import sheets_of_workbook
from liantu.people.models import Membership, User, Zone
from liantu.people.rules.abilities import ABILITIES, ABILITY_BY_CODE
from liantu.ui import exports as machine

pytestmark = pytest.mark.django_db
MANY = 30
BOUND = 10
LIST = "/enterprises/?q=%E5%B2%9A&export="


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME, settings.MEDIA_ROOT, settings.REGISTERS_DIR = tmp_path, str(tmp_path / "files"), tmp_path / "r"
    monkeypatch.setattr(machine, "ROWS_AT_ONCE", BOUND)
    monkeypatch.setattr(machine, "CHUNK", 7)
    monkeypatch.setattr(machine, "TELL_EVERY", 3)


@pytest.fixture
def zone() -> Zone:
    made = Zone.objects.create(code="north", name="北区")
    other = Zone.objects.create(code="south", name="南区")
    rows = [Enterprise(zone=made, name=f"岚川{number:03}", city="=1+1") for number in range(MANY)]
    Enterprise.objects.bulk_create([*rows, Enterprise(zone=made, name="别的"), Enterprise(zone=other, name="岚川999")])
    return made


def person(zone: Zone, name: str, role: str = "promotion_officer") -> User:
    user: User = User.objects.create_user(name, password="x")
    Membership.objects.create(user=user, zone=zone, role=role)
    return user


@pytest.fixture
def officer(zone: Zone) -> User:
    return person(zone, "officer")


@pytest.fixture
def mine(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def ask(client: Client, file_format: str = "xlsx") -> Any:
    """Press export and send the page that opens."""
    led = client.get(LIST + file_format)
    assert led.status_code == 302
    if "/exports/new/" not in led["Location"]:
        return led
    page = client.get(led["Location"])
    assert page.status_code == 200
    assert str(MANY) in page.content.decode()
    return client.post(led["Location"], {"of": page.context["form"]["of"].value()})


def work() -> int:
    """Work off what is due, as the worker does."""
    return Worker().run(once=True)


def only() -> ExportedList:
    return ExportedList.objects.select_related("job", "zone").get()


def exported() -> list[Any]:
    """What the log says left the house."""
    return [entry.after for entry in AuditEntry.objects.filter(verb="ui.exported")]


def names_in(answer: Any) -> list[str]:
    """The first column of a file that was fetched."""
    content = b"".join(answer.streaming_content)
    if "csv" in answer["Content-Type"]:
        return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]
    sheets = sheets_of_workbook("a.xlsx", content, sheets_most=3, rows_most=100)
    return [row[0] for row in next(iter(sheets.values()))][1:]


def test_up_to_the_bound_it_is_the_answer(mine: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROWS_AT_ONCE", MANY)
    answer = mine.get(LIST + "csv")
    assert answer.status_code == 200
    assert answer.content.decode("utf-8-sig").count("\n") == MANY + 1
    assert not Job.objects.exists()
    assert exported() == [{"list": "enterprises.list", "format": "csv", "rows": MANY, "filters": "q=岚"}]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_over_the_bound_it_is_written_aside(mine: Client, officer: User, file_format: str) -> None:
    answer = ask(mine, file_format)
    asked = only()
    assert answer["Location"] == f"/exports/{asked.pk}/"
    assert exported() == [], "nothing left the house yet"
    assert "hx-get" in mine.get(answer["Location"]).content.decode()
    assert work() == 1
    names = [f"岚川{number:03}" for number in range(MANY)]
    assert names_in(mine.get(f"/exports/{asked.pk}/file/")) == names, "in order, of this zone, as filtered"
    assert exported() == [{"list": "enterprises.list", "format": file_format, "rows": MANY, "filters": "q=岚"}]
    notice = Notice.objects.get(user=officer)
    assert notice.url == answer["Location"]
    page = mine.get(notice.url).content.decode()
    assert f"/exports/{asked.pk}/file/" in page
    assert [path.name for path in exports_folder().iterdir()] == [f"{asked.pk}.{file_format}"], "nothing else is left"
    assert asked.local_path.stat().st_mode & 0o077 == 0


def test_formulas_stay_text(mine: Client) -> None:
    ask(mine, "csv")
    work()
    content = b"".join(mine.get(f"/exports/{only().pk}/file/").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in content
    assert ",=1+1" not in content


def test_pressing_again_leads_to_the_one_under_way(mine: Client, zone: Zone) -> None:
    first = ask(mine)["Location"]
    assert ask(mine)["Location"] == first
    assert mine.get(LIST.replace("q=%E5%B2%9A", "q=0") + "csv")["Location"] == first, "also with other filters"
    assert Job.objects.count() == 1
    other = Client()
    other.force_login(person(zone, "second"))
    assert ask(other)["Location"] != first, "another person has her own"
    assert Job.objects.count() == 2


def test_two_presses_in_one_moment_are_one(officer: User, zone: Zone) -> None:
    made = [actions.ask(LIST + "xlsx", by=officer, zone=zone).pk for _press in range(3)]
    assert len(set(made)) == ExportedList.objects.count() == Job.objects.count() == 1


def test_nobody_else_sees_or_fetches_it(mine: Client, zone: Zone) -> None:
    ask(mine)
    work()
    asked = only()
    for role in ("zone_administrator", "promotion_officer", "observer"):
        other = Client()
        other.force_login(person(zone, role, role))
        for way in ("", "file/"):
            assert other.get(f"/exports/{asked.pk}/{way}").status_code == 404
        for way in ("cancel/", "discard/"):
            assert other.post(f"/exports/{asked.pk}/{way}").status_code == 404
        assert asked.file_name not in other.get("/exports/").content.decode()
    assert Client().get(f"/exports/{asked.pk}/file/").status_code == 302
    assert asked.is_there


def test_a_role_taken_away_before_the_work_runs(mine: Client, officer: User) -> None:
    ask(mine)
    Membership.objects.filter(user=officer).update(role="observer")
    work()
    asked = only()
    assert asked.job is not None
    assert asked.job.state == JobState.FAILED
    assert asked.job.problems[0]["code"] == "export_not_allowed"
    assert not list(exports_folder().iterdir())
    assert exported() == []


def test_a_role_taken_away_while_it_is_written(mine: Client, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(mine)
    writing = actions.write_export

    def revoke(*given: Any) -> int:
        rows = writing(*given)
        Membership.objects.filter(user=officer).delete()
        return rows

    monkeypatch.setattr(actions, "write_export", revoke)
    work()
    asked = only()
    assert asked.job is not None
    assert asked.job.state == JobState.FAILED
    assert not list(exports_folder().iterdir())
    assert exported() == []


def test_a_role_taken_away_before_it_is_fetched(mine: Client, officer: User) -> None:
    ask(mine)
    work()
    Membership.objects.filter(user=officer).update(role="observer")
    assert mine.get(f"/exports/{only().pk}/file/").status_code == 403


def test_a_person_put_out_of_action_gets_nothing(mine: Client, officer: User) -> None:
    ask(mine)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    work()
    asked = only()
    assert asked.job is not None
    assert asked.job.state == JobState.FAILED


def test_an_offer_holds_for_one_person_and_one_zone(mine: Client, officer: User, zone: Zone) -> None:
    offered = mine.get(LIST + "xlsx")["Location"]
    other = Client()
    other.force_login(person(zone, "second"))
    assert other.get(offered).status_code == 404
    for text in ("", "/system/audit/?export=csv", reads.signed("/today/", officer, Zone.objects.get(code="south"))):
        assert mine.post("/exports/new/", {"of": text}).status_code == 404
    page_without_list = reads.signed("/enterprises/", officer, zone)
    assert mine.get("/exports/new/", {"of": page_without_list}).status_code == 404
    assert not ExportedList.objects.exists()


def test_cancelled_while_it_waits(mine: Client) -> None:
    place = ask(mine)["Location"]
    assert mine.post(f"{place}cancel/").status_code == 302
    assert work() == 0
    assert only().job.state == JobState.CANCELLED  # type: ignore[union-attr]
    assert "/exports/new/" in mine.get(LIST + "xlsx")["Location"], "and can be asked for again"


def test_cancelled_in_the_middle_leaves_nothing(mine: Client, officer: User) -> None:
    ask(mine)
    job = claim_next("w")
    assert job is not None
    context = JobContext(job, "w", worker_stops=lambda: exports_folder().exists())
    with pytest.raises(JobCancelled):
        actions.write(only(), context)
    assert not list(exports_folder().iterdir())
    assert exported() == []


class Killed(BaseException):
    """What no handler catches: the process is gone."""


@pytest.mark.parametrize("moment", ["writing", "before_the_log", "after_the_log"])
def test_killed_in_the_middle_makes_one_file(mine: Client, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(mine)
    asked, job = only(), claim_next("w")
    assert job is not None

    def die(*_given: Any, **_named: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_given, **_named: None)  # a killed process clears nothing
        if moment == "writing":
            patch.setattr(machine, "TELL_EVERY", 4)
            patch.setattr(JobContext, "progress", lambda _self, done, *_rest: die() if done else None)
        else:
            patch.setattr(actions, "log_taken", die)
        if moment == "after_the_log":
            patch.setattr(actions, "log_taken", machine.log_taken)
            patch.setattr(ExportedList, "refresh_from_db", die)
        with pytest.raises(Killed):
            actions.write(asked, JobContext(job, "w"))
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert work() == 1
    assert only().is_there
    assert len(names_in(mine.get(f"/exports/{asked.pk}/file/"))) == MANY
    assert [path.name for path in exports_folder().iterdir()] == [f"{asked.pk}.xlsx"]
    assert len(exported()) == 1, "in the log once"
    assert only().rows == MANY


def test_what_a_killed_process_left_is_named_and_cleared(mine: Client, zone: Zone) -> None:
    ask(mine)
    work()
    folder = exports_folder()
    (folder / f".{only().pk}-1").mkdir()
    (folder / "999.xlsx").write_bytes(b"x")
    (folder / "notes").write_bytes(b"x")
    assert {path.name for path in reads.strays()} == {f".{only().pk}-1", "999.xlsx", "notes"}
    assert "folder_unknown" not in [finding.what.code for finding in check_home(False)]
    assert actions.clear_past(zone) == 0
    assert [path.name for path in folder.iterdir()] == [f"{only().pk}.xlsx"]


def test_after_some_days_it_goes(mine: Client, zone: Zone, django_capture_on_commit_callbacks: Any) -> None:
    ask(mine)
    work()
    path = only().local_path
    now = timezone.now()
    assert actions.clear_past(zone, now=now + KEPT - timedelta(minutes=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.clear_past(zone, now=now + KEPT + timedelta(minutes=1)) == 1
    assert not path.exists()
    assert not ExportedList.objects.exists()


def test_what_is_under_way_stays(mine: Client, zone: Zone) -> None:
    ask(mine)
    assert actions.clear_past(zone, now=timezone.now() + 2 * KEPT) == 0
    assert mine.post(f"/exports/{only().pk}/discard/").status_code == 422
    assert work() == 1


def test_its_person_deletes_it(mine: Client, django_capture_on_commit_callbacks: Any) -> None:
    ask(mine)
    work()
    path = only().local_path
    with django_capture_on_commit_callbacks(execute=True):
        assert mine.post(f"/exports/{only().pk}/discard/").status_code == 302
    assert not path.exists()
    assert AuditEntry.objects.filter(verb="exports.discarded").count() == 1


def test_without_a_worker_it_is_said(mine: Client) -> None:
    led = mine.get(LIST + "xlsx")["Location"]
    page = mine.get(led).content.decode()
    assert "liantu worker" in page
    assert 'href="/enterprises/?q=%E5%B2%9A"' in page, "and the way back to the list"
    sign_of_life("w")
    assert "liantu worker" not in mine.get(led).content.decode()


def test_asked_again_by_somebody_else_it_is_refused(mine: Client, zone: Zone) -> None:
    from liantu.foundation.jobs.actions import retry

    ask(mine)
    Job.objects.update(state=JobState.FAILED)
    again = retry(Job.objects.get(), by=person(zone, "admin", "zone_administrator"))
    work()
    again.refresh_from_db()
    assert again.problems[0]["code"] == "export_not_yours"
    assert not only().is_there


def test_a_file_that_is_gone_is_told(mine: Client) -> None:
    ask(mine)
    work()
    only().local_path.unlink()
    assert mine.get(f"/exports/{only().pk}/file/").status_code == 404
    assert mine.get(f"/exports/{only().pk}/").status_code == 200


@pytest.mark.parametrize("file_format", ["/../s", "csv/x", "", "../../s"])
def test_a_forged_row_leads_to_no_other_file(mine: Client, file_format: str, tmp_path: Path) -> None:
    """A row may come out of a backup that somebody changed."""
    ask(mine)
    work()
    (tmp_path / "s").write_bytes(b"secret")
    ExportedList.objects.update(file_format=file_format)
    assert only().local_path.parent == exports_folder()
    assert mine.get(f"/exports/{only().pk}/file/").status_code == 404


def test_whoever_may_export_may_fetch() -> None:
    may = set(ABILITY_BY_CODE["exports.view"].roles)
    for ability in ABILITIES:
        if ability.code.endswith(".export") or ability.code in ("audit.view", "documents.keep", "statistics.import"):
            assert set(ability.roles) <= may, ability.code


def test_in_the_language_it_was_asked_in(mine: Client) -> None:
    mine.cookies["liantu_language"] = "en"
    ask(mine, "csv")
    work()
    content = b"".join(mine.get(f"/exports/{only().pk}/file/").streaming_content).decode("utf-8-sig")
    assert content.startswith("Name,Credit code,")


def test_nothing_stays_open_between_chunks(zone: Zone) -> None:
    """Another statement, a write even, finds the connection free while rows are being read."""
    rows = machine.by_chunks(Enterprise.objects.filter(zone=zone).order_by("name"))
    seen = [next(rows)]
    Enterprise.objects.filter(pk=Enterprise.objects.filter(zone=zone).order_by("-name")[0].pk).delete()
    seen += list(rows)
    assert len(seen) == MANY, "a row that left meanwhile is left out"
    assert [one.name for one in seen] == sorted(one.name for one in seen)


@pytest.fixture
def _no_open_files() -> Iterator[None]:
    before = len(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) <= before + 1


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
@pytest.mark.usefixtures("_no_open_files")
def test_a_refused_fetch_keeps_no_file_open(mine: Client, officer: User) -> None:
    ask(mine)
    work()
    Membership.objects.filter(user=officer).update(role="observer")
    for _time in range(5):
        mine.get(f"/exports/{only().pk}/file/")
