"""Words for the acts of the operator."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {"system.backed_up": _("backed the installation up"), "system.restored": _("restored a backup")}, module=__name__
)
