"""What the pages of duties show, and what their forms send."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.duties import reads, tables
from liantu.foundation.duties.models import Duty
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest

STEP_WORDS = {
    "finish": pgettext_lazy("task step", "Done"),
    "confirm": pgettext_lazy("task step", "Confirm"),
    "drop": pgettext_lazy("task step", "Drop"),
    "reopen": pgettext_lazy("task step", "Take up again"),
    "hand": pgettext_lazy("task step", "Hand over"),
}


def list_context(request: ZoneRequest) -> dict[str, Any]:
    """What stands above the list."""
    return {"may_hand_over": may(request.user, "duties.hand_over", request.zone)}


def duty_context(request: ZoneRequest, duty: Duty) -> dict[str, Any]:
    """One duty with the steps this person may take."""
    steps = reads.steps_of(duty, request.user)
    words = {**STEP_WORDS, **duty.declared.step_words}
    verbs = [step.verb for step in steps]
    names_firm = duty.confirm == Duty.Confirm.FIRM and verbs[:1] == ["confirm"]
    return {
        "title": duty.text,
        "crumbs": [(_("Duties"), reverse("duties:list")), (duty.text, "")],
        "one": duty,
        "kind": duty.declared,
        "tone": tables.tone_of(duty),
        "steps": [(verb, words[verb]) for verb in verbs if verb != "hand"],
        "note_label": _("Who confirmed it at the enterprise, or why it is taken up again")
        if names_firm
        else _("What came of it"),
        "hand_word": words["hand"],
        "people": [one for one in reads.people_of(duty.zone) if one.pk != duty.owner_id] if "hand" in verbs else [],
        "history": reads.history(duty),
    }


def step_in(request: ZoneRequest) -> dict[str, Any]:
    """What the form of a step says."""
    data = request.POST
    seen, to = data.get("revision", ""), data.get("to", "")
    people = {one.pk: one for one in reads.people_of(request.zone)} if to else {}
    return {
        "verb": data.get("verb", ""),
        "note": data.get("note", "")[:500],
        "revision": int(seen) if seen.isdigit() and len(seen) < 9 else 0,
        "to": people.get(int(to)) if to.isdigit() and len(to) < 10 else None,
    }


def handing_context(request: ZoneRequest) -> dict[str, Any]:
    """The form that hands all of a person's duties over: who has what open."""
    zone = request.zone
    person = _person(request, request.GET.get("from", "") or request.POST.get("from", ""))
    return {
        "title": _("Hand duties over"),
        "crumbs": [(_("Duties"), reverse("duties:list")), (_("Hand duties over"), "")],
        "person": person,
        "duties": [(one, tables.tone_of(one)) for one in reads.open_duties_of(person, zone)] if person else [],
        "owners": reads.owners_of(zone),
        "people": reads.people_of(zone),
    }


def handing_in(request: ZoneRequest) -> dict[str, Any]:
    """What that form says. Raises Http404 for a person who is not here."""
    person, to = _person(request, request.POST.get("from", "")), _person(request, request.POST.get("to", ""))
    if person is None:
        raise Http404
    return {"person": person, "to": to or person, "reason": request.POST.get("reason", "")}


def _person(request: ZoneRequest, text: str) -> User | None:
    """The person of this number among those who owe something or work here."""
    zone = request.zone
    known = {one.pk: one for one in [*(owner for owner, _n in reads.owners_of(zone)), *reads.people_of(zone)]}
    return known.get(int(text)) if text.isdigit() and len(text) < 10 else None
