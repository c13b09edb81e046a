"""Nothing the program asks of other machines leads inside, hangs, swells or goes where it was not sent."""

from __future__ import annotations

import ast
import gzip
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib import outgoing
from liantu.lib.outgoing import OutgoingError, Reach, ask, checked, reach_of, target_of

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
OUTSIDE = "93.184.216.34"


# -- nobody else opens a way out ---------------------------------------------------------------------------------------

WAYS_OUT = (
    "http.client", "urllib.request", "requests", "httpx", "urllib3", "aiohttp", "smtplib", "ftplib", "imaplib", "poplib",
    "telnetlib", "nntplib", "xmlrpc", "websockets", "websocket", "paramiko", "django.core.mail", "socketserver", "pycurl",
    "asyncio.streams", "fsspec", "boto3", "multiprocessing.connection",
)  # fmt: skip
CALLS = {"create_connection", "connect", "connect_ex", "sendto", "getaddrinfo", "gethostbyname", "open_connection",
         "send_mail", "mail_admins", "mail_managers", "email_user", "create_datagram_endpoint"}  # fmt: skip
MAY = {
    "lib/outgoing.py": "the one way out",
    "lib/outgoing_mail.py": "mail, over the door of lib/outgoing",
    "foundation/accounts/oidc_adapter.py": "types of the library, which asks through lib/outgoing",
    "foundation/accounts/oidc_views.py": "names the library's errors",
}
# a socket that asks nobody
SOCKETS = {
    "lib/outgoing.py": "the one way out",
    "parsers/host.py": "a pair with its owner",
    "parsers/bounded.py": "a pair with the host of parsers",
    "parsers/lanes.py": "a pair with the host of parsers",
    "foundation/jobs/worker.py": "the name of the machine",
    "supervision.py": "whether a port of our own is free",
}


