"""Who gets credit for a project: shares that always sum to one, however often they are split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from liantu.lib.problems import Problem

ONE = Decimal(1)
SMALLEST = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """A holder's share of the credit (0–1, whole percents)."""

    holder: str
    share: Decimal


def check_shares(shares: Sequence[Share]) -> list[Problem]:
    """Everything wrong with a split: whole percents above zero, one share a holder, together exactly one."""
    problems = [
        Problem(
            "bad_share",
            "A share is a whole percentage from 1 to 100.",
            where=share.holder,
            params={"share": str(share.share)},
        )
        for share in shares
        if not SMALLEST <= share.share <= ONE or share.share % SMALLEST
    ]
    holders = [share.holder for share in shares]
    problems += [
        Problem("holder_twice", "“%(holder)s” stands twice.", where="credit", params={"holder": holder})
        for holder in sorted({holder for holder in holders if holders.count(holder) > 1})
    ]
    total = sum((share.share for share in shares), Decimal(0))
    if total != ONE:
        problems.append(
            Problem(
                "shares_not_whole",
                "The shares sum to %(total)s %%, not to 100 %%.",
                where="credit",
                fix="Change the shares so that they sum to 100 %%.",
                params={"total": f"{total * 100:f}"},
            )
        )
    return problems


def pass_on(shares: Sequence[Share], *, giver: str, taker: str, part: Decimal) -> tuple[Share, ...]:
    """The split after ``giver`` passes ``part`` (0–1, of the giver's own share) to ``taker``; still sums to one.

    The passed share is rounded down to whole percents, the giver keeps the rest; a giver left with nothing is left out.
    Raises ValueError when ``giver`` holds nothing, ``part`` is outside 0–1 or the two are the same.
    """
    held = {share.holder: share.share for share in shares}
    if giver not in held or giver == taker or not 0 <= part <= 1:
        raise ValueError("credit passes from a holder to another one, by a part between 0 and 1")
    passed = (held[giver] * part).quantize(SMALLEST, rounding="ROUND_FLOOR")
    held[giver] -= passed
    held[taker] = held.get(taker, Decimal(0)) + passed
    return tuple(Share(holder, share) for holder, share in held.items() if share)
