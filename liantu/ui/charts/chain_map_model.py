"""What the chain map takes in and gives out: plain values."""

from __future__ import annotations

from dataclasses import dataclass

STAGES: tuple[str, ...] = ("upstream", "midstream", "downstream")
SUPPORT = "support"
NAME_UNITS, SMALL_UNITS = 16.0, 18.2  # what a card's width holds at 13 and at 11.4 px
STATES: tuple[str, ...] = ("strong", "present", "weak", "single", "gap", "undecided")


@dataclass(frozen=True)
class MapNode:
    """A link of the chain: ``stage`` one of STAGES or SUPPORT, ``state`` one of STATES, number of ``firms`` present."""

    code: str
    name: str
    stage: str
    firms: int
    state: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class MapEdge:
    """A flow from ``source`` to ``target``; ``weight`` ≥ 0 sets its width."""

    source: str
    target: str
    weight: float = 1.0


@dataclass(frozen=True)
class NodeBox:
    """A node as a card: place and size in picture units, bar of firms 0…100, neighbours by code."""

    node: MapNode
    x: float
    y: float
    width: float
    height: float
    column: int
    lines: tuple[str, ...]
    bar: float
    upstream: tuple[str, ...]
    downstream: tuple[str, ...]

    @property
    def name_lines(self) -> list[tuple[float, str]]:
        """(base line, text) of the name's one or two lines."""
        return [(round(self.y + 17 + 13 * index, 1), line) for index, line in enumerate(self.lines)]

    @property
    def label(self) -> str:
        """The name as it is written on the card."""
        return " ".join(self.lines)

    @property
    def firms_y(self) -> float:
        """Base line of the number of firms."""
        return round(self.y + self.height - 9, 1)

    @property
    def text_x(self) -> float:
        """Left edge of the words."""
        return round(self.x + 11, 1)

    @property
    def mark_x(self) -> float:
        """Right edge of the state's mark."""
        return round(self.x + self.width - 10, 1)

    @property
    def bar_y(self) -> float:
        """Top of the bar of firms."""
        return round(self.y + self.height - 4.5, 1)

    @property
    def bar_width(self) -> float:
        """Width of the bar of firms in picture units."""
        return round((self.width - 22) * self.bar / 100, 1)

    @property
    def label_size(self) -> str:
        """Class of the name's size: long names are set smaller."""
        is_long = len(self.lines) > 1 or display_units(self.label) > NAME_UNITS
        return "map-name-small" if is_long else "map-name"


@dataclass(frozen=True)
class EdgePath:
    """A flow as an SVG path; ``kind`` forward | back | inside | support; ``touches_gap`` when an end is missing."""

    source: str
    target: str
    d: str
    width: float
    kind: str
    touches_gap: bool


@dataclass(frozen=True)
class StageBand:
    """The panel behind one stage and its numbers."""

    stage: str
    x: float
    y: float
    width: float
    height: float
    nodes: int
    firms: int
    gaps: int

    @property
    def title_x(self) -> float:
        """Left edge of the heading."""
        return round(self.x + 14, 1)

    @property
    def title_y(self) -> float:
        """Base line of the heading."""
        return round(self.y + 23, 1)

    @property
    def numbers_x(self) -> float:
        """Right edge of the numbers."""
        return round(self.x + self.width - 14, 1)


@dataclass(frozen=True)
class ChainMapPicture:
    """The whole picture; coordinates in a box of ``width`` × ``height``."""

    width: float
    height: float
    bands: tuple[StageBand, ...]
    boxes: tuple[NodeBox, ...]
    edges: tuple[EdgePath, ...]
    crossings: int

    @property
    def view_box(self) -> str:
        """The SVG viewBox."""
        return f"0 0 {self.width:g} {self.height:g}"

    @property
    def gaps(self) -> int:
        """How many links are missing."""
        return sum(box.node.state == "gap" for box in self.boxes)

    @property
    def undecided(self) -> int:
        """How many links cannot be judged yet."""
        return sum(box.node.state == "undecided" for box in self.boxes)

    @property
    def firms(self) -> int:
        """Appearances of firms, summed over nodes (a firm in two nodes counts twice)."""
        return sum(box.node.firms for box in self.boxes)

    def name_of(self, code: str) -> str:
        """The name of a node."""
        return next((box.node.name for box in self.boxes if box.node.code == code), code)

    @property
    def facts(self) -> list[dict[str, object]]:
        """The picture as a table: one row per node, by stage, neighbours named."""
        names = {box.node.code: box.node.name for box in self.boxes}
        order = {stage: index for index, stage in enumerate((*STAGES, SUPPORT))}
        return [
            {
                "node": box.node,
                "upstream": [names[code] for code in box.upstream],
                "downstream": [names[code] for code in box.downstream],
            }
            for box in sorted(self.boxes, key=lambda box: (order[box.node.stage], box.column, box.y, box.x))
        ]


def display_units(text: str) -> float:
    """Width of a text in half Chinese characters; a bold Latin letter is a little wider than half."""
    return sum(2.0 if ord(character) > 0x2E7F else 1.2 for character in text)


def shortened(text: str, units: float) -> str:
    """``text`` cut to ``units`` half characters, with an ellipsis when something is left out."""
    if display_units(text) <= units:
        return text
    kept, used = "", 0.0
    for character in text:
        used += display_units(character)
        if used > units - 2:
            break
        kept += character
    return kept.rstrip() + "…"


def name_lines(name: str) -> tuple[str, ...]:
    """A name in one line, or in two smaller ones: Latin words stay whole, Chinese is cut in the middle."""
    if display_units(name) <= SMALL_UNITS:
        return (name,)
    words = name.split()
    if len(words) > 1:
        first = words[0]
        for index, word in enumerate(words[1:], start=1):
            if display_units(f"{first} {word}") > SMALL_UNITS:
                return (shortened(first, SMALL_UNITS), shortened(" ".join(words[index:]), SMALL_UNITS))
            first = f"{first} {word}"
    middle = (len(name) + 1) // 2
    return (shortened(name[:middle], SMALL_UNITS), shortened(name[middle:], SMALL_UNITS))
