"""Agreements: the flow under its suite, days that do not hold together, corrections, what a sheet may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.chains import factories
from liantu.foundation.flows.actions import take
from liantu.foundation.flows.testing import FlowSuite
from liantu.foundation.notices.reads import todos_of
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.outreach import actions
from liantu.outreach.models import Agreement
from liantu.outreach.rules.agreements import AGREEMENT, Facts
from liantu.people.abilities import NotAllowed
from liantu.people.models import User

TODAY = date(2026, 3, 5)
VALUES = {"kind": "framework_agreement", "title": "冷轧薄板项目框架协议", "parties": "开发区；苏州启衡"}


class TestAgreementFlow(FlowSuite):
    flow = actions.AGREEMENTS

    def make_world(self) -> Sequence[User]:
        self.zone = factories.make_zone()
        roles = ("promotion_officer", "chain_chief", "data_officer", "observer", "zone_leadership")
        return [factories.make_person(role, self.zone, role) for role in roles]

    def make_row(self) -> Agreement:
        return actions.keep_agreement(self.zone, VALUES, by=self.people[0])

    def give(self, verb: str, row: Agreement, by: User, number: int) -> Mapping[str, object]:
        today = timezone.localdate()
        later = max(row.ends_on or today, today) + timedelta(days=30 + number)
        return {
            "sign": {"signed_on": today - timedelta(days=number), "ends_on": later},
            "extend": {"ends_on": later},
        }.get(verb, {})

    def holds(self, row: Agreement) -> None:
        if row.state == "in_force":
            lines = {line.verb: line for line in row.steps.all()}
            assert row.signed_on is not None
            assert row.ends_on is None or row.starts_on is None or row.ends_on > row.starts_on
            assert lines["review"].taken_by_id != self.people[0].pk


def problems_of(verb: str, facts: Facts, **values: object) -> list[str]:
    """The codes with which a step is refused."""
    given = Given(by=7, values=values, note="说明")
    return [one.code for one in AGREEMENT.check(verb, facts, given, today=TODAY)]


@pytest.mark.parametrize(
    ("verb", "facts", "values", "codes"),
    [
        ("review", Facts("draft", 7), {}, ["own_agreement"]),
        ("review", Facts("draft", 8), {}, []),
        ("sign", Facts("draft", 8), {"signed_on": TODAY}, ["moved"]),
        ("sign", Facts("reviewed", 8), {}, ["no_day_signed"]),
        ("sign", Facts("reviewed", 8), {"signed_on": TODAY + timedelta(days=1)}, ["signed_in_future"]),
        ("sign", Facts("reviewed", 8), {"signed_on": TODAY, "ends_on": TODAY}, ["agreement_ends_before"]),
        ("sign", Facts("reviewed", 8, ends_on=TODAY), {"signed_on": TODAY}, ["agreement_ends_before"]),
        ("sign", Facts("reviewed", 8), {"signed_on": TODAY}, []),
        ("extend", Facts("in_force", 8, ends_on=TODAY), {"ends_on": TODAY}, ["not_longer"]),
        ("extend", Facts("ended", 8), {"ends_on": TODAY + timedelta(days=9)}, ["never_signed"]),
        ("extend", Facts("ended", 8, TODAY), {"ends_on": TODAY + timedelta(days=9)}, []),
    ],
)
def test_steps_refuse_what_does_not_hold_together(
    verb: str, facts: Facts, values: dict[str, object], codes: list[str]
) -> None:
    found = problems_of(verb, facts, **values)
    assert (found == ["somebody_was_faster"] or bool(found)) if codes == ["moved"] else found == codes


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    names = ("promotion_officer", "chain_chief", "observer")
    return {"zone": zone, **{name: factories.make_person(name, zone, name) for name in names}}


def test_an_agreement_goes_its_way_on_its_page(cast: dict[str, Any]) -> None:
    one = actions.keep_agreement(cast["zone"], VALUES, by=cast["promotion_officer"])
    keeper, other, client = cast["promotion_officer"], cast["chain_chief"], Client()
    review = reverse("outreach:agreement_act_review", args=[one.pk])
    client.force_login(keeper)
    assert client.post(review, {"note": "已审", "revision": 1}).status_code == 422
    client.force_login(other)
    assert client.post(review, {"note": "", "revision": 1}).status_code == 422
    assert client.post(review, {"note": "合法性、公平竞争审查通过", "revision": 1}).status_code == 302
    sign = reverse("outreach:agreement_act_sign", args=[one.pk])
    today = timezone.localdate()
    assert client.post(sign, {"signed_on": f"{today}", "revision": 1}).status_code == 422  # somebody was faster
    refused = client.post(sign, {"signed_on": f"{today + timedelta(days=1)}", "revision": 2})
    assert refused.status_code == 422
    assert "还没到的日子" in refused.content.decode()
    assert client.post(sign, {"signed_on": f"{today}", "revision": 2}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.signed_on, one.starts_on, one.revision) == ("in_force", today, today, 3)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "合法性、公平竞争审查通过" in page
    assert "签署生效" in page
    client.force_login(cast["observer"])
    page = client.get(one.get_absolute_url())
    assert page.status_code == 200
    assert "act_end" not in page.content.decode()
    assert client.post(sign, {"signed_on": f"{today}"}).status_code == 403


def test_a_draft_is_a_to_do_of_those_who_may_review_it(cast: dict[str, Any]) -> None:
    """Whoever brought it waits for another person; whoever only looks is not asked; reviewed, nobody is asked."""
    one = actions.keep_agreement(cast["zone"], VALUES, by=cast["promotion_officer"])

    def asked(role: str) -> bool:
        return one.get_absolute_url() in [line.url for line in todos_of(cast[role], cast["zone"])]

    assert [role for role in ("promotion_officer", "chain_chief", "observer") if asked(role)] == ["chain_chief"]
    reviewer = cast["chain_chief"]
    take(one, actions.AGREEMENTS, "review", Given(by=reviewer.pk, note="合法性、公平竞争审查通过"), by=reviewer)
    assert not asked("chain_chief")


def test_a_correction_does_not_move_it_nor_overwrite_others(cast: dict[str, Any]) -> None:
    officer, client = cast["promotion_officer"], Client()
    one = actions.keep_agreement(cast["zone"], VALUES, by=officer)
    client.force_login(officer)
    address = reverse("outreach:agreement_edit", args=[one.pk])
    form = {**VALUES, "state": "draft", "remind_days": 60, "keeper": officer.pk, "revision": 1}
    refused = client.post(address, {**form, "state": "in_force"})
    assert refused.status_code == 422
    assert "按步骤推进" in refused.content.decode()
    assert client.post(address, {**form, "parties": "甲；乙"}).status_code == 302
    refused = client.post(address, {**form, "parties": "丙；丁"})
    assert refused.status_code == 422
    turned = {"starts_on": f"{TODAY}", "ends_on": f"{TODAY}"}
    assert client.post(address, {**form, **turned, "revision": 2}).status_code == 422
    one.refresh_from_db()
    assert (one.parties, one.state, one.revision) == ("甲；乙", "draft", 2)
    stale = Agreement.objects.get(pk=one.pk)
    stale.state = "ended"
    with pytest.raises(ProblemsError) as told:
        actions.save_agreement(stale, by=officer, zone=cast["zone"], fields=("state",))
    assert [problem.code for problem in told.value.problems] == ["moves_by_steps"]


def test_an_old_agreement_is_kept_in_force_and_one_with_history_stays(cast: dict[str, Any]) -> None:
    officer, client = cast["promotion_officer"], Client()
    client.force_login(officer)
    form = {**VALUES, "state": "in_force", "remind_days": 60, "signed_on": "2025-01-01"}
    assert client.post(reverse("outreach:agreement_add"), form).status_code == 302
    one = Agreement.objects.get()
    assert [(line.verb, line.to_state) for line in one.steps.all()] == [("kept", "in_force")]
    with pytest.raises(NotAllowed):
        actions.save_agreement(one, by=cast["observer"], zone=cast["zone"], fields=())
    take(one, actions.AGREEMENTS, "end", Given(note="到期"), by=officer)
    address = reverse("outreach:agreement_delete", args=[one.pk])
    client.post(address)
    assert Agreement.objects.exists()
    again = actions.keep_agreement(cast["zone"], {**VALUES, "title": "误录"}, by=officer)
    client.post(reverse("outreach:agreement_delete", args=[again.pk]))
    assert [row.pk for row in Agreement.objects.all()] == [one.pk]
