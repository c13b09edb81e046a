"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "purchases.filed": _("filed a purchase"),
        "purchases.changed": _("changed a purchase"),
        "purchases.link_confirmed": _("confirmed the link of a purchase"),
        "purchases.removed": _("took a purchase away"),
    },
    module=__name__,
)
