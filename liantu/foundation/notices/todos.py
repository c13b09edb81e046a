"""Sign-offs on the page of the day: a to-do for who must decide, a notice for who is asked and for who asked."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.notices.actions import notify
from liantu.foundation.notices.slots import Todo, todo
from liantu.foundation.signoff import reads
from liantu.foundation.signoff.models import SignOff, SignOffState
from liantu.foundation.signoff.slots import on_signoff_moved

OUTCOMES = {
    SignOffState.AGREED: gettext_noop("Everybody agreed: %(title)s"),
    SignOffState.REFUSED: gettext_noop("Refused: %(title)s"),
    SignOffState.EXPIRED: gettext_noop("Nobody decided in time: %(title)s"),
}
SOON = timedelta(days=2)


def signoffs_to_decide(user: User, zone: Zone) -> list[Todo]:
    """The sign-offs that wait for this person, the one due first on top."""
    today = timezone.localdate()
    return [
        Todo(
            _("Decide: %(title)s") % {"title": signoff.title},
            reverse("signoff:detail", args=[signoff.pk]),
            signoff.expires_on,
            "warn" if signoff.expires_on is not None and signoff.expires_on - today <= SOON else "info",
        )
        for signoff in reads.waiting_for(user, zone, today=today)
    ]


def tell_about(signoff: SignOff) -> None:
    """Tell who must decide now, or, when it is over, who asked."""
    url, params = reverse("signoff:detail", args=[signoff.pk]), {"title": signoff.title}
    if signoff.state == SignOffState.OPEN:
        for person in reads.people_asked(signoff):
            notify(person, gettext_noop("Please decide: %(title)s"), params, url=url, zone=signoff.zone)
    elif (text := OUTCOMES.get(SignOffState(signoff.state))) is not None:
        notify(signoff.requested_by, text, params, url=url, zone=signoff.zone)


todo.fill("signoff", signoffs_to_decide, module=__name__)
on_signoff_moved.fill("notices", tell_about, module=__name__)
