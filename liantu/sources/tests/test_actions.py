"""Writes of the sources room: preview, build by the worker, use, share, drop, policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from liantu.audit.models import AuditEntry
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.worker import Worker
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.sources import actions, jobs, reads
from liantu.sources.factories import csv_text, make_person, make_release, make_zone
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.sources.slots import ReleaseHolder, release_holder

pytestmark = pytest.mark.django_db


def upload(text: str = "", name: str = "企业.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (text or csv_text()).encode(encoding))


def started(zone: Zone, officer: User, **values: Any) -> RegisterImport:
    given = {"uploads": [upload()], "title": "全市企业", "source": "市监局", "as_of_on": date(2026, 3, 5), **values}
    return actions.start_import(zone, by=officer, **given)


def codes(caught: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.code for problem in caught.value.problems}


def test_an_import_is_looked_at_before_anything_is_built(zone: Zone, officer: User) -> None:
    one = started(zone, officer, uploads=[upload(encoding="gb18030")])
    (table,) = one.found["files"]
    assert table["label"] == "企业.csv"
    assert "GB" in table["encoding"]
    assert {column[2] for column in table["columns"]} >= {"name", "credit_code", "business_scope"}
    assert next(row["name"] for row in table["rows"]) == "岚川轧钢有限公司"
    assert not RegisterRelease.objects.exists()


def test_the_worker_builds_a_confirmed_import(
    zone: Zone, officer: User, registers: Path, django_capture_on_commit_callbacks: Any
) -> None:
    one = started(zone, officer)
    actions.confirm_import(one, by=officer)
    with pytest.raises(ProblemsError) as caught:
        actions.confirm_import(one, by=officer)
    assert codes(caught) == {"past_preview"}
    with django_capture_on_commit_callbacks(execute=True):
        assert Worker().run(once=True) == 1
    one.refresh_from_db()
    release = one.release
    assert release is not None
    assert release.rows == 3
    assert release.is_current
    assert reads.current_release(zone) == release
    assert release.open().search_name("岚川轧钢")[0]["name"] == "岚川轧钢有限公司"
    assert one.job is not None
    assert one.job.state == JobState.DONE
    assert one.job.result == {"url": release.get_absolute_url(), "release": release.release_id, "rows": 3}
    assert not (registers.parent / "intake" / str(one.pk)).exists()
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {
        "sources.import_started",
        "sources.import_confirmed",
        "sources.release_added",
        "sources.release_in_use",
    }


def test_a_crash_after_the_rename_is_taken_in_not_built_twice(
    zone: Zone, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = started(zone, officer)
    actions.confirm_import(one, by=officer)
    monkeypatch.setattr(actions, "finish_import", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
    Worker().run(once=True)
    one.refresh_from_db()
    assert one.job is not None
    assert not RegisterRelease.objects.exists()
    assert (Path(settings.REGISTERS_DIR) / one.planned_id / "manifest.json").exists()
    monkeypatch.undo()  # the fixtures' settings are not patched by this one
    monkeypatch.setattr(jobs, "build_register", lambda *_a, **_k: pytest.fail("it was built already"))
    Job.objects.filter(pk=one.job.pk).update(state=JobState.QUEUED, attempts=0, run_after_at=one.job.requested_at)
    Worker().run(once=True)
    assert RegisterRelease.objects.get().rows == 3


def test_a_failed_build_can_be_mended_and_confirmed_again(zone: Zone, officer: User) -> None:
    one = started(zone, officer)
    (stored,) = one.files.all()
    actions.confirm_import(one, by=officer)
    content = stored.local_path.read_bytes()
    for path in one.paths():
        path.unlink()
    stored.local_path.write_text("什么都不是\n")
    Worker().run(once=True)
    one = RegisterImport.objects.select_related("job", "zone").get(pk=one.pk)
    assert one.is_open
    assert one.job is not None
    assert one.job.problems
    stored.local_path.write_bytes(content)
    for path in one.paths():
        path.unlink()
    actions.look_again(one)
    actions.confirm_import(one, by=officer)
    Worker().run(once=True)
    assert RegisterRelease.objects.get().rows == 3


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"source": ""}, {"no_source"}),
        ({"as_of_on": None}, {"no_as_of"}),
        ({"as_of_on": date(2999, 1, 1)}, {"as_of_in_future"}),
        (
            {"source": "", "as_of_on": None, "uploads": [upload("a,b\n1,2\n")]},
            {"no_source", "no_as_of", "nothing_readable"},
        ),
    ],
)
def test_what_is_missing_is_said_at_once(zone: Zone, officer: User, values: dict[str, Any], expected: set[str]) -> None:
    one = started(zone, officer, **values)
    with pytest.raises(ProblemsError) as caught:
        actions.confirm_import(one, by=officer)
    assert codes(caught) == expected
    assert RegisterImport.objects.get().state == RegisterImport.State.PREVIEW


def test_the_folders_of_zones_in_the_inbox_are_theirs(zone: Zone, registers: Path) -> None:
    """Documents another zone's colleagues laid there are no register of this one, nor is their being there told."""
    other = Zone.objects.create(code="other", name="别区")
    theirs = registers.parent / "inbox" / other.code
    theirs.mkdir(parents=True)
    (theirs / "secret.csv").write_text(csv_text(), encoding="utf-8")
    (theirs.parent / "big.csv").write_text(csv_text(), encoding="utf-8")
    assert reads.inbox_names() == ["big.csv"]
    for name in (other.code, f"{other.code}/secret.csv", f"./{other.code}/../{other.code}"):
        paths, problems = reads.inbox_paths([name])
        assert (paths, [one.code for one in problems]) == ([], ["not_in_inbox"])


