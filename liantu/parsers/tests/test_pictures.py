"""Pictures that say they are huge, or are something else: refused by what they declare, before anything unpacks them."""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.problems import ProblemsError
from liantu.parsers.inside.documents import PIXELS_MOST, SIDE_MOST, _photo, declared_points


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, rows: int = 1, before: bytes = b"") -> bytes:
    """A grey picture that says so many points and holds so many rows."""
    body = zlib.compress((b"\0" * (min(width, 100_000) // 8 + 2)) * rows)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, *, before: bytes = b"", start: int = 0xC0) -> bytes:
    """The head of a JPEG picture."""
    frame = struct.pack(">BBHBHHB", 0xFF, start, 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + before + frame + b"\xff\xda" + b"\0" * 20 + b"\xff\xd9"


EXIF = b"\xff\xe1\x00\x10Exif\0\0" + b"\0" * 8


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(640, 480), (640, 480)),
        (png(30_000, 30_000), (30_000, 30_000)),
        (png(2**31 - 1, 2**31 - 1), (2**31 - 1, 2**31 - 1)),
        (jpeg(4000, 3000), (4000, 3000)),
        (jpeg(4000, 3000, before=EXIF), (4000, 3000)),
        (jpeg(65_535, 65_535, before=EXIF * 50, start=0xC2), (65_535, 65_535)),
        (jpeg(10, 20, before=b"\xff\xff\xff\xe0\x00\x04ab\xff\xc4\x00\x04ab"), (10, 20)),
    ],
)
def test_what_a_picture_declares(data: bytes, size: tuple[int, int]) -> None:
    assert declared_points(data) == size


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"GIF89a" + b"\x10\x27\x10\x27" + b"\0" * 50, b"II*\0" + b"\0" * 60, b"MM\0*" + b"\0" * 60,
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\0" * 50, b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 50, b"BM" + b"\0" * 60,
        b"\x89PNG\r\n\x1a\n", png(0, 10), jpeg(0, 10), png(10, 10, before=chunk(b"acTL", b"\0\0\x27\x10\0\0\0\0")),
        b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\xff\xff" + b"\0" * 50, b"\xff\xd8" + b"\xff" * 100_000,
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 1000, b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    ],
)  # fmt: skip
def test_what_is_no_photograph(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        declared_points(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(30_000, 30_000, rows=10), "picture_too_large"),
        (png(PIXELS_MOST + 1, 1), "picture_too_large"),
        (png(2**31 - 1, 2**31 - 1), "picture_too_large"),
        (jpeg(65_535, 65_535), "picture_too_large"),
        (png(PIXELS_MOST, 1), "picture_too_long"),
        (png(1, 50_000_000), "picture_too_long"),
        (png(SIDE_MOST + 1, 2_000), "picture_too_long"),
        (jpeg(10_000, 100), "picture_too_long"),
    ],
)
def test_the_size_is_asked_before_anything_is_unpacked(data: bytes, code: str) -> None:
    began = time.process_time()
    with pytest.raises(ProblemsError) as refused:
        _photo("页.png", data, True)
    assert [one.code for one in refused.value.problems] == [code]
    assert time.process_time() - began < 0.5


@given(st.binary(max_size=300))
def test_any_bytes_have_a_size_or_none(data: bytes) -> None:
    for begin in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        try:
            width, height = declared_points(begin + data)
        except ValueError:
            continue
        assert width > 0
        assert height > 0
