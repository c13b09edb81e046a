"""Pages of the targets room: for whom, with how many queries, what bad input answers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from liantu.prospects.models import TargetList

NODE = "/targets/premium-steel/rolled-products/"


def test_the_list_ranks_and_says_why(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    answer = client.get(NODE)
    assert answer.status_code == 200
    targets = answer.context["page"].targets
    scores = [target.row["score"] for target in targets]
    assert scores == sorted(scores, reverse=True)
    assert all(target.row["city"] != "运城" for target in targets)
    best = targets[0].row
    assert sum(part["contribution"] for part in best["parts"]) == pytest.approx(best["score"], abs=0.01)
    assert best["name"] in answer.content.decode()


LIST = {"HX-Request": "true", "HX-Target": "list-targets"}
PANEL = {"HX-Request": "true", "HX-Target": "side-panel"}


def test_a_slider_changes_the_order_in_a_fragment(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    plain = client.get(NODE, headers=LIST)
    heavy = client.get(NODE, {"w_capital": "3", "w_role": "0.1"}, headers=LIST)
    assert b"<html" not in heavy.content
    assert [t.row["name"] for t in plain.context["page"].targets] != [
        t.row["name"] for t in heavy.context["page"].targets
    ]


def test_filters_hold(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    best = client.get(NODE).context["page"].targets[0].row
    least = best["capital_wan_yuan"]
    page = client.get(NODE, {"province": best["province"], "capital_min": str(least)}).context["page"]
    assert best["name"] in {target.row["name"] for target in page.targets}
    assert {target.row["province"] for target in page.targets} == {best["province"]}
    assert min(target.row["capital_wan_yuan"] for target in page.targets) >= least


def test_bad_values_are_told_and_the_page_stands(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    answer = client.get(NODE, {"w_role": "nan", "capital_min": "多", "province": "火星"})
    assert answer.status_code == 200
    assert len(answer.context["problems"]) == 3


@pytest.mark.parametrize("address", ["/targets/premium-steel/nothing/", "/targets/nothing/rolled-products/"])
def test_unknown_links_are_not_found(client: Client, log_in: Callable[[str], Any], address: str) -> None:
    log_in("officer")
    assert client.get(address).status_code == 404


def test_queries_do_not_grow_with_rows(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    client.get(NODE)
    counts = []
    for query in ({"capital_min": "30000"}, {}):
        with CaptureQueriesContext(connection) as queries:
            client.get(NODE, query)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 27  # frame and ranking 20, who is in touch and who buys 7


def test_save_prove_export_archive_restore(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    answer = client.post(NODE + "save/", {"title": "=第一批", "w_capital": "2"}, follow=True)
    saved = TargetList.objects.get()
    assert answer.status_code == 200
    assert saved.asked().weights["capital"] == 2.0
    assert client.get(saved.get_absolute_url(), {"prove": "1"}).context["proof"].equal
    book = client.get(reverse("prospects:list_export", args=[saved.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + len(saved.answer().lines)
    client.post(reverse("prospects:list_archive", args=[saved.pk]))
    assert TargetList.objects.get().archived_at is not None
    client.post(reverse("prospects:list_restore", args=[saved.pk]))
    assert TargetList.objects.get().archived_at is None


def test_another_zone_sees_nothing(client: Client, log_in: Callable[[str], Any]) -> None:
    from liantu.people.models import Membership, User, Zone

    log_in("officer")
    client.post(NODE + "save/", {"title": "清单"})
    saved = TargetList.objects.get()
    other = Zone.objects.create(code="other", name="另一园区")
    stranger = User.objects.create(username="stranger")
    Membership.objects.create(user=stranger, zone=other, role="zone_administrator")
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(saved.get_absolute_url()).status_code == 404
    assert client.get(NODE).status_code == 404


def test_marking_answers_the_cell(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("chief")
    number = client.get(NODE).context["page"].targets[0].row["enterprise_id"]
    answer = client.post(f"{NODE}mark/{number}/", {"verdict": "right"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    refused = client.post(f"{NODE}mark/{number}/", {"verdict": "wrong"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422


def test_an_observer_reads_but_does_not_write(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("observer")
    assert client.get(NODE).status_code == 200
    assert client.post(NODE + "save/", {"title": "清单"}).status_code == 403
    assert client.get(NODE + "export/").status_code == 403


def test_the_panel_says_why_and_how_firmly(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    target = client.get(NODE).context["page"].targets[3]
    row, firm = target.row, target.firm
    assert firm.low <= row["score"] <= firm.high and firm.best <= target.rank <= firm.worst
    part = client.get(NODE, {"sel": row["enterprise_id"]}, headers=PANEL)
    text = part.content.decode()
    assert "data-rows" not in text and row["name"] in text and row["evidence"][:20] in text
    assert sum(one.points for one in part.context["parts"]) == pytest.approx(row["score"], abs=0.01)


def test_targets_are_compared_side_by_side(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    rows = [target.row for target in client.get(NODE).context["page"].targets[:5]]
    asked = {"row": [one["enterprise_id"] for one in rows]}
    page = client.get(NODE + "compare/", asked)
    assert [name for name, _href in page.context["heads"]] == [one["name"] for one in rows[:4]]
    line = next(one for one in page.context["lines"] if one.column.name == "rank")
    assert [is_best for _cell, is_best in line.cells] == [True, False, False, False]
    same = client.get(NODE + "compare/", {"row": [rows[0]["enterprise_id"]] * 2, "only": "1"}).context
    assert not same["lines"] and same["same"]
    assert client.get(NODE + "compare/", {"row": "x"}).status_code == 200


def test_a_panel_of_a_firm_that_is_not_in_the_list_shows_nothing(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    for sel in ("999999999", "x", "0" * 40):
        assert client.get(NODE, {"sel": sel}, headers=PANEL).status_code == 200
