"""The zone's own rules: drafted, checked, agreed to, in force from their day, replaced, never changed afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.foundation.flows.actions import decide
from liantu.foundation.flows.models import SignOff
from liantu.foundation.notices.models import Notice
from liantu.foundation.versions import actions, reads
from liantu.foundation.versions.models import RuleVersion
from liantu.foundation.versions.tests.conftest import KIND, SHIPPED, World, people_of_a_zone
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def drafted(world: World, text: str = "most_days: 9\n", day: date | None = None, by: User | None = None) -> RuleVersion:
    day = day or timezone.localdate()
    return actions.draft(world.zone, KIND, text, by=by or world.admin, in_force_on=day, note="试")


def published(world: World, text: str = "most_days: 9\n", day: date | None = None) -> RuleVersion:
    version = drafted(world, text, day)
    actions.publish(version, by=world.admin)
    decide(SignOff.objects.get(state="open"), "agreed", by=world.other)
    version.refresh_from_db()
    return version


def codes(refused: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_shipped_text_holds_until_two_people_wanted_another(world: World) -> None:
    today = timezone.localdate()
    version = drafted(world)
    assert reads.text_on(world.zone, KIND, today) == SHIPPED
    actions.publish(version, by=world.admin)
    assert reads.text_on(world.zone, KIND, today) == SHIPPED
    question = SignOff.objects.get()
    with pytest.raises(ProblemsError):
        decide(question, "agreed", by=world.admin)
    with pytest.raises(NotAllowed):
        decide(question, "agreed", by=world.officer)
    decide(question, "agreed", by=world.boss)
    version.refresh_from_db()
    assert reads.text_on(world.zone, KIND, today) == "most_days: 9\n"
    assert (version.drafted_by, version.published_by) == (world.admin, world.boss)
    assert version.published_at is not None


def test_nobody_proposes_the_draft_of_another(world: World) -> None:
    version = drafted(world)
    with pytest.raises(ProblemsError) as refused:
        actions.publish(version, by=world.other)
    assert codes(refused) == ["not_your_draft"]
    with pytest.raises(NotAllowed):
        actions.publish(version, by=world.officer)
    with pytest.raises(NotAllowed):
        drafted(world, by=world.officer)


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ProblemsError) as refused:
        actions.draft(world.zone, KIND, "most_days: 99\nword: x\n", by=world.admin, in_force_on=yesterday, note=" ")
    assert codes(refused) == ["rule_value", "rule_unknown_key", "day_is_past", "note_needed"]
    assert [one.where for one in refused.value.problems][:2] == ["rule · most_days · lines.1", "rule · word · lines.2"]
    with pytest.raises(ProblemsError) as refused:
        drafted(world, "most_days: 7\n")
    assert codes(refused) == ["seven"]
    assert not RuleVersion.objects.exists()


def test_a_newer_one_replaces_the_one_before_which_stays_readable(world: World) -> None:
    first, second = published(world), published(world, "most_days: 10\n")
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("retired", "published", 2)
    assert first.content == "most_days: 9\n"
    assert reads.own_text(world.zone, KIND.code, timezone.localdate()) == "most_days: 10\n"
    assert first.steps.get(verb="retire").taken_by == world.admin
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=first.pk).update(state="published")


def test_a_version_holds_from_its_day_and_past_days_stay_as_they_were(world: World) -> None:
    today = timezone.localdate()
    first = published(world)
    later = published(world, "most_days: 10\n", today + timedelta(days=20))
    sooner = published(world, "most_days: 11\n", today + timedelta(days=10))

    def text(days: int) -> str:
        return reads.text_on(world.zone, KIND, today + timedelta(days=days))

    assert text(-1) == SHIPPED
    assert text(0) == text(9) == first.content
    assert text(10) == text(19) == text(20) == text(30) == sooner.content
    assert later.content not in {text(day) for day in range(-5, 40)}


def test_a_day_that_passed_while_people_thought_is_the_day_they_agreed(world: World) -> None:
    version = drafted(world)
    actions.publish(version, by=world.admin)
    RuleVersion.objects.update(in_force_on=timezone.localdate() - timedelta(days=3))
    decide(SignOff.objects.get(), "agreed", by=world.other)
    version.refresh_from_db()
    assert version.in_force_on == timezone.localdate()


def test_what_is_agreed_to_is_the_text_that_was_seen(world: World) -> None:
    version = drafted(world)
    actions.publish(version, by=world.admin)
    with pytest.raises(ProblemsError) as refused:
        actions.change_draft(version, "most_days: 12\n", by=world.admin, in_force_on=timezone.localdate(), note="x")
    assert codes(refused) == ["step_waits"]
    RuleVersion.objects.update(content="most_days: 12\n")
    with pytest.raises(ProblemsError) as refused:
        decide(SignOff.objects.get(), "agreed", by=world.other)
    assert codes(refused) == ["text_touched"]
    assert SignOff.objects.get().state == "open"


def test_only_ones_own_draft_changes_and_whoever_was_slower_is_told(world: World) -> None:
    version, today = drafted(world), timezone.localdate()
    changed = actions.change_draft(
        version, "most_days: 3\r\n", by=world.admin, in_force_on=today, note="改", revision=1
    )
    assert (changed.content, changed.revision) == ("most_days: 3\n", 2)
    for person, revision, code in ((world.admin, 1, "somebody_was_faster"), (world.other, 2, "not_your_draft")):
        with pytest.raises(ProblemsError) as refused:
            actions.change_draft(version, SHIPPED, by=person, in_force_on=today, note="x", revision=revision)
        assert codes(refused) == [code]
    done = published(world)
    with pytest.raises(ProblemsError) as refused:
        actions.change_draft(done, SHIPPED, by=world.admin, in_force_on=today, note="x")
    assert codes(refused) == ["version_is_fixed"]


def test_refused_it_is_a_draft_again_and_dropped_it_stays_readable(world: World) -> None:
    version = drafted(world)
    actions.publish(version, by=world.admin)
    decide(SignOff.objects.get(), "refused", by=world.other, reason="再议")
    version.refresh_from_db()
    assert version.state == "draft"
    actions.drop(version, by=world.admin)
    page = client_of(world.officer).get(version.get_absolute_url())
    assert page.status_code == 200 and "已放弃" in page.content.decode()


def test_the_page_checks_before_anything_is_kept(world: World) -> None:
    client, address = client_of(world.admin), reverse("versions:new", args=["small"])
    given = {"text": "most_days: 40", "in_force_on": f"{timezone.localdate()}", "note": "改"}
    wrong = client.post(address, {**given, "check": "1"})
    assert (
        wrong.status_code == 422 and "第 1 行" in wrong.content.decode() and "most_days: 40" in wrong.content.decode()
    )
    right = client.post(address, {**given, "text": "most_days: 4\nwords: [一, 二]\n", "check": "1"})
    page = right.content.decode()
    assert right.status_code == 200 and "最多 4 天" in page and "most_days: 5" in page
    assert [line.mark for line in right.context["lines"]] == ["gone", "new", "same"]
    assert not RuleVersion.objects.exists()
    kept = client.post(address, {**given, "text": "most_days: 4\r\n"})
    version = RuleVersion.objects.get()
    assert kept["Location"] == version.get_absolute_url() and version.content == "most_days: 4\n"


def test_pages_show_what_holds_what_changes_and_who_decides(world: World) -> None:
    client, reader = client_of(world.admin), client_of(world.officer)
    old, new = published(world), drafted(world, "most_days: 11\n")
    page = client.get(new.get_absolute_url()).content.decode()
    assert "most_days: 9" in page and "最多 11 天" in page
    assert reverse("versions:act_publish", args=[new.pk]) in page
    assert reverse("versions:act_publish", args=[new.pk]) not in reader.get(new.get_absolute_url()).content.decode()
    assert client.post(reverse("versions:act_publish", args=[new.pk]), {"revision": 1}).status_code == 302
    question = SignOff.objects.get(state="open")
    assert question.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    assert "小规则" in question.title
    rule = reader.get(reverse("versions:kind", args=["small"])).content.decode()
    assert "最多 9 天" in rule and old.get_absolute_url() in rule and new.get_absolute_url() in rule
    assert reverse("versions:new", args=["small"]) not in rule
    listed = reader.get(reverse("versions:list")).content.decode()
    assert "小规则" in listed and reverse("versions:kind", args=["small"]) in listed
    assert reader.get(reverse("versions:kind", args=["no-such"])).status_code == 404
    assert reader.get(reverse("versions:new", args=["small"])).status_code == 403


def test_another_zone_sees_nothing(world: World) -> None:
    from liantu.people.models import Membership, Zone

    version = published(world)
    stranger = User.objects.create_user("stranger")
    south = Zone.objects.create(code="south", name="南区")
    Membership.objects.create(user=stranger, zone=south, role="zone_administrator")
    assert client_of(stranger).get(version.get_absolute_url()).status_code == 404
    assert reads.text_on(south, KIND, timezone.localdate()) == SHIPPED


def test_a_text_touched_in_the_database_is_told_on_its_page(world: World) -> None:
    version = published(world)
    RuleVersion.objects.update(content="most_days: 29\n")
    assert "不是" in client_of(world.officer).get(version.get_absolute_url()).content.decode()


def test_whoever_drafted_hears_that_a_version_was_replaced(world: World) -> None:
    published(world)
    other = drafted(world, "most_days: 8\n", by=world.other)
    actions.publish(other, by=world.other)
    decide(SignOff.objects.get(state="open"), "agreed", by=world.boss)
    assert Notice.objects.filter(user=world.admin, text__contains="was replaced").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_of_two_agreed_to_at_the_same_moment_one_replaces_the_other() -> None:
    world = people_of_a_zone()
    first = published(world)
    for days in (10, 11):
        actions.publish(drafted(world, f"most_days: {days}\n"), by=world.admin)
    together = Barrier(2, timeout=20)

    def agree(question: SignOff, person: User) -> None:
        try:
            together.wait()
            decide(question, "agreed", by=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        waiting = zip(SignOff.objects.filter(state="open").order_by("pk"), (world.other, world.boss), strict=True)
        for done in [pool.submit(agree, *pair) for pair in waiting]:
            done.result(timeout=60)
    states = dict(RuleVersion.objects.values_list("number", "state"))
    assert states[first.number] == "retired"
    assert sorted([states[2], states[3]]) == ["published", "retired"]
    newest = RuleVersion.objects.get(state="published")
    assert reads.own_text(world.zone, KIND.code, timezone.localdate()) == newest.content
