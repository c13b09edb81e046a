"""What the targets room asks of other rooms: what became of the targets it named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liantu.chains.slots import RowAction
from liantu.lib.slots import Slot

# (user, zone, suggestion) → what can be opened or done about a suggestion
suggestion_action: Slot[Callable[[Any, Any, Any], RowAction | None]] = Slot(
    "suggestion_action", offered_by="prospects", question="What can be opened or done about this suggestion?"
)
# (zone, [(credit code, name)]) → (credit code or name) → rung → ISO day; rungs: suggested, met, signed, started
target_outcome: Slot[Callable[[Any, Sequence[tuple[str, str]]], Mapping[str, Mapping[str, str]]]] = Slot(
    "target_outcome", offered_by="prospects", question="What became of these targets: suggested, met, signed, started?"
)
