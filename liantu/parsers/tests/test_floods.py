"""Files made to take long or to unpack into much: answered within seconds, and what people bring beside them is read."""

from __future__ import annotations

import io
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liantu.lib.problems import ProblemsError
from liantu.parsers import bounded
from liantu.parsers.documents import text_of_file
from liantu.parsers.sheets import rows_of_sheet, sheets_of_workbook
from liantu.parsers.tests.test_bounded import ORDINARY_BOOK, lying, rewritten, word, workbook

TEXT = "招商引资项目签约落地开工投产"
SECONDS_MOST = 25
"""On a machine that others use too: twenty at most; the work itself is bounded to four."""


def pdf(page: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages all show the same stream."""
    packed = zlib.compress(page, 9)
    kids = "3 0 R " * pages
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + tail.encode()


def mail(head: str) -> bytes:
    """A mail with a text and these lines in its head."""
    return f"Subject: a\r\n{head}\r\n\r\n{TEXT}\r\n".encode()


SHOWN = b"BT /F1 12 Tf 10 700 Td (Hello World) Tj ET\n"
PARAMETERS = "".join(f"; a{number}=1" for number in range(60_000))
SLOW = {
    "attributes.html": f"<p {' '.join(f'a{number}=1' for number in range(200_000))}>{TEXT}".encode(),
    "punycode.html": b"<meta charset=punycode>-" + b"kgq" * 200_000,
    "idna.html": b"<meta charset=idna>" + b"a" * 300_000,
    "punycode.eml": b"Content-Type: text/plain; charset=punycode\r\n\r\n-" + b"kgq" * 200_000,
    "parameters.eml": mail(f"Content-Type: text/plain{PARAMETERS}"),
    "continued.eml": mail("Content-Type: text/plain" + "".join(f"; a*{number}*=%20" for number in range(40_000))),
    "quoted.eml": mail('Content-Type: text/plain; x="' + ";" * 200_000),
    "parts.eml": b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n' + b"--a\r\n\r\nx\r\n" * 100_000,
    "deep.eml": "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(900)
    ).encode(),
    "headers.eml": mail("".join(f"X-{number}: y\r\n" for number in range(150_000)) + "Z: z"),
    "words.pdf": pdf(SHOWN * 500_000),
    "pages.pdf": pdf(SHOWN * 20_000, pages=400),
    "paths.pdf": pdf(b"0 0 m 1 1 l 2 2 c S " * 2_000_000),
    "tables.docx": word("<w:tbl><w:tr><w:tc>" * 500 + f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>"),
}


def answer_of(opened: Callable[[], Any]) -> Any:
    """What is read, or the list of what is said of it instead, each with how to go on."""
    try:
        return opened()
    except ProblemsError as error:
        fixes = [problem.fix for problem in error.problems]
    assert all(fixes)
    return fixes


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_slow_file_is_read_or_refused_in_time(name: str) -> None:
    began = time.monotonic()
    answer = answer_of(lambda: text_of_file(name, SLOW[name]).text)
    assert isinstance(answer, list) or answer.strip()
    assert time.monotonic() - began < SECONDS_MOST


def merged(ranges: str, count: int) -> bytes:
    """A book of 3,000 rows whose sheet claims that many merged ranges."""
    book = workbook(*((row, 1, row) for row in range(3_000)))
    cells = f'<mergeCells count="{count}">' + f'<mergeCell ref="{ranges}"/>' * count + "</mergeCells>"
    return rewritten(book, lambda _name, one: one.replace(b"</sheetData>", b"</sheetData>" + cells.encode()))


def opened_tag(piece: bytes) -> bytes:
    """A book whose sheet is said to be large and holds a flood of unfinished cells."""
    dimension = b'<dimension ref="A1:XFD1048576"/>'
    flood = (
        b"<worksheet>" + dimension + b"<sheetData>" + piece * (20_000_000 // len(piece)) + b"</sheetData></worksheet>"
    )
    return rewritten(workbook((0, 0, "a")), lambda name, one: flood if "sheet1.xml" in name else one)


BOOKS = {
    "many ranges": merged("A1:A1048576", 100_000),
    "wide ranges": merged("A1:XFD1048576", 20_000),
    "a far row": workbook((0, 0, "a"), (1_048_575, 6, "b")),
    "a far row, unsaid": lying(workbook((0, 0, "a"), (1_048_575, 6, "b"))),
    "unfinished cells": opened_tag(b'<c r="A1"'),
    "cells of spaces": opened_tag(b'<c r="A1"' + b" " * 1_000_000),
}


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_a_slow_book_is_read_or_refused_in_time(name: str) -> None:
    began = time.monotonic()
    answer = answer_of(lambda: rows_of_sheet("a.xlsx", BOOKS[name], rows_most=5_000))
    assert sum(len(row) for row in answer if isinstance(row, list)) <= 10_000, "what is empty comes back cell by cell"
    assert time.monotonic() - began < SECONDS_MOST


def test_a_far_row_keeps_its_place() -> None:
    rows = rows_of_sheet("a.xlsx", workbook((0, 0, "a"), (0, 1, ""), (90_000, 2, "b")), rows_most=9)
    assert (len(rows), rows[0], rows[90_000]) == (90_001, ["a"], ["", "", "b"])
    (rows,) = sheets_of_workbook("a.xlsx", workbook((1, 1, "x"), (3, 0, "y")), sheets_most=1, rows_most=9).values()
    assert [row[:2] for row in rows] == [[], ["", "x"], [], ["y"]]


def test_cells_merged_down_hold_their_text_in_every_row() -> None:
    book = workbook((0, 0, "链"), (1, 0, "钢"), (1, 1, "甲"), (2, 1, "乙"), (3, 1, "丙"), (4, 1, "丁"))
    down = b'<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    data = rewritten(book, lambda _name, one: one.replace(b"</sheetData>", b"</sheetData>" + down))
    assert [row[0] for row in rows_of_sheet("a.xlsx", data, rows_most=9)] == ["链", "钢", "钢", "钢", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_sheet_in_the_encodings_of_offices(encoding: str) -> None:
    data = "企业名称\t联系人\n甲有限公司\t王\n".encode(encoding)
    assert rows_of_sheet("a.csv", data, rows_most=9) == [["企业名称", "联系人"], ["甲有限公司", "王"]]


def test_a_row_of_too_many_cells_is_refused() -> None:
    with pytest.raises(ProblemsError):
        rows_of_sheet("a.csv", b"a," * 1_000_000, rows_most=9)


def test_what_is_nested_too_deep_is_told() -> None:
    found = text_of_file("a.html", f"<p>{TEXT}</p>{'<div>' * 3_000}<p>{TEXT}</p>".encode())
    assert found.text.count(TEXT) == 2 or any("nested" in note for note in found.notes)


def test_a_word_file_of_the_strict_kind_is_read() -> None:
    raw = io.BytesIO()
    space = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(raw, "w") as archive:
        body = f"<w:body><w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:body>"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
    assert text_of_file("a.docx", raw.getvalue()).text == TEXT


def children() -> list[int]:
    """The processes that open a file now."""
    process = bounded._HOST._process
    assert process is not None
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at in /proc")
def test_thirty_slow_files_do_not_keep_an_ordinary_one_waiting() -> None:
    rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)
    ended: list[str] = []

    def slow() -> None:
        try:
            text_of_file("words.pdf", SLOW["paths.pdf"])
            ended.append("read")
        except ProblemsError as told:
            ended.append(told.problems[0].code)

    threads = [threading.Thread(target=slow) for _turn in range(30)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert len(rows_of_sheet("b.xlsx", ORDINARY_BOOK, rows_most=100)) == 40
    waited = time.monotonic() - began
    assert len(children()) <= bounded.lanes.QUICK_MOST + bounded.lanes.SLOW_MOST + 1
    for thread in threads:
        thread.join()
    assert waited < 25
    assert len(ended) == 30
    time.sleep(0.5)
    assert not children(), "nothing is left of files that nobody waits for"
