"""What went wrong, where, and how to fix it: one value that every layer can raise, collect and translate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    ``message`` and ``fix`` are English texts with ``%(name)s`` places filled from ``params``, so that the page can
    translate the text before filling it. ``code`` is the kind; nothing may decide by the text. ``where`` is the place
    as programs name it: a field, a place in a list (``tasks.2``) or in a file (``Sheet1!C1``). ``place`` is what
    readers call it where that is data of the zone and no field (a requirement of its plan of stages).
    """

    code: str
    message: str
    where: str = ""
    fix: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    place: str = ""

    def stored(self) -> dict[str, object]:
        """The problem as JSON values, for a row that tells it later: ``Problem(**stored)`` is the problem again."""
        plain = {name: one if isinstance(one, int | float | str) else str(one) for name, one in self.params.items()}
        return {**vars(self), "params": plain}

    def __str__(self) -> str:
        """The problem as one English line: place, what happened, how to fix it."""
        parts = [f"{self.where}: " if self.where else "", self.message % dict(self.params)]
        if self.fix:
            parts.append(f" → {self.fix % dict(self.params)}")
        return "".join(parts)


class ProblemsError(Exception):
    """An input was refused; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class KeptLostError(ProblemsError):
    """What the program keeps is gone or damaged: told where it is opened; the operator brings it back."""


def gone(name: str) -> KeptLostError:
    """A stored file whose bytes are not there any more."""
    return KeptLostError(
        [
            Problem(
                "kept_gone",
                "The file “%(name)s” is gone from the disk.",
                where=name,
                fix="Bring the file in again, or ask the operator to bring it back from a backup.",
                params={"name": name},
            )
        ]
    )


def damaged(name: str) -> KeptLostError:
    """A kept content that is not what was kept."""
    return KeptLostError(
        [
            Problem(
                "kept_damaged",
                "What was kept of “%(name)s” is damaged and cannot be read.",
                where=name,
                fix="Ask the operator to bring it back from a backup.",
                params={"name": name},
            )
        ]
    )
