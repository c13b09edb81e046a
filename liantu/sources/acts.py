"""What a person may do with a register, and with files on their way to one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.sources import actions, reads
from liantu.sources.forms import DropForm
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.ui.acts import Act, Acts


def _is_ready(release: RegisterRelease, _user: User) -> bool:
    return release.state == RegisterRelease.State.READY


def _can_be_used(release: RegisterRelease, user: User) -> bool:
    return _is_ready(release, user) and not release.is_current


def _can_be_shared(release: RegisterRelease, user: User) -> bool:
    return _is_ready(release, user) and not release.shared


def _is_shared(release: RegisterRelease, user: User) -> bool:
    return _is_ready(release, user) and release.shared


def _share(release: RegisterRelease, *, by: User) -> None:
    actions.share_release(release, True, by=by)


def _unshare(release: RegisterRelease, *, by: User) -> None:
    actions.share_release(release, False, by=by)


def _to_list(_thing: object, _made: object) -> str:
    return reverse("sources:index")


RELEASE = Acts(
    "sources",
    RegisterRelease,
    reads.own_release_or_404,
    (
        Act(
            "use",
            _("Take into use"),
            actions.make_current,
            "sources.import",
            fits=_can_be_used,
            icon="check",
            tone="main",
        ),
        Act("share", _("Share with all zones"), _share, "sources.import", fits=_can_be_shared),
        Act("unshare", _("Stop sharing"), _unshare, "sources.import", fits=_is_shared),
        Act(
            "drop",
            _("Drop the register"),
            actions.drop_release,
            "sources.drop",
            form=DropForm,
            fits=_is_ready,
            icon="trash",
            tone="bad",
            done=_("The register was dropped; its counts and quality stay on record."),
            leads_to=_to_list,
        ),
    ),
    at="registers/<int:pk>/act/",
    prefix="register_",
)
AT_HEAD = ("use", "share", "unshare")
IMPORT = Acts(
    "sources",
    RegisterImport,
    reads.import_or_404,
    (
        Act(
            "abandon",
            _("Put aside"),
            actions.abandon_import,
            "sources.import",
            fits=lambda started, _user: started.is_open,
            icon="x",
            tone="bad",
            done=_("The import was put aside."),
            leads_to=_to_list,
        ),
    ),
    at="imports/<int:pk>/act/",
    prefix="import_",
)
