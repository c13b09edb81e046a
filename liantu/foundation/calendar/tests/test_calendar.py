"""The calendar of a place: its days win, a notice is shown and kept, a year nobody announced is said."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.foundation.calendar import actions, reads
from liantu.foundation.calendar.models import CalendarDay, CalendarNotice, OfficeHoursRow
from liantu.foundation.system.system_checks import check_years
from liantu.lib.clocks import CalendarMissingError, official_days
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.ui.tests.conftest import make_person, make_zone

NEXT = official_days().last_year + 1
NOTICE = "\n".join(
    f"{name}：{month}月{day}日放假。"
    for name, month, day in [
        ("元旦", 1, 1),
        ("春节", 2, 8),
        ("清明节", 4, 5),
        ("劳动节", 5, 1),
        ("端午节", 6, 9),
        ("中秋节", 9, 15),
        ("国庆节", 10, 1),
    ]
)


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = make_zone()
    return {
        "zone": zone,
        "data": make_person("data", zone, "data_officer"),
        "observer": make_person("observer", zone, "observer"),
    }


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_one_query_makes_the_calendar_and_the_same_rows_make_the_same_value(
    cast: dict[str, Any], django_assert_num_queries: Any
) -> None:
    zone = cast["zone"]
    CalendarDay.objects.create(zone=zone, day=date(2026, 10, 8), kind="rest", name="搬迁")
    CalendarDay.objects.create(zone=zone, day=date(2026, 10, 9), kind="morning")
    OfficeHoursRow.objects.create(zone=zone, from_on=date(2026, 5, 1), spans="8:00-12:00 15:00-18:00")
    with django_assert_num_queries(1):
        calendar = reads.calendar_of(zone)
    assert calendar is reads.calendar_of(zone)
    assert calendar.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 9)
    start, end = calendar.opening_spans(date(2026, 10, 9))[0]
    assert (start.astimezone(calendar.tz).hour, end.astimezone(calendar.tz).hour) == (8, 12)
    assert len(calendar.opening_spans(date(2026, 10, 9))) == 1
    CalendarDay.objects.filter(day=date(2026, 10, 8)).delete()
    assert reads.calendar_of(zone).is_workday(date(2026, 10, 8))
    assert reads.calendar_of(make_zone("elsewhere")).days == {}


def test_a_notice_makes_its_year_known(cast: dict[str, Any]) -> None:
    zone = cast["zone"]
    with pytest.raises(CalendarMissingError):
        reads.calendar_of(zone).is_workday(date(NEXT, 3, 1))
    CalendarDay.objects.create(zone=zone, day=date(NEXT, 10, 1), kind="work")
    kept = actions.keep_notice(zone, NOTICE, NEXT, by=cast["data"], source="国办发明电")
    assert kept.is_whole and kept.days.count() == 7
    calendar = reads.calendar_of(zone)
    assert not calendar.is_workday(date(NEXT, 10, 1))
    assert calendar.knows(NEXT)
    entry = AuditEntry.objects.get(verb="calendar.notice_kept")
    assert entry.before == {f"{NEXT}-10-01": "work"} and len(entry.after) == 7  # what stood before is in the log


def test_part_of_a_notice_does_not_make_the_year_known(cast: dict[str, Any]) -> None:
    zone = cast["zone"]
    actions.keep_notice(zone, "元旦：1月1日放假。", NEXT, by=cast["data"])
    assert not reads.calendar_of(zone).knows(NEXT)
    assert reads.calendar_of(zone).days == {date(NEXT, 1, 1): "rest"}
    assert reads.year_missing(zone, date(NEXT - 1, 12, 1)) == NEXT
    assert reads.year_missing(zone, date(NEXT - 1, 6, 1)) is None


def test_what_cannot_be_read_is_not_kept(cast: dict[str, Any]) -> None:
    zone, person = cast["zone"], cast["data"]
    for text, year in [("放假。", NEXT), ("4月4日至6日放假，共4天。", NEXT), ("x" * 30_000, NEXT), (NOTICE, 1900)]:
        with pytest.raises(ProblemsError):
            actions.keep_notice(zone, text, year, by=person)
    with pytest.raises(NotAllowed):
        actions.keep_notice(zone, NOTICE, NEXT, by=cast["observer"])
    assert not CalendarNotice.objects.exists() and not CalendarDay.objects.exists()


def test_the_page_shows_first_and_keeps_then(cast: dict[str, Any]) -> None:
    client, address = client_of(cast["data"]), reverse("calendar:notice")
    given = {"year": NEXT, "source": "国办发明电", "text": NOTICE}
    assert "使这些日子生效" not in client.get(address).content.decode()
    shown = client.post(address, given | {"check": "1"})
    assert "使这些日子生效" in shown.content.decode()
    assert shown.status_code == 200 and len(shown.context["changes"]) == 7
    assert not CalendarDay.objects.exists()
    assert client.post(address, {**given, "text": "4月4日至6日放假，共4天。"}).status_code == 422
    assert client.post(address, {**given, "year": "x"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert CalendarDay.objects.count() == 7
    page = client.get(reverse("calendar:overview")).content.decode()
    assert f"{NEXT}" in page and "国办发明电" in page
    assert client_of(cast["observer"]).get(address).status_code == 403
    assert client_of(cast["observer"]).get(reverse("calendar:overview")).status_code == 200


def test_office_hours_are_kept_only_when_they_can_be_read(cast: dict[str, Any]) -> None:
    client, address = client_of(cast["data"]), reverse("calendar:officehoursrow_add")
    bad = client.post(address, {"from_on": "2026-05-01", "spans": "早八晚五", "noon": "13:00"})
    assert bad.status_code == 422 and not OfficeHoursRow.objects.exists()
    assert client.post(address, {"from_on": "2026-05-01", "spans": "8:00-18:00", "noon": "12:30"}).status_code == 302
    assert reads.calendar_of(cast["zone"]).opening_spans(date(2026, 5, 6))


def test_the_operator_is_told_of_the_missing_year(cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_given: date(NEXT - 1, 11, 2))
    assert [(one.tone, one.what.code, one.what.params["year"]) for one in check_years(False)] == [
        ("warn", "calendar_year_missing", NEXT)
    ]
    monkeypatch.setattr(timezone, "localdate", lambda *_given: date(NEXT, 1, 1))
    assert {one.tone for one in check_years(False)} == {"bad"}
    actions.keep_notice(cast["zone"], NOTICE, NEXT, by=cast["data"])
    assert [one.tone for one in check_years(False)] == ["ok"]


def test_the_command_shows_years_and_keeps_a_notice(cast: dict[str, Any], tmp_path: Path) -> None:
    out = StringIO()
    call_command("calendar", stdout=out)
    assert len(out.getvalue().splitlines()) == 3
    paper = tmp_path / "notice.txt"
    paper.write_text(NOTICE, "utf-8")
    call_command("calendar", notice=str(paper), year=NEXT, stdout=out)
    assert not CalendarDay.objects.exists()
    call_command("calendar", notice=str(paper), year=NEXT, keep="data", stdout=out)
    assert CalendarDay.objects.count() == 7
    with pytest.raises(CommandError, match="no such person"):
        call_command("calendar", notice=str(paper), year=NEXT, keep="nobody")
    with pytest.raises(CommandError):
        call_command("calendar", notice=str(tmp_path / "none.txt"))


@pytest.mark.django_db(transaction=True)
def test_exceptions_kept_by_the_leads_room_are_brought_over_and_back() -> None:
    old = [("leads", "0002_suggestion")]
    MigrationExecutor(connection).migrate(old)
    try:
        override = MigrationExecutor(connection).loader.project_state(old).apps.get_model("leads", "WorkdayOverride")
        zone = make_zone()
        override.objects.create(zone_id=zone.pk, day=date(2026, 10, 8), is_workday=False, name="搬迁")
        for day in range(1, 12):
            override.objects.create(zone_id=zone.pk, day=date(NEXT, 1, day), is_workday=day == 11)
        override.objects.create(zone_id=zone.pk, day=date(NEXT + 1, 1, 1), is_workday=False)
        MigrationExecutor(connection).migrate([("leads", "0003_days_of_the_place_move")])
        assert CalendarDay.objects.count() == 13
        assert CalendarDay.objects.get(day=date(2026, 10, 8)).name == "搬迁"
        assert CalendarDay.objects.get(day=date(NEXT, 1, 11)).kind == "work"
        known = list(CalendarNotice.objects.values_list("year", "is_whole"))
        assert known == [(NEXT, True)]  # one exception does not make a year known
        MigrationExecutor(connection).migrate(old)
        assert override.objects.count() == 13
        override.objects.all().delete()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
