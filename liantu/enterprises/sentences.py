"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

SENTENCES = {
    "enterprises.taken_in": _("took the enterprise in from the register"),
    "enterprises.added": _("added the enterprise"),
    "enterprises.corrected": _("corrected a value"),
    "enterprises.name_added": _("added a name"),
    "enterprises.settled": _("noted that it works in the zone"),
    "enterprises.left": _("noted that it no longer works in the zone"),
    "enterprises.merged": _("merged another record into it"),
    "enterprises.absorbed": _("merged it into another record"),
    "enterprises.merge_undone": _("undid a merge"),
    "enterprises.kept_apart": _("found two records to be different"),
    "enterprises.import_started": _("brought a list in"),
    "enterprises.imported": _("applied a list"),
    "enterprises.from_list": _("took values over from a list"),
    "enterprises.import_undone": _("took a list back"),
}
fill_sentences(SENTENCES, module=__name__)
