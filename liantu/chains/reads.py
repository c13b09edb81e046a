"""Every read of the chains room: templates, who leads, how links stand on a register, who is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language

from liantu.chains.firm_sums import sums_of
from liantu.chains.models import (
    Chain,
    ChainAppointment,
    ChainDepartment,
    ChainEnterpriseRole,
    NodeEvidence,
    TemplateVersion,
)
from liantu.chains.rules.judgement import Link
from liantu.chains.rules.presence import Counts, Thresholds, judge_presence
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node, Template, parse_template, read_templates
from liantu.chains.wording import intent_name, node_label
from liantu.engine import Filters, Hit, Release, list_releases, open_release
from liantu.engine.highlights import scope_highlights
from liantu.engine.places import PlaceSums, place_totals
from liantu.lib.dated import Dated, DatedRule
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.reference_files import reference_path
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.sources.documents.reads import documents_of
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

Tell = Callable[[int, int], None]
RADII: tuple[str, ...] = ("city", "province", "nation")


@lru_cache(maxsize=256)
def _parsed(text: str) -> Template:
    """A published text never changes, so its parse is kept."""
    return parse_template(text, source="template")


def template_of(version: TemplateVersion) -> Template:
    """The template of a version. Raises TemplateError when a draft does not parse."""
    return _parsed(version.text)


def published_version(chain: Chain) -> TemplateVersion | None:
    """The version in force, or None while the chain has only drafts."""
    return chain.versions.filter(state=TemplateVersion.State.PUBLISHED).first()


def draft_version(chain: Chain) -> TemplateVersion | None:
    """The draft being worked on, or None."""
    return chain.versions.filter(state=TemplateVersion.State.DRAFT).first()


def node_of(version: TemplateVersion, code: str) -> Node | None:
    """The link with this code, or None."""
    return next((node for node in template_of(version).nodes if node.code == code), None)


def link_name(chain: Chain | None, code: str) -> str:
    """What the link of this code is called in the chain's template in force; the code itself where it has none."""
    version = published_version(chain) if chain is not None and code else None
    node = node_of(version, code) if version is not None else None
    return node_label(node, english=_is_english()) if node is not None else code


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def links_by_chain(chains: Iterable[Chain]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The links of each chain's template in force, to choose from: (chain, [(code, link)])."""
    english, found = _is_english(), []
    for chain in chains:
        version = published_version(chain)
        if version is not None:
            links = [(node.code, node_label(node, english=english)) for node in template_of(version).nodes]
            found.append((chain.label, links))
    return found


def chains_of(user: User, zone: Zone | None) -> ZonedQuerySet[Chain]:
    """The chains of the current zone."""
    rows: ZonedQuerySet[Chain] = Chain.objects.visible_to(user).filter(zone=zone)
    return rows


def chain_or_404(request: ZoneRequest, code: str) -> Chain:
    """The chain of the current zone, with what its head shows."""
    return get_object_or_404(with_leaders(chains_of(request.user, request.zone)), code=code)


def chain_by_key_or_404(request: ZoneRequest, pk: int) -> Chain:
    """The chain of the current zone by its key, as its acts name it."""
    return get_object_or_404(chains_of(request.user, request.zone).select_related("zone"), pk=pk)


def appointment_or_404(request: ZoneRequest, pk: int) -> ChainAppointment:
    """Who holds an office of a chain of the current zone."""
    rows = ChainAppointment.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain"), pk=pk)


def part_or_404(request: ZoneRequest, pk: int) -> ChainEnterpriseRole:
    """The part an enterprise has in a chain of the current zone."""
    rows = ChainEnterpriseRole.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain"), pk=pk)


def department_or_404(request: ZoneRequest, pk: int) -> ChainDepartment:
    """The lead department of a chain of the current zone."""
    rows = ChainDepartment.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain"), pk=pk)


def evidence_or_404(request: ZoneRequest, pk: int) -> NodeEvidence:
    """A piece of evidence that stands for a link of the current zone, of a document this person may see."""
    rows = NodeEvidence.objects.visible_to(request.user).filter(zone=request.zone, withdrawn_at=None)
    seen = rows.filter(fact__document__in=documents_of(request.user, request.zone).values("pk"))
    return get_object_or_404(seen.select_related("zone", "chain"), pk=pk)


class PublishingRule(DatedRule):
    """Who may put a template in force; ``reference/template_publishing.yaml``."""

    second_person: bool = False


PRESENCE = Dated("presence.yaml", Thresholds)
PUBLISHING = Dated("template_publishing.yaml", PublishingRule)


def writers_of(draft: TemplateVersion) -> set[int]:
    """The keys of everybody who wrote in ``draft``."""
    return {key for key in (draft.created_by_id, *draft.steps.values_list("made_by", flat=True)) if key}


@dataclass(frozen=True)
class Area:
    """The home area on a register: its names, and its share of all enterprises by radius."""

    province: str
    city: str
    shares: Mapping[str, float]


def area_of(release: Release, province: str, city: str) -> Area:
    """The shares of the home city and province among all enterprises of the register."""
    rows = max(release.info.rows, 1)
    in_city = place_totals(release, "city").get(city, 0) if city else 0
    in_province = place_totals(release, "province").get(province, 0) if province else 0
    return Area(province, city, {"city": in_city / rows, "province": max(in_province, in_city) / rows, "nation": 1.0})


def assess_template(
    template: Template,
    release: Release,
    *,
    area: Area,
    coverage: float | None,
    thresholds: Thresholds,
    tell: Tell | None = None,
) -> tuple[Link, ...]:
    """How every link of ``template`` stands on ``release`` seen from ``area``; one screening a link.

    ``tell(links done, links)`` is called after each and may raise to stop.
    """
    links: list[Link] = []
    for node in template.nodes:
        sums = sums_of(release, node)
        everywhere = int(sums.firms.sum())
        city = _firms_in(sums, area.province, area.city) if area.city else 0
        province = max(_firms_in(sums, area.province, "") if area.province else 0, city)
        counts = Counts(city, province - city, everywhere - province)
        traders = sums.others
        presence = {
            radius: judge_presence(
                counts, radius=radius, area_share=area.shares[radius], coverage=coverage, thresholds=thresholds
            )
            for radius in RADII
        }
        if tell is not None:
            tell(len(links) + 1, len(template.nodes))
        links.append(Link(node.code, node.name, node.name_en, node.stage, counts, traders, presence))
    return tuple(links)


def _firms_in(sums: PlaceSums, province: str, city: str) -> int:
    """The firms of a province, or of a city in it; '' asks for all of them."""
    return int(
        sum(
            firms
            for (of_province, of_city), firms in zip(sums.places, sums.firms, strict=True)
            if (not province or of_province == province) and (not city or of_city == city)
        )
    )


def question_of(area: Area, coverage: float | None, thresholds: Thresholds) -> str:
    """A checksum of everything an assessment depends on beside template and register."""
    content = json.dumps([area.province, area.city, coverage, thresholds.numbers()], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def question_for(version: TemplateVersion, release: RegisterRelease, *, day: date) -> str:
    """The checksum under which the standing of ``version`` on ``release`` is kept; reads no register."""
    zone = version.zone
    area = Area(zone.home_province, zone.home_city, {})
    return question_of(area, coverage_of(release), PRESENCE.on(day))


def coverage_of(release: RegisterRelease) -> float | None:
    """The share of enterprises the register says it holds; None when it does not say."""
    stated = release.manifest.get("coverage") if isinstance(release.manifest, dict) else None
    return float(stated) if isinstance(stated, int | float) else None


def coverage_of_opened(release: Release) -> float | None:
    """The same of an opened register; None also for a folder that no zone has taken in."""
    row = RegisterRelease.objects.filter(release_id=release.info.release_id).first()
    return coverage_of(row) if row is not None else None


def compute_links(
    version: TemplateVersion, release: RegisterRelease, *, day: date, tell: Tell | None = None
) -> tuple[Link, ...]:
    """Every link's standing, screened now; ``tell`` as in ``assess_template``."""
    zone = version.zone
    opened = release.open()
    return assess_template(
        template_of(version),
        opened,
        area=area_of(opened, zone.home_province, zone.home_city),
        coverage=coverage_of(release),
        thresholds=PRESENCE.on(day),
        tell=tell,
    )


def _holding(day: date) -> Q:
    """What holds on a day: as ``Dated.holds_on`` says it of one row."""
    began = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return began & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def appointments_of(user: User, zone: Zone | None, day: date) -> ZonedQuerySet[ChainAppointment]:
    """Who holds an office of a chain of the zone on ``day``."""
    rows: ZonedQuerySet[ChainAppointment] = ChainAppointment.objects.visible_to(user).filter(_holding(day), zone=zone)
    return rows.select_related("chain", "person", "speaks_for")


def parts_of(user: User, zone: Zone | None, day: date) -> ZonedQuerySet[ChainEnterpriseRole]:
    """Which enterprises have a part in a chain of the zone on ``day``."""
    rows: ZonedQuerySet[ChainEnterpriseRole] = ChainEnterpriseRole.objects.visible_to(user)
    return rows.filter(_holding(day), zone=zone).select_related("chain", "enterprise")


def leaders_of(chain: Chain) -> ZonedQuerySet[ChainEnterpriseRole]:
    """The enterprises that lead the chain today."""
    rows: ZonedQuerySet[ChainEnterpriseRole] = ChainEnterpriseRole.objects.filter(
        _holding(timezone.localdate()), chain=chain, kind=ChainEnterpriseRole.Kind.LEADER
    )
    return rows


def chain_people(chain: Chain, day: date) -> dict[str, list[ChainAppointment]]:
    """Who holds which office on the chain on ``day``."""
    held: dict[str, list[ChainAppointment]] = {office: [] for office in ChainAppointment.Office.values}
    for appointment in chain.appointments.all():
        if appointment.holds_on(day):
            held[appointment.office].append(appointment)
    return held


def chain_enterprises(chain: Chain, day: date) -> dict[str, list[ChainEnterpriseRole]]:
    """Leader and core enterprises on ``day``."""
    held: dict[str, list[ChainEnterpriseRole]] = {kind: [] for kind in ChainEnterpriseRole.Kind.values}
    for part in chain.enterprise_roles.all():
        if part.holds_on(day):
            held[part.kind].append(part)
    return held


def with_leaders(chains: ZonedQuerySet[Chain]) -> ZonedQuerySet[Chain]:
    """The chains with all that their cards show, in a constant number of queries."""
    rows: ZonedQuerySet[Chain] = chains.select_related("zone").prefetch_related(
        "appointments", "enterprise_roles__enterprise", "departments", "versions"
    )
    return rows


@dataclass(frozen=True)
class PresentFirm:
    """An enterprise present in a link, with the words that say so."""

    row: Mapping[str, Any]
    role: str
    score: float
    evidence: str
    word: str
    scope: tuple[tuple[str, str], ...]

    @property
    def role_name(self) -> str:
        """What the enterprise does with it, in a word."""
        return intent_name(self.role)


def firms_present(
    node: Node, release: Release, *, zone: Zone, radius: str, limit: int = 30, intent_only: bool = True
) -> tuple[int, tuple[PresentFirm, ...]]:
    """The enterprises of the home area that do what the link names, best first, their words marked in the scope."""
    filters = Filters(
        cities=(zone.home_city,) if radius == "city" and zone.city else (),
        provinces=(zone.home_province,) if radius == "province" and zone.province else (),
        roles=(node.intent,) if intent_only else (),  # type: ignore[arg-type]
    )
    screening = screening_for(node, filters=filters)
    result = release.screen(screening, top=limit)
    rows = release.enterprises([hit.enterprise_id for hit in result.hits])
    firms = []
    for hit in result.hits:
        row = rows[hit.enterprise_id]
        marks = scope_highlights(row["name"], row["business_scope"], screening)
        scope = marked_runs(row["business_scope"], marks)
        firms.append(PresentFirm(row, hit.role, hit.score, hit.evidence, hit.word, scope))
    return int(result.total), tuple(firms)


def who_could_fill(node: Node, release: Release, *, zone: Zone, limit: int) -> list[Hit]:
    """The best ``limit`` enterprises outside the home city that do what the link names, with their score parts."""
    filters = Filters(
        outside_cities=(zone.home_city,) if zone.city else (),
        roles=(node.intent,),  # type: ignore[arg-type]
    )
    return list(release.screen(screening_for(node, filters=filters), top=limit).hits)


def marked_runs(text: str, marks: Sequence[tuple[int, int, str, str]]) -> tuple[tuple[str, str], ...]:
    """The text cut into runs of (role or '', text): marked where a word stands, plain between; nothing is lost."""
    runs: list[tuple[str, str]] = []
    at = 0
    for start, end, _word, role in sorted(marks):
        if start < at:
            continue
        if start > at:
            runs.append(("", text[at:start]))
        runs.append((role, text[start:end]))
        at = end
    if at < len(text):
        runs.append(("", text[at:]))
    return tuple(runs)


def templates_for_command(place: Path | None, chain: str = "") -> tuple[Template, ...]:
    """The templates in a file or folder (those shipped when None), narrowed to one chain by name.

    Raises TemplateError with the problems of all files; ProblemsError when the place or the chain does not exist.
    """
    folder = place or reference_path("chains")
    if not folder.exists():
        raise ProblemsError(
            [Problem("no_such_place", "There is no file or folder “%(place)s”.", params={"place": str(place)})]
        )
    files = sorted(folder.glob("*.y*ml")) if folder.is_dir() else [folder]
    templates = read_templates([(path.name, path.read_text("utf-8")) for path in files])
    chosen = tuple(template for template in templates if not chain or template.chain == chain)
    if not chosen:
        names = ", ".join(template.chain for template in templates)
        raise ProblemsError(
            [
                Problem(
                    "no_such_chain",
                    "There is no chain “%(chain)s” in the templates.",
                    fix="Choose one of: %(names)s.",
                    params={"chain": chain, "names": names},
                )
            ]
        )
    return chosen


def zone_for_command(code: str) -> Zone | None:
    """The zone of this code, else the first; None in an installation without zones. Raises ProblemsError."""
    if not code:
        return Zone.objects.order_by("pk").first()
    zone = Zone.objects.filter(code=code).first()
    if zone is None:
        raise ProblemsError(
            [Problem("no_zone", "There is no zone “%(zone)s”.", params={"zone": code}, fix="Check --zone.")]
        )
    return zone


def open_release_for_command(release_id: str, zone: Zone | None) -> Release:
    """The named release, else the zone's current one, else the newest folder of registers.

    Raises ProblemsError when there is none.
    """
    registers = Path(settings.REGISTERS_DIR)
    if release_id:
        if release_id != Path(release_id).name or not (registers / release_id).is_dir():
            known = [info.release_id for info in list_releases(registers)] if registers.is_dir() else []
            raise ProblemsError(
                [
                    Problem(
                        "no_register",
                        "There is no register %(name)s.",
                        fix="Registers here: %(known)s.",
                        params={"name": release_id, "known": ", ".join(known) or "—"},
                    )
                ]
            )
        return open_release(registers / release_id)
    row = current_release(zone)
    if row is not None:
        return row.open()
    found = list_releases(Path(settings.REGISTERS_DIR)) if Path(settings.REGISTERS_DIR).is_dir() else []
    if not found:
        raise ProblemsError([Problem("no_register", "There is no register yet.", fix="liantu register add FILE")])
    return open_release(Path(settings.REGISTERS_DIR) / found[-1].release_id)
