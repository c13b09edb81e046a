"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {"challenges.drafted": _("drafted a challenge"), "challenges.moved": _("moved the challenge on")}, module=__name__
)
