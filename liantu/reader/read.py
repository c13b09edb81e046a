"""The reader: documents in, facts out. Loads the dictionaries once; the rules themselves are pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from liantu.reader.dictionaries import lexicon, project_words, segment, simplify
from liantu.reader.facts import Statements
from liantu.reader.found import Reading
from liantu.reader.schema import statements_as_json
from liantu.reader.single_pass import VERSION, read
from liantu.reader.statements import statements_of
from liantu.reader.text import Clean, clean

TEXT_MOST = 60_000
"""Characters of one article that are read; what is longer is read up to here and said so."""


@dataclass(frozen=True)
class Read:
    """A text's reading with the clean text its marks point into."""

    clean: Clean
    reading: Reading
    version: str = VERSION

    @property
    def statements(self) -> Statements:
        """What the text states, as typed facts."""
        return statements_of(self.reading, self.clean)


def read_text(text: str, title: str = "") -> Read:
    """What an article states. Bounded by ``TEXT_MOST`` characters; never fails on any text."""
    even = clean(text[:TEXT_MOST], simplify)
    return Read(even, read(even, segment(even.text), lexicon(), project_words(), clean(title, simplify).text))


def facts_of(document: dict[str, Any]) -> dict[str, Any]:
    """The facts of a document (``id``, ``title``, ``text``) in the exchange schema."""
    done = read_text(str(document.get("text") or ""), str(document.get("title") or ""))
    return statements_as_json(done.statements, str(document.get("id", "")))


@cache
def warm() -> bool:
    """Loads dictionaries and segmenter now rather than with the first document."""
    read_text("预热")
    return True
