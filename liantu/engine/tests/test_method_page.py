"""The worked example of the method page runs as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "screening.md"


def test_the_worked_example_holds(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(code) == 1
    exec(code[0], {"folder": tmp_path / "example"})
