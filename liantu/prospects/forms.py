"""Reading the question of a target list out of a request."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from liantu.prospects.rules.question import Question, read_question


def question_in(data: QueryDict, *, known_provinces: Sequence[str] = ()) -> Question:
    """The question in URL or form data. Raises ProblemsError."""
    return read_question({name: data.getlist(name) for name in data}, known_provinces=known_provinces)
