"""Every kind of page in both languages and themes: for all eyes, at any width, by keyboard, in one language, to its end.

The page is asked from inside (``face.js``); which words are ours, and in which language, tell the catalogues
(``ui_words.py``). ``LIANTU_JOURNEY_SITE=http://localhost:8000`` walks an installation of the demo that already runs.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .kinds import KINDS, Kind
from .ui_words import HAN, left_in_chinese, left_in_english

FACE = (Path(__file__).parent / "face.js").read_text("utf-8")
LANGUAGES = ("zh-hans", "en")
HTML_KB = 40
TABS_MOST = 260  # a table of fifty rows is walked to its end
# GET addresses that do something by being opened, or whose answer is a file
LEFT_ALONE = re.compile(
    r"^/(logout|language)/|[?&]export=|/export/|\.(ics|csv|gz|xlsx|docx)$|/files/|^/static/|^/media/|^/admin/"
)


class People:
    """The people of the demo, each logged in once, a page of hers per language."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self._states: dict[str, Any] = {}
        self._pages: dict[tuple[str, str], Any] = {}
        self.complaints: list[str] = []
        self._answers: dict[tuple[str, str, bool], int] = {}

    def page(self, person: str, language: str) -> Any:
        """Her page in that language, empty, at 1440 px and light."""
        if (person, language) not in self._pages:
            context = self.browser.new_context(
                storage_state=self._state(person), locale="zh-CN", reduced_motion="reduce"
            )
            context.add_cookies([{"name": "liantu_language", "value": language, "url": self.site}])
            page = self._pages[person, language] = context.new_page()
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.on("console", self._listen)
        page = self._pages[person, language]
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        return page

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(message.text[:200])

    def _state(self, person: str) -> Any:
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
        return self._states[person]

    def answer(self, person: str, address: str, *, part: bool = False) -> int:
        """The status of an address for that person; of addresses alike but for their numbers one is asked."""
        key = person, alike(address), part
        if key not in self._answers:
            request = self.page(person, "zh-hans").context.request
            headers = {"HX-Request": "true"} if part else {}
            self._answers[key] = request.get(f"{self.site}{address}", headers=headers, max_redirects=5).status
        return self._answers[key]

    def close(self) -> None:
        """Close every window."""
        for page in self._pages.values():
            page.context.close()


def alike(address: str) -> str:
    """What addresses of the same view with the same questions have in common."""
    from django.urls import Resolver404, resolve

    path, _mark, asked = address.partition("?")
    try:
        found = resolve(path)
    except Resolver404:
        return address
    return f"{found.view_name} {sorted(found.kwargs)} {re.sub(r'=[^&]*', '', asked)}"


@pytest.fixture(scope="module")
def people(browser: Any, site: str) -> Iterator[People]:
    """All of them, for this file."""
    all_of_them = People(browser, site)
    yield all_of_them
    all_of_them.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that finds what keeps people out; it comes in through the debugger, past the page's policy."""
    from liantu.ui.assets import dev_asset

    return str(dev_asset("axe-core/axe.min.js").read_text("utf-8"))


def by_axe(page: Any, *rules: str) -> list[str]:
    """What axe finds, all of it, or by these rules alone."""
    asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("async asked => (await axe.run(document, asked)).violations", asked)
    return [f"{one['id']} × {len(one['nodes'])}: {[node['html'][:110] for node in one['nodes'][:2]]}" for one in found]


