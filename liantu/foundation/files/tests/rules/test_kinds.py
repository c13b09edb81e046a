"""What a file is, told by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.files.rules.kinds import MEDIA_TYPES, kind_of, safe_name
from liantu.ui.sheets import write_workbook


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.png", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "a.pdf", "png"),
        (b"\xff\xd8\xff\xe0", "a", "jpg"),
        (b"PAR1....", "a.csv", "parquet"),
        (b"\x1f\x8b\x08", "a.csv.gz", "gz"),
        ("企业名称,经营范围\n".encode("gb18030"), "a.xlsx", "csv"),
        ("\ufeff企业名称\n".encode(), "a.csv", "csv"),
        ("企业名称\n".encode("utf-16"), "a.csv", "csv"),
        ("chain: 精品钢\n".encode(), "a.yaml", "yaml"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a.csv", ""),
        (b"\x7fELF\x02\x01\x01\x00\x00", "a.csv", ""),
        (b"", "a.csv", ""),
        (b"<!DOCTYPE html><script>", "a.csv", ""),
        (b"\xef\xbb\xbf <svg onload=x>", "a.csv", ""),
    ],
)
def test_bytes_decide(head: bytes, name: str, kind: str) -> None:
    assert kind_of(head, name) == kind


def test_a_workbook_is_told_from_an_archive_whatever_the_name() -> None:
    book = write_workbook({"表": (["企业名称"], [["甲公司"]])})
    assert kind_of(book[:4096], "a.zip", book[-65536:]) == "xlsx"
    plain = packed(a__csv="企业名称\n")
    assert kind_of(plain[:4096], "a.xlsx", plain[-65536:]) == "zip"


@given(st.text())
def test_a_safe_name_is_one_harmless_part(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 200
    assert not set(safe) & set('/\\:*?"<>|\r\n\x00')
    assert safe not in {".", ".."}


def test_names_lose_their_folders() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\年报\\名册.xlsx") == "名册.xlsx"


@given(st.binary(max_size=600), st.text(max_size=20))
def test_any_bytes_have_a_known_kind_or_none(head: bytes, name: str) -> None:
    assert kind_of(head, name) in {"", *MEDIA_TYPES}
