"""``liantu rank-bench``: rank the companies of product lists for texts, so that the ranking can be measured."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from liantu.engine.ranking import OwnerRanker, ProductCorpus
from liantu.lib.problems import Problem, ProblemsError
from liantu.prospects.rules.ranking_files import (
    RANKING_COLUMNS,
    Asked,
    decode,
    ranking_line,
    read_edges,
    read_groups,
    read_queries,
)
from liantu.sources.terminal import at_least, must_be_writable
from liantu.ui.problems import line_of


class Command(BaseCommand):
    """Rank the companies of a file of product lists for every question of another."""

    help = "Rank the companies of product lists for texts; writes query_id, candidate_id, score, rank."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The three files, and what more can be asked."""
        parser.add_argument("--train", type=Path, required=True, help="CSV with company_code, product_name")
        parser.add_argument("--queries", type=Path, required=True, help="CSV with id, text")
        parser.add_argument("--out", type=Path, required=True, help="ranking to write (CSV)")
        parser.add_argument("--industries", type=Path, help="CSV with company_code, industry_code: one more evidence")
        parser.add_argument("--top", type=at_least(1), default=500, help="candidates a question (default 500)")
        parser.add_argument("--explain", type=Path, help="write the terms of the ten best of each question (JSON)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, rank, write; nothing is written when an input is refused."""
        try:
            must_be_writable(options["out"])
            edges = read_edges(self._text(options["train"]), source=options["train"].name)
            asked = read_queries(self._text(options["queries"]), source=options["queries"].name)
            industries = options["industries"]
            groups = read_groups(self._text(industries), source=industries.name) if industries else None
        except ProblemsError as error:
            raise CommandError(line_of(error)) from error
        ranker = OwnerRanker(ProductCorpus.from_edges(edges.owners, edges.products, groups=groups))
        answered = self._write(ranker, asked, options["out"], options["top"])
        if options["explain"]:
            self._explain(ranker, asked, options["explain"])
        self.stdout.write(
            f"{len(asked.ids)} questions, {answered} answered, {len(ranker.corpus)} candidates → {options['out']}"
        )
        silent = [*asked.empty, *self._unanswered]
        if silent:
            self.stderr.write(
                f"no answer for {len(silent)}: {', '.join(silent[:20])}{' …' if len(silent) > 20 else ''}"
            )

    _unanswered: tuple[str, ...] = ()

    @staticmethod
    def _text(path: Path) -> str:
        """The text of an input. Raises ProblemsError when it cannot be read."""
        try:
            return decode(path.read_bytes(), source=path.name)
        except OSError as error:
            told = {"path": str(path), "why": error.strerror or str(error)}
            raise ProblemsError([Problem("unreadable", "%(path)s cannot be read: %(why)s", params=told)]) from error

    def _write(self, ranker: OwnerRanker, asked: Asked, out: Path, top: int) -> int:
        """Write the ranking beside its place, then put it there; how many questions have an answer."""
        unanswered: list[str] = []
        part = out.with_name(out.name + ".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(RANKING_COLUMNS) + "\n")
            for query, (owners, scores) in zip(asked.ids, ranker.best(asked.texts, top=top), strict=True):
                if not len(owners):
                    unanswered.append(query)
                for rank, (owner, score) in enumerate(zip(owners, scores, strict=True), 1):
                    file.write(ranking_line(query, ranker.corpus.owners[owner], float(score), rank))
        part.replace(out)
        self._unanswered = tuple(unanswered)
        return len(asked.ids) - len(unanswered)

    @staticmethod
    def _explain(ranker: OwnerRanker, asked: Asked, out: Path) -> None:
        """The terms behind the ten best of each question, one question a line."""
        with out.open("w", encoding="utf-8") as file:
            for query, text in zip(asked.ids, asked.texts, strict=True):
                file.write(json.dumps({"query_id": query, "text": text, "best": list(_best(ranker, text))}) + "\n")


def _best(ranker: OwnerRanker, text: str) -> Iterator[dict[str, Any]]:
    for one in ranker.rank(text, top=10):
        terms = {term.name: {"value": term.value, "rank": term.rank, "adds": term.contribution} for term in one.terms}
        yield {
            "candidate_id": one.owner,
            "score": one.score,
            "product": one.product,
            "similarity": one.similarity,
            "has_evidence": one.has_evidence,
            "terms": terms,
        }
