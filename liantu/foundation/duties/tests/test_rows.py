"""A duty done where it stands on the day's page, and taken back on the same day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liantu.foundation.duties import actions
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.tests.test_duties import GIVER, cast
from liantu.foundation.duties.wiring import duties_today
from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.ui.wiring import Seen

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def given() -> tuple[Duty, User, User]:
    """A duty with its owner and its giver."""
    people = cast()
    owed = Owed("核实用地指标", people.owner.pk, timezone.localdate(), topic=GIVER.topics[0][0] if GIVER.topics else "")
    duty = actions.give_duty(GIVER, owed, about=people.zone, zone=people.zone, by=people.leader)
    return duty, people.owner, people.leader


def test_the_row_brings_its_form_is_done_and_offers_the_way_back(client: Client) -> None:
    duty, owner, _leader = given()
    client.force_login(owner)
    address = f"/duties/{duty.pk}/row/"
    assert f'hx-get="{address}"' in client.get("/").content.decode()
    opened = client.get(address, headers=HTMX).content.decode()
    assert f'id="duty-{duty.pk}"' in opened and 'name="note"' in opened
    refused = client.post(address, {"verb": "finish", "note": ""}, headers=HTMX)
    assert refused.status_code == 422 and 'name="note"' in refused.content.decode()
    done = client.post(address, {"verb": "finish", "note": "已核实"}, headers=HTMX).content.decode()
    assert "data-leaves" in done and 'value="take_back"' in done
    duty.refresh_from_db()
    assert (duty.state, duty.closing_note) == ("done", "已核实")
    back = client.post(address, {"verb": "take_back"}, headers=HTMX).content.decode()
    duty.refresh_from_db()
    assert duty.state == "open" and "data-leaves" not in back and duty.text in back


def test_without_htmx_the_row_leads_to_its_page(client: Client) -> None:
    duty, owner, _leader = given()
    client.force_login(owner)
    assert client.get(f"/duties/{duty.pk}/row/").headers["Location"] == duty.get_absolute_url()


def test_no_other_step_is_taken_by_the_row(client: Client) -> None:
    """The address does what the row offers: giving up, handing over and taking up again have a page of their own."""
    duty, _owner, leader = given()
    client.force_login(leader)
    for verb in ("drop", "hand", "reopen", ""):
        assert client.post(f"/duties/{duty.pk}/row/", {"verb": verb, "note": "x"}, headers=HTMX).status_code == 404
    duty.refresh_from_db()
    assert duty.state == "open"


def test_what_was_done_yesterday_is_not_taken_back_by_who_did_it() -> None:
    duty, owner, leader = given()
    actions.take_step(duty, "finish", "已办", by=owner)
    Duty.objects.update(done_on=timezone.localdate() - timedelta(days=1))
    duty.refresh_from_db()
    with pytest.raises(ProblemsError) as told:
        actions.take_step(duty, "take_back", "", by=owner)
    assert [problem.code for problem in told.value.problems] == ["done_earlier"]
    actions.take_step(duty, "reopen", "还要办", by=leader)
    duty.refresh_from_db()
    assert duty.state == "open"


def test_who_gave_it_sees_with_whom_it_is() -> None:
    duty, owner, leader = given()
    (waits,) = duties_today(Seen(leader, duty.zone))
    assert (waits.text, waits.waits_for) == (duty.text, owner.label)
    (mine,) = duties_today(Seen(owner, duty.zone))
    assert mine.waits_for == "" and leader.label in mine.why[0]
