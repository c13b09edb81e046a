"""The part's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "work.point_set": _("set a work point"),
        "work.point_changed": _("changed a work point"),
        "work.progress_noted": _("noted progress"),
        "work.meeting_kept": _("kept a meeting"),
        "work.inspection_kept": _("kept an inspection"),
        "work.task_given": _("gave a task"),
        "work.task_moved": _("moved a task on"),
    },
    module=__name__,
)