def layout(page: Any) -> list[str]:
    """What is too wide or cut at 360 px, at four times the size (320 px), and with the spacing readers set."""
    found = []
    for width, spaced in ((360, False), (320, False), (360, True), (1440, True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("on => face.spacing(on)", spaced)
        name = f"{width} px{' spaced' if spaced else ''}"
        found += [f"{name}, wide: {one}" for one in page.evaluate("face.wide()")]
        found += [f"{name}, cut: {one}" for one in page.evaluate("face.cut()")[:6]]
    page.evaluate("face.spacing(false)")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def by_keyboard(page: Any) -> list[str]:
    """What Tab does not reach, reaches without a ring, under the head, or out of order."""
    stops = page.evaluate("face.walk()")
    for _press in range(min(stops + 3, TABS_MOST)):
        page.keyboard.press("Tab")
    found = page.evaluate("face.walkedThrough()")
    if stops > TABS_MOST:
        found = [one for one in found if not one.startswith("never reached")]
    return [*found, *(f"no stop: {one}" for one in page.evaluate("face.missed()"))]


def titled(page: Any, language: str) -> list[str]:
    """Whether the document says its language and a title that belongs to its heading."""
    found = []
    lang, title = page.evaluate("[document.documentElement.lang, document.title]")
    if lang != {"zh-hans": "zh-Hans", "en": "en"}[language]:
        found.append(f"says it is {lang}")
    heading = page.evaluate("(document.querySelector('h1')?.textContent || '').replace(/\\s+/g, ' ').trim()")
    if not heading:
        found.append("no h1")
    if len(title.strip(" ·")) < 3 or not re.match(r"\s*\S", title.split("·")[0]):
        found.append(f"title {title!r}")
    if language == "zh-hans" and not HAN.search(title):
        found.append(f"title not Chinese: {title!r}")
    return found


@pytest.fixture(scope="module")
def data() -> set[str]:
    """Names that are data: what people log in with, a chain's name in the other language, what a work point counts."""
    from liantu.demo.people import PEOPLE

    return {one.username for one in PEOPLE} | {"Premium steel", "本地配套率"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page(people: People, axe: str, data: set[str], kind: Kind, language: str) -> None:
    page = people.page(kind.person, language)
    people.complaints.clear()
    answer = page.goto(f"{people.site}{kind.path}", wait_until="load")
    assert answer.status == kind.status
    found = []
    weight = len(gzip.compress(answer.body())) / 1024
    if weight > HTML_KB:
        found.append(f"{weight:.1f} kB of HTML")
    page.evaluate(axe)
    page.evaluate(FACE)
    found += titled(page, language)
    # samples are in one language
    texts = page.evaluate("face.words()") if kind.code != "gallery" else []
    left = left_in_chinese if language == "en" else left_in_english
    found += [f"in the other language: {one}" for one in left(texts, data)]
    found += [f"weight: {one}" for one in page.evaluate("face.weights()")]
    found += [f"axe: {one}" for one in by_axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"axe, dark: {one}" for one in by_axe(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    found += layout(page)
    if language == "zh-hans":  # keys and ways are the same in both
        ways = page.evaluate("face.ways()")
        found += ways["faults"] if kind.code != "gallery" else []  # what stands there is only shown
        found += leads_nowhere(people, kind.person, ways)
        found += by_keyboard(page)
        found += by_escape(page)
    found += [f"complaint: {one}" for one in people.complaints]
    assert not found, f"{kind.path}\n" + "\n".join(found)


def leads_nowhere(people: People, person: str, ways: dict[str, list[str]]) -> list[str]:
    """The links and parts that are refused to whoever sees them, the forms that send to no address."""
    from django.urls import Resolver404, resolve

    found = []
    for address in ways["links"]:
        if not LEFT_ALONE.search(address) and (status := people.answer(person, address)) >= 400:
            found.append(f"{status}: {address}")
    for address in ways["parts"]:
        if not LEFT_ALONE.search(address) and (status := people.answer(person, address, part=True)) >= 400:
            found.append(f"{status}: part {address}")
    for address in ways["forms"]:
        try:
            resolve(address)
        except Resolver404:
            found.append(f"a form sends to {address}")
    return found


# what opens a layer, what is open then
LAYERS = (
    ("[data-dialog]", "dialog[open]"),
    ("main details[data-menu] > summary", "main details[data-menu][open]"),
    (".top details[data-menu] > summary", ".top details[data-menu][open]"),
    ("main a[data-drawer]", "#drawer[open]"),
)


def by_escape(page: Any) -> list[str]:
    """The layers that Escape does not close, or that do not give the focus back to what opened them."""
    found = []
    for opener, layer in LAYERS:
        first = page.locator(f"{opener} >> visible=true").first
        if not first.count():
            continue
        first.focus()
        page.evaluate("window.opener = document.activeElement")
        page.keyboard.press("Enter")
        page.locator(layer).first.wait_for(state="visible")
        page.keyboard.press("Tab")  # somewhere inside of it
        page.keyboard.press("Escape")
        if not comes(page, f"!document.querySelector({layer!r}) && document.activeElement === window.opener"):
            found.append(f"{opener}: {page.evaluate('face.told(document.activeElement)')} has the focus after Escape")
    return found


def comes(page: Any, holds: str) -> bool:
    """Whether it holds within five seconds; asked through the debugger, for the page's policy evaluates no text."""
    for _try in range(100):
        if page.evaluate(holds):
            return True
        page.wait_for_timeout(50)
    return False


def test_the_first_stop_skips_to_the_content(people: People) -> None:
    page = people.page("officer", "zh-hans")
    page.goto(f"{people.site}/projects/", wait_until="load")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert comes(page, "document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
