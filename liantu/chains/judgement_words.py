"""What the pages show of a chain's judgement: names in the reader's language, bars, lamps, left-out factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains import actions, judgement, reads
from liantu.chains.models import Chain
from liantu.chains.rules.priority import ACTIONS
from liantu.chains.rules.template import Node, Template
from liantu.chains.slots import NodeDemand
from liantu.chains.wording import node_label

ACTION_NAMES = {
    "fill": pgettext_lazy("chain action", "Fill (补链)"),
    "strengthen": pgettext_lazy("chain action", "Strengthen (强链)"),
    "extend": pgettext_lazy("chain action", "Extend (延链)"),
    "build": pgettext_lazy("chain action", "Build (建链)"),
}
ACTION_NOTES = {
    "fill": gettext_lazy("Missing here, and buyers of it are here."),
    "strengthen": gettext_lazy("Here, but weak or resting on one enterprise."),
    "extend": gettext_lazy("Missing here, and what it is made of is made here."),
    "build": gettext_lazy("Missing here with neither suppliers nor buyers: a new beginning."),
}
TERM_NAMES = {
    "downstream_here": gettext_lazy("Buyers here"),
    "upstream_here": gettext_lazy("Suppliers here"),
    "demand": gettext_lazy("Demand of the leaders"),
    "security": gettext_lazy("Concentrated in one province"),
    "relatedness": gettext_lazy("Close to what is here"),
    "reach": gettext_lazy("Few within reach"),
    "pull": gettext_lazy("Pull on the region"),
    "growth": gettext_lazy("Growing in the country"),
    "shortfall": gettext_lazy("Short of strong"),
}
CLASS_NAMES = {
    "strong": pgettext_lazy("strength", "Strong"),
    "medium": pgettext_lazy("strength", "Medium"),
    "weak": pgettext_lazy("strength", "Weak"),
    "single": pgettext_lazy("strength", "Single point"),
    "gap": pgettext_lazy("strength", "Missing"),
    "undecided": pgettext_lazy("strength", "Undecided"),
}
CLASS_TONES = {"strong": "ok", "medium": "info", "weak": "warn", "single": "warn", "gap": "bad", "undecided": "muted"}
FACTOR_NAMES = {
    "specialisation": gettext_lazy("Specialisation"),
    "supply": gettext_lazy("Supply against local demand"),
    "firms": gettext_lazy("Number of enterprises"),
}
LAMP_NAMES = {
    "coverage": gettext_lazy("Coverage"),
    "evidence": gettext_lazy("Evidence"),
    "freshness": gettext_lazy("Freshness"),
    "agreement": gettext_lazy("Agreement"),
}
LAMP_TONES = {"green": "ok", "yellow": "warn", "red": "bad", "out": "muted"}
LAMP_WORDS = {
    "green": pgettext_lazy("lamp", "good"),
    "yellow": pgettext_lazy("lamp", "fair"),
    "red": pgettext_lazy("lamp", "poor"),
    "out": pgettext_lazy("lamp", "not known"),
}


MAP_STATES = {"medium": "present"}  # the map's word for a link that is there and neither strong nor weak


def as_judged(standing: reads.ChainStanding) -> reads.ChainStanding:
    """The standing with the classes of the judgement as states within the home city, so that map, list and link
    agree.
    """
    content = actions.judgement_of(standing)
    if content is None:
        return standing
    links = []
    for link in standing.links:
        one = content["links"].get(link.code)
        state = one["strength"]["state"] if one else link.presence["city"].state
        city = replace(link.presence["city"], state=MAP_STATES.get(state, state))
        links.append(replace(link, presence={**link.presence, "city": city}))
    return replace(standing, links=tuple(links))


def chain_judged(standing: reads.ChainStanding, template: Template | None) -> dict[str, Any]:
    """For the chain's page: what to do first by action, completeness against size and peers; {} while not known."""
    content = actions.judgement_of(standing)
    if content is None or template is None or content["summary"] is None:
        return {}
    english = (get_language() or "").startswith("en")
    names = {node.code: node_label(node, english=english) for node in template.nodes}
    summary = content["summary"]
    groups = [
        {
            "code": action,
            "name": ACTION_NAMES[action],
            "note": ACTION_NOTES[action],
            "rows": [
                _priority_row(one, names, standing.chain) for one in summary["priorities"] if one["action"] == action
            ],
        }
        for action in ACTIONS
    ]
    whole = summary["completeness"]
    peers = [
        {
            "name": peer["name"],
            "enterprises": peer["enterprises"],
            "value": peer["completeness"]["value"] * 100,
            "expected": peer["completeness"]["expected"] * 100,
            "excess": (peer["completeness"]["value"] - peer["completeness"]["expected"]) * 100,
        }
        for peer in summary["peers"]
    ]
    peers.sort(key=lambda peer: -peer["excess"])
    return {
        "groups": [group for group in groups if group["rows"]],
        "completeness_pct": whole["value"] * 100,
        "expected_pct": whole["expected"] * 100,
        "excess_points": (whole["value"] - whole["expected"]) * 100,
        "rank": summary["rank"],
        "places": len(peers) + 1,
        "peers": peers,
    }


