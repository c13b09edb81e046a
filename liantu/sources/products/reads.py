"""What product lists say. Reads only."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.shortcuts import get_object_or_404

from liantu.engine.ranking import OwnerRanker, ProductCorpus
from liantu.engine.ranking.latent import LatentSpace
from liantu.engine.ranking.texts import reading
from liantu.lib.chinese_text import company_name_key
from liantu.lib.problems import damaged
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.sources.models import RegisterRelease
from liantu.sources.products.building import DROPPED, GROUPS, LISTS, MANIFEST, RELATIONS, SPACE
from liantu.sources.products.models import ProductRelease

TEXTS_MOST = 12


@dataclass(frozen=True)
class Said:
    """What an owner's list says to a question: his nearest product, how near it is (0–1), the score of it all."""

    product: str
    nearness: float
    score: float


@dataclass(frozen=True, eq=False)
class ProductLists:
    """A release opened: its corpus, its relations, and the ranker over both."""

    ranker: OwnerRanker
    keys: tuple[str, ...] = field(repr=False)
    relations: Mapping[str, tuple[tuple[str, str, float], ...]] = field(repr=False)

    def said(self, texts: Sequence[str]) -> Mapping[str, Said]:
        """Name key → what the owner's list says to the texts (a link's name and words); silent ones are not in it."""
        asked = tuple(dict.fromkeys(text for text in texts if reading(text)))[:TEXTS_MOST]
        return _said(self, asked) if asked else {}

    def kinds_of(self, text: str) -> list[str]:
        """Names the lists' relations hold for a kind of ``text``, in order."""
        return sorted({part for kind, part, _score in self.relations.get(reading(text), ()) if kind == "kind"})

    def inputs_of(self, text: str) -> list[tuple[str, float]]:
        """What goes into ``text`` by the relations, surest first."""
        found = {part: score for kind, part, score in self.relations.get(reading(text), ()) if kind == "input"}
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def lists_of(user: User, zone: Zone | None) -> ZonedQuerySet[ProductRelease]:
    """The zone's product lists the person may see."""
    rows: ZonedQuerySet[ProductRelease] = ProductRelease.objects.visible_to(user)
    return rows.filter(zone=zone).select_related("brought_by", "job")


def release_or_404(request: ZoneRequest, pk: int) -> ProductRelease:
    """Product lists of the zone the person may see, or Http404."""
    return get_object_or_404(lists_of(request.user, request.zone), pk=pk)


def lists_in_use(zone: Zone) -> ProductRelease | None:
    """The lists the zone ranks by."""
    return ProductRelease.objects.filter(zone=zone, is_current=True, state=ProductRelease.State.READY).first()


def lists_of_release(release_id: str) -> ProductLists | None:
    """A release by its id, without asking the database; None for '' and when its folder is gone."""
    folder = ProductRelease(release_id=release_id).folder
    return opened(folder) if release_id and (folder / MANIFEST).is_file() else None


def lines_of_owner(made: ProductRelease, name: str) -> list[dict[str, Any]]:
    """What an enterprise lists: product, share (0–1 or None), year; the largest share first."""
    import pyarrow.parquet as pq

    lists, key = opened(made.folder), company_name_key(name)
    owners = [owner for owner, other in zip(lists.ranker.corpus.owners, lists.keys, strict=True) if other == key]
    if not owners:
        return []
    rows = pq.read_table(made.folder / LISTS, filters=[("owner", "in", owners)]).to_pylist()
    return sorted(rows, key=lambda row: (-(row["share"] or 0.0), row["product"]))


def manifest_of(made: ProductRelease) -> dict[str, Any] | None:
    """The manifest in the folder; None while it does not stand. Raises KeptLostError when it is damaged."""
    path = made.folder / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    except (OSError, ValueError) as error:
        raise damaged(made.title) from error


@lru_cache(maxsize=4)
def opened(folder: Path) -> ProductLists:
    """The release in a folder: it never changes, so it is read once a process.

    Raises KeptLostError when a file of it is gone or damaged.
    """
    try:
        return _read(folder)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:  # Arrow's errors are of these
        raise damaged(folder.name) from error


def _read(folder: Path) -> ProductLists:
    import pyarrow.parquet as pq

    lines = pq.read_table(folder / LISTS, columns=["owner", "product"]).to_pydict()
    groups = pq.read_table(folder / GROUPS).to_pydict()
    paths = dict(zip(groups["owner"], (tuple(path) for path in groups["path"]), strict=True))
    corpus = ProductCorpus.from_edges(lines["owner"], lines["product"], groups=paths)
    space = None
    if (folder / SPACE).is_file():
        with np.load(folder / SPACE, allow_pickle=False) as kept:
            space = LatentSpace(kept["owners"], kept["contexts"], kept["grams"])
    table = pq.read_table(folder / RELATIONS).to_pydict()
    relations: dict[str, list[tuple[str, str, float]]] = {}
    for kind, whole, part, score in zip(table["kind"], table["whole"], table["part"], table["score"], strict=True):
        relations.setdefault(reading(whole), []).append((kind, part, score))
    return ProductLists(
        OwnerRanker(corpus, latent=space),
        tuple(company_name_key(owner) for owner in corpus.owners),
        {whole: tuple(found) for whole, found in relations.items()},
    )


@lru_cache(maxsize=512)
def _said(lists: ProductLists, texts: tuple[str, ...]) -> Mapping[str, Said]:
    scores = lists.ranker.scores(texts).max(axis=0)
    nearest = lists.ranker.nearest(texts)
    return {
        key: Said(product, round(near, 4), float(score))
        for key, (product, near, passes), score in zip(lists.keys, nearest, scores, strict=True)
        if passes
    }


def owners_in(made: ProductRelease, register: RegisterRelease) -> int:
    """How many owners the register has under exactly the same name key."""
    wanted = set(opened(made.folder).keys)
    found: set[str] = set()
    release = register.open()
    for shard in release.shards:
        for row in range(len(shard["enterprise_id"])):
            key = company_name_key(shard.name(row)) if len(found) < len(wanted) else ""
            if key in wanted:
                found.add(key)
    return len(found)


def dropped_rows(made: ProductRelease, *, reason: str = "", most: int = 20) -> list[dict[str, str]]:
    """The first rows left out, of one reason (``table.reason``) when given."""
    found = []
    for row in _dropped(made):
        if not reason or f"{row['table']}.{row['reason']}" == reason:
            found.append(row)
            if len(found) >= most:
                break
    return found


def _dropped(made: ProductRelease) -> Iterator[dict[str, str]]:
    path = made.folder / DROPPED
    if path.is_file():
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file)
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
            raise damaged(made.title) from error


def nearest_products(lists: ProductLists, text: str, *, most: int = 30) -> list[tuple[str, float, int]]:
    """Products whose names are nearest to a text: name, nearness (0–1), how many owners list it."""
    corpus = lists.ranker.corpus
    _texts, evidence = next(lists.ranker.ask([text[:60]]))
    order = np.argsort(-evidence.similarity[0], kind="stable")[:most]
    owners = np.asarray(corpus.lists.sum(axis=0)).ravel()
    return [
        (corpus.products[at], float(evidence.similarity[0, at]), int(owners[at]))
        for at in order.tolist()
        if evidence.similarity[0, at] > 0
    ]


def owners_of(lists: ProductLists, text: str, *, most: int = 30) -> list[Any]:
    """The owners best for a text, only those the gate of evidence lets through."""
    return lists.ranker.rank(text[:60], top=most, only_with_evidence=True) if reading(text) else []
