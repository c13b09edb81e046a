"""What the targets room asks of other rooms: what became of the targets it named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liantu.lib.slots import Slot

# (zone, [(credit code, name)]) → (credit code or name) → rung → ISO day; rungs: suggested, met, signed, started
target_outcome: Slot[Callable[[Any, Sequence[tuple[str, str]]], Mapping[str, Mapping[str, str]]]] = Slot(
    "target_outcome", offered_by="prospects", question="What became of these targets: suggested, met, signed, started?"
)
