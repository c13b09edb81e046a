"""One pass over the register a link, kept in the process: a release never changes, nor does a published link."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from liantu.chains.rules.membership import types_on
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node
from liantu.engine import Release
from liantu.engine.places import PlaceSums, place_sums
from liantu.lib.reference_files import reference_path

RECENT_YEARS = 5
_FIRST_RULES = date(2024, 1, 1)  # older registers are judged by the first rules there are


@lru_cache(maxsize=16)
def entries_of(name: str) -> Any:
    """The content of a reference file of this room."""
    return yaml.safe_load(reference_path(name).read_text("utf-8"))


@lru_cache(maxsize=1024)
def sums_of(release: Release, node: Node) -> PlaceSums:
    """The firms of a link by place, with the chances their evidence gives them; recent: of the register's last
    years.
    """
    day = release.info.as_of_on or _FIRST_RULES
    types = types_on(entries_of("evidence_types.yaml"), max(day, _FIRST_RULES))
    chances = (
        (10_000, types["scope_said"].weight), (7_000, types["name_cue"].weight), (0, types["scope_inferred"].weight),
    )  # fmt: skip
    since = (date(day.year - RECENT_YEARS, day.month, 1) - date(1970, 1, 1)).days
    return place_sums(release, screening_for(node), node.intent, chances=chances, since_days=since)
