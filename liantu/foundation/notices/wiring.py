"""The day: its place in the navigation, the bell, who is told that work is over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.foundation.jobs.registry import job_over
from liantu.foundation.notices.actions import notify_job_over
from liantu.foundation.notices.reads import unread_count
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.ui.wiring import NavGroup, NavItem, Wiring, bell

WIRING = Wiring(
    room="notices",
    groups=(NavGroup("today", _("Today"), 10, "today"),),
    nav=(NavItem("today", _("Today"), "notices:today", "today", "today.view", order=1),),
    pages=(TODAY_PAGE,),
    answers=(
        bell.entry("notices", lambda seen: unread_count(seen.user, seen.zone)),
        job_over.entry("notices", notify_job_over),
    ),
)
