"""Rows that are found while a name is typed: by a part of it, by pinyin, by first letters (``lib/pinyin``).

    class Project(Spelt, Revised):
        spelt_from = ("name", "number", "investor_name")

    found_by(projects_of(user, zone), text, 8)

The key is written with the row, whoever saves it; a change of a row past ``save`` (``update``) changes no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Lookup, Q

from liantu.lib.pinyin import fits, key_of, patterns

RowT = TypeVar("RowT", bound=models.Model)
WORDS_MOST, LOOKED_AT_MOST, ROWS_AT_ONCE = 6, 80, 1000


class SearchKey(models.TextField):  # type: ignore[type-arg]
    """What a row is found by; made anew whenever the row is saved."""

    def __init__(self, **more: Any) -> None:
        own: dict[str, Any] = {"default": "", "db_default": "", "editable": False}
        super().__init__(**(own | more))

    def deconstruct(self) -> Any:
        """In migrations it is a text: the rows of the past make no keys."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the names as they stand."""
        key = model_instance.key_now()  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return str(key)


@SearchKey.register_lookup
class Like(Lookup):
    """LIKE with the pattern as it is given."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition: ``\\`` takes away what ``%`` and ``_`` mean."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s ESCAPE '\\'", (*params, self.rhs)


class Spelt(models.Model):
    """A row with a key; ``spelt_from``: the fields that hold its names; ``spelt_person``: they name a person."""

    spelt_from: ClassVar[tuple[str, ...]] = ("name",)
    spelt_person: ClassVar[bool] = False
    search_key = SearchKey()

    class Meta:
        abstract = True

    def key_now(self) -> str:
        """The key of the names as they stand."""
        return key_of(*(str(getattr(self, name)) for name in self.spelt_from), person=self.spelt_person)

    def save(self, *args: Any, **named: Any) -> None:
        """Save; with a name that is saved its key is."""
        only = named.get("update_fields")
        if only is not None and set(only) & set(self.spelt_from):
            named["update_fields"] = {*only, "search_key"}
        super().save(*args, **named)


def found_by(rows: models.QuerySet[RowT], text: str, limit: int) -> list[RowT]:
    """At most ``limit`` of the rows that every word of ``text`` fits, the likeliest first. Two queries."""
    words = text.lower().split()[:WORDS_MOST]
    if not words:
        return []
    wanted = Q()
    for word in words:
        any_way = Q()
        for pattern in patterns(word):
            any_way |= Q(search_key__like=pattern)
        wanted &= any_way
    looked_at = rows.filter(wanted).order_by().values_list("pk", "search_key")[:LOOKED_AT_MOST]
    fitting = [(_distance(words, key), pk) for pk, key in looked_at if all(fits(word, key) for word in words)]
    chosen = [pk for _distance, pk in sorted(fitting)[:limit]]
    found = {row.pk: row for row in rows.filter(pk__in=chosen)} if chosen else {}
    return [found[pk] for pk in chosen if pk in found]


def _distance(words: Sequence[str], key: str) -> tuple[int, int]:
    """How far a key is from what was typed: the name begins so, holds it, is spelt so; then the shorter name."""
    names, _line, letters = key.partition("|")
    if names.startswith(words[0]):
        return 0, len(names)
    if words[0] in names:
        return 1, len(names)
    return (2 if letters.startswith(words[0]) else 3), len(names)


def fill_keys(model: type[models.Model], names: Sequence[str], *, person: bool = False) -> None:
    """Write the key of every row there is: for the migration that gives a table its keys."""
    rows: Iterable[Any] = model._default_manager.only("pk", *names).order_by("pk").iterator(chunk_size=ROWS_AT_ONCE)
    made: list[Any] = []
    for row in rows:
        row.search_key = key_of(*(str(getattr(row, name)) for name in names), person=person)
        made.append(row)
        if len(made) == ROWS_AT_ONCE:
            model._default_manager.bulk_update(made, ["search_key"])
            made.clear()
    model._default_manager.bulk_update(made, ["search_key"])
