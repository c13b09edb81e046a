"""Facts in the reader's words: fields, stages, kinds of events, metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from liantu.reader.facts import (
    Amount,
    Day,
    Event,
    Figure,
    Organisation,
    Outcome,
    Person,
    Project,
    ProjectDay,
    Stage,
    name_of,
)
from liantu.reader.facts import Claim as ClaimRead
from liantu.sources.documents.models import Fact
from liantu.sources.documents.rules.corrections import FAIRLY_SURE, NOT_WRITTEN, SURE
from liantu.sources.documents.slots import Known
from liantu.ui.pages.review import Proposal

FIELDS: dict[str, Any] = {
    "name": pgettext_lazy("fact", "name"), "aliases": pgettext_lazy("fact", "also called"),
    "role": pgettext_lazy("fact", "role"), "title": pgettext_lazy("fact", "title as printed"),
    "organisation": pgettext_lazy("fact", "organisation"), "part_of": pgettext_lazy("fact", "part of"),
    "investors": pgettext_lazy("fact", "investors"), "zone": pgettext_lazy("fact", "zone"),
    "industry": pgettext_lazy("fact", "industry"), "stage": pgettext_lazy("fact", "stage"),
    "total_investment": pgettext_lazy("fact", "total investment"),
    "annual_output": pgettext_lazy("fact", "annual output"),
    "annual_tax": pgettext_lazy("fact", "annual tax"), "land_area": pgettext_lazy("fact", "land"),
    "floor_area": pgettext_lazy("fact", "floor area"), "capacity": pgettext_lazy("fact", "capacity"),
    "dates": pgettext_lazy("fact", "dates"), "type": pgettext_lazy("fact", "what"),
    "date": pgettext_lazy("fact", "day"),
    "hosts": pgettext_lazy("fact", "hosts"), "participants": pgettext_lazy("fact", "taking part"),
    "places": pgettext_lazy("fact", "stops"), "outcome": pgettext_lazy("fact", "outcome"),
    "metric": pgettext_lazy("fact", "figure"), "value": pgettext_lazy("fact", "value"),
    "unit": pgettext_lazy("fact", "unit"), "scope": pgettext_lazy("fact", "limited to"),
    "about": pgettext_lazy("fact", "about"), "what": pgettext_lazy("fact", "of what"),
    "said": pgettext_lazy("fact", "as said"),
    "claimant": pgettext_lazy("fact", "claimed by"), "people": pgettext_lazy("fact", "people"),
}  # fmt: skip
ROLES: dict[str, Any] = {
    "enterprise": pgettext_lazy("fact", "enterprise"), "government_body": pgettext_lazy("fact", "government body"),
    "zone": pgettext_lazy("fact", "development zone or park"), "association": pgettext_lazy("fact", "association"),
    "school": pgettext_lazy("fact", "school"), "other": pgettext_lazy("fact", "other institution"),
}  # fmt: skip
STAGES: dict[str, Any] = {
    "lead": pgettext_lazy("fact", "hoped for"), "talks": pgettext_lazy("fact", "in talks"),
    "agreement": pgettext_lazy("fact", "framework or cooperation agreement"), "signed": pgettext_lazy("fact", "signed"),
    "started": pgettext_lazy("fact", "started"), "under_construction": pgettext_lazy("fact", "under construction"),
    "completed": pgettext_lazy("fact", "completed"), "in_production": pgettext_lazy("fact", "in production"),
}  # fmt: skip
EVENTS: dict[str, Any] = {
    "outbound_visit": pgettext_lazy("fact", "outbound visit"),
    "inbound_visit": pgettext_lazy("fact", "guests received"),
    "talks": pgettext_lazy("fact", "talks"), "signing": pgettext_lazy("fact", "signing"),
    "exhibition": pgettext_lazy("fact", "exhibition"), "inspection": pgettext_lazy("fact", "inspection"),
    "groundbreaking": pgettext_lazy("fact", "ground-breaking"),
    "commissioning": pgettext_lazy("fact", "start of production"),
    "conference": pgettext_lazy("fact", "conference"), "training": pgettext_lazy("fact", "training"),
}  # fmt: skip
DAYS: dict[str, Any] = {
    **STAGES,
    "planned_start": pgettext_lazy("fact", "planned start"),
    "planned_completion": pgettext_lazy("fact", "planned completion"),
    "planned_production": pgettext_lazy("fact", "planned start of production"),
}
METRICS: dict[str, Any] = {
    "projects_signed": pgettext_lazy("fact", "projects signed"),
    "total_investment": pgettext_lazy("fact", "total investment"),
    "projects_started": pgettext_lazy("fact", "projects started"),
    "projects_completed": pgettext_lazy("fact", "projects completed"),
    "funds_in_place": pgettext_lazy("fact", "funds in place"), "visits_made": pgettext_lazy("fact", "visits made"),
    "enterprises_settled": pgettext_lazy("fact", "enterprises settled"),
    "share_strategic_emerging": pgettext_lazy("fact", "share of strategic emerging industries"),
    "other": pgettext_lazy("fact", "other figure"),
}  # fmt: skip
NOTES = (
    gettext_lazy("The text is longer than is read at once; the rest is left out. Cut the file into parts."),
    gettext_lazy("There is hardly any Chinese in it; the reader reads Chinese only."),
    gettext_lazy("Attachments of the message are not read; bring them one by one."),
    gettext_lazy("Only the first 400 pages are read. Cut the file into parts."),
    gettext_lazy("Some pages hold pictures only and are not read."),
    gettext_lazy("Read from a picture: check names and figures against it."),
    gettext_lazy("Only the first 10 pages of the scan are recognised. Bring the others in parts."),
)
CHOICES: dict[str, dict[str, Any]] = {
    "role": ROLES,
    "stage": STAGES,
    "type": EVENTS,
    "metric": METRICS,
    "what": {name: FIELDS[name] for name in ("capacity", "total_investment", "annual_output", "annual_tax")},
}
"""Fields that take one of a few codes, each with its words."""
_WORDS = {"role": ROLES, "type": EVENTS, "metric": METRICS, "what": FIELDS}


def field_name(name: str) -> str:
    """A field in words."""
    return str(FIELDS.get(name, name))


def fields_of(fact: Fact) -> list[tuple[str, str, str]]:
    """(name, label, text) of every field of a fact that says something, in its order."""
    stated = fact.stated
    told = [(one.name, _text(one.name, getattr(stated, one.name))) for one in dataclass_fields(stated)]
    return [(name, field_name(name), text) for name, text in told if text and name not in NOT_WRITTEN]


STATE_TONES = {"proposed": "info", "unsupported": "warn", "accepted": "ok", "corrected": "ok", "rejected": "muted"}
# a rule's name up to the first dash or colon → how a reader would say it found the fact
HOW: dict[str, Any] = {
    "ending": gettext_lazy("by the ending of the name"), "list": gettext_lazy("from a list of names"),
    "coined": gettext_lazy("a coined name with its trade"), "famous": gettext_lazy("a well-known short name"),
    "beside": gettext_lazy("a name beside another one"), "division": gettext_lazy("a named division of an office"),
    "title": gettext_lazy("an office with a name behind it"), "speaker": gettext_lazy("somebody who is quoted"),
    "project": gettext_lazy("named as a project"), "phase": gettext_lazy("a phase of a project"),
    "built": gettext_lazy("something that is built"), "event": gettext_lazy("by the verb of the sentence"),
    "amount": gettext_lazy("a sum in the sentence"), "count": gettext_lazy("a number in the sentence"),
    "share": gettext_lazy("a percentage in the sentence"), "area": gettext_lazy("an area in the sentence"),
    "capacity": gettext_lazy("a capacity in the sentence"), "chain": gettext_lazy("named a chain leader"),
    "model": gettext_lazy("proposed by the language model"),
}  # fmt: skip


def how_of(rule: str) -> str:
    """How a fact was found, in words; the rule's own name for whom it tells nothing."""
    return str(HOW.get(re.split(r"[-:]", rule, maxsplit=1)[0], rule))


