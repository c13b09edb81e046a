"""Where knowledge flows up: a lower module offers a slot, higher modules fill it, nobody imports upwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SlotError(Exception):
    """A slot was offered twice or filled twice under one key."""


@dataclass(frozen=True)
class Filling(Generic[T]):
    """One thing put into a slot: its key, what it is, the module that put it there, and its place in the order."""

    key: str
    value: T
    module: str
    order: int


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One thing a room means to put into a slot."""

    slot: Slot[T]
    key: str
    value: T
    order: int = 100

    def fill(self, *, module: str) -> None:
        """Put it there. Raises SlotError when another module took the key."""
        self.slot.fill(self.key, self.value, module=module, order=self.order)


class Slot(Generic[T]):
    """A named place that higher modules fill at start-up."""

    def __init__(self, name: str, *, offered_by: str, question: str) -> None:
        self.name = name
        self.offered_by = offered_by
        if name in _SLOTS:
            raise SlotError(f"slot {name!r} is already offered by {_SLOTS[name].offered_by}")
        self.question = question
        self._fillings: dict[str, Filling[T]] = {}
        _SLOTS[name] = self

    def entry(self, key: str, value: T, *, order: int = 100) -> Entry[T]:
        """What a room's wiring says it puts here: ``value`` under ``key``; the wiring is what fills the slot."""
        return Entry(self, key, value, order)

    def fill(self, key: str, value: T, *, module: str, order: int = 100) -> None:
        """Put ``value`` into the slot. Raises SlotError when another module took the key."""
        present = self._fillings.get(key)
        if present is not None and present.module != module:
            raise SlotError(f"slot {self.name!r}: {key!r} is filled by {present.module} and {module}")
        self._fillings[key] = Filling(key, value, module, order)

    def fillings(self) -> list[Filling[T]]:
        """Everything in the slot, by order and key."""
        return sorted(self._fillings.values(), key=lambda filling: (filling.order, filling.key))

    def values(self) -> list[T]:
        """The things in the slot, by order and key."""
        return [filling.value for filling in self.fillings()]

    def get(self, key: str) -> T | None:
        """The thing under ``key``, or None."""
        filling = self._fillings.get(key)
        return None if filling is None else filling.value


_SLOTS: dict[str, Slot[Any]] = {}


def all_slots() -> Iterator[Slot[Any]]:
    """Every slot on offer, by name: what ``liantu wiring`` prints."""
    for name in sorted(_SLOTS):
        yield _SLOTS[name]


def slot_named(name: str) -> Slot[Any]:
    """The slot of this name. Raises SlotError when no module offers it."""
    if name not in _SLOTS:
        raise SlotError(f"no module offers the slot {name!r}")
    return _SLOTS[name]
