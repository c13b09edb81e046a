"""Every read of the enterprises room."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from liantu.engine import Release, ReleaseError
from liantu.engine.highlights import scope_highlights
from liantu.enterprises.doubles import ENTERPRISES, identity_of
from liantu.enterprises.models import (
    DistinctPair,
    Enterprise,
    EnterpriseFact,
    EnterpriseImport,
    EnterpriseMerge,
    EnterpriseName,
)
from liantu.enterprises.rules.identity import Candidate, Reason, compare
from liantu.enterprises.rules.scope import Piece, cut_scope
from liantu.enterprises.rules.sheet import CHANGEABLE, Known
from liantu.enterprises.slots import ScreenedLink, screened_links
from liantu.foundation.likeness.reads import Alike, alike
from liantu.lib.chinese_text import company_name_key
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release
from liantu.ui.search_keys import found_by

FORMER_MOST = 80


def enterprises_for(user: Any, zone: Zone) -> QuerySet[Enterprise]:
    """The zone's enterprises; merged ones are shown as their survivor."""
    rows = Enterprise.objects.visible_to(user).filter(zone=zone, merged_into__isnull=True)
    return rows.select_related("zone", "release").defer("business_scope")


def formerly_called(zone: Zone, text: str) -> list[int]:
    """The enterprises with a former or other name that holds the text, at most ``FORMER_MOST``.

    Asked for on its own: as a part of a query over all enterprises SQLite goes through every one of them in order.
    """
    named = EnterpriseName.objects.filter(zone=zone, name__icontains=text).order_by()
    return list(named.values_list("enterprise", flat=True)[:FORMER_MOST])


def enterprise_or_404(request: ZoneRequest, pk: int) -> Enterprise:
    """An enterprise of the zone, merged ones too, or Http404."""
    rows = Enterprise.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "release", "merged_into"), pk=pk)


def pair_or_404(request: ZoneRequest, first: int, second: int) -> tuple[Enterprise, Enterprise]:
    """Two enterprises of the zone that may be one, or Http404."""
    return enterprise_or_404(request, first), enterprise_or_404(request, second)


def merge_or_404(request: ZoneRequest, pk: int) -> EnterpriseMerge:
    """A merge of the zone, or Http404."""
    rows = EnterpriseMerge.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("survivor", "absorbed", "zone"), pk=pk)


def import_or_404(request: ZoneRequest, pk: int) -> EnterpriseImport:
    """A list of the zone, or Http404."""
    rows = EnterpriseImport.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "file"), pk=pk)


def register_url(release: RegisterRelease, enterprise_id: int) -> str:
    """The page of a register row."""
    return reverse("enterprises:register_row", args=[release.release_id, enterprise_id])


def survivor_of(enterprise: Enterprise) -> Enterprise:
    """Where the enterprise lives after all merges."""
    seen = {enterprise.pk}
    while enterprise.merged_into is not None and enterprise.merged_into.pk not in seen:
        enterprise = enterprise.merged_into
        seen.add(enterprise.pk)
    return enterprise


def with_code(zone: Zone, code: str, *, but: Enterprise | None = None) -> Enterprise | None:
    """The zone's enterprise with this credit code."""
    rows = Enterprise.objects.filter(zone=zone, credit_code=code, merged_into__isnull=True)
    return (rows.exclude(pk=but.pk) if but is not None else rows).first()


def touched(zone: Zone, row: Mapping[str, Any]) -> Enterprise | None:
    """The zone's row of a register row: by credit code, else by name when neither side has another code."""
    code = row["credit_code"] or ""
    if code and (found := with_code(zone, code)) is not None:
        return found
    rows = Enterprise.objects.filter(
        zone=zone, normalised_name=company_name_key(row["name"])[:255], merged_into__isnull=True
    )
    same = [one for one in rows[:2] if not code or not one.credit_code]
    return same[0] if len(same) == 1 else None


