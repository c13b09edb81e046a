"""The column choices of all tables of an import as one answer for the reader."""

from __future__ import annotations

from django.http import QueryDict

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS
from liantu.lib.problems import ProblemsError
from liantu.sources import reads
from liantu.sources.forms import columns_in
from liantu.sources.models import RegisterImport
from liantu.sources.rules.column_choice import read_choices


def choices_in(data: QueryDict, started: RegisterImport) -> dict[str, str]:
    """Header or ``#3`` → field as a form says. Raises ProblemsError with what is wrong in any table."""
    given = columns_in(data)
    keep = reads.personal_policy(started.zone).keep
    known = {name for name, _ in FIELD_CHOICES if name not in PERSONAL_FIELDS or name in keep}
    choices: dict[str, str] = {}
    problems = []
    for number, entry in enumerate(started.found.get("files", ())):
        mine = {place: field for (table, place), field in given.items() if table == number}
        if not mine or not entry["columns"]:
            continue
        found, wrong = read_choices(entry["columns"], mine, known=known, personal=PERSONAL_FIELDS)
        choices |= found
        problems += wrong
    if problems:
        raise ProblemsError(problems)
    return choices