def sure_of(confidence: float) -> tuple[str, str]:
    """(words, tone) of how sure the reading is."""
    if confidence >= SURE:
        return pgettext("review", "sure"), "ok"
    return (_("fairly sure"), "info") if confidence >= FAIRLY_SURE else (_("look closely"), "warn")


def parts_of(fact: Fact) -> tuple[str, str, tuple[str, ...]]:
    """(what the fact says, the figure, day or office beside it, the fields these two say)."""
    match fact.stated:
        case Event() as event:
            return _text("type", event.type), _text("date", event.date), ("type", "date")
        case Figure() as figure:
            value = figure.text or f"{_text('value', figure.value)}{figure.unit}"
            return _text("metric", figure.metric), value, ("metric", "value", "unit")
        case Organisation() as organisation:
            return organisation.name, _text("role", organisation.role), ("name", "role")
        case Person() as person:
            return person.name, person.title, ("name", "title")
        case Project() as project:
            return project.name, _text("total_investment", project.total_investment), ("name", "total_investment")
        case ClaimRead() as claim:
            return claim.about, f"{field_name(claim.what)} {claim.said}", ("about", "what", "said")
    return fact.label, "", ("name",)


def proposal_of(fact: Fact, known: Mapping[str, Known]) -> Proposal:
    """The fact as a row of the review; ``known``: enterprises by printed name."""
    title, value, told = parts_of(fact)
    its = known.get(name_of(fact.stated))
    decided = f"{timezone.localtime(fact.decided_at):%m-%d %H:%M}" if fact.decided_at else ""
    return Proposal(
        fact,
        fact.kind,
        title,
        value,
        details=[(label, text) for name, label, text in fields_of(fact) if name not in told],
        quote=fact.quote,
        sure=sure_of(fact.confidence),
        how=_("Found: %(how)s (rule %(rule)s, %(sure)d%%)")
        % {"how": how_of(fact.rule), "rule": fact.rule, "sure": round(fact.confidence * 100)},
        state=(fact.state, fact.get_state_display(), STATE_TONES.get(fact.state, "muted")),
        is_open=fact.state in Fact.OPEN,
        said=[f"{fact.decided_by.label} {decided}"] if fact.decided_by else (),
        badge=_doubt_of(fact),
        known=(its.label, its.url) if its else None,
        made=[(use.label, use.url) for use in fact.uses.all()],
    )


