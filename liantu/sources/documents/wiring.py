"""What documents put elsewhere: navigation, search, watched words to look at, the claim a fact can become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.foundation.system.slots import MadeFromRows, made_from_rows
from liantu.sources.documents import fact_uses, finding, jobs, metrics, reads
from liantu.sources.documents.finding import find
from liantu.sources.documents.models import Claim, Fact
from liantu.sources.documents.slots import fact_use
from liantu.ui.wiring import (
    Alike,
    Button,
    NavGroup,
    NavItem,
    Need,
    New,
    Panel,
    Search,
    SearchHit,
    Seen,
    Todo,
    Todos,
    Wiring,
)


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Documents that hold the words, with the words around."""
    kind = pgettext_lazy("documents", "document")
    return [
        SearchHit(kind, one.document.title, one.snippet, one.document.get_absolute_url())
        for one in find(seen.user, seen.zone, text, limit=limit)
    ]


def _watched(seen: Seen) -> list[Todo]:
    """Documents with watched words that the watcher has not opened."""
    many = Alike(
        "documents.watched",
        lambda n: gettext("Read %(n)d documents with your words") % {"n": n},
        reverse("documents:brief"),
        pgettext("button", "Read them"),
    )
    return [
        Todo(
            gettext("Read %(title)s") % {"title": hit.document.title},
            hit.document.get_absolute_url(),
            why=(gettext("your word “%(words)s” stands in it") % {"words": hit.watch.words},),
            button=pgettext("button", "Read it"),
            name=hit.document.title,
            alike=many,
        )
        for hit in reads.unseen_hits(seen.user, seen.zone)[:50]
    ]


def _to_decide(seen: Seen) -> list[Todo]:
    """Facts nobody has decided and claims nobody has checked: the daily work of who keeps the documents."""
    facts, documents = reads.undecided(seen.user, seen.zone)
    claims = reads.claims_of(seen.user, seen.zone).filter(state=Claim.State.UNCHECKED).count()
    found = []
    if facts:
        text = ngettext("Decide on %(n)d fact that was read", "Decide on %(n)d facts that were read", facts)
        why = ngettext("from %(n)d document", "from %(n)d documents", documents) % {"n": documents}
        url = f"{reverse('documents:list')}?open=1"
        found.append(Todo(text % {"n": facts}, url, None, "warn", (why,), pgettext("button", "Review facts")))
    if claims:
        text = ngettext("Check %(n)d claim of an investor", "Check %(n)d claims of investors", claims)
        url = reverse("documents:claims")
        found.append(Todo(text % {"n": claims}, url, None, "warn", button=pgettext("button", "Check claims")))
    return found


def _to_review(seen: Seen, _today: date) -> Mapping[str, object] | None:
    """The newest documents with facts nobody has decided."""
    waiting = Fact.objects.filter(zone=seen.zone, state__in=Fact.OPEN).values("document")
    rows = reads.with_counts(reads.documents_of(seen.user, seen.zone).filter(pk__in=waiting))
    return {"documents": rows.order_by("-brought_at")[:5], "how_many": number} if (number := rows.count()) else None


WIRING = Wiring(
    room="documents",
    groups=(NavGroup("documents", pgettext_lazy("documents", "Documents"), 65, "files"),),
    nav=(
        NavItem(
            "documents", pgettext_lazy("documents", "Documents"), "documents:list", "files", "documents.view", order=47
        ),
        NavItem(
            "documents", _("Claims to check"), "documents:claims", "shield", "documents.view", order=48, code="claims"
        ),
        NavItem("documents", _("Watched words"), "documents:watches", "eye", "documents.view", order=49),
        NavItem(
            "documents", _("Promotion daily"), "documents:brief", "mail", "documents.view", order=50, code="briefs"
        ),
    ),
    new=(
        New("document", pgettext_lazy("begin", "Bring a document"), "documents:bring", "files", "documents.bring", 45),
    ),
    panels=(
        Panel(
            "to_review",
            TODAY_PAGE,
            _("Documents to review"),
            "documents/_today.html",
            _to_review,
            "documents.keep",
            order=30,
            roles=("data_officer",),
            more=(_("All documents"), "documents:list"),
        ),
    ),
    buttons=(
        Button(
            "bring_document",
            TODAY_PAGE,
            _("Bring a document"),
            "documents:bring",
            icon="file",
            ability="documents.bring",
            order=40,
            roles=("data_officer",),
        ),
    ),
    metrics=metrics.ALL,
    needs=(Need(metrics.WATCHED), Need(metrics.CLAIMS)),
    todos=(
        Todos("documents", _watched, "documents.view", icon="file"),
        Todos("documents.to_decide", _to_decide, "documents.keep", icon="files"),
    ),
    search=(Search("documents", _found, "documents.view", order=70),),
    sentences={
        "documents.brought": _("brought a document in"),
        "documents.read_again": _("had a document read again"),
        "documents.fact_accepted": _("accepted a fact"),
        "documents.fact_rejected": _("rejected a fact"),
        "documents.fact_corrected": _("corrected a fact"),
        "documents.fact_reopened": _("took a fact up again"),
        "documents.all_decided": _("decided all open facts of a document"),
        "documents.sure_accepted": _("accepted the facts of a document that are read with certainty"),
        "documents.fact_used": _("made something of a fact"),
        "documents.claim_checked": _("checked a claim"),
        "documents.watched": _("watches words in documents"),
        "documents.unwatched": _("watches words no longer"),
        "documents.model_asked": _("sent a document to the language model"),
    },
    jobs=(jobs.folder, jobs.read),
    answers=(
        fact_use.entry("claim", fact_uses.ClaimUse(), order=10),
        made_from_rows.entry("documents_pairs", MadeFromRows("documents_pairs", finding.keep_all)),
    ),
)
