"""The numbers of documents: which a person has not opened although they hold her words, which claims wait."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from liantu.lib.metrics import Metric
from liantu.sources.documents.models import Claim, Document
from liantu.sources.documents.reads import claims_of, documents_of, unseen_hits
from liantu.ui.wiring import Seen


def watched_rows(seen: Seen) -> QuerySet[Document]:
    """Documents with words the person watches that she has not opened."""
    return documents_of(seen.user, seen.zone).filter(pk__in=unseen_hits(seen.user, seen.zone).values("document"))


def claim_rows(seen: Seen) -> QuerySet[Claim]:
    """Claims nobody has checked."""
    return claims_of(seen.user, seen.zone).filter(state=Claim.State.UNCHECKED)


WATCHED: Metric[Seen] = Metric(
    "documents.watched",
    _("Documents with my words"),
    "count",
    _("Documents that hold words I watch and that I have not opened."),
    1,
    watched_rows,
    "documents:list",
    "documents.view",
)
CLAIMS: Metric[Seen] = Metric(
    "documents.claims",
    _("Claims to check"),
    "count",
    _("Claims nobody has checked yet."),
    1,
    claim_rows,
    "documents:claims",
    "documents.keep",
)
ALL = (WATCHED, CLAIMS)
