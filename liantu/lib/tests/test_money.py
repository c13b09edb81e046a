"""Capital texts as registers hold them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.money import _PLAIN, MoneyFault, _read_patiently, read_chinese_number, read_currency, read_money


@pytest.mark.parametrize(
    ("text", "amount_wan", "currency"),
    [
        ("1,000(万元人民币)", "1000", "CNY"),
        ("50万美元", "50", "USD"),
        ("壹佰万元整", "100", "CNY"),
        ("人民币伍佰万元", "500", "CNY"),
        ("1000.5万", "1000.5", "CNY"),
        ("3亿元", "30000", "CNY"),
        ("1.2亿", "12000", "CNY"),
        ("100", "100", "CNY"),
        ("61()", "61", "CNY"),
        ("350000元人民币", "35", "CNY"),
        ("1E-06万人民币", "0.000001", "CNY"),
        ("5000美元", "0.5", "USD"),
        ("1,000((万美元))", "1000", "USD"),
        ("150(万元德国马克)", "150", "DEM"),
        ("3,350(万丹麦克郎)", "3350", "DKK"),
        ("190(万元(美元))", "190", "USD"),
        ("12,430(万香港元)", "12430", "HKD"),
        ("297(万元（港币）)", "297", "HKD"),
        ("1.7万港币", "1.7", "HKD"),
        ("一百零五点五万元", "105.5", "CNY"),
        ("壹仟贰佰叁拾万元", "1230", "CNY"),
        ("叁拾萬圓整", "30", "CNY"),
        ("￥500,000", "50", "CNY"),
        ("RMB 3,000,000.00", "300", "CNY"),
        ("$5万", "5", "USD"),
        ("800 万 元", "800", "CNY"),
        ("1000人民币元", "0.1", "CNY"),
        ("1百万元", "100", "CNY"),
        ("24,013.5000( 万人民币元)", "24013.5", "CNY"),
        ("１００万元", "100", "CNY"),
        ("0(万元人民币)", "0", "CNY"),
    ],
)
def test_amounts(text, amount_wan, currency):
    money = read_money(text)
    assert (money.amount_wan, money.currency, money.fault) == (Decimal(amount_wan), currency, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", MoneyFault.MISSING),
        ("N/A", MoneyFault.MISSING),
        ("无", MoneyFault.MISSING),
        ("万人民币", MoneyFault.NO_NUMBER),
        ("abc", MoneyFault.NO_NUMBER),
        ("-5万", MoneyFault.NEGATIVE),
        ("100万比特币", MoneyFault.CURRENCY),
        ("1.2.3万", MoneyFault.UNKNOWN),
        ("100万-200万", MoneyFault.UNKNOWN),
        ("1,0000000(万)", MoneyFault.UNKNOWN),  # stands in the real register; 1000 or 10,000,000 cannot be told
        ("9" * 30 + "万", MoneyFault.TOO_LARGE),
    ],
)
def test_what_is_no_amount(text, fault):
    money = read_money(text)
    assert (money.amount_wan, money.currency, money.fault) == (None, "", fault)


def test_the_unit_of_a_bare_number_comes_from_the_header():
    assert read_money("500000", default_unit=Decimal(1)).amount_wan == 50
    assert read_money("50").assumed_unit
    assert not read_money("50万").assumed_unit
    assert read_money("50", default_currency="USD").currency == "USD"


@given(
    st.decimals(0, 10**8, places=4),
    st.sampled_from([("万元人民币", "CNY"), ("万美元", "USD"), ("万港币", "HKD"), ("万日元", "JPY")]),
)
def test_every_decimal_comes_back_exactly(amount, unit):
    for text in (f"{amount:f}{unit[0]}", f"{amount:,f}({unit[0]})", f"{unit[0].lstrip('万元')}{amount:f}万"):
        money = read_money(text)
        assert (money.amount_wan, money.currency) == (amount, unit[1]), text


@given(st.from_regex(_PLAIN, fullmatch=True), st.sampled_from(["CNY", "USD"]))
def test_the_short_way_answers_like_the_long_way(text, currency):
    assert read_money(text, default_currency=currency) == _read_patiently(text, Decimal(10_000), currency)


@given(st.text())
def test_any_text_gets_an_answer(text):
    money = read_money(text)
    assert (money.amount_wan is None) is (money.fault is not None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("壹佰万", 1_000_000),
        ("一百零五点五", "105.5"),
        ("两千三", 2300),
        ("十二", 12),
        ("一亿零五百", 100_000_500),
        ("二十万零三千", 203_000),
        ("一一", None),
        ("点五", "0.5"),
    ],
)
def test_chinese_numbers(text, number):
    assert read_chinese_number(text) == (None if number is None else Decimal(number))


def test_currency_texts():
    assert [read_currency(text) for text in ("人民币", "USD", "156", "港元", "贝壳")] == [
        "CNY",
        "USD",
        "CNY",
        "HKD",
        "",
    ]
