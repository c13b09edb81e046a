"""The acts on papers of a room: brought, verified by another person, taken back; declared once for every room.

ACTS = Acts("projects", model=Project, find=…, acts=(…, *paper_acts(PAPERS, pages.tag_choices)))
{% acts project "verify_paper" "withdraw_paper" paper=paper %}   # beside each paper
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from liantu.foundation.files import paper_actions
from liantu.foundation.files.models import Paper
from liantu.foundation.files.paper_actions import PaperRoom
from liantu.people.models import User
from liantu.ui.act_forms import ActForm, Day, Row
from liantu.ui.acts import Act, Fit


def paper_acts(room: PaperRoom[Any], tags: Callable[[Any], Sequence[tuple[str, Any]]]) -> tuple[Act, Act, Act]:
    """Bring, verify and take back a paper of ``room``. ``tags``: what a paper of a thing may stand for, in words."""
    accept = ",".join(f".{kind}" for kind in room.allowed)

    class BringForm(ActForm):
        """A paper: a file or a reference, and what it stands for."""

        tags = forms.MultipleChoiceField(label=_("Stands for"), widget=forms.CheckboxSelectMultiple)
        file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput(attrs={"accept": accept}))
        reference = forms.CharField(label=_("or its number or address"), max_length=300, required=False)
        title = forms.CharField(label=_("Title of the paper"), max_length=160, required=False)
        dated_on = Day(label=_("Dated"), required=False)

        def choices_tags(self) -> Sequence[tuple[str, Any]]:
            """What the room asks papers for."""
            return tags(self.thing)

    class PaperForm(ActForm):
        """A paper of the thing."""

        paper = Row(room.model._default_manager.all())

        def rows_paper(self) -> models.QuerySet[Any]:
            """The thing's own papers."""
            rows: models.QuerySet[Any] = room.model._default_manager.filter(**{room.thing: self.thing})
            return rows

    class BackForm(PaperForm):
        """A paper, and why it is taken back."""

        reason = forms.CharField(label=_("Reason"), max_length=200)

    def bring(thing: Any, *, by: User, file: UploadedFile[Any] | None, **given: Any) -> Paper:
        given["known"] = {tag for tag, _words in tags(thing)}
        made: Paper = paper_actions.bring_paper(
            room, thing, given.pop("tags"), by=by, zone=thing.zone, upload=file, **given
        )
        return made

    def verify(paper: Paper, *, by: User) -> None:
        paper_actions.verify_paper(room, paper, by=by)

    def take_back(paper: Paper, *, by: User, reason: str) -> None:
        paper_actions.withdraw_paper(room, paper, by=by, reason=reason)

    return (
        Act("paper", _("Bring a paper"), bring, room.bring, BringForm, tone="main"),
        Act("verify_paper", _("I have seen it"), verify, room.verify, PaperForm, _unseen, about="paper"),
        Act("withdraw_paper", _("Take back"), take_back, room.bring, BackForm, _stands, about="paper"),
    )


def _unseen(paper: Paper, user: User) -> Fit:
    """Nobody has verified it yet, and its bringer never does."""
    if paper.verified_at is not None or paper.withdrawn_at is not None:
        return False
    return True if paper.brought_by_id != user.pk else _("Whoever brought a paper does not verify it.")


def _stands(paper: Paper, _user: User) -> bool:
    return paper.withdrawn_at is None
