"""Tests that come with a one-declaration table: inherit, name the table, describe a row.

class TestOffices(CrudSuite):
    table = OFFICES
    def good_data(self, number): return {"code": f"o{number}", "name": f"Office {number}"}
    bad_data = {"code": ""}
    def zone(self): ...
    def person(self, may_edit): ...
"""

from __future__ import annotations

import io
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liantu.audit.models import AuditEntry
from liantu.ui.crud import Crud
from liantu.ui.exports import csv_bytes
from liantu.ui.models import ImportBatch


@pytest.mark.django_db
class CrudSuite:
    """What every table must do; ``person(True)`` may edit in ``zone()``, ``person(False)`` may do nothing."""

    table: ClassVar[Crud]
    bad_data: ClassVar[dict[str, Any]] = {}

    def zone(self) -> Any:
        """The zone the people work in."""
        raise NotImplementedError

    def person(self, may_edit: bool) -> Any:
        """A person of the zone who may edit the table, or may not even see it."""
        raise NotImplementedError

    def good_data(self, number: int) -> dict[str, Any]:
        """Form data of a valid row; different for every number."""
        raise NotImplementedError

    # -- tools --

    def browser(self, may_edit: bool = True) -> Client:
        """A logged-in browser."""
        client = Client()
        client.force_login(self.person(may_edit))
        return client

    def add(self, client: Client, number: int) -> Any:
        """Add one row through the form; answers it."""
        answer = client.post(self.table.url("add"), self.good_data(number))
        assert answer.status_code == 302, getattr(answer, "context", None) and answer.context["form"].errors
        return self.table.model._default_manager.latest("pk")

    def sheet(self, numbers: range) -> bytes:
        """A CSV sheet with rows of these numbers, in the table's own column names."""
        rows = [[str(self.good_data(number).get(name, "")) for name in self.table.fields] for number in numbers]
        return csv_bytes(list(self.table.fields), [list(row) for row in rows])

    def bring(self, client: Client, content: bytes) -> ImportBatch:
        """Upload a sheet; answers the preview."""
        upload = SimpleUploadedFile("rows.csv", content)
        answer = client.post(self.table.url("import"), {"file": upload})
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        return ImportBatch.objects.latest("pk")

    # -- tests --

    def test_strangers_log_in_first(self) -> None:
        for url in (self.table.url("list"), self.table.url("add"), self.table.url("import")):
            assert Client().get(url).status_code == 302

    def test_without_the_ability_nothing_opens(self) -> None:
        client = self.browser(may_edit=False)
        for url in (self.table.url("list"), self.table.url("add"), self.table.url("import")):
            assert client.get(url).status_code == 403

    def test_add_change_delete_are_written_down(self) -> None:
        client = self.browser()
        before = AuditEntry.objects.count()
        row = self.add(client, 1)
        assert client.get(self.table.url("edit", row.pk)).status_code == 200
        assert client.post(self.table.url("edit", row.pk), self.good_data(2)).status_code == 302
        if self.table.remove is not None:
            assert client.post(self.table.url("delete", row.pk)).status_code == 302
            assert not self.table.model._default_manager.filter(pk=row.pk).exists()
        assert AuditEntry.objects.count() >= before + 2

    def test_a_bad_form_says_what_is_wrong(self) -> None:
        answer = self.browser().post(self.table.url("add"), self.bad_data)
        assert answer.status_code == 422
        assert answer.context["form"].errors

    def test_queries_do_not_grow_with_rows(self) -> None:
        client = self.browser()
        counts = []
        for numbers in (range(10, 12), range(12, 24)):
            for number in numbers:
                self.add(client, number)
            client.get(self.table.url("list"))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(self.table.url("list")).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_export_leaves_a_trace_and_no_formula(self) -> None:
        client = self.browser()
        self.add(client, 1)
        for file_format in ("csv", "xlsx"):
            answer = client.get(self.table.url("list"), {"export": file_format})
            assert answer.status_code == 200
            assert "attachment" in answer["Content-Disposition"]

    def test_import_previews_applies_and_undoes(self) -> None:
        client = self.browser()
        manager = self.table.model._default_manager
        before = manager.count()
        batch = self.bring(client, self.sheet(range(30, 33)))
        assert batch.counts == {"new": 3, "changed": 0, "same": 0, "bad": 0}, batch.rows
        assert manager.count() == before
        assert client.get(self.table.url("batch", batch.pk)).status_code == 200
        client.post(self.table.url("batch", batch.pk), {"apply": ""})
        assert manager.count() == before + 3
        again = self.bring(client, self.sheet(range(30, 33)))
        assert again.counts["same"] == 3, again.rows
        client.post(self.table.url("batch", batch.pk), {"undo": ""})
        assert manager.count() == before

    def test_import_returns_bad_rows_untouched(self) -> None:
        client = self.browser()
        good = self.sheet(range(30, 31)).decode("utf-8-sig")
        bad = ",".join("\u2603" if name not in self.table.key else "\u2603?" for name in self.table.fields)
        batch = self.bring(client, (good + bad + "\r\n").encode())
        if batch.counts["bad"]:
            answer = client.get(self.table.url("batch", batch.pk), {"bad": "1"})
            assert "\u2603" in answer.content.decode("utf-8-sig")

    def test_the_empty_sheet_can_be_brought_back(self) -> None:
        import python_calamine

        answer = self.browser().get(self.table.url("import"), {"template": "1"})
        rows = (
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        )
        assert rows[0] == self.table.labels() or len(rows[0]) == len(self.table.fields)

    def test_rows_of_another_zone_are_not_there(self) -> None:
        client = self.browser()
        assert client.get(self.table.url("edit", 10**9)).status_code == 404