def values_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A register row as values of the thin row; a wrong credit code is not taken over."""
    capital = row.get("capital_wan_yuan")
    return {
        "credit_code": row["credit_code"][:18] if row.get("credit_code_valid") else "",
        "province": (row.get("province") or "")[:40],
        "city": (row.get("city") or "")[:40],
        "enterprise_type": (row.get("enterprise_type") or "")[:80],
        "capital_wan_yuan": None if capital is None else Decimal(repr(capital)).quantize(Decimal("0.0001")),
        "capital_currency": (row.get("capital_currency") or "")[:3] if capital is not None else "",
        "registered_on": row.get("registered_on"),
        "business_scope": row.get("business_scope") or "",
        "register_status": (row.get("status") or "")[:40],
    }


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Model values as JSON values."""
    return dict(json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder)))


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values back in the types of the enterprise's fields."""
    fields = {field.name: field for field in Enterprise._meta.fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


# ---- duplicates


@dataclass(frozen=True)
class DuplicatePair:
    """Two enterprises that may be one, with the reasons."""

    first: Enterprise
    second: Enterprise
    candidate: Candidate


def duplicates(zone: Zone, *, most: int = 100) -> tuple[list[DuplicatePair], int]:
    """The likeliest pairs and how many there are in all, those left out that somebody judged to be two."""
    distinct = list(DistinctPair.objects.filter(zone=zone).values_list("first_id", "second_id"))
    found, total = alike(ENTERPRISES, zone, but=distinct, most=most)
    rows = Enterprise.objects.in_bulk({key for pair in found for key in (pair.first, pair.second)})
    return [DuplicatePair(rows[pair.first], rows[pair.second], _candidate(pair)) for pair in found], total


def _candidate(pair: Alike) -> Candidate:
    return Candidate(pair.first, pair.second, int(pair.score), tuple(Reason(*one) for one in pair.grounds))


def merges_of(zone: Zone) -> QuerySet[EnterpriseMerge]:
    """Merges of the zone, newest first."""
    return EnterpriseMerge.objects.filter(zone=zone).select_related("survivor", "absorbed", "merged_by")


# ---- one enterprise


@dataclass(frozen=True)
class MatchedLink:
    """A link of a chain whose words stand in the business scope: roles in order of strength, and the words."""

    link: ScreenedLink
    roles: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class ScopeReading:
    """A business scope with its marked pieces, and the links that marked it."""

    pieces: tuple[Piece, ...]
    links: tuple[MatchedLink, ...]


def read_scope(name: str, scope: str, links: Sequence[ScreenedLink]) -> ScopeReading:
    """Which links of the zone's chains speak of this scope, and where."""
    marks, matched = [], []
    for link in links:
        if not any(word in scope for word in link.screening.words):
            folded = scope.casefold()
            if not any(word.casefold() in folded for word in link.screening.words):
                continue
        found = scope_highlights(name, scope, link.screening)
        if found:
            marks.append(found)
            roles = tuple(role for role in ("make", "trade", "service", "excluded") if any(m[3] == role for m in found))
            matched.append(MatchedLink(link, roles, tuple(sorted({mark[2] for mark in found}))))
    order = sorted(range(len(matched)), key=lambda at: (_strength(matched[at]), at))
    return ScopeReading(cut_scope(scope, [marks[at] for at in order]), tuple(matched[at] for at in order))


def _strength(link: MatchedLink) -> int:
    """Links whose wanted role is met come first, links met by exclusion only come last."""
    return 0 if link.link.screening.intent in link.roles else 2 if link.roles == ("excluded",) else 1


def links_of(zone: Zone) -> list[ScreenedLink]:
    """The links the zone screens for, as the chains room tells."""
    return [link for fill in screened_links.values() for link in fill(zone)]


@dataclass(frozen=True)
class FactLine:
    """A field with its present fact and the earlier ones."""

    field: str
    current: EnterpriseFact | None
    earlier: tuple[EnterpriseFact, ...]


def scope_of(enterprise: Enterprise) -> ScopeReading:
    """What the business scope of an enterprise says of the zone's links."""
    return read_scope(enterprise.name, enterprise.business_scope, links_of(enterprise.zone))


def absorbed_by(enterprise: Enterprise) -> list[EnterpriseMerge]:
    """The merges by which other records went into this one."""
    rows = EnterpriseMerge.objects.filter(survivor=enterprise, undone_at__isnull=True)
    return list(rows.select_related("absorbed"))


def fact_lines(enterprise: Enterprise) -> list[FactLine]:
    """Every field with where its value comes from; superseded facts stay readable."""
    by_field: dict[str, list[EnterpriseFact]] = {}
    for fact in EnterpriseFact.objects.filter(enterprise=enterprise).select_related("recorded_by"):
        by_field.setdefault(fact.field, []).append(fact)
    lines = []
    for field in CHANGEABLE:
        facts = by_field.get(field, [])
        current = next((fact for fact in facts if fact.superseded_at is None), None)
        if facts:
            lines.append(FactLine(field, current, tuple(fact for fact in facts if fact is not current)))
    return lines


def register_rows_of(enterprise: Enterprise, release: RegisterRelease | None) -> list[dict[str, Any]]:
    """Rows of the register in use with the enterprise's credit code; without a code: the row it was taken from."""
    opened = _opened(release)
    if release is None or opened is None:
        return []
    if enterprise.credit_code:
        rows = opened.find(credit_code=enterprise.credit_code)
    elif enterprise.release_id == release.pk and enterprise.register_row is not None:
        row = opened.enterprise(enterprise.register_row)
        rows = [row] if row is not None else []
    else:
        rows = []
    return [{**row, "url": register_url(release, row["enterprise_id"])} for row in rows[:5]]


def _opened(release: RegisterRelease | None) -> Release | None:
    """The register, or None when there is none or its folder is broken: a page about something else still answers."""
    try:
        return release.open() if release is not None else None
    except ReleaseError:
        return None


@dataclass(frozen=True)
class RegisterRowPage:
    """What the page of a register row shows."""

    release: RegisterRelease
    row: dict[str, Any]
    scope: ScopeReading
    present: Enterprise | None
    same_code: tuple[dict[str, Any], ...]


def register_row_page(release: RegisterRelease, enterprise_id: int, *, zone: Zone) -> RegisterRowPage | None:
    """Identity, scope and links of a register row, and whether the zone has the enterprise; None when there is none."""
    opened = release.open()
    row = opened.enterprise(enterprise_id)
    if row is None:
        return None
    others = opened.find(credit_code=row["credit_code"]) if row["credit_code"] else []
    same = [
        {**other, "url": register_url(release, other["enterprise_id"])}
        for other in others[:10]
        if other["enterprise_id"] != enterprise_id
    ]
    scope = read_scope(row["name"], row["business_scope"], links_of(zone))
    return RegisterRowPage(release, row, scope, touched(zone, row), tuple(same))


def search_register(zone: Zone, text: str, *, limit: int = 20) -> tuple[RegisterRelease | None, list[dict[str, Any]]]:
    """Rows of the register in use by credit code or name, with their pages' addresses."""
    release = current_release(zone)
    text = text.replace("\x00", "").strip()
    opened = _opened(release)
    if opened is None or release is None or len(text) < 2:
        return release, []
    upper = text.upper()
    rows = opened.find(credit_code=upper) if len(upper) == 18 and upper.isalnum() and upper.isascii() else []
    rows = rows or opened.search_name(text, limit)
    return release, [{**row, "url": register_url(release, row["enterprise_id"])} for row in rows[:limit]]


@dataclass(frozen=True)
class NamedFirm:
    """An enterprise by what its name is offered with; ``is_known``: the zone deals with it, else it is registered."""

    name: str
    credit_code: str
    province: str
    city: str
    is_known: bool


def _known(name: str, credit_code: str, province: str, city: str) -> NamedFirm:
    return NamedFirm(name, credit_code, province, city, is_known=True)


def firms_named(user: User, zone: Zone, text: str, *, limit: int = 8) -> list[NamedFirm]:
    """The enterprises a person likely means by the beginning of a name or a part of it; those last changed for none.

    The zone's own come first, names that begin so before others, then pinyin, former names, the register in use.
    """
    text = text.replace("\x00", "").strip()
    rows = Enterprise.objects.visible_to(user).filter(zone=zone, merged_into__isnull=True)
    columns = ("name", "credit_code", "province", "city")
    if not text:
        return [_known(*row) for row in rows.order_by("-changed_at").values_list(*columns)[:limit]]
    found: dict[str, NamedFirm] = {}
    for one in found_by(rows.defer("business_scope"), text, limit):
        found.setdefault(one.name, _known(*(getattr(one, name) for name in columns)))
    if len(found) < limit:
        former = formerly_called(zone, text)
        for row in rows.filter(pk__in=former).order_by().values_list(*columns)[:limit] if former else ():
            found.setdefault(row[0], _known(*row))
    if len(found) < limit:
        for row in search_register(zone, text, limit=limit)[1]:
            place = (row.get("credit_code") or "", row.get("province") or "", row.get("city") or "")
            found.setdefault(row["name"], NamedFirm(row["name"], *place, is_known=False))
    return list(found.values())[:limit]


# ---- import


def known_enterprises(zone: Zone) -> list[Known]:
    """The zone's enterprises with their present values, for planning a sheet."""
    rows = Enterprise.objects.filter(zone=zone, merged_into__isnull=True).prefetch_related("names").order_by("pk")
    return [Known(identity_of(row), {name: getattr(row, name) for name in CHANGEABLE}) for row in rows]


def imports_for(user: Any, zone: Zone) -> QuerySet[EnterpriseImport]:
    """Lists brought in, newest first."""
    rows = EnterpriseImport.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("started_by", "file").defer("snapshot")


def compare_two(first: Enterprise, second: Enterprise) -> Candidate:
    """How likely two enterprises are one, with the reasons."""
    return compare(identity_of(first), identity_of(second))
