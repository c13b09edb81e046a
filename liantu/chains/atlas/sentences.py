"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {"atlas.text_written": _("wrote a part of the atlas"), "atlas.exported": _("exported the atlas")}, module=__name__
)
