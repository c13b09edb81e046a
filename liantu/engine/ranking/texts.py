"""Names as vectors: characters one to three long, weighted by rarity, with the tail of the name marked.

Chinese product names carry their kind at the end (改性环氧树脂 is a resin), so grams that end a name count once more
as its
tail: a shared tail brings names closer than a shared beginning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

Matrix: TypeAlias = Any  # a SciPy matrix in compressed rows; SciPy ships no types
LONGEST_GRAM = 3
LONGEST_NAME = 200  # characters of a name that are read; longer ones are sentences


def reading(text: str) -> str:
    """The text as it is compared: full-width forms narrowed, ASCII in lower case, spaces gone, at most 200
    characters.
    """
    folded = unicodedata.normalize("NFKC", text[: LONGEST_NAME * 2]).lower()
    return "".join(folded.split())[:LONGEST_NAME]


def grams_of(text: str, *, tails: bool) -> dict[str, int]:
    """The character grams of a text with how often they stand in it; with ``tails`` also those that end it."""
    clean = reading(text)
    counts: dict[str, int] = {}
    for length in range(1, LONGEST_GRAM + 1):
        for start in range(len(clean) - length + 1):
            gram = clean[start : start + length]
            counts[gram] = counts.get(gram, 0) + 1
        if tails and len(clean) >= length:
            counts["$" + clean[-length:]] = 1
    return counts


class NgramSpace:
    """A space fitted on names: every text becomes a row of unit length, by ``(1 + log tf) · idf``.

    ``idf = log((1 + N) / (1 + n)) + 1`` over the N names it was fitted on. Deterministic: grams are numbered as met.
    """

    def __init__(self, names: Sequence[str], *, tails: bool) -> None:
        self._tails = tails
        self._number: dict[str, int] = {}
        counts = self._counts(names, learn=True)
        documents = np.bincount(counts.indices, minlength=len(self._number))
        self._rarity = np.log((1 + len(names)) / (1 + documents)) + 1
        self.fitted: Matrix = self._weighted(counts)

    def __len__(self) -> int:
        """How many grams there are."""
        return len(self._number)

    def rows(self, texts: Sequence[str]) -> Matrix:
        """The texts as rows (len(texts), grams); a text without a known gram is a row of zeros."""
        return self._weighted(self._counts(texts, learn=False))

    def _counts(self, texts: Sequence[str], *, learn: bool) -> Matrix:
        from scipy import sparse  # many megabytes that most processes never need

        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, text in enumerate(texts):
            for gram, count in grams_of(text, tails=self._tails).items():
                number = self._number.get(gram)
                if number is None:
                    if not learn:
                        continue
                    number = self._number[gram] = len(self._number)
                rows.append(row)
                columns.append(number)
                values.append(1.0 + float(np.log(count)))
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(self._number)), dtype=np.float64)

    def _weighted(self, counts: Matrix) -> Matrix:
        from scipy import sparse  # many megabytes that most processes never need

        return unit_rows(sparse.csr_matrix(counts @ sparse.diags(self._rarity)))


def unit_rows(rows: Matrix) -> Matrix:
    """The rows divided by their lengths; rows of zeros stay."""
    from scipy import sparse  # many megabytes that most processes never need

    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ rows)


def is_hyponym(longer: str, shorter: str) -> bool:
    """Whether ``longer`` names a kind of ``shorter``: it ends in it. Containing it elsewhere says nothing."""
    first, second = reading(longer), reading(shorter)
    return len(second) > 1 and len(first) > len(second) and first.endswith(second)
