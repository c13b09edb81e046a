"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "prospects.list_saved": _("saved the target list"),
        "prospects.list_archived": _("archived the target list"),
        "prospects.list_restored": _("brought the target list back"),
        "prospects.target_marked": _("marked a target"),
        "prospects.mark_withdrawn": _("took a mark back"),
        "prospects.exported": _("exported targets"),
        "prospects.ranking_fitted": _("fitted a ranking on reviewed targets"),
        "prospects.ranking_switched": _("switched a fitted ranking"),
    },
    module=__name__,
)
