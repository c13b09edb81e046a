"""Which enterprises the zone knows by a name read in a document, and a new one of such a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.enterprises.actions.records import add_enterprise
from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.lib.chinese_text import company_name_key
from liantu.people.models import User
from liantu.reader.facts import Organisation, name_of
from liantu.sources.documents.models import Fact
from liantu.sources.documents.slots import Known, Made
from liantu.ui.wiring import Seen

SHORT_LEAST = 4


def known_by_name(zone: Any, names: Sequence[str]) -> Mapping[str, Known]:
    """The zone's enterprise of each name, present or former; two queries however many names."""
    keys = {name: company_name_key(name) for name in names if name}
    rows = Enterprise.objects.filter(zone=zone, normalised_name__in=list(keys.values()), merged_into__isnull=True)
    by_key = {row.normalised_name: row for row in rows}
    former = EnterpriseName.objects.filter(
        enterprise__zone=zone, normalised_name__in=list(keys.values()), enterprise__merged_into__isnull=True
    )
    for alias in former.select_related("enterprise"):
        by_key.setdefault(alias.normalised_name, alias.enterprise)
    return {
        name: Known(by_key[key].name, by_key[key].get_absolute_url()) for name, key in keys.items() if key in by_key
    }


def same_or_new(zone: Any, name: str, *, by: Any, source: str) -> Enterprise:
    """The zone's enterprise of this name, else a new one outside the zone. Raises NotAllowed; ProblemsError."""
    key = company_name_key(name)
    row = Enterprise.objects.filter(zone=zone, normalised_name=key, merged_into__isnull=True).first()
    if row is not None:
        return row
    names = EnterpriseName.objects.filter(enterprise__zone=zone, normalised_name=key)
    alias = names.select_related("enterprise").first()
    if alias is not None and alias.enterprise.merged_into_id is None:
        return alias.enterprise
    return add_enterprise(zone, {"name": name}, by=by, source=source, in_zone=False)


class EnterpriseUse:
    """An enterprise read in a document becomes the zone's row of it, the one it has or a new one."""

    label = _("Link or open the enterprise")
    at_once = False

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Enterprises under their full names: a short name would make a second row of a firm."""
        match fact.stated:
            case Organisation(name=name, role="enterprise") if seen.may("enterprises.edit"):
                full = name.endswith(("公司", "集团", "银行", "厂", "合作社"))
                return full or bool(known_by_name(seen.zone, [name]))
        return False

    def make(self, fact: Fact, *, by: User) -> Made:
        """The enterprise; what the document says of it is declared."""
        row = same_or_new(fact.zone, name_of(fact.stated), by=by, source=fact.document.title[:200])
        return Made(row.name, row.get_absolute_url())
