"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "leads.registered": _("registered the lead"),
        "leads.discarded": _("took away a lead registered by mistake"),
        "leads.moved": _("took a step on the lead"),
        "leads.disputed": _("claimed the lead"),
        "leads.dispute_decided": _("decided a claim on the lead"),
        "leads.phone_shown": _("looked at the contact's telephone"),
    },
    module=__name__,
)
