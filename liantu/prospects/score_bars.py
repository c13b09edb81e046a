"""What the score of a target is made of, in the reader's words: the bar, and for each part its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from liantu.prospects.reads import FACTOR_NAMES
from liantu.prospects.rules.question import FACTORS
from liantu.prospects.rules.rank_fusion import TERMS
from liantu.ui.bars import why_bar

# A kind of evidence keeps its colour, whatever else is left out of a list.
_COLOURS = {name: number for names in (TERMS, FACTORS) for number, name in enumerate(names, 1)}


def score_bar(parts: Iterable[Mapping[str, Any]], *, whole: float = 100.0) -> SafeString:
    """An SVG bar of ``whole`` points: one segment a part, each with its name and points as its title."""
    told = [
        (gettext(FACTOR_NAMES[part["factor"]]), float(part["contribution"]), _COLOURS[part["factor"]]) for part in parts
    ]
    return why_bar(told, whole=whole)


@dataclass(frozen=True)
class PartTold:
    """One part of a score: the colour of its key, its name, why it got its points, the points."""

    colour: int
    name: str
    reason: str
    points: float


def parts_told(row: Mapping[str, Any], names: Mapping[str, str]) -> list[PartTold]:
    """Every part of a target's score with its reason; ``names``: links by code. None is left out for being nought."""
    return [
        PartTold(
            _COLOURS[part["factor"]],
            gettext(FACTOR_NAMES[part["factor"]]),
            _reason(part["factor"], row, names),
            float(part["contribution"]),
        )
        for part in row["parts"]
    ]


def _reason(factor: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Why a part has its points, in a few words; "" where its name says it."""
    if factor == "text":
        return match_told(row)
    if factor == "neighbours":
        return "、".join(names.get(code, code) for code in row.get("also_does", ())) or _("does none of them")
    if factor == "products":
        return str(row.get("lists") or _("no list names it"))
    if factor == "branch":
        return str(row.get("branch") or _("none found"))
    if factor == "near":
        far = row.get("kilometres")
        return _("place not on the map") if far is None else _("%(n)s km") % {"n": far}
    if factor == "industry" and not any(one["contribution"] for one in row["parts"] if one["factor"] == factor):
        return _("another code")
    return ""


def match_told(row: Mapping[str, Any]) -> str:
    """Which words of the register say that the enterprise does it, and where they stand."""
    if row["where"] == "name":
        return _("“%(words)s” in its name") % {"words": row["word"]}
    told = {"words": row["evidence"][:24], "n": row["position"]}
    return _("“%(words)s”, item %(n)s of its scope") % told


def rank_range(best: int, worst: int) -> str:
    """Which places a target takes when the evidence is weighed a little differently."""
    if best == worst:
        return _("stays at place %(n)s") % {"n": best}
    return _("places %(best)s–%(worst)s") % {"best": best, "worst": worst}
