"""The ends of the log leave the house once a day, what arrives contradicts a changed log, and a day without is told."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from liantu.audit.actions import record
from liantu.audit.destination import Destination
from liantu.audit.models import AuditEntry
from liantu.audit.reads import HEADS_SENT, contradicted, ends_of, heads_sent_at, lines_of
from liantu.foundation.jobs.actions import enqueue, schedule_daily_work
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob
from liantu.foundation.jobs.worker import Worker
from liantu.foundation.system.reads import HEADS_JOB, parts_down
from liantu.foundation.system.system_checks import check_audit
from liantu.people.models import Membership, User, Zone
from tests.attacks.mail_server import Ways, nobody, serving

pytestmark = pytest.mark.django_db


class Receiver(http.server.BaseHTTPRequestHandler):
    """Who keeps the copies."""

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(content)  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    """A real server, named as the place for the ends."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    made.came, made.status, made.daemon_threads = [], 204, True  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    settings.AUDIT_HEADS_TO = Destination(url=f"http://127.0.0.1:{made.server_port}/heads/secret")
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def zones(db: None, settings: Any, tmp_path: Path) -> list[Zone]:
    """Two zones with a log, and an administrator of the first."""
    settings.HOME = tmp_path
    found = [Zone.objects.create(code=code, name=name) for code, name in (("north", "北区"), ("south", "南区"))]
    admin = User.objects.create_user("admin", password="geheim-genug", display_name="李主任")
    Membership.objects.create(user=admin, zone=found[0], role="zone_administrator")
    for zone in (*found, None):
        record("t.did", by=None, zone=zone)
    return found


def worked() -> list[Job]:
    """Every job of the kind, after a worker did what is due."""
    Worker().run(once=True)
    return list(Job.objects.filter(kind=HEADS_JOB).order_by("pk"))


def codes() -> dict[str, str]:
    return {finding.what.code: finding.tone for finding in check_audit(False) if "heads" in finding.what.code}


def due() -> None:
    """The hour has come in every zone."""
    schedule_daily_work()
    ScheduledJob.objects.exclude(kind=HEADS_JOB).delete()
    ScheduledJob.objects.update(next_at=timezone.now() - timedelta(minutes=1))


def test_one_zone_sends_for_all_once_a_day(zones: list[Zone], receiver: Any) -> None:
    due()
    jobs = worked()
    assert [job.state for job in jobs] == [JobState.DONE, JobState.DONE]
    assert [job.result["sent"] for job in jobs] == [True, False]  # type: ignore[index]
    (body,) = receiver.came
    heads = {one["zone"]: one for one in json.loads(body)["heads"]}
    assert heads.keys() == {"-", "north", "south"}
    assert heads["north"]["name"] == "北区"
    entry = AuditEntry.objects.get(verb=HEADS_SENT)
    assert entry.after["logs"] == 3
    assert "secret" not in str(entry.after)  # what opens the door there is nobody's business here
    assert codes() == {"heads_sent": "ok"}
    assert worked() == jobs  # tomorrow again
    ScheduledJob.objects.filter(zone=zones[0]).update(active=False)
    ScheduledJob.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    assert worked()[-1].result["sent"] is True  # type: ignore[index]
    assert len(receiver.came) == 2


def test_what_was_sent_contradicts_a_changed_log(zones: list[Zone], receiver: Any, tmp_path: Path) -> None:
    due()
    worked()
    kept = tmp_path / "kept.json"
    kept.write_bytes(receiver.came[0])
    call_command("audit", "compare", str(kept), stdout=(out := StringIO()))
    assert "holds every entry" in out.getvalue()
    AuditEntry._base_manager.filter(zone=zones[1]).delete()
    with pytest.raises(SystemExit):
        call_command("audit", "compare", str(kept), stdout=out)
    assert "CONTRADICTED south: entry " in out.getvalue()


def test_nothing_is_sent_where_no_place_is_named(zones: list[Zone], receiver: Any, settings: Any) -> None:
    settings.AUDIT_HEADS_TO = None
    due()
    assert [job.result["sent"] for job in worked()] == [False, False]  # type: ignore[index]
    assert not receiver.came
    assert not codes()


