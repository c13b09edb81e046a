"""Files that attack the process which opens them: refused in time with a word, and the next file is read as ever."""

from __future__ import annotations

import ast
import io
import os
import re
import signal
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter

from liantu.lib.problems import ProblemsError
from liantu.parsers import bounded
from liantu.parsers.bounded import parse
from liantu.parsers.bounds import Bounds
from liantu.parsers.catalogue import INSIDE, parser_named
from liantu.parsers.documents import text_of_file
from liantu.parsers.sheets import rows_of_sheet, sheets_of_workbook

PACKAGE = Path(__file__).resolve().parents[2]
OPENERS = {"python_calamine", "docx", "pypdfium2", "lxml", "PIL", "rapidocr", "openpyxl", "email.parser", "html.parser"}


def workbook(*cells: tuple[int, int, object]) -> bytes:
    """A workbook with these cells (row, column, value) on its first sheet."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)
    return raw.getvalue()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """An archive with its members changed."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return raw.getvalue()


def lying(data: bytes) -> bytes:
    """A workbook that says its sheet is small."""
    return rewritten(data, lambda name, one: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', one))


def word(body: str) -> bytes:
    """A Word file with this body."""
    raw = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return raw.getvalue()


def refused(opened: Callable[[], object]) -> str:
    """The code of the one refusal, which comes within seconds and says how to go on."""
    began = time.monotonic()
    with pytest.raises(ProblemsError) as told:
        opened()
    assert time.monotonic() - began < 25
    (problem,) = told.value.problems
    assert problem.fix
    return problem.code


ORDINARY_BOOK = workbook(*((row, column, f"{row}/{column}") for row in range(40) for column in range(6)))


@pytest.mark.parametrize("cell", [(1_048_575, 16_383), (1_048_575, 99), (0, 16_383), (600_000, 40)])
@pytest.mark.parametrize("lies", [False, True])
def test_a_far_cell_ends_no_process(cell: tuple[int, int], lies: bool) -> None:
    data = workbook((0, 0, "a"), (*cell, "b"))
    cells = (cell[0] + 1) * (cell[1] + 1)
    opened = lambda: rows_of_sheet("a.xlsx", lying(data) if lies else data, rows_most=100)  # noqa: E731
    if lies and cells < 30_000_000:  # laid out within the bounds, it is read, or it takes too long
        with suppress(ProblemsError):
            assert opened()[0][0] == "a"
    elif cells > 8_000_000:
        assert refused(opened) in {"sheet-far-cell", "file_takes_too_much"}
    else:
        assert opened()[0][0] == "a"
    assert len(rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)) == 40


def test_a_sheet_formatted_to_its_end_is_read() -> None:
    data = workbook((0, 0, "名称"), (1, 0, "甲"))
    wide = rewritten(
        data,
        lambda name, one: (
            re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', one) if "sheet1" in name else one
        ),
    )
    assert [row[0] for row in rows_of_sheet("a.xlsx", wide, rows_most=10)] == ["名称", "甲"]


@pytest.mark.parametrize(
    "body",
    [
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="200000"/></w:tcPr><w:p><w:r><w:t>招商引资项目签约落地开工</w:t>'
        "</w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:tbl>"
        + "<w:tr>" * 1
        + "</w:tr><w:tr>".join(
            ["<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>招商引资项目签约落地开工</w:t></w:r></w:p></w:tc>"] * 900
        )
        + "</w:tr></w:tbl>",
    ],
)
def test_word_tables_that_claim_too_much_are_read_at_once(body: str) -> None:
    began = time.monotonic()
    assert "招商引资" in text_of_file("a.docx", word(body)).text
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("piece", ["<!--", "<a ", "</", "<div>", "&#x", "<![CDATA[", "<table><tr>"])
def test_pages_of_broken_marks_are_linear(piece: str) -> None:
    began = time.monotonic()
    text = "招商引资项目签约落地开工投产" + piece * 100_000
    with suppress(ProblemsError):  # a page that ends inside a comment holds no text
        assert text_of_file("a.html", f"<p>{text}".encode()).text
    assert time.monotonic() - began < 8


