"""Every write of the chains room."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from liantu.audit.actions import record
from liantu.chains import judgement, reads
from liantu.chains.evidence import links_of_fact, published_for
from liantu.chains.models import (
    Chain,
    ChainAppointment,
    ChainAssessment,
    ChainDepartment,
    ChainEnterpriseRole,
    ChainJudgement,
    Dated,
    DraftStep,
    NodeEvidence,
    TemplateVersion,
)
from liantu.chains.rules.template import Template, dump_template, parse_template
from liantu.enterprises.models import Enterprise
from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.jobs.models import Job, JobState
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources.documents.models import Fact
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

STEPS_KEPT = 100
ASSESS_JOB = "chains.assess"
ASSESSED_AT_ONCE_ROWS = 5_000_000  # forty links of a register of a million rows take a fifth of a second


def adopt_template(zone: Zone, text: str, *, by: User, code: str = "", source: str = "") -> TemplateVersion:
    """Take a template file in: a new chain with a published first version, or a new draft of a chain already here.

    Raises NotAllowed; TemplateError with every problem of the file.
    """
    require(by, "chains.edit_template", zone)
    template = parse_template(text, source=source or "template.yaml")
    chain = Chain.objects.filter(zone=zone, name=template.chain).first()
    if chain is not None:
        return save_draft(chain, template, by=by, revision=_revision(chain), note=source)
    require(by, "chains.publish_template", zone)
    with transaction.atomic():
        slug = code or slugify(template.name_en) or f"chain-{Chain.objects.filter(zone=zone).count() + 1}"
        chain = Chain.objects.create(zone=zone, code=slug[:60], name=template.chain, name_en=template.name_en)
        version = _new_version(chain, template, by=by, number=1, note=source)
        _publish(version, by=by)
        record("chains.template_adopted", by=by, zone=zone, target=chain, after={"links": len(template.nodes)})
    return version


def save_draft(chain: Chain, template: Template, *, by: User, revision: int, note: str = "") -> TemplateVersion:
    """Write the chain's draft; the text before it is kept as a step back.

    ``revision``: the draft's revision the editor saw (0: there was none). Raises NotAllowed; ProblemsError when
    somebody else saved meanwhile, so that nothing is silently overwritten.
    """
    require(by, "chains.edit_template", chain.zone)
    text = dump_template(template)
    with transaction.atomic():
        draft = chain.versions.select_for_update().filter(state=TemplateVersion.State.DRAFT).first()
        if draft is None:
            number = (chain.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
            draft = _new_version(chain, template, by=by, number=number, note=note)
            draft.based_on = reads.published_version(chain)
            draft.save(update_fields=["based_on"])
            if draft.based_on is not None:  # so that the first saving can be taken back too
                DraftStep.objects.create(version=draft, revision=0, text=draft.based_on.text, made_by=by)
            record("chains.draft_started", by=by, zone=chain.zone, target=draft)
            return draft
        if draft.revision != revision:
            raise ProblemsError([_somebody_else_saved(draft)])
        if draft.text == text:
            return draft
        DraftStep.objects.update_or_create(
            version=draft, revision=draft.revision, defaults={"text": draft.text, "made_by": by}
        )
        _write_text(draft, text, revision=draft.revision + 1, note=note)
        old = draft.steps.values_list("pk", flat=True)[STEPS_KEPT:]
        DraftStep.objects.filter(pk__in=list(old)).delete()
        record("chains.draft_saved", by=by, zone=chain.zone, target=draft, after={"revision": draft.revision})
    return draft


def undo_draft(draft: TemplateVersion, *, by: User) -> TemplateVersion:
    """Take the last step of a draft back. Raises NotAllowed; ProblemsError when there is no step."""
    require(by, "chains.edit_template", draft.zone)
    with transaction.atomic():
        step = draft.steps.filter(revision__lt=draft.revision).first()
        if step is None:
            raise ProblemsError([Problem("no_step", "There is nothing to take back.")])
        _write_text(draft, step.text, revision=draft.revision + 1)
        draft.steps.filter(revision__gte=step.revision).delete()
        record("chains.draft_undone", by=by, zone=draft.zone, target=draft, after={"revision": draft.revision})
    return draft


def drop_draft(draft: TemplateVersion, *, by: User, reason: str = "") -> None:
    """Throw a draft away; its text stays in the audit log. Raises NotAllowed."""
    require(by, "chains.edit_template", draft.zone)
    if draft.state != TemplateVersion.State.DRAFT:
        raise ProblemsError([Problem("not_a_draft", "Only a draft can be thrown away.")])
    with transaction.atomic():
        record(
            "chains.draft_dropped",
            by=by,
            zone=draft.zone,
            target=draft.chain,
            before={"text": draft.text},
            reason=reason,
        )
        draft.delete()


def publish_draft(draft: TemplateVersion, *, by: User, note: str = "") -> TemplateVersion:
    """Put a draft in force; the version before it is retired and stays readable.

    Raises NotAllowed; TemplateError when the draft does not parse; ProblemsError when it is no draft, changes nothing,
    or the place asks for a second person.
    """
    require(by, "chains.publish_template", draft.zone)
    template = parse_template(draft.text, source=str(draft.number))
    if draft.state != TemplateVersion.State.DRAFT:
        raise ProblemsError([Problem("not_a_draft", "This version is already published.")])
    if second_person_rule(timezone.localdate()) and by.pk in reads.writers_of(draft):
        raise ProblemsError(
            [
                Problem(
                    "second_person",
                    "Whoever wrote in a draft cannot publish it.",
                    fix="Ask a second person who may publish templates to look it over.",
                )
            ]
        )
    before = reads.published_version(draft.chain)
    if before is not None and before.checksum == draft.checksum:
        raise ProblemsError([Problem("no_change", "The draft is equal to the version in force.")])
    with transaction.atomic():
        if note:
            draft.note = note[:200]
        _publish(draft, by=by)
        Chain.objects.filter(pk=draft.chain_id).update(name=template.chain, name_en=template.name_en)
        record(
            "chains.template_published",
            by=by,
            zone=draft.zone,
            target=draft,
            before={"version": before.number if before else None},
            after={"version": draft.number},
            reason=note,
        )
    return draft


def second_person_rule(day: date) -> bool:
    """Whether a draft must be published by somebody who did not write in it; ``reference/template_publishing.yaml``."""
    return reads.PUBLISHING.on_or_first(day).second_person


def assess(
    version: TemplateVersion, release: RegisterRelease, *, day: date, tell: reads.Tell | None = None
) -> tuple[reads.Link, ...]:
    """How every link stands, computed once for the same template, register, area and thresholds, then kept.

    ``tell(links done, links)`` is called while computing and may raise to stop.
    """
    question = reads.question_for(version, release, day=day)
    stored = reads.stored_links(version, release, question)
    if stored is not None:
        return stored
    links = reads.compute_links(version, release, day=day, tell=tell)
    ChainAssessment.objects.get_or_create(
        version=version,
        release=release,
        question=question,
        defaults={"zone": version.zone, "links": [reads.link_as_json(link) for link in links]},
    )
    return links


def standing_of(chain: Chain, *, day: date | None = None) -> reads.ChainStanding:
    """The chain as it stands on the zone's current register; computes and keeps it when nobody asked before.

    On a register of more than ``ASSESSED_AT_ONCE_ROWS`` the computing is background work: the standing then comes
    back with ``is_known`` False and the job that will answer.
    """
    version, release = reads.published_version(chain), current_release(chain.zone)
    if version is None or release is None:
        return reads.ChainStanding(chain, version, release, ())
    today = day or timezone.localdate()
    if release.rows > ASSESSED_AT_ONCE_ROWS:
        stored = reads.stored_links(version, release, reads.question_for(version, release, day=today))
        if stored is None:
            job = ask_assessment(version, release)
            return reads.ChainStanding(chain, version, release, (), is_known=False, job=job)
        return reads.ChainStanding(chain, version, release, stored)
    return reads.ChainStanding(chain, version, release, assess(version, release, day=today))


def judgement_of(standing: reads.ChainStanding, *, day: date | None = None) -> dict[str, Any] | None:
    """How the links of a standing chain are judged (``judgement.as_content``), kept for the month; None while it
    cannot be.

    A chain without a template, a register or an assessment has no judgement yet.
    """
    version, release = standing.version, standing.release
    if version is None or release is None or not standing.is_known:
        return None
    zone, today = standing.chain.zone, day or timezone.localdate()
    demand = judgement.demand_of(zone, standing.chain)
    question = judgement.question_of(zone, release, demand, today)
    kept = judgement.stored_view(version, release, question)
    if kept is not None:
        return kept
    view = judgement.judge_template(
        reads.template_of(version), release.open(), release, zone, links=standing.links, demand=demand, day=today
    )
    content = judgement.as_content(view)
    ChainJudgement.objects.get_or_create(
        version=version, release=release, question=question, defaults={"zone": zone, "content": content}
    )
    judgement.remember(version, release, question, content)
    return content


def ask_assessment(version: TemplateVersion, release: RegisterRelease) -> Job:
    """The background work that assesses ``version`` on ``release``: the one already asked for, else a new one."""
    payload = {"version": version.pk, "release": release.pk}
    waiting = Job.objects.filter(kind=ASSESS_JOB, zone=version.zone, payload=payload).exclude(
        state__in=(JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    )
    return waiting.order_by("pk").first() or enqueue(
        ASSESS_JOB, by=None, zone=version.zone, title="Assess a chain on the register", payload=payload
    )


def appoint(
    chain: Chain,
    office: str,
    printed_name: str,
    *,
    by: User,
    person: User | None = None,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    speaks_for: ChainEnterpriseRole | None = None,
) -> ChainAppointment:
    """Put a person into an office of the chain; a new chief ends the one before on the day before.

    A liaison speaks for one leader enterprise, the chain's only one unless another is named; without one she sees no
    list. Raises NotAllowed; ProblemsError for an unknown office, no name, crossed dates, or a stranger's enterprise.
    """
    require(by, "chains.appoint", chain.zone)
    _check_dated(printed_name, starts_on, ends_on)
    if office not in ChainAppointment.Office.values:
        raise ProblemsError([Problem("no_office", "There is no such office on a chain.", where="office")])
    if office == ChainAppointment.Office.LIAISON:
        speaks_for = _leader_spoken_for(chain, speaks_for)
    with transaction.atomic():
        made = ChainAppointment.objects.create(
            zone=chain.zone,
            chain=chain,
            office=office,
            printed_name=printed_name.strip()[:60],
            person=person,
            title=title.strip()[:80],
            starts_on=starts_on,
            ends_on=ends_on,
            speaks_for=speaks_for if office == ChainAppointment.Office.LIAISON else None,
        )
        after = {"from": starts_on, "until": ends_on, "speaks_for": speaks_for.printed_name if speaks_for else ""}
        record("chains.appointed", by=by, zone=chain.zone, target=made, after=after)
        if office == ChainAppointment.Office.CHIEF and starts_on is not None:
            _end_earlier_chiefs(made, by=by)
    return made


def _leader_spoken_for(chain: Chain, chosen: ChainEnterpriseRole | None) -> ChainEnterpriseRole | None:
    """The leader a liaison speaks for: the chosen one, else the only one of today. Raises ProblemsError."""
    if chosen is None:
        today = timezone.localdate()
        rows = chain.enterprise_roles.filter(kind=ChainEnterpriseRole.Kind.LEADER)
        leaders = [role for role in rows if role.holds_on(today)]
        return leaders[0] if len(leaders) == 1 else None
    if chosen.chain_id != chain.pk or chosen.kind != ChainEnterpriseRole.Kind.LEADER:
        raise ProblemsError([Problem("no_leader", "This enterprise does not lead the chain.", where="speaks_for")])
    return chosen


def tie_liaison(appointment: ChainAppointment, leader: ChainEnterpriseRole | None, *, by: User) -> ChainAppointment:
    """Say which leader enterprise a liaison speaks for; None: for none, so that she sees no list.

    Raises NotAllowed; ProblemsError for somebody who is no liaison, or an enterprise that does not lead her chain.
    """
    require(by, "chains.appoint", appointment.zone)
    if appointment.office != ChainAppointment.Office.LIAISON:
        raise ProblemsError([Problem("no_liaison", "Only a liaison speaks for a leader enterprise.", where="office")])
    if leader is not None:
        _leader_spoken_for(appointment.chain, leader)
    before = appointment.speaks_for.printed_name if appointment.speaks_for else ""
    with transaction.atomic():
        appointment.speaks_for = leader
        appointment.save(update_fields=["speaks_for"])
        record(
            "chains.liaison_tied",
            by=by,
            zone=appointment.zone,
            target=appointment,
            before={"speaks_for": before},
            after={"speaks_for": leader.printed_name if leader else ""},
        )
    return appointment


def _end_earlier_chiefs(made: ChainAppointment, *, by: User) -> None:
    """A chain has one chief: those without a last day who began before end on the day before the new one begins."""
    assert made.starts_on is not None
    last = made.starts_on - timedelta(days=1)
    earlier = made.chain.appointments.filter(office=made.office, ends_on=None).exclude(pk=made.pk)
    for before in earlier.select_related("zone"):
        if before.starts_on is None or before.starts_on <= last:
            end_dated(before, by=by, on=last)


def name_enterprise(
    chain: Chain,
    kind: str,
    printed_name: str,
    *,
    by: User,
    enterprise: Enterprise | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> ChainEnterpriseRole:
    """Make an enterprise leader or core of the chain. Raises NotAllowed, ProblemsError."""
    require(by, "chains.appoint", chain.zone)
    _check_dated(printed_name, starts_on, ends_on)
    if kind not in ChainEnterpriseRole.Kind.values:
        raise ProblemsError([Problem("no_part", "There is no such part on a chain.", where="kind")])
    with transaction.atomic():
        made = ChainEnterpriseRole.objects.create(
            zone=chain.zone,
            chain=chain,
            kind=kind,
            printed_name=printed_name.strip(),
            enterprise=enterprise,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        record("chains.enterprise_named", by=by, zone=chain.zone, target=made)
        only = not chain.enterprise_roles.filter(kind=kind).exclude(pk=made.pk).exists()
        if kind == ChainEnterpriseRole.Kind.LEADER and only:  # who was liaison before it had a leader speaks for it
            for liaison in chain.appointments.filter(office=ChainAppointment.Office.LIAISON, speaks_for=None):
                tie_liaison(liaison, made, by=by)
    return made


def name_department(chain: Chain, name: str, *, by: User, starts_on: date | None = None) -> ChainDepartment:
    """Name the lead department of the chain. Raises NotAllowed, ProblemsError."""
    require(by, "chains.appoint", chain.zone)
    _check_dated(name, starts_on, None)
    with transaction.atomic():
        made = ChainDepartment.objects.create(zone=chain.zone, chain=chain, name=name.strip()[:80], starts_on=starts_on)
        record("chains.department_named", by=by, zone=chain.zone, target=made)
    return made


def change_dated(
    thing: Dated,
    *,
    by: User,
    name: str,
    title: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Dated:
    """Correct name, title and days of an appointment, an enterprise's part or a department; the old values are kept in
    the audit log. Raises NotAllowed; ProblemsError for no name or crossed dates."""
    require(by, "chains.appoint", thing.zone)
    _check_dated(name, starts_on, ends_on)
    field = "name" if isinstance(thing, ChainDepartment) else "printed_name"
    after = {field: name.strip(), "starts_on": starts_on, "ends_on": ends_on}
    if isinstance(thing, ChainAppointment) and title is not None:
        after["title"] = title.strip()[:80]
    before = {key: getattr(thing, key) for key in after}
    if before == after:
        return thing
    with transaction.atomic():
        for key, value in after.items():
            setattr(thing, key, value)
        thing.save(update_fields=list(after))
        record("chains.part_changed", by=by, zone=thing.zone, target=thing, before=before, after=after)
    return thing


def describe_chain(chain: Chain, *, by: User, name_en: str, introduction: str, order: int) -> Chain:
    """Write a chain's English name, introduction and place in the order. Raises NotAllowed, ProblemsError."""
    require(by, "chains.edit_template", chain.zone)
    if not 0 <= order <= 9999:
        raise ProblemsError([Problem("bad_order", "The order is a number from 0 to 9999.", where="order")])
    after = {"name_en": name_en.strip()[:80], "introduction": introduction.strip()[:4000], "order": order}
    before = {key: getattr(chain, key) for key in after}
    with transaction.atomic():
        for key, value in after.items():
            setattr(chain, key, value)
        chain.save(update_fields=list(after))
        record("chains.described", by=by, zone=chain.zone, target=chain, before=before, after=after)
    return chain


