"""Files nobody should send: small good ones of every kind, and what a given chance makes of them."""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests.attacks.fuzz_values import DAYS, NUMBERS, TEXTS, raw

MOST_BYTES = 400_000  # files of this size are small: what is asked here is what they can do, not how large they may be


@functools.cache
def workbook(name: str = "企业名称", cell: str = "汾泽一号有限公司") -> bytes:
    """A workbook of three columns and two rows."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in ([name, "统一社会信用代码", "日期"], [cell, "91140800MA0GTX1234", "2026-06-30"], ["二", "3", "4"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@functools.cache
def word() -> bytes:
    """A document with a heading, a paragraph and a table."""
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_heading("专题会议纪要", 1)
    document.add_paragraph("2026年6月30日，汾泽公司计划投资3.5亿元，用地120亩，联系人李强。")
    table = document.add_table(rows=2, cols=2)
    table.rows[0].cells[0].text = "项目"
    document.save(out)
    return out.getvalue()


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F1 24 Tf 100 700 Td (Hello 2026-06-30) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
MAIL = (
    "From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?B?5oub5ZWG?=\r\nDate: Tue, 30 Jun 2026 10:00:00 +0800\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    "汾泽公司计划投资3.5亿元。\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>正文</p>\r\n--x--\r\n"
).encode()
PAGE = "<!doctype html><html><head><title>t</title></head><body><p>汾泽公司计划投资3.5亿元。</p><table><tr><td>1</td></tr></table></body></html>".encode()
TABLE = "企业名称,统一社会信用代码,经营范围,注册资本\r\n汾泽一号,91140800MA0GTX1234,钢材生产,3000\r\n二,,焦炭销售,1万\r\n".encode()
YAML = "chain: premium-steel\nname: 精品钢\nnodes:\n  - code: a\n    name: 甲\n    words: [钢, 铁]\n".encode()
ICS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260630T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture; it may say any size of itself."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\1\2" * 2)) + chunk(b"IEND", b"")


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def archive() -> bytes:
    """An archive of a table and a text."""
    return packed({"企业.csv": TABLE, "readme.txt": "说明".encode()})


@functools.cache
def good() -> dict[str, bytes]:
    """A good file of each kind, by the end of its name."""
    return {
        "xlsx": workbook(),
        "csv": TABLE,
        "docx": word(),
        "pdf": PDF,
        "eml": MAIL,
        "html": PAGE,
        "zip": archive(),
        "yaml": YAML,
        "png": png(),
        "txt": "汾泽公司计划投资3.5亿元，用地120亩。".encode(),
        "ics": ICS,
        "json": b'{"a": [1, 2, {"b": null}]}',
    }


def flipped(chance: Random, content: bytes) -> bytes:
    """Some bits turned, some bytes gone, doubled, or exchanged for nothing and all."""
    given = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20, 200))):
        if not given:
            break
        place = chance.randrange(len(given))
        turn = chance.randrange(5)
        if turn < 2:
            given[place] ^= 1 << chance.randrange(8)
        elif turn == 2:
            del given[place : place + chance.choice((1, 4, 100))]
        elif turn == 3:
            given[place:place] = chance.choice((b"\0" * 4, b"\xff" * 4, b"9" * 30, given[place : place + 50]))
        else:
            given[place] = chance.choice((0, 0xFF, 0x80, 0x7F))
    return bytes(given)


def members_changed(chance: Random, content: bytes) -> bytes:
    """An archive (workbook, document) with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    name = chance.choice(sorted(members))
    if chance.random() < 0.7:
        name = next((one for one in sorted(members) if re.search(r"sheet1\.xml|document\.xml|sharedStr", one)), name)
    text = members[name]
    numbers = [
        b"0",
        b"-1",
        b"1048577",
        b"16385",
        b"200000",
        b"2147483648",
        b"99999999999999999999",
        b"1e309",
        b"NaN",
        b"\xc2\xb2",
    ]
    turn = chance.randrange(9)
    if turn == 0:
        places = [one.span() for one in re.finditer(rb'(?<=")\d+(?=")', text)] or [(0, 0)]
        start, end = chance.choice(places)
        members[name] = text[:start] + chance.choice(numbers) + text[end:]
    elif turn == 1:
        members[name] = re.sub(rb'ref="[^"]*"', b'ref="A1:XFD1048576"', text, count=1)
    elif turn == 2:
        members[name] = re.sub(
            rb'r="B2"', b'r="' + chance.choice((b"XFD1048576", b"A0", b"ZZZZ1", b"1A", b"", b"A99999999")) + b'"', text
        )
    elif turn == 3:
        entity = (
            b'<!DOCTYPE a [<!ENTITY b "'
            + b"c" * 90
            + b'">'
            + b"".join(b'<!ENTITY b%d "%s">' % (n + 1, (b"&b%d;" % n if n else b"&b;") * 10) for n in range(7))
            + b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        )
        members[name] = re.sub(rb"(<\?xml[^>]*\?>)?", lambda found: found[0] + entity, text, count=1)
    elif turn == 4:
        members[name] = text.replace(b"</", b"<a>" * chance.choice((10, 20_000)) + b"</", 1)
    elif turn == 5:
        members[name] = flipped(chance, text)
    elif turn == 6:
        del members[name]
    elif turn == 7:
        members[name] = b"\0" * chance.choice((0, 1, 30_000_000))  # packs to almost nothing
    else:
        members[chance.choice(("../../x", "/etc/x", "a" * 300, "\x00", "con", name + "/"))] = text
    return packed(members)