def test_a_mail_with_a_subject_of_220_kilobytes() -> None:
    began = time.monotonic()
    mail = ("Subject: " + "=?utf-8?Q?=E6=8B=9B?= " * 10_000 + "\n\n" + "招商引资项目签约落地开工投产").encode()
    assert "招商引资" in text_of_file("a.eml", mail).text
    assert time.monotonic() - began < 5


def test_words_meant_for_old_programs_do_not_stand_twice() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run = "<w:p><w:r><w:t>招商引资项目签约落地开工投产</w:t></w:r></w:p>"
    body = f"<w:p><w:r><mc:AlternateContent {space}><mc:Choice>{run}</mc:Choice><mc:Fallback>{run}</mc:Fallback>"
    found = text_of_file("a.docx", word(body + "</mc:AlternateContent></w:r></w:p>")).text
    assert found.count("招商引资") == 1


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b'a,"' + b"x" * 2_000_000, {"sheet-open-cell"}),
        (b"PK\x03\x04" + b"\x00" * 4_000, {"sheet-broken"}),
        (b"\xd0\xcf\x11\xe0" + b"\xff" * 4_000, {"sheet-broken"}),
    ],
)
def test_damaged_sheets_say_so(content: bytes, codes: set[str]) -> None:
    name = "a.csv" if content.startswith(b"a,") else "a.xlsx"
    assert refused(lambda: rows_of_sheet(name, content, rows_most=10)) in codes


def test_every_sheet_of_a_workbook_by_its_name() -> None:
    assert list(sheets_of_workbook("a.xlsx", ORDINARY_BOOK, sheets_most=3, rows_most=2)) == ["Sheet1"]


TIGHT = Bounds(memory_mb=64, seconds=1, answer_mb=1)
ASKED = {"name": "a.csv", "rows_most": 10**9, "columns_most": 99, "unpacked_most": 10**9}


def test_time_memory_and_answer_are_bounded() -> None:
    rows = b"1,2,3,4,5,6,7,8,9\n"
    opened = lambda data: parse("sheet_rows", data, where="a.csv", bounds=TIGHT, options=ASKED)  # noqa: E731
    assert refused(lambda: opened(rows * 300_000)) in {"file_takes_too_much", "file_takes_too_long"}
    assert refused(lambda: opened((b"x" * 900 + b",y\n") * 3_000)) in {"file_unpacks_too_large", "file_takes_too_much"}
    assert opened(rows)[0][0] == "1"


def test_the_host_is_made_anew_when_it_was_ended() -> None:
    rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)
    process = bounded._HOST._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)) == 40


def test_the_host_knows_no_keys() -> None:
    rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)
    process = bounded._HOST._process
    assert process is not None
    known = Path(f"/proc/{process.pid}/environ")
    if known.exists():
        names = {one.split(b"=")[0].decode() for one in known.read_bytes().split(b"\0") if one}
        assert names == {"PYTHONPATH", "LANG", "OMP_NUM_THREADS"}


def test_an_ordinary_sheet_costs_little_more() -> None:
    rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)
    times = []
    for _turn in range(9):
        began = time.monotonic()
        rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)
        times.append(time.monotonic() - began)
    assert sorted(times)[4] < 0.15


def test_every_parser_is_there() -> None:
    assert all(callable(parser_named(name)) for name in INSIDE)


def test_files_are_opened_nowhere_else() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts or path.is_relative_to(PACKAGE / "parsers" / "inside") or path.name == "testing.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [
                f"{path.relative_to(PACKAGE)}: {name}"
                for name in names
                if name in OPENERS or name.split(".")[0] in OPENERS
            ]
    assert not found, "Have the file opened by a parser of liantu/parsers/inside: " + "; ".join(found)


def test_many_refusals_come_back_whole(tmp_path: Path) -> None:
    """What a parser says of an archive may be longer than one message."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for number in range(99):
            archive.writestr(f"{number:03}{'x' * 900}.xlsx", b"PK broken")
    asked = {"name": "a.zip", "files_most": 100, "each_mb": 1, "all_mb": 9}
    with pytest.raises(ProblemsError) as told, (tmp_path / "out").open("w+b") as out:
        bounded.parse_into("packed_tables", raw.getvalue(), out, where="a.zip", bounds=TIGHT, options=asked)
    assert len(told.value.problems) == 99
