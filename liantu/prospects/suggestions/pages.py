"""What the pages of suggestion lists show."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.flows.reads import history_of, possible
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.actions import SUGGESTIONS
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.slots import SUGGESTION_PAGE
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.wiring import Seen

TONES = {
    "submitted": "info", "returned": "warn", "accepted": "info", "assigned": "info", "converted": "ok", "closed": "ok",
    "declined": "muted",
}  # fmt: skip

LIST = ListPage(
    name="suggestions",
    queryset_fn=lambda request: reads.suggestions_of(request.user, request.zone).select_related(
        "chain", "leader", "assignee"
    ),
    columns=(
        Column("firm_name", gettext_lazy("Enterprise to invite"), sort="firm_name", primary=True),
        Column("node_name", gettext_lazy("Link"), sort="node_name"),
        Column("action", gettext_lazy("Action"), value="get_action_display", sort="action"),
        Column("leader", gettext_lazy("Leader enterprise"), value="leader.printed_name", sort="leader__printed_name"),
        Column("period", gettext_lazy("Period"), sort="period", kind="code"),
        Column("priority", gettext_lazy("Priority"), sort="priority"),
        Column(
            "state",
            gettext_lazy("State"),
            value="get_state_display",
            sort="state",
            kind="badge",
            tone=lambda row: TONES[row.state],
        ),
        Column("assignee", gettext_lazy("Followed by"), value="assignee.label", sort="assignee__display_name"),
        Column("due_on", gettext_lazy("Due"), sort="due_on", kind="date"),
    ),
    search_fields=("firm_name", "firm_credit_code", "node_name", "reason"),
    filters=(
        Filter("state", gettext_lazy("State"), choices=Suggestion.State.choices),
        Filter("period", gettext_lazy("Period"), kind="text", apply="period"),
    ),
    default_sort="-submitted_at",
    ability="suggestions.view",
    export_ability="suggestions.export",
    title=gettext_lazy("Suggestion lists"),
    subtitle=gettext_lazy("Whom the leaders propose to invite, and what became of it."),
    row_href=lambda row: row.get_absolute_url(),
)


def suggestion_or_404(request: ZoneRequest, pk: int) -> Suggestion:
    """The suggestion of the current zone that this person may see."""
    rows = reads.suggestions_of(request.user, request.zone)
    return get_object_or_404(rows.select_related("chain", "leader", "assignee", "submitted_by", "zone", "firm"), pk=pk)


def detail_context(request: ZoneRequest, suggestion: Suggestion) -> dict[str, Any]:
    """One suggestion with the steps this person may take, what to know before, and its history."""
    zone = request.zone
    steps = [
        {
            "verb": step.verb,
            "name": SUGGESTIONS.step_name(suggestion, step.verb),
            "asks": (*step.needs, *(("reason",) if step.reason else ())),
        }
        for step in possible(suggestion, SUGGESTIONS, request.user).now
        if step.verb != "resubmit"  # with the corrected fields, on a page of its own
    ]
    inside = may(request.user, "prospects.view", zone)
    return {
        "title": suggestion.firm_name,
        "crumbs": [(_("Suggestion lists"), reverse("suggestions:list")), (suggestion.firm_name, "")],
        "one": suggestion,
        "tone": TONES[suggestion.state],
        "steps": steps,
        "concerns": reads.concerns(suggestion) if inside else [],
        "people": people_of(zone) if any("assignee" in step["asks"] for step in steps) else [],
        "history": history_of(suggestion, SUGGESTIONS),
        "buttons": SUGGESTION_PAGE.buttons(Seen(request.user, zone), suggestion),
        "may_change": suggestion.state == "returned" and may(request.user, "suggestions.file", zone),
        "may_see_phone": may(request.user, "suggestions.file", zone),
        "today": timezone.localdate(),
    }


def people_of(zone: Any) -> list[User]:
    """Who can follow a suggestion: people with an office inside the zone."""
    rows = User.objects.filter(memberships__zone=zone, is_active=True).prefetch_related("memberships").distinct()
    return [person for person in rows.order_by("display_name", "username") if may(person, "suggestions.follow", zone)]
