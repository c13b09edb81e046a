"""Every test starts in the language of the installation, whatever the one before asked for."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_language_ends_with_its_test(turn: str) -> None:
    """Whichever comes second would find English."""
    assert translation.get_language() == settings.LANGUAGE_CODE, turn
    translation.activate("en")
