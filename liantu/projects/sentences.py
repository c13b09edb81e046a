"""The room's acts as sentences of the history."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "projects.opened": _("opened the project"),
        "projects.changed": _("changed the project"),
        "projects.moved": _("moved the project"),
        "projects.step_proposed": _("proposed a step"),
        "projects.step_refused": _("refused a step"),
        "projects.step_withdrawn": _("took a step back"),
        "projects.paper_brought": _("brought a paper"),
        "projects.paper_verified": _("verified a paper"),
        "projects.paper_withdrawn": _("took a paper back"),
        "projects.money_stated": _("stated an amount"),
        "projects.credit_split": _("split the credit anew"),
        "projects.noted": _("wrote a note"),
        "projects.discarded": _("took away a project opened by mistake"),
        "projects.ended": _("suspended or ended the project"),
        "projects.resumed": _("took the project up again"),
        "projects.statistics_set": _("set the statistics entry"),
        "projects.issue_raised": _("wrote a blockage down"),
        "projects.issue_settled": _("settled a blockage"),
        "projects.vouched": _("wrote down who vouches"),
        "projects.guarantee_item": _("changed an item of a guarantee"),
        "projects.merged": _("merged a project into this one"),
        "projects.parted": _("undid a merge"),
        "projects.plan_published": _("let a new plan of stages hold"),
    },
    module=__name__,
)
