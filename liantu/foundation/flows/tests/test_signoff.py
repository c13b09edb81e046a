"""Asking, deciding, withdrawing, expiring: by actions, reads and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from liantu.audit.models import AuditEntry
from liantu.audit.reads import history_of, prove_zone
from liantu.foundation.flows import actions, reads
from liantu.foundation.flows.models import SignOff, SignOffDecision, SignOffState
from liantu.foundation.flows.rules.agreement import Step
from liantu.foundation.flows.slots import on_signed_off
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db
CHIEF, LEADER = Step("Chain chief", ("chain_chief",), 1), Step("Leadership", ("zone_leadership",), 2)
Cast = dict[str, User]


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")


@pytest.fixture
def cast(zone: Zone) -> Cast:
    people = {}
    for name, role in [
        ("officer", "promotion_officer"),
        ("chief", "chain_chief"),
        ("boss", "zone_leadership"),
        ("admin", "zone_administrator"),
        ("watcher", "observer"),
    ]:
        people[name] = User.objects.create(username=name, display_name=name)
        Membership.objects.create(user=people[name], zone=zone, role=role)
    return people


@pytest.fixture
def carried_out() -> Iterator[list[SignOff]]:
    """What the room that asked does when everybody agreed."""
    done: list[SignOff] = []
    on_signed_off.fill("test", lambda signoff, _by: done.append(signoff), module=__name__)
    yield done
    on_signed_off._fillings.pop("test")


def ask(cast: Cast, zone: Zone, *steps: Step, **more: Any) -> SignOff:
    given = {"by": cast["officer"], "title": "Publish 精品钢 v2", "url": "/chains/", **more}
    return actions.request_signoff("test", zone, zone=zone, steps=steps or (CHIEF, LEADER), **given)


def codes(refused: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_two_people_in_order_then_it_is_carried_out(cast: Cast, zone: Zone, carried_out: list[SignOff]) -> None:
    signoff = ask(cast, zone)
    with pytest.raises(ProblemsError) as refused:
        actions.decide(signoff, "agreed", by=cast["boss"])
    assert codes(refused) == ["not_yet"]
    actions.decide(signoff, "agreed", by=cast["chief"], reason="好")
    assert not carried_out
    done = actions.decide(signoff, "agreed", by=cast["boss"])
    assert done.state == SignOffState.AGREED
    assert done.closed_at is not None
    assert [one.pk for one in carried_out] == [signoff.pk]
    verbs = AuditEntry.objects.filter(zone=zone).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["signoff.requested", "signoff.agreed", "signoff.agreed"]
    assert prove_zone(zone).broken_at is None
    assert history_of(signoff)[1].reason == "好"


def test_a_refusal_needs_a_reason_and_ends_it(cast: Cast, zone: Zone, carried_out: list[SignOff]) -> None:
    signoff = ask(cast, zone)
    with pytest.raises(ProblemsError) as refused:
        actions.decide(signoff, "refused", by=cast["chief"], reason="  ")
    assert codes(refused) == ["no_reason"]
    assert actions.decide(signoff, "refused", by=cast["chief"], reason="词太宽").state == SignOffState.REFUSED
    with pytest.raises(ProblemsError) as refused:
        actions.decide(signoff, "agreed", by=cast["boss"])
    assert codes(refused) == ["not_open"]
    assert not carried_out


def test_the_requester_never_agrees(cast: Cast, zone: Zone) -> None:
    signoff = ask(cast, zone, by=cast["chief"])
    with pytest.raises(ProblemsError) as refused:
        actions.decide(signoff, "agreed", by=cast["chief"])
    assert codes(refused) == ["own_request"]


def test_roles_hold_at_asking_and_deciding(cast: Cast, zone: Zone) -> None:
    with pytest.raises(NotAllowed):
        ask(cast, zone, by=cast["watcher"])
    signoff = ask(cast, zone)
    with pytest.raises(NotAllowed):
        actions.decide(signoff, "agreed", by=cast["watcher"])
    with pytest.raises(ProblemsError) as refused:
        ask(cast, zone, Step("Observer", ("observer",)))
    assert codes(refused) == ["role_cannot_decide"]


def test_one_open_request_per_target(cast: Cast, zone: Zone) -> None:
    first = ask(cast, zone)
    with pytest.raises(ProblemsError) as refused:
        ask(cast, zone)
    assert codes(refused) == ["asked_already"]
    with pytest.raises(ProblemsError) as refused:
        actions.withdraw(first, by=cast["admin"])
    assert codes(refused) == ["not_yours"]
    assert actions.withdraw(first, by=cast["officer"], reason="改完再报").state == SignOffState.WITHDRAWN
    assert ask(cast, zone).pk != first.pk


def test_what_is_past_its_last_day_is_closed(cast: Cast, zone: Zone) -> None:
    today = timezone.localdate()
    with pytest.raises(ProblemsError) as refused:
        ask(cast, zone, expires_on=today - timedelta(days=1))
    assert codes(refused) == ["already_over"]
    signoff = ask(cast, zone, expires_on=today)
    SignOff.objects.filter(pk=signoff.pk).update(expires_on=today - timedelta(days=1))
    signoff.refresh_from_db()
    assert reads.state_today(signoff, today=today) == SignOffState.EXPIRED
    with pytest.raises(ProblemsError):
        actions.decide(signoff, "agreed", by=cast["chief"])
    assert actions.close_expired(zone, today=today) == 1
    assert actions.close_expired(zone, today=today) == 0
    signoff.refresh_from_db()
    assert signoff.state == SignOffState.EXPIRED


def test_a_new_request_takes_the_place_of_an_expired_one(cast: Cast, zone: Zone) -> None:
    old = ask(cast, zone)
    SignOff.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    ask(cast, zone)
    old.refresh_from_db()
    assert old.state == SignOffState.EXPIRED


def test_what_cannot_be_carried_out_keeps_no_consent(cast: Cast, zone: Zone) -> None:
    def fail(_signoff: SignOff, _by: User) -> None:
        raise ProblemsError([Problem("gone", "The draft is gone.")])

    on_signed_off.fill("test", fail, module=__name__)
    try:
        signoff = ask(cast, zone, CHIEF)
        with pytest.raises(ProblemsError) as refused:
            actions.decide(signoff, "agreed", by=cast["chief"])
        assert codes(refused) == ["gone"]
    finally:
        on_signed_off._fillings.pop("test")
    signoff.refresh_from_db()
    assert signoff.state == SignOffState.OPEN
    assert not signoff.decisions.exists()


def test_the_database_itself_refuses_a_second_decision(cast: Cast, zone: Zone) -> None:
    signoff = ask(cast, zone)
    SignOffDecision.objects.create(signoff=signoff, position=0, person=cast["chief"], verdict="agreed")
    for position, person in [(0, "boss"), (1, "chief")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOffDecision.objects.create(signoff=signoff, position=position, person=cast[person], verdict="agreed")


def test_waiting_costs_the_same_for_two_and_twenty(
    cast: Cast, zone: Zone, django_assert_num_queries: Callable[[int], Any]
) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            SignOff.objects.create(
                zone=zone,
                kind=f"k{number}",
                target_type="x",
                target_id=str(SignOff.objects.count()),
                title="x",
                requested_by=cast["officer"],
                steps=[CHIEF.as_json()],
            )

    fill(2)
    today, chief = timezone.localdate(), User.objects.get(username="chief")
    chief.zone_ids()
    with django_assert_num_queries(2):
        assert len(reads.waiting_for(chief, zone, today=today)) == 2
    fill(18)
    with django_assert_num_queries(2):
        assert len(reads.waiting_for(chief, zone, today=today)) == 20


def test_the_number_at_the_side_is_what_waits(cast: Cast, zone: Zone) -> None:
    """The query that counts and the rules that decide agree, step by step, for everybody."""

    def waits() -> dict[str, int]:
        today, found = timezone.localdate(), {}
        for name in cast:
            person = User.objects.get(username=name)
            rows = reads.decided_by(person, zone, today=today)
            assert {row.pk for row in rows} == {row.pk for row in reads.waiting_for(person, zone, today=today)}, name
            found[name] = len(rows)
        return {name: n for name, n in found.items() if n}

    named = Step("By name", (), 1, cast["boss"].pk)
    signoff = ask(cast, zone)
    assert waits() == {"chief": 1}
    actions.request_signoff("named", zone, zone=zone, steps=(named,), by=cast["officer"], title="x", url="/")
    side_by_side = (Step("a", ("chain_chief",), 1), Step("b", ("zone_administrator",), 1))
    both = actions.request_signoff("both", zone, zone=zone, steps=side_by_side, by=cast["boss"], title="y", url="/")
    assert waits() == {"chief": 2, "boss": 1, "admin": 1}
    actions.decide(signoff, "agreed", by=cast["chief"])
    actions.decide(both, "agreed", by=cast["chief"])
    assert waits() == {"boss": 2, "admin": 1}
    SignOff.objects.filter(pk=signoff.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert waits() == {"boss": 1, "admin": 1}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_offers_what_the_reader_may_do(cast: Cast, zone: Zone, client: Client, language: str) -> None:
    signoff = ask(cast, zone)
    page = reverse("signoff:detail", args=[signoff.pk])
    client.cookies.load({"liantu_language": language})
    for name, offers, other in [("chief", "act_agree", "act_withdraw"), ("officer", "act_withdraw", "act_agree")]:
        client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
        text = client.get(page).content.decode()
        assert reverse(f"signoff:{offers}", args=[signoff.pk]) in text
        assert reverse(f"signoff:{other}", args=[signoff.pk]) not in text
    client.force_login(cast["watcher"], backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(page).content.decode()
    with translation.override(language):
        assert translation.gettext("Nobody asks you to agree here.") in text
    assert client.get(reverse("signoff:list")).status_code == 200


def test_deciding_on_the_page(cast: Cast, zone: Zone, client: Client) -> None:
    signoff = ask(cast, zone)
    url, agree = (reverse(f"signoff:act_{verb}", args=[signoff.pk]) for verb in ("refuse", "agree"))
    client.force_login(cast["chief"], backend="django.contrib.auth.backends.ModelBackend")
    assert (
        client.get(url).status_code == 200 and signoff.state == "open"
    )  # the form alone; asking for it decides nothing
    assert client.post(url).status_code == 422
    assert client.post(url, {"reason": "<b>词太宽</b>"}).status_code == 302
    assert client.post(agree).status_code == 422
    text = client.get(reverse("signoff:detail", args=[signoff.pk])).content.decode()
    assert "&lt;b&gt;词太宽" in text
    assert "<b>词太宽" not in text
    client.force_login(cast["watcher"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(agree).status_code == 422


def test_another_zone_sees_nothing(cast: Cast, zone: Zone, client: Client) -> None:
    signoff = ask(cast, zone)
    other = Zone.objects.create(code="o", name="乙")
    stranger = User.objects.create(username="stranger")
    Membership.objects.create(user=stranger, zone=other, role="zone_administrator")
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("signoff:detail", args=[signoff.pk])).status_code == 404
    for verb in ("agree", "refuse", "withdraw"):
        answer = client.post(reverse(f"signoff:act_{verb}", args=[signoff.pk]), {"reason": "因"})
        assert answer.status_code == 404
