"""The method pages inside the program: how a figure is made, in the reader's language, from ``docs/methods``.

``NAME.md`` is the English page and ``NAME.zh.md`` the Chinese one; the files travel with the package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt

_PACKAGE = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_PAGE_LINK = re.compile(r"^([a-z0-9][a-z0-9-]*)(?:\.zh)?\.md(#.*)?$")


@dataclass(frozen=True)
class MethodPage:
    """One page: its name in addresses, its title, its text as HTML that came from no user."""

    name: str
    title: str
    html: str


def methods_folder() -> Path:
    """Where the pages stand, in a checkout and in an installed package alike. Raises FileNotFoundError."""
    for place in (_PACKAGE / "methods", _PACKAGE.parent / "docs" / "methods"):
        if place.is_dir():
            return place
    raise FileNotFoundError("the method pages are missing; install Liantu again")


def method_names() -> list[str]:
    """The names of all pages, sorted."""
    return sorted({path.name.split(".")[0] for path in methods_folder().glob("*.md")})


@lru_cache(maxsize=128)
def method_page(name: str, *, chinese: bool) -> MethodPage | None:
    """The page of this name in the language asked for, else in the other one; None when there is none."""
    if not _NAME.fullmatch(name):
        return None
    files = [methods_folder() / f"{name}.zh.md", methods_folder() / f"{name}.md"]
    path = next((path for path in (files if chinese else files[::-1]) if path.is_file()), None)
    if path is None:
        return None
    text = path.read_text("utf-8")
    first, _, rest = text.partition("\n")
    return MethodPage(name, first.lstrip("# ").strip(), _html_of(rest))


def _html_of(text: str) -> str:
    """Markdown with tables as HTML; raw HTML is shown as text; links to other pages become their addresses."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                found = _PAGE_LINK.match(str(child.attrGet("href") or ""))
                if found:
                    child.attrSet("href", f"/methods/{found[1]}/{found[2] or ''}")
                elif not str(child.attrGet("href") or "").startswith(("https://", "#")):
                    child.attrs.pop("href", None)  # a page of the repository that does not travel with the program
        if token.type == "table_open":
            token.attrSet("class", "table")
        if token.type in ("th_open", "td_open"):
            token.attrs.pop("style", None)  # the content policy allows no inline style
    return str(reader.renderer.render(tokens, reader.options, {}))