def table(chance: Random) -> bytes:
    """A table with cells nobody should write, in an encoding of any kind."""
    cells = [chance.choice(chance.choice((NUMBERS, DAYS, TEXTS))) for _ in range(chance.choice((3, 12, 60)))]
    width = chance.choice((1, 3, 4, 200))
    lines = [",".join(cells[place : place + width]) for place in range(0, len(cells), width)]
    if chance.random() < 0.7:
        lines.insert(0, TABLE.decode().split("\r\n")[0])
    text = chance.choice(("\r\n", "\n", "\r", "\u2028")).join(lines)
    kind = chance.choice(("utf-8", "utf-8", "utf-16", "gb18030", "utf-7", "latin-1"))
    try:
        return text.encode(kind)
    except UnicodeEncodeError:
        return raw(text)


def deep(chance: Random, kind: str) -> bytes:
    """Deep, long or broad, in the manner of the kind."""
    kind = kind if kind in DEEP else "html"
    return chance.choice(_deep(kind, chance.choice((300, 5000, 60_000))))


@functools.cache
def _deep(kind: str, many: int) -> tuple[bytes, ...]:
    return DEEP[kind](many)


def _yaml(many: int) -> tuple[bytes, ...]:
    nine = b"b: &b [1,2,3,4,5,6,7,8,9]\n"
    for n in range(9):
        nine += b"c%d: &c%d [%s]\n" % (n, n, b",".join([b"*c%d" % (n - 1) if n else b"*b"] * 9))
    odd = (
        b"a: &a [*a]\n",
        b"a: !!python/object:os.system x\n",
        b"a: 2026-02-30\n",
        b"a: 1:60:60\n",
        b"%YAML 9.9\n---\n",
    )
    return (
        b"- " * many,
        b"[" * many,
        b"? " * many,
        b"&a " * many,
        b"a: " + b"9" * 5000,
        b"a: 0x" + b"f" * 5000,
        nine,
        *odd,
    )


