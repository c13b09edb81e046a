"""Every text of the reader is translated, every field and reason is documented."""

import ast
import re
from pathlib import Path

import polib
import pytest

from liantu.engine.reading import FIELDS, NOTED, REFUSED
from liantu.engine.reading.reasons import FAULTS, TITLES
from liantu.engine.reading.tests.conftest import ROWS, csv_text

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE.parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PAGE = PACKAGE.parents[2] / "docs" / "reference" / "register-columns.md"


def texts():
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                yield from (arg.value for arg in (node.args[1], node.args[3]) if isinstance(arg, ast.Constant))
    for reason in (*REFUSED.values(), *NOTED.values()):
        yield from (reason.what, reason.fix)
    for faults in FAULTS.values():
        yield from faults.values()
    yield from TITLES


def test_every_text_has_its_chinese_with_the_same_places():
    catalogue = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    missing = set(texts()) - {""} - set(catalogue)  # the catalogue also holds the texts of the engine around the reader
    assert not missing
    for english, chinese in catalogue.items():
        assert chinese
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", chinese)), english


def test_receipts_speak_the_readers_language(write, tmp_path):
    from liantu.engine.reading import RowsReport, read_batches
    from liantu.engine.reading.tests.conftest import receipt_rows

    catalogue = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    path = write(csv_text([[ROWS[0][0], "91350100M000100Y44", *ROWS[0][2:]]]))
    with RowsReport(tmp_path / "noted.csv.gz", translate=lambda text: catalogue.get(text, text)) as noted:
        list(read_batches([path], noted=noted))
    assert receipt_rows(tmp_path / "noted.csv.gz")[0][3] == (
        "统一社会信用代码有误（91350100M000100Y44: 校验码不符，有录入错误），该行已保留并标记。"
    )


@pytest.mark.parametrize("word", [*(field.name for field in FIELDS), *REFUSED, *NOTED])
def test_the_reference_page_names_it(word):
    assert f"`{word}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_reference_page_lists_the_first_spellings(field):
    page = PAGE.read_text(encoding="utf-8")
    assert all(spelling in page for spelling in field.spellings[:3])
