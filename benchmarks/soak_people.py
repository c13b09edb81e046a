"""The people of the soak: each logs in, finds the pages she may see, and sends what somebody at work would send.

Everything goes over the wire, with one kept connection a person; nothing of the program is loaded.
"""

from __future__ import annotations

import gzip
import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode, urljoin, urlsplit

from lxml import html

PASSWORD = "liantu-demo-2026"  # of the demo zone
AGENT_SECONDS = 120
PAGES_MOST = 40
# what would end the soak itself: log-ins, roles and zones, what runs, what is put back, other people's keys
LEFT_ALONE = ("/log", "/people", "/accounts", "/system", "/jobs", "/password", "/account", "/language", "/backup")
TAKES_AWAY = ("/drop/", "/delete/", "/unshare/", "/abandon/", "/discard/", "/merge/", "/end/", "/switch")
SHEET = "企业名称,统一社会信用代码,经营范围\n汾泽样品{0}有限公司,,特种钢材销售\n汾泽样品{1}有限公司,,耐火材料制造\n"
NOTE = "关于扶持特种钢材产业发展的通知\n\n第一条 对新建项目按固定资产投资额的5%给予补助，最高500万元。\n文号{0}\n"
WORDS = ("钢", "焦化", "汾泽", "有限公司", "2026", "耐火材料", "")


@dataclass(frozen=True)
class Told:
    """An answer: status, how long it took, its kind and content, where it leads."""

    status: int
    seconds: float
    kind: str
    body: bytes
    place: str


@dataclass(frozen=True)
class Asked:
    """A request: what it is for the table, method, path, body."""

    part: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    partial: bool = False


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, its fields with the values they offer, the fields that take files."""

    action: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[tuple[str, str], ...]


@dataclass
class Someone:
    """A person with her connection. ``pages``: what she found; ``partials``, ``exports``: addresses on them."""

    name: str
    port: int
    pages: list[str] = field(default_factory=list)
    partials: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def ask(self, asked: Asked) -> Told:
        """Send a request, once more when the kept connection had been closed meanwhile."""
        cookies = "; ".join(f"{name}={value}" for name, value in list(self.cookies.items()))
        head = {"Cookie": cookies, "Accept-Encoding": "gzip"}
        if asked.kind:
            head["Content-Type"] = asked.kind
        if asked.method != "GET":
            head |= {"X-CSRFToken": self.cookies.get("csrftoken", ""), "Referer": f"http://127.0.0.1:{self.port}/"}
        if asked.partial:
            head["HX-Request"] = "true"
        began = time.perf_counter()
        try:
            return self._sent(asked, head, began)
        except (http.client.BadStatusLine, BrokenPipeError, ConnectionResetError):
            self.hang_up()
            return self._sent(asked, head, began)

    def _sent(self, asked: Asked, head: dict[str, str], began: float) -> Told:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=AGENT_SECONDS)
        self.line.request(asked.method, asked.path, asked.body or None, head)
        answer = self.line.getresponse()
        body = answer.read()
        for given in answer.headers.get_all("Set-Cookie", ()):
            name, _is, value = given.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        kind = answer.headers.get("Content-Type", "")
        place = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
        return Told(answer.status, time.perf_counter() - began, kind, body, place)

    def hang_up(self) -> None:
        """The next request opens a new connection."""
        if self.line is not None:
            self.line.close()
        self.line = None

    def log_in(self) -> None:
        """As on the log-in page. Raises SystemExit when it does not let her in."""
        self.ask(Asked("log-in", "GET", "/login/"))
        given = {"username": self.name, "password": PASSWORD, "next": "/"}
        told = self.ask(Asked("log-in", "POST", "/login/", urlencode(given).encode(), FORM))
        if told.status != 302 or "sessionid" not in self.cookies:
            raise SystemExit(f"{self.name} is not let in: {told.status}")

    def look_round(self) -> Iterator[Told]:
        """Follow the links from the day's page on, as many as are enough; every answer on the way."""
        waiting, known = ["/"], {"/"}
        while waiting and len(self.pages) < PAGES_MOST:
            path = waiting.pop(0)
            told = self.ask(Asked("looking round", "GET", path))
            yield told
            if told.status != 200 or "text/html" not in told.kind:
                continue
            self.pages.append(path)
            for link, partial in links_in(told.body, path):
                if link in known or link.startswith(("/logout", "/static", "/language")):
                    continue
                known.add(link)
                if "export=" in link:
                    self.exports.append(link)
                elif partial:
                    self.partials.append(link)
                else:
                    waiting.append(link)


