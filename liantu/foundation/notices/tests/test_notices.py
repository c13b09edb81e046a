"""Notices, and the page of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.notices import actions, reads
from liantu.foundation.notices.models import Notice
from liantu.foundation.notices.slots import TODAY_PAGE, todo
from liantu.people.models import Membership, User, Zone
from liantu.ui.wiring import Panel, Seen, Todo, Todos, panels

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="north", name="北区", name_en="North zone")


@pytest.fixture
def officer(zone: Zone) -> User:
    user = User.objects.create_user("officer", password="x", display_name="王兰")
    Membership.objects.create(user=user, zone=zone, role="promotion_officer")
    return user


def test_a_notice_is_told_in_the_readers_language(zone: Zone, officer: User, client: Client) -> None:
    actions.notify(officer, "Done: %(title)s", {"title": "名册"}, url="/x/", zone=zone)
    client.force_login(officer)
    assert "已完成：名册" in client.get("/notices/").content.decode()
    client.cookies["liantu_language"] = "en"
    assert "Done: 名册" in client.get("/notices/").content.decode()


def test_opening_marks_read_and_leads_on(zone: Zone, officer: User, client: Client) -> None:
    notice = actions.notify(officer, "Done: %(title)s", {"title": "a"}, url="/sources/", zone=zone)
    client.force_login(officer)
    assert reads.unread_count(officer, zone) == 1
    assert client.post(f"/notices/{notice.pk}/").headers["Location"] == "/sources/"
    assert reads.unread_count(officer, zone) == 0


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_notice_never_leads_out(zone: Zone, officer: User, client: Client, url: str) -> None:
    notice = actions.notify(officer, "Done: %(title)s", {"title": "a"}, url=url, zone=zone)
    client.force_login(officer)
    assert client.post(f"/notices/{notice.pk}/").headers["Location"] == "/notices/"


def test_nobody_reads_anothers_notices(zone: Zone, officer: User, client: Client) -> None:
    other = User.objects.create_user("other", password="x")
    Membership.objects.create(user=other, zone=zone, role="zone_administrator")
    notice = actions.notify(officer, "Done: %(title)s", {"title": "a"}, url="/", zone=zone)
    client.force_login(other)
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    assert reads.unread_count(officer, zone) == 1


def test_words_that_lost_their_places_stay_readable(zone: Zone, officer: User) -> None:
    assert Notice(text="Done: %(title)s", params={}).told


def test_the_end_of_work_is_told_to_who_asked(zone: Zone, officer: User) -> None:
    job = Job.objects.create(
        zone=zone, kind="t", title="建名册", requested_by=officer, state=JobState.DONE, result={"url": "/sources/a/"}
    )
    actions.notify_job_over(job)
    job.state = JobState.FAILED
    actions.notify_job_over(job)
    failed, done = reads.notices_of(officer, zone)
    assert (done.text, done.url) == ("Done: %(title)s", "/sources/a/")
    assert (failed.text, failed.url) == ("Failed: %(title)s", f"/system/jobs/{job.pk}/")


def test_scheduled_work_disturbs_nobody(zone: Zone) -> None:
    actions.notify_job_over(Job.objects.create(zone=zone, kind="t", title="x", state=JobState.DONE))
    assert not Notice.objects.exists()


@pytest.fixture
def fillings() -> Iterator[None]:
    todo.fill(
        "test",
        Todos(
            "test",
            lambda _seen: [
                Todo("后天", "/b/", date(2030, 1, 3)),
                Todo("无期", "/c/"),
                Todo("明天", "/a/", date(2030, 1, 2)),
            ],
        ),
        module=__name__,
    )
    empty: Panel[date] = Panel("empty", TODAY_PAGE, "空", "none.html", lambda _seen, _day: None)
    secret: Panel[date] = Panel("secret", TODAY_PAGE, "密", "none.html", lambda _seen, _day: {}, "accounts.manage")
    hers, others = (
        Panel(f"for_{role}", TODAY_PAGE, title, "none.html", lambda _seen, _day: {}, roles=(role,))
        for role, title in (("promotion_officer", "她的角色"), ("assessor", "别的角色"))
    )
    filled = (empty, secret, hers, others)
    for one in filled:
        panels.fill(one.key, one, module=__name__)
    yield
    todo._fillings.pop("test")
    for one in filled:
        panels._fillings.pop(one.key)


@pytest.mark.usefixtures("fillings")
def test_what_is_due_first_stands_first_and_panels_respect_abilities(zone: Zone, officer: User) -> None:
    found = [item.text for item in reads.todos_of(officer, zone) if item.url in {"/a/", "/b/", "/c/"}]
    assert found == ["明天", "后天", "无期"]
    titles = [panel.title for panel in TODAY_PAGE.panels(Seen(officer, zone), date(2030, 1, 1))]
    assert "空" not in titles
    assert "密" not in titles
    assert "别的角色" not in titles
    assert "她的角色" in titles


def test_no_to_do_is_counted_without_being_shown(zone: Zone, officer: User, client: Client) -> None:
    """However many things wait, each has its line on the day's page; those after the twelfth are folded."""
    lines = [Todo(f"第{n}件", f"/n/{n}/") for n in range(15)]
    todo.fill("many", Todos("many", lambda _seen: lines), module=__name__)
    try:
        client.force_login(officer)
        page = client.get("/").content.decode()
    finally:
        todo._fillings.pop("many")
    shown = re.findall(r'href="/n/(\d+)/"', page)
    assert sorted(map(int, shown)) == list(range(15))
    folded = page.index('<details class="band-folded">', page.index("第0件"))
    assert page.index(f'href="/n/{shown[11]}/"') < folded < page.index(f'href="/n/{shown[12]}/"')


def test_the_day_greets_and_shows_running_work(zone: Zone, officer: User, client: Client) -> None:
    Job.objects.create(zone=zone, kind="t", title="建名册", requested_by=officer)
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert "王兰" in page
    assert "北区" in page
    assert "建名册" in page


def test_an_outside_role_sees_no_work_of_others(zone: Zone, officer: User, client: Client) -> None:
    Job.objects.create(zone=zone, kind="t", title="建名册", requested_by=officer)
    ambassador = User.objects.create_user("amb", password="x")
    Membership.objects.create(user=ambassador, zone=zone, role="ambassador")
    client.force_login(ambassador)
    assert "建名册" not in client.get("/").content.decode()
