"""The list of sign-offs."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows import reads
from liantu.foundation.flows.models import SignOff, SignOffState
from liantu.people.models import ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import rows_behind

TONES = {"open": "info", "agreed": "ok", "refused": "bad", "withdrawn": "muted", "expired": "warn"}


def _state(signoff: SignOff) -> SignOffState:
    """Where it stands today."""
    return reads.state_today(signoff, today=timezone.localdate())


def _rows(request: ZoneRequest) -> ZonedQuerySet[SignOff]:
    """The zone's sign-offs, or exactly those of a metric that is named."""
    named: ZonedQuerySet[SignOff] | None = rows_behind(request, "signoff:list")
    return named if named is not None else reads.signoffs_of(request.user, request.zone)


SIGNOFFS = ListPage(
    "signoffs",
    _rows,
    [
        Column("title", _("What"), sort="title", primary=True, wide=True),
        Column(
            "state",
            _("State"),
            value=lambda row: _state(row).label,
            sort="state",
            kind="badge",
            tone=lambda row: TONES[_state(row)],
        ),
        Column("requested_by", _("Asked by")),
        Column("requested_at", _("Asked at"), sort="requested_at", kind="datetime"),
        Column("expires_on", _("Decide until"), sort="expires_on", kind="date"),
    ],
    search_fields=["title", "target_label"],
    filters=[Filter("state", _("State"), choices=SignOffState.choices)],
    default_sort="-requested_at",
    ability="signoff.view",
    title=_("Sign-offs"),
    empty_title=_("Nobody has asked for a sign-off yet"),
    empty_text=_("What several people must agree to, such as publishing a template, waits here for their decision."),
    row_href=lambda row: reverse("signoff:detail", args=[row.pk]),
)
