"""Working days: published shifts, the dated table of the place, refusing to guess."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.workdays import CalendarMissingError, add_workdays, is_workday, known_years, workdays_between


def test_published_holidays_and_shifted_days():
    assert not is_workday(dt.date(2025, 10, 1))
    assert is_workday(dt.date(2025, 9, 28))  # a Sunday worked for the autumn holidays
    assert not is_workday(dt.date(2025, 11, 15))
    assert is_workday(dt.date(2025, 11, 14))


def test_the_table_of_the_place_wins():
    assert not is_workday(dt.date(2025, 11, 14), overrides={dt.date(2025, 11, 14): False})


def test_an_unknown_year_is_refused_with_its_number():
    year = known_years()[1] + 1
    with pytest.raises(CalendarMissingError, match=str(year)) as caught:
        is_workday(dt.date(year, 3, 2))
    assert caught.value.year == year
    with pytest.raises(CalendarMissingError):
        add_workdays(dt.date(year - 1, 12, 28), 30)


def test_a_year_entered_by_hand_is_believed():
    year = known_years()[1] + 1
    table = {dt.date(year, 1, 1): False}
    assert not is_workday(dt.date(year, 1, 1), overrides=table, entered_years=frozenset({year}))
    monday = next(dt.date(year, 3, day) for day in range(1, 8) if dt.date(year, 3, day).weekday() == 0)
    assert is_workday(monday, overrides=table, entered_years=frozenset({year}))


def test_counting_over_the_autumn_holidays():
    # 2025: 1–8 October off, 11 October (Saturday) worked.
    assert add_workdays(dt.date(2025, 9, 30), 1) == dt.date(2025, 10, 9)
    assert add_workdays(dt.date(2025, 9, 30), 3) == dt.date(2025, 10, 11)
    assert add_workdays(dt.date(2025, 9, 30), 0) == dt.date(2025, 9, 30)
    with pytest.raises(ValueError, match="forwards"):
        add_workdays(dt.date(2025, 9, 30), -1)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2024, 12, 31)), st.integers(0, 60))
def test_adding_and_counting_agree(start, days):
    end = add_workdays(start, days)
    assert workdays_between(start, end) == days
    assert workdays_between(end, start) == -days
    assert days == 0 or is_workday(end)
