"""Where does every link of a chain stand in the picture? Pure: nodes and flows in, a picture out.

Columns run upstream → midstream → downstream; what supports the chain is a band below. Inside a stage, links follow the
flow (longest path), wide columns are split so that sixty links stay readable. Long flows run in lanes of their own
between the cards, bundled by source. Order: barycentre sweeps, the best of all kept; heights: least squares under
minimum distances (pool adjacent violators). The same input gives the same picture.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from liantu.ui.charts.chain_map_model import (
    STAGES,
    STATES,
    SUPPORT,
    ChainMapPicture,
    EdgePath,
    MapEdge,
    MapNode,
    NodeBox,
    StageBand,
    name_lines,
)

__all__ = ["ChainMapPicture", "MapEdge", "MapNode", "layout"]

CARD_WIDTH = 126.0
COLUMNS_WISHED = 6
CARD_LEAST, CARD_MOST = 40.0, 58.0
COLUMN_GAP, STAGE_GAP = 30.0, 44.0
SECOND_LINE = 12.0
ROW_GAP, LANE, LANE_GAP = 13.0, 5.0, 5.0
MARGIN, HEADER, BAND_PAD = 10.0, 38.0, 12.0
SWEEPS, RELAXATIONS = 12, 10


@dataclass
class _Slot:
    """A place in a column: a card, or the lane of flows from one source passing through."""

    key: str
    column: int
    height: float
    is_lane: bool
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    y: float = 0.0


def layout(nodes: Sequence[MapNode], edges: Sequence[MapEdge]) -> ChainMapPicture:
    """The picture of a chain, at most a few hundred nodes.

    Raises ValueError when a code appears twice, a stage or state is unknown, or an edge names a missing node.
    """
    return _layout(tuple(nodes), tuple(edges))


@lru_cache(maxsize=64)
def _layout(nodes: tuple[MapNode, ...], edges: tuple[MapEdge, ...]) -> ChainMapPicture:
    _check(nodes, edges)
    flows = _unique(edges)
    main = [node for node in nodes if node.stage != SUPPORT]
    column_of, stage_columns = _columns(main, flows)
    slots, columns = _slots(main, flows, column_of, _heights(nodes))
    crossings = _order(slots, columns)
    _place(slots, columns)
    xs = _column_xs(stage_columns)
    boxes, bottom = _boxes(nodes, flows, slots, xs, column_of)
    bands = _bands(boxes, stage_columns, xs, bottom)
    width = max((band.x + band.width for band in bands), default=320.0) + MARGIN
    support, support_band = _support(nodes, flows, width, (bottom + BAND_PAD if main else 0.0) + MARGIN)
    if support_band is not None:
        bands.append(support_band)
    boxes += support
    height = max((band.y + band.height for band in bands), default=120.0) + MARGIN
    paths = _paths(flows, {box.node.code: box for box in boxes}, slots, xs)
    return ChainMapPicture(round(width, 1), round(height, 1), tuple(bands), tuple(boxes), tuple(paths), crossings)


def _check(nodes: Sequence[MapNode], edges: Sequence[MapEdge]) -> None:
    codes = [node.code for node in nodes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    wrong = [f"{node.code}: {node.stage}" for node in nodes if node.stage not in (*STAGES, SUPPORT)]
    wrong += [f"{node.code}: {node.state}" for node in nodes if node.state not in STATES]
    known = set(codes)
    missing = sorted({code for edge in edges for code in (edge.source, edge.target) if code not in known})
    if twice or wrong or missing:
        raise ValueError(
            f"chain map: codes twice {twice}, unknown stages or states {wrong}, edges to nowhere {missing}"
        )


def _unique(edges: Iterable[MapEdge]) -> list[MapEdge]:
    """One flow per pair, weights added, loops dropped."""
    weights: dict[tuple[str, str], float] = {}
    for edge in edges:
        if edge.source != edge.target:
            pair = (edge.source, edge.target)
            weights[pair] = weights.get(pair, 0.0) + max(edge.weight, 0.0)
    return [MapEdge(source, target, weight) for (source, target), weight in weights.items()]


def _heights(nodes: Sequence[MapNode]) -> dict[str, float]:
    """Card heights by firms, on a logarithmic scale; a long name takes one more line."""
    most = math.log1p(max((node.firms for node in nodes), default=0)) or 1.0
    return {
        node.code: round(
            CARD_LEAST
            + (CARD_MOST - CARD_LEAST) * math.log1p(max(node.firms, 0)) / most
            + (SECOND_LINE if len(name_lines(node.name)) > 1 else 0.0),
            1,
        )
        for node in nodes
    }


def _columns(nodes: Sequence[MapNode], flows: Sequence[MapEdge]) -> tuple[dict[str, int], list[tuple[str, int, int]]]:
    """Column of every node, and (stage, first column, columns) for each stage with nodes."""
    rows_most = max(7, math.ceil(len(nodes) / COLUMNS_WISHED) + 1)
    members = {stage: [node.code for node in nodes if node.stage == stage] for stage in STAGES}
    members = {stage: codes for stage, codes in members.items() if codes}
    depths = {stage: _depths(codes, flows) for stage, codes in members.items()}
    sizes = {stage: math.ceil(len(codes) / rows_most) for stage, codes in members.items()}
    layers = {stage: max(depth.values()) + 1 for stage, depth in depths.items()}
    while sum(sizes.values()) < COLUMNS_WISHED:
        stage = max(sizes, key=lambda one: layers[one] - sizes[one], default=None)
        if stage is None or layers[stage] <= sizes[stage]:
            break
        sizes[stage] += 1
    column_of: dict[str, int] = {}
    stages: list[tuple[str, int, int]] = []
    first = 0
    for stage, codes in members.items():
        groups = _stage_groups(codes, depths[stage], sizes[stage], rows_most)
        for offset, group in enumerate(groups):
            column_of.update(dict.fromkeys(group, first + offset))
        stages.append((stage, first, len(groups)))
        first += len(groups)
    return column_of, stages


def _stage_groups(codes: Sequence[str], depth: dict[str, int], size: int, rows_most: int) -> list[list[str]]:
    """The nodes of one stage in ``size`` columns along the flow: by layer where that fits, else in even pieces."""
    place = {code: index for index, code in enumerate(codes)}
    ordered = sorted(codes, key=lambda code: (depth[code], place[code]))
    layers = max(depth.values()) + 1
    if layers >= size:
        groups: list[list[str]] = [[] for _ in range(size)]
        for code in ordered:
            groups[depth[code] * size // layers].append(code)
        if max(len(group) for group in groups) <= rows_most:
            return groups
    piece = math.ceil(len(ordered) / size)
    return [ordered[start : start + piece] for start in range(0, len(ordered), piece)]


def _depths(members: Sequence[str], flows: Sequence[MapEdge]) -> dict[str, int]:
    """Longest path to each node inside the group; flows that close a circle are left out, in input order."""
    before: dict[str, list[str]] = {code: [] for code in members}
    for flow in flows:
        if flow.source in before and flow.target in before:
            before[flow.target].append(flow.source)
    depth: dict[str, int] = {}
    open_now: set[str] = set()

    def find(code: str) -> int:
        if code in depth:
            return depth[code]
        open_now.add(code)
        deepest = max((find(one) + 1 for one in before[code] if one not in open_now), default=0)
        open_now.discard(code)
        depth[code] = deepest
        return deepest

    for code in members:
        find(code)
    return depth


def _slots(
    nodes: Sequence[MapNode], flows: Sequence[MapEdge], column_of: dict[str, int], heights: dict[str, float]
) -> tuple[dict[str, _Slot], list[list[str]]]:
    """Cards and lanes by column; a lane carries every flow of one source that passes the column."""
    slots = {node.code: _Slot(node.code, column_of[node.code], heights[node.code], False) for node in nodes}
    for flow in flows:
        if flow.source not in column_of or flow.target not in column_of:
            continue
        start, end = column_of[flow.source], column_of[flow.target]
        previous = flow.source
        for column in range(start + 1, end):
            key = f"{flow.source}\x00{column}"
            if key not in slots:
                slots[key] = _Slot(key, column, LANE, True)
                _connect(slots, previous, key)
            previous = key
        if end > start:
            _connect(slots, previous, flow.target)
    columns: list[list[str]] = [[] for _ in range(max(column_of.values(), default=-1) + 1)]
    for key, slot in slots.items():
        columns[slot.column].append(key)
    return slots, columns


def _connect(slots: dict[str, _Slot], source: str, target: str) -> None:
    if target not in slots[source].after:
        slots[source].after.append(target)
        slots[target].before.append(source)


def _order(slots: dict[str, _Slot], columns: list[list[str]]) -> int:
    """Sort every column so that flows cross little; answers the crossings left."""
    best, fewest = [list(column) for column in columns], _crossings(slots, columns)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        indices = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for index in indices:
            side = columns[index - 1] if forward else columns[index + 1]
            place = {key: (position + 0.5) / len(side) for position, key in enumerate(side)}
            own = {key: (position + 0.5) / len(columns[index]) for position, key in enumerate(columns[index])}
            centres = {key: _centre(slots[key], place, forward, own[key]) for key in columns[index]}
            columns[index].sort(key=lambda key: centres[key])
        now = _crossings(slots, columns)
        if now < fewest:
            best, fewest = [list(column) for column in columns], now
    for index, column in enumerate(best):
        columns[index][:] = column
    return fewest


def _centre(slot: _Slot, place: dict[str, float], forward: bool, own: float) -> float:
    """Mean place of the neighbours on one side; its own place without any."""
    neighbours = slot.before if forward else slot.after
    return sum(place[key] for key in neighbours) / len(neighbours) if neighbours else own


def _crossings(slots: dict[str, _Slot], columns: list[list[str]]) -> int:
    """Pairs of flows that cross between neighbouring columns."""
    total = 0
    for left, right in itertools.pairwise(columns):
        place = {key: position for position, key in enumerate(right)}
        seen: list[int] = []
        for key in left:
            targets = sorted(place[target] for target in slots[key].after)
            total += sum(len(seen) - bisect_right(seen, target) for target in targets)
            for target in targets:
                insort(seen, target)
    return total


def _place(slots: dict[str, _Slot], columns: list[list[str]]) -> None:
    """Heights: each slot near its neighbours' mean, none nearer to the next than allowed."""
    for column in columns:
        y = 0.0
        for key in column:
            slots[key].y = y + slots[key].height / 2
            y += slots[key].height + ROW_GAP
        for key in column:
            slots[key].y -= y / 2
    for turn in range(RELAXATIONS):
        for column in columns if turn % 2 == 0 else reversed(columns):
            _settle(column, slots)
    least = min((slot.y - slot.height / 2 for slot in slots.values()), default=0.0)
    top = MARGIN + HEADER + 4
    for slot in slots.values():
        slot.y += top - least


