"""What the chain science is worth, section by section: ``python -m benchmarks.chain_science [SECTION …]``.

Sections: io, complexity, ranking, targets, chain_pages. Without a section all are run. The real data stand beside the
project (``LIANTU_SHARED_DATA`` names another place).
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

SHARED_DATA = Path(os.environ.get("LIANTU_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SECTIONS = ("io", "complexity", "ranking", "targets", "chain_pages")


def main(arguments: list[str]) -> int:
    """Run the sections asked for; the exit code says whether every floor held."""
    asked = arguments or list(SECTIONS)
    unknown = [name for name in asked if name.split(":")[0] not in SECTIONS]
    if unknown:
        print(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    held = True
    for name in asked:
        section, _, part = name.partition(":")
        print(f"\n== {name}", flush=True)
        held &= importlib.import_module(f"benchmarks.chain_science_{section}").run(SHARED_DATA, part)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
