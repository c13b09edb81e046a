"""The exceptions of the place move into the calendar, which every room counts by."""

from collections import Counter
from typing import Any

from django.db import migrations

FULL_NOTICE_DAYS = 10  # a year entered day by day has at least so many; fewer are single exceptions


def bring_over(apps: Any, schema_editor: Any) -> None:
    """Every row as it was; a year beyond the published ones that was entered whole stays known."""
    from liantu.lib.clocks import official_days

    days, notices = apps.get_model("calendar", "CalendarDay"), apps.get_model("calendar", "CalendarNotice")
    old = list(apps.get_model("leads", "WorkdayOverride").objects.order_by("pk"))
    years = Counter((row.zone_id, row.day.year) for row in old if row.day.year > official_days().last_year)
    made = {
        key: notices.objects.create(zone_id=key[0], year=key[1], is_whole=True)
        for key, number in sorted(years.items())
        if number >= FULL_NOTICE_DAYS
    }
    days.objects.bulk_create(
        days(
            zone_id=row.zone_id,
            day=row.day,
            kind="work" if row.is_workday else "rest",
            name=row.name,
            notice=made.get((row.zone_id, row.day.year)),
        )
        for row in old
    )


def bring_back(apps: Any, schema_editor: Any) -> None:
    """Whole and half days as exceptions of the leads room."""
    old = apps.get_model("leads", "WorkdayOverride")
    rows = apps.get_model("calendar", "CalendarDay").objects.order_by("pk")
    old.objects.bulk_create(
        old(zone_id=row.zone_id, day=row.day, is_workday=row.kind != "rest", name=row.name) for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_suggestion"), ("calendar", "0001_initial")]
    operations = [migrations.RunPython(bring_over, bring_back), migrations.DeleteModel(name="WorkdayOverride")]
