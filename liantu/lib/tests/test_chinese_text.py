"""Names compared, former names and branches found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.chinese_text import (
    BranchName,
    branch_of,
    company_name_key,
    company_name_stem,
    fold_width,
    former_names,
    one_line,
    strip_controls,
    to_simplified,
    without_former_names,
)


@pytest.mark.parametrize(
    "spelling",
    [
        "上海华兴（集团）有限公司",
        "上海华兴(集团)有限公司",
        "上海華興(集團)有限公司",
        " 上海华兴 (集团) 有限公司",
        "上海华兴（集团）有限公司（原：东风机械厂）",
        "上海华兴\x00（集团）有限公司",
    ],
)
def test_spellings_of_one_name_give_one_key(spelling):
    assert company_name_key(spelling) == "上海华兴集团有限公司"


def test_different_legal_forms_differ_but_share_a_stem():
    assert company_name_key("华兴有限公司") != company_name_key("华兴股份有限公司")
    assert company_name_stem("华兴有限公司") == company_name_stem("华兴股份有限公司") == "华兴"
    assert company_name_stem("公司") == "公司"


@pytest.mark.parametrize(
    ("name", "former", "present"),
    [
        ("华兴公司(原东风机械厂)", ("东风机械厂",), "华兴公司"),
        ("华兴公司（曾用名：东风机械厂）", ("东风机械厂",), "华兴公司"),
        ("华兴公司，曾用名：东风机械厂", ("东风机械厂",), "华兴公司"),
        ("华兴公司(集团)", (), "华兴公司(集团)"),
        ("原野公司", (), "原野公司"),
    ],
)
def test_former_names(name, former, present):
    assert former_names(name) == former
    assert without_former_names(name) == present


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("华兴有限公司苏州分公司", BranchName("华兴有限公司", "苏州分公司")),
        ("中国工商银行股份有限公司苏州分行", BranchName("中国工商银行股份有限公司", "苏州分行")),
        ("东风机械厂经营部", BranchName("东风机械厂", "经营部")),
        ("华兴有限公司", None),
        ("苏州市某某经营部", None),
    ],
)
def test_branches(name, expected):
    assert branch_of(name) == expected


def test_forms_and_signs():
    assert fold_width("ＡＢＣ（１２）") == "ABC(12)"
    assert to_simplified("華興經濟發展總公司") == "华兴经济发展总公司"
    assert strip_controls("a\x00b\u200bc\td") == "abc\td"
    assert one_line(" a \r\n b\u3000c ") == "a b c"


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text):
    assert one_line(one_line(text)) == one_line(text)
    assert strip_controls(strip_controls(text)) == strip_controls(text)
    assert fold_width(fold_width(text)) == fold_width(text)
    company_name_key(text)
    former_names(text)
    branch_of(text)
