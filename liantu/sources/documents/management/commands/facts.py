"""``liantu facts``: what people decided, as rows to test the reader by; documents read anew."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.lib.problems import ProblemsError
from liantu.sources.actions import zone_for_operator
from liantu.sources.documents.actions import read_everything
from liantu.sources.documents.corrections import correction_rows
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Decided facts for the operator at the machine."""

    help = "Write corrected and rejected facts as test rows (export-corrections); read all documents anew (read-again)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="export-corrections|read-again")
        export = verbs.add_parser("export-corrections", help="a line of JSON for each fact corrected or rejected")
        export.add_argument("--out", type=Path, help="file; default: standard output")
        again = verbs.add_parser("read-again", help="read documents of an earlier reader anew; decisions stay")
        for verb in (export, again):
            verb.add_argument("--zone", default="", help="code of the zone; default: the first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one verb."""
        try:
            zone = zone_for_operator(options["zone"])
        except ProblemsError as error:
            raise CommandError(line_of(error)) from None
        if options["verb"] == "read-again":
            self.stdout.write(str(read_everything(zone)))
            return
        out = options["out"].open("w", encoding="utf-8") if options["out"] else sys.stdout
        count = 0
        try:
            for row in correction_rows(zone):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        finally:
            if options["out"]:
                out.close()
        self.stderr.write(f"{count} → {options['out'] or '-'}")
