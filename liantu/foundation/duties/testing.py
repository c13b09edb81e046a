"""Tests that come with a kind of duty: inherit, name the kind, bring the people.

class TestTasks(DutySuite):
    kind = TASK
    def people(self): return People(zone, leader, owner, stranger)   # leader holds kind.lead, the others do not
    def about(self, people): return a row of the zone
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.foundation.duties import actions, reads
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.slots import DutyKind, kind_of
from liantu.foundation.duties.wiring import duties_today
from liantu.foundation.notices.models import Notice
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.ui.wiring import Seen


@dataclass(frozen=True)
class People:
    """A zone with somebody who leads the kind, an owner and a stranger of the zone who do not."""

    zone: Zone
    leader: User
    owner: User
    stranger: User


@pytest.mark.django_db
class DutySuite:
    """What every kind of duty must do."""

    kind: ClassVar[DutyKind]

    def people(self) -> People:
        """The people of the tests."""
        raise NotImplementedError

    def about(self, people: People) -> models.Model:
        """A row of the zone that duties can be about."""
        raise NotImplementedError

    @pytest.fixture
    def cast(self) -> People:
        """The people, made once a test."""
        return self.people()

    def owed(self, cast: People, text: str = "核实用地指标", **more: object) -> Owed:
        """A duty without a fault."""
        topic = self.kind.topics[0][0] if self.kind.topics else ""
        values = {"owner": cast.owner.pk, "due": timezone.localdate() + timedelta(days=3), "topic": topic, **more}
        return Owed(text, **values)  # type: ignore[arg-type]

    def given(self, cast: People, text: str = "核实用地指标", **more: object) -> Duty:
        """A duty of the owner, given by the leader."""
        owed = self.owed(cast, text, **more)
        return actions.give_duty(self.kind, owed, about=self.about(cast), zone=cast.zone, by=cast.leader)

    def codes(self, duty: Duty, verb: str, by: User, note: str = "已办") -> list[str]:
        """The codes with which a step is refused; empty when it was taken."""
        try:
            actions.take_step(duty, verb, note, by=by)
        except ProblemsError as error:
            return [problem.code for problem in error.problems]
        return []

    # -- what is held --

    def test_the_kind_is_known(self) -> None:
        assert kind_of(self.kind.code) is self.kind

    def test_giving_needs_the_ability_and_tells_the_owner(self, cast: People) -> None:
        with pytest.raises(NotAllowed):
            actions.give_duty(self.kind, self.owed(cast), about=self.about(cast), zone=cast.zone, by=cast.stranger)
        duty = self.given(cast)
        assert [notice.url for notice in Notice.objects.filter(user=cast.owner)] == [duty.get_absolute_url()]
        assert duty.about_id == self.about(cast).pk
        assert duty.about_label
        assert AuditEntry.objects.filter(verb="duties.given", target_id=str(duty.pk)).count() == 1

    def test_everything_wrong_is_told_at_once_and_nothing_is_kept(self, cast: People) -> None:
        wrong = Owed(" ", 10**8, timezone.localdate() - timedelta(days=1), topic="nonsense")
        with pytest.raises(ProblemsError) as told:
            actions.give_duties(
                self.kind, [self.owed(cast), wrong], about=self.about(cast), zone=cast.zone, by=cast.leader
            )
        codes = {problem.code for problem in told.value.problems}
        assert {"task_empty", "no_owner"} <= codes
        assert ("day_past" in codes) == self.kind.from_today
        assert all(problem.where.startswith("tasks.2.") for problem in told.value.problems)
        assert not Duty.objects.exists()

    def test_the_owner_finishes_with_a_word_and_a_stranger_does_not(self, cast: People) -> None:
        duty = self.given(cast)
        assert self.codes(duty, "finish", cast.stranger) == ["not_your_task"]
        assert self.codes(duty, "finish", cast.owner, " ") != []
        assert self.codes(duty, "finish", cast.owner) == []
        duty.refresh_from_db()
        assert (duty.state, duty.closing_note, duty.done_on) == ("done", "已办", timezone.localdate())

    def test_it_is_confirmed_by_whom_the_kind_says(self, cast: People) -> None:
        duty = self.given(cast)
        assert self.codes(duty, "confirm", cast.leader) == ["not_from_here"]
        assert self.codes(duty, "finish", cast.owner) == []
        duty.refresh_from_db()
        if not self.kind.confirm:
            assert self.codes(duty, "confirm", cast.leader) == ["nobody_confirms"]
            return
        assert duty.closed_on is None
        if self.kind.confirm == "giver":
            assert self.codes(duty, "confirm", cast.owner) == ["not_the_giver"]
        else:
            assert self.codes(duty, "confirm", cast.leader, " ") == ["no_confirmer"]
        assert self.codes(duty, "confirm", cast.leader, "企业张经理") == []
        duty.refresh_from_db()
        name = "企业张经理" if self.kind.confirm == "firm" else cast.leader.label
        assert (duty.state, duty.confirmed_by_name, duty.closed_on) == ("confirmed", name, timezone.localdate())

    def test_giving_up_is_the_leaders_and_only_where_the_kind_allows_it(self, cast: People) -> None:
        duty = self.given(cast)
        if not self.kind.may_drop:
            assert self.codes(duty, "drop", cast.leader) == ["not_given_up"]
            return
        assert self.codes(duty, "drop", cast.owner) == ["not_your_task"]
        assert self.codes(duty, "drop", cast.leader) == []
        assert self.codes(duty, "reopen", cast.leader, "还要办") == []

    def test_nobody_is_overtaken(self, cast: People) -> None:
        duty = self.given(cast)
        actions.take_step(duty, "finish", "已办", by=cast.owner, revision=1)
        with pytest.raises(ProblemsError) as told:
            actions.take_step(duty, "reopen", "还要办", by=cast.leader, revision=1)
        assert [problem.code for problem in told.value.problems] == ["somebody_was_faster"]

    def test_reminders_and_the_day(self, cast: People) -> None:
        duty = self.given(cast)
        assert duty.due_on is not None
        told = [actions.remind(cast.zone, today=duty.due_on + timedelta(days=late)) for late in range(-1, 10)]
        assert told == [0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0]
        assert [one.url for one in duties_today(Seen(cast.owner, cast.zone))] == [duty.get_absolute_url()]
        assert duties_today(Seen(cast.stranger, cast.zone)) == []

    def test_everything_open_of_a_person_goes_to_another(self, cast: People) -> None:
        first, second = self.given(cast), self.given(cast, "拜访企业")
        actions.take_step(second, "finish", "已办", by=cast.owner)
        boss = cast.leader
        if not reads.may(boss, "duties.hand_over", cast.zone):
            with pytest.raises(NotAllowed):
                actions.hand_over(cast.owner, cast.stranger, by=boss, zone=cast.zone, reason="调离")
        client = Client()
        client.force_login(cast.owner)
        form = {"to": cast.owner.pk, "note": "调离"}
        assert client.post(f"/duties/{first.pk}/act/hand/", form).status_code == 422
        assert client.post(f"/duties/{first.pk}/act/hand/", form | {"to": cast.stranger.pk}).status_code == 302
        told = Notice.objects.filter(user=cast.stranger).values_list("text", flat=True)
        assert "The task “%(task)s” is now with %(owner)s." in told
        assert [one.pk for one in reads.open_duties_of(cast.stranger, cast.zone)] == [first.pk]
        second.refresh_from_db()
        assert second.owner == cast.owner

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_its_page_and_its_line_in_the_list(self, cast: People, language: str) -> None:
        duty = self.given(cast)
        client = Client()
        client.force_login(cast.owner)
        client.cookies["liantu_language"] = language
        page = client.get(duty.get_absolute_url())
        assert page.status_code == 200
        assert duty.text in page.content.decode()
        assert duty.text in client.get("/duties/", {"who": "mine", "kind": self.kind.code}).content.decode()
        assert duty.text not in client.get("/duties/", {"overdue": "1"}).content.decode()
        address = f"/duties/{duty.pk}/act/finish/"
        assert client.post(address, {"note": "", "revision": 1}).status_code == 422
        assert client.post(address, {"note": "办结", "revision": 1}).status_code == 302
        assert "办结" in client.get(duty.get_absolute_url()).content.decode()
