"""What the rooms above say of the rules a zone may write itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liantu.lib.problems import Problem
from liantu.lib.slots import Slot
from liantu.people.models import Zone


def _nothing_more(_zone: Zone, _rule: Any) -> list[Problem]:
    return []


@dataclass(frozen=True)
class RuleKind:
    """A rule the zone may write itself.

    ``read``: text → the rule; raises ProblemsError with everything wrong. ``shipped``: the text that came with the
    program, for a day. ``reopen``: a text that was let hold by an earlier version of the program, which may have been
    less strict; ``read`` unless given. ``check``: what the zone's own rows forbid. ``view``, ``keep``: abilities to see
    the rule, and to draft and propose it. ``second``: roles of the second person without whom no version holds.
    ``template`` draws the rule, which it finds as ``rule`` beside what ``shown(rule)`` answers.
    """

    code: str
    name: Any
    read: Callable[[str], Any]
    shipped: Callable[[date], str]
    view: str
    keep: str
    second: tuple[str, ...]
    template: str
    check: Callable[[Zone, Any], list[Problem]] = _nothing_more
    shown: Callable[[Any], Mapping[str, Any]] = lambda _rule: {}
    reopen: Callable[[str], Any] | None = None

    def opened(self, text: str, *, held: bool) -> Any:
        """The rule in a text; ``held``: it was let hold once. Raises ProblemsError."""
        return self.reopen(text) if held and self.reopen is not None else self.read(text)


rule_kind: Slot[RuleKind] = Slot(
    "rule_kind", offered_by="foundation.versions", question="Which rules of the room may a zone write itself?"
)


def kind_of(code: str) -> RuleKind:
    """The kind of a version. Raises LookupError for one whose room is gone."""
    kind = rule_kind.get(code)
    if kind is None:
        raise LookupError(f"no room declares the rule {code!r}")
    return kind
