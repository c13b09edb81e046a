"""The acts on a version of a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.flows.reads import possible
from liantu.foundation.versions import actions, pages, reads
from liantu.foundation.versions.models import RuleVersion
from liantu.people.models import User
from liantu.ui.act_forms import Noted
from liantu.ui.acts import Act, Acts, Fit


class StepForm(Noted):
    """A note, and the revision that was seen."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


def _fits(verb: str) -> Any:
    """Whether the step is this person's now; while a second person is asked, that is told."""

    def fits(version: RuleVersion, user: User) -> Fit:
        if possible(version, actions.VERSIONS, user).has(verb):
            return True
        return _("It waits for a second person.") if reads.waits(version) else False

    return fits


ACTS = Acts(
    "versions",
    model=RuleVersion,
    find=pages.version_or_404,
    at="versions/<int:pk>/act/",
    acts=(
        Act(
            "publish",
            pgettext_lazy("rule version", "Propose to publish"),
            actions.publish,
            "versions.keep",
            StepForm,
            _fits("publish"),
            help=_("It holds from its day on as soon as a second person has agreed."),
            done=_("Proposed: it holds as soon as a second person has agreed."),
        ),
        Act(
            "drop",
            pgettext_lazy("rule version", "Drop"),
            actions.drop,
            "versions.keep",
            StepForm,
            _fits("drop"),
            tone="bad",
        ),
    ),
)
