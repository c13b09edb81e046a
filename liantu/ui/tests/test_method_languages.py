"""Every method page stands in both languages, with the same worked example."""

from __future__ import annotations

import re

from liantu.ui.methods import method_names, methods_folder

CODE = re.compile(r"```python\n(.*?)```", re.S)


def test_every_page_stands_in_both_languages() -> None:
    folder = methods_folder()
    missing = [
        name for name in method_names() if not all((folder / f"{name}{end}").is_file() for end in (".md", ".zh.md"))
    ]
    assert not missing, f"write docs/methods/NAME.md and NAME.zh.md for: {missing}"


def test_worked_examples_are_the_same_in_both_languages() -> None:
    folder = methods_folder()
    differing = [
        name
        for name in method_names()
        if CODE.findall((folder / f"{name}.md").read_text("utf-8"))
        != CODE.findall((folder / f"{name}.zh.md").read_text("utf-8"))
    ]
    assert not differing, f"the Python examples differ between the languages: {differing}"