def test_files_of_the_server_come_from_the_inbox_only(zone: Zone, officer: User, registers: Path) -> None:
    inbox = registers.parent / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "big.csv").write_text(csv_text(), encoding="utf-8")
    (registers.parent / "secret.csv").write_text(csv_text(), encoding="utf-8")
    assert started(zone, officer, uploads=[], server_names=["big.csv"]).found["files"][0]["label"] == "big.csv"
    for name in ("../secret.csv", "/etc/passwd", "", ".", "a\x00b", "none.csv"):
        with pytest.raises(ProblemsError) as caught:
            started(zone, officer, uploads=[], server_names=[name])
        assert codes(caught) == {"not_in_inbox"}


def test_who_may(zone: Zone, officer: User, reader: User, stranger: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    for person in (reader, stranger):
        with pytest.raises(NotAllowed):
            started(zone, person)
        with pytest.raises(NotAllowed):
            actions.drop_release(release, by=person, reason="x")
        with pytest.raises(NotAllowed):
            actions.make_current(release, by=person)
        with pytest.raises(NotAllowed):
            actions.set_personal_policy(zone, [], "", by=person)


def test_one_release_is_in_use_and_the_other_zones_read_shared_ones(zone: Zone, tmp_path: Path) -> None:
    first, second = make_release(zone, tmp_path), make_release(zone, tmp_path)
    other = make_zone("west")
    assert reads.current_release(zone) == first
    assert reads.current_release(other) is None
    actions.make_current(second, by=None)
    assert reads.current_release(zone) == second
    actions.share_release(second, True, by=None)
    assert reads.current_release(other) == second
    assert list(reads.releases_for(make_person(other), other)) == [second]


def test_dropping_keeps_the_name_plate(
    zone: Zone, officer: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    release = make_release(zone, tmp_path)
    with pytest.raises(ProblemsError) as caught:
        actions.drop_release(release, by=officer, reason=" ")
    assert codes(caught) == {"no_reason"}
    assert release.folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_release(release, by=officer, reason="过期")
    release.refresh_from_db()
    assert not release.folder.exists()
    assert release.rows == 3
    assert release.quality["rows_accepted"] == 3
    assert reads.current_release(zone) is None
    assert not any(release.folder.parent.iterdir())
    with pytest.raises(ProblemsError):
        actions.drop_release(release, by=officer, reason="再次")


def test_a_release_that_saved_things_need_stays(zone: Zone, officer: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    release_holder.fill("test", lambda _release: [ReleaseHolder("轧钢目标", "/targets/1/")], module="test")
    try:
        with pytest.raises(ProblemsError) as caught:
            actions.drop_release(release, by=officer, reason="过期")
    finally:
        release_holder._fillings.pop("test")
    assert codes(caught) == {"held"}
    assert "轧钢目标" in str(caught.value)


def test_damage_is_found(zone: Zone, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    assert reads.check_release(release) == []
    (release.folder / "quality.json").write_text("{}")
    assert len(reads.check_release(release)) == 1
    assert [problem.code for problem in reads.check_release(release, deep=False)] == ["file-size"]
    (release.folder / "quality.json").unlink()
    assert [problem.code for problem in reads.check_release(release, deep=False)] == ["file-missing"]
    RegisterRelease.objects.filter(pk=release.pk).update(rows=9)
    release.refresh_from_db()
    assert "rows_differ" in {problem.code for problem in reads.check_release(release)}
    (release.folder / "manifest.json").write_text("{")
    assert [problem.code for problem in reads.check_release(release)] == ["manifest-broken"]


def test_the_policy_needs_a_ground_and_is_written_down(zone: Zone, officer: User) -> None:
    with pytest.raises(ProblemsError) as caught:
        actions.set_personal_policy(zone, ["phone", "shoe_size"], "", by=officer)
    assert codes(caught) == {"unknown_field", "no_ground"}
    actions.set_personal_policy(zone, ["phone"], "个人信息保护法第十三条", by=officer)
    assert reads.personal_policy(zone).keep == {"phone"}
    actions.set_personal_policy(zone, [], "", by=officer)
    assert reads.personal_policy(zone).keep == frozenset()
    entries = AuditEntry.objects.filter(verb="sources.policy_set").order_by("sequence")
    assert [entry.after["fields"] for entry in entries] == [["phone"], []]


def test_rows_are_added_as_a_further_release(zone: Zone, officer: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    more = csv_text([("沁水焦化有限公司", "", "2011-01-01", "", "1亿元", "焦炭生产", "山西省", "运城市")])
    one = started(zone, officer, uploads=[upload(more)], title="", source="", appends_to=release)
    assert one.title == release.title
    actions.confirm_import(one, by=officer)
    Worker().run(once=True)
    one.refresh_from_db()
    assert one.release is not None
    assert one.release.rows == 4
    assert one.release.is_current
    assert reads.release_page(one.release).parent == release
