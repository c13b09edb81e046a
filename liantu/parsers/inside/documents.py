"""Documents of strangers as text: plain, HTML, e-mail, Word, PDF, photographed pages. Nothing in them is run."""

from __future__ import annotations

import codecs
import io
import re
import struct
import time
import zipfile
from collections.abc import Callable
from email._policybase import Compat32
from email.header import decode_header
from email.parser import BytesParser
from functools import cache
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from liantu.lib.chinese_text import strip_controls
from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.documents import KINDS, TEXT_MOST, FileText

PAGES_MOST = 400
SCANNED_PAGES_MOST = 10
"""Pages of a scan that are recognised at once: about a second each."""
PIXELS_MOST = 60_000_000
SIDE_MOST = 20_000
SLIMMEST = 40  # times as long as wide
_FROM_PICTURE = "Read from a picture: check names and figures against it."
_FIRST_PAGES = "Only the first 10 pages of the scan are recognised. Bring the others in parts."
UNPACKED_BYTES_MOST = 80 * 1024 * 1024
ENTRIES_MOST = 3_000
_PARTS_MOST = 500
_HEADER_MOST = 4_000
PDF_SECONDS = 2.0
"""Seconds of work after which no further page is begun: a person waits for the file."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENCODINGS = ("utf-8-sig", "gb18030", "big5", "utf-16")


def document_text(file: IO[bytes], *, name: str, recognise: bool) -> dict[str, object]:
    """The text of a file by its ending, with notes and title. Bounded in pages, unpacked size and characters.

    ``recognise``: whether text in pictures can be recognised here.

    Raises ProblemsError: empty, too large, of no known kind, encrypted, damaged, no text in it, not text at all.
    """
    data = file.read()
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if not data.strip():
        raise _fault("empty_file", "The file is empty.", name, "Send it again.")
    read = _READERS.get(ending)
    if read is None:
        kinds = "、".join(KINDS)
        raise _fault(
            "unknown_kind",
            "“%(ending)s” files are not read here.",
            name,
            "Read are: %(kinds)s. Save it as one of these.",
            ending=ending or "?",
            kinds=kinds,
        )
    try:
        found = read(name, data, recognise)
    except (ProblemsError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes a library raise
        raise _fault(
            "damaged_file",
            "The file cannot be read: it is damaged or no %(ending)s file.",
            name,
            "Open it in its own program and save it again.",
            ending=ending,
        ) from error
    text = strip_controls(found.text)
    if not text.strip():
        raise _fault(
            "no_text",
            "There is no text in the file.",
            name,
            "If it holds photographed pages, recognise them first (extra “ocr”).",
        )
    notes = list(found.notes)
    if len(text) > TEXT_MOST:
        text = text[:TEXT_MOST]
        notes.append("The text is longer than is read at once; the rest is left out. Cut the file into parts.")
    if len(_CHINESE.findall(text[:20_000])) < 10:
        notes.append("There is hardly any Chinese in it; the reader reads Chinese only.")
    return {"text": text, "notes": notes, "title": found.title}


def decoded(data: bytes, name: str) -> str:
    """Bytes as text: UTF-8, GB18030, Big5 or UTF-16. Raises ProblemsError when it is none of them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    best, best_score = "", -1.0
    for encoding in _ENCODINGS[:3]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig":
            best, best_score = text, 2.0
            break
        score = _likely(text)
        if score > best_score:
            best, best_score = text, score
    if best_score < 0 or "\x00" in best[:4000] or _mojibake(best):
        raise _fault(
            "not_text",
            "The file holds no text that can be read (unknown encoding).",
            name,
            "Save it as UTF-8 or GB18030 and send it again.",
        )
    return best


def _likely(text: str) -> float:
    """How much a decoded text looks like Chinese: the share of everyday characters among its wide ones."""
    wide = [sign for sign in text[:20_000] if sign > "\x7f"]
    usual = sum(1 for sign in wide if sign in _USUAL)
    return usual / len(wide) if wide else 0.5


_USUAL = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理府研究院市县区招商投资项目企业，。、：；（）“”國業產億區會開發們這個項資為與"
)


def _mojibake(text: str) -> bool:
    """Text decoded by the wrong table twice: 锟斤拷, Ã¥, replacement signs."""
    sample = text[:8000]
    odd = sample.count("\ufffd") + 3 * sample.count("锟斤拷") + sample.count("Ã") + sample.count("ä¸")
    return odd * 20 > max(len(sample), 1)


def _plain(name: str, data: bytes, _recognise: bool) -> FileText:
    return FileText(decoded(data, name))


_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "nav", "select", "button", "iframe", "object", "svg", "head")
)
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "table", "ul", "blockquote")
)


def _html(name: str, data: bytes, _recognise: bool) -> FileText:
    declared = re.search(rb"charset=[\"']?([\w-]{3,20})", data[:2048])
    text = ""
    if declared and is_charset(declared[1].decode("ascii")):
        try:
            text = data.decode(declared[1].decode("ascii"), errors="strict")
        except UnicodeError:
            text = ""
    return _visible(text or decoded(data, name))