def ways_out(source: str) -> list[tuple[int, str]]:
    """Line and name of whatever could ask another machine."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            names = [str(getattr(node.args[0], "value", ""))]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            found.append((node.lineno, node.func.attr))
        for name in names:
            if name == "socket" or name.startswith("socket."):
                found.append((node.lineno, "socket"))
            elif any(name == way or name.startswith(f"{way}.") for way in WAYS_OUT):
                found.append((node.lineno, name))
    return found


def test_one_way_out() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if "/tests/" in place or "/migrations/" in place or place in MAY:
            continue
        for line, name in ways_out(path.read_text("utf-8")):
            if name == "socket" and place in SOCKETS:
                continue
            wrong.append(f"liantu/{place}:{line} {name}")
    assert not wrong, "lib/outgoing.ask() asks other machines:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "source",
    [
        "import requests", "from urllib import request", "import urllib.request as r", "from http import client",
        "import socket", "from socket import create_connection", "import importlib; importlib.import_module('httpx')",
        "from django.core import mail", "from django.core.mail import send_mail", "def f():\n    import smtplib",
        "x.email_user('a')", "loop.open_connection('a', 1)",
    ],
)  # fmt: skip
def test_the_guard_sees_a_way_out(source: str) -> None:
    assert ways_out(source)


# -- where an address leads --------------------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "0.0.0.0",
    "0.1.2.3", "169.254.169.254", "169.254.1.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2001:0:7f00:1::", "2001:db8::1", "100::1", "100.100.100.200",
]  # fmt: skip
NOBODY = ["0.0.0.0", "169.254.169.254", "169.254.1.1", "224.0.0.1", "::", "fe80::1", "ff02::1", "fd00:ec2::254",
          "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "100.100.100.200"]  # fmt: skip


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """A resolver of ours: the addresses of a name, one list for each time it is asked; the last stands."""
    book: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def look(host: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        if not host.strip("0123456789.") or ":" in host:
            return real(host, port, *_args, **_more)
        answers = book.get(host)
        if answers is None:
            raise socket.gaierror(-2, "Name or service not known")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", look)
    return book


def why(url: str, reach: Reach) -> str:
    """Why an address is not asked; "" when it would be."""
    try:
        checked(url, reach, seconds=2)
    except OutgoingError as error:
        return error.why
    return ""


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_lies_inside_is_not_asked(names: dict[str, list[list[str]]], address: str) -> None:
    names["model.example"] = [[address]]
    assert why("https://model.example/v1", Reach(plain=True)) == "inside"
    names["model.example"] = [[OUTSIDE, address]]
    assert why("https://model.example/v1", Reach(plain=True)) == "inside"
    literal = f"[{address}]" if ":" in address else address
    assert why(f"https://{literal}/v1", Reach(plain=True)) in ("inside", "address")


@pytest.mark.parametrize("address", NOBODY)
def test_some_addresses_are_asked_by_nobody(names: dict[str, list[list[str]]], address: str) -> None:
    names["model.example"] = [[address]]
    assert why("https://model.example/", Reach(frozenset({"model.example", address}))) == "inside"
    literal = f"[{address}]" if ":" in address else address
    url = f"http://{literal}/"
    assert why(url, reach_of(url, plain=True)) in ("inside", "address")


def test_what_the_operator_named_is_asked_and_only_that(names: dict[str, list[list[str]]]) -> None:
    names |= {"model.inside": [["10.0.0.7"]], "localhost": [["127.0.0.1", "::1"]], "out.example": [[OUTSIDE]]}
    assert why("http://out.example/", Reach(plain=True)) == ""
    assert why("http://out.example/", Reach()) == "address"
    assert why("https://model.inside/", Reach()) == "inside"
    assert why("https://model.inside/", Reach(frozenset({"model.inside"}))) == ""
    assert why("https://model.inside:8443/", Reach(frozenset({"model.inside:8443"}))) == ""
    assert why("https://model.inside:22/", Reach(frozenset({"model.inside:8443"}))) == "inside"
    for url in (
        "http://127.0.0.1:11434/v1",
        "http://[::1]:11434/v1",
        "http://localhost:11434/v1",
        "http://10.0.0.7/v1",
    ):
        assert why(url, reach_of(url, plain=True)) == "", url
    mine = reach_of("http://127.0.0.1:11434/v1", plain=True)
    assert why("http://127.0.0.1:22/", mine) == "inside"
    assert why("http://localhost:11434/", mine) == "inside"
    assert reach_of("http://model.inside/v1").inside == frozenset()
    assert reach_of("http://model.inside/v1", inside=[" Model.Inside "]).inside == {"model.inside"}


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://127.1/",
        "http://0177.0.0.1/", "http://127.0.0.1./", "http://127.000.000.001/", "http://0/", "http://[::ffff:7f00:1]/",
        "http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1%25eth0]/", "http://[::1%lo]/",
        "http://a@127.0.0.1/", "http://out.example@127.0.0.1/", "http://out.example:80@127.0.0.1:80/", "http://@h.example/",
        "http://out.example\\@127.0.0.1/", "http://out.example\t/", "http://out.example /", "http://out.example\r\nX: y/",
        "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://localhost。/", "file:///etc/passwd", "ftp://out.example/",
        "gopher://out.example/", "data:text/plain,x", "//out.example/", "out.example", "", "http://", "http:///x",
        "http://out.example:0/", "http://out.example:65536/", "http://out.example:x/", "http://[::1/", "http://a..b/",
        "http://-a/", "http://" + "a" * 300 + "/", "http://out.example/\x00", "http://out.example/ x",
    ],
)  # fmt: skip
def test_an_address_in_another_form_is_none(url: str) -> None:
    with pytest.raises(OutgoingError) as told:
        target_of(url)
    assert told.value.why == "address"


@given(st.text(max_size=60), st.sampled_from(["http://", "https://", ""]))
def test_an_address_is_taken_apart_or_refused(text: str, scheme: str) -> None:
    try:
        target = target_of(scheme + text)
    except OutgoingError:
        return
    assert target.scheme in ("http", "https")
    assert target.host == target.host.lower()
    assert 0 < target.port < 65536
    assert target.path.startswith("/")
    assert target.path.isprintable()


# -- what comes back ---------------------------------------------------------------------------------------------------


class Answering(http.server.BaseHTTPRequestHandler):
    """What the server of a test does."""

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        self.server.does(self)  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        self.do_GET()


@pytest.fixture
def server() -> Iterator[Any]:
    """A real server; ``does`` is what it answers."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    made.asked, made.does, made.daemon_threads = [], well, True  # type: ignore[attr-defined]
    made.handle_error = lambda *_args: None  # type: ignore[method-assign]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def well(to: Answering, body: bytes = b"well", status: int = 200, **heads: str) -> None:
    to.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | heads).items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(body)


def drops(first: bytes, drop: bytes) -> Callable[[Answering], None]:
    """Something that comes a little at a time, for half a minute at most."""

    def does(to: Answering) -> None:
        to.wfile.write(first)
        for _ in range(300):
            to.wfile.write(drop)
            to.wfile.flush()
            time.sleep(0.1)

    return does


def flood(to: Answering) -> None:
    to.send_response(200)
    to.end_headers()
    for _ in range(2_000):  # 2 GB at most
        to.wfile.write(b"x" * 1_000_000)


