"""The layout of the chain map: golden picture, readable at any size, same input same picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.ui.charts.chain_map import MapEdge, MapNode, layout
from liantu.ui.charts.chain_map_model import SMALL_UNITS, STATES, display_units, name_lines, shortened
from liantu.ui.gallery_samples import sample_chain

GOLDEN = Path(__file__).parent / "golden" / "chain_map.json"


def as_text(picture: object) -> str:
    return json.dumps(asdict(picture), ensure_ascii=False, indent=1, sort_keys=True) + "\n"  # type: ignore[call-overload]


def test_the_sample_chain_is_drawn_as_before() -> None:
    text = as_text(layout(*sample_chain()))
    if not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), "the picture changed: look at it, then delete the golden file"


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[MapNode], list[MapEdge]]:
    number = draw(st.integers(1, 40))
    stages = st.sampled_from(["upstream", "midstream", "downstream", "support"])
    nodes = [
        MapNode(f"n{i}", f"环节{i}", draw(stages), draw(st.integers(0, 5000)), draw(st.sampled_from(STATES)))
        for i in range(number)
    ]
    pairs = draw(st.lists(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=60))
    return nodes, [MapEdge(f"n{a}", f"n{b}", 1.0 + a) for a, b in pairs]


@settings(max_examples=60, deadline=None)
@given(chains())
def test_no_card_covers_another_and_all_are_inside(chain: tuple[list[MapNode], list[MapEdge]]) -> None:
    picture = layout(*chain)
    assert {box.node.code for box in picture.boxes} == {node.code for node in chain[0]}
    boxes = picture.boxes
    for index, one in enumerate(boxes):
        assert one.x >= 0
        assert one.x + one.width <= picture.width
        assert one.y >= 0
        assert one.y + one.height <= picture.height
        for other in boxes[index + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            above = one.y + one.height <= other.y + 0.2 or other.y + other.height <= one.y + 0.2
            assert beside or above, (one, other)


@settings(max_examples=40, deadline=None)
@given(chains())
def test_every_flow_is_drawn_once_and_forward_flows_go_right(chain: tuple[list[MapNode], list[MapEdge]]) -> None:
    picture = layout(*chain)
    wanted = {(edge.source, edge.target) for edge in chain[1] if edge.source != edge.target}
    assert {(edge.source, edge.target) for edge in picture.edges} == wanted
    assert len(picture.edges) == len(wanted)
    boxes = {box.node.code: box for box in picture.boxes}
    for edge in picture.edges:
        if edge.kind == "forward":
            assert boxes[edge.source].x < boxes[edge.target].x


def test_stages_stand_left_to_right_and_support_below() -> None:
    picture = layout(*sample_chain())
    bands = {band.stage: band for band in picture.bands}
    assert bands["upstream"].x < bands["midstream"].x < bands["downstream"].x
    assert bands["support"].y >= bands["midstream"].y + bands["midstream"].height


def test_sixty_links_stay_readable() -> None:
    nodes = [
        MapNode(f"n{i}", f"环节{i}", ("upstream", "midstream", "downstream")[i // 20], i * 7, "present")
        for i in range(60)
    ]
    edges = [MapEdge(f"n{i}", f"n{i + 17}") for i in range(43)]
    picture = layout(nodes, edges)
    assert picture.width <= 1300, "type would be under 11 px in a 1440 px window"
    assert picture.height <= 1200


def test_more_firms_make_a_taller_card_and_gaps_mark_their_flows() -> None:
    nodes = [
        MapNode("a", "甲", "upstream", 1, "weak"),
        MapNode("b", "乙", "midstream", 900, "strong"),
        MapNode("c", "丙", "downstream", 0, "gap"),
    ]
    picture = layout(nodes, [MapEdge("a", "b", 1), MapEdge("b", "c", 3)])
    heights = {box.node.code: box.height for box in picture.boxes}
    assert heights["c"] < heights["a"] < heights["b"]
    assert {edge.target: edge.touches_gap for edge in picture.edges} == {"b": False, "c": True}
    widths = {edge.target: edge.width for edge in picture.edges}
    assert widths["c"] > widths["b"]


def test_sweeps_untangle_a_crossed_chain() -> None:
    nodes = [MapNode(f"a{i}", "x", "upstream", 1, "weak") for i in range(4)]
    nodes += [MapNode(f"b{i}", "x", "midstream", 1, "weak") for i in range(4)]
    assert layout(nodes, [MapEdge(f"a{i}", f"b{3 - i}") for i in range(4)]).crossings == 0


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    node = MapNode("a", "甲", "upstream", 1, "weak")
    with pytest.raises(ValueError, match="'a'"):
        layout([node, node], [])
    with pytest.raises(ValueError, match="lost"):
        layout([node], [MapEdge("a", "lost")])
    with pytest.raises(ValueError, match="a: sideways"):
        layout([MapNode("a", "甲", "sideways", 1, "weak")], [])


def test_an_empty_chain_is_an_empty_picture() -> None:
    assert layout([], []).boxes == ()


def test_long_names_take_two_lines_and_are_cut_by_width() -> None:
    assert name_lines("轧制材") == ("轧制材",)
    assert name_lines("新能源汽车动力电池回收与利用") == ("新能源汽车动力", "电池回收与利用")
    assert name_lines("Cold-rolled sheet and strip") == ("Cold-rolled", "sheet and strip")
    assert shortened("新能源汽车动力电池回收与梯次利用", 22) == "新能源汽车动力电池回…"


@given(st.text(min_size=1, max_size=60))
def test_no_line_of_a_name_is_wider_than_its_card(name: str) -> None:
    lines = name_lines(name)
    assert 1 <= len(lines) <= 2
    assert all(display_units(line) <= SMALL_UNITS for line in lines)
