"""Visits and agreements of what documents tell."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy

from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach.actions import PersonGiven, StopGiven, keep_agreement, log_engagement
from liantu.outreach.models import Agreement, Engagement, Stop
from liantu.people.models import User
from liantu.reader.days import resolved
from liantu.reader.facts import Event, Person
from liantu.sources.documents.models import Document, Fact
from liantu.sources.documents.slots import Made
from liantu.ui.wiring import Seen

KINDS = {
    "outbound_visit": Engagement.Kind.TRIP, "inbound_visit": Engagement.Kind.RECEPTION,
    "talks": Engagement.Kind.NEGOTIATION, "inspection": Engagement.Kind.INSPECTION,
    "exhibition": Engagement.Kind.EXHIBITION, "training": Engagement.Kind.TRAINING,
}  # fmt: skip
# What a printed paper is called → its type; the first that fits. Only an investment contract counts as signed.
PAPERS = (
    (re.compile("投资协议|投资合同|项目协议|落户协议|入园协议"), Agreement.Kind.INVESTMENT),
    (re.compile("框架"), Agreement.Kind.FRAMEWORK),
    (re.compile("战略"), Agreement.Kind.STRATEGIC),
    (re.compile("意向|备忘录"), Agreement.Kind.MEMORANDUM),
)
_HALL = re.compile("展示厅|展览馆|规划馆|展厅")


def _day(fact: Fact) -> tuple[str, str]:
    """The day as the log of visits takes it, and the last day of a range as ISO; 近日 when the text names none."""
    stated = fact.stated
    iso = stated.date.iso if isinstance(stated, Event) and stated.date else ""
    published = fact.document.published_on or timezone.localtime(fact.document.brought_at).date()
    first, _sign, last = (resolved("", iso, published) if iso else "").partition("/")
    if re.fullmatch(r"\d{4}-\d\d", first):
        return f"{first[:4]}年{int(first[5:])}月", ""
    return first or "近日", last


def _event(fact: Fact) -> Event:
    """The event that a fact states. Raises ProblemsError for another fact."""
    stated = fact.stated
    if not isinstance(stated, Event):
        raise ProblemsError([Problem("cannot_become", "This cannot be made of this fact.", where=fact.label)])
    return stated


def _signing_words(event: Event) -> str:
    return event.outcome.text if event.outcome is not None else ""


def _people(document: Document) -> list[PersonGiven]:
    """The people that were accepted, or not decided, in the document."""
    rows = document.facts.filter(kind=Fact.Kind.PERSON).exclude(state__in=(Fact.State.REJECTED, Fact.State.GONE))
    stated = [fact.stated for fact in rows]
    return [
        PersonGiven(one.name, one.title, one.organisation) for one in stated if isinstance(one, Person) and one.name
    ]


class VisitUse:
    """A visit, reception, talk, inspection, exhibition or training as it was reported."""

    label = gettext_lazy("Log as a visit or talk")
    at_once = True

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Events of the kinds that are logged."""
        stated = fact.stated
        return isinstance(stated, Event) and stated.type in KINDS and seen.may("outreach.log")

    def make(self, fact: Fact, *, by: User) -> Made:
        """The engagement with its stops in the order of the text and the people as printed."""
        event = _event(fact)
        kind = KINDS[event.type]
        places = event.participants if kind == Engagement.Kind.NEGOTIATION else event.places
        stops = [StopGiven(name, Stop.Kind.HALL if _HALL.search(name) else Stop.Kind.FIRM) for name in places[:40]]
        when, until = _day(fact)
        outcome = event.outcome
        signed = outcome is not None and outcome.is_signed
        made = log_engagement(
            fact.zone,
            {
                "kind": kind,
                "title": fact.document.title[:160],
                "conclusion": outcome.text if outcome is not None else "",
                "topics": fact.quote,
                "until_on": date.fromisoformat(until) if until else None,
                "outcome": Engagement.Outcome.FRAMEWORK if signed else Engagement.Outcome.CONTACT,
            },
            by=by,
            when=when,
            stops=stops,
            people=_people(fact.document),
        )
        return Made(made.title, made.get_absolute_url())


class AgreementUse:
    """The agreement whose signing an event reports."""

    label = gettext_lazy("Keep the agreement")
    at_once = True

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Events whose outcome is one signed paper."""
        stated = fact.stated
        if not isinstance(stated, Event) or stated.outcome is None or not stated.outcome.is_signed:
            return False
        paper = re.search("协议|合同|备忘录|战略签约", f"{stated.outcome.text}{fact.quote}")
        return paper is not None and seen.may("outreach.keep")

    def make(self, fact: Fact, *, by: User) -> Made:
        """The paper as a draft without a day of its own: its text is still to be brought."""
        words = _signing_words(_event(fact)) or fact.quote
        kind = next((kind for form, kind in PAPERS if form.search(words)), Agreement.Kind.FRIENDLY)
        made = keep_agreement(
            fact.zone,
            {
                "kind": kind,
                "title": f"{words[:60]}（{fact.document.title[:90]}）",
                "parties": _parties(fact)[:300],
                "scope": fact.quote,
                "signed_on": _signed_on(fact),
            },
            by=by,
        )
        return Made(made.title, made.get_absolute_url())


def _parties(fact: Fact) -> str:
    """Hosts and the firm named nearest before the signing, else everybody who took part."""
    event = _event(fact)
    hosts = list(event.hosts)
    words = _signing_words(event)
    at = fact.document.text.find(words) if words else -1
    named = [*event.places, *event.participants]
    if at >= 0:
        near = max(named, key=lambda name: fact.document.text.rfind(name, 0, at), default="")
        return "、".join(dict.fromkeys([*hosts, near] if near else hosts))
    return "、".join(dict.fromkeys(hosts + named))


def _signed_on(fact: Fact) -> date | None:
    when, until = _day(fact)
    day = until or when
    return date.fromisoformat(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None
