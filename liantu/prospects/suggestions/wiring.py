"""What suggestion lists put elsewhere: what waits today, a button beside an enterprise found in a link, outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.slots import FOUND_FIRM, FoundFirm
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.slots import ENTERPRISE_PAGE
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.prospects.slots import target_outcome
from liantu.prospects.suggestions import jobs, metrics, today
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.slots import SUGGESTION_PAGE
from liantu.ui.wiring import Button, NavItem, Need, New, Panel, Seen, Todos, Wiring


def _row_of(_seen: Seen, firm: FoundFirm) -> Mapping[str, object]:
    """What the form of a new suggestion is told of the enterprise."""
    return {"chain": firm.chain_code, "node": firm.node_code, "release": firm.release_id, "row": firm.enterprise_id}


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was suggested by a leader."""
    names = {name: code or name for code, name in targets}
    rows = Suggestion.objects.filter(zone=zone, firm_name__in=list(names)).order_by("-submitted_at")
    return {names[one.firm_name]: {"suggested": one.submitted_at.date().isoformat()} for one in rows}


WIRING = Wiring(
    room="suggestions",
    nav=(
        NavItem(
            "targets",
            _("Suggestion lists"),
            "suggestions:list",
            "inbox",
            "suggestions.view",
            order=34,
            code="suggestions",
        ),
    ),
    new=(
        New(
            "suggestion",
            pgettext_lazy("begin", "Suggest an enterprise"),
            "suggestions:new",
            "flag",
            "suggestions.file",
            40,
            "name",
        ),
    ),
    pages=(SUGGESTION_PAGE,),
    buttons=(
        Button(
            "suggest",
            ENTERPRISE_PAGE,
            _("Suggest"),
            "suggestions:new",
            query=lambda _seen, one: {"name": one.name, "credit_code": one.credit_code},
            icon="flag",
            ability="suggestions.file",
            order=30,
        ),
        Button(
            "suggest",
            FOUND_FIRM,
            _("Suggest"),
            "suggestions:new",
            query=_row_of,
            icon="flag",
            ability="suggestions.file",
        ),
    ),
    panels=(
        Panel(
            "suggestions",
            TODAY_PAGE,
            _("My suggestions"),
            "suggestions/_today.html",
            today.own_suggestions,
            "suggestions.view",
            order=30,
            roles=("chain_leader_liaison",),
            more=(_("All suggestions"), "suggestions:list"),
        ),
    ),
    metrics=(metrics.MINE,),
    needs=(Need(metrics.MINE, late=metrics.overdue),),
    todos=(Todos("suggestions", today.waiting, "suggestions.view", icon="inbox"),),
    sentences={
        "suggestions.filed": _("filed a suggestion"),
        "suggestions.moved": _("moved the suggestion on"),
        "suggestions.reminded": _("reminded the leaders whose lists are late"),
        "suggestions.phone_shown": _("looked at the contact's telephone"),
    },
    jobs=(jobs.remind,),
    answers=(*moves("suggestions.suggestion", "firm"), target_outcome.entry("suggestions", _outcomes)),
)
