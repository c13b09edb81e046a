"""Files of every kind and every bad kind: their text, or a clear word why not; nothing is run, nothing runs away."""

from __future__ import annotations

import io
import time
import zipfile
from email.message import EmailMessage

import docx
import pytest

from liantu.lib.problems import ProblemsError
from liantu.parsers.documents import TEXT_MOST, can_recognise, text_of_file

TEXT = "云川经开区与岚川轧钢有限公司签订投资协议，总投资12亿元。"


def word_file(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def pdf_file(text: str, extra: str = "") -> bytes:
    """A PDF of one page with ASCII text, and objects of one's own in its catalogue."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return f"{out}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


def fault(name: str, data: bytes) -> str:
    """The code of what stops a file."""
    with pytest.raises(ProblemsError) as told:
        text_of_file(name, data)
    (problem,) = told.value.problems
    assert problem.fix
    assert problem.where == name
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_the_encodings_of_offices(encoding: str) -> None:
    assert text_of_file("a.txt", (TEXT * 3).encode(encoding)).text == TEXT * 3


def test_traditional_text_in_big5() -> None:
    text = "經濟開發區與鋼鐵公司簽訂投資協議，總投資十二億元，項目將在年底開工建設。"
    assert text_of_file("a.txt", text.encode("big5")).text == text


def test_a_page_gives_its_visible_text_only() -> None:
    page = f"<html><head><title>新闻</title><script>alert('总投资9亿元')</script></head><body><nav>首页</nav><p>{TEXT}</p><div>第二段</div></body></html>"
    found = text_of_file("a.html", page.encode())
    assert found.title == "新闻"
    assert TEXT in found.text
    assert "第二段" in found.text
    assert "alert" not in found.text
    assert "首页" not in found.text


def test_mail_word_and_pdf() -> None:
    mail = EmailMessage()
    mail["Subject"] = "招商动态"
    mail.set_content(TEXT)
    mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.bin")
    read = text_of_file("a.eml", mail.as_bytes())
    assert (read.title, TEXT in read.text, len(read.notes)) == ("招商动态", True, 1)
    assert TEXT in text_of_file("a.docx", word_file("标题", TEXT)).text
    assert "Hello zone" in text_of_file("a.pdf", pdf_file("Hello zone")).text


def test_a_pdf_with_a_script_is_read_and_the_script_is_not_run() -> None:
    evil = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    found = text_of_file("a.pdf", pdf_file("Hello zone", evil))
    assert found.text.strip() == "Hello zone"
    assert found.notes  # hardly any Chinese


def test_what_cannot_be_read_says_why() -> None:
    assert fault("a.txt", b"  \n ") == "empty_file"
    assert fault("a.exe", b"MZ") == "unknown_kind"
    assert fault("a.docx", b"no zip") == "damaged_file"
    assert fault("a.pdf", b"%PDF-1.4 broken") == "damaged_file"
    assert fault("a.txt", bytes(range(256)) * 8) == "not_text"
    assert fault("a.txt", ("锟斤拷" * 30).encode()) == "not_text"
    assert fault("a.html", b"<script>1</script>") == "no_text"


def test_pictures_without_the_extra_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liantu.parsers.documents.can_recognise", lambda: False)
    assert fault("a.pdf", pdf_file(" ")) == "scanned"
    assert fault("a.jpg", b"\xff\xd8\xff") == "no_ocr"


@pytest.mark.skipif(not can_recognise(), reason="the extra “ocr” is not installed")
def test_a_drawn_page_is_recognised() -> None:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (700, 120), "white")
    ImageDraw.Draw(picture).text((20, 30), "Total investment 1200 wan yuan", fill="black", font_size=30)
    raw = io.BytesIO()
    picture.save(raw, "PNG")
    found = text_of_file("a.png", raw.getvalue())
    assert "1200" in found.text
    assert "picture" in found.notes[0]


def test_a_bomb_is_not_unpacked() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 120_000_000)
    began = time.perf_counter()
    assert fault("a.docx", raw.getvalue()) == "zip_bomb"
    assert time.perf_counter() - began < 5


def test_ten_megabytes_on_one_line_are_cut_and_read_in_bounded_time() -> None:
    found = text_of_file("a.txt", (TEXT * 350_000).encode()[:10_000_000])
    assert len(found.text) == TEXT_MOST
    assert found.notes


def test_english_is_kept_with_a_word_about_it() -> None:
    found = text_of_file("a.txt", b"A letter about a steel mill, 12 million dollars.")
    assert "hardly any Chinese" in found.notes[0]
