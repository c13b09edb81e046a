"""What a person may do with the work of a task force: give a task, note how far a point has come."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain
from liantu.foundation.duties.forms import OwedForm
from liantu.outreach.work import actions, forms, reads
from liantu.outreach.work.models import WorkPoint
from liantu.ui.acts import Act, Acts

TASKS = Acts(
    "work",
    model=Chain,
    find=reads.chain_or_404,
    home=reads.address_of_year,
    at="chains/<int:pk>/act/",
    prefix="chain_",
    acts=(
        Act(
            "give_task",
            _("Give a task"),
            actions.give_task,
            "work.edit",
            OwedForm,
            icon="plus",
            done=_("The task is given; its owner is told."),
            leads_to=lambda chain, _duty: reads.address_of_year(chain),
        ),
    ),
)
POINTS = Acts(
    "work",
    model=WorkPoint,
    find=reads.point_or_404,
    home=lambda point: reads.address_of_year(point.chain),
    at="points/<int:pk>/act/",
    prefix="point_",
    acts=(
        Act(
            "note",
            _("Note progress"),
            actions.note_progress,
            "work.edit",
            forms.ProgressForm,
            done=_("Noted."),
            leads_to=lambda point, _note: reads.address_of_year(point.chain, point.year),
        ),
    ),
)
