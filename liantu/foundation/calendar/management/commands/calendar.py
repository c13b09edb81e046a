"""``liantu calendar``: working days of a year; a notice read into days, shown, and kept."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liantu.foundation.calendar import actions, reads
from liantu.foundation.calendar.rules.notices import read_notice
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.ui.problems import words_of


class Command(BaseCommand):
    """Show the calendar, or bring a notice."""

    help = "Working days of the place by month; with --notice: the days a State Council notice names, kept with --keep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument("--zone", default="", help="code of the zone; default: the first")
        parser.add_argument("--year", type=int, help="year of the notice; default: the coming one")
        parser.add_argument("--notice", help="file with the sentences of the notice; - reads standard input")
        parser.add_argument("--source", default="", help="number or address of the notice")
        parser.add_argument("--keep", metavar="USER", help="keep the days, in this person's name")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print, and keep when asked."""
        zone = reads.zone_of_code(options["zone"])
        if zone is None:
            raise CommandError("There is no such zone → make one first, or correct --zone.")
        if options["notice"]:
            self._notice(zone, options)
        else:
            self._years(zone)

    def _years(self, zone: Zone) -> None:
        for row in reads.years_around(reads.calendar_of(zone), (), timezone.localdate()):
            told = "not announced" if row.months is None else f"{row.total}  {' '.join(f'{n:2}' for n in row.months)}"
            self.stdout.write(f"{row.year}  {told}")

    def _notice(self, zone: Zone, options: dict[str, Any]) -> None:
        year = options["year"] or timezone.localdate().year + 1
        try:
            text = sys.stdin.read() if options["notice"] == "-" else Path(options["notice"]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['notice']}: {error}") from error
        calendar = reads.calendar_of(zone)
        found = read_notice(text, year, reads.days_off(calendar))
        for change in reads.changes_of(found, calendar):
            self.stdout.write(f"{change.day}  {change.after:5} {'' if change.is_new else 'as now':7} {change.name}")
        if found.problems:
            raise CommandError("\n".join(words_of(problem).line for problem in found.problems))
        if not options["keep"]:
            return
        person = User.objects.filter(username=options["keep"]).first()
        if person is None:
            raise CommandError(f"{options['keep']}: no such person → give a user name.")
        try:
            kept = actions.keep_notice(zone, text, year, by=person, source=options["source"])
        except (ProblemsError, NotAllowed) as error:
            raise CommandError(str(error)) from error
        whole = (
            "the year is known now" if kept.is_whole else "it names not all seven holidays: the year is not known yet"
        )
        self.stdout.write(f"kept {kept.days.count()} days; {whole}")
