"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "suggestions.filed": _("filed a suggestion"),
        "suggestions.moved": _("moved the suggestion on"),
        "suggestions.phone_shown": _("looked at the contact's telephone"),
    },
    module=__name__,
)
