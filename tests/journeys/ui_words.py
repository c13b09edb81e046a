"""The program's own words in both languages: which of a page's texts are ours and stand there in the other one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
HAN = re.compile(r"[㐀-鿿]")
PLACE = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{[\w.]*\}|%%")
# What an officer writes in Latin letters too: names of files, standards, keys, units, products; codes of things.
LATIN = re.compile(
    r"/[\w./-]+|规则 [\w:-]+|liantu [a-z][\w. -]*|\b(?:[A-Z0-9]+|[\w.-]+@[\w.-]+|https?://\S+|www\.\S+|\w+/\w+|[\w-]+\.\w{1,5}"
    r"|[A-Za-z]{0,4}\d[\w.-]*|[A-Za-z])\b"
)
KNOWN = {
    "Ctrl", "Esc", "Enter", "Shift", "Excel", "Word", "English", "Python", "Django", "SQLite", "PostgreSQL", "Liantu",
    "Chromium", "Linux", "kg", "km", "kW", "kWh", "MW", "mm", "cm", "px", "kB", "GiB", "MiB", "KiB", "ms", "xlsx",
    "csv", "pdf", "docx", "txt", "zip", "API", "Tab", "json", "html", "zh", "en", "Spark", "kVA", "sqlite",
}  # fmt: skip

# written into the record in the language of whoever kept it
KEPT = {"Report of the trip: %(title)s", "Task force %(project)s"}


@cache
def catalogue() -> tuple[dict[str, str], dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """English → Chinese and Chinese → English of texts without places, and the Chinese ones with places as patterns."""
    chinese: dict[str, str] = {}
    english: dict[str, str] = {}
    patterns = []
    for path in sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            pairs = [(entry.msgid, entry.msgstr)]
            if entry.msgid_plural:
                pairs = [(entry.msgid_plural, text) for text in entry.msgstr_plural.values()]
                pairs.append((entry.msgid, entry.msgstr_plural.get(0, "")))
            for said, meant in pairs:
                said, meant = _plain(said), _plain(meant)
                if not HAN.search(meant) or HAN.search(said):
                    continue
                if not PLACE.search(meant):
                    chinese[said], english[meant] = meant, said
                elif len(HAN.findall(PLACE.sub("", meant))) >= 3:
                    parts = (re.escape(part) for part in PLACE.split(meant))
                    if said in KEPT:
                        continue
                    patterns.append((re.compile("^" + ".+?".join(parts) + "$"), said))
    return chinese, english, patterns


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def left_in_chinese(texts: list[str], data: set[str]) -> list[str]:
    """Of an English page's texts those that are words of the program in Chinese; ``data``: names that are data."""
    _chinese, english, patterns = catalogue()
    found = []
    for text in texts:
        if not HAN.search(text) or text in data:
            continue
        if text in english:
            found.append(f"{text} ({english[text]})")
        elif whole := next((said for pattern, said in patterns if pattern.match(text)), ""):
            found.append(f"{text} ({whole})")
    return found


def left_in_english(texts: list[str], data: set[str]) -> list[str]:
    """Of a Chinese page's texts those that are English: untranslated, or Latin words no official writes."""
    chinese, _english, _patterns = catalogue()
    found = []
    for text in texts:
        if text in data:
            continue
        if text in chinese and text not in KNOWN:
            found.append(f"{text} ({chinese[text]})")
            continue
        rest = LATIN.sub(" ", text)
        if words := [word for word in re.findall(r"[A-Za-z]{2,}(?:_[a-z]+)*", rest) if word not in KNOWN]:
            found.append(f"{text[:60]} [{' '.join(words[:4])}]")
    return found