def test_a_place_that_refuses_is_tried_again_and_told(zones: list[Zone], receiver: Any, client: Client) -> None:
    receiver.status = 500
    assert codes() == {"heads_never_sent": "warn"}
    due()
    for _turn in range(3):
        Job.objects.filter(state=JobState.QUEUED).update(run_after_at=timezone.now())
        first = worked()[0]
    assert (first.state, first.attempts, len(receiver.came)) == (JobState.FAILED, 3, 3)
    assert first.problems[0]["params"]["said"] == "500"
    assert "secret" not in str(first.problems)
    assert not AuditEntry.objects.filter(verb=HEADS_SENT).exists()
    assert (codes(), "heads" in parts_down()) == ({"heads_never_sent": "warn"}, False)
    for hours, tone in ((26, "warn"), (49, "bad")):
        Job.objects.filter(kind=HEADS_JOB).update(requested_at=timezone.now() - timedelta(hours=hours))
        assert codes() == {"heads_never_sent": tone}
        assert "heads" in client.get("/healthz").json()["down"]


@pytest.mark.parametrize(("hours", "found"), [(24, {"heads_sent": "ok"}), (26, {"heads_unsent": "warn"}),
                                              (49, {"heads_unsent": "bad"})])  # fmt: skip
def test_a_day_without_is_told(
    zones: list[Zone], receiver: Any, client: Client, settings: Any, hours: int, found: dict[str, str]
) -> None:
    to = settings.AUDIT_HEADS_TO
    record(HEADS_SENT, by=None, zone=None, after={"to": to.shown}, at=timezone.now() - timedelta(hours=hours))
    record("t.did", by=None, zone=None)
    assert codes() == found
    down = client.get("/healthz").json().get("down", {})
    assert ("heads" in down) == (hours > 25)
    client.force_login(User.objects.get())
    text = client.get("/system/", headers={"accept-language": "zh-hans"}).content.decode()
    assert ("操作日志的末端" in text and to.shown in text) == (hours > 25)
    settings.AUDIT_HEADS_TO = Destination(url="http://127.0.0.1:9/elsewhere")  # another place has nothing yet
    assert codes() == {"heads_never_sent": "warn"}


def test_mail_arrives_in_lines_that_are_compared(zones: list[Zone], settings: Any) -> None:
    ways = Ways()
    with serving(ways) as server:
        settings.AUDIT_HEADS_TO = Destination(mailbox="log@court.example", server=server, sender="liantu@zone.example")
        due()
        assert worked()[0].state == JobState.DONE
    (letter,) = ways.letters
    assert "north" in letter
    assert not contradicted(letter)
    AuditEntry._base_manager.filter(zone=zones[0]).delete()
    (said,) = contradicted(letter)
    assert said.startswith("north: entry ")
    assert heads_sent_at("log@court.example") is not None


def test_a_mail_server_that_is_away_is_told_in_both_languages(zones: list[Zone], settings: Any, client: Client) -> None:
    server = nobody()
    settings.AUDIT_HEADS_TO = Destination(mailbox="log@court.example", server=server, sender="liantu@zone.example")
    admin = User.objects.get()
    job = enqueue(HEADS_JOB, by=admin, zone=zones[0], title="Send the ends of the audit log", payload={})
    Job.objects.update(max_attempts=1)
    assert worked() == [job]
    client.force_login(admin)
    for language, words in (("zh-hans", "无法连接 log@court.example"), ("en", "log@court.example cannot be reached.")):
        client.cookies["liantu_language"] = language
        assert words in client.get(reverse("jobs:detail", args=[job.pk])).content.decode()


def test_the_sheet_to_sign_is_what_the_command_prints_and_names_no_other_zone(
    zones: list[Zone], receiver: Any, client: Client
) -> None:
    admin = User.objects.get()
    client.force_login(admin)
    client.cookies["liantu_language"] = "zh-hans"
    text = client.get("/system/heads/").content.decode()
    for end in ends_of([zones[0]]):
        assert end.entry_hash in text
    assert "北区" in text
    assert "南区" not in text
    assert "签字或盖章" in text
    assert 'action="/system/heads/send/"' in text
    call_command("audit", "heads", stdout=(out := StringIO()))
    assert out.getvalue().splitlines()[1:] == lines_of(ends_of(zones))
    assert "/system/heads/" in client.get(reverse("audit:log")).content.decode()
    assert "/system/heads/" in client.get("/system/").content.decode()
    assert client.post("/system/heads/send/").status_code == 302
    worked()
    assert len(receiver.came) == 1
    Membership.objects.update(role="data_officer")
    client.force_login(User.objects.get())
    text = client.get("/system/heads/").content.decode()
    assert 'action="/system/heads/send/"' not in text
    assert client.post("/system/heads/send/").status_code == 403
    Membership.objects.update(role="assessor")  # reads the log, has no part in the installation
    client.force_login(User.objects.get())
    assert client.get("/system/heads/").status_code == 403
    with translation.override("en"):
        assert "/system/heads/" not in client.get(reverse("audit:log")).content.decode()
