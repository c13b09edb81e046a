"""Dates in every spelling registers use."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.chinese_dates import EARLIEST_ON, DateFault, read_date

SECOND_OF_MARCH = dt.date(1998, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "1998-03-02",
        "1998/3/2",
        "1998.3.2",
        "19980302",
        "1998年3月2日",
        "1998年03月02日",
        "一九九八年三月二日",
        "35856",
        "35856.0",
        "1998-03-02 00:00:00",
        "1998-03-02T00:00:00.000Z",
        "1998-3-2 0:00",
        "02-MAR-98",
        "2-Mar-1998",
        "Mar 2, 1998",
        "19980302000000",
        "98年3月2日",
        "民国87年3月2日",
        "1998 03 02",
        "１９９８－０３－０２",
        " '1998-03-02",
        "1998、3、2",
        "1998年3月2号",
        "02/MAR/1998",
    ],
)
def test_the_second_of_march(text):
    assert read_date(text).on == SECOND_OF_MARCH


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", DateFault.MISSING),
        ("N/A", DateFault.MISSING),
        ("无", DateFault.MISSING),
        ("0000-00-00", DateFault.ZERO),
        ("0000-00-00 00:00:00", DateFault.ZERO),
        ("0000/0/0", DateFault.ZERO),
        ("2001-02-30", DateFault.IMPOSSIBLE),
        ("1998-13-01", DateFault.IMPOSSIBLE),
        ("19980230", DateFault.IMPOSSIBLE),
        ("1998", DateFault.INCOMPLETE),
        ("1998年3月", DateFault.INCOMPLETE),
        ("1998-03", DateFault.INCOMPLETE),
        ("3/4/1998", DateFault.AMBIGUOUS),
        ("9999-12-31", DateFault.RANGE),
        ("1066-10-14", DateFault.RANGE),
        ("长期", DateFault.UNKNOWN),
        ("99999", DateFault.UNKNOWN),
        ("1998-03-02至2008-03-01", DateFault.UNKNOWN),
    ],
)
def test_what_is_no_date(text, fault):
    read = read_date(text)
    assert (read.on, read.fault) == (None, fault)


def test_one_possible_reading_is_taken():
    assert read_date("3/13/1998").on == dt.date(1998, 3, 13)
    assert read_date("13/3/1998").on == dt.date(1998, 3, 13)
    assert read_date("3/3/1998").on == dt.date(1998, 3, 3)


def test_a_day_after_the_latest_is_not_believed():
    assert read_date("2030-01-01", latest_on=dt.date(2026, 1, 1)).fault is DateFault.RANGE


@given(st.dates(EARLIEST_ON, dt.date(2199, 12, 31)))
def test_every_day_comes_back_from_each_unambiguous_spelling(on):
    spellings = [
        on.isoformat(),
        f"{on.year}/{on.month}/{on.day}",
        f"{on.year}.{on.month}.{on.day}",
        f"{on:%Y%m%d}",
        f"{on.year}年{on.month}月{on.day}日",
        f"{on.isoformat()} 12:34:56",
        f"{on.day}-{on:%b}-{on.year}",
        chinese_day(on),
    ]
    assert {read_date(text).on for text in spellings} == {on}


@given(st.dates(dt.date(1955, 1, 1), dt.date(2099, 12, 31)))
def test_excel_serials(on):
    assert read_date(str((on - dt.date(1899, 12, 30)).days)).on == on


@given(st.text())
def test_any_text_gets_an_answer(text):
    read = read_date(text)
    assert (read.on is None) is (read.fault is not None)


def chinese_day(on):
    digits = "〇一二三四五六七八九"

    def small(number):
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
        return head + (digits[ones] if ones else "")

    return "".join(digits[int(sign)] for sign in f"{on.year:04}") + f"年{small(on.month)}月{small(on.day)}日"
