"""``liantu read``: documents in, facts out, on the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.tables import FORMATS, write_rows
from liantu.parsers.documents import KINDS, text_of_file
from liantu.reader.articles import articles_of
from liantu.reader.batch import read_lines
from liantu.reader.marks import marks_of
from liantu.reader.read import read_text
from liantu.reader.schema import statements_as_json
from liantu.sources.terminal import Bar
from liantu.ui.problems import line_of

COLUMNS = ("document", "fact", "what", "value", "quote")
EXPLAINED = (*COLUMNS, "start", "end", "rule", "confidence")


class Command(BaseCommand):
    """Facts of documents."""

    help = (
        "Read documents (a .jsonl of id, title, text; or files) into facts: organisations, projects, events, figures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, where to, how much to tell."""
        parser.add_argument("files", nargs="+", type=Path, help=f".jsonl, or {', '.join(KINDS)}")
        parser.add_argument("--out", type=Path, help="write facts as a line of JSON for each document")
        parser.add_argument("--explain", action="store_true", help="tell each span, its rule and confidence too")
        parser.add_argument("--format", choices=FORMATS[:3], default="table", help="without --out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all files; what cannot be read is told at the end, with all the rest done."""
        problems: list[Problem] = []
        out = options["out"].open("w", encoding="utf-8") if options["out"] else None
        rows: list[dict[str, Any]] = []
        done = 0
        try:
            for path in options["files"]:
                for facts in _facts_of(path, problems, explain=options["explain"] or out is None):
                    done += 1
                    if out is not None:
                        out.write(json.dumps(facts, ensure_ascii=False) + "\n")
                    else:
                        rows += _rows(facts, explain=options["explain"])
        finally:
            if out is not None:
                out.close()
        if out is None:
            write_rows(rows, EXPLAINED if options["explain"] else COLUMNS, format=options["format"])
        else:
            self.stderr.write(f"{done} → {options['out']}")
        if problems:
            raise CommandError(line_of(ProblemsError(problems)))


def _facts_of(path: Path, problems: list[Problem], *, explain: bool) -> Any:
    """The facts of each document of a file, one after the other."""
    if not path.is_file():
        problems.append(Problem("no_file", "There is no such file.", where=str(path)))
        return
    if path.suffix.lower() == ".jsonl":
        bar = Bar("read", out=sys.stderr)
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, facts in enumerate(read_lines(lines, explain=explain), 1):
                if isinstance(facts, Problem):
                    problems.append(Problem(facts.code, facts.message, f"{path}:{facts.where}", facts.fix))
                else:
                    yield facts
                if number % 500 == 0:
                    bar.tell(number, 0)
        bar.end()
        return
    try:
        file = text_of_file(path.name, path.read_bytes())
    except ProblemsError as error:
        problems.extend(error.problems)
        return
    for note in file.notes:
        sys.stderr.write(f"{path.name}: {_(note)}\n")
    for number, article in enumerate(articles_of(file.text), 1):
        done = read_text(file.text[article.start : article.end], article.title)
        facts = statements_as_json(done.statements, f"{path.name}#{number}")
        if explain:
            facts["marks"] = [asdict(span) for span in marks_of(done.reading, done.clean)]
        yield facts


def _rows(facts: dict[str, Any], *, explain: bool) -> list[dict[str, Any]]:
    """A document's facts as lines of a table: each object with its values, or each span."""
    if explain:
        return [
            {"document": facts["id"], "fact": mark["kind"], "what": mark["field"], "quote": mark["text"], **mark}
            for mark in facts["marks"]
        ]
    rows = [("organisation", one["role"], one["name"], "、".join(one["aliases"])) for one in facts["organisations"]]
    for one in facts["projects"]:
        values = [one[name]["text"] for name in ("total_investment", "annual_output", "land_area") if one[name]]
        rows.append(("project", (one["stage"] or {}).get("code", ""), one["name"], "、".join(values)))
    for one in facts["events"]:
        people = Counter(f"{person['title'] or ''}{person['name']}" for person in one["people"])
        rows.append(("event", one["type"], (one["date"] or {}).get("iso") or "", "、".join(people)))
    rows += [("figure", one["metric"], f"{one['value']} {one['unit']}", one["text"]) for one in facts["aggregates"]]
    return [
        {"document": facts["id"], "fact": fact, "what": what, "value": value, "quote": quote}
        for fact, what, value, quote in rows
    ]
