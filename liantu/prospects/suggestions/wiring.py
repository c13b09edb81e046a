"""What suggestion lists put elsewhere: what waits today, a button beside an enterprise found in a link, outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.chains.purchases.reads import leaders_of
from liantu.chains.slots import FOUND_FIRM, FoundFirm
from liantu.enterprises.actions.merging import moves
from liantu.prospects.slots import target_outcome
from liantu.prospects.suggestions import jobs, reads
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.slots import SUGGESTION_PAGE
from liantu.ui.wiring import Button, NavItem, New, Seen, Todo, Todos, Wiring


def _row_of(_seen: Seen, firm: FoundFirm) -> Mapping[str, object]:
    """What the form of a new suggestion is told of the enterprise."""
    return {"chain": firm.chain_code, "node": firm.node_code, "release": firm.release_id, "row": firm.enterprise_id}


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was suggested by a leader."""
    names = {name: code or name for code, name in targets}
    rows = Suggestion.objects.filter(zone=zone, firm_name__in=list(names)).order_by("-submitted_at")
    return {names[one.firm_name]: {"suggested": one.submitted_at.date().isoformat()} for one in rows}


def _waiting(seen: Seen) -> list[Todo]:
    """To decide for a chief, to follow for whoever was named, to hand in or correct for a liaison."""
    found: list[Todo] = []
    today, rows = timezone.localdate(), reads.suggestions_of(seen.user, seen.zone)
    waiting = rows.filter(state=Suggestion.State.SUBMITTED).count() if seen.may("suggestions.decide") else 0
    if waiting:
        url = f"{reverse('suggestions:list')}?state=submitted"
        found.append(Todo(gettext("%(n)d suggestions to decide on") % {"n": waiting}, url, None, "warn"))
    for one in rows.filter(state=Suggestion.State.ASSIGNED, assignee=seen.user)[:20]:
        late = one.due_on is not None and one.due_on < today
        text = gettext("Follow the suggestion %(enterprise)s.") % {"enterprise": one.firm_name}
        found.append(Todo(text, one.get_absolute_url(), one.due_on, "bad" if late else "info"))
    for one in rows.filter(state=Suggestion.State.RETURNED, submitted_by=seen.user)[:20]:
        text = gettext("Correct the returned suggestion %(enterprise)s.") % {"enterprise": one.firm_name}
        found.append(Todo(text, one.get_absolute_url(), None, "warn"))
    if seen.may("suggestions.file"):
        mine = leaders_of(seen.user, seen.zone)
        for due in reads.lists_missing(seen.zone, today=today, leaders=mine):
            text = gettext("%(leader)s has not handed in its list for %(period)s.") % {
                "leader": due.leader.printed_name,
                "period": due.period.code,
            }
            found.append(Todo(text, reverse("suggestions:new"), due.period.due_on, "bad"))
    return found


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
        ),
    ),
    pages=(SUGGESTION_PAGE,),
    buttons=(
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
    todos=(Todos("suggestions", _waiting, "suggestions.view"),),
    sentences={
        "suggestions.filed": _("filed a suggestion"),
        "suggestions.moved": _("moved the suggestion on"),
        "suggestions.phone_shown": _("looked at the contact's telephone"),
    },
    jobs=(jobs.remind,),
    answers=(*moves("suggestions.suggestion", "firm"), target_outcome.entry("suggestions", _outcomes)),
)
