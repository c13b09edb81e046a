"""The pull of links in a zone: on home production, in the region, or not at all and said why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liantu.chains import actions, reads
from liantu.chains.models import Chain
from liantu.chains.pulling import pulls_of
from liantu.people.models import User
from liantu.sources.statistics.models import RegionalSizes, SectorConcordance, StatisticTable

DAY = date(2026, 6, 30)


@pytest.fixture
def steel(demo_zone: Any) -> Any:
    """The demo's steel chain with its template and register."""
    chain = Chain.objects.get(zone=demo_zone, code="premium-steel")
    standing = actions.judge_chain(chain)
    assert standing.version is not None and standing.release is not None
    return demo_zone, standing, reads.template_of(standing.version), standing.release.open()


def test_the_region_pulls_less_than_the_nation(steel: Any) -> None:
    zone, _standing, template, release = steel
    basis, region = pulls_of(zone, release, template.nodes, DAY)
    assert (basis.missing, basis.measure) == ("", "总产出 2020")
    assert set(region) == {node.code for node in template.nodes}
    RegionalSizes.objects.all().delete()
    whole, nation = pulls_of(zone, release, template.nodes, DAY)
    assert whole.measure == ""
    for code, one in region.items():
        assert 1 <= one.low <= one.total <= one.high
        assert one.total <= nation[code].total
        assert one.relative is not None and 0 <= one.relative <= 1
        assert nation[code].relative is None  # of the nation nothing is said about the region's priorities


def test_what_is_missing_is_said_and_nothing_reckoned(steel: Any) -> None:
    zone, _standing, template, release = steel
    table = StatisticTable.objects.filter(zone=zone)
    SectorConcordance.objects.create(
        zone=zone, table=table.get(), valid_from=date(2020, 1, 1), source="甲", codes={"01": "01"}
    )
    assert pulls_of(zone, release, template.nodes, DAY)[1] == {}
    table.update(kind="competitive")
    assert pulls_of(zone, release, template.nodes, DAY)[0].missing == "imports_within"
    table.update(is_current=False)
    assert pulls_of(zone, release, template.nodes, DAY)[0].missing == "no_table"


def test_the_link_page_shows_the_pull_and_what_it_rests_on(steel: Any) -> None:
    _zone, standing, _template, _release = steel
    client = Client()
    client.force_login(User.objects.get(username="chief"), backend="django.contrib.auth.backends.ModelBackend")
    address = "/chains/premium-steel/galvanising/"
    page = client.get(address).content.decode()
    page = " ".join(page.split())
    assert "演示用投入产出表（虚构） 2020" in page
    assert "金属冶炼和压延加工品" in page
    StatisticTable.objects.update(is_current=False)
    assert "已有变化" in client.get(address).content.decode()
    actions.judge_chain(standing.chain)
    assert "演示用投入产出表" not in client.get(address).content.decode()


def test_the_pull_is_a_term_of_what_to_do_first(steel: Any) -> None:
    _zone, standing, _template, _release = steel
    summary = standing.judged.summary
    filled = [one for one in summary.priorities if one.action in ("fill", "strengthen")]
    assert filled and all("pull" in {term.name for term in one.terms} for one in filled)
    RegionalSizes.objects.all().delete()
    again = actions.judge_chain(standing.chain).judged
    assert again is not None and again.summary is not None
    assert all("pull" in one.left_out for one in again.summary.priorities if one.action == "fill")


def test_a_data_officer_brings_both_lists_and_is_told_every_fault(demo_zone: Any) -> None:
    client = Client()
    client.force_login(User.objects.get(username="data"), backend="django.contrib.auth.backends.ModelBackend")
    at = f"/sources/statistics/{StatisticTable.objects.get().pk}/"
    form = {"region": "某省", "year": "2022", "measure": "从业人员", "source": "虚构"}
    bad = SimpleUploadedFile("s.csv", "部门,本地,全国\n01,5,1\nZZ,1,1\n".encode())
    refused = client.post(f"{at}act/sizes/", {**form, "file": bad})
    assert refused.status_code == 422 and "s.csv:3" in refused.content.decode()
    assert client.post(f"{at}act/sizes/", form).status_code == 422
    good = SimpleUploadedFile("s.csv", "部门,本地,全国\n01,5,100\n02,1,9\n".encode())
    assert client.post(f"{at}act/sizes/", {**form, "file": good}).status_code == 302
    assert RegionalSizes.objects.first().region == "某省"  # type: ignore[union-attr]
    listed = SimpleUploadedFile("c.csv", "部门,行业\n14,31、32\n".encode())
    assert (
        client.post(f"{at}act/concordance/", {"source": "本区", "valid_from": "x", "file": listed}).status_code == 422
    )
    listed.seek(0)
    taken = client.post(f"{at}act/concordance/", {"source": "本区", "valid_from": "2024-01-01", "file": listed})
    assert taken.status_code == 302
    page = client.get(at).content.decode()
    page = " ".join(page.split())
    assert "本区 2024-01-01" in page and "某省 2022" in page
