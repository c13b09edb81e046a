"""Names, column choices, quality: by examples and properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.sources.rules.column_choice import choice_key, read_choices
from liantu.sources.rules.quality import add_reports, coverage, findings
from liantu.sources.rules.release_names import problem_of_release_id, propose_release_id

COLUMNS = (
    (0, "企业名称", "name", "read"),
    (1, "代码", "", "unknown"),
    (2, "代码", "", "unknown"),
    (3, "电话", "", "personal"),
)
KNOWN = {"name", "credit_code", "city"}


@pytest.mark.parametrize(
    ("title", "on", "taken", "expected"),
    [
        ("全国企业", date(2026, 3, 5), set(), "2026-03-05-register"),
        ("Jiangsu 2026 (full)", date(2026, 3, 5), set(), "2026-03-05-jiangsu-2026-full"),
        ("x", None, set(), "register-x"),
        ("全国", date(2026, 3, 5), {"2026-03-05-register", "2026-03-05-register-2"}, "2026-03-05-register-3"),
    ],
)
def test_names(title: str, on: date | None, taken: set[str], expected: str) -> None:
    assert propose_release_id(title, on, taken) == expected


@given(st.text(max_size=80), st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 3))
def test_a_proposed_name_can_always_be_used(title: str, on: date | None, earlier: int) -> None:
    taken: set[str] = set()
    for _ in range(earlier + 1):
        name = propose_release_id(title, on, taken)
        assert problem_of_release_id(name, taken) is None
        taken.add(name)


@pytest.mark.parametrize("text", ["", "..", "a/b", "A-b", "-ab", "ab-", "a\x00b", ".building-x", "é" * 5, "a" * 61])
def test_names_that_would_be_dangerous_folders_are_refused(text: str) -> None:
    assert problem_of_release_id(text, set()) is not None


def test_only_changed_choices_are_kept_and_twin_headers_are_told_apart_by_place() -> None:
    choices, problems = read_choices(COLUMNS, {1: "credit_code"}, known=KNOWN)
    assert choices == {"#2": "credit_code"}
    assert problems == []
    assert choice_key(0, "企业名称", [str(column[1]) for column in COLUMNS]) == "企业名称"


def test_all_wrong_choices_are_told_at_once() -> None:
    _, problems = read_choices(COLUMNS, {0: "", 1: "city", 2: "city", 3: "phone"}, known=KNOWN, personal={"phone"})
    assert {problem.code for problem in problems} == {"field_twice", "no_name_chosen", "personal_not_allowed"}
    _, problems = read_choices(COLUMNS, {1: "<script>"}, known=KNOWN)
    assert [problem.code for problem in problems] == ["unknown_field"]


REPORT = {
    "rows_read": 100, "rows_accepted": 90, "rows_refused": 10, "bad_codes": {"check": 20, "length": 1},
    "by_province": {"江苏": 60, "山西": 30}, "files": [{"label": "a"}],
    "first_registered_on": "1990-01-01", "last_registered_on": "2020-01-01",
}  # fmt: skip


def test_findings_have_shares_and_tones() -> None:
    found = {one.code: one for one in findings(REPORT)}
    assert found["refused"].share == 0.1
    assert found["refused"].tone == "warn"
    assert found["bad_codes"].rows == 21
    assert found["bad_codes"].tone == "bad"
    assert found["missing_dates"].tone == "ok"
    assert findings({})
    assert all(one.rows == 0 for one in findings({}))


def test_coverage_is_ordered_and_sums_to_one() -> None:
    rows = coverage(REPORT, "by_province")
    assert [(row.name, row.rows) for row in rows] == [("江苏", 60), ("山西", 30)]
    assert sum(row.share for row in rows) == pytest.approx(1)


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 1000)),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 1000)),
)
def test_reports_add_up(first: dict[str, int], second: dict[str, int]) -> None:
    one, other = {"by_province": first, "rows_read": 3}, {"by_province": second, "rows_read": 4}
    merged = add_reports(one, other)
    assert merged["rows_read"] == 7
    for name in "abc":
        assert merged["by_province"].get(name, 0) == first.get(name, 0) + second.get(name, 0)
    assert add_reports(other, one)["by_province"] == merged["by_province"]


def test_reports_keep_the_widest_span_of_days() -> None:
    merged = add_reports(
        REPORT, {"first_registered_on": "1980-01-01", "last_registered_on": "", "files": [{"label": "b"}]}
    )
    assert (merged["first_registered_on"], merged["last_registered_on"]) == ("1980-01-01", "2020-01-01")
    assert [file["label"] for file in merged["files"]] == ["a", "b"]