def _visible(markup: str) -> FileText:
    """The visible text of a page: scripts, styles, forms and navigation left out, blocks as lines."""
    from lxml import etree, html  # type: ignore[import-untyped]

    if not markup.strip():
        return FileText("")
    parser = html.HTMLParser(recover=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    try:
        root = html.document_fromstring(markup[: 4 * TEXT_MOST].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return FileText("")
    title, parts, skipped = "", [], 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if tag == "title" and event == "start" and not title:
            title = (element.text or "").strip()[:160]
        if tag in _BLOCKS:
            parts.append("\n")
        if event == "start":
            skipped += tag in _SKIPPED
            parts.append("" if skipped else element.text or "")
        else:
            skipped -= tag in _SKIPPED
            parts.append("" if skipped else element.tail or "")
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parts))
    cut = any("xcessive depth" in error.message for error in parser.error_log)
    return FileText(re.sub(r"\n{3,}", "\n\n", text).strip(), (_TOO_DEEP,) if cut else (), title=title)


_TOO_DEEP = "Parts of the page are nested too deep to be read; they are left out."
_NOT_CHARSETS = frozenset(("punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"))
"""Codecs of Python that no page is written in; the first takes a minute for a megabyte."""


def is_charset(name: str) -> bool:
    """Whether pages and mails are written in a character set of that name."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return found._is_text_encoding and found.name not in _NOT_CHARSETS


class _ShortHeaders(Compat32):
    """Headers cut to what any mail has: the parameters of a long one are taken apart in quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of a header's lines."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_MOST]


