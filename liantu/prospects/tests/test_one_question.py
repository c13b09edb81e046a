"""The same question has the same answer on the page, in the API, on the command line, in a saved list and in why-not."""

from __future__ import annotations

import json
import random
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from liantu.chains.models import Chain
from liantu.enterprises.actions import add_enterprise
from liantu.people.models import User
from liantu.prospects import actions, asking, reads, whynot
from liantu.prospects.forms import question_in
from liantu.prospects.models import RankingFit, RestrictedEnterprise
from liantu.prospects.rules.question import FACTORS, Question
from liantu.prospects.rules.rank_fusion import TERMS

LINK = "rolled-products"
NODE = f"/targets/premium-steel/{LINK}/"
QUESTIONS = 12


@pytest.fixture
def steel(demo_zone: Any) -> Chain:
    """A chain of a zone that knows a target already, and may not invite another."""
    chain = Chain.objects.select_related("zone").get(zone=demo_zone, code="premium-steel")
    found = reads.target_page(chain.zone, chain, LINK, Question(fused=False), top=4)
    assert found is not None
    known, restricted = found.targets[0].row, found.targets[1].row
    data = User.objects.get(username="data")
    add_enterprise(chain.zone, {"name": known["name"]}, by=data, source="台账")
    RestrictedEnterprise.objects.create(
        zone=chain.zone, name=restricted["name"], credit_code=restricted["credit_code"], reason="失信", source="公示"
    )
    return chain


def random_question(chance: random.Random, provinces: tuple[str, ...]) -> list[tuple[str, str]]:
    """A question as the parameters of an address, drawn at random over all that can be asked."""
    pairs = [(f"w_{one}", f"{chance.choice((0.5, 1, 2)):g}") for one in FACTORS if chance.random() < 0.4]
    pairs += [(f"t_{one}", f"{chance.choice((0.5, 2, 3)):g}") for one in TERMS if chance.random() < 0.4]
    pairs += [(name, "1") for name in ("words", "present", "traders", "valid") if chance.random() < 0.5]
    pairs += [("province", one) for one in provinces[:6] if chance.random() < 0.4]
    pairs += [("without", one) for one in provinces[6:9] if chance.random() < 0.4]
    pairs += [("without_city", "太原")] * (chance.random() < 0.3)
    pairs += [("capital_min", "500")] * (chance.random() < 0.3) + [("capital_max", "90000")] * (chance.random() < 0.3)
    pairs += [("age_min", "3")] * (chance.random() < 0.3) + [("age_max", "40")] * (chance.random() < 0.3)
    return pairs + [(name, "2") for name in ("per_group", "per_province") if chance.random() < 0.3]


def on_the_command_line(pairs: list[tuple[str, str]]) -> list[tuple[str, float]]:
    """What the command ranks for the parameters."""
    words = ["--chain", "精品钢", "--node", LINK, "--top", "1000", "--format", "json"]
    for name, value in pairs:
        if name in ("words", "present", "traders", "valid"):
            words.append(f"--{name}")
        else:
            option = {"without": "without-province"}.get(name, name.replace("_", "-"))
            option = option.replace("w-", "weight-", 1) if name.startswith("w_") else option
            option = option.replace("t-", "term-", 1) if name.startswith("t_") else option
            words += [f"--{option}", value]
    out = StringIO()
    call_command("targets", *words, stdout=out)
    return [(row["credit_code"] or row["name"], row["score"]) for row in json.loads(out.getvalue())]


def ranked(rows: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """Who, in which order, with how many points."""
    return [(row["credit_code"] or row["name"], row["score"]) for row in rows]


def same_everywhere(chain: Chain, client: Client, pairs: list[tuple[str, str]]) -> list[tuple[str, float]]:
    """The answer, after every way of asking has given it."""
    officer = User.objects.get(username="officer")
    query = urlencode(pairs)
    shown = client.get(f"{NODE}?{query}")
    assert shown.status_code == 200
    assert not shown.context["problems"]
    answer = ranked([target.row for target in shown.context["page"].targets])
    told = client.get(f"/api/v1{NODE.rstrip(chr(47))}?{query}&top=1000").json()
    assert ranked(told["targets"]) == answer
    assert on_the_command_line(pairs) == answer
    again = client.get(f"{NODE}?{shown.context['query']}")
    assert ranked([target.row for target in again.context["page"].targets]) == answer
    question = question_in(QueryDict(query), chain.zone)
    assert told["question"] == question.canonical()
    link = asking.link_of(chain, LINK)
    assert link is not None
    if answer:
        saved = actions.save_list(chain, LINK, question, by=officer, title="同题", top=1000)
        assert ranked(saved.answer().rows()) == answer
        assert reads.prove_list(saved).equal
        for place in {0, len(answer) // 2, len(answer) - 1}:
            stands = whynot.why_not(link.asked(question), answer[place][0])
            assert place + 1 in [one.rank for one in stands if one.kind == "ranked"]
    dropped = {hit.credit_code or hit.name for hit, _reason in whynot.excluded_of(link.asked(question)).rows}
    assert not dropped & {who for who, _score in answer}
    return answer


def test_one_question_has_one_answer(steel: Chain, client: Client, log_in: Any) -> None:
    log_in("officer")
    provinces = reads.provinces_of(reads.current_release_of(steel.zone))
    answers = [
        same_everywhere(steel, client, random_question(random.Random(seed), provinces)) for seed in range(QUESTIONS)
    ]
    assert sum(bool(answer) for answer in answers) >= QUESTIONS // 2
    restricted = RestrictedEnterprise.objects.get().credit_code
    for words in ([], [("words", "1")]):
        answer = same_everywhere(steel, client, [("present", "1"), *words])
        assert answer
        assert restricted not in {who for who, _score in answer}


def test_weights_fitted_on_reviewed_targets_are_asked_with_everywhere(
    steel: Chain, client: Client, log_in: Any, settings: Any
) -> None:
    log_in("officer")
    plain = same_everywhere(steel, client, [("words", "1")])
    sliders = dict.fromkeys(FACTORS, 1.0) | {"capital": 3.0, "role": 0.1}
    RankingFit.objects.create(
        zone=steel.zone,
        sliders=sliders,
        reviewed=60,
        map_fitted=0.9,
        map_before=0.5,
        switched_on_at="2026-01-01T00:00Z",
    )
    fitted = same_everywhere(steel, client, [("words", "1")])
    assert fitted != plain
    asked = [("words", "1"), *((f"w_{factor}", "1") for factor in FACTORS)]
    assert same_everywhere(steel, client, asked) == plain


def test_a_saved_list_tells_all_it_was_asked(steel: Chain, client: Client, log_in: Any) -> None:
    officer = log_in("officer")
    province = reads.provinces_of(reads.current_release_of(steel.zone))[0]
    question = Question(provinces=(province,), terms={**dict.fromkeys(TERMS, 1.0), "near": 3.0}, age_min_years=2)
    saved = actions.save_list(steel, LINK, question, by=officer, title="有条件的清单")
    page = client.get(saved.get_absolute_url()).content.decode()
    assert province in page
    assert "×3" in page
    assert "2–" in page
