"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "outreach.logged": _("logged it"),
        "outreach.changed": _("corrected it"),
        "outreach.finished": _("finished what was due"),
        "outreach.contact_kept": _("kept the contact"),
        "outreach.phone_shown": _("looked at the telephone"),
        "outreach.contacts_merged": _("merged a contact into this one"),
        "outreach.contacts_parted": _("undid a merge of contacts"),
        "outreach.feed_made": _("made a calendar address"),
    },
    module=__name__,
)
