"""What the targets room asks of other rooms: what became of the targets it named, who talks to them already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liantu.lib.slots import Slot

if TYPE_CHECKING:
    from liantu.ui.wiring import Seen

# (zone, [(credit code, name)]) → (credit code or name) → rung → ISO day; rungs: suggested, met, signed, started
target_outcome: Slot[Callable[[Any, Sequence[tuple[str, str]]], Mapping[str, Mapping[str, str]]]] = Slot(
    "target_outcome", offered_by="prospects", question="What became of these targets: suggested, met, signed, started?"
)


@dataclass(frozen=True)
class Touch:
    """Somebody of the zone is in touch with an enterprise: in few words, with the page that tells it.

    ``weight``: of several the heaviest stands in the list: talks (3), a lead (2), a visit (1).
    """

    words: str
    url: str
    tone: str = "info"
    weight: int = 1


# (who looks, [(credit code, name)]) → (credit code or name) → touches this person may know of
in_touch: Slot[Callable[[Seen, Sequence[tuple[str, str]]], Mapping[str, Sequence[Touch]]]] = Slot(
    "in_touch", offered_by="prospects", question="Who of us is in touch with these enterprises already?"
)
