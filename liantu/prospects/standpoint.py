"""From where targets are looked at: the home city, whom the zone has already, its groups, who is not to be invited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from liantu.chains.models import ChainEnterpriseRole
from liantu.enterprises.models import Enterprise
from liantu.lib.chinese_text import branch_of, company_name_key, company_name_stem, fold_width
from liantu.lib.dated import Dated, DatedRule
from liantu.lib.regions import normalise_city, normalise_province
from liantu.people.models import Zone
from liantu.prospects import calibration
from liantu.sources.products.reads import lists_in_use

_BRACKETS = re.compile(r"[（(][^（）()]{1,12}[)）]")
_PLACE = re.compile(r"^(?:中国)?([\u4e00-\u9fff]{2,8}?(?:省|自治区|市|县|区))")


@dataclass(frozen=True)
class Standpoint:
    """What a list depends on beside question, template and register; a saved list keeps it and proves itself by it.

    ``known``/``restricted``: credit codes; ``relatives``: name stems of the zone's own enterprises and their parents.
    """

    home_province: str
    home_city: str
    known: tuple[str, ...]
    restricted: tuple[str, ...]
    relatives: tuple[str, ...]
    lists: str = ""
    """The release of the product lists in use, which never changes; '' without any."""
    strict: bool = True
    """Whether the closed and relatives are dropped, and lists folded, also where the words alone give the order; False
    for lists saved before that was so."""

    def as_content(self) -> dict[str, Any]:
        """As plain JSON values; all excluded codes are kept beside it already."""
        return {name: value for name, value in asdict(self).items() if name != "known"}

    @classmethod
    def from_content(cls, content: Mapping[str, Any], codes: Iterable[str], *, zone: Zone) -> Standpoint:
        """The standpoint of a saved list; one of before standpoints were kept is seen from its zone's home city."""
        return cls(
            content.get("home_province", ""),
            content.get("home_city", zone.home_city if zone.city else ""),
            tuple(codes),
            tuple(content.get("restricted", ())),
            tuple(content.get("relatives", ())),
            content.get("lists", ""),
            bool(content.get("strict", False)),
        )

    @property
    def excluded_codes(self) -> tuple[str, ...]:
        """Credit codes that are nobody's target, sorted."""
        return tuple(sorted({*self.known, *self.restricted}))


def standpoint_of(zone: Zone) -> Standpoint:
    """The zone's standpoint today. Four queries."""
    lists = lists_in_use(zone)
    rows = list(Enterprise.objects.filter(zone=zone, merged_into__isnull=True).values_list("name", "credit_code"))
    leaders = ChainEnterpriseRole.objects.filter(zone=zone).values_list("printed_name", flat=True)
    names = [*(name for name, _code in rows), *leaders]
    return Standpoint(
        zone.home_province,
        zone.home_city if zone.city else "",
        tuple(sorted({code for _name, code in rows if code})),
        tuple(sorted(calibration.restricted_codes(zone, today=timezone.localdate()))),
        tuple(sorted({stem for name in names if (stem := stem_of(name))})),
        lists.release_id if lists is not None else "",
    )


@lru_cache(maxsize=200_000)
def stem_of(name: str) -> str:
    """The stem of an enterprise's name, of the parent's when it is a branch; '' when it is too short to tell firms
    apart.
    """
    branch = branch_of(name)
    stem = company_name_stem(branch.parent if branch is not None else name)
    return stem if len(stem) >= 4 else ""


@lru_cache(maxsize=200_000)
def key_of(name: str) -> str:
    """``company_name_key``, remembered: pools of candidates come again with every move of a slider."""
    return company_name_key(name)


@lru_cache(maxsize=200_000)
def group_of(name: str) -> str:
    """What is left of a name without its places: 中材科技（苏州）有限公司 and 中材科技（成都）有限公司 are one group.

    Inferred from names alone, and said to be so where it is used; '' when too little is left.
    """
    branch = branch_of(name)
    clean = _BRACKETS.sub(_unless_form, fold_width(branch.parent if branch is not None else name))
    place = _PLACE.match(clean)
    if place is not None:
        clean = clean[place.end() :]
    elif normalise_province(clean[:2]) or normalise_city(clean[:2]) in _cities():
        clean = clean[2:]
    stem = company_name_stem(clean)
    return stem if len(stem) >= 4 else ""


def _unless_form(match: re.Match[str]) -> str:
    """A bracket goes when it holds a place; 集团 and the like stay."""
    inside = match[0][1:-1]
    return "" if normalise_province(inside) or normalise_city(inside) in _cities() else inside


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    from liantu.lib.distances import city_points

    return frozenset(city for _province, city in city_points())


class StandingRule(DatedRule):
    """Words of a register's status that say an enterprise no longer works; ``reference/enterprise_standing.yaml``."""

    gone: tuple[str, ...]


STANDING = Dated("enterprise_standing.yaml", StandingRule)


def gone_words() -> tuple[str, ...]:
    """The words of a status that say an enterprise no longer works, of the newest rule."""
    return STANDING.entries[-1].gone