def _mail(name: str, data: bytes, _recognise: bool) -> FileText:
    message = BytesParser(policy=_ShortHeaders()).parsebytes(data)
    subject = _header(str(message.get("subject", "")))
    parts = list(islice(message.walk(), _PARTS_MOST))
    bodies = [part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = [part for part in bodies if part.get_content_type() == "text/plain"]
    body = next(iter(plain or [part for part in bodies if part.get_content_type() == "text/html"]), None)
    if body is None:
        return FileText(subject, title=subject)
    raw = body.get_payload(decode=True)
    content = _in_charset(raw if isinstance(raw, bytes) else b"", str(body.get_param("charset") or ""), name)
    page = _visible(content) if body.get_content_type() == "text/html" else FileText(content)
    attached = any(part.get_filename() for part in parts)
    notes = ("Attachments of the message are not read; bring them one by one.",) if attached else ()
    return FileText(f"{subject}\n\n{page.text}" if subject else page.text, page.notes + notes, subject)


def _header(raw: str) -> str:
    """A header's text: encoded words read, cut to what a subject has."""
    parts = []
    for text, charset in decode_header(" ".join(raw[:_HEADER_MOST].split())):
        known = charset if charset and is_charset(charset) else "utf-8"
        parts.append(text if isinstance(text, str) else text.decode(known, "replace"))
    return "".join(parts).strip()[:160]


def _in_charset(data: bytes, charset: str, name: str) -> str:
    """Bytes as text in the character set they declare, or in the one they are in."""
    if is_charset(charset):
        try:
            return data.decode(charset)
        except UnicodeError:
            pass
    return decoded(data, name) if data.strip() else ""


def _word(name: str, data: bytes, _recognise: bool) -> FileText:
    """The text of a Word file in the order it stands: paragraphs, and tables row by row with a tab between cells.

    Read from its XML: a cell that claims to span a hundred thousand columns is still one cell.
    """
    from lxml import etree

    _check_archive(name, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml")
        about = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
    safe = {"resolve_entities": False, "no_network": True, "remove_comments": True}
    lines: list[str] = []
    cells: list[list[str]] = []
    words: list[str] = []
    depth = twice = 0
    for event, element in etree.iterparse(io.BytesIO(body), events=("start", "end"), huge_tree=False, **safe):
        tag = element.tag.removeprefix(_WORD).removeprefix(_WORD_STRICT) if isinstance(element.tag, str) else ""
        if tag == _TWICE:  # the same words again, for programs of before 2010
            twice += 1 if event == "start" else -1
        if twice:
            continue
        if event == "start":
            depth += tag == "tbl"
            if tag == "tr" and depth == 1:
                cells = []
            elif tag == "tc" and depth == 1:
                cells.append([])
            continue
        if tag == "t":
            words.append("".join(element.itertext()))  # an entity does not end the words
        elif tag in _WORD_SIGNS:
            words.append(_WORD_SIGNS[tag])
        elif tag == "p":
            (cells[-1] if depth and cells else lines).append("".join(words).strip())
            words = []
            element.clear()
        elif tag == "tr" and depth == 1:
            lines.append("\t".join(" ".join(part for part in cell if part) for cell in cells))
            element.clear()
        elif tag == "tbl":
            depth -= 1
    title = etree.fromstring(about, etree.XMLParser(**safe)).findtext(_TITLE) if about else ""
    return FileText("\n\n".join(line for line in lines if line.strip()), title=(title or "")[:160])


def _check_archive(name: str, data: bytes) -> None:
    """A Word file is a ZIP: refused when it unpacks to far more than a document would."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > ENTRIES_MOST or unpacked > UNPACKED_BYTES_MOST or unpacked > 200 * max(len(data), 50_000):
            raise _fault(
                "zip_bomb",
                "The file would unpack to %(size)d MB; it is not opened.",
                name,
                "Copy its text into a new document.",
                size=unpacked // 1024 // 1024,
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise _encrypted(name)


def _pdf(name: str, data: bytes, recognise: bool) -> FileText:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data[-4096:]:
            raise _encrypted(name) from None
        raise
    try:
        parts, size, empty, slow = [], 0, 0, False
        pages, began = min(len(document), PAGES_MOST), time.process_time()
        for number in range(pages):
            if time.process_time() - began > PDF_SECONDS:
                pages, slow = number, True
                break
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            text_page.close()
            page.close()
            empty += not text.strip()
            size += len(text)
            parts.append(text.replace("\r\n", "\n").replace("\ufffe", ""))
            if size > TEXT_MOST:
                break
        notes = []
        if slow:
            notes.append("Only the first pages are read, the others take too long. Cut the file into parts.")
        elif len(document) > PAGES_MOST:
            notes.append("Only the first 400 pages are read. Cut the file into parts.")
        if empty == pages and recognise:
            return FileText(
                _recognised_pages(document), (_FROM_PICTURE, _FIRST_PAGES)[: 1 + (pages > SCANNED_PAGES_MOST)]
            )
        if empty == pages:
            raise _fault(
                "scanned",
                "The pages are pictures; there is no text in them.",
                name,
                "Recognise them first (extra “ocr”), or bring the text.",
            )
        if empty:
            notes.append("Some pages hold pictures only and are not read.")
        return FileText("\n".join(parts), tuple(notes))
    finally:
        document.close()


def _photo(name: str, data: bytes, recognise: bool) -> FileText:
    """A photographed page, when the extra for recognising text is installed."""
    if not recognise:
        raise _fault(
            "no_ocr",
            "Photographed pages need the extra “ocr”, which is not installed.",
            name,
            "Ask the operator to install liantu[ocr], or type the text in.",
        )
    width, height = declared_points(data)
    if width * height > PIXELS_MOST:
        raise _fault(
            "picture_too_large",
            "The picture has more than %(most)d million points.",
            name,
            "Make it smaller and send it again.",
            most=PIXELS_MOST // 1_000_000,
        )
    if max(width, height) > SIDE_MOST or max(width, height) > SLIMMEST * min(width, height):
        raise _fault(
            "picture_too_long",
            "The picture is too long or too narrow for a page.",
            name,
            "Cut it into pages and send them again.",
        )
    return FileText(_recognised(data), (_FROM_PICTURE,))


def declared_points(data: bytes) -> tuple[int, int]:
    """Width and height that a PNG or JPEG picture says of itself, before anything unpacks it.

    Raises ValueError for every other kind, whatever the name says: animations, TIFF and their like are no photographs.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        if b"acTL" in data[:4096]:
            raise ValueError("an animation")
        return _points(width, height)
    if data[:3] != b"\xff\xd8\xff":
        raise ValueError("neither PNG nor JPEG")
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            raise ValueError("no JPEG")
        kind = data[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _points(width, height)
        at += 2 if 0xD0 <= kind <= 0xD8 or kind == 1 else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("no size")


def _points(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise ValueError("no size")
    return width, height


@cache
def _recogniser() -> Any:
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

    return RapidOCR()


def _recognised(picture: Any) -> str:
    found = _recogniser()(picture)
    return "\n".join(found.txts or ())


def _recognised_pages(document: Any) -> str:
    """The text of a scan's first pages, each drawn and recognised."""
    parts = []
    for number in range(min(len(document), SCANNED_PAGES_MOST)):
        page = document[number]
        wide, high = page.get_width(), page.get_height()
        # twice the printed size, less for a page that claims to be a wall; a ribbon is no page
        scale = min(2.0, (PIXELS_MOST / max(wide * high, 1.0)) ** 0.5)
        if max(wide, high) > SLIMMEST * min(wide, high) or max(wide, high) * scale > SIDE_MOST:
            page.close()
            continue
        parts.append(_recognised(page.render(scale=scale).to_numpy()))
        page.close()
    return "\n".join(parts)


def _encrypted(name: str) -> ProblemsError:
    return _fault(
        "encrypted_file", "The file is locked with a password.", name, "Save it without one and send it again."
    )


def _fault(code: str, message: str, where: str, fix: str, **params: object) -> ProblemsError:
    return ProblemsError([Problem(code, message, where=where, fix=fix, params=params)])


_READERS: dict[str, Callable[[str, bytes, bool], FileText]] = {
    "txt": _plain, "md": _plain, "html": _html, "htm": _html, "eml": _mail, "docx": _word, "pdf": _pdf,
    "jpg": _photo, "jpeg": _photo, "png": _photo,
}  # fmt: skip
