"""Where the ends of the log are sent every day, when the operator named a place: read by the settings."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass

from liantu.lib.environment import SettingError, read_list, read_text
from liantu.lib.outgoing import OutgoingError, target_of
from liantu.lib.outgoing_mail import MailServer, is_mailbox, server_of

_TO, _MAIL, _FROM = "LIANTU_AUDIT_HEADS_TO", "LIANTU_MAIL_URL", "LIANTU_MAIL_FROM"


@dataclass(frozen=True)
class Destination:
    """A web address, or a mailbox with the server and the sender of its letters; ``inside``: hosts inside named."""

    url: str = ""
    mailbox: str = ""
    server: MailServer | None = None
    sender: str = ""
    inside: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The mailbox, or scheme and host: the rest of an address may be what opens the door there."""
        if self.mailbox:
            return self.mailbox
        target = target_of(self.url)
        return f"{target.scheme}://{target.shown}"


def read_destination(environ: Mapping[str, str] = os.environ) -> Destination | None:
    """Where the ends of the log go, or None when nothing is named. Raises SettingError for what cannot be used."""
    to = read_text(_TO, environ=environ).strip()
    mail_url = read_text(_MAIL, environ=environ).strip()
    sender = read_text(_FROM, environ=environ).strip()
    inside = tuple(read_list("LIANTU_INSIDE_HOSTS", environ=environ))
    server = _server(mail_url) if mail_url else None
    if sender and not is_mailbox(sender):
        raise SettingError(f"{_FROM}={sender!r}: write one mailbox, as in liantu@zone.example.")
    if not to:
        return None
    if "://" in to:
        return Destination(url=_web(to), inside=inside)
    mailbox = to.removeprefix("mailto:")
    if not is_mailbox(mailbox):
        raise SettingError(f"{_TO}={to!r}: write an https address, or one mailbox, as in log@zone.example.")
    if server is None:
        raise SettingError(f"{_MAIL}: also needed when {_TO} is a mailbox, as in smtp://user:password@mail.example.")
    if not sender and not is_mailbox(server.user):
        raise SettingError(f"{_FROM}: also needed when the user of {_MAIL} is no mailbox.")
    return Destination(mailbox=mailbox, server=server, sender=sender or server.user, inside=inside)


def _server(url: str) -> MailServer:
    try:
        return server_of(url)
    except OutgoingError as error:  # without the address: it may hold a password
        right = "smtp://user:password@host:587 or smtps://user:password@host:465"
        raise SettingError(f"{_MAIL}: the address cannot be used; write {right}.") from error


def _web(url: str) -> str:
    """The address, when it is https, or http to this machine itself."""
    try:
        target = target_of(url)
    except OutgoingError as error:
        raise SettingError(f"{_TO}: the address cannot be used ({error}).") from error
    if target.scheme != "https" and not _is_here(target.host):
        raise SettingError(f"{_TO}: only https will do; http to 127.0.0.1 or ::1 alone.")
    return url


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
