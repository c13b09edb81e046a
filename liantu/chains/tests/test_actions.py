"""Every write of the room: drafts, publishing, people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from liantu.audit.models import AuditEntry
from liantu.chains import actions, jobs, reads
from liantu.chains.actions import judgement as judging
from liantu.chains.actions import templates as publishing
from liantu.chains.models import ChainAssessment, ChainJudgement, TemplateVersion
from liantu.chains.rules.template import Node, Template, TemplateError
from liantu.chains.standing import standing_of
from liantu.chains.tests.conftest import World
from liantu.engine import ReleaseError
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import NotAllowed


def in_force(world: World) -> Template:
    """The template in force."""
    version = reads.published_version(world.chain)
    assert version is not None
    return reads.template_of(version)


def with_words(template: Template, code: str, *words: str) -> Template:
    """The template with other words in one link."""
    nodes = tuple(replace(node, words=words) if node.code == code else node for node in template.nodes)
    return replace(template, nodes=nodes)


def verbs() -> list[str]:
    """The verbs of the audit log, oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_new_chain_is_in_force_at_once(world: World) -> None:
    """The first version of an adopted template is published, and told."""
    version = reads.published_version(world.chain)
    assert version is not None
    assert (version.number, version.published_by) == (1, world.admin)
    assert "chains.template_adopted" in verbs()


def test_adopting_again_makes_a_draft(world: World) -> None:
    """A file of a chain that is here never overwrites what is in force."""
    text = reads.published_version(world.chain).text.replace("粗钢", "连铸坯")  # type: ignore[union-attr]
    version = actions.adopt_template(world.zone, text, by=world.admin)
    assert version.state == TemplateVersion.State.DRAFT
    assert "粗钢" in reads.published_version(world.chain).text  # type: ignore[union-attr]


def test_a_bad_file_changes_nothing(world: World) -> None:
    """All problems at once, nothing written."""
    before = TemplateVersion.objects.count()
    with pytest.raises(TemplateError) as refused:
        actions.adopt_template(world.zone, "chain: 坏\nversion: 0\nnodes: []\n", by=world.admin)
    assert len(refused.value.problems) >= 2
    assert TemplateVersion.objects.count() == before


def test_saving_keeps_steps_and_undo_goes_back(world: World) -> None:
    """Two savings and two undos lead back to the version in force."""
    template = in_force(world)
    one = with_words(template, "guard-rails", "护栏", "防撞栏")
    two = with_words(template, "guard-rails", "护栏", "防撞栏", "波形板")
    draft = actions.save_draft(world.chain, one, by=world.admin, revision=0)
    draft = actions.save_draft(world.chain, two, by=world.admin, revision=draft.revision)
    assert "波形板" in draft.text
    draft = actions.undo_draft(draft, by=world.admin)
    assert "波形板" not in draft.text
    assert "防撞栏" in draft.text
    draft = actions.undo_draft(draft, by=world.admin)
    assert draft.text == reads.published_version(world.chain).text  # type: ignore[union-attr]
    with pytest.raises(ProblemsError):
        actions.undo_draft(draft, by=world.admin)


def test_the_second_person_is_told(world: World) -> None:
    """Whoever saves over a newer revision is refused, and nothing of the first person is lost."""
    template = in_force(world)
    draft = actions.save_draft(world.chain, template, by=world.admin, revision=0)
    seen = draft.revision
    actions.save_draft(world.chain, with_words(template, "guard-rails", "甲词组"), by=world.admin, revision=seen)
    with pytest.raises(ProblemsError) as refused:
        actions.save_draft(world.chain, with_words(template, "guard-rails", "乙词组"), by=world.chief, revision=seen)
    assert refused.value.problems[0].code == "somebody_was_faster"
    draft.refresh_from_db()
    assert "甲词组" in draft.text


def test_the_second_person_is_told_of_a_new_draft(world: World) -> None:
    """Both opened the version in force: the second saving is refused too."""
    template = in_force(world)
    actions.save_draft(world.chain, with_words(template, "guard-rails", "甲词组"), by=world.admin, revision=0)
    with pytest.raises(ProblemsError):
        actions.save_draft(world.chain, with_words(template, "guard-rails", "乙词组"), by=world.chief, revision=0)


