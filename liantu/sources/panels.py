"""The state of the data on the page of the day."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.notices.slots import TodayPanel, today_panel
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.sources import reads

OLD_AFTER_DAYS = 365


def data_state(user: User, zone: Zone) -> dict[str, Any]:
    """The register in use, how old it is, and imports that wait."""
    release = reads.current_release(zone)
    day = release.as_of_on if release is not None else None
    return {
        "release": release,
        "is_old": day is not None and (timezone.localdate() - day).days > OLD_AFTER_DAYS,
        "waiting": reads.imports_for(user, zone).count(),
        "may_import": may(user, "sources.import", zone),
    }


today_panel.fill(
    "sources", TodayPanel(_("Data"), "sources/_today.html", data_state, "sources.view"), module=__name__, order=90
)