def _html(many: int) -> tuple[bytes, ...]:
    repeated = tuple(one * many for one in (b"<div>", b"<!--", b"<a ", b"</", b"&"))
    odd = (b"<td colspan=99999999 rowspan=99999999>x", b"<p>&#xd800;&#0;&#99999999999;", b"<meta charset=utf-7>+ADw-")
    return (*repeated, b"<table><tr><td>" * (many // 8), *odd)


def _mail(many: int) -> tuple[bytes, ...]:
    kind = b"Content-Type: multipart/mixed; boundary="
    return (
        b"Subject: " + b"a" * many * 4 + b"\n\n",
        kind + b"a\n\n" + b"--a\n" * many,
        b"".join(kind + b"b%d\n\n--b%d\n" % (n, n) for n in range(min(many, 900))),
        b"Date: Tue, 99 Foo 9999 99:99:99 +9999\n\nx",
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * many,
        b"Subject: =?utf-99?B?////?=\nContent-Type: text/plain; charset=utf-99\n\nx",
        b"A: b\n " * many,
    )


def _pdf(many: int) -> tuple[bytes, ...]:
    turned = (
        (b"Count 1", b"Count 99999999"),
        (b"612 792", b"1e30 -1e30"),
        (b"[3 0 R]", b"[2 0 R]"),
        (b"h 44", b"h 2147483648"),
    )
    return (b"%PDF-1.4\n" + b"[" * many, b"%PDF-" + b"1" * many, *(PDF.replace(old, new) for old, new in turned))


def _picture(many: int) -> tuple[bytes, ...]:
    gif, tiff = b"GIF89a\xff\xff\xff\xff" + b"\0" * 30, b"II*\0\xff\xff\xff\xff"
    return (png(60_000, 60_000), png(0, 0), png(2**31 - 1, 1), png()[:40], b"\xff\xd8\xff" + b"\0" * many, gif, tiff)


def _packed(many: int) -> tuple[bytes, ...]:
    return (
        packed({"b.zip": packed({"c.zip": archive()})}),
        packed({"bomb.csv": b"0" * 60_000_000}),
        packed({"../../a.csv": TABLE}),
        packed({f"{n}.csv": b"a,b\n" for n in range(min(many, 5000))}),
        archive()[:-20],
        b"PK\5\6" + b"\0" * 18,
        packed({"a.csv": TABLE}).replace(b"a.csv", b"\x00.csv"),
    )


def _json(many: int) -> tuple[bytes, ...]:
    return (b"[" * many, b'{"a":' * many, b"1e400", b'"\\ud800"', b"9" * many)


DEEP: dict[str, Callable[[int], tuple[bytes, ...]]] = {
    "yaml": _yaml,
    "html": _html,
    "eml": _mail,
    "pdf": _pdf,
    "png": _picture,
    "zip": _packed,
    "xlsx": _packed,
    "docx": _packed,
    "json": _json,
}


def hostile_file(chance: Random, kind: str = "") -> tuple[str, bytes]:
    """The end of a name and a content; ``kind``: the end that is wanted, else any."""
    files = good()
    kind = kind if kind in files else chance.choice(sorted(files))
    content, turn = files[kind], chance.randrange(14)
    if turn < 3:
        content = flipped(chance, content)
    elif turn < 4:
        content = content[: chance.randrange(len(content))]
    elif turn < 6 and kind in {"xlsx", "docx", "zip"}:
        content = members_changed(chance, content)
    elif turn < 8:
        content = deep(chance, kind)
    elif turn < 10 and kind in {"csv", "txt", "xlsx"}:
        content = table(chance) if kind != "xlsx" else workbook("企业名称", chance.choice(NUMBERS))
    elif turn < 11:
        content = files[chance.choice(sorted(files))]
    elif turn < 12:
        content = chance.choice((b"", b"\0", b"\xff" * 5000, b"\0" * MOST_BYTES, raw(chance.choice(TEXTS))))
    elif turn < 13:
        content = content * chance.choice((2, 9))
    return kind, content[:MOST_BYTES]


def file_name(chance: Random, kind: str) -> str:
    """A name for a file."""
    odd = (
        "",
        ".",
        "..",
        "../../x",
        "a" * 300,
        "CON",
        "\x00",
        "a\r\nb",
        'a"b',
        "链图\u202e",
        "\ud800",
        ".htaccess",
        "a.b.c",
        " ",
    )
    turn = chance.random()
    if turn < 0.7:
        return f"企业名录.{kind}"
    return chance.choice(odd) + (f".{chance.choice((kind, kind.upper(), 'xlsx', 'exe', 'csv'))}" if turn < 0.9 else "")


def multipart(chance: Random, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """Content type and body of a form with files; sometimes cut or without an end."""
    mark = b"----fuzz" + str(chance.randrange(10**9)).encode()
    out = b""
    for name, value in fields:
        out += (
            b"--"
            + mark
            + b'\r\nContent-Disposition: form-data; name="'
            + raw(name)
            + b'"\r\n\r\n'
            + raw(value)
            + b"\r\n"
        )
    for name, file, content in files:
        line = b'; filename="' + raw(file).replace(b'"', b"%22") + b'"'
        kind = chance.choice((b"application/octet-stream", b"text/csv", b"", b"a/b; charset=utf-99"))
        out += b"--" + mark + b'\r\nContent-Disposition: form-data; name="' + raw(name) + b'"' + line + b"\r\n"
        out += b"Content-Type: " + kind + b"\r\n\r\n" + content + b"\r\n"
    out += b"--" + mark + b"--\r\n"
    if chance.random() < 0.06:
        out = out[: chance.randrange(len(out))]
    return "multipart/form-data; boundary=" + mark.decode(), out
