"""A project's task force: set up once, members, duties that come due, meetings that give matters out, the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from liantu.chains import factories
from liantu.foundation.duties.models import Duty as DutyRow
from liantu.lib.dated import Dated
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.projects.actions.records import open_project
from liantu.projects.models import Project
from liantu.projects.task_forces import actions, reads
from liantu.projects.task_forces.models import ProjectTaskForce
from liantu.projects.task_forces.rules.rhythm import Duty, Rhythm, RhythmRule, duties_of
from liantu.projects.task_forces.wiring import WIRING
from liantu.ui.wiring import Seen

WEEKLY = Rhythm("weekly", "周调度", "Weekly", (Duty("dispatch", 7), Duty("report", 31)))


def test_duties_come_due_after_they_were_last_done() -> None:
    found = duties_of(WEEKLY, date(2026, 3, 2), {"report": date(2026, 3, 20)}, today=date(2026, 3, 12))
    assert [(one.code, one.due_on, one.days_late) for one in found] == [
        ("dispatch", date(2026, 3, 9), 3),
        ("report", date(2026, 4, 20), 0),
    ]


def test_a_rhythm_of_unknown_duties_is_refused() -> None:
    wrong = "- from: 2024-01-01\n  rhythms: [{code: x, name: x, name_en: x, duties: [{code: nap, days: 0}]}]"
    with pytest.raises(ProblemsError) as told:
        Dated("dispatch_rhythms.yaml", RhythmRule, text=wrong).on(date(2026, 1, 1))
    places = [problem.where.rsplit(".", 1)[-1] for problem in told.value.problems]
    assert {"code", "days"} <= set(places)  # both at once


@pytest.fixture
def zone(db: None) -> Zone:
    return factories.make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    return factories.make_person("officer", zone, "promotion_officer")


@pytest.fixture
def project(zone: Zone, officer: User) -> Project:
    return open_project(zone, {"name": "冷轧板项目", "investor_name": "汾泽冷轧科技有限公司"}, by=officer)


def test_one_force_a_project_and_only_for_whoever_may_edit(zone: Zone, officer: User, project: Project) -> None:
    observer = factories.make_person("observer", zone, "observer")
    with pytest.raises(NotAllowed):
        actions.set_up(project, "专班", "weekly", by=observer)
    with pytest.raises(ProblemsError) as wrong:
        actions.set_up(project, " ", "hourly", by=officer)
    assert [one.code for one in wrong.value.problems] == ["no_force_name", "no_such_rhythm"]
    actions.set_up(project, "冷轧板推进专班", "weekly", by=officer)
    with pytest.raises(ProblemsError, match="task force already"):
        actions.set_up(project, "又一个", "weekly", by=officer)


def test_a_meeting_gives_matters_out_or_nothing_is_written(zone: Zone, officer: User, project: Project) -> None:
    force = actions.set_up(project, "专班", "weekly", by=officer)
    told, today = "两周内定供电方案", timezone.localdate()
    with pytest.raises(ProblemsError):
        actions.hold(force, "dispatch", told, by=officer, on=today, matters=[actions.Matter("供电方案", None, None)])
    assert not force.meetings.exists() and not DutyRow.objects.exists()
    due = today + timedelta(days=14)
    actions.hold(
        force,
        "dispatch",
        told,
        by=officer,
        on=today,
        matters=[actions.Matter("供电方案", officer, due)],
        chaired_by="郑安",
    )
    assert DutyRow.objects.get().owner == officer
    assert reads.states_of([force], today=today)[0].duties[0].last_on == today
    with pytest.raises(ProblemsError, match="future"):
        actions.hold(force, "dispatch", told, by=officer, on=today + timedelta(days=1))
    with pytest.raises(ProblemsError, match="written down already"):
        actions.hold(force, "dispatch", f" {told} ", by=officer, on=today)
    actions.hold(force, "report", told, by=officer, on=today)  # another duty, the same words


def test_a_late_duty_stands_on_the_day_of_members_and_the_owner(zone: Zone, officer: User, project: Project) -> None:
    force = actions.set_up(project, "专班", "weekly", by=officer)
    chief = factories.make_person("chief", zone, "chain_chief")
    actions.add_member(force, "leader", by=officer, person=chief, post="副主任")
    assert not WIRING.todos[0].waiting(Seen(chief, zone))
    ProjectTaskForce.objects.update(since_on=timezone.localdate() - timedelta(days=9))
    (one,) = WIRING.todos[0].waiting(Seen(chief, zone))
    assert one.tone == "bad" and "冷轧板项目" in str(one.text)
