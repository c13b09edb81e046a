"""Every read of the atlas: the four maps and five lists (四图五清单) of a chain from what the program knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from liantu.chains import reads as chain_reads
from liantu.chains.atlas.models import AtlasText
from liantu.chains.atlas.slots import ProjectLine, atlas_projects
from liantu.chains.firm_sums import sums_of
from liantu.chains.models import Chain
from liantu.chains.rules.template import Template
from liantu.chains.standing import ChainStanding
from liantu.chains.wording import node_label, reason_sentences, state_name
from liantu.people.models import User
from liantu.ui.wiring import Seen

FIRMS_A_LINK = 5
CITIES_A_LINK = 3


@dataclass(frozen=True)
class FirmLine:
    """An enterprise of the chain: its part or link, its name, where it is, how it is known."""

    part: str
    name: str
    place: str
    source: str


@dataclass(frozen=True)
class ProblemLine:
    """A link that is missing, weak, a single point or undecided, and why."""

    link: str
    state: str
    why: str


@dataclass(frozen=True)
class ClusterLine:
    """Where most firms of a link are."""

    link: str
    cities: str


@dataclass(frozen=True)
class Atlas:
    """The maps and lists of a chain; ``regions``: firms by province, largest first; ``texts`` by kind;
    ``projects`` None for a person who may see none."""

    regions: tuple[tuple[str, int], ...]
    stages: tuple[tuple[str, tuple[str, ...]], ...]
    texts: Mapping[str, AtlasText]
    firms: tuple[FirmLine, ...]
    projects: Sequence[ProjectLine] | None
    clusters: tuple[ClusterLine, ...]
    problems: tuple[ProblemLine, ...]
    policies: tuple[str, ...]


def texts_of(chain: Chain) -> dict[str, AtlasText]:
    """The newest text of each kind. One query."""
    newest: dict[str, AtlasText] = {}
    for text in AtlasText.objects.filter(chain=chain).select_related("written_by"):
        newest.setdefault(text.kind, text)
    return newest


def atlas_of(chain: Chain, standing: ChainStanding, *, user: User, day: Any) -> Atlas:
    """The atlas of a chain as it stands; without a register the maps and lists that need one are empty."""
    template = chain_reads.template_of(standing.version) if standing.version is not None else None
    regions: dict[str, int] = {}
    clusters: list[ClusterLine] = []
    firms = _leaders(chain, day)
    if standing.release is not None and template is not None:
        release = standing.release.open()
        for node in template.nodes:
            sums = sums_of(release, node)
            for (province, _city), number in zip(sums.places, sums.firms, strict=True):
                if province:
                    regions[province] = regions.get(province, 0) + int(number)
            ranked = sorted(zip(sums.places, sums.firms, strict=True), key=lambda pair: (-pair[1], pair[0]))
            most = "、".join(f"{place[1] or place[0]} {int(n)}" for place, n in ranked[:CITIES_A_LINK] if place[0])
            clusters.append(ClusterLine(node.name, most or "—"))
            _total, present = chain_reads.firms_present(
                node, release, zone=chain.zone, radius="city", limit=FIRMS_A_LINK
            )
            source = f"{standing.release.title} {standing.release.as_of_on or ''}".strip()
            firms += [FirmLine(node.name, firm.row["name"], firm.row["city"], source) for firm in present]
    texts = texts_of(chain)
    written = texts["policies"].text.splitlines() if "policies" in texts else []
    policies = tuple(line.strip() for line in written if line.strip())
    return Atlas(
        tuple(sorted(regions.items(), key=lambda pair: (-pair[1], pair[0]))),
        _stages(template),
        texts,
        tuple(firms),
        _projects(Seen(user, chain.zone), chain),
        tuple(clusters),
        _problems(standing),
        policies,
    )


def _projects(seen: Seen, chain: Chain) -> Sequence[ProjectLine] | None:
    """The projects of the chain that this person may see; None when he may see none at all."""
    answers = [lines for rooms in atlas_projects.values() if (lines := rooms(seen, chain)) is not None]
    return [line for lines in answers for line in lines] if answers else None


def _leaders(chain: Chain, day: Any) -> list[FirmLine]:
    """Leader and core enterprises in office."""
    roles = [role for role in chain.enterprise_roles.all() if role.holds_on(day)]
    return [
        FirmLine(str(role.get_kind_display()), role.printed_name, chain.zone.city, chain.zone.name) for role in roles
    ]


def _stages(template: Template | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The links by stage in the reader's language, in the order of the template."""
    if template is None:
        return ()
    english = (get_language() or "").startswith("en")
    order = dict.fromkeys(node.stage for node in template.nodes)
    return tuple(
        (stage, tuple(node_label(node, english=english) for node in template.nodes if node.stage == stage))
        for stage in order
    )


def _problems(standing: ChainStanding) -> tuple[ProblemLine, ...]:
    """The links that call for something, the missing first."""
    order = {"gap": 0, "single": 1, "weak": 2, "undecided": 3}
    chosen = [link for link in standing.links if link.presence["city"].state in order]
    chosen.sort(key=lambda link: (order[link.presence["city"].state], link.code))
    return tuple(
        ProblemLine(
            link.name, str(state_name(link.presence["city"].state)), " ".join(reason_sentences(link.presence["city"]))
        )
        for link in chosen
    )
