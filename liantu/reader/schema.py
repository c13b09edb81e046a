"""Facts written as JSON values and read back: the schema in which facts are exchanged and kept.

Numbers are in 万元, 亩 and 平方米; what a text does not say is null.
``fact_from_json(kind, as_json(fact))`` is the fact again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from liantu.reader.facts import (
    Amount,
    Claim,
    Day,
    Event,
    Fact,
    Figure,
    Leader,
    Organisation,
    Outcome,
    Person,
    Project,
    ProjectDay,
    Stage,
    Statements,
)

Json = dict[str, Any]


def statements_as_json(statements: Statements, id_: str) -> Json:
    """The facts of one document as one object: organisations, projects, events, aggregates."""
    return {
        "id": id_,
        "organisations": [as_json(each) for each in statements.organisations],
        "projects": [as_json(each) for each in statements.projects],
        "events": [as_json(each) for each in statements.events],
        "aggregates": [as_json(each) for each in statements.figures],
    }


def as_json(fact: Fact) -> Json:
    """One fact as an object of plain values."""
    match fact:
        case Organisation():
            return {"name": fact.name, "aliases": list(fact.aliases), "role": fact.role, "text": fact.text}
        case Person():
            return _person_as_json(fact)
        case Project():
            return _project_as_json(fact)
        case Event():
            return _event_as_json(fact)
        case Figure():
            return {
                "metric": fact.metric,
                "value": _number(fact.value),
                "unit": fact.unit,
                "text": fact.text,
                "scope": fact.scope or None,
            }
        case Leader():
            return {"name": fact.name}
        case Claim():
            return {"about": fact.about, "what": fact.what, "said": fact.said, "claimant": fact.claimant}


def fact_from_json(kind: str, content: Mapping[str, Any]) -> Fact:
    """The fact of ``kind`` that an object holds; fields it lacks are empty, values of another shape are left out.

    Raises KeyError for a kind that is none.
    """
    return _READ[kind](content)


def number_of(text: object) -> Decimal | None:
    """A number as written or typed (``1,200``); None when it is none."""
    if isinstance(text, bool) or text is None:
        return None
    try:
        value = Decimal(str(text).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _person_as_json(person: Person) -> Json:
    return {"name": person.name, "title": person.title or None, "org": person.organisation or None}


def _amount_as_json(amount: Amount | None) -> Json | None:
    if amount is None:
        return None
    return {
        "text": amount.text,
        "value": _number(amount.value),
        "unit": amount.unit,
        "currency": amount.currency or None,
    }


def _project_as_json(project: Project) -> Json:
    stage = project.stage
    return {
        "name": project.name,
        "part_of": project.part_of or None,
        "investors": list(project.investors),
        "zone": project.zone or None,
        "industry": project.industry or None,
        "stage": {"code": stage.code, "text": stage.text or None} if stage else None,
        "total_investment": _amount_as_json(project.total_investment),
        "annual_output": _amount_as_json(project.annual_output),
        "annual_tax": _amount_as_json(project.annual_tax),
        "land_area": _amount_as_json(project.land_area),
        "floor_area": _amount_as_json(project.floor_area),
        "capacity": list(project.capacity),
        "dates": [{"text": day.text, "iso": day.iso or None, "kind": day.kind} for day in project.dates],
    }


def _event_as_json(event: Event) -> Json:
    outcome = event.outcome
    return {
        "type": event.type,
        "date": {"text": event.date.text, "iso": event.date.iso or None} if event.date else None,
        "hosts": list(event.hosts),
        "people": [_person_as_json(each) for each in event.people],
        "participants": list(event.participants),
        "places": list(event.places),
        "outcome": {"agreement_signed": "yes" if outcome.is_signed else "no", "text": outcome.text or None}
        if outcome
        else None,
    }


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _texts(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    value = content.get(name)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = content.get(name)
    return value if isinstance(value, dict) else None


def _parts(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = content.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _read_organisation(content: Mapping[str, Any]) -> Organisation:
    name = _text(content, "name")
    return Organisation(name, _texts(content, "aliases"), _text(content, "role"), _text(content, "text"))


def _read_person(content: Mapping[str, Any]) -> Person:
    return Person(_text(content, "name"), _text(content, "title"), _text(content, "org"))


def _read_amount(content: Mapping[str, Any] | None) -> Amount | None:
    if content is None:
        return None
    value = number_of(content.get("value"))
    return Amount(_text(content, "text"), value, _text(content, "unit"), _text(content, "currency"))


def _read_project(content: Mapping[str, Any]) -> Project:
    stage = _part(content, "stage")
    return Project(
        name=_text(content, "name"),
        part_of=_text(content, "part_of"),
        investors=_texts(content, "investors"),
        zone=_text(content, "zone"),
        industry=_text(content, "industry"),
        stage=Stage(_text(stage, "code"), _text(stage, "text")) if stage else None,
        total_investment=_read_amount(_part(content, "total_investment")),
        annual_output=_read_amount(_part(content, "annual_output")),
        annual_tax=_read_amount(_part(content, "annual_tax")),
        land_area=_read_amount(_part(content, "land_area")),
        floor_area=_read_amount(_part(content, "floor_area")),
        capacity=_texts(content, "capacity"),
        dates=tuple(
            ProjectDay(_text(day, "text"), _text(day, "iso"), _text(day, "kind")) for day in _parts(content, "dates")
        ),
    )


def _read_event(content: Mapping[str, Any]) -> Event:
    day, outcome = _part(content, "date"), _part(content, "outcome")
    return Event(
        type=_text(content, "type"),
        date=Day(_text(day, "text"), _text(day, "iso")) if day else None,
        hosts=_texts(content, "hosts"),
        people=tuple(_read_person(each) for each in _parts(content, "people")),
        participants=_texts(content, "participants"),
        places=_texts(content, "places"),
        outcome=Outcome(_text(outcome, "agreement_signed") == "yes", _text(outcome, "text")) if outcome else None,
    )


def _read_figure(content: Mapping[str, Any]) -> Figure:
    value = number_of(content.get("value"))
    return Figure(
        _text(content, "metric"), value, _text(content, "unit"), _text(content, "text"), _text(content, "scope")
    )


def _read_leader(content: Mapping[str, Any]) -> Leader:
    return Leader(_text(content, "name"))


def _read_claim(content: Mapping[str, Any]) -> Claim:
    return Claim(*(_text(content, name) for name in ("about", "what", "said", "claimant")))


_READ: dict[str, Callable[[Mapping[str, Any]], Fact]] = {
    "organisation": _read_organisation,
    "person": _read_person,
    "project": _read_project,
    "event": _read_event,
    "figure": _read_figure,
    "leader": _read_leader,
    "claim": _read_claim,
}
