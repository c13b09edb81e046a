"""``liantu backup [FOLDER | FILE.zip]``: everything in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from liantu.foundation.system.actions import back_up, thin_backups
from liantu.foundation.system.folders import folders_left
from liantu.lib.problems import ProblemsError
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Back up."""

    help = "Write database and stored files (and, when asked, registers) into one ZIP file with checksums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and what."""
        parser.add_argument(
            "target", nargs="?", type=Path, help="a folder or FILE.zip; default: backups/ in the data folder"
        )
        parser.add_argument("--without-files", action="store_true", help="leave stored files out")
        parser.add_argument("--with-registers", action="store_true", help="take the register releases too (large)")
        parser.add_argument("--keep", type=int, help="afterwards keep only the newest N backups of the data folder")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, and say where."""
        last = ""

        def tell(done: int, total: int, note: str) -> None:
            nonlocal last
            step = f"{done * 10 // max(total, 1) * 10} %"
            if step != last and self.stderr.isatty():
                last = step
                self.stderr.write(f"{step}  {note}")

        try:
            path = back_up(
                options["target"],
                with_files=not options["without_files"],
                with_registers=options["with_registers"],
                tell=tell,
            )
        except ProblemsError as refused:
            raise CommandError(line_of(refused)) from refused
        self.stdout.write(f"{path}  {path.stat().st_size / 1e6:,.1f} MB")
        for folder in folders_left(with_files=not options["without_files"], with_registers=options["with_registers"]):
            self.stdout.write(f"{_('not in it')}: {folder.name} · {folder.title} · {folder.loss}")
        if options["keep"]:
            for name in thin_backups(keep=options["keep"]):
                self.stdout.write(f"- {name}")
