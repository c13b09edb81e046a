"""A question about targets in the reader's words: everything it asks, nothing left to guess."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from liantu.prospects.reads import FACTOR_NAMES
from liantu.prospects.rules.question import FACTORS, Question
from liantu.prospects.rules.rank_fusion import TERMS


def told_question(question: Question) -> list[tuple[str, str]]:
    """(what, how) for the order, the weights and every hard condition that is set."""
    order = _weights(question.terms, TERMS) if question.fused else _("order by the words alone")
    told = [(_("Evidence"), order), (_("Weights within the words"), _weights(question.weights, FACTORS))]
    told += [(_("Province"), "、".join(question.provinces))]
    told += [(_("Not in the provinces"), "、".join(question.without_provinces))]
    told += [(_("Not in the cities"), "、".join(question.without_cities))]
    told += [(_("Capital (10k yuan)"), _between(question.capital_min_wan_yuan, question.capital_max_wan_yuan))]
    told += [(_("Age (years)"), _between(question.age_min_years, question.age_max_years))]
    told += [(_("At most of one group"), str(question.per_group or ""))]
    told += [(_("At most of one province"), str(question.per_province or ""))]
    choices = (
        (not question.exclude_present, _("also those already here")),
        (not question.exclude_trade_only, _("also pure traders")),
        (question.valid_code_only, _("only with a valid credit code")),
    )
    told += [(_("Also"), "、".join(words for is_set, words in choices if is_set))]
    return [(what, how) for what, how in told if how]


def _weights(values: Mapping[str, float], names: tuple[str, ...]) -> str:
    return " · ".join(f"{_(FACTOR_NAMES[name])} ×{values.get(name, 1.0):g}" for name in names)


def _between(least: float | None, most: float | None) -> str:
    if least is None and most is None:
        return ""
    return f"{'' if least is None else f'{least:g}'}–{'' if most is None else f'{most:g}'}"
