"""Provinces and cities in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.regions import (
    find_province,
    normalise_city,
    normalise_province,
    province_of_city,
    province_of_code,
    provinces,
)


def test_there_are_34_provinces_with_distinct_codes_and_names():
    for attribute in ("code", "short", "name", "abbreviation", "english"):
        assert len({getattr(province, attribute) for province in provinces()}) == 34
    assert [province.code for province in provinces()] == sorted(province.code for province in provinces())


@pytest.mark.parametrize(
    "text", ["江苏省", "江苏", "苏", "32", "320000", "320500", "Jiangsu", "江苏省苏州市", " 江 苏 "]
)
def test_one_province(text):
    assert normalise_province(text) == "江苏"


@pytest.mark.parametrize(
    ("text", "short"),
    [("广西壮族自治区", "广西"), ("新疆维吾尔自治区", "新疆"), ("北京市", "北京"), ("香港特别行政区", "香港")],
)
def test_regions_and_municipalities(text, short):
    assert normalise_province(text) == short


@pytest.mark.parametrize("text", ["", "N/A", "火星", "99", "苏州"])
def test_what_is_no_province(text):
    assert find_province(text) is None


@pytest.mark.parametrize(
    ("text", "city", "province"),
    [
        ("江苏省苏州市", "苏州", "江苏"),
        ("苏州市", "苏州", ""),
        ("北京市", "北京", "北京"),
        ("北京市海淀区", "海淀区", "北京"),
        ("吉林市", "吉林", ""),
        ("吉林省吉林市", "吉林", "吉林"),
        ("海南藏族自治州", "海南", ""),
        ("延边朝鲜族自治州", "延边", ""),
        ("恩施土家族苗族自治州", "恩施", ""),
        ("上海市市辖区", "上海", "上海"),
        ("320500", "", "江苏"),
        ("N/A", "", ""),
        ("朝阳", "朝阳", ""),
        ("锡林郭勒盟", "锡林郭勒", ""),
        ("河南蒙古族自治县", "河南蒙古族自治县", ""),
        ("广州", "广州", ""),
        ("阿里地区", "阿里", ""),
        ("沙市", "沙市", ""),
    ],
)
def test_cities(text, city, province):
    assert normalise_city(text) == city
    assert province_of_city(text) == province


def test_the_province_that_issued_a_code():
    assert province_of_code("91350100M000100Y43") == "福建"
    assert province_of_code("91100000600037341L") == ""
    assert province_of_code("") == ""


@given(st.sampled_from(provinces()))
def test_every_spelling_leads_back(province):
    for text in (province.short, province.name, province.abbreviation, province.code, province.code + "0100"):
        assert find_province(text) == province


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text):
    normalise_province(text)
    province_of_city(text)
    normalise_city(text)
