"""Every read of the chains room: templates, who leads, how every link stands and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from liantu.chains.models import Chain, ChainAssessment, TemplateVersion
from liantu.chains.rules.presence import (
    STATES,
    Counts,
    Presence,
    Reason,
    Thresholds,
    judge_presence,
    thresholds_on,
)
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node, Template, parse_template
from liantu.engine import Release
from liantu.engine.places import place_totals
from liantu.foundation.accounts.models import User, Zone, ZonedQuerySet
from liantu.lib.reference_files import reference_path
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

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


def chains_of(user: User, zone: Zone | None) -> ZonedQuerySet[Chain]:
    """The chains of the current zone."""
    rows: ZonedQuerySet[Chain] = Chain.objects.visible_to(user).filter(zone=zone)
    return rows


@lru_cache(maxsize=1)
def presence_entries() -> tuple[Mapping[str, Any], ...]:
    """The dated presence thresholds of the place."""
    return tuple(yaml.safe_load(reference_path("presence.yaml").read_text("utf-8")))


@dataclass(frozen=True)
class Link:
    """How one link stands on one register."""

    code: str
    name: str
    name_en: str
    stage: str
    counts: Counts
    traders: int
    presence: Mapping[str, Presence]


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
    template: Template, release: Release, *, area: Area, coverage: float | None, thresholds: Thresholds
) -> tuple[Link, ...]:
    """How every link of ``template`` stands on ``release`` seen from ``area``; one screening a link."""
    links = []
    for node in template.nodes:
        screening = screening_for(node)
        cities, provinces = release.counts_by(screening, "city"), release.counts_by(screening, "province")
        everywhere = sum(roles[node.intent] for roles in provinces.values())
        city = cities.get(area.city, {}).get(node.intent, 0) if area.city else 0
        province = max(provinces.get(area.province, {}).get(node.intent, 0) if area.province else 0, city)
        counts = Counts(city, province - city, everywhere - province)
        traders = sum(sum(roles.values()) for roles in provinces.values()) - everywhere
        presence = {
            radius: judge_presence(
                counts, radius=radius, area_share=area.shares[radius], coverage=coverage, thresholds=thresholds
            )
            for radius in RADII
        }
        links.append(Link(node.code, node.name, node.name_en, node.stage, counts, traders, presence))
    return tuple(links)


def question_of(area: Area, coverage: float | None, thresholds: Thresholds) -> str:
    """A checksum of everything an assessment depends on beside template and register."""
    content = json.dumps([area.province, area.city, coverage, asdict(thresholds)], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def link_as_json(link: Link) -> dict[str, Any]:
    """A link as plain values for storing."""
    return asdict(link)


def link_from_json(content: Mapping[str, Any]) -> Link:
    """The link stored by ``link_as_json``."""
    presence = {
        radius: Presence(**{**stored, "reasons": tuple(_reason(reason) for reason in stored["reasons"])})
        for radius, stored in content["presence"].items()
    }
    return Link(**{**content, "counts": Counts(**content["counts"]), "presence": presence})


def _reason(stored: Mapping[str, Any]) -> Reason:
    return Reason(stored["code"], stored["values"])


@dataclass(frozen=True)
class ChainStanding:
    """A chain's links on the current register, or why there are none."""

    chain: Chain
    version: TemplateVersion | None
    release: RegisterRelease | None
    links: tuple[Link, ...]

    def by_state(self, radius: str) -> dict[str, int]:
        """How many links are in each state within ``radius``."""
        counted = dict.fromkeys(STATES, 0)
        for link in self.links:
            counted[link.presence[radius].state] += 1
        return counted


def compute_links(version: TemplateVersion, release: RegisterRelease, *, day: date) -> tuple[str, tuple[Link, ...]]:
    """The checksum of the question and every link's standing, screened now."""
    zone = version.zone
    opened = release.open()
    thresholds = thresholds_on(presence_entries(), day)
    coverage = release.manifest.get("coverage") if isinstance(release.manifest, dict) else None
    area = area_of(opened, zone.province, zone.city)
    links = assess_template(template_of(version), opened, area=area, coverage=coverage, thresholds=thresholds)
    return question_of(area, coverage, thresholds), links


def stored_links(version: TemplateVersion, release: RegisterRelease, question: str) -> tuple[Link, ...] | None:
    """The standing computed earlier for the same question, or None."""
    found = ChainAssessment.objects.filter(version=version, release=release, question=question).first()
    return None if found is None else tuple(link_from_json(link) for link in found.links)
