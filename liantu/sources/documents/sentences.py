"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
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
    module=__name__,
)
