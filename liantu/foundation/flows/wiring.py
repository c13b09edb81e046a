"""What flows and sign-offs put elsewhere: who must decide today, their list, words of the log, closing in time."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows import jobs, metrics, reads
from liantu.foundation.flows.models import SignOff, SignOffState
from liantu.foundation.flows.rules.agreement import open_steps
from liantu.foundation.flows.slots import SIGNOFF_PAGE
from liantu.ui.due import near_words
from liantu.ui.wiring import NavItem, Need, Seen, Todo, Todos, Wiring

SOON = timedelta(days=2)


def signoffs_to_decide(seen: Seen) -> list[Todo]:
    """The sign-offs that wait for this person, the one due first on top; then her own that wait for others."""
    today = timezone.localdate()
    return [*map(_to_decide, reads.waiting_for(seen.user, seen.zone, today=today)), *_asked(seen, today)]


def _to_decide(signoff: SignOff) -> Todo:
    asked = gettext("asked by %(person)s") % {"person": signoff.requested_by.label} if signoff.requested_by else ""
    return Todo(
        gettext("Decide: %(title)s") % {"title": signoff.title},
        signoff.get_absolute_url(),
        signoff.expires_on,
        "warn" if signoff.expires_on is not None and signoff.expires_on - timezone.localdate() <= SOON else "info",
        why=tuple(part for part in (asked, near_words(timezone.localtime(signoff.requested_at))) if part),
        button=pgettext("sign-off button", "Decide"),
        consent=True,
    )


def _asked(seen: Seen, today: date) -> list[Todo]:
    """What this person asked for and others have not decided yet."""
    mine = reads.signoffs_of(seen.user, seen.zone).filter(state=SignOffState.OPEN, requested_by=seen.user)
    found = []
    for one in mine:
        if reads.state_today(one, today=today) != SignOffState.OPEN:
            continue
        asked = reads.asked_of(one)
        roles = dict.fromkeys(role for place in open_steps(asked) for role in asked.steps[place].roles)
        who = pgettext("between names", ", ").join(gettext(reads.ROLE_NAMES.get(role, role)) for role in roles)
        found.append(Todo(one.title, one.get_absolute_url(), one.expires_on, waits_for=who or gettext("others")))
    return found


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
    pages=(SIGNOFF_PAGE,),
    metrics=(metrics.MINE,),
    needs=(Need(metrics.MINE, late=metrics.last_day),),
    todos=(Todos("signoff", signoffs_to_decide, icon="signoff"),),
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
