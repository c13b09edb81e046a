"""``liantu wiring``: every slot and who fills it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from liantu.foundation.system.reads import wiring


class Command(BaseCommand):
    """Print the wiring."""

    help = "Print every slot, the module that offers it, and who fills it with what."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which form."""
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print."""
        rows = wiring()
        if options["format"] == "json":
            self.stdout.write(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row.name}  ← {row.offered_by}\n    {row.question}")
            for key, module in row.fillings:
                self.stdout.write(f"    · {key:32} {module}")
            if not row.fillings:
                self.stdout.write("    · (nobody)")
