"""Words for states, stages, intents and reasons, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from liantu.chains.rules.presence import Presence, Reason
from liantu.chains.rules.template import Node

RADIUS_CHOICES = ("city", "province", "nation")

# lists of sectors that come with the program, by the names of reference/industries/io_concordance.yaml
SECTOR_LISTS = (gettext_noop("nbs-42"), gettext_noop("oecd-45"))


def radius_name(radius: str) -> str:
    """The radius in a word."""
    return {"city": _("Home city"), "province": _("Home province"), "nation": _("Whole country")}[radius]


def state_name(state: str) -> str:
    """The state of a link in a word."""
    return {
        "strong": pgettext("link", "strong"),
        "present": pgettext("link", "present"),
        "weak": pgettext("link", "weak"),
        "single": pgettext("link", "single firm"),
        "gap": pgettext("link", "missing"),
        "undecided": pgettext("link", "undecided"),
    }[state]


def intent_name(intent: str) -> str:
    """What the enterprises of a link do."""
    return {"make": _("makes"), "trade": _("trades"), "service": _("serves")}[intent]


def factor_name(factor: str) -> str:
    """A part of a score in words."""
    return {
        "specificity": _("How rare the words are"),
        "role": _("Makes it, not only trades it"),
        "position": _("How early in the scope"),
        "name": _("Named in the company name"),
        "frequency": _("How often it is mentioned"),
        "capital": _("Registered capital"),
    }[factor]


def field_name(field: str) -> str:
    """A key of a template's link in words."""
    return {
        "code": _("Code"),
        "name": _("Name"),
        "name_en": _("English name"),
        "stage": _("Stage"),
        "words": _("Words"),
        "exclude": _("Not meant"),
        "gbt4754": "GB/T 4754",
        "intent": _("Intent"),
        "logistic_class": _("Supply radius"),
    }.get(field, field)


def reason_sentence(reason: Reason) -> str:
    """One reason told with its numbers."""
    firms = int(reason.values.get("firms", 0))
    sentences = {
        "firms_found": ngettext(
            "%(firms)d enterprise here does it, of %(everywhere)d in the whole register.",
            "%(firms)d enterprises here do it, of %(everywhere)d in the whole register.",
            firms,
        ),
        "none_found": _("No enterprise here does it; the whole register has %(everywhere)d."),
        "none_anywhere": _("The register has nobody who does it anywhere: the words of the link may not fit."),
        "silence_means_absence": _(
            "If somebody did it here, the register would show it: certainty %(certainty_pct).0f %%, "
            "needed %(needed_pct).0f %%."
        ),
        "silence_is_usual": _(
            "A place of this size often has none anyway (%(usual_pct).0f %%): "
            "the gap tells of the size more than of the industry."
        ),
        "silence_proves_little": _(
            "That none is found proves little: certainty %(certainty_pct).0f %%, needed %(needed_pct).0f %%."
        ),
        "would_settle": _(
            "A register that holds at least %(coverage_pct).1f %% of the enterprises here would settle it, or a visit."
        ),
        "expected_here": _(
            "A place of this size (%(area_share_pct).2f %% of the register) would be expected to have %(expected).1f."
        ),
        "coverage_assumed": _("Assumed: the register holds %(coverage_pct).0f %% of the enterprises here."),
        "coverage_given": _("The register states that it holds %(coverage_pct).0f %% of the enterprises here."),
    }
    return sentences[reason.code] % dict(reason.values)


def reason_sentences(presence: Presence) -> list[str]:
    """Why the link is in its state."""
    return [reason_sentence(reason) for reason in presence.reasons]


def node_label(node: Node, *, english: bool) -> str:
    """The name of a link in the reader's language."""
    return node.name_en if english and node.name_en else node.name
