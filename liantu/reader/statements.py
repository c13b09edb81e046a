"""What the rules found in a text as the frozen facts that leave the reader, in the words as printed."""

from __future__ import annotations

import re

from liantu.reader import facts, found
from liantu.reader.found import Mark, Reading
from liantu.reader.text import Clean


def statements_of(reading: Reading, clean: Clean) -> facts.Statements:
    """The facts of one text; each tuple is in the order of the reading's list."""
    return facts.Statements(
        tuple(_organisation(each, clean) for each in reading.organisations),
        tuple(facts.Person(each.name, each.title, each.organisation) for each in reading.people),
        tuple(_project(each, clean) for each in reading.projects),
        tuple(_event(each, clean) for each in reading.events),
        tuple(_figure(each, clean) for each in reading.figures),
    )


def _words(mark: Mark | None, clean: Clean) -> str:
    return clean.printed(mark.start, mark.end) if mark else ""


def _name(name: str, clean: Clean) -> str:
    """A clean name in the words of the given text."""
    at = clean.text.find(name)
    return clean.printed(at, at + len(name)) if at >= 0 else name


def _names(names: list[str], clean: Clean) -> tuple[str, ...]:
    return tuple(_name(each, clean) for each in names)


def _organisation(organisation: found.Organisation, clean: Clean) -> facts.Organisation:
    name = _words(organisation.mark, clean)
    return facts.Organisation(name, _names(organisation.aliases, clean), organisation.role, name)


def _amount(amount: found.Amount | None, clean: Clean) -> facts.Amount | None:
    if amount is None:
        return None
    unit = "万元" if amount.kind == "money" else amount.unit
    return facts.Amount(_words(amount.mark, clean), amount.value, unit, amount.currency)


def _project(project: found.Project, clean: Clean) -> facts.Project:
    return facts.Project(
        name=_words(project.mark, clean),
        part_of=_name(project.part_of, clean),
        investors=_names(project.investors, clean),
        zone=_name(project.zone, clean),
        industry=project.industry,
        stage=facts.Stage(project.stage, _words(project.stage_mark, clean)) if project.stage else None,
        total_investment=_amount(project.amounts.get("total_investment"), clean),
        annual_output=_amount(project.amounts.get("annual_output"), clean),
        annual_tax=_amount(project.amounts.get("annual_tax"), clean),
        land_area=_amount(project.amounts.get("land_area"), clean),
        floor_area=_amount(project.amounts.get("floor_area"), clean),
        capacity=tuple(_words(mark, clean) for mark in project.capacity),
        dates=tuple(facts.ProjectDay(_words(day.mark, clean), day.iso, kind) for day, kind in project.dates),
    )


def _event(event: found.Event, clean: Clean) -> facts.Event:
    return facts.Event(
        type=event.type,
        date=facts.Day(_words(event.day.mark, clean), event.day.iso) if event.day else None,
        hosts=_names(event.hosts, clean),
        people=tuple(
            facts.Person(_words(each.mark, clean), _name(each.title, clean), _name(each.organisation, clean))
            for each in event.people
        ),
        participants=_names(event.participants, clean),
        places=_names(event.places, clean),
        outcome=None if event.signed is None else facts.Outcome(event.signed, _words(event.outcome_mark, clean)),
    )


def _figure(figure: found.Figure, clean: Clean) -> facts.Figure:
    unit = figure.unit
    if figure.metric != "total_investment" and re.fullmatch(r"[个家项]", unit):
        unit = _words(Mark(figure.mark.end - len(unit), figure.mark.end, ""), clean) or unit
    printed = clean.printed(figure.mark.end - len(unit), figure.mark.end)
    if len(unit) == 1 and len(printed) == 1:
        unit = printed
    return facts.Figure(figure.metric, figure.value, unit, _words(figure.mark, clean), _words(figure.scope, clean))
