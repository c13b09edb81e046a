"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "chains.template_adopted": _("took a chain template in"),
        "chains.draft_started": _("began a draft of the template"),
        "chains.draft_saved": _("saved the draft"),
        "chains.draft_undone": _("took a step of the draft back"),
        "chains.draft_dropped": _("threw the draft away"),
        "chains.template_published": _("published a template version"),
        "chains.appointed": _("made an appointment"),
        "chains.enterprise_named": _("named an enterprise of the chain"),
        "chains.department_named": _("named the lead department"),
        "chains.part_changed": _("corrected an appointment"),
        "chains.described": _("described the chain"),
        "chains.liaison_tied": _("said whom a liaison speaks for"),
        "chains.evidence_kept": _("kept what a document says of a link"),
        "chains.evidence_withdrawn": _("took evidence of a link back"),
        "chains.ended": _("ended an appointment"),
    },
    module=__name__,
)
