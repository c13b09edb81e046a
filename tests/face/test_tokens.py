"""The palette is readable, stays apart for every kind of colour vision, and colours stand nowhere else.

Contrast after WCAG 2.2 (1.4.3, 1.4.11), colour vision after Machado, Oliveira and Fernandes 2009 at severity 1,
difference as ΔE*ab (CIE 1976).
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = ROOT / "liantu/ui/styles/tokens.css"
TEXT, LINE = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "ground", "sunk", "raised")),
    *((ink, ground, TEXT) for ink in ("main", "gap", "ok", "warn", "bad") for ground in ("surface", "ground")),
    *((tone, f"{tone}-soft", TEXT) for tone in ("main", "gap", "ok", "warn", "bad")),
    *((ink, f"{tone}-soft", TEXT) for ink in ("ink", "ink-2") for tone in ("main", "gap", "ok", "warn", "bad")),
    ("ink-2", "muted-soft", TEXT),
    ("on-main", "main", TEXT),
    ("on-main", "main-strong", TEXT),
    ("side-ink", "side-ground", TEXT),
    ("side-ink-2", "side-ground", TEXT),
    ("side-ink", "side-current", TEXT),
    *((f"node-{state}-ink", f"node-{state}", TEXT) for state in ("strong", "present", "weak", "gap", "undecided")),
    *((line, ground, LINE) for line in ("control", "focus", "gap-line") for ground in ("surface", "ground")),
    *((f"part-{n}", "surface", LINE) for n in (1, 3, 5)),
]
# Parts 2 and 4 are light: each stands a pixel apart from its neighbour, with its number beside it.
LIGHT_PARTS = [(f"part-{n}", "surface", 2.2) for n in (2, 4)]
VISION = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = 15


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme as ``name → #rrggbb``; the dark one takes what it does not say from the light one."""
    light, dark = TOKENS.read_text("utf-8").split("@media screen", 1)
    first = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})\b", light))
    return {"light": first, "dark": first | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})\b", dark))}


def linear(colour: str) -> list[float]:
    """Red, green and blue of light, 0…1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG."""
    first, second = (sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """L*, a*, b* of a colour as this kind of vision sees it."""
    seen = [min(max(sum(a * b for a, b in zip(row, linear(colour), strict=True)), 0.0), 1.0) for row in VISION[vision]]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in rows]
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (xyz[0] / 0.95047, xyz[1], xyz[2] / 1.08883)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_and_line_can_be_read(theme: str) -> None:
    colours = themes()[theme]
    pairs = (
        PAIRS + LIGHT_PARTS
        if theme == "light"
        else PAIRS + [(f"part-{n}", "surface", LIGHT_PARTS[0][2]) for n in (2, 4)]
    )
    faint = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in pairs
        if contrast(colours[ink], colours[ground]) < least
    }
    assert not faint, faint


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_parts_stay_apart_for_every_vision(theme: str, vision: str) -> None:
    colours = themes()[theme]
    close = {
        (one, other): round(difference, 1)
        for one, other in itertools.combinations([f"part-{n}" for n in range(1, 7)], 2)
        if (difference := _apart(colours[one], colours[other], vision)) < APART
    }
    assert not close, close


def _apart(one: str, other: str, vision: str) -> float:
    pairs = zip(lab(one, vision), lab(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def sheets() -> list[Path]:
    """Every style sheet of our own."""
    every = (ROOT / "liantu").rglob("*.css")
    return [path for path in every if "vendor" not in path.parts and path.name != "ui.css"]


def test_colours_stand_in_the_tokens_alone() -> None:
    """Black and white of paper, and shades of black or white over a ground, are no colours of the palette."""
    found = {
        path.name: wild
        for path in sheets()
        if path != TOKENS
        and path.name not in PAPER
        and (wild := set(re.findall(r"#[0-9a-fA-F]{3,8}\b", _without_notes(path))) - MARKED)
    }
    assert not found, found


PAPER = {"print.css", "paper.css"}  # ink on white, whatever the screen shows
MARKED = {
    "#fff",
    "#000",
    "#7dbcf0",
    "#f0913f",
    "#9fd0f7",
}  # the mark of the product, and what is drawn on the dark side


def test_two_weights() -> None:
    wild = {
        path.name: weights
        for path in sheets()
        if (weights := set(re.findall(r"font-weight:\s*([^;}]+)", _without_notes(path))) - {"400", "600", "inherit"})
    }
    assert not wild, wild


def test_a_mixed_colour_has_a_plain_one_before_it() -> None:
    """The oldest browser that is kept to (Chromium 109) knows no ``color-mix``, nesting or popover."""
    faults = []
    for path in sheets():
        text = _without_notes(path)
        for found in re.finditer(r"([a-z-]+):[^;{}]*color-mix\([^;{}]*", text):
            before = text[text.rfind("{", 0, found.start()) : found.start()]
            if f"{found[1]}:" not in before:
                faults.append(f"{path.name}: {found[0][:70]}")
        if re.search(r"\{[^{}]*&[\s.:\[]", text) or ":popover-open" in text or "position-anchor" in text:
            faults.append(f"{path.name}: nesting, popover or anchor")
    assert not faults, faults


def _without_notes(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def test_every_named_token_is_there() -> None:
    """A misspelt token falls back to nothing, in silence."""
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", "".join(path.read_text("utf-8") for path in sheets())))
    lost = {
        path.name: gone
        for path in sheets()
        if (gone := set(re.findall(r"var\((--[a-z0-9-]+)", _without_notes(path))) - known)
    }
    assert not lost, lost


def test_every_picture_takes_the_colour_of_its_text() -> None:
    """A shape without a colour of its own is black, and cannot be seen in the dark."""
    sprite = (ROOT / "liantu/ui/static/ui/icons.svg").read_text("utf-8")
    symbols = re.findall(r'<symbol id="([^"]+)"(.*?)</symbol>', sprite, re.DOTALL)
    assert symbols and not [name for name, drawn in symbols if "currentcolor" not in drawn.lower()]
