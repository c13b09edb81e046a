"""Reading the question of a target list out of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from liantu.prospects.rules.question import Question, read_question


def question_in(
    data: QueryDict, *, known_provinces: Sequence[str] = (), sliders: Mapping[str, float] | None = None
) -> Question:
    """The question in URL or form data; ``sliders``: where they stand when the data say nothing. Raises
    ProblemsError.
    """
    start = {f"w_{factor}": [f"{value:g}"] for factor, value in (sliders or {}).items() if f"w_{factor}" not in data}
    given = {name: data.getlist(name) for name in data}
    return read_question(start | given, known_provinces=known_provinces)
