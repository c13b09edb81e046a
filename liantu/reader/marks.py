"""Every span of a reading as a flat list: what to colour in the text, and which rule says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liantu.reader.found import Mark, Project, Reading
from liantu.reader.text import Clean


@dataclass(frozen=True)
class Span:
    """A stretch of the given text (half-open) that states ``field`` of a fact of ``kind``."""

    kind: str
    field: str
    start: int
    end: int
    text: str
    rule: str
    confidence: float


def marks_of(reading: Reading, clean: Clean) -> list[Span]:
    """Every span of a reading, in the order of the given text."""
    spans = []
    for kind, field, mark in _all(reading):
        start, end = clean.span(mark.start, mark.end)
        spans.append(Span(kind, field, start, end, clean.original[start:end], mark.rule, mark.confidence))
    return sorted(spans, key=lambda each: (each.start, -each.end, each.kind))


def _all(reading: Reading) -> Iterator[tuple[str, str, Mark]]:
    for organisation in reading.organisations:
        for mark in organisation.mentions or [organisation.mark]:
            yield "organisation", organisation.role, mark
    for person in reading.people:
        yield "person", "name", person.mark
    for project in reading.projects:
        yield from _of_project(project)
    for event in reading.events:
        yield "event", event.type, event.mark
        if event.day:
            yield "event", "date", event.day.mark
        if event.outcome_mark:
            yield "event", "outcome", event.outcome_mark
    for figure in reading.figures:
        yield "figure", figure.metric, figure.mark


def _of_project(project: Project) -> Iterator[tuple[str, str, Mark]]:
    for mark in project.mentions or [project.mark]:
        yield "project", "name", mark
    for name, amount in project.amounts.items():
        yield "project", name, amount.mark
    for mark in project.capacity:
        yield "project", "capacity", mark
    for day, kind in project.dates:
        yield "project", kind, day.mark
    if project.stage_mark:
        yield "project", "stage", project.stage_mark
