"""Restricted enterprises, measured precision, fitted rankings switched on by a person, hit rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from liantu.chains.models import Chain
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User
from liantu.prospects import actions, calibration, reads
from liantu.prospects.models import RankingFit, RestrictedEnterprise, TargetMark
from liantu.prospects.rules.question import FACTORS, Question

LINK = "rolled-products"


@pytest.fixture
def chain(demo_zone: Any) -> Chain:
    return Chain.objects.select_related("zone").get(zone=demo_zone, code="premium-steel")


def person(name: str) -> User:
    return User.objects.get(username=name)


def targets(chain: Chain) -> list[dict[str, Any]]:
    page = reads.target_page(chain.zone, chain, LINK, Question(), top=50)
    assert page is not None
    return [dict(target.row) for target in page.targets[:50]]


def test_an_enterprise_not_to_be_invited_is_nobodys_target(chain: Chain) -> None:
    first = next(row for row in targets(chain) if row["credit_code"])
    values = {"zone": chain.zone, "name": first["name"], "reason": "失信被执行人", "source": "公开名单"}
    kept = RestrictedEnterprise(credit_code=first["credit_code"], **values)
    kept.full_clean()
    kept.save()
    assert first["name"] not in {row["name"] for row in targets(chain)}
    kept.ends_on = timezone.localdate() - timedelta(days=1)
    kept.save()
    assert first["name"] in {row["name"] for row in targets(chain)}
    with pytest.raises(ValidationError):
        RestrictedEnterprise(credit_code="9111", **values).full_clean()


def mark(chain: Chain, number: int, right: bool, parts: dict[str, float], node: str) -> None:
    release = reads.current_release_of(chain.zone)
    TargetMark.objects.create(
        zone=chain.zone,
        chain=chain,
        node_code=node,
        release=release,
        enterprise_id=number,
        name=f"企业{number}",
        verdict="right" if right else "wrong",
        factors={"parts": parts, "score": parts["capital"], "rank": 1},
    )


def test_a_fit_needs_enough_reviewed_targets_and_a_person(chain: Chain) -> None:
    chief = person("chief")
    with pytest.raises(ProblemsError) as told:
        actions.fit_ranking(chain.zone, by=chief)
    assert told.value.problems[0].code == "too_few_reviewed"
    with pytest.raises(NotAllowed):
        actions.fit_ranking(chain.zone, by=person("officer"))
    rng = np.random.default_rng(3)
    for number in range(220):
        parts = {factor: float(rng.uniform()) for factor in FACTORS}
        mark(chain, number, parts["role"] + 0.2 * rng.normal() > 0.5, parts, f"link-{number % 8}")
    fit = actions.fit_ranking(chain.zone, by=chief)
    assert fit.map_fitted > fit.map_before
    assert fit.sliders["role"] == max(fit.sliders.values())
    assert calibration.fit_in_use(chain.zone) is None  # never by itself
    client = Client()
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/targets/calibration/{fit.pk}/act/switch_on/")["Location"] == "/targets/calibration/"
    assert calibration.fit_in_use(chain.zone) == fit
    assert "act/switch_off/" in client.get("/targets/calibration/").content.decode()
    client.force_login(person("officer"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/targets/premium-steel/{LINK}/").content.decode()
    assert f'value="{fit.sliders["role"]:g}"' in page
    actions.switch_ranking(fit, False, by=chief)
    assert calibration.fit_in_use(chain.zone) is None


def test_a_worse_fit_is_not_switched_on(chain: Chain) -> None:
    fit = RankingFit.objects.create(zone=chain.zone, reviewed=200, map_fitted=0.4, map_before=0.5)
    with pytest.raises(ProblemsError):
        actions.switch_ranking(fit, True, by=person("chief"))
    client = Client()
    client.force_login(person("chief"), backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post(f"/targets/calibration/{fit.pk}/act/switch_on/")
    assert refused.status_code == 422 and "0.400" in refused.content.decode()
    assert client.post("/targets/calibration/fit/").status_code == 422  # too few are reviewed: told on the page


def test_the_measured_precision_stands_beside_the_list(chain: Chain) -> None:
    assert calibration.precision_of(chain, []).own is None
    assert calibration.precision_of(chain, []).shipped is not None
    for number in range(25):
        mark(chain, number, number < 20, dict.fromkeys(FACTORS, 0.5), LINK)
    own = calibration.precision_of(chain, list(reads.marks_of(chain.zone, chain, LINK).values())).own
    assert own is not None
    assert (own.right, own.reviewed) == (20, 25)


def test_the_hit_rate_tells_what_is_known_and_what_nobody_keeps(chain: Chain) -> None:
    officer = person("officer")
    actions.save_list(chain, LINK, Question(), by=officer, title="第一批", top=60)
    page = calibration.hit_rate_page(officer, chain.zone, today=timezone.localdate())
    assert page.lists == 1
    assert 0 < len(page.outcomes) <= 50
    assert [one.rank for one in page.outcomes] == sorted(one.rank for one in page.outcomes)
    assert set(page.kept_elsewhere) == {"met", "signed", "started"}
    before = calibration.hit_rate_page(officer, chain.zone, today=date(2020, 1, 1))
    assert isinstance(before.reached, dict)


@pytest.mark.parametrize("path", ["/targets/calibration/", "/targets/hit-rate/", "/targets/restrictedenterprise/"])
def test_the_pages_open(demo_zone: Any, path: str) -> None:
    client = Client()
    client.force_login(person("officer"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 200
    refused = client.post("/targets/calibration/fit/")
    assert refused.status_code == 403
