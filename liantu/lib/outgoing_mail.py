"""Mail, through the same door as every other request: the server is one the operator named, looked up once.

Nothing is received, nothing queued: one letter in plain letters goes to one mailbox, or the reason why it did not.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_MAIL
from email.utils import make_msgid
from io import BufferedIOBase
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from liantu.lib.outgoing import SECONDS, Door, OutgoingError, checked, reach_of, target_of

SAID_BYTES_MOST = 64 * 1024
_PORTS = {"smtp": 587, "smtps": 465}
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?=.{1,253}\Z)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\Z")


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. ``secured``: TLS from the first byte; else it is asked for (STARTTLS)."""

    host: str
    port: int
    secured: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def as_web(self) -> str:
        """Host and port in the form that the one way out looks at."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}/"

    @property
    def is_here(self) -> bool:
        """Whether it is this machine: the only server spoken to without TLS."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class Letter:
    """One letter: from a mailbox to a mailbox, in plain ASCII letters."""

    sender: str
    to: str
    subject: str
    text: str
    at: datetime


def is_mailbox(text: str) -> bool:
    """Whether this is one plain mailbox, ``name@host``, without a display name."""
    return _MAILBOX.match(text) is not None


def server_of(url: str) -> MailServer:
    """``smtp://user:password@host:587`` or ``smtps://…:465`` taken apart. Raises OutgoingError("address")."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError as error:
        raise OutgoingError("address", str(error)) from error
    if parts.scheme not in _PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise OutgoingError("address", "not smtp:// or smtps:// with a host alone")
    if bool(user) != bool(password):
        raise OutgoingError("address", "a user without a password, or the other way round")
    server = MailServer((parts.hostname or "").lower(), port, parts.scheme == "smtps", user, password)
    target_of(server.as_web)
    return server


def send(letter: Letter, server: MailServer, *, inside: Iterable[str] = (), seconds: float = SECONDS) -> None:
    """Hand a letter in, once. Raises OutgoingError: "refused" with the server's number when it does not take it.

    ``seconds`` bounds all of it. Neither password nor letter goes out without TLS, but to this machine itself.
    """
    target = checked(server.as_web, reach_of(server.as_web, inside=inside), seconds=seconds)
    door = Door(target, seconds)
    talk = _Talk(door, letter.sender.partition("@")[2], seconds)
    try:
        talk.hand_in(letter, server)
    except OutgoingError as error:
        if door.is_late:
            raise OutgoingError("timeout") from error
        raise
    except smtplib.SMTPRecipientsRefused as error:
        raise OutgoingError("refused", str(next(iter(error.recipients.values()))[0])) from error
    except smtplib.SMTPResponseException as error:
        raise OutgoingError("timeout" if door.is_late else "refused", str(error.smtp_code)) from error
    except (smtplib.SMTPException, ValueError) as error:
        why = "timeout" if door.is_late else "too_large" if talk.said_too_much else "cut"
        raise OutgoingError(why, str(error)) from error
    except TimeoutError as error:
        raise OutgoingError("timeout") from error
    except OSError as error:
        raise OutgoingError("timeout" if door.is_late else "unreachable", str(error)) from error
    finally:
        door.close()


class _Talk(smtplib.SMTP):
    """The talk with a mail server over a door that is shut in time; what the server says is bounded."""

    def __init__(self, door: Door, hello: str, seconds: float) -> None:
        super().__init__(local_hostname=hello, timeout=seconds)
        self._door = door
        self._said: list[_Bounded] = []

    @property
    def said_too_much(self) -> bool:
        """Whether the server was left because it went on and on."""
        return any(one.is_spent for one in self._said)

    def hand_in(self, letter: Letter, server: MailServer) -> None:
        """All of it, from the greeting on."""
        self._over(self._door.reach(secured=server.secured))
        self._must(220, *self.getreply())
        self.ehlo_or_helo_if_needed()
        if not server.secured and self.has_extn("starttls"):
            self._must(220, *self.docmd("STARTTLS"))
            self._over(self._door.secure())
            self.ehlo_resp = self.helo_resp = None  # what was said without TLS counts for nothing
            self.esmtp_features, self.does_esmtp = {}, False
            self.ehlo_or_helo_if_needed()
        elif not server.secured and not server.is_here:
            raise OutgoingError("refused", "no TLS")
        if server.user:
            self.login(server.user, server.password)
        self.send_message(_written(letter), letter.sender, [letter.to])

    def _over(self, sock: object) -> None:
        self.sock = sock  # type: ignore[assignment]
        self._said.append(_Bounded(self.sock.makefile("rb")))  # type: ignore[union-attr]
        self.file = cast(BinaryIO, self._said[-1])

    def _must(self, wanted: int, code: int, said: bytes) -> None:
        if code != wanted:
            raise smtplib.SMTPResponseException(code, said)


class _Bounded:
    """What a server says, up to a bound in all."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file, self._left = file, SAID_BYTES_MOST

    @property
    def is_spent(self) -> bool:
        """Whether more was said than anybody needs."""
        return self._left < 0

    def readline(self, most: int = -1) -> bytes:
        """The next line; nothing, as if the server had left, once the bound is passed."""
        line = b"" if self.is_spent else self._file.readline(most)
        self._left -= len(line)
        return line

    def close(self) -> None:
        """Leave."""
        self._file.close()


def _written(letter: Letter) -> EmailMessage:
    """The letter with its heads; no line is folded, so that what is kept reads as it was sent."""
    made = EmailMessage(policy=LINES_OF_MAIL.clone(max_line_length=900))
    made["From"], made["To"], made["Subject"] = letter.sender, letter.to, letter.subject
    made["Date"] = letter.at
    made["Message-ID"] = make_msgid(domain=letter.sender.partition("@")[2])
    made.set_content(letter.text, charset="us-ascii", cte="7bit")
    return made
