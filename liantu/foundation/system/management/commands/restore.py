"""``liantu restore FILE.zip``: bring a backup back into an empty installation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from liantu.foundation.system.actions import restore
from liantu.lib.problems import ProblemsError
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Restore."""

    help = "Check a backup and bring it back. The installation must be empty, or --force deletes what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where."""
        parser.add_argument("source", type=Path)
        parser.add_argument("--force", action="store_true", help="delete what is in the database first")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Migrate, check, bring back, and say what came."""
        call_command("migrate", interactive=False, verbosity=0)
        try:
            counts = restore(options["source"], force=options["force"])
        except ProblemsError as refused:
            raise CommandError(line_of(refused)) from refused
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:10,}  {label}")
        self.stdout.write("→ liantu doctor --deep")
