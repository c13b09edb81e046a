"""A small mail server of the tests on 127.0.0.1: it takes letters, asks for TLS or a log-in, or lies and dawdles."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liantu.lib.outgoing_mail import MailServer


@dataclass
class Ways:
    """How the server behaves, and what it was told."""

    certificate: Path | None = None
    secured: bool = False  # TLS from the first byte
    starttls: bool = False
    login: tuple[str, str] | None = None
    answers: dict[str, str] = field(default_factory=dict)  # what it says to a verb instead
    flood: bool = False
    slow_seconds: float = 0.0
    letters: list[str] = field(default_factory=list)
    verbs: list[tuple[str, bool]] = field(default_factory=list)  # each verb, and whether it came under TLS


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            self._talk(self.server.ways)  # type: ignore[attr-defined]

    def _secure(self, ways: Ways) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(ways.certificate))
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _talk(self, ways: Ways) -> None:
        tls = ways.secured
        if tls:
            self._secure(ways)
        for _turn in range(200_000 if ways.flood else 0):
            self.wfile.write(b"220-" + b"x" * 70 + b"\r\n")
        time.sleep(ways.slow_seconds)
        self._say(ways.answers.get("GREET", "220 here"))
        while line := self.rfile.readline(2000).decode().rstrip("\r\n"):
            verb = line.split(" ")[0].upper()
            ways.verbs.append((verb, tls))
            if verb in ways.answers:
                self._say(ways.answers[verb])
            elif verb == "EHLO":
                offered = [
                    "here",
                    *(["STARTTLS"] if ways.starttls and not tls else []),
                    *(["AUTH PLAIN"] if ways.login else []),
                ]
                for one in offered:
                    self._say(f"250-{one}")
                self._say("250 OK")
            elif verb == "STARTTLS":
                self._say("220 go on")
                self._secure(ways)
                tls = True
            elif verb == "AUTH":
                said = base64.b64decode(line.split(" ")[2]).decode().split("\0")
                self._say("235 welcome" if tuple(said[1:]) == ways.login else "535 no")
            elif verb == "DATA":
                self._say("354 go on")
                ways.letters.append("".join(self._lines()))
                self._say("250 taken")
            elif verb == "QUIT":
                return
            else:
                self._say("250 OK")

    def _lines(self) -> Iterator[str]:
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            yield line


@contextmanager
def serving(ways: Ways, **given: Any) -> Iterator[MailServer]:
    """The server while it runs, as an operator names it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as made:
        made.daemon_threads, made.block_on_close = True, False
        made.handle_error = lambda *_args: None  # type: ignore[method-assign]
        made.ways = ways  # type: ignore[attr-defined]
        threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
        user, password = ways.login or ("", "")
        there = {"user": user, "password": password} | given
        yield MailServer("127.0.0.1", made.server_address[1], ways.secured, **there)
        made.shutdown()


_HELD: list[socket.socket] = []  # held to the end of the run: nobody else gets the port


def nobody() -> MailServer:
    """A server that is not there."""
    _HELD.append(socket.socket())
    _HELD[-1].bind(("127.0.0.1", 0))
    return MailServer("127.0.0.1", _HELD[-1].getsockname()[1], False)
