"""Which enterprises stand in a register's files, and how good is the register?

Nouns: a *source* is one file (plain, packed, in a folder); a *mapping* says which column is which field; a *preview*
shows what would be read; *read_batches* reads it in bounded memory; the *quality report* counts what was refused, odd
and double. No Django; nothing is written but the receipts of rows.
"""

from liantu.engine.reading.fields import (
    FIELDS,
    KEEP_NOTHING_PERSONAL,
    PERSONAL_FIELDS,
    Field,
    FieldMapping,
    PersonalPolicy,
)
from liantu.engine.reading.preview import BYTES_PER_ROW, FIELD_CHOICES, FilePreview, Preview, preview, room_problem
from liantu.engine.reading.quality import FileQuality, QualityReport
from liantu.engine.reading.read import Progress, ReadingStopped, RegisterReading, read_batches
from liantu.engine.reading.reasons import NOTED, REFUSED, Reason
from liantu.engine.reading.rows_report import RowsReport
from liantu.engine.reading.sources import Limits, ReadingError, SourceFile, find_sources

__all__ = [
    "BYTES_PER_ROW",
    "FIELDS",
    "FIELD_CHOICES",
    "Field",
    "FieldMapping",
    "FilePreview",
    "FileQuality",
    "KEEP_NOTHING_PERSONAL",
    "Limits",
    "NOTED",
    "PERSONAL_FIELDS",
    "PersonalPolicy",
    "Preview",
    "Progress",
    "QualityReport",
    "REFUSED",
    "ReadingError",
    "ReadingStopped",
    "Reason",
    "RegisterReading",
    "RowsReport",
    "SourceFile",
    "find_sources",
    "preview",
    "read_batches",
    "room_problem",
]
