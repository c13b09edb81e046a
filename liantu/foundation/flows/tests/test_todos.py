"""Sign-offs on the page of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from liantu.foundation.flows import actions
from liantu.foundation.flows.rules.agreement import Step
from liantu.foundation.flows.wiring import signoffs_to_decide
from liantu.foundation.notices.models import Notice
from liantu.people.models import Membership, User, Zone
from liantu.ui.wiring import Seen

pytestmark = pytest.mark.django_db


def test_who_must_decide_is_told_and_has_it_to_do() -> None:
    zone = Zone.objects.create(code="z", name="甲开发区")
    people = {}
    for role in ("promotion_officer", "chain_chief", "zone_leadership"):
        people[role] = User.objects.create(username=role)
        Membership.objects.create(user=people[role], zone=zone, role=role)
    officer, chief, boss = people.values()
    steps = [Step("Chain chief", ("chain_chief",), 1), Step("Leadership", ("zone_leadership",), 2)]
    signoff = actions.request_signoff(
        "test",
        zone,
        by=officer,
        zone=zone,
        steps=steps,
        title="x",
        url="/",
        expires_on=timezone.localdate() + timedelta(days=1),
    )
    assert [one.tone for one in signoffs_to_decide(Seen(chief, zone))] == ["warn"]
    assert not signoffs_to_decide(Seen(boss, zone))
    (asked,) = signoffs_to_decide(Seen(officer, zone))
    assert asked.waits_for and not asked.consent, "who asked sees with whom it is, and decides nothing"
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"chain_chief"}
    actions.decide(signoff, "agreed", by=chief)
    assert [one.url for one in signoffs_to_decide(Seen(boss, zone))] == [f"/signoff/{signoff.pk}/"]
    actions.decide(signoff, "refused", by=boss, reason="x")
    assert not signoffs_to_decide(Seen(boss, zone))
    assert Notice.objects.filter(user=officer, text__startswith="Refused").exists()
