"""The kind of duty this room gives: what blocks a project, over only when the enterprise confirmed it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.foundation.duties.slots import DutyKind


class Subject(models.TextChoices):
    """What a blockage is about."""

    LAND = "land", _("Land and auction")
    PERMITS = "permits", _("Permits")
    ENVIRONMENT = "environment", _("Environmental assessment")
    ENERGY = "energy", _("Energy review")
    UTILITIES = "utilities", _("Water, power, gas, heat")
    FUNDS = "funds", _("Funds")
    POLICY = "policy", _("Promised policy")
    OTHER = "other", pgettext_lazy("issue kind", "Other")


BLOCKAGE = DutyKind(
    "projects.blockage",
    _("blockage"),
    view="projects.view",
    lead="projects.edit",
    confirm="firm",
    may_drop=False,
    from_today=True,
    topics=tuple(Subject.choices),
    state_words={
        "open": pgettext_lazy("issue", "Open"),
        "done": pgettext_lazy("issue", "Solved, the enterprise is asked"),
        "confirmed": pgettext_lazy("issue", "Confirmed by the enterprise"),
    },
    button=pgettext_lazy("duty button", "Note the solution"),
    told=gettext_noop("See to it for %(about)s: %(task)s"),
)
