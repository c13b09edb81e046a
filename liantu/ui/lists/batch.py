"""One act on several rows at once: the same declaration, form and rules as on the page of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liantu.lib.problems import ProblemsError
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.act_forms import ActForm
from liantu.ui.acts import Act, Acts
from liantu.ui.problems import words_of

ROWS_MOST = 200
TOLD_MOST = 5


@dataclass(frozen=True)
class BatchAct:
    """An act as the bar over the table offers it: its form stands for all rows that are ticked."""

    act: Act
    form: ActForm

    @property
    def is_button(self) -> bool:
        """Whether nothing is asked."""
        return not self.form.visible_fields()


@dataclass(frozen=True)
class Batch:
    """What may be done with several rows at once: ``verbs`` of the acts that ``acts()`` answers.

    The rows are judged one by one: whoever does not fit is told with its reason, the others are done.
    """

    acts: Callable[[], Acts[Any]]
    verbs: Sequence[str]

    def offered(self, request: ZoneRequest, example: Any) -> list[BatchAct]:
        """What this person may do; the forms fit ``example``, one of the rows."""
        found = []
        for verb in self.verbs:
            act = self.acts().by_verb[verb]
            if may(request.user, act.ability, request.zone):
                form = act.form(thing=example, user=request.user, zone=request.zone, prefix=verb)
                for hidden in [one.name for one in form.hidden_fields()]:
                    del form.fields[hidden]  # the revision of one row says nothing of the others
                found.append(BatchAct(act, form))
        return found

    def perform(self, request: ZoneRequest, rows: Any, back: str) -> HttpResponse:
        """Do the posted act on every posted row of ``rows``; what was done and what was not is told on the list."""
        verb, acts = request.POST.get("batch", ""), self.acts()
        keys = [key for sent in request.POST.getlist("row")[:ROWS_MOST] if (key := whole_number(sent)) is not None]
        beginning = f"{verb}-"
        sent = {name.removeprefix(beginning): one for name, one in request.POST.items() if name.startswith(beginning)}
        done, refused = 0, []
        for row in rows.filter(pk__in=keys) if verb in self.verbs else ():
            thing = acts.find(request, row.pk)
            try:
                acts.perform(acts.by_verb[verb], request, thing, sent)
                done += 1
            except ProblemsError as error:
                refused.append(f"{thing}：{words_of(error.problems[0]).message}")
        if done:
            told = ngettext("Done for %(n)s row.", "Done for %(n)s rows.", done)
            messages.success(request, told % {"n": done})
        for words in refused[:TOLD_MOST]:
            messages.warning(request, words)
        if len(refused) > TOLD_MOST:
            messages.warning(request, _("%(n)s more were refused.") % {"n": len(refused) - TOLD_MOST})
        if not done and not refused:
            messages.warning(request, _("Tick the rows first."))
        return HttpResponseRedirect(back)
