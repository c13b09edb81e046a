"""What the pages of the work show, and what their forms send."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.audit.reads import history_of
from liantu.chains.models import Chain
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.reads import people_of
from liantu.foundation.duties.tables import tone_of
from liantu.outreach.work import reads
from liantu.outreach.work.actions import QUESTIONS
from liantu.outreach.work.models import Inspection, InspectionStop, Meeting, WorkPoint
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest

POINT_TONES = {"planned": "muted", "going": "info", "done": "ok", "dropped": "muted"}
STOP_ROWS, TASK_ROWS = 3, 3


def chain_or_404(request: ZoneRequest, code: str) -> Chain:
    """The chain of the current zone."""
    rows = Chain.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone"), code=code)


def row_or_404(request: ZoneRequest, model: Any, pk: int) -> Any:
    """A row of the current zone."""
    rows = model.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain"), pk=pk)


def _crumbs(chain: Chain, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    work = (_("The year's work"), reverse("work:year", args=[chain.code]))
    return [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url()), work, *more]


def year_context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """A chain's year of work."""
    today = timezone.localdate()
    text = request.GET.get("year", "")
    year = int(text) if text.isdigit() and len(text) == 4 else today.year
    found = reads.year_of(chain, year, today=today)
    return {
        "title": _("%(chain)s: work of %(year)s") % {"chain": chain.label, "year": year},
        "crumbs": [*_crumbs(chain)[:-1], (_("The year's work"), "")],
        "chain": chain,
        "work": found,
        "today": today,
        "points": [(one, POINT_TONES[one.state]) for one in found.points],
        "tasks": [(one, tone_of(one)) for one in found.tasks],
        "people": people_of(chain.zone) if may(request.user, "work.edit", chain.zone) else [],
        "owed": [(request.POST.get("task", ""), request.POST.get("owner", ""), request.POST.get("due", ""))],
        **_abilities(request),
    }


def _abilities(request: ZoneRequest) -> dict[str, bool]:
    return {f"may_{act}": may(request.user, f"work.{act}", request.zone) for act in ("edit", "instruct")}


def form_context(request: ZoneRequest, chain: Chain, kind: str) -> dict[str, Any]:
    """The form of a meeting or an inspection; what was typed stays after a refusal."""
    data = request.POST if request.method == "POST" else QueryDict()
    title = _("New meeting") if kind == "meeting" else _("New inspection")
    stops = [
        {
            "place": place,
            "answers": [
                (name, label, data.getlist(name)[at] if at < len(data.getlist(name)) else "")
                for name, label in question_labels()
            ],
        }
        for at, place in enumerate(data.getlist("stop") or [""] * STOP_ROWS)
    ]
    owed = list(zip(data.getlist("task"), data.getlist("owner"), data.getlist("due"), strict=False))
    return {
        "title": title,
        "crumbs": _crumbs(chain, (title, "")),
        "chain": chain,
        "kind": kind,
        "data": data,
        "stops": stops,
        "owed": owed or [("", "", "")] * TASK_ROWS,
        "people": people_of(chain.zone),
        "today": timezone.localdate(),
        **_abilities(request),
    }


def question_labels() -> list[tuple[str, Any]]:
    """The five questions with their labels."""
    return [(name, InspectionStop._meta.get_field(name).verbose_name) for name in QUESTIONS]  # type: ignore[union-attr]


def meeting_context(request: ZoneRequest, one: Meeting) -> dict[str, Any]:
    """One meeting with its tasks."""
    return {
        "title": one.title,
        "crumbs": _crumbs(one.chain, (one.title, "")),
        "one": one,
        "chain": one.chain,
        "tasks": [(task, tone_of(task)) for task in reads.tasks_from(one)],
        "history": history_of(one),
    }


def inspection_context(request: ZoneRequest, one: Inspection) -> dict[str, Any]:
    """One inspection: stops with the five answers, and its instructions."""
    stops = [
        (stop, [(label, getattr(stop, name)) for name, label in question_labels() if getattr(stop, name)])
        for stop in one.stops.select_related("enterprise")
    ]
    return {
        "title": one.title,
        "crumbs": _crumbs(one.chain, (one.title, "")),
        "one": one,
        "chain": one.chain,
        "stops": stops,
        "tasks": [(task, tone_of(task)) for task in reads.tasks_from(one)],
        "history": history_of(one),
    }


def values_in(data: QueryDict) -> dict[str, Any]:
    """What a form says of a meeting or inspection."""
    names = ("title", "place", "attendees", "notes", "decisions", "led_by")
    return {name: data.get(name, "")[:20_000] for name in names} | {"held_on": day_in(data.get("held_on", ""))}


def stops_in(data: QueryDict) -> list[dict[str, str]]:
    """The stops of a form, in order."""
    places = data.getlist("stop")
    answers = {name: data.getlist(name) for name in QUESTIONS}
    return [
        {"place": place} | {name: texts[at] if at < len(texts) else "" for name, texts in answers.items()}
        for at, place in enumerate(places)
    ]


def owed_in(data: QueryDict) -> list[Owed]:
    """The tasks of a form; empty lines are none."""
    found = []
    for text, owner, due in zip(data.getlist("task"), data.getlist("owner"), data.getlist("due"), strict=False):
        if text.strip() or due.strip():
            found.append(Owed(text, int(owner) if owner.isdigit() and len(owner) < 10 else None, due))
    return found


def day_in(text: str) -> date | None:
    """The day in a text, or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_in(text: str) -> Decimal | None:
    """The number in a text, or None."""
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None


def point_or_404(request: ZoneRequest, pk: int) -> WorkPoint:
    """A work point of the current zone."""
    rows = WorkPoint.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain__zone"), pk=pk)
