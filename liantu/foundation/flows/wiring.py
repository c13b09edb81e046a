"""What flows and sign-offs put elsewhere: who must decide today, their list, words of the log, closing in time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows import jobs, reads
from liantu.ui.wiring import NavItem, Seen, Todo, Todos, Wiring

SOON = timedelta(days=2)


def signoffs_to_decide(seen: Seen) -> list[Todo]:
    """The sign-offs that wait for this person, the one due first on top."""
    today = timezone.localdate()
    return [
        Todo(
            gettext("Decide: %(title)s") % {"title": signoff.title},
            signoff.get_absolute_url(),
            signoff.expires_on,
            "warn" if signoff.expires_on is not None and signoff.expires_on - today <= SOON else "info",
        )
        for signoff in reads.waiting_for(seen.user, seen.zone, today=today)
    ]


WIRING = Wiring(
    room="flows",
    nav=(
        NavItem(
            "today",
            _("Sign-offs"),
            "signoff:list",
            "signoff",
            "signoff.view",
            order=5,
            code="signoff",
            entry=_("For me to sign"),
        ),
    ),
    todos=(Todos("signoff", signoffs_to_decide),),
    sentences={
        "signoff.requested": _("asked for a sign-off"),
        "signoff.agreed": _("agreed"),
        "signoff.refused": _("refused"),
        "signoff.withdrawn": _("withdrew a request"),
        "signoff.expired": _("nobody decided in time"),
        "flows.proposed": _("proposed a step"),
        "flows.refused": _("refused a step"),
        "flows.withdrawn": _("took a step back"),
        "flows.expired": _("nobody decided a step in time"),
    },
    jobs=(jobs.close_expired,),
)
