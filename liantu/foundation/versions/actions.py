"""Every write on the zone's own rules: drafted, changed while a draft, published by two people, replaced, dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.audit.actions import record
from liantu.foundation.flows.actions import locked, take
from liantu.foundation.flows.actions.rows import carry_out, taking_of
from liantu.foundation.flows.declared import RowFlow, Taking, Told
from liantu.foundation.versions import reads
from liantu.foundation.versions.models import RuleVersion, VersionStep
from liantu.foundation.versions.rules.flow import VersionFacts, flow_of
from liantu.foundation.versions.slots import RuleKind, kind_of
from liantu.lib.flow import Flow, Given
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

NOTE_MOST = 200


def draft(zone: Zone, kind: RuleKind, text: str, *, by: User, in_force_on: date, note: str) -> RuleVersion:
    """A new version of a rule, which nobody follows before a second person agreed to it.

    Raises NotAllowed; ProblemsError with everything wrong with text, day and note.
    """
    require(by, kind.keep, zone)
    text = with_plain_ends(text)
    _refuse_faults(zone, kind, text, in_force_on, note)
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)  # numbers are given one after the other
        rows = RuleVersion.objects.filter(zone=zone, kind=kind.code)
        made = RuleVersion.objects.create(
            zone=zone,
            kind=kind.code,
            number=(rows.aggregate(most=Max("number"))["most"] or 0) + 1,
            content=text,
            content_hash=reads.hash_of(text),
            note=note.strip(),
            in_force_on=in_force_on,
            drafted_by=by,
        )
        record("versions.drafted", by=by, zone=zone, target=made, after=_told(made), reason=made.note)
    return made


def change_draft(
    version: RuleVersion, text: str, *, by: User, in_force_on: date, note: str, revision: int | None = None
) -> RuleVersion:
    """Another text, day or note for one's own draft, as long as nobody is asked to agree to it.

    Raises NotAllowed; ProblemsError, also when somebody was faster.
    """
    kind = kind_of(version.kind)
    require(by, kind.keep, version.zone)
    text = with_plain_ends(text)
    with transaction.atomic():
        held = locked(version, revision)
        problems = VERSIONS.flow(held).closed_to("publish", _facts(held), by=by.pk, today=timezone.localdate())
        if not problems and reads.waits(held):
            fix = "Have it decided or take it back first."
            problems = [Problem("step_waits", "A step waits for its second person.", where="verb", fix=fix)]
        if problems:
            raise ProblemsError(problems)
        _refuse_faults(held.zone, kind, text, in_force_on, note)
        before = _told(held)
        held.content, held.content_hash = text, reads.hash_of(text)
        held.in_force_on, held.note, held.drafted_at = in_force_on, note.strip(), timezone.now()
        held.revision += 1
        held.save()
        record("versions.changed", by=by, zone=held.zone, target=held, before=before, after=_told(held))
    return held


def publish(version: RuleVersion, *, by: User, note: str = "", revision: int | None = None) -> RuleVersion:
    """Propose a draft: it holds from its day on as soon as a second person agrees. Raises NotAllowed; ProblemsError."""
    return take(version, VERSIONS, "publish", Given(note=note, revision=revision), by=by)


def drop(version: RuleVersion, *, by: User, note: str = "", revision: int | None = None) -> RuleVersion:
    """Give a draft up; it stays readable. Raises NotAllowed; ProblemsError."""
    return take(version, VERSIONS, "drop", Given(note=note, revision=revision), by=by)


def with_plain_ends(text: str) -> str:
    """The text with the line ends of this program; browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_faults(zone: Zone, kind: RuleKind, text: str, in_force_on: date, note: str) -> None:
    problems = reads.faults_of(zone, kind, text)
    if in_force_on < timezone.localdate():
        fix = "Give today or a later day: what held on a past day stays as it was."
        problems.append(Problem("day_is_past", "The day is past.", where="in_force_on", fix=fix))
    if not note.strip():
        problems.append(Problem("note_needed", "Say what changes, and why.", where="note"))
    if len(note.strip()) > NOTE_MOST:
        problems.append(Problem("note_too_long", "The note is too long.", where="note", fix="Shorten it."))
    if problems:
        raise ProblemsError(problems)


def _told(version: RuleVersion) -> dict[str, object]:
    """A version as the log tells it."""
    return {
        "number": version.number,
        "content_hash": version.content_hash,
        "in_force_on": version.in_force_on.isoformat(),
        "note": version.note,
    }


def _facts(version: RuleVersion) -> VersionFacts:
    return VersionFacts(version.state, version.drafted_by_id)


def _flow(version: RuleVersion) -> Flow[VersionFacts]:
    kind = kind_of(version.kind)
    return flow_of(kind.keep, kind.second)


def _may_hold(taking: Taking[RuleVersion]) -> list[Problem]:
    """The text once more: rows of the zone or the program's own rules may have changed since it was drafted."""
    version = taking.row
    return reads.doubts_about(version) or reads.faults_of(version.zone, kind_of(version.kind), version.content)


def _hold(taking: Taking[RuleVersion]) -> None:
    """The version holds from its day on, never from a past one; the one before is replaced."""
    version, now = taking.row, timezone.now()
    Zone.objects.select_for_update().get(pk=version.zone_id)  # of two agreed to at once one comes after the other
    rows = RuleVersion.objects.select_for_update(of=("self",)).select_related("zone")
    for old in rows.filter(zone=version.zone, kind=version.kind, state=RuleVersion.State.PUBLISHED):
        given = Given(by=taking.by.pk, note=version.note)
        carry_out(VERSIONS, taking_of(VERSIONS, old, "retire", given, by=taking.by, today=taking.today))
    version.in_force_on = max(version.in_force_on, timezone.localdate())
    version.published_by, version.published_at = taking.line.decided_by, now
    taking.also.update(number=version.number, content_hash=version.content_hash)
    taking.also["in_force_on"] = version.in_force_on.isoformat()


def _tell(taking: Taking[RuleVersion]) -> Iterable[Told]:
    """Whoever drafted a version hears that it was replaced."""
    if taking.line.verb == "retire":
        params = {"name": str(kind_of(taking.row.kind).name), "number": taking.row.number}
        text = gettext_noop("Version %(number)s of “%(name)s” was replaced by a newer one.")
        yield Told(taking.row.drafted_by, text, params)


VERSIONS: RowFlow[RuleVersion, VersionFacts] = RowFlow(
    reads.FLOW,
    _flow,
    RuleVersion,
    VersionStep,
    "version",
    _facts,
    log="versions.moved",
    names={
        "publish": pgettext_lazy("rule version", "Publish"),
        "drop": pgettext_lazy("rule version", "Drop"),
        "retire": pgettext_lazy("rule version", "Replace"),
    },
    effects={"publish": _hold},
    checks={"publish": _may_hold},
    tell=_tell,
)
