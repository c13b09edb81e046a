"""A one-declaration table keeps every promise: the suite runs on roles of people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path

from liantu.people.models import Membership, User
from liantu.ui.crud import crud
from liantu.ui.testing import CrudSuite
from liantu.ui.tests.conftest import make_person, make_zone

ROLES = ("observer", "assessor", "data_officer", "promotion_officer", "chain_chief", "zone_leadership")

MEMBERSHIPS = crud(
    Membership,
    fields=("user", "role", "starts_on", "ends_on"),
    key=("user", "role"),
    view="accounts.manage",
    edit="accounts.manage",
    search_fields=("user__username",),
)
urlpatterns = [
    path("", include((MEMBERSHIPS.urls, "memberships"), namespace="test-crud")),
    path("", include("liantu.urls")),
]


@pytest.fixture(autouse=True)
def mounted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table's addresses, mounted for these tests only."""
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(type(MEMBERSHIPS), "namespace", "test-crud")


@pytest.fixture(autouse=True)
def known(db: None) -> None:
    """The people of the sheets hold a role in the zone already: nobody else may be chosen."""
    zone = make_zone()
    people = User.objects.bulk_create(User(username=f"=p{number}") for number in range(40))
    Membership.objects.bulk_create(Membership(user=one, zone=zone, role="third_party_agency") for one in people)


class TestMemberships(CrudSuite):
    table = MEMBERSHIPS
    bad_data = {"user": "", "role": "nobody", "starts_on": "0000-00-00"}

    def zone(self) -> Any:
        return make_zone()

    def person(self, may_edit: bool) -> Any:
        return make_person(
            "chief" if may_edit else "guest", self.zone(), "zone_administrator" if may_edit else "observer"
        )

    def good_data(self, number: int) -> dict[str, Any]:
        user = User.objects.get(username=f"=p{number}")
        return {"user": str(user.pk), "role": ROLES[number % len(ROLES)], "starts_on": "2026-01-05", "ends_on": ""}

    def test_a_person_may_write_labels_instead_of_codes(self) -> None:
        client = self.browser()
        user = User.objects.create(username="wang")
        Membership.objects.create(user=user, zone=self.zone(), role="third_party_agency")
        headers = self.table.labels()
        sheet = f"{headers[0]},{headers[1]}\n{user},Observer\n".encode()
        assert self.bring(client, sheet).counts["new"] == 1

    def test_rows_of_another_zone_cannot_be_opened(self) -> None:
        other = make_zone("elsewhere")
        make_person("far", other, "observer")
        row = self.table.model._default_manager.get(zone=other)
        client = self.browser()
        assert client.get(self.table.url("edit", row.pk)).status_code == 404
        assert client.post(self.table.url("delete", row.pk)).status_code == 404

    def test_the_same_row_twice_in_a_sheet_is_refused(self) -> None:
        content = self.sheet(range(30, 31))
        twice = content + content.split(b"\r\n")[1] + b"\r\n"
        assert self.bring(self.browser(), twice).counts == {"new": 1, "changed": 0, "same": 0, "bad": 1}

    def test_an_undone_change_gets_its_old_values_back(self) -> None:
        client = self.browser()
        row = self.add(client, 1)
        data = self.good_data(1)
        sheet = f"user,role,starts_on\n{data['user']},{data['role']},2027-02-03\n".encode()
        batch = self.bring(client, sheet)
        assert batch.counts["changed"] == 1, batch.rows
        client.post(self.table.url("batch", batch.pk), {"apply": ""})
        row.refresh_from_db()
        assert str(row.starts_on) == "2027-02-03"
        client.post(self.table.url("batch", batch.pk), {"undo": ""})
        row.refresh_from_db()
        assert str(row.starts_on) == "2026-01-05"

    def test_columns_are_chosen_anew_and_remembered_and_the_receipt_tells_every_row(self) -> None:
        client = self.browser()
        data = self.good_data(4)
        sheet = f"人,职责\n{data['user']},{data['role']}\n合计,1\n".encode()
        header = f"user,什么\n{data['user']},{data['role']}\n合计,1\n".encode()
        unknown = client.post(self.table.url("import"), {"file": SimpleUploadedFile("a.csv", sheet)})
        assert unknown["Location"].endswith("?step=columns")
        first = self.bring(client, header.replace("什么".encode(), b"role"))
        client.post(self.table.url("batch", first.pk), {"columns": "1", "column-0": "user", "column-1": "user"})
        first.refresh_from_db()
        assert first.mapping == {"0": "user", "1": "role"}  # a field twice is refused, nothing changes
        client.post(self.table.url("batch", first.pk), {"columns": "1", "column-0": "user", "column-1": "role"})
        first.refresh_from_db()
        assert [row["state"] for row in first.rows] == ["new", "left"]
        answer = client.get(self.table.url("batch", first.pk), {"receipt": "1"})
        assert answer["Content-Type"].startswith("application/vnd.openxml")
        assert self.bring(client, header.replace("什么".encode(), b"role")).mapping == {"0": "user", "1": "role"}

    def test_a_batch_is_private(self) -> None:
        batch = self.bring(self.browser(), self.sheet(range(30, 31)))
        other = Client()
        other.force_login(make_person("second", self.zone()))
        assert other.get(self.table.url("batch", batch.pk)).status_code == 404

    def test_a_missing_key_column_is_said_and_can_be_matched_by_hand(self) -> None:
        client, data = self.browser(), self.good_data(5)
        sheet = f"role,谁\nobserver,{data['user']}\n".encode()
        asked = client.post(self.table.url("import"), {"file": SimpleUploadedFile("a.csv", sheet)})
        assert asked["Location"].endswith("?step=columns")
        page = client.get(asked["Location"])
        assert page.context["seen"].missing == (self.table.labels()[0],)
        assert "缺少" in page.content.decode() and page.context["seen"].counts["bad"] == 1
        batch = asked["Location"].partition("?")[0]
        refused = client.post(batch, {"columns": "1", "column-0": "role"})
        assert refused.status_code == 422 and refused.context["problems"][0].code == "sheet-columns"
        client.post(batch, {"columns": "1", "column-0": "role", "column-1": "user"})
        assert client.get(batch).context["seen"].to_write == 1

    def test_what_is_wrong_stands_in_its_cell_and_tiles_narrow_the_rows(self) -> None:
        client, data = self.browser(), self.good_data(6)
        lines = ["user,role,starts_on,天气", f"{data['user']},{data['role']},昨年冬,晴", "合计,1,,", "审核人：甲,,,"]
        led = client.post(self.table.url("import"), {"file": SimpleUploadedFile("a.csv", "\n".join(lines).encode())})
        assert led["Location"].endswith("?step=columns")  # nobody knows what the weather is
        page = client.get(led["Location"].partition("?")[0])
        seen = page.context["seen"]
        assert seen.unread == ["天气"] and "天气" in page.content.decode()
        assert [(row.words, bool(row.cells[2][1])) for row in seen.rows] == [
            ("未通过", True),
            ("略过", False),
            ("略过", False),
        ]
        only = client.get(led["Location"].partition("?")[0], {"only": "left"})
        assert [row.number for row in only.context["seen"].rows] == [3, 4]
        assert client.get(led["Location"].partition("?")[0], {"only": "nonsense"}).context["seen"].only == ""


def test_a_key_must_be_among_the_fields() -> None:
    with pytest.raises(ValueError, match="zone"):
        crud(MEMBERSHIPS.model, fields=("user",), key=("zone",), view="x", edit="x")
