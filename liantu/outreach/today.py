"""What outreach puts on the day's page: the visits and talks of today, terms that end, drafts to review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from liantu.foundation.flows.reads import todos_of
from liantu.outreach import reads
from liantu.outreach.actions.agreements import AGREEMENTS
from liantu.outreach.models import Agreement, Engagement
from liantu.outreach.rules.agreements import AGREEMENT
from liantu.people.models import ZonedQuerySet
from liantu.ui.wiring import Seen, Todo

AHEAD = timedelta(days=14)
AGENDA_MOST = 6


def agenda(seen: Seen, today: date) -> Mapping[str, object] | None:
    """The person's visits and talks of today, and of the days that come; None for who keeps none."""
    rows = _of_person(seen).filter(Q(on__lte=today, until_on__gte=today) | Q(on__range=(today, today + AHEAD)))
    found = list(rows.exclude(precision__in=("month", "year")).order_by("on", "id")[:AGENDA_MOST])
    now = [one for one in found if one.on <= today]
    if not found and not seen.may("outreach.log"):
        return None
    return {
        "engagements": found,
        "today": today,
        "is_free": not now,
        "fact": ngettext("%(n)d meeting", "%(n)d meetings", len(now)) % {"n": len(now)} if now else "",
    }


def _of_person(seen: Seen) -> ZonedQuerySet[Engagement]:
    """What the person keeps, leads or goes along with, by the name as it is written there."""
    rows = reads.engagements_of(seen.user, seen.zone)
    name = seen.user.display_name.strip()
    named = Q(leader__contains=name) | Q(members__contains=name) if len(name) > 1 else Q(pk__in=())
    return rows.filter(Q(owner=seen.user) | named)


def ending(seen: Seen) -> list[Todo]:
    """Terms and agreements that end, for whoever keeps them."""
    if not seen.may("outreach.keep"):
        return []
    today = timezone.localdate()
    forces, agreements = reads.ending_forces(seen.zone, today=today), reads.ending_agreements(seen.zone, today=today)
    names = [*(one.title for one in agreements), *(one.name for one in forces)]
    if not names:
        return []
    text = ngettext("%(n)d term or agreement ends soon", "%(n)d terms or agreements end soon", len(names))
    told = pgettext("between names", ", ").join(names[:3]) + ("…" if len(names) > 3 else "")
    ends = [*(one.ends_on for one in agreements), *(one.ends_on for one in forces)]
    days = [day for day in ends if day is not None and day >= today]
    button = pgettext("button", "Renew or end")
    return [
        Todo(
            text % {"n": len(names)}, reverse("outreach:ending"), min(days, default=None), "warn", (told,), button,
            icon="signoff",
        )
    ]  # fmt: skip


def to_review(seen: Seen) -> list[Todo]:
    """Drafts of agreements that wait for a second person: whoever may review them and did not bring them."""
    drafts = reads.agreements_of(seen.user, seen.zone).filter(state=Agreement.State.DRAFT)[:50]
    others = tuple(step.verb for step in AGREEMENT.steps if step.verb != "review")
    return todos_of(
        AGREEMENTS, drafts, seen, _("Review the agreement %(title)s"), but=others, why=lambda one: (one.parties,)
    )