def test_publishing_retires_the_version_before(world: World) -> None:
    """One version in force; the old one stays readable."""
    draft = actions.save_draft(
        world.chain, with_words(in_force(world), "guard-rails", "防撞栏"), by=world.admin, revision=0
    )
    actions.publish_draft(draft, by=world.admin, note="改词")
    states = dict(world.chain.versions.values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    assert "护栏" in world.chain.versions.get(number=1).text


def test_a_draft_that_changes_nothing_is_not_published(world: World) -> None:
    """A version number stands for a difference."""
    version = reads.published_version(world.chain)
    assert version is not None
    draft = TemplateVersion.objects.create(
        zone=world.zone,
        chain=world.chain,
        number=2,
        text=version.text,
        checksum=version.checksum,
        created_by=world.admin,
    )
    with pytest.raises(ProblemsError) as refused:
        actions.publish_draft(draft, by=world.admin)
    assert refused.value.problems[0].code == "no_change"


def test_a_second_person_publishes_where_the_place_asks_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rule on, a writer of the draft cannot publish it; another person can."""
    monkeypatch.setattr(publishing, "second_person_rule", lambda _day: True)
    draft = actions.save_draft(
        world.chain, with_words(in_force(world), "guard-rails", "防撞栏"), by=world.admin, revision=0
    )
    with pytest.raises(ProblemsError) as refused:
        actions.publish_draft(draft, by=world.admin)
    assert refused.value.problems[0].code == "second_person"
    assert actions.publish_draft(draft, by=world.chief).published_by == world.chief


@pytest.mark.parametrize("act", ["save", "adopt", "appoint", "name", "department", "describe"])
def test_without_the_role_nothing_is_written(world: World, act: str) -> None:
    """Each action asks first."""
    stranger, chain, before = world.officer, world.chain, AuditEntry.objects.count()
    stranger.memberships.update(role="observer")
    deeds = {
        "save": lambda: actions.save_draft(chain, in_force(world), by=stranger, revision=0),
        "adopt": lambda: actions.adopt_template(world.zone, chain.versions.first().text, by=stranger),
        "appoint": lambda: actions.appoint(chain, "chain_chief", "某人", by=stranger),
        "name": lambda: actions.name_enterprise(chain, "chain_leader", "某企业", by=stranger),
        "department": lambda: actions.name_department(chain, "某部", by=stranger),
        "describe": lambda: actions.describe_chain(chain, by=stranger, name_en="", introduction="", order=1),
    }
    with pytest.raises(NotAllowed):
        deeds[act]()
    assert AuditEntry.objects.count() == before


def test_a_new_chief_ends_the_one_before(world: World) -> None:
    """Offices have days; a chain has one chief."""
    old = actions.appoint(world.chain, "chain_chief", "程", by=world.leadership, starts_on=date(2024, 5, 1))
    actions.appoint(world.chain, "chain_chief", "顾", by=world.leadership, starts_on=date(2026, 3, 1))
    old.refresh_from_db()
    assert old.ends_on == date(2026, 2, 28)
    people = reads.chain_people(world.chain, date(2026, 3, 1))["chain_chief"]
    assert [one.printed_name for one in people] == ["顾"]


def test_all_problems_of_an_appointment_are_told_at_once(world: World) -> None:
    """No name and crossed days are two problems."""
    with pytest.raises(ProblemsError) as refused:
        actions.appoint(
            world.chain, "chain_chief", " ", by=world.leadership, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)
        )
    assert [problem.code for problem in refused.value.problems] == ["no_name", "dates_crossed"]


def test_a_correction_keeps_the_old_value(world: World) -> None:
    """The audit log holds what stood there before."""
    made = actions.appoint(world.chain, "task_force_lead", "柳", by=world.leadership, title="科员")
    actions.change_dated(made, by=world.leadership, printed_name="柳青禾", title="科长", starts_on=date(2026, 1, 1))
    made.refresh_from_db()
    entry = AuditEntry.objects.filter(verb="chains.part_changed").get()
    assert (made.printed_name, made.title) == ("柳青禾", "科长")
    assert entry.before["printed_name"] == "柳"


def test_an_assessment_is_computed_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is judged when the register is taken in; the same question is answered from what is kept."""
    first = standing_of(world.chain)
    assert first.links and first.judged is not None
    monkeypatch.setattr(reads, "compute_links", lambda *_args, **_named: pytest.fail("screened again"))
    assert actions.judge_chain(world.chain).links == first.links
    assert ChainAssessment.objects.count() == 1


def test_other_words_are_another_question(world: World) -> None:
    """A published change is seen at once: the kept answer belongs to the version before."""
    before = {link.code: link.counts.everywhere for link in standing_of(world.chain).links}
    changed = with_words(in_force(world), "guard-rails", "没有人写的词")
    actions.publish_draft(actions.save_draft(world.chain, changed, by=world.admin, revision=0), by=world.admin)
    after = {link.code: link.counts.everywhere for link in standing_of(world.chain).links}
    assert before["guard-rails"] > 0
    assert after["guard-rails"] == 0


def test_a_node_may_be_added(world: World) -> None:
    """A link more is a link more on the map."""
    template = in_force(world)
    grown = replace(template, nodes=(*template.nodes, Node("fasteners", "紧固件", "downstream", ("紧固件",))))
    actions.publish_draft(actions.save_draft(world.chain, grown, by=world.admin, revision=0), by=world.admin)
    assert len(standing_of(world.chain).links) == len(template.nodes) + 1


def test_a_large_register_is_judged_in_the_background(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits: one job is asked for however often something changes, and its answer is kept."""
    monkeypatch.setattr(judging, "JUDGED_AT_ONCE_ROWS", 10)
    template = in_force(world)
    grown = replace(template, nodes=(*template.nodes, Node("fasteners", "紧固件", "downstream", ("紧固件",))))
    actions.publish_draft(actions.save_draft(world.chain, grown, by=world.admin, revision=0), by=world.admin)
    waiting = standing_of(world.chain)
    assert (waiting.is_known, waiting.links) == (False, ())
    assert waiting.job is not None
    assert actions.judge_again(world.chain, by=world.officer) == waiting.job
    page = world.client.get(world.chain.get_absolute_url()).content.decode()
    assert f"job-{waiting.job.pk}" in page
    told: list[tuple[int, int]] = []
    context = SimpleNamespace(
        payload=waiting.job.payload, zone=world.zone, progress=lambda done, total: told.append((done, total))
    )
    assert jobs.judge_chains.handler(context)["links"] == 4  # type: ignore[arg-type]
    assert told[-1] == (4, 4)
    known = standing_of(world.chain)
    assert (known.is_known, len(known.links)) == (True, 4)


def test_the_nightly_work_judges_what_is_stale_and_leaves_the_rest(world: World) -> None:
    """Every zone has it done; the place of the zone corrected is such a change, and nothing else tells of it."""
    assert jobs.judge_chains.daily_at is not None
    kept = ChainJudgement.objects.get()
    context: Any = SimpleNamespace(payload={}, zone=world.zone, progress=lambda _done, _total: None)
    jobs.judge_chains.handler(context)
    assert ChainJudgement.objects.get().computed_at == kept.computed_at
    world.zone.city = "太原市"
    world.zone.save()
    assert not standing_of(reads.chains_of(world.admin, world.zone).get()).is_current
    jobs.judge_chains.handler(context)
    assert standing_of(reads.chains_of(world.admin, world.zone).get()).is_current


def test_work_asked_for_by_an_earlier_edition_is_still_done(world: World) -> None:
    """A job that named a version of a template judges the chain it belongs to."""
    ChainAssessment.objects.all().delete()
    version = reads.published_version(world.chain)
    assert version is not None
    payload = {"version": version.pk, "release": world.release.pk}
    context: Any = SimpleNamespace(payload=payload, zone=world.zone, progress=lambda _done, _total: None)
    assert jobs.judge_chains.handler(context)["links"] == 3  # type: ignore[index]
    assert standing_of(world.chain).is_current


def test_a_register_that_cannot_be_read_does_not_stop_a_publication(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work that judges tells what is wrong with it; the template is in force."""

    def broken(*_args: object, **_named: object) -> None:
        raise ReleaseError([Problem("gone", "The register is gone.")])

    monkeypatch.setattr(reads, "compute_links", broken)
    template = in_force(world)
    grown = replace(template, nodes=(*template.nodes, Node("fasteners", "紧固件", "downstream", ("紧固件",))))
    actions.publish_draft(actions.save_draft(world.chain, grown, by=world.admin, revision=0), by=world.admin)
    waiting = standing_of(world.chain)
    assert waiting.version is not None and waiting.version.number == 2
    assert not waiting.is_known and waiting.job is not None
