"""The template reader: the exact format of the reference, every fault named with its line, and a stable round trip."""

from __future__ import annotations

import dataclasses
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.rules.template import (
    Edge,
    Node,
    Template,
    TemplateError,
    check_template,
    dump_template,
    is_warning,
    parse_template,
    read_templates,
)
from liantu.chains.rules.template_checks import find_loop
from liantu.lib.problems import Problem

GOOD = """\
chain: 精品钢
version: 1
nodes:
  - code: crude-steel
    name: 粗钢
    stage: upstream
    words: [钢坯, 连铸]
  - code: rolled-products          # stable slug
    name: 轧制材
    stage: midstream               # upstream | midstream | downstream | support
    words: [热轧, 冷轧, 轧钢]        # any of them is evidence
    exclude: [轧辊修理]
    gbt4754: ["3130"]              # optional
    intent: make                   # make | trade | service
edges: [[crude-steel, rolled-products]]
"""


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(TemplateError) as caught:
        parse_template(text, source="t.yaml")
    return [(problem.code, problem.where) for problem in caught.value.problems]


def test_the_format_of_the_reference_is_read_exactly() -> None:
    template = parse_template(GOOD, source="t.yaml")
    assert template.chain == "精品钢"
    assert template.version == 1
    assert template.node("rolled-products") == Node(
        "rolled-products", "轧制材", "midstream", ("热轧", "冷轧", "轧钢"), ("轧辊修理",), ("3130",), "make"
    )
    assert template.edges == (Edge("crude-steel", "rolled-products"),)
    assert template.node("nothing") is None
    assert check_template(template) == []


def test_an_unknown_key_is_refused_with_its_line() -> None:
    assert problems_of(GOOD.replace("    exclude:", "    excludes:")) == [("template_unknown_key", "t.yaml:12")]
    assert problems_of(GOOD + "colour: red\n") == [("template_unknown_key", "t.yaml:16")]


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = (
        GOOD.replace("version: 1", "version: one")
        .replace("stage: upstream", "stage: up")
        .replace("[热轧, 冷轧, 轧钢]", '[热轧, "", 轧辊修理]')
        .replace('["3130"]', '["C31", "31300"]')
        .replace("intent: make ", "intent: sell ")
        .replace("[[crude-steel, rolled-products]]", "[[crude-steel, rolled], [crude-steel]]")
    )
    assert problems_of(text) == [
        ("template_wrong_type", "t.yaml:2"),
        ("template_bad_choice", "t.yaml:6"),
        ("template_empty_word", "t.yaml:11"),
        ("template_word_excluded", "t.yaml:11"),
        ("template_bad_gbt4754", "t.yaml:13"),
        ("template_bad_gbt4754", "t.yaml:13"),
        ("template_bad_choice", "t.yaml:14"),
        ("template_wrong_type", "t.yaml:15"),
        ("template_edge_unknown_node", "t.yaml:15"),
    ]


def test_missing_keys_and_keys_given_twice() -> None:
    assert ("template_missing_key", "t.yaml:1") in problems_of("chain: 甲\nnodes: []\n")
    assert problems_of(GOOD.replace("version: 1", "version: 1\nversion: 2")) == [("template_key_twice", "t.yaml:3")]


def test_a_fault_of_form_does_not_hide_another_fault_on_its_line() -> None:
    text = GOOD.replace("code: crude-steel", "code: Crude Steel").replace("    name: 粗钢\n", "")
    text = text.replace("edges: [[crude-steel, rolled-products]]", "")
    assert problems_of(text) == [("template_missing_key", "t.yaml:4"), ("template_bad_code", "t.yaml:4")]


def test_two_nodes_with_one_code() -> None:
    text = GOOD.replace("code: crude-steel", "code: rolled-products").replace(
        "edges: [[crude-steel, rolled-products]]", ""
    )
    assert problems_of(text) == [("template_code_twice", "t.yaml:8")]


def test_a_loop_is_told_as_a_walk() -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(
            GOOD.replace(
                "edges: [[crude-steel, rolled-products]]",
                "edges:\n  - [crude-steel, rolled-products]\n  - [rolled-products, crude-steel]",
            ),
            source="t.yaml",
        )
    (problem,) = caught.value.problems
    assert problem.code == "template_loop"
    assert problem.where == "t.yaml:17"
    assert "crude-steel → rolled-products → crude-steel" in str(problem)


def test_doubtful_words_warn_but_do_not_stop() -> None:
    template = parse_template(
        GOOD.replace("[钢坯, 连铸]", "[钢, 热轧, 连铸]").replace("[轧辊修理]", "[冷轧辊, 轧辊修理, 热]"),
        source="t.yaml",
    )
    found = check_template(template)
    assert all(is_warning(problem) for problem in found)
    assert {problem.code for problem in found} == {
        "template_word_one_character",
        "template_word_shared",
        "template_word_covered",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("chain: &a 钢\nversion: 1\nnodes: [*a]\n", "yaml_alias"),
        ("chain: !!python/object/apply:os.system [ls]\n", "yaml_tag"),
        ("[" * 5000, "yaml_syntax"),
        ("[" * 9 + "]" * 9, "yaml_depth"),
        ("- " * 500 + "a", "yaml_depth"),
        ("chain: 钢\n---\nchain: 铁\n", "yaml_documents"),
        ("chain: [钢\nversion: 1\n", "yaml_syntax"),
        ("chain: '钢\x00'\n", "yaml_syntax"),
        ("chain: '\ud800'\n", "yaml_syntax"),
        ("- 1\n" * 250_000, "yaml_too_large"),
        ("#" * 2_000_001, "yaml_too_large"),
        ("", "template_wrong_type"),
        ("钢", "template_wrong_type"),
        ("- 钢", "template_wrong_type"),
        ("? [a]\n: b\n", "yaml_syntax"),
    ],
)
def test_hostile_text_is_refused_with_a_reason(text: str, code: str) -> None:
    assert code in {found for found, _ in problems_of(text)}


