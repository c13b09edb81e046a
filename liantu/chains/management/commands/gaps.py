"""``liantu gaps``: which links of a chain are present, missing or undecided here, and why."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.chains import reads
from liantu.chains.rules.presence import STATES
from liantu.chains.wording import reason_sentence
from liantu.engine import ReleaseError
from liantu.lib.problems import ProblemsError
from liantu.lib.regions import normalise_city, normalise_province
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.sources.terminal import must_be_writable
from liantu.ui.problems import line_of

COLUMNS = ("chain", "node", "name", "stage", "state", "city_firms", "province_firms", "beyond_firms", "expected", "why")


class Command(BaseCommand):
    """Tell how every link stands."""

    help = "Which links are present, missing or undecided in a place, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument("--chains", type=Path, help="template file or folder; default: those shipped")
        parser.add_argument("--chain", default="", help="only the chain of this name")
        parser.add_argument("--release", default="", help="register release; default: the current one")
        parser.add_argument("--zone", default="", help="code of the zone whose place is meant; default: the first zone")
        parser.add_argument("--province", default="", help="the home province, instead of the zone's")
        parser.add_argument("--city", default="", help="the home city, instead of the zone's")
        parser.add_argument("--radius", choices=reads.RADII, default="", help="default: city, or nation")
        parser.add_argument("--state", action="append", default=[], choices=STATES, help="only these states")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Judge and print."""
        try:
            must_be_writable(options["out"])
            rows = self._rows(options)
            write_rows(rows, COLUMNS, format=options["format"], out=self.stdout, path=options["out"])
        except (ProblemsError, TableError, ReleaseError) as error:
            raise CommandError(line_of(error)) from error

    def _rows(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        zone = reads.zone_for_command(options["zone"])
        release = reads.open_release_for_command(options["release"], zone)
        given = bool(options["province"] or options["city"])
        province = options["province"] if given else zone.province if zone else ""
        city = options["city"] if given else zone.city if zone else ""
        area = reads.area_of(release, normalise_province(province), normalise_city(city))
        radius = options["radius"] or self._radius(area)
        thresholds = reads.PRESENCE.on(timezone.localdate())
        rows = []
        for template in reads.templates_for_command(options["chains"], options["chain"]):
            for link in reads.assess_template(template, release, area=area, coverage=None, thresholds=thresholds):
                presence = link.presence[radius]
                if options["state"] and presence.state not in options["state"]:
                    continue
                rows.append(
                    {
                        "chain": template.chain,
                        "node": link.code,
                        "name": link.name,
                        "stage": link.stage,
                        "state": presence.state,
                        "city_firms": link.counts.city,
                        "province_firms": link.counts.province,
                        "beyond_firms": link.counts.beyond,
                        "expected": presence.expected,
                        "why": " ".join(reason_sentence(reason) for reason in presence.reasons),
                    }
                )
        return rows

    def _radius(self, area: reads.Area) -> str:
        """City when the home is known; else the whole register, said on the error stream, so that no link looks missing
        only because nobody said where "here" is."""
        place = area.city or area.province
        if not place:
            self.stderr.write(_("No place is given, so the whole register counts. → Name --province and --city."))
            return "nation"
        if not (area.shares["city"] if area.city else area.shares["province"]):
            self.stderr.write(
                _("The register has no enterprise of %(place)s: look at how it is spelled.") % {"place": place}
            )
        return "city" if area.city else "province"