def _doubt_of(fact: Fact) -> tuple[str, str] | None:
    """What is to be known before the fact is believed."""
    if fact.state == Fact.State.UNSUPPORTED:
        return fact.get_state_display(), "warn"
    return (_("by the model"), "warn") if fact.origin == "model" else None


def title_of(fact: Fact) -> str:
    """The fact in a few words of the reader's: an event has no name but its kind and day."""
    if isinstance(fact.stated, Event | Figure):
        return " ".join(part for part in parts_of(fact)[:2] if part)
    return fact.label


def _text(name: str, value: object) -> str:
    """A field's value in words; "" when it says nothing."""
    match value:
        case None:
            return ""
        case Stage():
            return str(STAGES.get(value.code, value.code))
        case Outcome():
            signed = _("an agreement was signed") if value.is_signed else _("no signature yet")
            return f"{signed}（{value.text}）" if value.text else signed
        case ProjectDay():
            return f"{DAYS.get(value.kind, '')} {_day(value)}".strip()
        case Day():
            return _day(value)
        case Amount():
            return value.text
        case tuple():
            return "、".join(part for part in (_text(name, each) for each in value) if part)
        case Decimal():
            return f"{value.normalize():f}"
    words = _WORDS.get(name)
    return str(words.get(str(value), value)) if words is not None else str(value)


def _day(value: Day | ProjectDay) -> str:
    """A day as printed where its year is not known, else in full."""
    return (value.text or value.iso) if not value.iso or "X" in value.iso else value.iso


def sentence_of(fact: Fact) -> str:
    """A fact as one line of the brief."""
    match fact.stated:
        case Project() as project:
            parts = [project.name or fact.label, _text("stage", project.stage)]
            parts += [_text("total_investment", project.total_investment), _text("land_area", project.land_area)]
            return " · ".join(part for part in parts if part)
        case Event() as event:
            where = _text("places", event.places)[:80] or fact.document.title
            parts = [_text("type", event.type), _text("date", event.date), where]
            return " · ".join(part for part in parts if part)
        case Figure() as figure:
            return f"{_text('metric', figure.metric)} {figure.text or _text('value', figure.value)}"
    return fact.label
