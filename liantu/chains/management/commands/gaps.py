"""``liantu gaps``: which links of a chain are present, missing or undecided here, and why.

A chain of the zone is told as it was last judged and kept, as its page and the API tell it. What nobody keeps is
reckoned on the spot, and said to be: a template the zone has not adopted, another place or register, a file.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.chains import reads
from liantu.chains.models import Chain
from liantu.chains.rules.judgement import Link
from liantu.chains.rules.presence import STATES
from liantu.chains.rules.template import Template
from liantu.chains.standing import ChainStanding, standing_of
from liantu.chains.wording import reason_sentences
from liantu.engine import Release, ReleaseError
from liantu.lib.problems import ProblemsError
from liantu.lib.regions import normalise_city, normalise_province
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.people.models import Zone
from liantu.sources.reads import current_release
from liantu.sources.terminal import must_be_writable
from liantu.ui.problems import line_of

COLUMNS = (
    "chain", "node", "name", "stage", "state", "city_firms", "province_firms", "beyond_firms", "expected",
    "judged_at", "why",
)  # fmt: skip
Rows = Iterator[dict[str, Any]]


class Command(BaseCommand):
    """Tell how every link stands."""

    help = "Which links are present, missing or undecided in a place, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked."""
        parser.add_argument(
            "--chains", type=Path, help="template file or folder; default: the zone's chains, and those shipped"
        )
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
        """Tell what is kept, reckon the rest, and print."""
        try:
            must_be_writable(options["out"])
            rows = [row for row in self._rows(options) if not options["state"] or row["state"] in options["state"]]
            write_rows(rows, COLUMNS, format=options["format"], out=self.stdout, path=options["out"])
        except (ProblemsError, TableError, ReleaseError) as error:
            raise CommandError(line_of(error)) from error

    def _rows(self, options: dict[str, Any]) -> Rows:
        zone = reads.zone_for_command(options["zone"])
        wanted = options["chain"]
        if zone is None or not _is_home(zone, options):
            templates = reads.templates_for_command(options["chains"], wanted)
            yield from self._reckoned(
                templates, zone, options, _("Reckoned now, for nothing is kept of what is asked.")
            )
            return
        chains = list(Chain.objects.filter(zone=zone).select_related("zone"))
        told = [chain for chain in chains if wanted in ("", chain.name, chain.code)]
        for chain in told:
            yield from self._kept(
                standing_of(chain), options["radius"] or _radius_of(zone.home_province, zone.home_city)
            )
        if wanted and told:
            return
        names = {chain.name for chain in chains}
        others = [one for one in reads.templates_for_command(None, wanted) if one.chain not in names]
        if others:
            named = {"chains": ", ".join(one.chain for one in others)}
            said = _("Reckoned now, for the zone has not adopted these templates: %(chains)s.") % named
            yield from self._reckoned(others, zone, options, said)

    def _kept(self, standing: ChainStanding, radius: str) -> Rows:
        """The links of a chain of the zone as its page shows them; what stands in the way is told."""
        named = {"chain": standing.chain.name}
        if standing.version is None:
            self._say(_("%(chain)s has no template in force.") % named)
        elif standing.release is None:
            self._say(_("%(chain)s is not judged, for the zone uses no register.") % named)
        elif standing.judged_at is None:
            self._say(_("%(chain)s has not been judged yet.") % named)
        elif not standing.is_current:
            self._say(_("%(chain)s: what its judgement rests on has changed since, and it is judged again.") % named)
        at = timezone.localtime(standing.judged_at).isoformat(timespec="seconds") if standing.judged_at else ""
        yield from _told(standing.chain.name, standing.links, radius, judged_at=at)

    def _reckoned(self, templates: Iterable[Template], zone: Zone | None, options: dict[str, Any], said: str) -> Rows:
        """The links of templates screened now, with the coverage that the register states; ``said``: why now."""
        release = reads.open_release_for_command(options["release"], zone)
        area = _area(release, zone, options)
        self._say(said)
        radius = options["radius"] or self._radius(area)
        coverage, thresholds = reads.coverage_of_opened(release), reads.PRESENCE.on(timezone.localdate())
        for template in templates:
            links = reads.assess_template(template, release, area=area, coverage=coverage, thresholds=thresholds)
            yield from _told(template.chain, links, radius)

    def _radius(self, area: reads.Area) -> str:
        """City when the home is known; else the whole register, said on the error stream, so that no link looks missing
        only because nobody said where "here" is."""
        place = area.city or area.province
        if not place:
            self._say(_("No place is given, so the whole register counts. → Name --province and --city."))
        elif not (area.shares["city"] if area.city else area.shares["province"]):
            self._say(_("The register has no enterprise of %(place)s: look at how it is spelled.") % {"place": place})
        return _radius_of(area.province, area.city)

    def _say(self, line: str) -> None:
        self.stderr.write(line, self.style.NOTICE)


def _told(chain: str, links: Iterable[Link], radius: str, *, judged_at: str = "") -> Rows:
    """The rows of the links of a chain within ``radius``."""
    for link in links:
        presence = link.presence[radius]
        yield {
            "chain": chain,
            "node": link.code,
            "name": link.name,
            "stage": link.stage,
            "state": presence.state,
            "city_firms": link.counts.city,
            "province_firms": link.counts.province,
            "beyond_firms": link.counts.beyond,
            "expected": presence.expected,
            "judged_at": judged_at,
            "why": " ".join(reason_sentences(presence)),
        }


def _radius_of(province: str, city: str) -> str:
    """The smallest radius that is known."""
    return "city" if city else "province" if province else "nation"


def _is_home(zone: Zone, options: dict[str, Any]) -> bool:
    """Whether the zone itself is asked about: its templates, its register in use, its place."""
    release = current_release(zone)
    return (
        options["chains"] is None
        and options["release"] in ("", release.release_id if release is not None else "")
        and normalise_province(options["province"]) in ("", zone.home_province)
        and normalise_city(options["city"]) in ("", zone.home_city)
        and (not options["province"] or bool(options["city"]) or not zone.home_city)
    )


def _area(release: Release, zone: Zone | None, options: dict[str, Any]) -> reads.Area:
    """The place that was named, else the zone's."""
    province, city = normalise_province(options["province"]), normalise_city(options["city"])
    if zone is not None and not province and city in ("", zone.home_city):
        province, city = zone.home_province, zone.home_city
    return reads.area_of(release, province, city)
