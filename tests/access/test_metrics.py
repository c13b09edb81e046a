"""A number is its rows: for every metric, person and filter the list behind the link holds what was counted."""

from __future__ import annotations

import random
from datetime import date, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.demo.people import PEOPLE
from liantu.lib.metrics import MetricError
from liantu.people.models import User, Zone
from liantu.ui.metrics import rows_url
from liantu.ui.wiring import Seen, metrics, shares

METRICS = [metric.code for metric in metrics.values()]


def _seen(zone: Zone) -> list[Seen]:
    people = User.objects.filter(username__in=[person.username for person in PEOPLE])
    found = [Seen(user, zone) for user in people]
    assert len(found) == len(PEOPLE)
    return found


def _filters(metric: Any, seen: Seen, chance: random.Random) -> dict[str, Any]:
    """Some filters of the metric: days about today, values that rows have, and one that none has."""
    found: dict[str, Any] = {}
    day = timezone.localdate() - timedelta(days=chance.randrange(900))
    for name in metric.asks:
        if chance.random() < 0.3:
            continue
        if name in ("since", "until"):
            found[name] = day if name == "since" else day + timedelta(days=chance.randrange(700))
        else:
            found[name] = chance.choice(["signed", "started", "in_production", "intent", "none_such"])
    for name in metric.by:
        if chance.random() < 0.4:
            known = [value for value in metric.values_by(seen, name) if value is not None]
            found[name] = f"{chance.choice([*known, 'none_such'])}"
    return found


@pytest.mark.parametrize("code", METRICS)
def test_a_number_is_what_its_link_opens(code: str, demo_zone: Zone, client: Client) -> None:
    metric = metrics.get(code)
    assert metric is not None
    chance, counted = random.Random(f"{code} {date.today()}"), 0
    for seen in _seen(demo_zone):
        filters = _filters(metric, seen, chance)
        value = metric.value(seen, **filters)
        url = rows_url(metric, **filters)
        if value is None:
            assert not seen.may(metric.ability)
            continue
        read = metric.read(dict(parse_qsl(urlsplit(url).query)))
        assert read == filters
        rows = metric.rows_of(seen, **read)
        if metric.measure == "count":
            assert value == len(rows) == len({row.pk for row in rows})
        else:
            assert value == sum(
                one or 0 for one in rows.annotate(one_of=metric.measure).values_list("one_of", flat=True)
            )
        client.force_login(seen.user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(url)
        assert page.status_code == 200, (url, seen.user)
        assert page.context["list"].total == len(rows), (url, seen.user)
        counted += 1
    assert counted, f"nobody of the cast may see {code}"


@pytest.mark.parametrize("code", [code for code in METRICS if metrics.get(code).by])  # type: ignore[union-attr]
def test_what_is_told_by_a_dimension_adds_up_and_is_what_the_filter_finds(code: str, demo_zone: Zone) -> None:
    metric = metrics.get(code)
    assert metric is not None
    for seen in _seen(demo_zone):
        for dimension in metric.by:
            told = metric.values_by(seen, dimension)
            assert sum(told.values()) == (metric.value(seen) or 0)
            for value, number in list(told.items())[:4]:
                if value is not None:
                    assert metric.value(seen, **{dimension: value}) == number


@pytest.mark.parametrize("code", [share.code for share in shares.values()])
def test_a_share_stands_between_nothing_and_all(code: str, demo_zone: Zone) -> None:
    share = shares.get(code)
    assert share is not None
    for seen in _seen(demo_zone):
        value, whole = share.value(seen), share.whole.value(seen)
        assert (value is None) == (not whole)
        assert value is None or 0 <= value <= 1


def test_a_filter_a_metric_does_not_have_is_refused(demo_zone: Zone) -> None:
    seen = _seen(demo_zone)[0]
    for metric in metrics.values():
        with pytest.raises(MetricError):
            metric.value(seen, colour="red")
        with pytest.raises(MetricError):
            metric.values_by(seen, "colour")


def test_a_list_shows_no_rows_of_a_metric_that_is_not_its_own(demo_zone: Zone, log_in: Any, client: Client) -> None:
    seen = next(one for one in _seen(demo_zone) if one.may("projects.view"))
    log_in(seen.user.username)
    page = reverse("projects:list")
    assert client.get(page, {"metric": "projects.signed"}).status_code == 200
    assert client.get(page, {"metric": "no.such"}).status_code == 404
    assert client.get(page, {"metric": "leads.registered"}).status_code == 404


def test_the_catalogue_names_every_number() -> None:
    out = StringIO()
    call_command("metrics", "list", stdout=out)
    assert all(code in out.getvalue() for code in METRICS)
    call_command("metrics", "show", "projects.signed", stdout=out)
    assert "projects:list" in out.getvalue()
    call_command("metrics", "show", "projects.emerging_share", stdout=out)
    assert "projects.signed_amount" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("metrics", "show", "no.such", stdout=out)
