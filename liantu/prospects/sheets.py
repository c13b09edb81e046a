"""Target lists as workbooks: the targets, and beside them what the list is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from liantu.prospects.models import TargetList
from liantu.prospects.reads import FACTOR_NAMES, TargetPage
from liantu.prospects.rules.question import FACTORS
from liantu.prospects.rules.rank_fusion import TERMS
from liantu.ui.exports import Export, Sheet

ROLE_NAMES = {"make": gettext_noop("makes"), "trade": gettext_noop("trades"), "service": gettext_noop("serves")}


def target_cells(row: Mapping[str, Any]) -> list[Any]:
    """One target as cells, in the order of ``headers``."""
    parts = {part["factor"]: part["contribution"] for part in (*row.get("text_parts", ()), *row["parts"])}
    return [
        row["rank"],
        row["name"],
        row["credit_code"],
        row["province"],
        row["city"],
        row["capital_wan_yuan"],
        row["registered_on"],
        row["enterprise_type"],
        _(ROLE_NAMES.get(row["role"], row["role"])),
        row["evidence"],
        row["word"],
        row["score"],
        *(parts.get(factor, 0.0) for factor in (*FACTORS, *TERMS)),
    ]


def headers() -> list[str]:
    """Column names in the reader's language."""
    fixed = [
        _("Rank"),
        _("Enterprise"),
        _("Credit code"),
        _("Province"),
        _("City"),
        _("Capital (10k)"),
        _("Registered on"),
        _("Type"),
        pgettext("match", "Role"),
        _("Evidence"),
        _("Matched word"),
        _("Score"),
    ]
    return [*fixed, *(_(FACTOR_NAMES[factor]) for factor in (*FACTORS, *TERMS))]


def facts_of_page(page: TargetPage) -> list[list[Any]]:
    """What the ranking was made of, for the second sheet."""
    return [
        [_("Chain"), page.chain.name],
        [_("Link"), page.node.name],
        [_("Template version"), page.version.number],
        [_("Register"), page.release.title],
        [_("Source"), page.release.source],
        [_("As of"), page.release.as_of_on],
        [_("Found"), page.total],
        [_("Question"), page.question.canonical()],
    ]


def facts_of_list(saved: TargetList) -> list[list[Any]]:
    """What a saved list was made of, for the second sheet."""
    return [
        [_("Chain"), saved.chain.name],
        [_("Link"), saved.node_name],
        [_("Template version"), saved.version.number],
        [_("Register"), saved.release.title],
        [_("Source"), saved.release.source],
        [_("As of"), saved.release.as_of_on],
        [_("Found"), saved.total],
        [_("Question"), saved.question],
        [_("Checksum"), saved.sha256],
    ]


def workbook_of(
    name: str,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    facts: Sequence[Sequence[Any]],
    *,
    about: Model | None = None,
) -> Export:
    """Targets as they leave: the ranking, and beside it what it is made of."""
    sheets = (
        Sheet(_("Targets"), headers(), (target_cells(row) for row in rows)),
        Sheet(_("Made of"), [pgettext("fact", "What"), pgettext("fact", "Value")], facts),
    )
    return Export(name, title, sheets, len(rows), "xlsx", "prospects.export", title, about)
