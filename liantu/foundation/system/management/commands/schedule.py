"""``liantu schedule``: work that the worker starts by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from liantu.foundation.jobs import actions
from liantu.foundation.jobs.models import ScheduledJob
from liantu.foundation.jobs.registry import job_kinds
from liantu.people.models import Zone


class Command(BaseCommand):
    """List, add, or end schedules."""

    help = "Schedule background work: by a time of day or an interval."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="what is scheduled, and which kinds of work there are")
        add = acts.add_parser("add", help="schedule work; replaces the schedule of the same kind")
        add.add_argument("kind")
        when = add.add_mutually_exclusive_group(required=True)
        when.add_argument("--daily", type=time.fromisoformat, metavar="HH:MM", help="every day at this time")
        when.add_argument("--minutes", type=int, metavar="N", help="every N minutes")
        add.add_argument("--days", type=int, default=1, metavar="N", help="with --daily: every N days")
        end = acts.add_parser("end", help="pause a schedule")
        end.add_argument("kind")
        for part in (add, end):
            part.add_argument("--zone", help="code of the zone it is listed under; default: the first")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it."""
        if options["act"] == "list":
            self._list()
            return
        kind = job_kinds.get(options["kind"])
        if kind is None:
            known = ", ".join(filling.key for filling in job_kinds.fillings())
            raise CommandError(f"{options['kind']}: no such kind of work → one of: {known}")
        zones = Zone.objects.filter(code=options["zone"]) if options["zone"] else Zone.objects.order_by("pk")
        zone = zones.first()
        if zone is None:
            raise CommandError("There is no such zone → make one first, or correct --zone.")
        if options["act"] == "end":
            actions.end_schedule(options["kind"], zone=zone)
        else:
            self._add(options, zone, gettext(kind.title))
        self._list()

    def _add(self, options: dict[str, Any], zone: Zone, title: str) -> None:
        try:
            actions.schedule(
                options["kind"],
                zone=zone,
                title=title,
                payload={},
                daily_at=options["daily"],
                every_minutes=options["minutes"],
                every_days=options["days"],
            )
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _list(self) -> None:
        for plan in ScheduledJob.objects.select_related("zone").order_by("zone__code", "kind"):
            often = f"every {plan.every_minutes} min" if plan.every_minutes else f"daily {plan.daily_at:%H:%M}"
            state = f"next {timezone.localtime(plan.next_at):%Y-%m-%d %H:%M}" if plan.active else "paused"
            self.stdout.write(f"{plan.zone.code:16} {plan.kind:28} {often:16} {state}")
        self.stdout.write("kinds: " + ", ".join(filling.key for filling in job_kinds.fillings()))
