"""A lead of a project that a document tells of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.foundation.accounts.abilities import may
from liantu.projects.leads.actions import register_lead
from liantu.projects.models import Project
from liantu.sources.documents.slots import Made, fact_use


class LeadUse:
    """An investor's project becomes a lead with what was printed of it."""

    label = _("Open a lead")
    at_once = False

    def fits(self, user: Any, zone: Any, fact: Any) -> bool:
        """Projects that name an investor, and enterprises."""
        value = fact.current
        is_firm = fact.kind == "organisation" and value.get("role") == "enterprise"
        named = is_firm or (fact.kind == "project" and bool(value.get("investors")))
        return named and may(user, "leads.register", zone)

    def make(self, fact: Any, *, by: Any) -> Made:
        """The lead, registered in the name of whoever makes it."""
        value = fact.current
        firm = str(value["investors"][0]) if fact.kind == "project" else str(value["name"])
        amount = value.get("total_investment") if fact.kind == "project" else None
        in_yuan = isinstance(amount, dict) and amount.get("currency") in (None, "CNY") and amount.get("value")
        lead = register_lead(
            fact.zone,
            {
                "firm_name": firm,
                "content": f"{value.get('name') or ''}\n{fact.quote}".strip()[:2000],
                "amount_wan_yuan": Decimal(str(amount["value"])) if in_yuan and isinstance(amount, dict) else None,
                "channel": Project.Channel.SELF,
                "came_from": fact.document.title[:120],
                "came_from_url": fact.get_absolute_url(),
            },
            by=by,
        )
        return Made(f"{lead.number} {lead.firm_name}", lead.get_absolute_url())


fact_use.fill("lead", LeadUse(), module=__name__, order=40)
