"""``liantu demo``: build the demo zone in an empty installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.demo.build import build_demo, is_empty


class Command(BaseCommand):
    """Build the demo zone."""

    help = "Build the invented demo zone; only in an installation without zones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large the register is."""
        parser.add_argument("--rows", type=int, default=20_000, help="enterprises in the invented register")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build."""
        if not is_empty():
            raise CommandError("This installation already has a zone; use another LIANTU_HOME for the demo.")
        build_demo(rows=max(1, options["rows"]), say=self.stdout.write)