def end_dated(thing: Dated, *, by: User, on: date, reason: str = "") -> None:
    """End an appointment, a part or a department after ``on``. Raises NotAllowed; ProblemsError before its start."""
    require(by, "chains.appoint", thing.zone)
    if thing.starts_on and on < thing.starts_on:
        raise ProblemsError(
            [Problem("dates_crossed", "The last day is before the first.", where="ends_on", fix="Swap the two days.")]
        )
    with transaction.atomic():
        thing.ends_on = on
        thing.save(update_fields=["ends_on"])
        record("chains.ended", by=by, zone=thing.zone, target=thing, after={"until": on}, reason=reason)


def read_template_file(path: Path) -> str:
    """The text of a template file. Raises ProblemsError when it is no UTF-8 text or over a megabyte."""
    data = path.read_bytes()
    return decode_template(data, name=path.name)


def decode_template(data: bytes, *, name: str) -> str:
    """Uploaded bytes as template text. Raises ProblemsError when they are no UTF-8 text or over a megabyte."""
    if len(data) > 1_000_000:
        raise ProblemsError([Problem("template_too_long", "The file is longer than one megabyte.", where=name)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemsError(
            [
                Problem(
                    "template_not_text",
                    "The file is no UTF-8 text.",
                    where=name,
                    fix="Save it as UTF-8 and bring it again.",
                )
            ]
        ) from None


def _revision(chain: Chain) -> int:
    draft = reads.draft_version(chain)
    return draft.revision if draft else 0


def _new_version(chain: Chain, template: Template, *, by: User, number: int, note: str) -> TemplateVersion:
    text = dump_template(template)
    return TemplateVersion.objects.create(
        zone=chain.zone, chain=chain, number=number, text=text, checksum=_checksum(text), created_by=by, note=note[:200]
    )


def _write_text(draft: TemplateVersion, text: str, *, revision: int, note: str = "") -> None:
    draft.text, draft.checksum, draft.revision = text, _checksum(text), revision
    draft.note = note[:200] or draft.note
    draft.save(update_fields=["text", "checksum", "revision", "note"])


def _publish(version: TemplateVersion, *, by: User) -> None:
    version.chain.versions.filter(state=TemplateVersion.State.PUBLISHED).update(state=TemplateVersion.State.RETIRED)
    version.state, version.published_by, version.published_at = TemplateVersion.State.PUBLISHED, by, timezone.now()
    version.save(update_fields=["state", "published_by", "published_at", "note"])


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _check_dated(name: str, starts_on: date | None, ends_on: date | None) -> None:
    problems = []
    if not name.strip():
        problems.append(Problem("no_name", "A name is needed.", where="printed_name", fix="Write the name as printed."))
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(
            Problem("dates_crossed", "The last day is before the first.", where="ends_on", fix="Swap the two days.")
        )
    if problems:
        raise ProblemsError(problems)


def _somebody_else_saved(draft: TemplateVersion) -> Problem:
    return Problem(
        "somebody_was_faster",
        "Somebody else saved this draft meanwhile (revision %(revision)d).",
        where="revision",
        fix="Your changes are still in the form: open the draft in a second window, compare, then save again.",
        params={"revision": draft.revision},
    )


@transaction.atomic
def keep_evidence(fact: Fact, *, by: User) -> list[NodeEvidence]:
    """Keep a fact as evidence of every link it speaks of, once each. Raises NotAllowed; ProblemsError when of none."""
    require(by, "documents.review", fact.zone)
    links = links_of_fact(fact)
    if not links:
        raise ProblemsError(
            [
                Problem(
                    "no_link_named",
                    "No link of your chains is named in this sentence.",
                    where=fact.label,
                    fix="Add the word to the link it belongs to, in the chain's template.",
                )
            ]
        )
    chains = {code: version.chain for code, version in published_for(fact)}
    kept = []
    for link in links:
        row, made = NodeEvidence.objects.get_or_create(
            chain=chains[link.chain_code],
            node_code=link.node_code,
            fact=fact,
            defaults={
                "zone": fact.zone,
                "word": link.word[:60],
                "about": fact.label[:300],
                "quote": fact.quote,
                "said_on": fact.document.published_on,
                "kept_by": by,
            },
        )
        if made:
            record(
                "chains.evidence_kept",
                by=by,
                zone=fact.zone,
                target=row.chain,
                after={"link": link.node_code, "fact": fact.pk},
            )
        kept.append(row)
    return kept


@transaction.atomic
def withdraw_evidence(row: NodeEvidence, reason: str, *, by: User) -> NodeEvidence:
    """Take a piece of evidence back; it stays in the log. Raises NotAllowed; ProblemsError without a reason."""
    require(by, "documents.review", row.zone)
    reason = reason.strip()[:200]
    if not reason:
        raise ProblemsError([Problem("no_reason", "Say why it is taken back.", where="reason")])
    fresh: NodeEvidence = NodeEvidence.objects.select_for_update().select_related("zone", "chain").get(pk=row.pk)
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at, fresh.withdrawn_by, fresh.withdrawn_why = timezone.now(), by, reason
        fresh.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        record(
            "chains.evidence_withdrawn",
            by=by,
            zone=fresh.zone,
            target=fresh.chain,
            before={"link": fresh.node_code, "fact": fresh.fact_id},
            after={"reason": reason},
        )
    return fresh
