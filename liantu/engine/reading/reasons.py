"""Why a row was refused or noted: one code, one message, one way to fix it. Texts are English msgids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liantu.lib.chinese_dates import DateFault
from liantu.lib.credit_code import CodeFault
from liantu.lib.money import MoneyFault


@dataclass(frozen=True)
class Reason:
    """``what`` is wrong and ``fix`` says what to do; both may hold ``%(detail)s``."""

    what: str
    fix: str


REFUSED: Mapping[str, Reason] = {
    "no-name": Reason("The row has no enterprise name.", "Fill in the name, or delete the row."),
    "name-too-long": Reason(
        "The name has %(detail)s characters: the cells have probably slipped by a column.",
        "Compare the row with the header and move the cells back.",
    ),
    "repeated-header": Reason("The header is repeated between the rows.", "Nothing to do: it is no enterprise."),
    "footer": Reason("The row is a total or a remark, not an enterprise.", "Nothing to do: it is no enterprise."),
    "too-many-cells": Reason(
        "The row has more cells than the header has columns.", "Put cells that contain the separator in double quotes."
    ),
    "too-few-cells": Reason(
        "The row has fewer cells than the header has columns.",
        "Join lines that a line break inside a cell has torn apart, or put such cells in double quotes.",
    ),
    "quote-unclosed": Reason(
        "A double quote opens a cell and never closes it.", "Delete the quote or close it behind the cell."
    ),
}
NOTED: Mapping[str, Reason] = {
    "code-bad": Reason(
        "The credit code is wrong (%(detail)s); the row is kept and marked.",
        "Compare the code with the business licence.",
    ),
    "code-old": Reason(
        "Only an old registration number is given (%(detail)s); the row is kept without a valid credit code.",
        "Look the enterprise up in the credit publicity system and fill in its 18-character code.",
    ),
    "code-double": Reason(
        "The credit code stands already at %(detail)s; both rows are kept.",
        "Correct the code of one of them, or delete the row that is double.",
    ),
    "capital-unreadable": Reason(
        "The registered capital cannot be read (%(detail)s); it is left empty.",
        "Write a number with unit and currency, as in 500万元人民币.",
    ),
    "date-unreadable": Reason(
        "The registration date cannot be read (%(detail)s); it is left empty.", "Write it as 1998-03-02."
    ),
    "scope-shortened": Reason(
        "The business scope has %(detail)s bytes; only the first part is kept.",
        "Check that no other text got into the cell.",
    ),
    "province-unknown": Reason(
        "The province is not one of the 34 (%(detail)s); the text is kept.", "Write its name, as in 江苏."
    ),
    "quote-mended": Reason("A stray double quote was passed over.", "Check the row; delete the quote."),
    "lines-joined": Reason(
        "Line breaks inside a cell had torn the row; its lines were joined again.",
        "Check the row; put cells with line breaks in double quotes.",
    ),
    "scope-joined": Reason(
        "Separators inside the business scope had cut it into several cells; they were joined again.",
        "Check the row; put cells that contain the separator in double quotes.",
    ),
    "cells-added": Reason("Cells are missing at the end of the row; they are taken as empty.", "Check the row."),
    "other-encoding": Reason(
        "The line is written in another encoding than the rest of the file; it was read in its own.",
        "Check the characters; save the whole file as UTF-8.",
    ),
    "undecodable": Reason(
        "The line has bytes that are no text; they were replaced by �.", "Export the row again as UTF-8."
    ),
    "id-replaced": Reason(
        "The enterprise number %(detail)s does not rise; the next free number was given.",
        "Leave the number column out, or sort the rows by it.",
    ),
}
REASONS: Mapping[str, Reason] = {**REFUSED, **NOTED}

FAULTS: Mapping[str, Mapping[str, str]] = {
    "code-bad": {
        CodeFault.SCIENTIFIC: "stored as a number by a spreadsheet, the last digits are lost",
        CodeFault.ORGANISATION_CODE: "an organisation code of 9 characters",
        CodeFault.LENGTH: "not 18 characters",
        CodeFault.LETTER: "has a character that codes do not use (I, O, S, V, Z or a sign)",
        CodeFault.REGION: "characters 3 to 8 are not the digits of a division",
        CodeFault.CHECK: "the check character does not fit: a typing error",
    },
    "capital-unreadable": {
        MoneyFault.NO_NUMBER: "has no number",
        MoneyFault.NEGATIVE: "is negative",
        MoneyFault.TOO_LARGE: "is larger than any capital",
        MoneyFault.CURRENCY: "has an unknown currency",
        MoneyFault.UNKNOWN: "cannot be told for certain",
    },
    "date-unreadable": {
        DateFault.ZERO: "a date of zeros",
        DateFault.IMPOSSIBLE: "no calendar has this day",
        DateFault.INCOMPLETE: "only a year or month",
        DateFault.AMBIGUOUS: "day and month could be exchanged",
        DateFault.RANGE: "before 1800 or after the latest day",
        DateFault.UNKNOWN: "not a date",
    },
}
"""For noted rows: what exactly is wrong, by reason code and fault; shown behind the text that was found."""
TITLES = ("file", "line", "code", "what is wrong", "how to fix it", "cells as they came")
"""The header of a receipt of rows."""
