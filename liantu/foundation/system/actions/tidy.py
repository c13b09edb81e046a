"""Taking away what killed processes left."""

from __future__ import annotations

from liantu.audit.actions import record
from liantu.foundation.system.leftovers import leftovers


def tidy() -> list[str]:
    """Take away everything that broken-off work left and nobody is writing any more; the names, by path."""
    found = leftovers()
    for one in found:
        one.take_away()
    names = [one.path.name for one in found]
    if names:
        record("system.tidied", by=None, zone=None, after={"names": names[:50], "count": len(names)})
    return names
