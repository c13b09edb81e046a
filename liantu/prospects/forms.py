"""Reading the question of a target list out of a request or a command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from liantu.people.models import Zone
from liantu.prospects import calibration, reads
from liantu.prospects.models import RankingFit
from liantu.prospects.rules.question import Question, read_question


def question_in(data: QueryDict, zone: Zone) -> Question:
    """The question in URL or form data. Raises ProblemsError."""
    return question_of({name: data.getlist(name) for name in data}, zone)


def question_of(values: Mapping[str, Sequence[str]], zone: Zone | None) -> Question:
    """The question in ``values`` (name → texts, as in an address): weights that are not said stand where the zone's
    ranking in use puts them. Raises ProblemsError.
    """
    fit = calibration.fit_in_use(zone) if zone is not None else None
    provinces = reads.provinces_of(reads.current_release_of(zone)) if zone is not None else ()
    return read_question(_start(fit) | dict(values), known_provinces=provinces)


def first_question(fit: RankingFit | None) -> Question:
    """The question nobody changed yet: weights stand where the ranking in use puts them."""
    return read_question(_start(fit), known_provinces=())


def _start(fit: RankingFit | None) -> dict[str, Sequence[str]]:
    return {f"w_{factor}": [f"{value:g}"] for factor, value in (fit.sliders if fit else {}).items()}
