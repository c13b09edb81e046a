"""Where a screening's words stand in one business scope, and what the firm does with the thing there."""

from __future__ import annotations

from . import roles, scoring, text
from .screening import Screening

EXCLUDED = "excluded"


def scope_highlights(name: str, scope: str, screening: Screening) -> list[tuple[int, int, str, str]]:
    """(start, end, word, role) of every word found, in reading order; role 'excluded' where the place is no evidence.

    Places are character offsets in the scope as given. Of overlapping words the longest is kept.
    """
    items = roles.read_scope(scope)
    fallback = roles.fallback_code(name, items)
    words = screening.prepared_words()
    exclusions = screening.prepared_exclusions()
    plain = text.plain(scope)
    found: list[tuple[int, int, str, str]] = []
    for item in items:
        places = [at for at in range(item.start, item.end) if plain[at] != "\0"]
        folded = text.fold(item.text)
        dropped = not item.is_evidence or any(text.find_word(folded, word) >= 0 for word in exclusions)
        role = EXCLUDED if dropped else scoring.role_of(item.mask or fallback, screening.intent)
        for word in words:
            at = text.find_word(folded, word)
            while at >= 0:
                found.append((places[at], places[at + len(word) - 1] + 1, word, role))
                following = text.find_word(folded[at + len(word) :], word)
                at = -1 if following < 0 else at + len(word) + following
    return _without_overlaps(found)


def _without_overlaps(found: list[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    kept: list[tuple[int, int, str, str]] = []
    for mark in sorted(found, key=lambda mark: (mark[0] - mark[1], mark[0], mark[2])):
        if all(mark[1] <= other[0] or mark[0] >= other[1] for other in kept):
            kept.append(mark)
    return sorted(kept)
