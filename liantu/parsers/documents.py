"""Files as text: plain, HTML, e-mail, Word, PDF, photographed pages. Opened in the bounded process."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePath

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.bounded import parse
from liantu.parsers.bounds import ORDINARY, RECOGNISING

FILE_BYTES_MOST = 40 * 1024 * 1024
TEXT_MOST = 2_000_000
"""Characters of one file that are kept: about 400 newspaper pages."""
KINDS = ("txt", "md", "html", "htm", "eml", "docx", "pdf", "jpg", "jpeg", "png")
_PICTURES = ("pdf", "jpg", "jpeg", "png")


@dataclass(frozen=True)
class FileText:
    """A file's text, with what the reader of the page should know about it (English message ids)."""

    text: str
    notes: tuple[str, ...] = ()
    title: str = ""


def text_of_file(name: str, data: bytes) -> FileText:
    """The text of a file by its ending. Bounded in bytes, pages, unpacked size, characters, memory and time.

    Raises ProblemsError: empty, too large, of no known kind, encrypted, damaged, no text in it, not text at all, or
    opening it takes more than a file may.
    """
    if len(data) > FILE_BYTES_MOST:
        text, told = "The file is larger than %(most)d MB.", {"most": FILE_BYTES_MOST // 1024 // 1024}
        raise ProblemsError([Problem("file_too_large", text, name, "Cut it into parts.", told)])
    recognise = PurePath(name).suffix.lower().removeprefix(".") in _PICTURES and can_recognise()
    options = {"name": name[-200:], "recognise": recognise}
    found = parse("document_text", data, where=name, bounds=RECOGNISING if recognise else ORDINARY, options=options)
    return FileText(found["text"], tuple(found["notes"]), found["title"])


def can_recognise() -> bool:
    """Whether the extra for recognising text in pictures is installed."""
    return find_spec("rapidocr") is not None
