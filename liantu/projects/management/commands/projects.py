"""``liantu projects``: what each project still needs, what there is, and the lights, on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
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
        for verb in (check, steps, export, lights):
            verb.add_argument("--zone", default="", help="code of the zone; default: the first")
            verb.add_argument("--format", choices=FORMATS, default="table")
            verb.add_argument("--out", type=Path, default=None, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one verb; ``check`` ends with 1 when something is missing."""
        try:
            zone = zone_for_operator(options["zone"])
        except ProblemsError as error:
            raise CommandError(line_of(error)) from None
        mine = Project.objects.filter(zone=zone, merged_into__isnull=True)
        rows = list(reads.whole(mine))
        plan, today = reads.plan_of(zone, timezone.localdate()), timezone.localdate()
        running = [one for one in rows if one.health == Project.Health.NORMAL]
        if options["verb"] == "lights":
            for one in running:
                actions.shine_light(one, plan, today=today)
        columns: tuple[str, ...] = LIST
        found = [_row(one) for one in rows]
        if options["verb"] == "check":
            columns, found = CHECK, _lacking(running, plan)
        elif options["verb"] == "steps":
            number = options["number"]
            columns, found = STEPS, _steps([one for one in rows if one.number == number] if number else running)
        try:
            write_rows(found, columns, format=options["format"], path=options["out"])
        except (TableError, OSError) as error:
            raise CommandError(str(error)) from None


def _lacking(rows: list[Project], plan: Any) -> list[dict[str, Any]]:
    found = []
    for one in rows:
        ahead = reads.next_stage(one, plan)
        if ahead is None:
            continue
        found += [
            {
                "number": one.number,
                "name": one.name,
                "stage": one.stage,
                "next": ahead.stage.code,
                "missing": lack.requirement.name,
                "kind": lack.requirement.kind,
                "asked_by": lack.asked_by,
            }
            for lack in ahead.missing
        ]
    return found


def _steps(rows: list[Project]) -> list[dict[str, Any]]:
    """The steps of each project, as whoever is allowed to would see them."""
    return [
        {
            "number": one.number,
            "name": one.name,
            "stage": one.stage,
            "step": step.name,
            "act": step.act,
            "possible": "no" if step.why_not else "yes",
            "why_not": "；".join(told.line for told in step.why_not),
        }
        for one in rows
        for step in steps_told(one, None)
    ]


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
