"""Which column is what: a person chooses in the table, a fixed column is nobody's, what is refused stands at its column."""

from __future__ import annotations

from liantu.ui.pages.sheets import SeenColumn, SeenTable, SheetForm

TABLE = SeenTable(
    "a.csv",
    columns=(
        SeenColumn(0, "企业名称", "name"),
        SeenColumn(1, "法定代表人", "", is_fixed=True),
        SeenColumn(4, "备注", ""),
    ),
)
CHOICES = [("name", "Name"), ("city", "City")]


def sheet(**data: str) -> SheetForm:
    return SheetForm([TABLE, TABLE], CHOICES, {key.replace("_", "-"): value for key, value in data.items()})


def test_only_what_was_sent_is_chosen() -> None:
    form = sheet(column_0_4="city", column_1_0="")
    assert form.is_valid()
    assert (form.chosen(0), form.chosen(1)) == ({4: "city"}, {0: ""})


def test_a_fixed_column_has_no_box_and_takes_no_choice() -> None:
    form = sheet(column_0_1="city", column_9_9="name")
    assert form.is_valid()
    assert form.chosen(0) == {}
    (_table, columns), _other = form.drawn_tables()
    assert [box is None for _column, box in columns] == [False, True, False]


def test_what_is_no_field_is_refused_at_its_column_and_the_rest_stays() -> None:
    form = sheet(column_0_0="phone", column_0_4="city")
    assert not form.is_valid()
    assert set(form.errors) == {"column-0-0"}
    assert 'value="city" selected' in str(form["column-0-4"])


def test_columns_are_no_fields_above_the_tables() -> None:
    assert sheet().visible_fields() == []
