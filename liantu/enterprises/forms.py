"""What people send to the enterprises room, read strictly."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS
from liantu.enterprises import actions, sheets, wording
from liantu.enterprises.models import EnterpriseImport
from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.sources.forms import columns_in
from liantu.sources.rules.column_choice import read_choices


def add_context(request: ZoneRequest) -> dict[str, Any]:
    """The form of a new enterprise with what was typed."""
    from liantu.enterprises.pages import crumbs

    return {
        "title": _("New enterprise"),
        "crumbs": crumbs((_("New enterprise"), "")),
        "fields": [(name, label, request.POST.get(name, "")) for name, label in wording.FIELDS.items()],
        "source": request.POST.get("source", ""),
    }


def values_in(data: QueryDict) -> dict[str, str]:
    """The fields of an enterprise a form carries."""
    return {name: data.get(name, "") for name in wording.FIELDS}


def correction_in(data: QueryDict) -> dict[str, Any]:
    """Field, value, source, kind and reason of a correction."""
    return {
        "field": data.get("field", ""),
        "text": data.get("value", ""),
        "source": data.get("source", "")[:200],
        "kind": data.get("kind", "observed"),
        "reason": data.get("reason", "")[:500],
    }


def do_with_import(started: EnterpriseImport, data: QueryDict, *, by: User) -> None:
    """The act a form asks for: undo, abandon, or keep the columns and, when confirmed, apply."""
    if "undo" in data:
        actions.undo_import(started, by=by)
    elif "abandon" in data:
        actions.abandon_enterprise_import(started, by=by)
    else:
        actions.choose_sheet(started, _choices(data, started), in_zone=data.get("in_zone") == "1", by=by)
        if "confirm" in data:
            actions.apply_import(started, by=by)


def _choices(data: QueryDict, started: EnterpriseImport) -> dict[str, str]:
    given, problems = columns_in(data), []
    choices: dict[str, str] = {}
    known = {name for name, _chinese in FIELD_CHOICES if name not in PERSONAL_FIELDS}
    for number, table in enumerate(sheets.look_at(started).files):
        mine = {place: field for (at, place), field in given.items() if at == number}
        if mine and table.columns:
            found, wrong = read_choices(table.columns, mine, known=known, personal=PERSONAL_FIELDS)
            choices |= found
            problems += wrong
    if problems:
        raise ProblemsError(problems)
    return choices
