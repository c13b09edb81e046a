"""The pages of duties: one duty with its next steps, and the form that hands all of a person's over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.audit.reads import Sentence
from liantu.foundation.duties import actions, reads, tables
from liantu.foundation.duties.acts import ACTS
from liantu.foundation.duties.forms import HandOverForm
from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.reads import history_of
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import date_text, iso_text
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard
from liantu.ui.pages.cards import linked


def list_context(request: ZoneRequest) -> dict[str, Any]:
    """What stands above the list."""
    return {"may_hand_over": may(request.user, "duties.hand_over", request.zone)}


def _crumbs(_thing: object) -> list[tuple[str, str]]:
    return [(_("Duties"), reverse("duties:list"))]


def _line(duty: Duty) -> Iterable[Any]:
    day = date_text(duty.due_on, language=get_language() or "") if duty.due_on is not None else ""
    return [
        str(duty.declared.name),
        (duty.about_label, duty.about_url) if duty.about_label else "",
        _("due %(day)s") % {"day": day} if day else "",
    ]


def _given(duty: Duty) -> str:
    when = iso_text(timezone.localtime(duty.given_at))
    return f"{duty.given_by.label} {when}" if duty.given_by is not None else when


def _origin(duty: Duty) -> SafeString | str:
    return linked(duty.origin_label, duty.origin_url) if duty.origin_label else ""


def _history(duty: Duty) -> list[Sentence]:
    return [*history_of(duty, actions.DUTIES), *reads.former_history(duty)]


DUTY = DetailPage(
    ability="duties.view",
    find=reads.duty_or_404,
    head=Head(badges=lambda one: [(one.state_name, tables.tone_of(one))], line=_line, crumbs=_crumbs),
    acts=ACTS,
    cards=(
        FactsCard(
            code="owed",
            title=gettext_lazy("What is owed"),
            facts=(
                Fact("text", gettext_lazy("Task")),
                Fact("topic", gettext_lazy("Subject"), value="topic_name", optional=True),
                Fact("owner", gettext_lazy("Owner"), value="owner.label"),
                Fact("office", gettext_lazy("Responsible office"), optional=True),
                Fact("given_by", gettext_lazy("Given by"), value=_given),
                Fact("origin", pgettext_lazy("origin", "From"), value=_origin, optional=True),
                Fact(
                    "confirmed_by_name",
                    gettext_lazy("Confirmed by"),
                    value=lambda one: one.confirmed_by_name or one.get_confirm_display(),
                ),
                Fact("closing_note", gettext_lazy("What came of it"), kind="lines", optional=True),
            ),
        ),
        HistoryCard(_history),
    ),
)


def _handing_form(request: ZoneRequest, _thing: None, data: Any, _files: Any) -> HandOverForm:
    owners = [owner for owner, _number in reads.owners_of(request.zone)]
    asked = whole_number(request.GET.get("from"))
    first = {} if asked is None else {"person": asked}
    return HandOverForm(data, initial=first, owners=owners, people=reads.people_of(request.zone))


def _hand_over(request: ZoneRequest, _thing: None, form: HandOverForm) -> str:
    given = form.cleaned_data
    rows = actions.hand_over(
        form.known[given["person"]], form.known[given["to"]], by=request.user, zone=request.zone, reason=given["reason"]
    )
    text = ngettext("%(n)d task is handed over.", "%(n)d tasks are handed over.", len(rows)) % {"n": len(rows)}
    messages.success(request, text)
    return "duties:list"


def _who_owes_what(request: ZoneRequest, _thing: None) -> dict[str, Any]:
    """Everybody who owes something, with how much; under the person asked for, what."""
    asked = request.GET.get("from", "")
    return {
        "owners": [
            (owner, n, reads.open_duties_of(owner, request.zone) if str(owner.pk) == asked else [])
            for owner, n in reads.owners_of(request.zone)
        ]
    }


HAND_OVER = FormPage(
    ability="duties.hand_over",
    title=gettext_lazy("Hand duties over"),
    submit=gettext_lazy("Hand all of them over"),
    form=_handing_form,
    do=_hand_over,
    crumbs=_crumbs,
    cards=(
        Card(
            code="owners",
            title=gettext_lazy("Who owes what"),
            template="duties/_owners.html",
            fill=_who_owes_what,
            place="side",
        ),
    ),
)