def _priority_row(one: Mapping[str, Any], names: Mapping[str, str], chain: Chain) -> dict[str, Any]:
    return {
        **one,
        "name": names.get(one["code"], one["code"]),
        "url": reverse("chains:node", args=[chain.code, one["code"]]),
        "score_pct": one["score"] * 100,
        "parts": [
            {"label": TERM_NAMES[term["name"]], "value": term["value"], "contribution": term["contribution"]}
            for term in one["terms"]
        ],
        "left_out": [TERM_NAMES[name] for name in one["left_out"]],
        "against": [TERM_NAMES[name] for name in one["against"]],
    }


def link_judged(standing: reads.ChainStanding, node: Node, *, with_demand: bool) -> dict[str, Any]:
    """For the link's page: class with its factors, quotient, rings, lamps, relatedness; {} while not known.

    ``with_demand``: whether the reader may know what all the leaders buy; a liaison may not.
    """
    content = actions.judgement_of(standing)
    one = content["links"].get(node.code) if content is not None else None
    if content is None or one is None:
        return {}
    strength = one["strength"]
    states = {strength["with_lower_thresholds"], strength["with_higher_thresholds"]} - {strength["state"]}
    return {
        **one,
        "class_name": CLASS_NAMES[strength["state"]],
        "class_tone": CLASS_TONES[strength["state"]],
        "leans_on_one": strength["is_single"] and strength["state"] != "single",
        "factors": [{"name": FACTOR_NAMES[factor["name"]], "value": factor["value"]} for factor in strength["factors"]],
        "sensitive_to": [CLASS_NAMES[state] for state in sorted(states)],
        "lamp_rows": [
            {
                "name": LAMP_NAMES[lamp["name"]],
                "tone": LAMP_TONES[lamp["light"]],
                "word": LAMP_WORDS[lamp["light"]],
                "value": _lamp_value(lamp),
            }
            for lamp in one["lamps"]["lamps"]
        ],
        "residual_points": one["kinship"]["residual"] * 100 if one["kinship"] else None,
        "pulled": _pulled(content["pull"], one["pull"], demand_of_link(standing, node.code) if with_demand else None),
    }


MISSING_PULL = {
    "no_table": gettext_lazy("No input–output table is in use. Bring the newest national one in."),
    "imports_within": gettext_lazy(
        "The table in use holds imports within its flows; pull may only be told on home production. Bring a "
        "non-competitive table."
    ),
    "no_concordance": gettext_lazy("Nothing tells which industries the table's sectors hold. Bring a concordance."),
    "no_sector": gettext_lazy("None of this link's industry codes belongs to a sector of the table."),
}


def demand_of_link(standing: reads.ChainStanding, code: str) -> NodeDemand | None:
    """What the leaders buy of a link, or None."""
    return judgement.demand_of(standing.chain.zone, standing.chain).get(code)


def _pulled(basis: Mapping[str, Any], one: Mapping[str, Any] | None, demand: NodeDemand | None) -> dict[str, Any]:
    """The pull of a link per 100 万元 bought here, on what it is reckoned; what is missing where it cannot be."""
    if one is None:
        missing = basis["missing"] or "no_sector"
        return {"missing": MISSING_PULL[missing], "basis": basis, "bring_url": reverse("statistics:list")}
    outside = demand.amount_wan_yuan - demand.local_wan_yuan if demand is not None else None
    return {
        "basis": basis,
        "by_register": basis["measure"] == "register",
        "total": one["total"] * 100,
        "own": one["own"] * 100,
        "others": one["others"] * 100,
        "low": one["low"] * 100,
        "high": one["high"] * 100,
        "made_in": "、".join(name if share == 1 else f"{name} {share * 100:.0f} %" for name, share in one["shares"]),
        "codes_lost": "、".join(one["codes_lost"]),
        "sectors": [{"name": name, "value": round(units * 100, 1)} for name, units in one["sectors"]],
        "most": one["sectors"][0][1] * 100,
        "outside_wan_yuan": outside,
        "set_in_motion": float(outside) * one["total"] if outside else None,
        "demand_url": demand.url if demand is not None else "",
    }


def _lamp_value(lamp: Mapping[str, Any]) -> str:
    """What the lamp measured, as text."""
    if lamp["value"] is None:
        return "—"
    if lamp["name"] == "freshness":
        return _("%(years).1f years old") % {"years": lamp["value"]}
    return f"{lamp['value'] * 100:.0f} %"
