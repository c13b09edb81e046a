"""A chain template as three spreadsheet sheets and back: ``chain``, ``nodes``, ``edges``.

People who would never open a YAML file edit a chain in Excel. The sheets carry exactly what the file carries; reading
them back gives an equal template, and every problem names its sheet and row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from liantu.chains.rules.template_checks import check_template
from liantu.chains.rules.template_model import Edge, Node, Template, TemplateError, is_warning
from liantu.lib.problems import Problem

# Column codes with the Chinese heading that a sheet may carry instead.
CHAIN_COLUMNS: Mapping[str, str] = {"chain": "产业链", "name_en": "英文名称", "version": "版本"}
NODE_COLUMNS: Mapping[str, str] = {
    "code": "代码",
    "name": "环节",
    "name_en": "英文名称",
    "stage": "位置",
    "words": "产品词",
    "exclude": "排除词",
    "gbt4754": "行业代码",
    "intent": "意图",
    "logistic_class": "物流类别",
}
EDGE_COLUMNS: Mapping[str, str] = {"source": "起点", "target": "终点"}

# What a person may write in the sheet for the codes of the file.
_VALUES: Mapping[str, str] = {
    "上游": "upstream",
    "中游": "midstream",
    "下游": "downstream",
    "配套": "support",
    "制造": "make",
    "生产": "make",
    "贸易": "trade",
    "销售": "trade",
    "服务": "service",
}
_LIST_SEPARATORS = re.compile(r"[、,，;；\n\r]+")

Row = Mapping[str, object]


@dataclass(frozen=True)
class TemplateSheets:
    """The rows of the three sheets; each row maps a column code (or its Chinese heading) to a cell."""

    chain: tuple[Row, ...]
    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]


def rows_from_template(template: Template) -> TemplateSheets:
    """Which rows does a workbook of this template have? Lists are joined with 、; every cell is text."""
    return TemplateSheets(
        chain=({"chain": template.chain, "name_en": template.name_en, "version": str(template.version)},),
        nodes=tuple(
            {
                "code": node.code,
                "name": node.name,
                "name_en": node.name_en,
                "stage": node.stage,
                "words": "、".join(node.words),
                "exclude": "、".join(node.exclude),
                "gbt4754": "、".join(node.gbt4754),
                "intent": node.intent,
                "logistic_class": node.logistic_class,
            }
            for node in template.nodes
        ),
        edges=tuple({"source": edge.source, "target": edge.target} for edge in template.edges),
    )


def template_from_rows(
    sheets: TemplateSheets, *, source: str, logistic_classes: Collection[str] | None = None
) -> Template:
    """Which chain do these sheets describe?

    Rows without any cell are skipped. Raises ``TemplateError`` with every problem, each naming its sheet and row (the
    heading is row 1).
    """
    reader = _SheetReader(source)
    template = reader.template(sheets)
    problems = reader.problems + [
        problem for problem in check_template(template, logistic_classes=logistic_classes) if not is_warning(problem)
    ]
    if problems:
        raise TemplateError(problems)
    return template


@dataclass
class _SheetReader:
    source: str
    problems: list[Problem] = field(default_factory=list)

    def template(self, sheets: TemplateSheets) -> Template:
        heads = list(self.rows("chain", sheets.chain, CHAIN_COLUMNS))
        if len(heads) != 1:
            self.problems.append(
                Problem(
                    "template_chain_rows",
                    "The sheet chain must hold exactly one row; it holds %(count)s.",
                    f"{self.source} · chain",
                    "Keep one row with the name and version of the chain.",
                    {"count": len(heads)},
                )
            )
        head = heads[0][1] if heads else {"version": "1"}
        return Template(
            chain=head.get("chain", ""),
            version=self.version(head.get("version", "")),
            nodes=tuple(self.node(row) for _, row in self.rows("nodes", sheets.nodes, NODE_COLUMNS)),
            edges=tuple(
                Edge(row.get("source", ""), row.get("target", ""))
                for _, row in self.rows("edges", sheets.edges, EDGE_COLUMNS)
            ),
            name_en=head.get("name_en", ""),
            source=self.source,
        )

    def rows(self, sheet: str, rows: Sequence[Row], columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
        headings = {heading: code for code, heading in columns.items()} | {code: code for code in columns}
        unknown: dict[str, None] = {}
        for number, row in enumerate(rows, start=2):
            cells: dict[str, str] = {}
            for heading, value in row.items():
                code = headings.get(str(heading).strip())
                text = _cell(value)
                if code is None:
                    unknown[str(heading)[:60]] = None
                elif text:
                    cells[code] = text
            if cells:
                yield number, cells
        for heading in unknown:
            self.problems.append(
                Problem(
                    "template_unknown_column",
                    "“%(column)s” is not a known column of the sheet %(sheet)s.",
                    f"{self.source} · {sheet}",
                    "Known columns: %(known)s.",
                    {"column": heading, "sheet": sheet, "known": ", ".join(columns)},
                )
            )

    def version(self, text: str) -> int:
        if re.fullmatch(r"[0-9]{1,6}", text):
            return int(text)
        self.problems.append(
            Problem(
                "template_bad_version",
                "The version “%(version)s” is not a whole number of 1 or more.",
                f"{self.source} · chain",
                "Write version: 1 and count up with every change.",
                {"version": text},
            )
        )
        return 1

    def node(self, row: Mapping[str, str]) -> Node:
        return Node(
            code=row.get("code", ""),
            name=row.get("name", ""),
            stage=_VALUES.get(row.get("stage", ""), row.get("stage", "")),
            words=_split(row.get("words", "")),
            exclude=_split(row.get("exclude", "")),
            gbt4754=tuple(_industry_code(code) for code in _split(row.get("gbt4754", ""))),
            intent=_VALUES.get(row.get("intent", ""), row.get("intent", "")) or "make",
            logistic_class=row.get("logistic_class", ""),
            name_en=row.get("name_en", ""),
        )


def _cell(value: object) -> str:
    """The text of a cell. Spreadsheets turn 1 into 1.0; whole numbers are given back as people wrote them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _split(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in _LIST_SEPARATORS.split(text) if piece.strip())


def _industry_code(code: str) -> str:
    """A spreadsheet drops the leading zero of 0610; three digits that begin like mining are given it back."""
    return f"0{code}" if re.fullmatch(r"[1-9][0-9]{2}", code) and code[0] in "6789" else code