def _gap(one: _Slot, other: _Slot) -> float:
    """The least free height between two neighbours of a column; a lane needs little."""
    return LANE_GAP if one.is_lane or other.is_lane else ROW_GAP


def _settle(column: Sequence[str], slots: dict[str, _Slot]) -> None:
    """Least squares of the wished heights under the order and the minimum distances (pool adjacent violators)."""
    offsets, wishes, weights = [], [], []
    offset, last = 0.0, None
    for key in column:
        slot = slots[key]
        if last is not None:
            offset += (last.height + slot.height) / 2 + _gap(last, slot)
        offsets.append(offset)
        near = [slots[one].y for one in (*slot.before, *slot.after)]
        wish = sum(near) / len(near) if near else slot.y
        wishes.append((0.75 * wish if near else 0.0) - offset)
        weights.append(2.0 if slot.is_lane else 1.0)
        last = slot
    for key, offset, level in zip(column, offsets, _monotone(wishes, weights), strict=True):
        slots[key].y = level + offset


def _monotone(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The non-decreasing sequence nearest to ``wishes``."""
    pools: list[tuple[float, float, int]] = []
    for wish, weight in zip(wishes, weights, strict=True):
        pool = (wish, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            level, mass, size = pools.pop()
            total = mass + pool[1]
            pool = ((level * mass + pool[0] * pool[1]) / total, total, size + pool[2])
        pools.append(pool)
    return [level for level, _mass, size in pools for _ in range(size)]


def _column_xs(stages: Sequence[tuple[str, int, int]]) -> list[float]:
    """Left edge of every column."""
    xs: list[float] = []
    x = MARGIN + BAND_PAD
    for _stage, _first, size in stages:
        for index in range(size):
            xs.append(x)
            x += CARD_WIDTH + (COLUMN_GAP if index < size - 1 else STAGE_GAP)
    return xs


def _boxes(
    nodes: Sequence[MapNode],
    flows: Sequence[MapEdge],
    slots: dict[str, _Slot],
    xs: Sequence[float],
    column_of: dict[str, int],
) -> tuple[list[NodeBox], float]:
    """The cards of the three stages, and the bottom of the lowest slot."""
    boxes = []
    for node in nodes:
        if node.code in column_of:
            slot = slots[node.code]
            boxes.append(_box(node, flows, nodes, xs[slot.column], slot.y - slot.height / 2, slot.height, slot.column))
    bottom = max((slot.y + slot.height / 2 for slot in slots.values()), default=MARGIN)
    return boxes, bottom


def _box(
    node: MapNode, flows: Sequence[MapEdge], nodes: Sequence[MapNode], x: float, y: float, height: float, column: int
) -> NodeBox:
    most = math.log1p(max((one.firms for one in nodes), default=0)) or 1.0
    return NodeBox(
        node=node,
        x=round(x, 1),
        y=round(y, 1),
        width=CARD_WIDTH,
        height=height,
        column=column,
        lines=name_lines(node.name),
        bar=round(100 * math.log1p(max(node.firms, 0)) / most, 1),
        upstream=tuple(flow.source for flow in flows if flow.target == node.code),
        downstream=tuple(flow.target for flow in flows if flow.source == node.code),
    )


def _bands(
    boxes: Sequence[NodeBox], stages: Sequence[tuple[str, int, int]], xs: Sequence[float], bottom: float
) -> list[StageBand]:
    """The panels behind the stages."""
    bands = []
    for stage, first, size in stages:
        members = [box.node for box in boxes if box.node.stage == stage]
        x = xs[first] - BAND_PAD
        width = xs[first + size - 1] + CARD_WIDTH + BAND_PAD - x
        bands.append(_band(stage, x, MARGIN, width, bottom + BAND_PAD - MARGIN, members))
    return bands


def _band(stage: str, x: float, y: float, width: float, height: float, members: Sequence[MapNode]) -> StageBand:
    return StageBand(
        stage=stage,
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
        nodes=len(members),
        firms=sum(node.firms for node in members),
        gaps=sum(node.state == "gap" for node in members),
    )


def _support(
    nodes: Sequence[MapNode], flows: Sequence[MapEdge], width: float, top: float
) -> tuple[list[NodeBox], StageBand | None]:
    """The band of what supports the chain: cards in rows from left to right."""
    members = [node for node in nodes if node.stage == SUPPORT]
    if not members:
        return [], None
    heights = _heights(nodes)
    step = CARD_WIDTH + 18
    per_row = max(1, int((width - 2 * (MARGIN + BAND_PAD) + 18) // step))
    y = top + HEADER
    boxes: list[NodeBox] = []
    for start in range(0, len(members), per_row):
        row = members[start : start + per_row]
        tallest = max(heights[node.code] for node in row)
        for index, node in enumerate(row):
            x = MARGIN + BAND_PAD + index * step
            boxes.append(_box(node, flows, nodes, x, y + (tallest - heights[node.code]) / 2, heights[node.code], index))
        y += tallest + ROW_GAP
    band_width = max(width - 2 * MARGIN, per_row * step - 18 + 2 * BAND_PAD)
    return boxes, _band(SUPPORT, MARGIN, top, band_width, y - ROW_GAP + BAND_PAD - top, members)


def _paths(
    flows: Sequence[MapEdge], boxes: dict[str, NodeBox], slots: dict[str, _Slot], xs: Sequence[float]
) -> list[EdgePath]:
    """Every flow as a smooth curve, thin before thick so that the strong ones lie on top."""
    weights = [flow.weight for flow in flows]
    most = max(weights, default=0.0) or 1.0
    is_flat = len(set(weights)) < 2
    paths = []
    for flow in flows:
        source, target = boxes[flow.source], boxes[flow.target]
        kind, d = _route(source, target, slots, xs)
        gap = "gap" in (source.node.state, target.node.state)
        paths.append(
            EdgePath(
                flow.source, flow.target, d, 1.7 if is_flat else round(1.1 + 3.4 * flow.weight / most, 2), kind, gap
            )
        )
    return sorted(paths, key=lambda path: (path.width, path.source, path.target))


def _route(source: NodeBox, target: NodeBox, slots: dict[str, _Slot], xs: Sequence[float]) -> tuple[str, str]:
    """(kind, SVG path) of a flow."""
    if SUPPORT in (source.node.stage, target.node.stage):
        return "support", _support_path(source, target)
    start_y, end_y = source.y + source.height / 2, target.y + target.height / 2
    if target.column == source.column:
        x = source.x + source.width
        bow = x + COLUMN_GAP * 0.62
        return "inside", f"M{_n(x)} {_n(start_y)}C{_n(bow)} {_n(start_y)} {_n(bow)} {_n(end_y)} {_n(x)} {_n(end_y)}"
    if target.column < source.column:
        x0, x1 = source.x, target.x + target.width
        reach = max(30.0, (x0 - x1) * 0.5)
        return (
            "back",
            f"M{_n(x0)} {_n(start_y)}C{_n(x0 - reach)} {_n(start_y)} {_n(x1 + reach)} {_n(end_y)} {_n(x1)} {_n(end_y)}",
        )
    points = [(source.x + source.width, start_y)]
    for column in range(source.column + 1, target.column):
        y = slots[f"{source.node.code}\x00{column}"].y
        points += [(xs[column] - 6, y), (xs[column] + CARD_WIDTH + 6, y)]
    points.append((target.x, end_y))
    return "forward", _smooth(points)


def _smooth(points: Sequence[tuple[float, float]]) -> str:
    """Curves between columns, straight inside a lane."""
    d = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for index in range(1, len(points)):
        (x0, y0), (x1, y1) = points[index - 1], points[index]
        if y0 == y1:
            d += f"H{_n(x1)}"
        else:
            middle = (x0 + x1) / 2
            d += f"C{_n(middle)} {_n(y0)} {_n(middle)} {_n(y1)} {_n(x1)} {_n(y1)}"
    return d


def _support_path(source: NodeBox, target: NodeBox) -> str:
    """Between band and stage, from source to target, leaving and arriving vertically."""
    x0, x1 = source.x + source.width / 2, target.x + target.width / 2
    if source.y == target.y or abs(source.y - target.y) < CARD_MOST:
        y0, y1 = source.y + source.height, target.y + target.height
        return f"M{_n(x0)} {_n(y0)}Q{_n((x0 + x1) / 2)} {_n(max(y0, y1) + 26)} {_n(x1)} {_n(y1)}"
    is_down = source.y < target.y
    y0 = source.y + (source.height if is_down else 0)
    y1 = target.y + (0 if is_down else target.height)
    reach = min(60.0, abs(y1 - y0) / 2) * (1 if is_down else -1)
    return f"M{_n(x0)} {_n(y0)}C{_n(x0)} {_n(y0 + reach)} {_n(x1)} {_n(y1 - reach)} {_n(x1)} {_n(y1)}"


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{round(value, 1):g}"
