"""``liantu gaps``: a chain of the zone as its page and the API tell it; everything else is reckoned and said to be."""

from __future__ import annotations

import csv
import html
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from liantu.chains.actions import judge_chain
from liantu.chains.api import NOT_FULL
from liantu.chains.models import ChainAssessment, ChainJudgement
from liantu.chains.reads import RADII
from liantu.chains.tests.conftest import World


def asked(*words: str) -> tuple[list[dict[str, str]], str]:
    """The rows of the command and what it said beside them."""
    out, said = io.StringIO(), io.StringIO()
    call_command("gaps", *words, "--format", "csv", stdout=out, stderr=said)
    return list(csv.DictReader(io.StringIO(out.getvalue().lstrip("\ufeff")))), said.getvalue()


def state_coverage(world: World, coverage: float) -> None:
    """The register states what it holds, and the chain is judged by it."""
    world.release.manifest["coverage"] = coverage
    world.release.save(update_fields=["manifest"])
    judge_chain(world.chain)


def interface(world: World, radius: str) -> dict[str, dict[str, Any]]:
    answer = world.client.get("/api/v1/chains/trial-steel/nodes", {"radius": radius})
    return {link["code"]: link for link in answer.json()}


@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize("name", ["试验钢", "trial-steel"])
def test_page_interface_and_command_tell_one_judgement(world: World, radius: str, name: str) -> None:
    """Also where the register states its coverage, by which a silence means more than by the assumed one."""
    state_coverage(world, 0.97)
    rows, said = asked("--chain", name, "--radius", radius)
    told = interface(world, radius)
    assert said == "" and [row["node"] for row in rows] == list(told)
    page = world.client.get(reverse("chains:detail", args=["trial-steel"]), {"radius": radius})
    shown = {row.code: row for group in page.context["first"] for row in group.rows}
    assert set(shown) == {code for code, link in told.items() if link["state"] in NOT_FULL}
    for row in rows:
        link = told[row["node"]]
        assert (row["chain"], row["state"], row["why"]) == (
            "试验钢", link["state"], " ".join(reason["sentence"] for reason in link["reasons"]),
        )  # fmt: skip
        assert [int(row[f"{place}_firms"]) for place in RADII[:2]] == [link["city"], link["province"]]
        assert float(row["expected"]) == pytest.approx(link["expected"], abs=1e-4)
        assert datetime.fromisoformat(row["judged_at"]) == datetime.fromisoformat(link["judged_at"]).replace(
            microsecond=0
        )
        if row["node"] in shown:
            assert shown[row["node"]].state == row["state"]
            assert shown[row["node"]].reason in row["why"]
        why = world.client.get(reverse("chains:node", args=["trial-steel", row["node"]]), {"radius": radius})
        assert all(reason["sentence"] in html.unescape(why.content.decode()) for reason in link["reasons"])
    assert "97%" in " ".join(row["why"] for row in rows)


def test_what_is_kept_is_told_and_not_reckoned_anew(world: World) -> None:
    """As the page does: the day it was judged stays, and that it is not current is said."""
    before = timezone.now() - timedelta(days=40)
    ChainJudgement.objects.update(computed_at=before, question="of another month")
    rows, said = asked("--chain", "试验钢")
    assert {datetime.fromisoformat(row["judged_at"]).date() for row in rows} == {timezone.localdate(before)}
    assert "试验钢" in said
    assert ChainJudgement.objects.get().question == "of another month"


def test_a_chain_that_nobody_judged_yet_has_no_rows(world: World) -> None:
    ChainJudgement.objects.all().delete()
    ChainAssessment.objects.all().delete()
    rows, said = asked("--chain", "试验钢")
    assert rows == [] and "试验钢" in said
    assert not ChainJudgement.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--chain", "精品钢"),
        ("--chain", "精品钢", "--city", "衡水", "--province", "河北"),
        ("--chain", "精品钢", "--province", "山西"),
    ],
)
def test_what_no_zone_keeps_is_reckoned_and_said_to_be(world: World, words: tuple[str, ...]) -> None:
    state_coverage(world, 0.97)
    rows, said = asked(*words)
    assert rows and {row["judged_at"] for row in rows} == {""}
    assert said.strip()
    assert "97%" in " ".join(row["why"] for row in rows)


def test_the_place_of_the_zone_by_its_full_name_is_the_zone(world: World) -> None:
    """运城市 is 运城; another province is another question."""
    home, _said = asked("--chain", "试验钢")
    assert asked("--chain", "试验钢", "--city", "运城市")[0] == home
    assert all(row["judged_at"] for row in home)


def test_without_a_name_the_zone_s_chains_come_first_and_the_shipped_ones_after(world: World) -> None:
    rows, said = asked()
    kept = [row for row in rows if row["judged_at"]]
    assert kept == rows[: len(kept)] and {row["chain"] for row in kept} == {"试验钢"}
    assert "精品钢" in {row["chain"] for row in rows[len(kept) :]} and "精品钢" in said
