"""A version's way: drafted, published with a second person's consent, replaced by the next one; or dropped."""

from __future__ import annotations

from dataclasses import dataclass

from liantu.lib.flow import Flow, Step
from liantu.lib.problems import Problem


@dataclass(frozen=True)
class VersionFacts:
    """A version as its flow sees it. ``program``: nobody; what the program alone does has this as its person."""

    state: str
    drafted_by: int | None
    program: None = None


def flow_of(keep: str, second: tuple[str, ...]) -> Flow[VersionFacts]:
    """The steps of a kind of rule: ``keep`` is the ability they take, ``second`` the roles that must agree.

    Whoever drafted a version proposes it, so that whoever lets it hold is always somebody else.
    """
    return Flow(
        "rule_version",
        ("draft", "published", "retired", "dropped"),
        (
            Step("publish", ("draft",), "published", keep, only=("drafted_by",), second=second),
            Step("drop", ("draft",), "dropped", keep, only=("drafted_by",)),
            Step("retire", ("published",), "retired", keep, only=("program",)),
        ),
        {
            "moved": Problem(
                "version_is_fixed",
                "Only a draft can be changed, proposed or dropped.",
                where="verb",
                fix="Draft a new version from this one.",
            ),
            "only": Problem(
                "not_your_draft",
                "Whoever drafted the version proposes or drops it.",
                where="verb",
                fix="Draft a version of your own from its text.",
            ),
            "retire.only": Problem(
                "retired_by_the_next",
                "A version is replaced when the next one is published.",
                where="verb",
                fix="Draft the next one.",
            ),
        },
    )
