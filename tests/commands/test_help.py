"""Every command of the house explains itself."""

from __future__ import annotations

import pytest
from django.core.management import get_commands, load_command_class

OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("liantu"))


@pytest.mark.parametrize("name", OURS)
def test_a_command_prints_its_help(name: str) -> None:
    told = load_command_class(get_commands()[name], name).create_parser("liantu", name).format_help()
    assert "usage: liantu" in told
