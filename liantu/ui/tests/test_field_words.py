"""A problem points at a field by the label the reader sees."""

from __future__ import annotations

from django.utils import translation

from liantu.lib.problems import Problem
from liantu.ui.problems import place_told, words_of


def test_a_field_is_named_as_on_the_form() -> None:
    with translation.override("zh-hans"):
        told = words_of(Problem("no_as_of", "Say of which day the register is.", where="as_of_on"))
        assert told.where == "数据截至"
        assert place_told("w_role") == place_told("w") == "权重"


def test_places_in_files_stay_as_they_are() -> None:
    for place in ("Sheet1!C1", "bad.yaml:4", "", "汾钢.csv"):
        assert place_told(place) == place
