"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "statistics.table_brought": _("brought a table in"),
        "statistics.table_used": _("took a table into use"),
        "statistics.concordance_brought": _("brought a concordance in"),
        "statistics.sizes_brought": _("brought the sizes of a region in"),
    },
    module=__name__,
)