def test_a_name_is_looked_up_once_and_asked_where_it_was_looked_up(
    server: Any, names: dict[str, list[list[str]]]
) -> None:
    """Rebinding: outside when it is looked at, inside a moment later."""
    port = server.server_port
    names["turning.example"] = [[OUTSIDE], ["127.0.0.1"], ["127.0.0.1"]]
    with pytest.raises(OutgoingError) as told:
        ask(f"http://turning.example:{port}/", reach=Reach(plain=True), seconds=1)
    assert told.value.why in ("timeout", "unreachable")
    assert server.asked == []
    assert len(names["turning.example"]) == 2  # one look
    with pytest.raises(OutgoingError) as told:
        ask(f"http://turning.example:{port}/", reach=Reach(plain=True), seconds=1)
    assert told.value.why == "inside"
    assert server.asked == []


def test_a_named_host_keeps_its_name(server: Any, names: dict[str, list[list[str]]]) -> None:
    names["model.inside"] = [["127.0.0.1"]]
    url = f"http://model.inside:{server.server_port}/v1/x?y=1"
    answer = ask(url, reach=Reach(frozenset({"model.inside"}), plain=True), method="POST", body=b"{}",
                 headers={"Host": "evil.example", "Accept-Encoding": "gzip", "Authorization": "Bearer k"})  # fmt: skip
    assert (answer.status, answer.content) == (200, b"well")
    ((path, heads),) = server.asked
    assert path == "/v1/x?y=1"
    assert heads["Host"] == f"model.inside:{server.server_port}"
    assert heads["Accept-Encoding"] == "identity"
    assert heads["Authorization"] == "Bearer k"


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (lambda to: well(to, status=302, Location="http://127.0.0.1:1/"), "redirected"),
        (lambda to: well(to, status=307, Location="/elsewhere"), "redirected"),
        (lambda to: well(to, gzip.compress(b" " * 1_000_000), Content_Encoding="gzip"), "packed"),
        (lambda to: well(to, b"x", Content_Encoding="br"), "packed"),
        (flood, "too_large"),
        (lambda to: well(to, b"x" * 2_000_000), "too_large"),
        (lambda to: well(to, b"short", Content_Length="5000"), "cut"),
        (lambda to: well(to, b"", Content_Length="99999999999999999999"), "cut"),
        (lambda to: to.wfile.write(b"\x00\x01\x02nonsense\r\n\r\n"), "cut"),
        (lambda to: to.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n"), "cut"),
        (lambda to: to.wfile.write(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000), "cut"),
        (lambda to: to.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "cut"),
        (lambda to: to.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), "cut"),
        (lambda _to: None, "cut"),
        (lambda _to: time.sleep(8), "timeout"),
        (drops(b"HTTP/1.1 200 OK\r\nX: ", b"a"), "timeout"),
        (drops(b"HTTP/1.1 200 OK\r\n\r\n", b"a"), "timeout"),
        (drops(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), "timeout"),
        (drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_left_in_time(server: Any, does: Callable[[Answering], None], told: str) -> None:
    server.does = does
    url = f"http://127.0.0.1:{server.server_port}/"
    began = time.monotonic()
    with pytest.raises(OutgoingError) as wrong:
        ask(url, reach=reach_of(url, plain=True), seconds=1.5)
    assert wrong.value.why == told
    assert time.monotonic() - began < 4


def test_a_hand_that_is_shaken_for_ever_and_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        began = time.monotonic()
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        with pytest.raises(OutgoingError) as told:
            ask(url, reach=reach_of(url), seconds=1)
        assert (told.value.why, time.monotonic() - began < 3) == ("timeout", True)
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_more: time.sleep(5) or [])
    began = time.monotonic()
    with pytest.raises(OutgoingError) as told:
        ask("https://slow.example/", reach=Reach(), seconds=1)
    assert (told.value.why, time.monotonic() - began < 3) == ("timeout", True)


def test_no_proxy_stands_between(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    url = f"http://127.0.0.1:{server.server_port}/"
    assert ask(url, reach=reach_of(url, plain=True)).content == b"well"


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://metadata.example/v1", "inside"),
        ("http://169.254.169.254/v1", "inside"),
        ("http://2130706433/v1", "address"),
        ("http://u:p@127.0.0.1/v1", "address"),
        ("file:///etc", "address"),
    ],
)
def test_a_document_is_not_sent_inside(
    names: dict[str, list[list[str]]], settings: Any, url: str, outcome: str
) -> None:
    from liantu.sources.documents import model_reading

    names["metadata.example"] = [["169.254.169.254"]]
    settings.MODEL_URL, settings.MODEL_NAME, settings.MODEL_SECONDS = url, "m", 2
    assert model_reading.send(b"{}") == (outcome, "")
    assert outcome in model_reading.OUTCOMES
