"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

SENTENCES = {
    "sources.import_started": _("brought files in"),
    "sources.import_confirmed": _("had a register built"),
    "sources.import_abandoned": _("put an import aside"),
    "sources.release_added": _("added the register"),
    "sources.release_in_use": _("took the register into use"),
    "sources.release_shared": _("shared the register with all zones"),
    "sources.release_unshared": _("stopped sharing the register"),
    "sources.release_dropped": _("dropped the register"),
    "sources.policy_set": _("set which personal columns are kept"),
    "sources.downloaded": _("downloaded a receipt of rows"),
    "sources.tidied": _("removed left-over folders"),
}

fill_sentences(SENTENCES, module=__name__)
