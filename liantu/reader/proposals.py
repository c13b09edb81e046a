"""A reading as proposals for a person: one for each thing stated, with its places, its quote and a key that lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from liantu.reader import facts, found
from liantu.reader.facts import Fact, Statements
from liantu.reader.found import Mark, Reading
from liantu.reader.schema import as_json
from liantu.reader.statements import statements_of
from liantu.reader.text import Clean

_LEADERS = re.compile(
    r"(?:等(?:\d+|[一二两三四五六七八九十]+)?家?[^，。；]{0,12}?)?(?:企业)?等?为(?:“)?链主|等(?:\d+家)?链主企业"
)
_CLAIMED = {"total_investment": "投资", "annual_output": "年产值", "annual_tax": "年税收"}
_EARLY = frozenset(("", "lead", "talks", "agreement"))
_QUOTE_MOST = 180


@dataclass(frozen=True)
class Proposed:
    """One thing to accept, correct or reject. ``marks``: (field, start, end) in the given text, its own first."""

    kind: str
    key: str
    label: str
    fact: Fact
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    marks: list[tuple[str, int, int]] = field(default_factory=list)


def proposals_of(reading: Reading, clean: Clean) -> list[Proposed]:
    """Everything a reading states as proposals in the order of the text; keys are the same when it is read again."""
    stated = statements_of(reading, clean)
    proposed = []
    for organisation, fact in zip(reading.organisations, stated.organisations, strict=True):
        marks = [("name", mark) for mark in organisation.mentions or [organisation.mark]]
        proposed.append(_made("organisation", fact.name, fact.name, fact, organisation.mark, marks, clean))
    for person, someone in zip(reading.people, stated.people, strict=True):
        label = f"{someone.title}{someone.name}"
        proposed.append(_made("person", label, label, someone, person.mark, [("name", person.mark)], clean))
    for project, told in zip(reading.projects, stated.projects, strict=True):
        key = f"{told.part_of}/{told.name}"
        proposed.append(_made("project", key, told.name, told, project.mark, _project_marks(project), clean))
    for number, (event, held) in enumerate(zip(reading.events, stated.events, strict=True), 1):
        day = held.date.iso if held.date else ""
        marks = [("type", event.mark)]
        marks += [("date", event.day.mark)] if event.day else []
        marks += [("outcome", event.outcome_mark)] if event.outcome_mark else []
        label = f"{held.type} {day}".strip()
        proposed.append(_made("event", f"{held.type}/{number}", label, held, event.mark, marks, clean))
    for figure, counted in zip(reading.figures, stated.figures, strict=True):
        key = f"{figure.metric}/{as_json(counted)['value']}{counted.unit}"
        proposed.append(_made("figure", key, counted.text, counted, figure.mark, [(figure.metric, figure.mark)], clean))
    proposed += _leaders(reading, clean) + _claims(reading, clean, stated)
    return sorted(proposed, key=lambda each: each.start)


def _made(
    kind: str, key: str, label: str, fact: Fact, mark: Mark, marks: list[tuple[str, Mark]], clean: Clean
) -> Proposed:
    start, end = clean.span(mark.start, mark.end)
    placed = [(name, *clean.span(each.start, each.end)) for name, each in marks]
    return Proposed(
        kind,
        f"{kind}:{key}"[:200],
        label[:300],
        fact,
        start,
        end,
        quote_of(clean.original, start, end),
        mark.rule,
        mark.confidence,
        placed,
    )


def quote_of(text: str, start: int, end: int) -> str:
    """The sentence around a span, cut to what can be read at a glance, in the words of the document."""
    left = max(text.rfind(sign, 0, start) for sign in "。！？\n；") + 1
    stops = [at for at in (text.find(sign, end) for sign in "。！？\n；") if at >= 0]
    right = min(stops) + 1 if stops else len(text)
    left, right = max(left, start - _QUOTE_MOST // 2), min(right, end + _QUOTE_MOST // 2)
    return text[left:right].strip()[:400]


def _project_marks(project: found.Project) -> list[tuple[str, Mark]]:
    marks = [("name", mark) for mark in project.mentions or [project.mark]]
    marks += [(name, amount.mark) for name, amount in project.amounts.items()]
    marks += [("capacity", mark) for mark in project.capacity]
    marks += [(kind, day.mark) for day, kind in project.dates]
    return marks + ([("stage", project.stage_mark)] if project.stage_mark else [])


def _leaders(reading: Reading, clean: Clean) -> list[Proposed]:
    """Enterprises that the text names chain leaders (链主): …等4家企业等为链主."""
    found = []
    for match in _LEADERS.finditer(clean.text):
        clause = max(clean.text.rfind(sign, 0, match.start()) for sign in "，。；：") + 1
        for organisation in reading.organisations:
            here = [mark for mark in organisation.mentions or [organisation.mark] if clause <= mark.start < match.end()]
            if here and organisation.role == "enterprise":
                mark = Mark(here[0].start, here[0].end, "chain-leader", 0.8)
                leader = facts.Leader(organisation.name)
                found.append(
                    _made("leader", organisation.name, organisation.name, leader, mark, [("name", mark)], clean)
                )
    return found


def _claims(reading: Reading, clean: Clean, stated: Statements) -> list[Proposed]:
    """Figures an investor gives of a project that is not signed yet: capacity, sum, output, tax."""
    found = []
    for project, told in zip(reading.projects, stated.projects, strict=True):
        if project.stage not in _EARLY:
            continue
        said = [("capacity", mark) for mark in project.capacity]
        said += [(name, project.amounts[name].mark) for name in _CLAIMED if name in project.amounts]
        for what, mark in said:
            words = clean.printed(mark.start, mark.end)
            claim = facts.Claim(told.name, what, words, "、".join(told.investors))
            found.append(
                _made(
                    "claim", f"{told.name}/{what}/{words}", f"{told.name} {words}", claim, mark, [(what, mark)], clean
                )
            )
    return found
