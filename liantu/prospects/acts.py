"""What a person may do with a fitted ranking: let lists start from its weights, or no longer."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.prospects import actions, reads
from liantu.prospects.models import RankingFit
from liantu.ui.acts import Act, Acts


def _switch(on: bool, fit: RankingFit, *, by: User) -> None:
    actions.switch_ranking(fit, on, by=by)


FITS = Acts(
    "prospects",
    model=RankingFit,
    find=reads.fit_or_404,
    home=lambda _fit: reverse("prospects:calibration"),
    at="calibration/<int:pk>/act/",
    prefix="fit_",
    acts=(
        Act(
            "switch_on",
            _("Switch on"),
            partial(_switch, True),
            "prospects.switch_ranking",
            fits=lambda fit, _user: not fit.is_on,
        ),
        Act(
            "switch_off",
            _("Switch off"),
            partial(_switch, False),
            "prospects.switch_ranking",
            fits=lambda fit, _user: fit.is_on,
        ),
    ),
)
