"""Numbers that count up within a zone and a year: projects and leads have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Max, QuerySet
from django.db.models.functions import Cast, Substr

from liantu.lib.problems import Problem, ProblemsError

T = TypeVar("T")
ATTEMPTS = 200  # one of those who ask at once goes ahead every time, so this many may ask


def next_number(rows: QuerySet[Any], begin: str) -> str:
    """The number after the highest of ``rows`` that begin so: L2026-0001, and L2026-10000 after L2026-9999.

    Counted, not sorted as text; a number that somebody wrote with other signs behind ``begin`` does not count.
    """
    counted = rows.filter(number__startswith=begin, number__regex=rf"^{begin}[0-9]{{1,9}}$").annotate(
        counted=Cast(Substr("number", len(begin) + 1), BigIntegerField())
    )
    highest = counted.aggregate(highest=Max("counted"))["highest"] or 0
    return f"{begin}{highest + 1:04d}"


def with_next_number(rows: QuerySet[Any], begin: str, make: Callable[[str], T], *, busy: Problem) -> T:
    """What ``make`` makes with the next number; when somebody took it at the same moment, with the one after.

    Raises ProblemsError with ``busy`` when that happens too often; IntegrityError when it was not about the number.
    """
    for _attempt in range(ATTEMPTS):
        number = next_number(rows, begin)
        try:
            with transaction.atomic():
                return make(number)
        except IntegrityError:
            if not rows.filter(number=number).exists():
                raise
    raise ProblemsError([busy])
