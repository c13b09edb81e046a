"""What a page says: in Chinese its labels are Chinese, and the heads of a table stand over their figures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from liantu.people.models import Zone
from tests.access.test_cast import CAST, addresses, enter
from tests.access.test_cast import values as values  # the fixture, used here too

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")


class Page(HTMLParser):
    """The labels of a page, and for every table the columns that are figures, in its head and in its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[str] = []
        self.tables: list[list[list[bool]]] = []
        self._in_label, self._open = False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self._in_label = True
            self.labels.append("")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"th", "td"} and self.tables and self.tables[-1]:
            figures = "num" in given.get("class", "").split()
            self.tables[-1][-1] += [figures] * (1 if "rowspan" not in given else 99) * int(given.get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label = False

    def handle_data(self, data: str) -> None:
        if self._in_label:
            self.labels[-1] += data


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def latin_labels(page: Page) -> Iterator[str]:
    """Labels that no Chinese reader would call a name."""
    for label in page.labels:
        if LATIN.search(label) and not CHINESE.search(label):
            yield label.strip()


def crooked_tables(page: Page) -> Iterator[int]:
    """Tables whose head is set left over figures set right, or the other way; the number of the column."""
    for lines in page.tables:
        if len(lines) > 1 and len(lines[0]) == len(lines[1]) < 99:
            yield from (n for n, (head, cell) in enumerate(zip(lines[0], lines[1], strict=True), 1) if head != cell)


def test_the_reader_sees_what_it_should() -> None:
    html = (
        '<label for="a">Node code:</label><label>环节 GB</label><table><tr><th>a<th class="num">b<tr><td><td></table>'
    )
    page = read(html)
    assert list(latin_labels(page)) == ["Node code:"]
    assert list(crooked_tables(page)) == [2]


@pytest.mark.parametrize("username", ["officer", "admin"])
def test_labels_and_heads(demo_zone: Zone, values: dict[str, tuple[object, ...]], username: str) -> None:
    wrong, seen = [], 0
    client, _person = enter(username)
    shutil.rmtree(Path(settings.HOME) / "inbox", ignore_errors=True)  # names of files there are nobody's words
    for name, path, _pattern in addresses(values):
        answer = client.get(path)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = read(answer.content.decode())
        seen += 1
        wrong += [f"{path} ({name}): label {label!r}" for label in latin_labels(page)]
        wrong += [f"{path} ({name}): column {n} of a table" for n in crooked_tables(page)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert seen > 60


@pytest.mark.parametrize("username", CAST)
def test_the_frame_and_the_days_page_lead_somewhere(demo_zone: Zone, username: str) -> None:
    """Whoever is offered a page is let in: the navigation, the menu of the person and the lines of the day."""
    client, _person = enter(username)
    links = set(re.findall(r'href="(/(?!static/)[^"#]*)"', client.get("/").content.decode()))
    wrong = {link: status for link in links if (status := client.get(link.replace("&amp;", "&")).status_code) >= 400}
    assert not wrong
    assert len(links) > 3
