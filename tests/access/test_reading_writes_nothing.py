"""Looking at a page changes nothing: every page that can be reached from the first one is opened, its queries watched."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
LINK = re.compile(r'(?:href|hx-get)="([^"#]+)"')
PAGES_MOST = 400
SAME_MOST = 2
"""Pages of one address that are opened: the first two projects, the first two chains."""
# table → why looking may write it.
MAY = {
    "django_session": "who is logged in",
    "audit_auditentry": "what leaves the program as a file is written down",
    "audit_audithead": "and so is the head of that log",
}


def written(sql: str) -> str:
    """The table a statement writes; "" for one that reads."""
    match = WRITE.match(sql)
    return match[1] if match else ""


def links_of(page: str, address: str) -> list[str]:
    """The program's own addresses that a page points to."""
    found = [urljoin(address, link.replace("&amp;", "&")) for link in LINK.findall(page)]
    return [link for link in dict.fromkeys(found) if not urlsplit(link).netloc and not link.startswith("/static/")]


def watched_walk(client: Client, start: str) -> tuple[dict[str, set[str]], set[str]]:
    """(table → pages that wrote it, names of the addresses opened), from ``start`` along the links."""
    wrote: dict[str, set[str]] = {}
    opened: dict[str, int] = {}
    seen, ahead = {start}, deque([start])
    while ahead and sum(opened.values()) < PAGES_MOST:
        address = ahead.popleft()
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if opened.get(name, 0) >= SAME_MOST:
            continue
        opened[name] = opened.get(name, 0) + 1

        def watch(execute: Any, sql: str, *rest: Any, address: str = address) -> Any:
            if table := written(sql):
                wrote.setdefault(table, set()).add(address)
            return execute(sql, *rest)

        with connection.execute_wrapper(watch):
            answer = client.get(address)
        if answer.status_code == 200 and not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            for link in links_of(answer.content.decode(), address):
                if link not in seen:
                    seen.add(link)
                    ahead.append(link)
    return wrote, set(opened)


@pytest.mark.slow
@pytest.mark.parametrize("username", ["officer", "data", "leader"])
def test_no_page_writes(client: Client, log_in: Callable[[str], Any], username: str) -> None:
    log_in(username)
    wrote, opened = watched_walk(client, "/")
    assert len(opened) > 20, opened
    strange = {table: sorted(pages)[:5] for table, pages in wrote.items() if table not in MAY}
    assert not strange, f"looking at these pages writes: {strange}"


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "chains_chain" ("id") VALUES (1)', "chains_chain"),
        ('  UPDATE "x" SET a = 1', "x"),
        ("DELETE FROM y", "y"),
        ('SELECT "a" FROM "b" FOR UPDATE', ""),
    ],
)
def test_the_watch_sees_writes(sql: str, table: str) -> None:
    assert written(sql) == table
