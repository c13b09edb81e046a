"""The day's place in the navigation, and the bell."""

from django.utils.translation import gettext_lazy as _

from liantu.foundation.jobs.registry import job_over
from liantu.foundation.notices.actions import notify_job_over
from liantu.foundation.notices.reads import unread_count
from liantu.ui.slots import NavItem, bell, nav

nav.fill("today", NavItem("today", _("Today"), "notices:today", "today", "today.view"), module=__name__, order=1)
job_over.fill("notices", notify_job_over, module=__name__)
bell.fill("notices", unread_count, module=__name__)
