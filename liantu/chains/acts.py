"""What a person may do with a chain: have it judged by what is known now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.chains import actions, pages
from liantu.chains.models import Chain
from liantu.ui.acts import Act, Acts

ACTS = Acts(
    "chains",
    model=Chain,
    find=pages.chain_by_key_or_404,
    acts=(
        Act(
            "judge",
            title=_("Judge now"),
            do=actions.judge_again,
            ability="chains.view",
            icon="refresh",
            done=_("It is judged by what is known now; on a large register that takes a moment."),
        ),
    ),
)
