"""Fused lists on the demo zone: hard conditions first, evidence told, lists proved, every enterprise answered for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liantu.chains import reads as chain_reads
from liantu.chains.models import Chain
from liantu.enterprises.actions import add_enterprise
from liantu.lib.chinese_text import company_name_stem
from liantu.people.models import User
from liantu.prospects import actions, asking, reads, whynot
from liantu.prospects.evidence import branches_in, makers_of, neighbours_of
from liantu.prospects.models import RestrictedEnterprise
from liantu.prospects.rules.question import Question
from liantu.prospects.standpoint import group_of, stem_of

LINK = "galvanising"


@pytest.fixture
def steel(demo_zone: Any) -> Chain:
    return Chain.objects.select_related("zone").get(zone=demo_zone, code="premium-steel")


def page(chain: Chain, **asked: Any) -> reads.TargetPage:
    found = reads.target_page(chain.zone, chain, LINK, Question(**asked), top=1000)
    assert found is not None
    return found


def asked(chain: Chain, node_code: str = LINK, **question: Any) -> asking.Asked:
    link = asking.link_of(chain, node_code)
    assert link is not None
    return link.asked(Question(**question))


def test_every_line_tells_its_terms_and_they_add_up(steel: Chain) -> None:
    found = page(steel)
    assert found.ranking is not None and len(found.targets) > 3
    scores = []
    for target in found.targets:
        assert sum(part["contribution"] for part in target.row["parts"]) == pytest.approx(target.row["score"], abs=1e-4)
        scores.append(target.row["score"])
    assert scores == sorted(scores, reverse=True)
    assert "行业代码" in "".join(found.left_out) and "产品清单" not in "".join(found.left_out)


def test_neighbouring_links_are_evidence(steel: Chain) -> None:
    version = chain_reads.published_version(steel)
    assert version is not None
    template = chain_reads.template_of(version)
    node = template.node(LINK)
    assert node is not None
    beside = {one.code for one in neighbours_of(template, node)}
    assert beside and LINK not in beside
    release = reads.current_release_of(steel.zone)
    assert release is not None
    opened = release.open()
    for target in page(steel).targets:
        does = {
            one.code
            for one in neighbours_of(template, node)
            if any(
                target.row["enterprise_id"] in shard["enterprise_id"][rows]
                for shard, rows in zip(opened.shards, makers_of(opened, one), strict=True)
            )
        }
        assert set(target.row["also_does"]) == does


def test_relatives_and_restricted_ones_are_dropped_and_told_so(steel: Chain) -> None:
    first, second = (page(steel).targets[number].row for number in (0, 1))
    data = User.objects.get(username="data")
    other_form = f"{company_name_stem(first['name'])}集团股份公司"
    assert other_form != first["name"] and stem_of(other_form) == stem_of(first["name"])
    add_enterprise(steel.zone, {"name": other_form}, by=data, source="台账")
    RestrictedEnterprise.objects.create(
        zone=steel.zone, name=second["name"], credit_code=second["credit_code"], reason="失信", source="公示"
    )
    left = {target.row["enterprise_id"] for target in page(steel).targets}
    assert not {first["enterprise_id"], second["enterprise_id"]} & left
    also = {target.row["enterprise_id"] for target in page(steel, exclude_present=False).targets}
    assert first["enterprise_id"] in also and second["enterprise_id"] not in also
    dropped = whynot.excluded_of(asked(steel))
    reasons = {hit.enterprise_id: reason for hit, reason in dropped.rows}
    assert reasons[first["enterprise_id"]] == "relative"
    assert reasons[second["enterprise_id"]] == "restricted"
    verdicts = whynot.why_not(asked(steel), second["credit_code"])
    assert [(one.kind, one.reason) for one in verdicts] == [("excluded", "restricted")]


def test_whoever_is_asked_for_is_answered_for(steel: Chain) -> None:
    third = page(steel).targets[2].row
    found = whynot.why_not(asked(steel), third["name"])
    ranked = next(one for one in found if one.enterprise_id == third["enterprise_id"])
    assert (ranked.kind, ranked.rank) == ("ranked", 3)
    stranger = whynot.why_not(asked(steel, "iron-ore"), third["name"])
    assert {one.kind for one in stranger} <= {"no_match", "ranked", "excluded"}
    assert whynot.why_not(asked(steel), "查无此企业之名") == []
    assert asking.link_of(steel, "no-such-link") is None


def test_a_fused_list_proves_itself_after_the_zone_has_changed(steel: Chain) -> None:
    officer, data = User.objects.get(username="officer"), User.objects.get(username="data")
    asked = Question(per_province=1)
    saved = actions.save_list(steel, LINK, asked, by=officer, title="镀锌")
    before, shown = saved.answer().rows(), page(steel, per_province=1)
    assert shown.ranking is not None
    assert len(before) == len(shown.targets)
    assert len(before) + shown.ranking.folded.folded == len(page(steel).targets)
    add_enterprise(steel.zone, {"name": before[0]["name"]}, by=data, source="台账")
    assert page(steel).targets[0].row["enterprise_id"] != before[0]["enterprise_id"]
    assert reads.prove_list(saved).equal
    words = actions.save_list(steel, LINK, Question(fused=False), by=officer, title="按词")
    assert reads.prove_list(words).equal


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("中材科技（苏州）有限公司", "中材科技"),
        ("中材科技(成都)有限公司", "中材科技"),
        ("苏州中材科技有限公司", "中材科技"),
        ("江苏省中材科技股份有限公司", "中材科技"),
        ("华兴厂", ""),
    ],
)
def test_one_group_in_several_places_is_one_group(name: str, group: str) -> None:
    assert group_of(name) == group


def test_a_branch_is_of_its_parents_stem() -> None:
    assert stem_of("宏达特钢有限公司苏州分公司") == stem_of("宏达特钢股份有限公司") == "宏达特钢"


def test_the_pages_answer(steel: Chain) -> None:
    client = Client()
    client.force_login(User.objects.get(username="officer"), backend="django.contrib.auth.backends.ModelBackend")
    for query in ("", "?per_group=1&per_province=1", "?t_neighbours=3", "?words=1", "?t_text=0", "?per_group=x"):
        assert client.get(f"/targets/premium-steel/{LINK}/{query}").status_code == 200, query
    name = page(steel).targets[0].row["name"]
    assert name in client.get(f"/targets/premium-steel/{LINK}/why/", {"name": name}).content.decode()
    assert client.get("/targets/premium-steel/none/why/").status_code == 404
    assert branches_in(reads.current_release_of(steel.zone).open(), "山西") is not None  # type: ignore[union-attr]
