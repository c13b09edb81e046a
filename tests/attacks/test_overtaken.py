"""Who is overtaken between asking and writing is refused: by acts, form pages, views and programs; never a fault."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from liantu.api import overtaken
from liantu.lib.problems import ProblemsError
from liantu.people.models import User, Zone
from liantu.ui.acts import declared
from liantu.ui.uniqueness import is_race, races_told

pytestmark = pytest.mark.django_db
GONE = "FOREIGN KEY constraint failed"


def refusal_of(column: str) -> IntegrityError:
    """What the database says to a second zone of a code, and to one without a name."""
    zone = Zone.objects.create(code="north", name="北区")
    rows = [Zone(code=zone.code, name="又一")] if column == "code" else [Zone(code="south", name=None)]  # type: ignore[misc]
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        Zone.objects.bulk_create(rows)
    return found.value


@pytest.mark.parametrize(("column", "raced"), [("code", True), ("name", False)])
def test_what_the_database_refuses_is_a_refusal_or_a_fault(column: str, raced: bool) -> None:
    error = refusal_of(column)
    assert is_race(error) is raced
    with pytest.raises(ProblemsError if raced else IntegrityError), races_told():
        raise error
    assert overtaken(RequestFactory().get("/api/v1/"), error).status_code == (409 if raced else 500)
    assert is_race(IntegrityError(GONE))


def test_acts_that_are_overtaken_are_refused(demo_zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act that an administrator may do now: its page tells it, and none breaks."""

    @contextmanager
    def overtaking(*_given: object, **_named: object) -> object:  # type: ignore[misc]
        raise IntegrityError("UNIQUE constraint failed: a.b")
        yield

    monkeypatch.setattr("liantu.ui.acts.seen.held", overtaking)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="admin"), backend="django.contrib.auth.backends.ModelBackend")
    told = []
    for acts in declared():
        thing = acts.model._default_manager.filter(zone=demo_zone).first()
        for act in acts.acts if thing is not None else ():
            answer = client.post(acts.url(act, thing), {})
            assert answer.status_code < 500, acts.url(act, thing)
            told.append("已有相同的记录" in answer.content.decode(errors="replace"))
    assert any(told)
