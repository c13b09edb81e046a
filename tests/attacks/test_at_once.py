"""Twenty people, or twenty tabs of one, do the same thing at the same moment: it happens once, the others are told.

Real threads on a real server, and on SQLite in a file in a process of its own (in memory it locks whole tables).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from liantu.audit.models import AuditEntry
from liantu.audit.reads import prove_zone
from liantu.chains import factories
from liantu.foundation.duties.actions import Owed, give_duty, take_step
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.tests.test_duties import GIVER
from liantu.foundation.duties.tests.test_duties import cast as duty_cast
from liantu.foundation.flows.actions import decide, request_signoff, take, withdraw
from liantu.foundation.flows.models import SignOff, SignOffDecision, SignOffState
from liantu.foundation.flows.rules.agreement import Step
from liantu.foundation.flows.slots import on_signed_off
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.projects.leads.actions import register_lead
from liantu.projects.leads.models import Lead
from liantu.projects.tests.test_two_editors import in_threads
from liantu.prospects.challenges.actions import CHALLENGES, draft_challenge
from liantu.prospects.challenges.models import Challenge
from liantu.ui import seen
from liantu.ui.problems import line_of

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 20
CHIEF, LEADER = Step("Chain chief", ("chain_chief",), 1), Step("Leadership", ("zone_leadership",), 2)
Work = Callable[[], object]
PERSON = re.compile(r"o\d+")  # the user names of those who register


def won(answers: list[object]) -> list[object]:
    """Those that were done; all others are plain refusals in the reader's language."""
    done = []
    for one in answers:
        if not isinstance(one, Exception):
            done.append(one)
            continue
        assert isinstance(one, ProblemsError | NotAllowed), repr(one)
        with translation.override("zh-hans"):
            if isinstance(one, ProblemsError):
                words = PERSON.sub("", line_of(one))
                assert not any(letter.isascii() and letter.isalpha() for letter in words), words
    return done


def log_is_whole(zone: Zone) -> None:
    """Every entry stands in its chain."""
    proof = prove_zone(zone)
    assert proof.broken_at is None, proof


def as_person(user: User, act: Callable[[User], object]) -> Work:
    """The act by a person read anew in the thread."""
    return lambda: act(User.objects.get(pk=user.pk))


def asked(zone: Zone, by: User, *steps: Step) -> SignOff:
    return request_signoff("at-once", zone, by=by, zone=zone, steps=steps, title="同意", url="/")


