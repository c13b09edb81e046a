"""Words for the acts of the foundation."""

from django.utils.translation import gettext_lazy as _

from liantu.audit.slots import fill_sentences

fill_sentences(
    {
        "accounts.zone_made": _("made the zone"),
        "accounts.password_changed": _("changed the password"),
        "accounts.person_added": _("added a person"),
        "accounts.identity_linked": _("logged in through the identity provider for the first time"),
        "accounts.role_granted": _("granted a role"),
        "accounts.role_ended": _("ended a role"),
        "accounts.token_made": _("made an API token"),
        "accounts.token_revoked": _("revoked an API token"),
        "files.stored": _("stored a file"),
        "files.deleted": _("deleted a file"),
        "files.downloaded": _("downloaded a file"),
        "jobs.cancelled": _("cancelled background work"),
        "jobs.retried": _("started background work again"),
        "jobs.scheduled": _("scheduled background work"),
        "jobs.schedule_switched": _("paused or took up scheduled work"),
        "ui.exported": _("exported a table"),
        "ui.created": _("added a row"),
        "ui.changed": _("changed a row"),
        "ui.deleted": _("deleted a row"),
        "ui.imported": _("imported a sheet"),
    },
    module=__name__,
)
