"""``liantu screen``: every enterprise of a register that matches a node of a chain, with role, score and evidence."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.chains import reads
from liantu.engine import BuildCancelled, NodeScreening, Release, ReleaseError, node_screenings, screen_many, write_matches
from liantu.foundation.accounts.models import Zone
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.sources.terminal import Bar, stop_on_interrupt

COLUMNS = (
    "enterprise_id", "credit_code", "name", "chain", "node", "role", "score", "evidence", "where", "position",
)  # fmt: skip
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
        parser.add_argument("--top", type=int, default=0, help="best rows of each node; default: all (20 on a terminal)")
        parser.add_argument("--engine", choices=("local", "spark"), default="local")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--format", choices=FORMATS, default="", help="default: by the name of --out, else table")
        parser.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Screen and write; Ctrl-C leaves nothing half written."""
        try:
            zone = Zone.objects.filter(code=options["zone"]).first() if options["zone"] else Zone.objects.first()
            release = reads.open_release_for_command(options["release"], zone)
            asked = node_screenings(reads.templates_for_command(options["chains"], options["chain"]))
            file_format = options["format"] or _format_of(options["out"])
            self._write(release, asked, file_format, options)
        except (ProblemsError, TableError, ReleaseError) as error:
            raise CommandError(str(error)) from error

    def _write(self, release: Release, asked: list[NodeScreening], file_format: str, options: dict[str, Any]) -> None:
        out, top = options["out"], options["top"] or None
        if file_format == "parquet" and out is None:
            raise TableError("Parquet is not text: name a file with --out")
        bar = Bar(release.info.title or release.info.release_id)
        with stop_on_interrupt() as stopped:
            try:
                if file_format == "parquet":
                    rows = _matches(options["engine"])(
                        release, asked, out, top=top, threads=max(1, options["threads"]),
                        progress=lambda done, all_: bar.tell(done, all_), should_stop=stopped,
                    )  # fmt: skip
                    bar.end(f"{rows:,} matches of {len(asked)} nodes → {out}")
                    return
                most = top or (SHOWN_ON_A_TERMINAL if file_format == "table" and out is None else None)
                found = [
                    row
                    for batch in screen_many(release, asked, top=most, progress=bar.tell, should_stop=stopped)
                    for row in batch.to_pylist()
                ]
            except BuildCancelled:
                bar.end("Stopped: nothing was written.")
                sys.exit(CANCELLED)
        bar.end()
        write_rows(found, COLUMNS, format=file_format, out=self.stdout, path=out)


def _matches(engine: str) -> Any:
    """The writer of matches of an engine. Raises ProblemsError when its packages are not installed."""
    if engine == "local":
        return write_matches
    try:
        from liantu.engine.spark import write_matches_on_spark
    except ImportError as error:
        raise ProblemsError(
            [Problem("no_spark", "Spark is not installed.", where="--engine", fix="Install the extra: pip install 'liantu[spark]'.")]
        ) from error
    return write_matches_on_spark


def _format_of(out: Path | None) -> str:
    suffix = out.suffix.lstrip(".").lower() if out is not None else ""
    return suffix if suffix in FORMATS else "table"
