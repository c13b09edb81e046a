"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "projects.force_set_up": _("set up a task force"),
        "projects.force_member_added": _("added a member to the task force"),
        "projects.force_member_dropped": _("took a member out of the task force"),
        "projects.force_met": _("wrote down a meeting or report of the task force"),
        "projects.force_ended": _("ended the task force"),
    },
    module=__name__,
)
