"""``liantu wiring``: what each room puts elsewhere, or every slot and who fills it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from liantu.foundation.system.reads import wiring, wiring_by_room


class Command(BaseCommand):
    """Print the wiring."""

    help = "Print what each room puts elsewhere; with --by slot, every slot, its question and who fills it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which form."""
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument("--by", choices=["room", "slot"], default="room")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print."""
        rows = wiring()
        if options["format"] == "json":
            self.stdout.write(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
            return
        if options["by"] == "room":
            for room, put in wiring_by_room().items():
                self.stdout.write(f"{room}\n" + "\n".join(f"    {slot:20} {key}" for slot, key in put) + "\n\n")
            return
        for row in rows:
            self.stdout.write(f"{row.name}  ← {row.offered_by}\n    {row.question}")
            for key, module in row.fillings:
                self.stdout.write(f"    · {key:32} {module}")
            if not row.fillings:
                self.stdout.write("    · (nobody)")
