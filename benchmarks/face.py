"""How heavy, how fast and how tall the pages are, as the person at the screen meets them.

    python -m benchmarks.face                          # a demo installation of its own, every kind of page
    python -m benchmarks.face --site http://127.0.0.1:8000 --rounds 60
    python -m benchmarks.face --only project targets

For every kind of page (``tests/journeys/kinds.py``): its HTML and what it loads, compressed; the largest paint, the
longest answer to a key or a click and what moves by itself, on a processor four times as slow and a line of 20 Mbit/s
with 20 ms; the server's p50 and p95. Then the numbers that are asked for: requests of a word typed by pinyin, height of
the fullest project, whether the table of targets is whole. Prints tables; answers 1 when a bound is passed.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.exports import Program
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.kinds import KINDS, Kind

SLOWER, BITS_PER_SECOND, DELAY_MS = 4, 20_000_000, 20
BOUNDS = {"html_kb": 40, "css_kb": 14, "js_kb": 25, "lcp_ms": 1500, "inp_ms": 150, "cls": 0.02, "p95_ms": 300}
PARTIAL_MS, SUGGEST_MS, PROJECT_PX = 120, 80, 1100
WATCH = """window.seen = {lcp: 0, cls: 0, inp: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.lcp = one.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) seen.cls += one.value; })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries()) if (one.interactionId)
  seen.inp = Math.max(seen.inp, one.duration); }).observe({type: 'event', buffered: true, durationThreshold: 16});"""


@dataclass
class Measured:
    """One kind of page."""

    kind: Kind
    html_kb: float = 0.0
    css_kb: float = 0.0
    js_kb: float = 0.0
    lcp_ms: float = 0.0
    inp_ms: float = 0.0
    cls: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    height_px: int = 0

    def over(self) -> list[str]:
        """The bounds that are passed."""
        told = {name: float(getattr(self, name)) for name in BOUNDS}
        return [f"{name} {told[name]:.4g} > {most}" for name, most in BOUNDS.items() if told[name] > most]


class Visitor:
    """The people of the demo in one browser, each logged in once."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self._states: dict[str, Any] = {}

    def page(self, person: str, width: int = 1440) -> Any:
        """A new page of a person."""
        from liantu.demo.people import DEMO_PASSWORD

        if person not in self._states:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.site}/login/")
            page.fill("input[name=username]", person)
            page.fill("input[name=password]", DEMO_PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            self._states[person] = context.storage_state()
            context.close()
        size = {"width": width, "height": 900 if width > 600 else 844}
        context = self.browser.new_context(storage_state=self._states[person], viewport=size)
        context.add_init_script(WATCH)
        return context.new_page()

    def session(self, person: str) -> str:
        """The cookie of a person's session."""
        self.page(person).context.close()
        return next(str(one["value"]) for one in self._states[person]["cookies"] if one["name"] == "sessionid")


@contextmanager
def running(site: str) -> Iterator[str]:
    """The address of a demo installation: the given one, or one of our own."""
    if site:
        yield site
        return
    home = Path(tempfile.mkdtemp(prefix="liantu-face-"))
    try:
        program = Program(home, LIANTU_DEMO="1")
        try:
            yield program.address
        finally:
            program.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(visitor: Visitor, kind: Kind, rounds: int) -> Measured:
    """A page opened as on an office machine, pressed a little, then asked again and again."""
    found = Measured(kind)
    page = visitor.page(kind.person)
    loaded: list[tuple[str, bytes]] = []
    page.on("response", lambda answer: loaded.append((answer.url, _body(answer))))
    page.goto(f"{visitor.site}{kind.path}", wait_until="networkidle")
    own = [(url.split("?")[0], body) for url, body in loaded if "/vendor/" not in url and "htmx" not in url]
    found.html_kb = _kb([body for url, body in loaded[:1]])
    found.css_kb = _kb([body for url, body in own if url.endswith(".css")])
    found.js_kb = _kb([body for url, body in own if url.endswith(".js")])
    found.height_px = page.evaluate("document.documentElement.scrollHeight")
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    line = {"offline": False, "latency": DELAY_MS, "downloadThroughput": BITS_PER_SECOND / 8, "uploadThroughput": -1}
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", line)
    page.goto(f"{visitor.site}{kind.path}", wait_until="networkidle")
    page.wait_for_timeout(200)
    found.lcp_ms = page.evaluate("seen.lcp")
    press(page)
    found.inp_ms, found.cls = page.evaluate("seen.inp"), page.evaluate("seen.cls")
    page.context.close()
    found.p50_ms, found.p95_ms = asked(visitor, kind.person, kind.path, rounds)
    return found


def press(page: Any) -> None:
    """What a person does first: the search, a few rows down, a menu."""
    page.keyboard.press("Control+k")
    page.keyboard.type("ab", delay=60)
    page.keyboard.press("Escape")  # empties the field
    page.keyboard.press("Escape")  # closes the search
    for key in ("j", "j", "k", "Tab", "Tab"):
        page.keyboard.press(key)
    menu = page.query_selector("main details > summary >> visible=true")
    if menu is not None:
        menu.click()
    page.wait_for_timeout(400)


def asked(visitor: Visitor, person: str, path: str, rounds: int, **headers: str) -> tuple[float, float]:
    """Median and 95th percentile of the server's milliseconds, after three rounds to warm up."""
    import http.client

    host = visitor.site.removeprefix("http://")
    cookie = {"Cookie": f"sessionid={visitor.session(person)}", "Accept-Encoding": "gzip", **headers}
    took = []
    connection = http.client.HTTPConnection(host, timeout=60)
    for number in range(rounds + 3):
        began = time.perf_counter()
        connection.request("GET", path, headers=cookie)
        answer = connection.getresponse()
        answer.read()
        if number >= 3:
            took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def pinyin_requests(visitor: Visitor, person: str, path: str, field: str) -> int:
    """How often the server is asked while 冷轧 is typed by pinyin, with the pauses of a person."""
    page = visitor.page(person)
    page.goto(f"{visitor.site}{path}", wait_until="networkidle")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.focus(field)
    typing = page.context.new_cdp_session(page)
    for letters in ("l", "le", "len", "leng", "leng z", "leng zh", "leng zha"):
        at = {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        typing.send("Input.imeSetComposition", at)
        page.wait_for_timeout(400)
    typing.send("Input.insertText", {"text": "冷轧"})
    page.wait_for_timeout(1200)
    page.context.close()
    return len(asked_for)


def fullest_project(visitor: Visitor) -> tuple[str, int]:
    """The tallest page of a project of the demo at 1440 px."""
    page, tallest = visitor.page("officer"), ("", 0)
    page.goto(f"{visitor.site}/projects/")
    paths = page.eval_on_selector_all(
        "main table a[href^='/projects/']", "all => all.map(one => one.getAttribute('href'))"
    )
    for path in dict.fromkeys(one.split("?")[0] for one in paths):
        if path.strip("/").split("/")[-1].isdigit():
            page.goto(f"{visitor.site}{path}")
            tall = page.evaluate("document.documentElement.scrollHeight")
            tallest = max(tallest, (path, tall), key=lambda one: one[1])
    page.context.close()
    return tallest


def table_of_targets(visitor: Visitor) -> tuple[bool, int]:
    """Whether every column of the targets can be seen at 1440 px, and how many rows stand whole in the window."""
    page = visitor.page("officer")
    page.goto(f"{visitor.site}/targets/premium-steel/rolled-products/", wait_until="networkidle")
    whole = page.evaluate(
        "[...document.querySelectorAll('main .table-wrap')].every(one => one.scrollWidth <= one.clientWidth + 1)"
    )
    rows = page.evaluate(
        "[...document.querySelectorAll('main tbody tr')]"
        ".filter(one => one.getBoundingClientRect().bottom < innerHeight).length"
    )
    page.context.close()
    return bool(whole), int(rows)


def _body(answer: Any) -> bytes:
    try:
        return bytes(answer.body())
    except Exception:  # a redirect has none
        return b""


def _kb(bodies: list[bytes]) -> float:
    return sum(len(gzip.compress(body)) for body in bodies) / 1024


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    faults = []
    with running(given.site) as site, sync_playwright() as playwright:
        visitor = Visitor(playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), site)
        print("| page | HTML kB | CSS kB | own JS kB | LCP ms | INP ms | CLS | server p50 / p95 ms | px at 1440 |")
        print("|---|---|---|---|---|---|---|---|---|")
        for kind in KINDS:
            if kind.status == 200 and (not given.only or kind.code in given.only):
                one = measured(visitor, kind, given.rounds)
                faults += [f"{kind.code}: {fault}" for fault in one.over()]
                print(
                    f"| {kind.code} | {one.html_kb:.1f} | {one.css_kb:.1f} | {one.js_kb:.1f} | {one.lcp_ms:.0f} |"
                    f" {one.inp_ms:.0f} | {one.cls:.3f} | {one.p50_ms:.0f} / {one.p95_ms:.0f} | {one.height_px} |",
                    flush=True,
                )
        faults += asked_for(visitor, given.rounds)
    print("\n".join(f"over: {fault}" for fault in faults) or "every bound is kept")
    return 1 if faults else 0


def asked_for(visitor: Visitor, rounds: int) -> list[str]:
    """The single numbers; answers those that pass their bound."""
    part = asked(visitor, "officer", "/projects/?q=", rounds, **{"HX-Request": "true", "HX-Target": "projects"})
    found = asked(visitor, "officer", "/search/?q=%E5%86%B7%E8%BD%A7", rounds, **{"HX-Request": "true"})
    pinyin = pinyin_requests(visitor, "officer", "/enterprises/", "main input[type=search]")
    (path, tall), (whole, rows) = fullest_project(visitor), table_of_targets(visitor)
    told = [
        (f"a list again, p95 {part[1]:.0f} ms", part[1] <= PARTIAL_MS),
        (f"the search, p95 {found[1]:.0f} ms", found[1] <= SUGGEST_MS),
        (f"冷轧 by pinyin: {pinyin} requests", pinyin == 1),
        (f"the fullest project, {path}: {tall} px", tall <= PROJECT_PX),
        (f"the table of targets is {'whole' if whole else 'cut'}, {rows} rows in view", whole and rows >= 8),
    ]
    print("\n" + "\n".join(f"- {words}" for words, _kept in told))
    return [words for words, is_kept in told if not is_kept]


if __name__ == "__main__":
    sys.exit(main())
