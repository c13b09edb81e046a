"""A duty as a row of the day: what is owed, why, by when, done where it stands and taken back as long as it can be."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liantu.foundation.duties.acts import ACTS
from liantu.foundation.duties.models import Duty
from liantu.foundation.notices.pages import row_of
from liantu.people.requests import ZoneRequest
from liantu.ui import once
from liantu.ui.acts import RefusedFormError
from liantu.ui.answers import asks_part
from liantu.ui.wiring import Todo

VERBS = {"open": "finish", "done": "confirm"}


def to_do(duty: Duty) -> Todo:
    """A duty of the person as the day tells it."""
    return _todo(duty, duty.text, duty.declared.button or pgettext("duty button", "Note the result"))


def to_confirm(duty: Duty) -> Todo:
    """What somebody did and this person confirms; a firm's word is fetched."""
    text = _("Confirm: %(task)s") if duty.confirm == Duty.Confirm.GIVER else _("Ask the enterprise: %(task)s")
    return _todo(duty, text % {"task": duty.text}, pgettext("duty button", "Confirm"), tone="warn")


def with_another(duty: Duty) -> Todo:
    """What this person gave and another has now."""
    return Todo(duty.text, duty.get_absolute_url(), duty.due_on, why=_why(duty), waits_for=duty.owner_label)


def _todo(duty: Duty, text: str, button: Any, **more: Any) -> Todo:
    due = duty.due_on if duty.state == Duty.State.OPEN else None
    part = reverse("duties:row", args=[duty.pk])
    return Todo(
        text, duty.get_absolute_url(), due, why=_why(duty), button=button, row=f"duty-{duty.pk}", part=part, **more
    )


def _why(duty: Duty) -> tuple[str, ...]:
    given = _("given by %(person)s") % {"person": duty.given_by.label} if duty.given_by is not None else ""
    by_another = given if duty.given_by_id != duty.owner_id else ""
    return tuple(part for part in (by_another, duty.about_label, str(duty.declared.name)) if part)


def row_answer(request: ZoneRequest, duty: Duty) -> HttpResponse:
    """The row with its form; after the step the row says so and offers the way back. By itself it is no page."""
    if not asks_part(request):
        return redirect(duty.get_absolute_url())
    if request.method == "GET":
        return _row(request, duty, "" if "back" in request.GET else VERBS.get(duty.state, ""))
    if (verb := request.POST.get("verb", "")) not in (*VERBS.values(), "take_back"):
        raise Http404
    act = ACTS.by_verb[verb]
    try:
        ACTS.perform(act, request, duty, request.POST)
    except RefusedFormError as error:
        return _row(request, duty, act.verb, error.form, status=422)
    duty.refresh_from_db()
    if act.verb == "take_back":
        return once.is_done(_row(request, duty, ""))
    return once.is_done(render(request, "ui/workbench/duty_done.html", _done(duty)))


def _done(duty: Duty) -> dict[str, Any]:
    if duty.state == Duty.State.DONE and duty.confirm:
        text = _("Done, to be confirmed: %(task)s")
    else:
        text = _("Done: %(task)s")
    row = {"id": f"duty-{duty.pk}", "text": text % {"task": duty.text}, "part": reverse("duties:row", args=[duty.pk])}
    return {"row": row, "undo": "take_back" if duty.state == Duty.State.DONE else ""}


def _row(request: ZoneRequest, duty: Duty, verb: str, form: Any = None, *, status: int = 200) -> HttpResponse:
    """The row as it stands, with the form of a step when one is asked for."""
    todo = to_do(duty) if duty.state == Duty.State.OPEN else to_confirm(duty)
    act = ACTS.by_verb.get(verb)
    if act is not None and form is None:
        form = act.form(thing=duty, user=request.user, zone=request.zone)
    below = "duties/_row_form.html" if act is not None else ""
    context = {"row": row_of(todo, request.zone, timezone.localdate()), "below": below, "form": form, "act": act}
    return render(request, "ui/workbench/duty.html", context, status=status)
