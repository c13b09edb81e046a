"""``liantu targets``: the ranked enterprises that could fill the links of a chain, on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.chains.reads import zone_for_command
from liantu.lib.problems import ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.prospects import reads
from liantu.prospects.forms import question_of
from liantu.prospects.rules.question import FACTORS, LIST_MOST
from liantu.prospects.rules.rank_fusion import TERMS
from liantu.sources.terminal import at_least, must_be_writable
from liantu.ui.problems import line_of

COLUMNS = (
    "chain", "node", "rank", "name", "credit_code", "province", "city", "capital_wan_yuan", "registered_on", "role",
    "score", "evidence", "where", "position",
)  # fmt: skip


# option → name in the address of the page; read alike, so that the same question has the same answer
TEXTS = {
    "capital_min": ("capital_min", "least registered capital, in 10k yuan"),
    "capital_max": ("capital_max", "most registered capital, in 10k yuan"),
    "age_min": ("age_min", "least age in years"),
    "age_max": ("age_max", "greatest age in years"),
    "per_group": ("per_group", "at most so many of one group"),
    "per_province": ("per_province", "at most so many of one province"),
}
SWITCHES = {
    "words": "order by the words of the link alone",
    "present": "also enterprises already here",
    "traders": "also enterprises that only trade",
    "valid": "only with a valid credit code",
}
LISTS = {
    "province": ("province", "only these provinces"),
    "without_province": ("without", "leave out these provinces"),
    "without_city": ("without_city", "leave out enterprises of these cities"),
}


class Command(BaseCommand):
    """Rank targets for one chain, over the whole register."""

    help = "Rank the enterprises that could fill the links of a chain, each with its reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument("--chain", required=True, help="name of the chain, as in its template (精品钢)")
        parser.add_argument("--node", action="append", default=[], help="code or name of a link; may be repeated")
        parser.add_argument("--chains", type=Path, help="template file or folder; default: the zone's own, or shipped")
        parser.add_argument("--release", default="", help="register release; default: the current one")
        parser.add_argument("--zone", default="", help="code of the zone asked for; default: the first")
        parser.add_argument("--top", type=at_least(1), default=50, help=f"1 to {LIST_MOST}")
        for option, (_name, words) in LISTS.items():
            parser.add_argument(f"--{option.replace('_', '-')}", action="append", default=[], help=words)
        for option, (_name, words) in TEXTS.items():
            parser.add_argument(f"--{option.replace('_', '-')}", default="", help=words)
        for option, words in SWITCHES.items():
            parser.add_argument(f"--{option}", action="store_true", help=words)
        for factor in FACTORS:
            parser.add_argument(f"--weight-{factor}", default="", help="0 to 3; 1 is as shipped")
        for term in TERMS:
            parser.add_argument(f"--term-{term}", default="", help="0 to 3; 1 is as shipped")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rank and print."""
        try:
            must_be_writable(options["out"])
            zone = zone_for_command(options["zone"])
            rows = reads.command_rows(
                zone=zone,
                chain=options["chain"],
                node_names=options["node"],
                chains=options["chains"],
                release_id=options["release"],
                question=question_of(_values(options), zone),
                top=min(options["top"], LIST_MOST),
            )
            parts = [f"part_{name}" for name in (*FACTORS, *TERMS)] if options["format"] != "table" else []
            write_rows(rows, [*COLUMNS, *parts], format=options["format"], out=self.stdout, path=options["out"])
        except (ProblemsError, TableError) as error:
            raise CommandError(line_of(error)) from error


def _values(options: Mapping[str, Any]) -> dict[str, list[str]]:
    """What was given, under the names of the address. Raises ProblemsError for a province that is none."""
    values = {name: list(options[option]) for option, (name, _words) in LISTS.items() if options[option]}
    for name in ("province", "without"):
        if name in values:
            values[name] = reads.provinces_named(values[name])
    values |= {name: [options[option]] for option, (name, _words) in TEXTS.items() if options[option]}
    values |= {name: ["1"] for name in SWITCHES if options[name]}
    values |= {f"w_{factor}": [options[f"weight_{factor}"]] for factor in FACTORS if options[f"weight_{factor}"]}
    return values | {f"t_{term}": [options[f"term_{term}"]] for term in TERMS if options[f"term_{term}"]}
