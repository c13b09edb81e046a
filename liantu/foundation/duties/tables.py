"""The list of duties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.duties import reads
from liantu.foundation.duties.acts import ACTS
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.foundation.duties.rules.reminding import is_overdue
from liantu.foundation.duties.slots import duty_kind
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Batch, Column, Filter, ListPage, late, mine, new_this_week
from liantu.ui.metrics import rows_behind

TONES = {"open": "info", "done": "ok", "confirmed": "ok", "dropped": "muted"}


def tone_of(duty: Duty) -> str:
    """The tone of a duty's state: red when it waits beyond its day, yellow while it waits to be confirmed."""
    if is_overdue(duty.state, duty.due_on, timezone.localdate()):
        return "bad"
    return "warn" if duty.state == Duty.State.DONE and duty.confirm else TONES[duty.state]


def _due_tone(duty: Duty) -> str:
    """Red beyond its day, yellow on it; nothing presses once it is closed."""
    today = timezone.localdate()
    if duty.due_on is None or duty.state not in (Duty.State.OPEN, Duty.State.DONE):
        return "muted"
    return "bad" if duty.due_on < today else "warn" if duty.due_on == today else "info"


def _rows(request: ZoneRequest) -> DutyQuerySet:
    """The duties this person sees, or exactly those of a metric that is named.

    ``who`` in the address narrows them to her own, those she gave, or her office's.
    """
    named = rows_behind(request, "duties:list")
    rows = named if named is not None else reads.duties_of(request.user, request.zone)
    return reads.of_whom(rows, request.GET.get("who", ""), request.user)


def _kinds(_request: ZoneRequest) -> Iterable[tuple[str, Any]]:
    return [(kind.code, kind.name) for kind in duty_kind.values()]


WHO = (("mine", _("Mine")), ("given", _("Given by me")), ("office", _("My office")))
DUTIES = ListPage(
    "duties",
    _rows,
    [
        Column(
            "text", _("What is owed"), sort="text", primary=True, second=lambda row: (row.declared.name, row.topic_name)
        ),
        Column(
            "about",
            pgettext_lazy("duty", "About"),
            value="about_label",
            sort="about_label",
            href=lambda row: row.about_url,
        ),
        Column("owner", _("Owner"), value="owner.label", sort="owner__display_name", kind="person"),
        Column("office", _("Responsible office"), sort="office"),
        Column("due_on", _("Due"), sort="due_on", kind="due", tone=_due_tone),
        Column("state", _("State"), value="state_name", sort="state", kind="badge", tone=tone_of),
        Column("closing_note", _("What came of it"), wide=True, shown=False),
        Column("kind", _("Kind"), value="declared.name", sort="kind", shown=False),
        Column("topic", _("Subject"), value="topic_name", sort="topic", shown=False),
        Column("confirmed_by_name", _("Confirmed by"), shown=False),
        Column("given_by", _("Given by"), value="given_by.label", shown=False),
        Column("given_at", _("Given at"), kind="datetime", sort="given_at", shown=False),
    ],
    search_fields=["text", "closing_note", "about_label", "owner__display_name", "office"],
    filters=[
        Filter("who", _("Whose"), choices=WHO, apply=lambda rows, _value: rows),
        Filter(
            "overdue", _("Overdue"), kind="flag", apply=lambda rows, _value: reads.overdue(rows, timezone.localdate())
        ),
        Filter("state", _("State"), choices=Duty.State.choices),
        Filter("kind", _("Kind"), choices=_kinds),
        Filter("by", _("Due by"), kind="date_to", apply="due_on__lte"),
        Filter("owner", _("Owner's user name"), kind="text", apply="owner__username"),
    ],
    default_sort="due_on",
    ability="duties.view",
    export_ability="duties.export",
    title=_("Duties"),
    subtitle=_("Who owes what by when: tasks, blockages, obligations."),
    empty_title=_("Nothing is owed here"),
    empty_text=_("Tasks come from meetings, rounds, visits and projects; each has an owner and a day."),
    row_href=lambda row: row.get_absolute_url(),
    views=(mine(), late(reads.overdue), new_this_week("given_at")),
    batch=Batch(lambda: ACTS, ("hand",)),
    density="two",
)
