"""What documents put elsewhere: navigation, search, watched words to look at, the claim a fact can become."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.foundation.system.slots import MadeFromRows, made_from_rows
from liantu.sources.documents import fact_uses, finding, jobs, reads
from liantu.sources.documents.finding import find
from liantu.sources.documents.slots import fact_use
from liantu.ui.wiring import NavGroup, NavItem, New, Search, SearchHit, Seen, Todo, Todos, Wiring


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Documents that hold the words, with the words around."""
    kind = pgettext_lazy("documents", "document")
    return [
        SearchHit(kind, one.document.title, one.snippet, one.document.get_absolute_url())
        for one in find(seen.user, seen.zone, text, limit=limit)
    ]


def _watched(seen: Seen) -> list[Todo]:
    """Documents with watched words that the watcher has not opened."""
    return [
        Todo(
            gettext("“%(words)s” in %(title)s") % {"words": hit.watch.words, "title": hit.document.title},
            hit.document.get_absolute_url(),
            hit.found_at.date(),
        )
        for hit in reads.unseen_hits(seen.user, seen.zone)[:10]
    ]


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
    todos=(Todos("documents", _watched, "documents.view"),),
    search=(Search("documents", _found, "documents.view", order=70),),
    sentences={
        "documents.brought": _("brought a document in"),
        "documents.read_again": _("had a document read again"),
        "documents.fact_accepted": _("accepted a fact"),
        "documents.fact_rejected": _("rejected a fact"),
        "documents.fact_corrected": _("corrected a fact"),
        "documents.fact_reopened": _("took a fact up again"),
        "documents.all_decided": _("decided all open facts of a document"),
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
