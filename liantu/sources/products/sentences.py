"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "products.brought": _("brought product lists in"),
        "products.built": _("finished reading product lists"),
        "products.in_use": _("took product lists into use"),
        "products.set_aside": _("set product lists aside"),
    },
    module=__name__,
)
