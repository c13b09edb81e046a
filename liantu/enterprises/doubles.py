"""Enterprises of a zone that may be one, as the machine of likenesses keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Prefetch

from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.enterprises.rules.identity import MOST_IN_A_BLOCK, OFFER_FROM, Identity, blocks_of, compare
from liantu.foundation.likeness.slots import Judged, Likeness
from liantu.people.models import Zone


def identity_of(enterprise: Enterprise) -> Identity:
    """What tells this enterprise apart; its names should be prefetched."""
    others = tuple(sorted(name.name for name in enterprise.names.all()))
    return Identity(
        enterprise.pk, enterprise.credit_code, enterprise.name, others, enterprise.province, enterprise.city
    )


def _identities(zone: Zone, keys: Sequence[int] | None) -> Mapping[int, Identity]:
    """What tells the zone's enterprises apart, merged ones left out."""
    names = Prefetch("names", queryset=EnterpriseName.objects.only("enterprise_id", "name"))
    rows = Enterprise.objects.filter(zone=zone, merged_into__isnull=True)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    rows = rows.only("pk", "credit_code", "name", "province", "city").prefetch_related(names)
    return {row.pk: identity_of(row) for row in rows.order_by("pk").iterator(chunk_size=1_000)}


def _judge(first: Identity, second: Identity) -> Judged | None:
    found = compare(first, second)
    if found.score < OFFER_FROM:
        return None
    return Judged(found.score, tuple((one.code, one.points, one.detail) for one in found.reasons))


ENTERPRISES = Likeness("enterprises", "1", _identities, blocks_of, _judge, MOST_IN_A_BLOCK)
