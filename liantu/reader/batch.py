"""Many documents at once, a line each: read one by one, so that memory stays flat however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from liantu.lib.problems import Problem
from liantu.reader.marks import marks_of
from liantu.reader.read import read_text
from liantu.reader.schema import statements_as_json

LINE_MOST = 8_000_000


def read_lines(lines: Iterable[str], *, explain: bool = False) -> Iterator[dict[str, Any] | Problem]:
    """The facts of each line's document (``id``, ``title``, ``text``), in order; a Problem for a line that is none.

    ``explain`` adds ``marks``: every span with its rule and confidence.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        document = _document(line)
        if document is None:
            yield Problem(
                "bad_line",
                "This line holds no document.",
                where=str(number),
                fix="Each line is a JSON object with “id”, “title” and “text”.",
            )
            continue
        done = read_text(document["text"], str(document.get("title") or ""))
        facts = statements_as_json(done.statements, str(document.get("id", number)))
        if explain:
            facts["marks"] = [asdict(span) for span in marks_of(done.reading, done.clean)]
            facts["reader"] = done.version
        yield facts


def _document(line: str) -> dict[str, Any] | None:
    if len(line) > LINE_MOST:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("text"), str) else None
