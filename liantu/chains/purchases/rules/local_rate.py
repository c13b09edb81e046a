"""The local supporting rate 本地配套率: of what a leader buys in a year, how much comes from here?

``rate = bought from suppliers here ÷ all that is bought``, once for the home city and once for the province. What
has no known
place counts in the whole and is told apart: the rate is then a lower bound. docs/methods/local-supporting-rate.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Bought:
    """One purchase line as the rules see it; ``province`` and ``city`` are short names, '' when not known.

    ``leader_key`` tells leaders of one name apart.
    """

    key: int
    leader: str
    year: int
    node_code: str
    amount_wan_yuan: Decimal
    province: str
    city: str
    needed_by_on: date | None = None
    leader_key: int = 0


@dataclass(frozen=True)
class LocalRate:
    """Amounts in 万元 and the lines behind them; rates are None when nothing was bought."""

    total_wan_yuan: Decimal
    city_wan_yuan: Decimal
    province_wan_yuan: Decimal
    unplaced_wan_yuan: Decimal
    lines: tuple[int, ...]

    @property
    def city_pct(self) -> Decimal | None:
        """From the home city, in percent."""
        return _share(self.city_wan_yuan, self.total_wan_yuan)

    @property
    def province_pct(self) -> Decimal | None:
        """From the home province (the city included), in percent."""
        return _share(self.province_wan_yuan, self.total_wan_yuan)

    @property
    def unplaced_pct(self) -> Decimal | None:
        """Without a known place, in percent: so much higher the rate could be."""
        return _share(self.unplaced_wan_yuan, self.total_wan_yuan)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole * HUNDRED).quantize(Decimal("0.01")) if whole else None


def local_rate(lines: Iterable[Bought], *, province: str, city: str) -> LocalRate:
    """The rate over ``lines`` seen from a home ``province`` and ``city`` (short names; '' is nowhere)."""
    total = here = near = unplaced = Decimal(0)
    keys = []
    for line in lines:
        total += line.amount_wan_yuan
        keys.append(line.key)
        if not line.province:
            unplaced += line.amount_wan_yuan
        elif line.province == province:
            near += line.amount_wan_yuan
            if city and line.city == city:
                here += line.amount_wan_yuan
    return LocalRate(total, here, near, unplaced, tuple(keys))


@dataclass(frozen=True)
class RateOfYear:
    """A leader's rate in a year and its change against the year before, in points; None without one."""

    leader: str
    year: int
    rate: LocalRate
    change_points: Decimal | None


def rates_by_leader(lines: Iterable[Bought], *, province: str, city: str) -> tuple[RateOfYear, ...]:
    """The rates of every leader and year, leaders by name, the newest year first; changes are of the province's
    rate.
    """
    groups: dict[tuple[str, int, int], list[Bought]] = {}
    for line in lines:
        groups.setdefault((line.leader, line.leader_key, line.year), []).append(line)
    found = {key: local_rate(rows, province=province, city=city) for key, rows in groups.items()}
    rates = []
    for leader, key, year in sorted(found, key=lambda group: (group[0], group[1], -group[2])):
        now, before = found[leader, key, year].province_pct, found.get((leader, key, year - 1))
        earlier = before.province_pct if before is not None else None
        change = now - earlier if now is not None and earlier is not None else None
        rates.append(RateOfYear(leader, year, found[leader, key, year], change))
    return tuple(rates)
