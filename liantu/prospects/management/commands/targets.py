"""``liantu targets``: the ranked enterprises that could fill the links of a chain, on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.lib.problems import ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.prospects import reads
from liantu.prospects.rules.question import FACTORS, Question, read_question
from liantu.sources.terminal import at_least, must_be_writable

COLUMNS = (
    "chain", "node", "rank", "name", "credit_code", "province", "city", "capital_wan_yuan", "registered_on", "role",
    "score", "evidence", "where", "position",
)  # fmt: skip


class Command(BaseCommand):
    """Rank targets for one chain, over the whole register."""

    help = "Rank the enterprises that could fill the links of a chain, each with its reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument("--chain", required=True, help="name of the chain, as in its template (精品钢)")
        parser.add_argument("--node", action="append", default=[], help="code or name of a link; may be repeated")
        parser.add_argument("--chains", type=Path, help="template file or folder; default: those shipped")
        parser.add_argument("--release", default="", help="register release; default: the current one")
        parser.add_argument("--top", type=at_least(1), default=50)
        parser.add_argument("--province", action="append", default=[], help="only these provinces")
        parser.add_argument("--without-city", action="append", default=[], help="leave out enterprises of these cities")
        parser.add_argument("--capital-min", default="", help="least registered capital, in 10k yuan")
        parser.add_argument("--traders", action="store_true", help="also enterprises that only trade")
        for factor in FACTORS:
            parser.add_argument(f"--weight-{factor}", default="", help="0 to 3; 1 is as shipped")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rank and print."""
        try:
            must_be_writable(options["out"])
            question = self._question(options)
            rows = reads.command_rows(
                chain=options["chain"],
                node_names=options["node"],
                chains=options["chains"],
                release_id=options["release"],
                question=question,
                without_cities=options["without_city"],
                top=options["top"],
            )
            parts = [f"part_{factor}" for factor in FACTORS] if options["format"] != "table" else []
            write_rows(rows, [*COLUMNS, *parts], format=options["format"], out=self.stdout, path=options["out"])
        except (ProblemsError, TableError) as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _question(options: dict[str, Any]) -> Question:
        values = {f"w_{factor}": [options[f"weight_{factor}"]] for factor in FACTORS if options[f"weight_{factor}"]}
        values["province"] = options["province"]
        values["capital_min"] = [options["capital_min"]] if options["capital_min"] else []
        values["traders"] = ["1"] if options["traders"] else []
        return read_question(values)
