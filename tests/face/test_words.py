"""What stands in templates, forms and catalogues: no second way to draw one thing, no word for two things."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "liantu"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
CATALOGUES = sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
SCRIPTS = [path for path in PACKAGE.rglob("*.js") if "vendor" not in path.parts and path.name != "ui.js"]
MODULES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]

# pattern in a template → what is used instead
NEVER = {
    r"\sstyle=": "a class; the content policy refuses it",
    r"<[^>%]*\son[a-z]+=|hx-on": "data-* bound by a script of the frame",
    r"type=[\"']date[\"']": "the field of days (ui/_field.html)",
    r"<select[^>]*\smultiple": "the field with suggestions",
    r"<input[^>]*type=[\"']file[\"'](?![^>]*class=[\"'][^\"']*sr)": "the drop of files",
    r"hx-trigger=[\"'][^\"']*\binput\b": "settled: a word typed by pinyin is asked once",
    r"· ": "{% sep %}",
    r"(\}\}|%\}) %(?=$|<|\s)": "no space before %",
}
# Plain text that no element can stand in: titles of windows, names for screen readers, options, labels in drawings.
PLAIN = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|<title>.*?</title>|<(option|text|title)\b.*?</\1>|aria-label=\"[^\"]*\"|value=\"[^\"]*\"",
    re.DOTALL,
)


def lines_with(pattern: str, text: str) -> list[int]:
    """The numbers of the lines where it stands."""
    return [number for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]


@pytest.mark.parametrize("pattern", NEVER)
def test_one_way_to_draw_one_thing(pattern: str) -> None:
    found = {}
    for path in TEMPLATES:
        if path.name in {"500.html", "503.html"}:
            continue  # drawn without tags of ours: nothing may fail there
        text = PLAIN.sub(lambda part: "\n" * part[0].count("\n"), path.read_text("utf-8"))
        if numbers := lines_with(pattern, text):
            found[path.relative_to(PACKAGE).as_posix()] = numbers
    assert not found, f"instead: {NEVER[pattern]}: {found}"


def test_no_window_of_the_browser_asks() -> None:
    """``confirm`` and ``alert`` speak the browser's language and stop everything: a dialog of ours asks."""
    found = [path.name for path in SCRIPTS if re.search(r"\b(confirm|alert|prompt)\(", path.read_text("utf-8"))]
    assert not found, found


def test_no_form_names_the_browsers_own_fields() -> None:
    wild = (
        r"[\"']type[\"']: [\"']date[\"']|SelectMultiple\((?!.*Checkbox)|[=:] forms\.DateInput|widget=forms\.DateInput"
    )
    found = {
        path.relative_to(PACKAGE).as_posix(): numbers
        for path in MODULES
        if (numbers := lines_with(wild, path.read_text("utf-8").replace("CheckboxSelectMultiple", "Checks")))
    }
    assert not found, found


# Words that say nothing of what happens; a button names its deed and its thing.
BARE = {"提交", "确定", "确认", "显示", "保存", "名录", "操作", "查询"}
BUTTON = re.compile(r"<button\b[^>]*>(.*?)</button>", re.DOTALL)
SAID = re.compile(r"\{% translate [\"']([^\"']+)[\"']")


def test_a_button_names_its_deed_and_its_thing() -> None:
    chinese = {}
    for path in CATALOGUES:
        chinese |= {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    found = defaultdict(set)
    for path in TEMPLATES:
        for inside in BUTTON.findall(path.read_text("utf-8")):
            words = {chinese.get(word, word) for word in SAID.findall(inside)}
            found[path.relative_to(PACKAGE).as_posix()] |= words & BARE
    assert not {path: words for path, words in found.items() if words}


# What an official is never told in a Chinese text: begging, scolding, shouting.
NEVER_SAID = ["非法", "失败！", "成功！", "必填项", "暂无数据", "您好！"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(PACKAGE).parts[-5])
def test_chinese_words_are_calm_and_ours(path: Path) -> None:
    bad = []
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            bad += [f"{word!r} in {text!r}" for word in NEVER_SAID if word in text]
            if re.search(r"[一-鿿]\s*:(?!//| 值)|[一-鿿],[一-鿿]|[一-鿿];", text):
                bad.append(f"half-width mark in {text!r}")
            if re.search(r"\d %|%\(\w+\)[sd] %%", text):
                bad.append(f"space before % in {text!r}")
    assert not bad, bad


def test_one_english_word_has_one_chinese_meaning() -> None:
    """Where it has two, ``pgettext`` tells them apart; the same msgid in two rooms must say the same."""
    meanings: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if not entry.msgid_plural and entry.msgstr:
                meanings[entry.msgctxt or "", entry.msgid][entry.msgstr].append(path.relative_to(PACKAGE).parts[-5])
    two = {key: dict(said) for key, said in meanings.items() if len(said) > 1}
    assert not two, two
