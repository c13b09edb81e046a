"""A reading as proposals for a person: one for each thing stated, with its places, its quote and a key that lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from liantu.reader.facts import Mark, Project, Reading
from liantu.reader.schema import as_facts
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
    value: dict[str, Any]
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    marks: list[tuple[str, int, int]] = field(default_factory=list)


def proposals_of(reading: Reading, clean: Clean) -> list[Proposed]:
    """Everything a reading states as proposals in the order of the text; keys are the same when it is read again."""
    facts = as_facts(reading, clean, "")
    found = []
    for organisation, value in zip(reading.organisations, facts["organisations"], strict=True):
        marks = [("name", mark) for mark in organisation.mentions or [organisation.mark]]
        found.append(_made("organisation", value["name"], value["name"], value, organisation.mark, marks, clean))
    for person in reading.people:
        value = {"name": person.name, "title": person.title, "org": person.organisation}
        label = f"{person.title}{person.name}"
        found.append(_made("person", label, label, value, person.mark, [("name", person.mark)], clean))
    for project, value in zip(reading.projects, facts["projects"], strict=True):
        key = f"{value['part_of'] or ''}/{value['name']}"
        found.append(_made("project", key, value["name"], value, project.mark, _project_marks(project), clean))
    for number, (event, value) in enumerate(zip(reading.events, facts["events"], strict=True), 1):
        day = (value["date"] or {}).get("iso") or ""
        marks = [("type", event.mark)]
        marks += [("date", event.day.mark)] if event.day else []
        marks += [("outcome", event.outcome_mark)] if event.outcome_mark else []
        found.append(
            _made("event", f"{event.type}/{number}", f"{event.type} {day}".strip(), value, event.mark, marks, clean)
        )
    for figure, value in zip(reading.figures, facts["aggregates"], strict=True):
        key = f"{figure.metric}/{value['value']}{value['unit']}"
        found.append(
            _made("figure", key, str(value["text"]), value, figure.mark, [(figure.metric, figure.mark)], clean)
        )
    return sorted(found + _leaders(reading, clean) + _claims(reading, clean, facts), key=lambda each: each.start)


def _made(
    kind: str, key: str, label: str, value: dict[str, Any], mark: Mark, marks: list[tuple[str, Mark]], clean: Clean
) -> Proposed:
    start, end = clean.span(mark.start, mark.end)
    placed = [(name, *clean.span(each.start, each.end)) for name, each in marks]
    return Proposed(
        kind,
        f"{kind}:{key}"[:200],
        label[:300],
        value,
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


def _project_marks(project: Project) -> list[tuple[str, Mark]]:
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
                value = {"name": organisation.name}
                found.append(
                    _made("leader", organisation.name, organisation.name, value, mark, [("name", mark)], clean)
                )
    return found


def _claims(reading: Reading, clean: Clean, facts: dict[str, Any]) -> list[Proposed]:
    """Figures an investor gives of a project that is not signed yet: capacity, sum, output, tax."""
    found = []
    for project, value in zip(reading.projects, facts["projects"], strict=True):
        if project.stage not in _EARLY:
            continue
        said = [("capacity", mark) for mark in project.capacity]
        said += [(name, project.amounts[name].mark) for name in _CLAIMED if name in project.amounts]
        for what, mark in said:
            words = clean.printed(mark.start, mark.end)
            claim = {"about": value["name"], "what": what, "said": words, "claimant": "、".join(value["investors"])}
            found.append(
                _made(
                    "claim",
                    f"{value['name']}/{what}/{words}",
                    f"{value['name']} {words}",
                    claim,
                    mark,
                    [(what, mark)],
                    clean,
                )
            )
    return found
