"""How a duty moves: open → done → confirmed (where somebody confirms) · open → dropped · any of these → open.

Every step needs a word but handing over, and taking back what one said to be done on the same day. Whoever leads duties
of the kind takes every step in another's place, but nobody finds done what was their own to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.lib.flow import Flow, Given, Step
from liantu.lib.problems import Problem

ABILITY = "duties.view"


@dataclass(frozen=True)
class Facts:
    """A duty as the rules see it: state, owner and giver (user numbers), who confirms, whether it can be given up."""

    state: str
    owner: int | None
    giver: int | None
    confirm: str = ""
    may_drop: bool = True
    done_on: date | None = None

    @property
    def confirmer(self) -> int | None:
        """Who says that it is really done; the owner fetches the word of a firm."""
        return {"giver": self.giver, "firm": self.owner}.get(self.confirm)

    @property
    def doer(self) -> int | None:
        """Who did what another gave and finds done, and so never confirms it, not even as a leader."""
        return self.owner if self.confirm == "giver" and self.owner != self.giver else None


def _nobody_confirms(facts: Facts, today: date) -> list[Problem]:
    if facts.confirm:
        return []
    return [Problem("nobody_confirms", "It is done; nobody has to confirm it.", where="verb")]


def _is_not_given_up(facts: Facts, today: date) -> list[Problem]:
    if facts.may_drop:
        return []
    text = "It is not given up: it is over only when it is done and confirmed."
    return [Problem("not_given_up", text, where="verb", fix="Write how it was solved.")]


def _is_of_an_earlier_day(facts: Facts, today: date) -> list[Problem]:
    if facts.done_on == today:
        return []
    text = "It was done on an earlier day: whoever gave it takes it up again."
    return [Problem("done_earlier", text, where="verb")]


def _has_word(facts: Facts, given: Given, today: date) -> list[Problem]:
    """A firm confirms by the name of its person, a giver by what came of it."""
    if given.note.strip():
        return []
    if facts.confirm == "firm":
        text = "Name who confirmed it at the enterprise."
        return [Problem("no_confirmer", text, where="note", fix="Name and office are enough.")]
    return [NOTE_NEEDED]


NOTE_NEEDED = Problem("note_needed", "Write what came of it.", where="note", fix="One sentence is enough.")
NOT_THE_CONFIRMER = Problem(
    "not_the_giver", "It is confirmed by whoever gave it, for an enterprise by its owner; not by who did it.", "verb"
)

DUTY: Flow[Facts] = Flow(
    "duty",
    ("open", "done", "confirmed", "dropped"),
    (
        Step("finish", ("open",), "done", ABILITY, reason=True, only=("owner",)),
        Step(
            "confirm",
            ("done",),
            "confirmed",
            ABILITY,
            only=("confirmer",),
            but=("doer",),
            when=_nobody_confirms,
            check=_has_word,
        ),
        Step("reopen", ("done", "confirmed", "dropped"), "open", ABILITY, reason=True, only=("giver",)),
        Step("take_back", ("done",), "open", ABILITY, only=("owner",), when=_is_of_an_earlier_day),
        Step("drop", ("open",), "dropped", ABILITY, reason=True, only=("giver",), when=_is_not_given_up),
        Step("hand", ("open",), None, ABILITY, needs=("to",), only=("owner", "giver")),
    ),
    words={
        "only": Problem("not_your_task", "Only its owner or who leads the work takes this step.", where="verb"),
        "confirm.only": NOT_THE_CONFIRMER,
        "confirm.but": NOT_THE_CONFIRMER,
        "reason": NOTE_NEEDED,
        "to": Problem("no_new_owner", "Choose another person of the zone.", where="to"),
    },
)
