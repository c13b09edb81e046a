"""What a person may do with a document, with a fact of it, with a claim, with words he watches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.sources.documents import actions, model_reading, reads, wording
from liantu.sources.documents.forms import CheckForm, CorrectForm, UseForm
from liantu.sources.documents.models import Claim, Document, Fact, Watch
from liantu.sources.documents.slots import fact_use
from liantu.ui.acts import Act, Acts, InPlace
from liantu.ui.pages.head import Link
from liantu.ui.pages.review import Progress, Review
from liantu.ui.wiring import Seen

REVIEW = "documents.review"


def _may_be_sent(document: Document, _user: User) -> bool:
    """Whether a model is configured and the document is no confidential one."""
    return model_reading.configured() and not document.confidential


def _accept_all(document: Document, *, by: User) -> int:
    return actions.decide_all(document, "accept", by=by)


def _reject_all(document: Document, *, by: User) -> int:
    return actions.decide_all(document, "reject", by=by)


def _has_sure(document: Document, _user: User) -> bool:
    """Whether something read with certainty waits."""
    return reads.how_many_wait(document)[1] > 0


def _sure(document: Document, _user: User) -> Iterator[tuple[Mapping[str, object], str | Promise]]:
    """The act once, with the number of facts it accepts."""
    n = reads.how_many_wait(document)[1]
    yield {}, ngettext("Accept the %(n)d sure one", "Accept the %(n)d sure ones", n) % {"n": n}


def _file(document: Document, *, by: User) -> int:
    """How many things were made. Raises ProblemsError with what could not be made; the rest is made all the same."""
    made, problems = actions.file_all(document, by=by)
    if problems:
        raise ProblemsError(problems)
    return len(made)


def _asked(found: tuple[int, int]) -> str:
    """What the model answered, in words."""
    grounded, bad = found
    return _("The model proposed %(n)d facts; %(bad)d of them have no quote in the text.") % {
        "n": grounded + bad,
        "bad": bad,
    }


def _watched_here(request: ZoneRequest, document: Document) -> HttpResponse:
    """Which watched words stand in the document."""
    return render(request, "documents/_watched_here.html", {"hits": reads.watched_in(request.user, document)})


DOCUMENT = Acts(
    "documents",
    Document,
    reads.document_or_404,
    (
        Act(
            "ask", gettext_lazy("Ask the model too"), actions.ask_model, REVIEW, fits=_may_be_sent,
            done=_asked,
        ),
        Act(
            "read", gettext_lazy("Read it again"), actions.read_again, REVIEW,
            done=lambda n: _("%(n)d facts read.") % {"n": n},
        ),
        Act(
            "reject", gettext_lazy("Reject all"), _reject_all, REVIEW,
            done=lambda n: _("%(n)d facts rejected.") % {"n": n},
        ),
        Act(
            "accept", gettext_lazy("Accept all"), _accept_all, REVIEW, key="A",
            done=lambda n: _("%(n)d facts accepted.") % {"n": n},
        ),
        Act(
            "sure", gettext_lazy("Accept what is sure"), actions.accept_sure, REVIEW, key="S", tone="small",
            fits=_has_sure, each=_sure, help=gettext_lazy("Those whose reading is sure; the others stay to be decided"),
            done=lambda n: _("%(n)d facts accepted.") % {"n": n},
        ),
        Act(
            "file", gettext_lazy("Accept and file"), _file, REVIEW, key="F", tone="main",
            help=gettext_lazy("Accepts what is open and makes visits, agreements, claims and proposals of it"),
            done=lambda n: _("Accepted, and %(n)d things made of it.") % {"n": n},
        ),
        Act(
            "seen", gettext_lazy("I have seen the watched words"), actions.see_hits, "documents.view",
            fits=lambda document, user: any(hit.seen_at is None for hit in reads.watched_in(user, document)),
        ),
    ),
    in_place=InPlace(lambda _document: "watched-here", _watched_here),
)  # fmt: skip
AT_HEAD = ("file", "accept", "reject", "read", "ask")
BESIDE_ROWS = ("sure",)


def _is_open(fact: Fact, _user: User) -> bool:
    return fact.state in Fact.OPEN


def _is_decided(fact: Fact, _user: User) -> bool:
    return fact.state not in Fact.OPEN


def _accept(fact: Fact, *, by: User) -> Fact:
    return actions.decide(fact, "accept", by=by)


def _reject(fact: Fact, *, by: User) -> Fact:
    return actions.decide(fact, "reject", by=by)


def _reopen(fact: Fact, *, by: User) -> Fact:
    return actions.decide(fact, "reopen", by=by)


def _correct(fact: Fact, *, by: User, corrected: Mapping[str, str]) -> Fact:
    return actions.decide(fact, "correct", by=by, corrected=corrected)


def _uses(fact: Fact, user: User) -> Iterator[tuple[Mapping[str, object], str | Promise]]:
    """What the fact can still become, by the code of its use, in the words of the room that makes it."""
    if fact.state == Fact.State.REJECTED:
        return
    made = {use.code for use in fact.uses.all()}
    for filling in fact_use.fillings():
        if filling.key not in made and filling.value.fits(Seen(user, fact.zone), fact):
            yield {"code": filling.key}, filling.value.label


def _drawn(request: ZoneRequest, fact: Fact) -> HttpResponse:
    """The fact's row as it stands now, with how many still wait."""
    fresh = reads.fact_or_404(request, fact.pk)
    proposal = wording.proposal_of(fresh, reads.known_of(fresh.zone, [fresh]))
    return ROWS.drawn_row(request, fresh.document, proposal)


