"""How a register release is called on disk and in addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from liantu.lib.problems import Problem

_ALLOWED = re.compile(r"^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$")


def propose_release_id(title: str, as_of_on: date | None, taken: Collection[str]) -> str:
    """A free identifier: as-of date and the Latin words of the title (``2026-03-05-jiangsu``), numbered when taken."""
    words = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:40].strip("-") or "register"
    base = f"{as_of_on.isoformat()}-{slug}" if as_of_on else slug
    base = base if _ALLOWED.match(base) else f"register-{base}"
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}-{number}", number + 1
    return candidate


def problem_of_release_id(text: str, taken: Collection[str]) -> Problem | None:
    """Why the identifier cannot be used, or None. It becomes a folder name, so only plain letters pass."""
    if not _ALLOWED.match(text):
        return Problem(
            "release_id",
            "The identifier %(given)s cannot be used.",
            where="id",
            fix="Use 3 to 60 small letters, digits and hyphens, as in 2026-03-05-national.",
            params={"given": text[:80]},
        )
    if text in taken:
        return Problem(
            "release_id_taken",
            "There is already a register called %(given)s.",
            where="id",
            fix="Choose another identifier, or leave it out.",
            params={"given": text},
        )
    return None