def consents() -> None:
    """Agreeing, refusing and taking back at the same moment; one person in many tabs; the second person rule."""
    zone = factories.make_zone(code="consents")
    officer = factories.make_person("officer", zone, "promotion_officer")
    both = factories.make_person("both", zone, "chain_chief", "zone_leadership")
    chiefs = [factories.make_person(f"chief{n}", zone, "chain_chief") for n in range(AT_ONCE // 2)]
    carried: list[int] = []
    on_signed_off.fill("at-once", lambda signoff, _by: carried.append(signoff.pk), module=__name__)
    try:
        for turn in range(3):
            one = asked(zone, officer, CHIEF)
            works: list[Work] = []
            for place, chief in enumerate(chiefs):
                verdict = "agreed" if (place + turn) % 2 else "refused"
                works.append(
                    as_person(
                        chief,
                        lambda user, verdict=verdict, one=one: decide(
                            SignOff.objects.get(pk=one.pk), verdict, by=user, reason="理由"
                        ),
                    )
                )
            works.append(as_person(officer, lambda user, one=one: withdraw(SignOff.objects.get(pk=one.pk), by=user)))
            assert len(won(in_threads(*works))) == 1
            one.refresh_from_db()
            assert one.state != SignOffState.OPEN
            assert one.decisions.count() == (0 if one.state == SignOffState.WITHDRAWN else 1)
            assert carried.count(one.pk) == (1 if one.state == SignOffState.AGREED else 0)
        # one person of both roles, in twenty tabs, agrees to both steps: only to one
        two = asked(zone, officer, CHIEF, LEADER)
        tabs = [
            as_person(both, lambda user: decide(SignOff.objects.get(pk=two.pk), "agreed", by=user))
            for _ in range(AT_ONCE)
        ]
        assert len(won(in_threads(*tabs))) == 1
        two.refresh_from_db()
        assert (two.state, two.pk in carried) == (SignOffState.OPEN, False)
        assert SignOffDecision.objects.filter(signoff=two).count() == 1
        withdraw(two, by=officer)
        # whoever asked holds the role herself and does not become her own second person
        asker = factories.make_person("asker", zone, "promotion_officer", "chain_chief")
        own = asked(zone, asker, CHIEF)
        tabs = [
            as_person(asker, lambda user: decide(SignOff.objects.get(pk=own.pk), "agreed", by=user)) for _ in range(5)
        ]
        assert won(in_threads(*tabs)) == []
        withdraw(own, by=asker)
        # twenty ask the same at once: one question
        asks = [
            as_person(officer, lambda user: asked(Zone.objects.get(pk=zone.pk), user, CHIEF)) for _ in range(AT_ONCE)
        ]
        assert len(won(in_threads(*asks))) == 1
        assert SignOff.objects.filter(zone=zone, state=SignOffState.OPEN).count() == 1
    finally:
        on_signed_off._fillings.pop("at-once")
    log_is_whole(zone)


def steps() -> None:
    """The same step of a flow, claims of many, an award of two: each once, whoever comes first."""
    zone = factories.make_zone(code="steps")
    chain = factories.make_chain(zone, factories.make_person("admin", zone, "zone_administrator"))
    officer = factories.make_person("officer2", zone, "promotion_officer")
    assessor = factories.make_person("assessor", zone, "assessor")
    leader = factories.make_person("leader", zone, "zone_leadership")
    claimants = [factories.make_person(f"liaison{n}", zone, "chain_leader_liaison") for n in range(6)]
    values = {
        "title": "引进一家护栏涂装企业", "target": "投资不低于一亿元", "conditions": "链上企业",
        "deadline_on": timezone.localdate() + timedelta(days=20),
    }  # fmt: skip
    row = draft_challenge(chain, values, [assessor], by=officer)

    def step(verb: str, **given: Any) -> Callable[[User], object]:
        return lambda user: take(
            Challenge.objects.get(pk=row.pk), CHALLENGES, verb, Given(values=given, note="办理"), by=user
        )

    table: Any = CHALLENGES.table
    first = next(one.verb for one in table.steps if row.state in one.sources and one.verb != "cancel")
    lines = row.steps.count()
    opened = won(in_threads(*(as_person(officer, step(first)) for _ in range(AT_ONCE))))
    assert len(opened) == 1, opened
    assert row.steps.count() == lines + 1
    row.refresh_from_db()
    if row.state == "open":
        twice = [*claimants, *claimants, *claimants]
        claims = [as_person(one, step("claim", plan="以订单引进", accepts_conditions=True)) for one in twice]
        assert len(won(in_threads(*claims))) == len(claimants)
        assert row.claims.count() == len(claimants)
        assert row.claims.values("claimant").distinct().count() == len(claimants)
        awards = [as_person(leader, step("award", choice=claimants[n % 6].pk)) for n in range(12)]
        assert len(won(in_threads(*awards))) <= 1
        assert row.claims.filter(is_awarded=True).count() <= 1
    log_is_whole(zone)


def duties() -> None:
    """A duty done, confirmed, handed over and given up at once is closed once."""
    people = duty_cast()
    zone = people.zone
    owed = Owed("核实用地指标", people.owner.pk, timezone.localdate())
    made = give_duty(GIVER, owed, about=zone, zone=zone, by=people.leader)

    def step(verb: str, **more: Any) -> Callable[[User], object]:
        return lambda user: take_step(
            Duty.objects.select_related("zone").get(pk=made.pk), verb, "已办", by=user, **more
        )

    lines = made.steps.count()
    verbs = {one.verb for one in _duty_steps()}
    finish = "finish" if "finish" in verbs else "done"
    assert len(won(in_threads(*(as_person(people.owner, step(finish)) for _ in range(AT_ONCE))))) == 1
    assert made.steps.count() == lines + 1
    mixed = [as_person(people.leader, step(verb)) for verb in ("confirm", "drop") for _ in range(AT_ONCE // 2)]
    assert len(won(in_threads(*mixed))) == 1
    made.refresh_from_db()
    assert made.closed_on is not None
    assert made.steps.count() == lines + 2
    log_is_whole(zone)


def _duty_steps() -> Any:
    from liantu.foundation.duties.actions import DUTIES

    table: Any = DUTIES.table
    made = Duty.objects.first()
    return (table(made) if callable(table) else table).steps


def leads() -> None:
    """One enterprise registered by many at once is one lead; the others hear of it."""
    zone = factories.make_zone(code="leads")
    officers = [factories.make_person(f"o{n}", zone, "promotion_officer") for n in range(AT_ONCE)]
    values = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
    answers = in_threads(
        *(as_person(one, lambda user: register_lead(Zone.objects.get(pk=zone.pk), values, by=user)) for one in officers)
    )
    done = won(answers)
    assert len(done) >= 1
    numbers = list(Lead.objects.filter(zone=zone).values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == len(done)
    log_is_whole(zone)


def rows() -> None:
    """Of twenty who saw the same row one writes; the others are told what it says now."""
    from liantu.enterprises.actions import add_enterprise
    from liantu.enterprises.models import Enterprise

    zone = factories.make_zone(code="rows")
    keeper = factories.make_person("rows", zone, "promotion_officer", "data_officer", "zone_administrator")
    made = add_enterprise(zone, {"name": "岚川轧钢有限公司"}, by=keeper, source="名录")
    mark = seen.marks(made)

    def write(place: int) -> Work:
        def act() -> object:
            with seen.held(made, mark):
                one = Enterprise.objects.get(pk=made.pk)
                one.name = f"岚川轧钢{place}"
                one.save()
            return place

        return act

    done = won(in_threads(*(write(place) for place in range(AT_ONCE))))
    assert len(done) == 1
    assert Enterprise.objects.get(pk=made.pk).name == f"岚川轧钢{done[0]}"


EVERYTHING = (consents, steps, duties, leads, rows)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", EVERYTHING)
def test_at_once_on_a_server(what: Callable[[], None]) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the file is tried below: SQLite in memory locks whole tables")
    what()
    assert AuditEntry.objects.exists()


IN_A_FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.attacks.test_at_once import EVERYTHING
for what in EVERYTHING:
    what()
call_command("audit", "verify")
"""


@pytest.mark.slow
def test_at_once_in_a_file(home_with_tables: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home_with_tables), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FILE], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=400
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