FACT = Acts(
    "documents",
    Fact,
    reads.fact_or_404,
    (
        Act(
            "accept", pgettext_lazy("fact", "Accept"), _accept, REVIEW,
            fits=_is_open, icon="check", tone="small", key="a", seen=True,
        ),
        Act(
            "reject", pgettext_lazy("fact", "Reject"), _reject, REVIEW,
            fits=_is_open, tone="small", key="r", seen=True,
        ),
        Act(
            "reopen", gettext_lazy("Take up again"), _reopen, REVIEW,
            fits=_is_decided, tone="small", key="u", seen=True,
        ),
        Act(
            "correct", pgettext_lazy("fact", "Correct"), _correct, REVIEW, form=CorrectForm, tone="small", key="e",
            seen=True,
        ),
        Act(
            "use", gettext_lazy("Make something of it"), actions.use_fact, REVIEW, form=UseForm, each=_uses,
            icon="plus", tone="small",
        ),
    ),
    at="facts/<int:pk>/",
    prefix="fact_",
    in_place=InPlace(lambda fact: f"fact-{fact.pk}", _drawn),
)  # fmt: skip


def _progress(request: ZoneRequest, document: Document) -> Progress:
    """How many facts wait, what may be done with many, and the next document that waits."""
    to_decide, _sure_ones, facts = reads.how_many_wait(document)
    onward, left = reads.waiting_after(request.user, document)
    words = gettext_lazy("Next document")
    link = Link(words, onward.get_absolute_url(), hint=onward.title) if onward is not None else None
    return Progress(to_decide, facts, DOCUMENT.drawn(document, request, BESIDE_ROWS, {}), link, left)


ROWS = Review(
    acts=lambda: FACT,
    decide=("accept", "correct", "reject"),
    more=("reopen", "use"),
    groups=tuple((kind, Fact.Kind(kind).label) for kind in (
        Fact.Kind.EVENT, Fact.Kind.PROJECT, Fact.Kind.FIGURE, Fact.Kind.CLAIM, Fact.Kind.LEADER,
        Fact.Kind.ORGANISATION, Fact.Kind.PERSON,
    )),
    progress=_progress,
    ability=REVIEW,
)  # fmt: skip
CLAIM = Acts(
    "documents",
    Claim,
    reads.claim_or_404,
    (
        Act(
            "check", gettext_lazy("Say whether it holds"), actions.check_claim, REVIEW, form=CheckForm, open=True,
            tone="main", leads_to=lambda _claim, _made: reverse("documents:claims"), seen=True,
        ),
    ),
    at="claims/<int:pk>/act/",
    prefix="claim_",
)  # fmt: skip
WATCH = Acts(
    "documents",
    Watch,
    reads.watch_or_404,
    (Act("drop", gettext_lazy("Watch no longer"), actions.unwatch, "documents.view", tone="small"),),
    at="watched/<int:pk>/",
    prefix="watch_",
)
EVERY: tuple[Acts[Any], ...] = (DOCUMENT, FACT, CLAIM, WATCH)
