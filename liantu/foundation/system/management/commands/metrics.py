"""``liantu metrics list|show``: the catalogue of numbers, each with its basis and the page of its rows."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.lib.metrics import Metric, Share
from liantu.ui.wiring import metrics, shares


class Command(BaseCommand):
    """Print the catalogue."""

    help = "Print the numbers of the program: code, unit, version, basis, filters, page of the rows."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to print."""
        parser.add_argument("what", choices=["list", "show"])
        parser.add_argument("code", nargs="?", help="code of a metric, for show")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print."""
        if options["what"] == "list":
            catalogue: list[Metric[Any] | Share[Any]] = [*metrics.values(), *shares.values()]
            for one in catalogue:
                self.stdout.write(f"{one.code:34} {one.unit:10} v{one.version}  {one.title}")
            return
        code = options["code"] or ""
        metric = metrics.get(code)
        share = shares.get(code)
        if share is not None:
            self.stdout.write(f"{share.title}\n  basis    {share.basis}\n  part     {share.part.code}")
            self.stdout.write(f"  whole    {share.whole.code}\n  version  {share.version}")
        elif metric is not None:
            self.stdout.write(f"{metric.title}\n  basis    {metric.basis}\n  unit     {metric.unit}")
            self.stdout.write(f"  version  {metric.version}\n  filters  {', '.join((*metric.asks, *metric.by)) or '-'}")
            self.stdout.write(f"  rows     {metric.page}\n  ability  {metric.ability}")
        else:
            raise CommandError(f"There is no metric {code!r}; liantu metrics list names all.")
