"""Claiming, failing, cancelling and scheduling, on whatever database the tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from liantu.audit.models import AuditEntry
from liantu.foundation.jobs import actions, reads, registry
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob, WorkerSign
from liantu.foundation.jobs.registry import JobKind, RetryLater, job_kinds
from liantu.foundation.jobs.worker import Worker
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="north", name="北区")


@pytest.fixture
def officer(zone: Zone) -> User:
    user = User.objects.create_user("data", password="x")
    Membership.objects.create(user=user, zone=zone, role="data_officer")
    return user


@pytest.fixture
def kinds() -> Iterator[dict[str, registry.Handler]]:
    """Kinds of work that exist for one test only."""
    handlers: dict[str, registry.Handler] = {}

    def kind(name: str, handler: registry.Handler) -> None:
        job_kinds.fill(name, JobKind(name, name, handler), module=__name__)

    class Declared(dict):  # type: ignore[type-arg]
        def __setitem__(self, name: str, handler: registry.Handler) -> None:
            kind(name, handler)
            super().__setitem__(name, handler)

    handlers = Declared()
    yield handlers
    for name in handlers:
        job_kinds._fillings.pop(name)


def ask(zone: Zone, kind: str = "t.work", **more: object) -> Job:
    return actions.enqueue(kind, by=None, zone=zone, title="工作", payload={}, **more)  # type: ignore[arg-type]


def test_an_unknown_kind_is_refused_at_once(zone: Zone) -> None:
    with pytest.raises(KeyError, match="no room declares"):
        ask(zone, "t.nobody")


def test_two_workers_never_take_the_same(zone: Zone, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    job = ask(zone)
    assert actions.claim_next("a") == job
    assert actions.claim_next("b") is None


def test_work_waits_for_its_time(zone: Zone, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    later = timezone.now() + timedelta(hours=1)
    job = ask(zone, run_after_at=later)
    assert actions.claim_next("a") is None
    assert actions.claim_next("a", now=later + timedelta(seconds=1)) == job


def test_the_job_of_a_dead_worker_is_taken_again_and_the_dead_may_not_write(zone: Zone, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    ask(zone)
    first = actions.claim_next("dead")
    assert first is not None
    assert actions.claim_next("b", now=timezone.now() + timedelta(seconds=20)) is None
    second = actions.claim_next("b", now=timezone.now() + timedelta(seconds=40))
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert not actions.report_progress(first, "dead", 1, 2, "")
    assert not actions.finish(first, "dead", {"by": "dead"})
    assert actions.finish(second, "b", {"by": "b"})
    first.refresh_from_db()
    assert first.result == {"by": "b"}


def test_work_that_kills_its_worker_ends_after_its_tries(zone: Zone, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    job = ask(zone, max_attempts=1)
    actions.claim_next("dead")
    late = timezone.now() + timedelta(minutes=5)
    assert actions.claim_next("b", now=late) is None
    assert actions.bury_abandoned(now=late) == 1
    job.refresh_from_db()
    assert (job.state, job.problems[0]["code"]) == (JobState.FAILED, "worker_died")


def test_work_cancelled_while_its_worker_died_stays_cancelled(zone: Zone, officer: User, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    job = ask(zone)
    actions.claim_next("dead")
    actions.cancel(job, by=officer)
    late = timezone.now() + timedelta(minutes=5)
    assert actions.claim_next("b", now=late) is None
    actions.bury_abandoned(now=late)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_problems_fail_at_once_and_are_kept(zone: Zone, kinds: dict) -> None:
    def refuse(context: JobContext) -> None:
        raise ProblemsError(
            [Problem("bad", "Row %(row)s is bad.", where="a.csv", params={"row": 3}), Problem("b", "B")]
        )

    kinds["t.work"] = refuse
    job = ask(zone)
    Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert [str(problem) for problem in reads.problems_of(job)] == ["a.csv: Row 3 is bad.", "B"]


@pytest.mark.parametrize(
    ("error", "state"), [(RetryLater("busy"), "queued"), (OSError("disk"), "queued"), (ZeroDivisionError(), "failed")]
)
def test_only_what_may_get_better_is_tried_again(zone: Zone, kinds: dict, error: Exception, state: str) -> None:
    def fail(context: JobContext) -> None:
        raise error

    kinds["t.work"] = fail
    job = ask(zone)
    Worker().run(once=True)
    job.refresh_from_db()
    assert job.state == state
    assert (job.run_after_at > timezone.now()) is (state == "queued")
    assert "disk" not in str(job.problems), "what an error says may hold personal data; it belongs into the log"


def test_tries_run_out(zone: Zone, kinds: dict) -> None:
    def fail(context: JobContext) -> None:
        raise RetryLater

    kinds["t.work"] = fail
    job = ask(zone, max_attempts=2)
    for _ in range(2):
        Job.objects.update(run_after_at=timezone.now())
        Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 2)


def test_a_running_job_stops_at_its_next_word(zone: Zone, officer: User, kinds: dict) -> None:
    seen = []

    def long(context: JobContext) -> None:
        actions.cancel(context.job, by=officer)
        for step in range(10):
            context._told_at = 0.0
            context.progress(step, 10)
            seen.append(step)

    kinds["t.work"] = long
    job = ask(zone)
    Worker().run(once=True)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert seen == []


def test_a_worker_that_ends_gives_its_job_back_unharmed(zone: Zone, kinds: dict) -> None:
    worker = Worker()

    def long(context: JobContext) -> None:
        worker.stopping.set()
        context.progress(1, 10)

    kinds["t.work"] = long
    job = ask(zone, max_attempts=1)
    worker.run()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_cancelling_needs_the_right_or_ones_own_work(zone: Zone, officer: User, kinds: dict) -> None:
    kinds["t.work"] = lambda context: None
    reader = User.objects.create_user("reader", password="x")
    Membership.objects.create(user=reader, zone=zone, role="observer")
    job = ask(zone)
    with pytest.raises(NotAllowed):
        actions.cancel(job, by=reader)
    own = actions.enqueue("t.work", by=reader, zone=zone, title="own", payload={})
    actions.cancel(own, by=reader)
    own.refresh_from_db()
    assert own.state == JobState.CANCELLED
    assert AuditEntry.objects.filter(verb="jobs.cancelled", actor=reader).count() == 1


def test_the_same_work_again(zone: Zone, officer: User, kinds: dict) -> None:
    kinds["t.work"] = lambda context: {"n": 1}
    job = ask(zone)
    with pytest.raises(ProblemsError):
        actions.retry(job, by=officer)
    Worker().run(once=True)
    job.refresh_from_db()
    again = actions.retry(job, by=officer)
    assert again.pk != job.pk
    assert (again.kind, again.payload, again.state) == (job.kind, job.payload, JobState.QUEUED)


def test_scheduled_work_is_queued_once_when_its_hour_comes(zone: Zone, kinds: dict) -> None:
    kinds["t.night"] = lambda context: None
    plan = actions.schedule("t.night", zone=zone, title="夜里", payload={}, daily_at=time(2, 30))
    assert actions.enqueue_scheduled(now=plan.next_at - timedelta(seconds=1)) == 0
    after_a_week = plan.next_at + timedelta(days=7)
    assert actions.enqueue_scheduled(now=after_a_week) == 1
    assert actions.enqueue_scheduled(now=after_a_week) == 0
    plan.refresh_from_db()
    local = timezone.localtime(plan.next_at)
    assert (local.hour, local.minute) == (2, 30)
    assert plan.next_at > after_a_week


def test_a_schedule_ends_on_its_day(zone: Zone, kinds: dict) -> None:
    kinds["t.night"] = lambda context: None
    plan = actions.schedule("t.night", zone=zone, title="夜里", payload={}, every_minutes=60, ends_on=date(2020, 1, 1))
    assert actions.enqueue_scheduled(now=plan.next_at + timedelta(seconds=1)) == 0
    plan.refresh_from_db()
    assert not plan.active


def test_a_second_schedule_replaces_the_first(zone: Zone, kinds: dict) -> None:
    kinds["t.night"] = lambda context: None
    actions.schedule("t.night", zone=zone, title="夜里", payload={}, daily_at=time(2, 30))
    actions.schedule("t.night", zone=zone, title="每小时", payload={}, every_minutes=60)
    assert [plan.every_minutes for plan in ScheduledJob.objects.all()] == [60]
    with pytest.raises(ValueError, match="interval"):
        actions.schedule("t.night", zone=zone, title="x", payload={})


def test_a_schedule_waits_for_its_first_day(zone: Zone, kinds: dict) -> None:
    kinds["t.night"] = lambda context: None
    start = timezone.localdate() + timedelta(days=30)
    plan = actions.schedule("t.night", zone=zone, title="x", payload={}, daily_at=time(0, 1), starts_on=start)
    assert timezone.localtime(plan.next_at).date() == start


def test_time_left_follows_the_recent_speed(zone: Zone, kinds: dict) -> None:
    now = timezone.now()
    job = Job(
        state=JobState.RUNNING, progress_done=500, progress_total=1000, progress_per_second=50.0, heartbeat_at=now
    )
    assert job.seconds_left == pytest.approx(10.0, abs=1.0)
    assert Job(state=JobState.DONE, progress_per_second=1.0).seconds_left is None


def test_listeners_hear_of_the_end_and_cannot_spoil_it(zone: Zone, kinds: dict) -> None:
    heard: list[tuple[int, str]] = []

    def listen(job: Job) -> None:
        heard.append((job.pk, job.state))
        raise RuntimeError

    registry.job_over.fill("test", listen, module=__name__)
    kinds["t.work"] = lambda context: {"x": 1}
    try:
        job = ask(zone)
        Worker().run(once=True)
    finally:
        registry.job_over._fillings.pop("test")
    job.refresh_from_db()
    assert heard == [(job.pk, "done")]
    assert job.state == JobState.DONE


def test_a_living_worker_is_known_and_signs_off(zone: Zone) -> None:
    actions.sign_of_life("a")
    assert reads.workers_alive() == 1
    actions.sign_off_worker("a")
    assert reads.workers_alive() == 0
    assert reads.waiting_since() is None


def test_another_zone_does_not_see_the_job(zone: Zone, officer: User, kinds: dict, client) -> None:  # type: ignore[no-untyped-def]
    kinds["t.work"] = lambda context: None
    other = Zone.objects.create(code="south", name="南区")
    job = ask(other)
    client.force_login(officer)
    assert client.get(f"/system/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/system/jobs/{job.pk}/cancel/").status_code == 404


def test_the_page_watches_until_the_end(zone: Zone, officer: User, kinds: dict, client) -> None:  # type: ignore[no-untyped-def]
    kinds["t.work"] = lambda context: {"url": "/x/"}
    client.force_login(officer)
    job = ask(zone)
    assert b"every 1s" in client.get(f"/system/jobs/{job.pk}/").content
    Worker().run(once=True)
    page = client.get(f"/system/jobs/{job.pk}/")
    assert b"every 1s" not in page.content
    assert b'href="/x/"' in page.content
    fragment = client.get(f"/system/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Refresh"] == "true"
    assert b"<html" not in fragment.content


def test_the_list_asks_the_same_number_of_questions(  # type: ignore[no-untyped-def]
    zone: Zone, officer: User, kinds: dict, client, django_assert_max_num_queries
) -> None:
    kinds["t.work"] = lambda context: None
    client.force_login(officer)
    for _ in range(30):
        actions.enqueue("t.work", by=officer, zone=zone, title="w", payload={})
    with django_assert_max_num_queries(16):
        assert client.get("/system/jobs/").status_code == 200


def test_pause_and_run_a_schedule(zone: Zone, officer: User, kinds: dict, client) -> None:  # type: ignore[no-untyped-def]
    kinds["t.night"] = lambda context: None
    plan = actions.schedule("t.night", zone=zone, title="夜里", payload={}, daily_at=time(2, 30))
    client.force_login(officer)
    assert "02:30" in client.get("/system/jobs/schedules/").content.decode()
    client.post(f"/system/jobs/schedules/{plan.pk}/switch/")
    plan.refresh_from_db()
    assert not plan.active
    client.post(f"/system/jobs/schedules/{plan.pk}/run/")
    assert Job.objects.filter(kind="t.night").count() == 1
    assert isinstance(plan.next_at, datetime)


def test_daily_work_of_rooms_is_planned_for_every_zone_and_may_be_switched_off(zone: Zone, officer: User) -> None:
    daily = [kind for kind in job_kinds.values() if kind.daily_at is not None]
    assert daily
    assert actions.schedule_daily_work() == len(daily) * Zone.objects.count()
    plan = ScheduledJob.objects.filter(zone=zone).first()
    assert plan is not None
    actions.switch_schedule(plan, by=officer)
    assert actions.schedule_daily_work() == 0
    assert not ScheduledJob.objects.get(pk=plan.pk).active


def test_a_kind_that_works_alone_is_there_once(zone: Zone, officer: User) -> None:
    first = actions.enqueue("system.backup", by=officer, zone=zone, title="备份", payload={})
    again = [actions.enqueue("system.backup", by=officer, zone=zone, title="备份", payload={}) for _turn in range(20)]
    assert {job.pk for job in again} == {first.pk}
    south = Zone.objects.create(code="south", name="南区")
    assert actions.enqueue("system.backup", by=officer, zone=south, title="备份", payload={}).pk != first.pk
    Job.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert actions.enqueue("system.backup", by=officer, zone=zone, title="备份", payload={}).pk != first.pk


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(0), timedelta(hours=-5)])
def test_a_dead_workers_job_is_taken_whatever_the_clock_says(
    kinds: dict, zone: Zone, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    kinds["t.work"] = lambda context: None
    job = ask(zone)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, claimed_by="dead", attempts=1, heartbeat_at=timezone.now() + ahead
    )
    watcher = Worker()
    at = [1000.0]
    monkeypatch.setattr("liantu.foundation.jobs.worker.time.monotonic", lambda: at[0])
    for _turn in range(9):  # five seconds each
        taken = watcher._next()
        if taken is not None:
            break
        at[0] += 6.0
    assert taken is not None
    assert taken.pk == job.pk


def test_a_living_workers_job_is_left_when_the_clock_is_set_back(
    kinds: dict, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds["t.work"] = lambda context: None
    job = ask(zone)
    sign = timezone.now() + timedelta(hours=5)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, claimed_by="other", attempts=1, heartbeat_at=sign)
    watcher = Worker()
    at = [1000.0]
    monkeypatch.setattr("liantu.foundation.jobs.worker.time.monotonic", lambda: at[0])
    for turn in range(12):
        assert watcher._next() is None
        at[0] += 6.0
        Job.objects.filter(pk=job.pk).update(heartbeat_at=sign + timedelta(seconds=turn + 1))


def test_work_the_program_starts_is_named_in_the_readers_language(zone: Zone) -> None:
    job = Job(zone=zone, kind="duties.remind", title="Remind of what is due")
    plan = ScheduledJob(zone=zone, kind="duties.remind", title="Remind of what is due")
    with translation.override("zh-hans"):
        assert job.label == plan.label == "提醒到期事项" != job.title
        assert Job(title="名册 2026").label == "名册 2026"
        assert Job(title="").label == ""
    with translation.override("en"):
        assert job.label == plan.label == "Remind of what is due"


SET_BACK = [timedelta(hours=-1), timedelta(hours=-30), timedelta(days=-400)]


@pytest.mark.parametrize("back", SET_BACK)
def test_no_waiting_job_is_lost_when_the_clock_is_set_back(kinds: dict, zone: Zone, back: timedelta) -> None:
    """Asked for, given back by a worker that ended, or to be tried again."""
    kinds["t.work"] = lambda context: None
    later = timezone.now() + back
    asked = ask(zone)
    assert actions.claim_next("first", now=later).pk == asked.pk  # type: ignore[union-attr]
    actions.stop(Job.objects.get(pk=asked.pk), "first")
    again = actions.claim_next("second", now=later)
    assert again is not None
    assert again.pk == asked.pk
    actions.fail(again, "second", [Problem("t", "不行")], retry=True)
    assert actions.claim_next("third", now=later) is not None


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=3), timedelta(days=400)])
def test_daily_work_comes_once_a_day_after_a_clock_that_was_ahead(kinds: dict, zone: Zone, ahead: timedelta) -> None:
    """Five days, the clock looked at every hour; in the midst of the second it was ahead for an hour."""
    kinds["t.work"] = lambda context: None
    plan = actions.schedule("t.work", zone=zone, title="每日", payload={}, daily_at=time(3))
    first = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    plan.next_at = first.replace(hour=3) + timedelta(days=1)
    plan.save()
    ran: list[date] = []
    for hour in range(5 * 24):
        now = first + timedelta(hours=hour)
        if hour == 34:
            actions.enqueue_scheduled(now=now + ahead)
            actions.sign_of_life("ahead", now=now + ahead)
        if actions.enqueue_scheduled(now=now):
            ran.append(now.date())
        actions.sign_of_life("living", now=now)
    days = [first.date() + timedelta(days=day) for day in range(1, 6)]
    assert ran == days
    assert not WorkerSign.objects.filter(worker="ahead").exists()
