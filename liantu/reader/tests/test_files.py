"""Texts as they come out of files: far too long, or in another language."""

from __future__ import annotations

from liantu.parsers.documents import text_of_file
from liantu.reader.articles import articles_of
from liantu.reader.read import read_text

TEXT = "云川经开区与岚川轧钢有限公司签订投资协议，总投资12亿元。"


def test_ten_megabytes_on_one_line_become_articles_of_bounded_length() -> None:
    text = text_of_file("a.txt", (TEXT * 350_000).encode()[:10_000_000]).text
    parts = articles_of(text)
    assert "".join(text[one.start : one.end] for one in parts) == text
    assert max(one.end - one.start for one in parts) <= 20_000
    assert len(read_text(text).clean.text) <= 60_000


def test_nothing_is_read_out_of_english() -> None:
    text = text_of_file("a.txt", b"A letter about a steel mill, 12 million dollars.").text
    assert not read_text(text).reading.projects
