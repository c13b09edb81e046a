"""Sign-offs on the page of the day: a to-do for who must decide."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.flows import reads
from liantu.foundation.notices.slots import Todo, todo
from liantu.people.models import User, Zone

SOON = timedelta(days=2)


def signoffs_to_decide(user: User, zone: Zone) -> list[Todo]:
    """The sign-offs that wait for this person, the one due first on top."""
    today = timezone.localdate()
    return [
        Todo(
            _("Decide: %(title)s") % {"title": signoff.title},
            signoff.get_absolute_url(),
            signoff.expires_on,
            "warn" if signoff.expires_on is not None and signoff.expires_on - today <= SOON else "info",
        )
        for signoff in reads.waiting_for(user, zone, today=today)
    ]


todo.fill("signoff", signoffs_to_decide, module=__name__)
