"""``liantu products``: bring product lists in and see what is there, on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from liantu.lib.problems import ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.people.models import Zone
from liantu.sources.actions import zone_for_operator
from liantu.sources.products import actions
from liantu.sources.products.models import ProductRelease
from liantu.sources.terminal import Bar
from liantu.ui.problems import line_of

COLUMNS = ("number", "title", "as_of_on", "state", "in_use", "owners", "lines", "left_out", "source", "licence", "zone")


class Command(BaseCommand):
    """Product lists for the operator at the machine."""

    help = "Bring product lists of enterprises in (add), and list them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list")
        add = verbs.add_parser("add", help="read a folder, ZIP, workbook or CSV of enterprises and their products")
        add.add_argument("path", type=Path)
        add.add_argument("--title", default="")
        add.add_argument("--source", required=True, help="office or publication it comes from")
        add.add_argument("--licence", default="")
        add.add_argument("--as-of", required=True, metavar="YYYY-MM-DD", help="day of the lists")
        listed = verbs.add_parser("list", help="what is there")
        for verb in (add, listed):
            verb.add_argument("--zone", default="", help="code of the zone; default: the first")
            verb.add_argument("--format", choices=FORMATS[:3], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one verb."""
        try:
            zone = zone_for_operator(options["zone"])
            if options["verb"] == "add":
                rows = [self._add(zone, options)]
            else:
                rows = list(ProductRelease.objects.filter(zone=zone).select_related("zone"))
        except ProblemsError as error:
            raise CommandError(line_of(error)) from None
        try:
            write_rows([_row(one) for one in rows], COLUMNS, format=options["format"])
        except TableError as error:
            raise CommandError(str(error)) from None

    def _add(self, zone: Zone, options: dict[str, Any]) -> ProductRelease:
        path: Path = options["path"]
        try:
            day = parse_date(options["as_of"])
        except ValueError:
            day = None
        bar = Bar("products", out=sys.stderr)
        try:
            return actions.add_lists(
                zone,
                path,
                title=options["title"] or path.stem,
                source=options["source"],
                licence=options["licence"],
                as_of_on=day,
                tell=bar.tell,
            )
        finally:
            bar.end()


def _row(one: ProductRelease) -> dict[str, Any]:
    return {
        "number": one.pk,
        "title": one.title,
        "as_of_on": f"{one.as_of_on}",
        "state": one.state,
        "in_use": one.is_current,
        "owners": one.owners,
        "lines": one.lines,
        "left_out": one.manifest.get("counts", {}).get("dropped", 0),
        "source": one.source,
        "licence": one.licence,
        "zone": one.zone.code,
    }
