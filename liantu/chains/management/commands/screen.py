"""``liantu screen``: every enterprise of a register that matches a node of a chain, with role, score and evidence."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from liantu.chains import reads
from liantu.engine import (
    BuildCancelled,
    NodeScreening,
    Release,
    ReleaseError,
    node_screenings,
    screen_many,
    write_matches,
)
from liantu.lib.problems import ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.sources.terminal import Bar, at_least, must_be_writable, stop_on_interrupt
from liantu.ui.problems import line_of

COLUMNS = ("enterprise_id", "credit_code", "name", "chain", "node", "role", "score", "evidence", "where", "position")
SHOWN_ON_A_TERMINAL = 20
CANCELLED = 130


class Command(BaseCommand):
    """Screen a register with chain templates."""

    help = "Which enterprises of a register match each node of the chains: role, score, evidence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument("--chains", type=Path, help="template file or folder; default: those shipped")
        parser.add_argument("--chain", default="", help="only the chain of this name")
        parser.add_argument("--release", default="", help="register release; default: the one in use")
        parser.add_argument("--zone", default="", help="code of the zone whose register is used; default: the first")
        parser.add_argument(
            "--top", type=at_least(0), default=0, help="best rows of each node; default: all (20 on a terminal)"
        )
        parser.add_argument("--engine", choices=("local", "spark"), default="local")
        parser.add_argument("--threads", type=at_least(1, 256), default=2)
        parser.add_argument("--format", choices=FORMATS, default="", help="default: by the name of --out, else table")
        parser.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Screen and write; Ctrl-C leaves nothing half written."""
        try:
            must_be_writable(options["out"])
            zone = reads.zone_for_command(options["zone"])
            release = reads.open_release_for_command(options["release"], zone)
            asked = node_screenings(reads.templates_for_command(options["chains"], options["chain"]))
            file_format = options["format"] or _format_of(options["out"])
            self._write(release, asked, file_format, options)
        except (ProblemsError, TableError, ReleaseError) as error:
            raise CommandError(line_of(error)) from error

    def _write(self, release: Release, asked: list[NodeScreening], file_format: str, options: dict[str, Any]) -> None:
        out, top = options["out"], options["top"] or None
        if file_format == "parquet" and out is None:
            raise TableError("Parquet is not text: name a file with --out")
        bar = Bar(release.info.title or release.info.release_id)
        most = top or (SHOWN_ON_A_TERMINAL if file_format == "table" and out is None else None)
        with stop_on_interrupt() as stopped:
            try:
                if options["engine"] == "spark":
                    batches = _on_spark(release, asked, most, options["threads"]).to_batches()
                elif file_format == "parquet":
                    rows = write_matches(
                        release, asked, out, top=top, threads=options["threads"], progress=bar.tell, should_stop=stopped
                    )
                    bar.end(f"{_found(rows, len(asked))} → {out}")
                    return
                else:
                    batches = screen_many(release, asked, top=most, progress=bar.tell, should_stop=stopped)
                found = [row for batch in batches for row in batch.to_pylist()]
            except BuildCancelled:
                bar.end(_("Stopped: nothing was written."))
                sys.exit(CANCELLED)
        bar.end(_found(len(found), len(asked)))
        write_rows(found, COLUMNS, format=file_format, out=cast(IO[str], self.stdout), path=out)


def _on_spark(release: Release, asked: list[NodeScreening], top: int | None, threads: int) -> Any:
    """The table of matches, computed by Spark. Raises ReleaseError when its package is not installed."""
    from liantu.engine.spark import local_session, screen_many_on_spark

    session = local_session(threads)
    try:
        return screen_many_on_spark(session, release.folder, asked, top=top)
    finally:
        session.stop()


def _found(rows: int, nodes: int) -> str:
    return _("%(rows)s matches of %(nodes)s nodes") % {"rows": f"{rows:,}", "nodes": nodes}


def _format_of(out: Path | None) -> str:
    suffix = out.suffix.lstrip(".").lower() if out is not None else ""
    return suffix if suffix in FORMATS else "table"
