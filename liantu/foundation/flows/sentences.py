"""Words for what happens to sign-offs."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "signoff.requested": _("asked for a sign-off"),
        "signoff.agreed": _("agreed"),
        "signoff.refused": _("refused"),
        "signoff.withdrawn": _("withdrew a request"),
        "signoff.expired": _("nobody decided in time"),
        "flows.proposed": _("proposed a step"),
        "flows.refused": _("refused a step"),
        "flows.withdrawn": _("took a step back"),
        "flows.expired": _("nobody decided a step in time"),
    },
    module=__name__,
)
