"""The register engine: which enterprises of a register make, trade or serve a thing, and how sure is that?

Nouns: a *release* is a folder of normalised rows and their index; a *screening* is one node's question; a *hit*
is one enterprise with its score in named parts. Front door: ``build_release``, ``open_release``, ``Release.screen``,
``screen_many``. No Django; heavy libraries load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .build import build_release, tidy
    from .errors import BuildCancelled, ReleaseError
    from .maintenance import add_shard, check_release, drop_release, merge_shards, warm_up
    from .manifest import ReleaseInfo, ShardInfo
    from .release import Release, ScreenResult, list_releases, open_release
    from .screening import Filters, Hit, Part, Screening, Weights
    from .whole_job import NodeScreening, node_screenings, screen_many, write_matches

_HOMES = {
    "build_release": "build", "tidy": "build",
    "BuildCancelled": "errors", "ReleaseError": "errors",
    "add_shard": "maintenance", "check_release": "maintenance", "drop_release": "maintenance",
    "merge_shards": "maintenance", "warm_up": "maintenance",
    "ReleaseInfo": "manifest", "ShardInfo": "manifest",
    "Release": "release", "ScreenResult": "release", "list_releases": "release", "open_release": "release",
    "Filters": "screening", "Hit": "screening", "Part": "screening", "Screening": "screening", "Weights": "screening",
    "NodeScreening": "whole_job", "node_screenings": "whole_job", "screen_many": "whole_job",
    "write_matches": "whole_job",
}  # fmt: skip

__all__ = [
    "BuildCancelled", "Filters", "Hit", "NodeScreening", "Part", "Release", "ReleaseError", "ReleaseInfo",
    "ScreenResult", "Screening", "ShardInfo", "Weights", "add_shard", "build_release", "check_release",
    "drop_release", "list_releases", "merge_shards", "node_screenings", "open_release", "screen_many", "tidy",
    "warm_up", "write_matches",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value
