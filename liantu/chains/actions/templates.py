"""Writes of chains and their templates: taken in, drawn, published."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from liantu.audit.actions import record
from liantu.chains import reads
from liantu.chains.actions.judgement import judge_or_ask
from liantu.chains.models import Chain, DraftStep, TemplateVersion
from liantu.chains.rules.template import Template, dump_template, parse_template
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

STEPS_KEPT = 100


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
    judge_or_ask(chain)
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
    judge_or_ask(draft.chain)
    return draft


def second_person_rule(day: date) -> bool:
    """Whether a draft must be published by somebody who did not write in it; ``reference/template_publishing.yaml``."""
    return reads.PUBLISHING.on_or_first(day).second_person


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


def _somebody_else_saved(draft: TemplateVersion) -> Problem:
    return Problem(
        "somebody_was_faster",
        "Somebody else saved this draft meanwhile (revision %(revision)d).",
        where="revision",
        fix="Your changes are still in the form: open the draft in a second window, compare, then save again.",
        params={"revision": draft.revision},
    )