def test_a_number_without_quotes_keeps_its_leading_zero_and_yes_is_refused() -> None:
    template = parse_template(GOOD.replace('["3130"]', "[0610]").replace("轧钢]", "5052]"), source="t.yaml")
    assert template.nodes[1].gbt4754 == ("0610",)
    assert template.nodes[1].words[-1] == "5052"
    assert problems_of(GOOD.replace("轧钢]", "on]")) == [("template_wrong_type", "t.yaml:11")]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_template("\ufeff" + GOOD, source="t.yaml") == parse_template(GOOD, source="t.yaml")


def test_a_folder_is_read_whole_and_two_files_may_not_describe_one_chain() -> None:
    other = GOOD.replace("精品钢", "优质焦")
    assert [template.chain for template in read_templates([("b.yaml", other), ("a.yaml", GOOD)])] == [
        "精品钢",
        "优质焦",
    ]
    with pytest.raises(TemplateError) as caught:
        read_templates([("a.yaml", GOOD), ("b.yaml", GOOD), ("c.yaml", "chain: [")])
    assert [problem.code for problem in caught.value.problems] == ["template_chain_twice", "yaml_syntax"]
    with pytest.raises(TemplateError):
        read_templates([])


def test_the_logistic_class_must_be_known_when_the_classes_are() -> None:
    template = parse_template(GOOD.replace("intent: make ", "logistic_class: heavy #"), source="t.yaml")
    assert check_template(template) == []
    (problem,) = check_template(template, logistic_classes=["bulk"])
    assert (problem.code, problem.where) == ("template_bad_choice", "t.yaml:14")


def test_an_industry_nobody_knows_is_doubtful_only_when_industries_are_known() -> None:
    template = parse_template(GOOD, source="t.yaml")
    coded = dataclasses.replace(
        template, nodes=(dataclasses.replace(template.nodes[0], gbt4754=("3130", "9999")), *template.nodes[1:])
    )
    assert not [problem for problem in check_template(coded) if "gbt4754" in problem.code]
    found = [problem for problem in check_template(coded, industry_codes={"3130"}) if "gbt4754" in problem.code]
    assert [(problem.code, problem.params["code"], is_warning(problem)) for problem in found] == [
        ("template_unknown_gbt4754", "9999", True)
    ]


def test_a_template_without_lines_names_the_node_and_the_part() -> None:
    template = Template("甲", 1, (Node("a", "甲", "upstream", ("",)),))
    (problem,) = check_template(template)
    assert problem.where == "甲 · a · words.0"


def refused(text: str) -> tuple[Problem, ...] | None:
    """The problems of a text, never an empty tuple; ``None`` when it is accepted."""
    try:
        parse_template(text, source="t.yaml")
    except TemplateError as error:
        return error.problems
    return None


WORDS = st.text(min_size=2, max_size=12).filter(
    lambda word: (
        word.strip() == word and word.isprintable() and not any(character in word for character in "、；;，,。")
    )
)


@given(
    words=st.lists(WORDS, min_size=1, max_size=6, unique=True),
    name=WORDS,
    version=st.integers(1, 999_999),
    codes=st.lists(st.from_regex(r"[0-9]{2,4}", fullmatch=True), max_size=3),
    stage=st.sampled_from(["upstream", "midstream", "downstream", "support"]),
    intent=st.sampled_from(["make", "trade", "service"]),
)
def test_dump_and_parse_are_inverse(
    words: list[str], name: str, version: int, codes: list[str], stage: str, intent: str
) -> None:
    nodes = (
        Node("a", name, stage, tuple(words), gbt4754=tuple(codes), intent=intent, name_en="A", logistic_class="bulk"),
        Node("no", name, stage, tuple(reversed(words))),
    )
    template = Template(name, version, nodes, (Edge("a", "no"),), name_en=name)
    if any(not is_warning(problem) for problem in check_template(template)):
        return
    text = dump_template(template)
    again = parse_template(text, source="t.yaml")
    assert again == template
    assert dump_template(again) == text


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(problem.code and str(problem) for problem in refused(text) or ())


@given(st.data())
def test_no_damage_to_a_good_file_breaks_the_reader(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 30)))
    assert refused(GOOD[:start] + data.draw(st.text(max_size=10)) + GOOD[end:]) != ()


def test_lines_take_no_part_in_comparison_or_hash() -> None:
    template = parse_template(GOOD, source="t.yaml")
    moved = parse_template("\n\n" + GOOD, source="u.yaml")
    assert template == moved
    assert hash(template) == hash(moved)
    assert dataclasses.replace(template, version=2) != template


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_a_loop_is_found_exactly_when_the_nodes_cannot_be_put_in_order(pairs: list[tuple[int, int]]) -> None:
    edges = [Edge(f"n{a}", f"n{b}") for a, b in pairs]
    loop = find_loop(edges)
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        sorter.add(edge.target, edge.source)
    try:
        sorter.prepare()
        assert loop == ()
    except CycleError:
        assert loop[0] == loop[-1]
        walked = {(edge.source, edge.target) for edge in edges}
        assert all(step in walked for step in pairwise(loop))


def test_a_chain_of_fifty_thousand_edges_does_not_exhaust_the_stack() -> None:
    assert find_loop(Edge(f"n{place}", f"n{place + 1}") for place in range(50_000)) == ()
