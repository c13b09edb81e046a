"""The curated chain maps that travel with the product: enough of them, well formed, and honest about their words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from liantu.chains.rules.template import (
    Template,
    check_template,
    dump_template,
    is_warning,
    parse_template,
    read_templates,
)
from liantu.chains.rules.template_sheets import rows_from_template, template_from_rows

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT / "reference" / "chains"
JUDGEMENTS = ROOT / "benchmarks" / "judgements"
AT_LEAST = {
    "精品钢": 25,
    "优质焦": 25,
    "精细化工": 25,
    "绿色建材": 25,
    "储能": 20,
    "微风发电": 20,
    "再生金属": 20,
    "高端装备": 20,
    "现代医药": 20,
    "数据算力": 20,
    "新能源汽车": 20,
}


@pytest.fixture(scope="module")
def shipped() -> tuple[Template, ...]:
    classes = yaml.safe_load((ROOT / "reference" / "logistic_classes.yaml").read_text("utf-8"))["classes"]
    return read_templates(
        [(path.name, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))],
        logistic_classes=[entry["code"] for entry in classes],
    )


def test_every_promised_chain_is_there_and_large_enough(shipped: tuple[Template, ...]) -> None:
    sizes = {template.chain: len(template.nodes) for template in shipped}
    assert set(sizes) == set(AT_LEAST)
    assert {chain: size for chain, size in sizes.items() if size < AT_LEAST[chain]} == {}
    assert sum(sizes.values()) >= 250
    assert sum(len(node.words) for template in shipped for node in template.nodes) >= 2_000


def test_no_shipped_template_has_a_fault_or_a_doubt(shipped: tuple[Template, ...]) -> None:
    found = [str(problem) for template in shipped for problem in check_template(template)]
    assert found == []
    assert is_warning(check_template(parse_template(dump_template(shipped[0]).replace("[", "[钢, ", 1), source="t"))[0])


def test_every_node_says_what_a_reader_needs(shipped: tuple[Template, ...]) -> None:
    for template in shipped:
        assert template.name_en
        linked = {code for edge in template.edges for code in (edge.source, edge.target)}
        for node in template.nodes:
            assert node.name_en, (template.chain, node.code)
            assert node.logistic_class, (template.chain, node.code)
            assert node.gbt4754, (template.chain, node.code)
            assert len(node.words) >= 6, (template.chain, node.code)
            assert node.code in linked, (template.chain, node.code)


def test_the_files_are_in_the_form_that_is_written_back(shipped: tuple[Template, ...]) -> None:
    for template in shipped:
        assert (FOLDER / template.source).read_text("utf-8") == dump_template(template)


def test_the_nodes_other_rooms_count_on_are_there(shipped: tuple[Template, ...]) -> None:
    names = {(template.chain, node.code): node.name for template in shipped for node in template.nodes}
    assert names[("精品钢", "rolled-products")] == "轧制材"
    assert names[("优质焦", "coke")] == "焦炭"


def test_every_shipped_template_survives_a_workbook(shipped: tuple[Template, ...]) -> None:
    for template in shipped:
        assert template_from_rows(rows_from_template(template), source=template.source) == template


def test_judgements_hold_numbers_and_reasons_but_never_a_row(shipped: tuple[Template, ...]) -> None:
    reasons = {
        "1": {"makes", "trades", "serves"},
        "0": {"trades_only", "serves_only", "makes_only", "uses", "other_product", "mention", "unclear"},
    }
    right = {"make": "makes", "trade": "trades", "service": "serves"}
    for template in shipped:
        with (JUDGEMENTS / f"{Path(template.source).stem}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        judged = {row["node"] for row in rows}
        assert {node.code for node in template.nodes} <= judged
        for row in rows:
            assert list(row) == ["chain", "node", "enterprise_id", "label", "reason", "rank_band"]
            assert row["chain"] == template.chain
            assert row["enterprise_id"].isdigit()
            assert row["reason"] in reasons[row["label"]]
            node = template.node(row["node"])
            assert node is not None
            assert row["label"] == "0" or row["reason"] == right[node.intent], row
        assert len({(row["node"], row["enterprise_id"]) for row in rows}) == len(rows)
