"""A lead of a project that a document tells of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.projects.leads.actions import register_lead
from liantu.projects.models import Project
from liantu.reader.facts import Amount, Organisation, name_of
from liantu.reader.facts import Fact as Stated
from liantu.reader.facts import Project as StatedProject
from liantu.sources.documents.models import Fact
from liantu.sources.documents.slots import Made
from liantu.ui.wiring import Seen

NOT_SO = (Fact.State.REJECTED, Fact.State.GONE)


class LeadUse:
    """An investor's project becomes a lead with what was printed of it."""

    label = _("Open a lead")
    at_once = False

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Projects that name an investor, and enterprises."""
        return bool(_firm(fact.stated)) and seen.may("leads.register")

    def make(self, fact: Fact, *, by: User) -> Made:
        """The lead, registered in the name of whoever makes it."""
        stated = fact.stated
        amount = stated.total_investment if isinstance(stated, StatedProject) else None
        amount = amount or _only_investment(fact)
        in_yuan = amount is not None and amount.currency in ("", "CNY")
        lead = register_lead(
            fact.zone,
            {
                "firm_name": _firm(stated),
                "content": f"{name_of(stated)}\n{fact.quote}".strip()[:2000],
                "amount_wan_yuan": (amount.value or None) if amount is not None and in_yuan else None,
                "channel": Project.Channel.SELF,
                "came_from": fact.document.title[:120],
                "came_from_url": fact.get_absolute_url(),
            },
            by=by,
        )
        return Made(f"{lead.number} {lead.firm_name}", lead.get_absolute_url())


def _firm(stated: Stated) -> str:
    """The firm whose project it is: the first investor named, or the enterprise itself; "" for other facts."""
    match stated:
        case StatedProject(investors=(first, *_others)):
            return first
        case Organisation(role="enterprise"):
            return stated.name
    return ""


def _only_investment(fact: Fact) -> Amount | None:
    """The investment the document tells of where it tells of one only: its projects and firms are then one story."""
    told = [
        one.stated.total_investment
        for one in fact.document.facts.filter(kind=Fact.Kind.PROJECT).exclude(state__in=NOT_SO)
        if isinstance(one.stated, StatedProject) and one.stated.total_investment is not None
    ]
    return told[0] if len({(one.value, one.currency) for one in told}) == 1 else None
