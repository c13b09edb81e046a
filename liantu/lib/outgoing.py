"""The one way out: every request the program makes of another machine goes through ``ask``; mail beside it.

Names are resolved once, every address found is looked at, and the connection goes to an address that was looked at:
a name that means something else a moment later leads nowhere. Inside (loopback, private networks, addresses that carry
such ones within them) only hosts are asked that the operator named. No redirect is followed, nothing packed is
unpacked, no proxy stands between; time, bytes and heads of an answer are bounded, from the first to the last.
"""

from __future__ import annotations

import http.client
import ipaddress
import math
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 10.0
BYTES_MOST = 1_000_000
_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\Z")
_PIECE = 64 * 1024
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# what no machine outside has, beyond what the library of addresses knows of itself
_NOT_OUTSIDE = tuple(
    ipaddress.ip_network(one)
    for one in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Reach:
    """Where requests may go: to public addresses, and inside only to the hosts of ``inside``.

    ``inside``: hosts an operator named, each ``host`` (any port) or ``host:port``; ``plain``: whether http will do.
    """

    inside: frozenset[str] = frozenset()
    plain: bool = False

    def names(self, host: str, port: int) -> bool:
        """Whether the operator named this host, or this host with this port."""
        shown = f"[{host}]" if ":" in host else host
        return bool({host, shown, f"{shown}:{port}"} & self.inside)


@dataclass(frozen=True)
class Answer:
    """What came back: a status, heads by their small-letter names, the content as it was sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Target:
    """An address of the web taken apart; ``addresses`` is filled once its host was looked up."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...] = field(default=(), compare=False)

    @property
    def shown(self) -> str:
        """The host as it stands in the head ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


class OutgoingError(OSError):
    """A request that was not made or not answered; ``why`` is one of ``WHY``."""

    WHY = ("address", "inside", "unreachable", "timeout", "redirected", "too_large", "packed", "cut", "refused")

    def __init__(self, why: str, words: str = "") -> None:
        super().__init__(words or why)
        self.why = why


def reach_of(url: str, *, inside: Iterable[str] = (), plain: bool = False) -> Reach:
    """Where requests may go for an address that the operator wrote.

    An address in figures, or ``localhost``, in ``url`` is one the operator named, with its port. A name that lies
    inside is not: ``inside`` (a setting) names it too, so that nobody who has the name in hand chooses the machine.
    """
    named = {one.strip().lower() for one in inside if one.strip()}
    try:
        target = target_of(url)
    except OutgoingError:
        return Reach(frozenset(named), plain)
    if _literal(target.host) is not None or target.host == "localhost":
        named.add(f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}")
    return Reach(frozenset(named), plain)


def target_of(url: str) -> Target:
    """``url`` taken apart. Raises OutgoingError("address") for all but http and https to a host in its usual form.

    No user name before the host, no blanks or control characters, no address in figures but the usual ones: 127.1,
    0x7f.1, 017700000001, 2130706433 and ::ffff:127.0.0.1 are read differently by different programs.
    """
    if not url.isprintable() or not url.isascii() or " " in url or "\\" in url:
        raise OutgoingError("address", "blanks, control or foreign characters in the address")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise OutgoingError("address", str(error)) from error
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0:
        raise OutgoingError("address", "not a plain http or https address")
    if _literal(host) is None:
        last = host.rstrip(".").rpartition(".")[2]
        if not _NAME.match(host.rstrip(".")) or last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
            raise OutgoingError("address", "no host in its usual form")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def checked(url: str, reach: Reach, *, seconds: float = SECONDS) -> Target:
    """The target of ``url`` with the addresses of its host, all of them looked at. Raises OutgoingError."""
    target = target_of(url)
    if target.scheme != "https" and not reach.plain:
        raise OutgoingError("address", "only https will do here")
    found = [target.host] if _literal(target.host) is not None else _look_up(target.host, target.port, seconds)
    for one in found:
        _hold(ipaddress.ip_address(one), named=reach.names(target.host, target.port))
    return Target(target.scheme, target.host, target.port, target.path, tuple(found))


def ask(
    url: str,
    *,
    reach: Reach,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    bytes_most: int = BYTES_MOST,
) -> Answer:
    """Ask once and give the whole answer, whatever its status. Raises OutgoingError.

    ``seconds`` bounds all of it, also what comes drop by drop; ``bytes_most`` the content. An answer that leads
    elsewhere (3xx) is an error: what was meant for one address goes to no other.
    """
    target = checked(url, reach, seconds=seconds)
    sent = {"Host": target.shown, "Accept-Encoding": "identity", "Connection": "close", "User-Agent": "liantu"}
    sent |= {name: value for name, value in (headers or {}).items() if name.lower() not in _OURS}
    door = Door(target, seconds)
    try:
        answer = _answer(door.open(), target, method, sent, body, bytes_most)
        if door.is_late:  # cut off by ourselves: what came may look whole
            raise OutgoingError("timeout")
        return answer
    except OutgoingError as error:
        if door.is_late:
            raise OutgoingError("timeout") from error
        raise
    except (http.client.HTTPException, ValueError) as error:
        raise OutgoingError("timeout" if door.is_late else "cut", str(error)) from error
    except TimeoutError as error:
        raise OutgoingError("timeout") from error
    except OSError as error:
        raise OutgoingError("timeout" if door.is_late else "unreachable", str(error)) from error
    finally:
        door.close()


_OURS = {"host", "accept-encoding", "connection", "content-length", "transfer-encoding"}


class Door:
    """A connection to one looked-at address that is shut when its time is over, whatever is going on in it."""

    def __init__(self, target: Target, seconds: float) -> None:
        self.target, self.seconds = target, seconds
        self._ends_at = math.inf
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    @property
    def is_late(self) -> bool:
        """Whether its time is over: told by the clock, since a wait on the socket may end before the timer is heard."""
        return time.monotonic() >= self._ends_at

    def open(self) -> http.client.HTTPConnection:
        """The connection, with TLS where the address has it; the certificate must be the host's."""
        connection = http.client.HTTPConnection(self.target.host, self.target.port, timeout=self.seconds)
        connection.sock = self.reach(secured=self.target.scheme == "https")
        return connection

    def reach(self, *, secured: bool) -> socket.socket:
        """A socket to the first address that answers, with TLS when ``secured``."""
        self._ends_at = time.monotonic() + self.seconds
        self._timer.start()
        last: OSError = OSError("no address")
        for address in self.target.addresses:
            try:
                self._socket = socket.create_connection((address, self.target.port), timeout=self.seconds)
                break
            except OSError as error:
                last = error
                if self.is_late:
                    break
        if self._socket is None:
            raise last
        return self.secure() if secured else self._socket

    def secure(self) -> socket.socket:
        """TLS over the socket that is open; the certificate must be the host's."""
        assert self._socket is not None
        context = ssl.create_default_context()
        secured = context.wrap_socket(self._socket, server_hostname=self.target.host, do_handshake_on_connect=False)
        self._socket = secured
        secured.do_handshake()
        return secured

    def _end(self) -> None:
        if self._socket is not None:
            try:
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return

    def close(self) -> None:
        """Leave."""
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()


def _answer(
    connection: http.client.HTTPConnection,
    target: Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    bytes_most: int,
) -> Answer:
    connection.request(method, target.path, body=body, headers=dict(headers))
    response = connection.getresponse()
    heads = {name.lower(): value for name, value in response.getheaders()}
    if 300 <= response.status < 400:
        raise OutgoingError("redirected")
    if heads.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise OutgoingError("packed")
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > bytes_most:
            raise OutgoingError("too_large")
    if response.length:  # less came than was announced
        raise OutgoingError("cut")
    return Answer(response.status, heads, bytes(content))


def _literal(host: str) -> Address | None:
    """The address that ``host`` is, in its usual form; None for a name or any other form."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if str(address) != host or "%" in host:
        return None
    return address if not isinstance(address, ipaddress.IPv6Address) or address.ipv4_mapped is None else None


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """All addresses of a name, once; a resolver that hangs is left behind."""
    found: list[str] = []
    wrong: list[OSError] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as error:
            wrong.append(OSError(str(error)))

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise OutgoingError("timeout", "the name was not found in time")
    if wrong or not found:
        raise OutgoingError("unreachable", str(wrong[0]) if wrong else "no address")
    return found


def _hold(address: Address, *, named: bool) -> None:
    """Raise OutgoingError("inside") unless this address may be asked."""
    for one in _meant(address):
        if one.is_unspecified or one.is_multicast or one.is_link_local or str(one) in _METADATA:
            raise OutgoingError("inside", f"{one} is asked by nobody")
        if not named and (not one.is_global or one.is_reserved or any(one in net for net in _NOT_OUTSIDE)):
            raise OutgoingError("inside", f"{one} lies inside")


_METADATA = {"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16"}


def _meant(address: Address) -> list[Address]:
    """The address, or those it carries within it: mapped, translated (NAT64), 6to4, Teredo."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    carried: list[Address] = []
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _TRANSLATED or (int(address) >> 32 == 0 and int(address) > 1):  # ::127.0.0.1, of old
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried += address.teredo
    return carried or [address]
