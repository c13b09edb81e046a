"""Every worked example of the method pages runs as it is printed."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "methods").glob("*.md"))


@pytest.mark.parametrize("page", [page for page in PAGES if ".zh." not in page.name], ids=lambda page: page.stem)
def test_the_worked_example_holds(page: Path, tmp_path: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S)
    assert examples, f"{page.name} has no worked example"
    sessions = [example for example in examples if example.startswith(">>>")]
    if sessions:
        test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, page.name, str(page), 0)
        assert not doctest.DocTestRunner().run(test).failed
    for example in examples:
        if example not in sessions:
            exec(compile(example, page.name, "exec"), {"folder": tmp_path / "example"})