FORM = "application/x-www-form-urlencoded"


def links_in(page: bytes, address: str) -> Iterator[tuple[str, bool]]:
    """Where a page leads on the same site, and whether only a part is fetched from there."""
    tree = html.fromstring(page)
    for name in ("href", "hx-get"):
        for value in tree.xpath(f"//@{name}"):
            parts = urlsplit(urljoin(address, value))
            if not parts.netloc and not parts.scheme and parts.path.startswith("/"):
                query = "?" + quote(parts.query, safe="=&%+,:;/~") if parts.query else ""
                yield quote(parts.path, safe="/%:@~+,") + query, name == "hx-get"


def forms_in(page: bytes, address: str) -> Iterator[Form]:
    """The forms of a page that are posted and belong to everyday work."""
    for one in html.fromstring(page).forms:
        fields: dict[str, list[str]] = {}
        files: list[tuple[str, str]] = []
        for control in one.iter("input", "select", "textarea", "button"):
            if not (name := control.get("name")):
                continue
            if control.get("type") == "file":
                files.append((name, control.get("accept") or ""))
            else:
                fields.setdefault(name, []).extend(_values(control))
        action = urljoin(address, one.get("action") or one.get("hx-post") or address)
        method = (one.get("method") or ("post" if one.get("hx-post") else "get")).upper()
        if method == "POST" and not action.startswith(LEFT_ALONE) and not any(one in action for one in TAKES_AWAY):
            kept = tuple((name, tuple(dict.fromkeys(values))) for name, values in fields.items() if values)
            yield Form(action, kept, tuple(files))


def _values(control: html.HtmlElement) -> list[str]:
    if control.tag == "select":
        return [one.get("value", one.text or "") for one in control.iter("option")] or [""]
    if control.tag == "textarea":
        return [control.text or "一段说明"]
    kind, value = control.get("type", "text"), control.get("value") or ""
    ready = {"date": "2026-06-30", "number": "3", "month": "2026-06", "email": "a@example.com", "time": "10:00"}
    return [value or ready.get(kind, "" if kind in {"checkbox", "radio", "hidden"} else "汾泽")]


def filled(form: Form, address: str, chance: Random) -> Asked:
    """The form as a person would send it, with a small file where it takes one."""
    given = [(name, chance.choice(values)) for name, values in form.fields]
    if not form.files:
        return Asked("form", "POST", form.action or address, urlencode(given).encode(), FORM)
    number = chance.randrange(10_000_000)
    files = []
    for name, accept in form.files:
        sheet = "csv" in accept or "xlsx" in accept or not accept
        text = (SHEET if sheet else NOTE).format(number, number + 1)
        files.append((name, f"{'名单' if sheet else '通知'}{number}.{'csv' if sheet else 'txt'}", text.encode()))
    kind, body = _in_parts(given, files)
    return Asked("upload", "POST", form.action or address, body, kind)


def _in_parts(given: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    mark = "soaksoaksoaksoak"
    out = b""
    for name, value in given:
        out += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, file_name, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        out += f"--{mark}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={mark}", out + f"--{mark}--\r\n".encode()


def lead(chance: Random) -> Asked:
    """A lead as another program would hand it in."""
    number = chance.randrange(10_000_000)
    firm = f"浸泡样品{number}有限公司"
    body = {"firm_name": firm, "channel": "exhibition", "contact_name": "王某", "content": "拟建加工线"}
    return Asked("interface, written", "POST", "/api/v1/leads/", json.dumps(body).encode(), "application/json")
