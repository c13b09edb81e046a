"""What enterprises put elsewhere: navigation, search, their own rows at a merge, what documents say of one."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from liantu.enterprises import fact_uses, reads
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.doubles import ENTERPRISES
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE
from liantu.foundation.likeness.slots import likeness
from liantu.sources.documents.models import Fact
from liantu.sources.documents.reads import documents_of
from liantu.sources.documents.slots import fact_use, known_names
from liantu.ui.search_keys import found_by
from liantu.ui.wiring import (
    NavGroup,
    NavItem,
    New,
    Panel,
    Search,
    SearchHit,
    Seen,
    Suggest,
    Suggested,
    Todo,
    Todos,
    Wiring,
)


def _in_documents(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """The documents that name the enterprise, under its present and former names, with the sentence."""
    names = [enterprise.name, *enterprise.names.values_list("name", flat=True)]
    readable = documents_of(seen.user, seen.zone).values("pk")
    rows = Fact.objects.filter(
        zone=seen.zone, kind=Fact.Kind.ORGANISATION, label__in=names, document__in=readable
    ).exclude(state__in=(Fact.State.REJECTED, Fact.State.GONE))
    facts = list(rows.select_related("document").order_by("-document__brought_at")[:12])
    return {"facts": facts} if facts else None


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """The zone's enterprises by name, pinyin, credit code or former name."""
    rows = reads.enterprises_for(seen.user, seen.zone)
    found = found_by(rows, text, limit)
    if not found and (former := reads.formerly_called(seen.zone, text)):
        found = list(rows.filter(pk__in=former)[:limit])
    return [
        SearchHit(
            _("Enterprise"),
            row.name,
            _joined(row.credit_code, row.province, row.city),
            row.get_absolute_url(),
            row,
            row.name,
            "enterprise",
        )
        for row in found
    ]


def _found_in_register(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Rows of the register in use by name or credit code."""
    _release, rows = reads.search_register(seen.zone, text, limit=limit)
    return [
        SearchHit(
            _("In the register"),
            row["name"],
            _joined(row["credit_code"], row["province"], row["city"]),
            row["url"],
            firm=row["name"],
            icon="database",
        )
        for row in rows
    ]


def _named(seen: Seen, text: str, limit: int) -> list[Suggested]:
    """Enterprises for fields that take the name of one; its credit code is filled in beside."""
    return [
        Suggested(
            one.name,
            pgettext_lazy("enterprise", "known") if one.is_known else pgettext_lazy("enterprise", "in the register"),
            f"{one.province}{one.city.removeprefix(one.province)}",
            {"credit_code": one.credit_code, "company_credit_code": one.credit_code},
        )
        for one in reads.firms_named(seen.user, seen.zone, text, limit=limit)
    ]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _doubles(seen: Seen) -> list[Todo]:
    """Records that may be one enterprise."""
    _pairs, number = reads.duplicates(seen.zone, most=1)
    if not number:
        return []
    text = ngettext("Decide on %(n)d pair that may be one enterprise", "Decide on %(n)d pairs that may be one", number)
    url = reverse("enterprises:duplicates")
    return [Todo(text % {"n": number}, url, None, "info", button=pgettext("button", "Compare them"))]


WIRING = Wiring(
    room="enterprises",
    groups=(NavGroup("enterprises", _("Enterprises"), 60, "enterprise"),),
    nav=(
        NavItem("enterprises", _("Enterprises"), "enterprises:index", "enterprise", "enterprises.view", order=40),
        NavItem("enterprises", _("Duplicates"), "enterprises:duplicates", "merge", "enterprises.merge", order=42),
    ),
    new=(
        New(
            "enterprise",
            pgettext_lazy("begin", "Add an enterprise"),
            "enterprises:add",
            "enterprise",
            "enterprises.edit",
            70,
        ),
    ),
    pages=(ENTERPRISE_PAGE,),
    panels=(
        Panel(
            "documents",
            ENTERPRISE_PAGE,
            _("In documents"),
            "enterprises/_documents.html",
            _in_documents,
            "documents.view",
            order=90,
            tab="sources",
        ),
    ),
    todos=(Todos("enterprises", _doubles, "enterprises.merge", icon="merge"),),
    search=(
        Search("enterprises", _found, "enterprises.view", 20, Enterprise, ENTERPRISE_PAGE, firms=True),
        Search("enterprises.register", _found_in_register, "enterprises.view", 60, firms=True),
    ),
    suggests=(Suggest("firm", _named, "enterprises.view", new=_("New enterprise “%(name)s”"), records=Enterprise),),
    sentences={
        "enterprises.taken_in": _("took the enterprise in from the register"),
        "enterprises.added": _("added the enterprise"),
        "enterprises.corrected": _("corrected a value"),
        "enterprises.name_added": _("added a name"),
        "enterprises.settled": _("noted that it works in the zone"),
        "enterprises.left": _("noted that it no longer works in the zone"),
        "enterprises.merged": _("merged another record into it"),
        "enterprises.absorbed": _("merged it into another record"),
        "enterprises.merge_undone": _("undid a merge"),
        "enterprises.kept_apart": _("found two records to be different"),
        "enterprises.import_started": _("brought a list in"),
        "enterprises.imported": _("applied a list"),
        "enterprises.from_list": _("took values over from a list"),
        "enterprises.import_undone": _("took a list back"),
    },
    answers=(
        *moves("enterprises.enterprisename", "enterprise"),
        *moves("enterprises.enterprisefact", "enterprise"),
        likeness.entry(ENTERPRISES.code, ENTERPRISES),
        known_names.entry("enterprises", fact_uses.known_by_name),
        fact_use.entry("enterprise", fact_uses.EnterpriseUse(), order=20),
    ),
)
