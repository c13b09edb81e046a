"""A reading written as one JSON object: organisations, projects, events, aggregates, every string as printed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from liantu.reader.facts import Amount, Day, Event, Figure, Mark, Organisation, Project, Reading
from liantu.reader.text import Clean


def as_facts(reading: Reading, clean: Clean, id_: str) -> dict[str, Any]:
    """The facts of one document; names and texts are exact words of the given text, values are in 万元, 亩, 平方米."""
    return {
        "id": id_,
        "organisations": [_organisation(each, clean) for each in reading.organisations],
        "projects": [_project(each, reading, clean) for each in reading.projects],
        "events": [_event(each, reading, clean) for each in reading.events],
        "aggregates": [_figure(each, clean) for each in reading.figures],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _words(mark: Mark | None, clean: Clean) -> str | None:
    return clean.printed(mark.start, mark.end) if mark else None


def _name(name: str, clean: Clean) -> str:
    """A clean name in the words of the given text."""
    at = clean.text.find(name)
    return clean.printed(at, at + len(name)) if at >= 0 else name


def _organisation(organisation: Organisation, clean: Clean) -> dict[str, Any]:
    name = _words(organisation.mark, clean)
    return {
        "name": name,
        "aliases": [_name(each, clean) for each in organisation.aliases],
        "role": organisation.role,
        "text": name,
    }


def _amount(amount: Amount | None, clean: Clean) -> dict[str, Any] | None:
    if amount is None:
        return None
    return {
        "text": _words(amount.mark, clean),
        "value": _number(amount.value),
        "unit": "万元" if amount.kind == "money" else amount.unit,
        "currency": amount.currency or None,
    }


def _day(day: Day | None, clean: Clean) -> dict[str, Any] | None:
    return {"text": _words(day.mark, clean), "iso": day.iso or None} if day else None


def _project(project: Project, reading: Reading, clean: Clean) -> dict[str, Any]:
    amounts = {
        name: _amount(project.amounts.get(name), clean)
        for name in ("total_investment", "annual_output", "annual_tax", "land_area", "floor_area")
    }
    return {
        "name": _words(project.mark, clean),
        "part_of": _name(project.part_of, clean) if project.part_of else None,
        "investors": [_name(each, clean) for each in project.investors],
        "zone": _name(project.zone, clean) if project.zone else None,
        "industry": project.industry or None,
        "stage": {"code": project.stage, "text": _words(project.stage_mark, clean)} if project.stage else None,
        **amounts,
        "capacity": [_words(mark, clean) for mark in project.capacity],
        "dates": [
            {"text": _words(day.mark, clean), "iso": day.iso or None, "kind": kind} for day, kind in project.dates
        ],
    }


def _event(event: Event, reading: Reading, clean: Clean) -> dict[str, Any]:
    outcome = None
    if event.signed is not None:
        outcome = {"agreement_signed": "yes" if event.signed else "no", "text": _words(event.outcome_mark, clean)}
    return {
        "type": event.type,
        "date": _day(event.day, clean),
        "hosts": [_name(each, clean) for each in event.hosts],
        "people": [
            {
                "name": _words(each.mark, clean),
                "title": _name(each.title, clean) or None,
                "org": _name(each.organisation, clean) or None,
            }
            for each in event.people
        ],
        "participants": [_name(each, clean) for each in event.participants],
        "places": [_name(each, clean) for each in event.places],
        "outcome": outcome,
    }


def _figure(figure: Figure, clean: Clean) -> dict[str, Any]:
    unit = figure.unit
    if figure.metric != "total_investment" and re.fullmatch(r"[个家项]", unit):
        unit = _words(Mark(figure.mark.end - len(unit), figure.mark.end, ""), clean) or unit
    printed = clean.printed(figure.mark.end - len(unit), figure.mark.end)
    if len(unit) == 1 and len(printed) == 1:
        unit = printed
    return {
        "metric": figure.metric,
        "value": _number(figure.value),
        "unit": unit,
        "text": _words(figure.mark, clean),
        "scope": _words(figure.scope, clean),
    }
