"""``liantu projects``: what each project still needs, what there is, and the lights, on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liantu.lib.problems import ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.projects import actions, reads
from liantu.projects.models import Project
from liantu.projects.pages import steps_told
from liantu.sources.actions import zone_for_operator
from liantu.ui.problems import line_of

LIST = (
    "number", "name", "investor", "stage", "since", "health", "light", "intent_wan_yuan", "signed_wan_yuan",
    "in_place_wan_yuan", "fixed_assets_wan_yuan", "signed_on", "started_on", "in_production_on", "owner",
)  # fmt: skip
STEPS = ("number", "name", "stage", "step", "act", "possible", "why_not")
CHECK = ("number", "name", "stage", "next", "missing", "kind", "asked_by")


class Command(BaseCommand):
    """Projects for the operator at the machine."""

    help = (
        "What each project still needs (check), why a step is not possible now (steps), a table of all (export), and "
        "the warning lights anew (lights)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|steps|export|lights")
        check = verbs.add_parser("check", help="what each running project still needs for its next stage")
        steps = verbs.add_parser("steps", help="which steps of a project are possible now, and why not the others")
        steps.add_argument("--number", default="", help="number of the project; default: all that run")
        export = verbs.add_parser("export", help="all projects as a table")
        lights = verbs.add_parser("lights", help="assess the warning lights of today")
        lights.add_argument("--whole", action="store_true", help="all projects, also those nothing happened to")
        for verb in (check, steps, export, lights):
            verb.add_argument("--zone", default="", help="code of the zone; default: the first")
            verb.add_argument("--format", choices=FORMATS, default="table")
            verb.add_argument("--out", type=Path, default=None, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one verb; rows are written as they are read."""
        try:
            zone = zone_for_operator(options["zone"])
        except ProblemsError as error:
            raise CommandError(line_of(error)) from None
        mine = Project.objects.filter(zone=zone, merged_into__isnull=True)
        plan, today = reads.plan_of(zone, timezone.localdate()), timezone.localdate()
        running = mine.filter(health=Project.Health.NORMAL)
        columns: tuple[str, ...] = LIST
        found: Iterable[dict[str, Any]] = ()
        if options["verb"] == "check":
            columns, found = CHECK, _lacking(reads.in_chunks(running), plan)
        elif options["verb"] == "steps":
            number = options["number"]
            columns, found = STEPS, _steps(reads.in_chunks(mine.filter(number=number) if number else running))
        else:
            if options["verb"] == "lights":
                actions.shine_lights(zone, today=today, whole=options["whole"])
            found = (_row(one) for one in mine.select_related("owner").iterator(chunk_size=500))
        try:
            write_rows(found, columns, format=options["format"], path=options["out"])
        except (TableError, OSError) as error:
            raise CommandError(str(error)) from None


def _lacking(rows: Iterable[Project], plan: Any) -> Iterator[dict[str, Any]]:
    for one in rows:
        ahead = reads.lacking(one, plan)
        if ahead is None:
            continue
        stage, missing = ahead
        for lack in missing:
            yield {
                "number": one.number,
                "name": one.name,
                "stage": one.stage,
                "next": stage.code,
                "missing": lack.requirement.name,
                "kind": lack.requirement.kind,
                "asked_by": lack.asked_by,
            }


def _steps(rows: Iterable[Project]) -> Iterator[dict[str, Any]]:
    """The steps of each project, as whoever is allowed to would see them."""
    for one in rows:
        for step in steps_told(one, None):
            yield {
                "number": one.number,
                "name": one.name,
                "stage": one.stage,
                "step": step.name,
                "act": step.act,
                "possible": "no" if step.why_not else "yes",
                "why_not": "；".join(told.line for told in step.why_not),
            }


def _row(one: Project) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "investor": one.investor_name,
        "stage": one.stage,
        "since": f"{one.stage_since_on}",
        "health": one.health,
        "light": one.light,
        **{
            name: None if getattr(one, name) is None else float(getattr(one, name))
            for name in LIST
            if name.endswith("_wan_yuan")
        },
        **{name: f"{getattr(one, name) or ''}" for name in ("signed_on", "started_on", "in_production_on")},
        "owner": one.owner.label if one.owner else "",
    }
