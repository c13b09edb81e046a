"""Every read on the zone's own rules: which text is in force, what is wrong with one, how two differ."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from liantu.foundation.flows.reads import open_for
from liantu.foundation.versions.models import RuleVersion
from liantu.foundation.versions.rules.comparing import DiffLine, compared
from liantu.foundation.versions.rules.lines import with_lines
from liantu.foundation.versions.slots import RuleKind, kind_of, rule_kind
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may
from liantu.people.models import User, Zone, ZonedQuerySet

TEXT_MOST = 100_000
FLOW = "rule_version"


def hash_of(text: str) -> str:
    """The checksum of a text, by which a published one is known to be the one that was agreed to."""
    return sha256(text.encode()).hexdigest()


def kinds_of(user: User, zone: Zone | None) -> list[RuleKind]:
    """The kinds of rule this person may see."""
    return [kind for kind in rule_kind.values() if may(user, kind.view, zone)]


def versions_of(user: User, zone: Zone | None) -> ZonedQuerySet[RuleVersion]:
    """The zone's versions of the kinds this person may see."""
    rows: ZonedQuerySet[RuleVersion] = RuleVersion.objects.visible_to(user).filter(zone=zone)
    codes = [kind.code for kind in kinds_of(user, zone)]
    return rows.filter(kind__in=codes).select_related("zone", "drafted_by", "published_by")


def in_force(zone: Zone, code: str, day: date) -> ZonedQuerySet[RuleVersion]:
    """The version of a rule in force on ``day`` as a query of one row at most; none where the shipped rule holds.

    Of the versions ever published whose day has come the one published last; so that what held on a past day never
    changes.
    """
    states = (RuleVersion.State.PUBLISHED, RuleVersion.State.RETIRED)
    rows: ZonedQuerySet[RuleVersion] = RuleVersion.objects.filter(zone=zone, kind=code, state__in=states)
    return rows.filter(in_force_on__lte=day).order_by("-published_at", "-number")[:1]


def own_text(zone: Zone, code: str, day: date) -> str | None:
    """The zone's own text of a rule in force on ``day``; None where the shipped one holds. One query."""
    return in_force(zone, code, day).values_list("content", flat=True).first()


def text_on(zone: Zone, kind: RuleKind, day: date) -> str:
    """The text of a rule in force on ``day``, the zone's own or the shipped one."""
    text = own_text(zone, kind.code, day)
    return text if text is not None else kind.shipped(day)


def faults_of(zone: Zone, kind: RuleKind, text: str) -> list[Problem]:
    """Everything that forbids a text of this kind in the zone, with place and line; empty when it may hold."""
    if len(text) > TEXT_MOST:
        return [Problem("rule_too_long", "The text is too long.", where="text", fix="Shorten it.")]
    try:
        rule = kind.read(text)
    except ProblemsError as error:
        return with_lines(error.problems, text)
    return with_lines(kind.check(zone, rule), text)


def doubts_about(version: RuleVersion) -> list[Problem]:
    """Told when the text is not the one its checksum was made of."""
    if hash_of(version.content) == version.content_hash:
        return []
    fix = "Draft it again from the text you mean."
    return [Problem("text_touched", "The text is not the one that was drafted.", where="text", fix=fix)]


def waits(version: RuleVersion) -> bool:
    """Whether the version waits for its second person."""
    return open_for(FLOW, version) is not None


def against_what_holds(version: RuleVersion, day: date) -> tuple[DiffLine, ...]:
    """What the version changes of the text in force on ``day``; empty when it is the same."""
    return compared(text_on(version.zone, kind_of(version.kind), day), version.content)
