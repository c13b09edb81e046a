"""What rows are compared by, and the pairs found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from liantu.people.models import ZonedModel


class AlikeState(ZonedModel):
    """That the pairs of a kind are kept for the zone, and by which version of its rules."""

    kind = models.CharField(max_length=40)
    version = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("state of likenesses")
        verbose_name_plural = _("states of likenesses")
        constraints = [models.UniqueConstraint(fields=["zone", "kind"], name="one_state_of_a_likeness")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class AlikeKey(ZonedModel):
    """One text that a row is found by, as its checksum."""

    kind = models.CharField(max_length=40)
    row = models.BigIntegerField()
    key = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("key of likeness")
        verbose_name_plural = _("keys of likeness")
        constraints = [models.UniqueConstraint(fields=["zone", "kind", "row", "key"], name="one_key_of_a_row")]
        indexes = [models.Index(fields=["zone", "kind", "key"], name="rows_of_a_key")]

    def __str__(self) -> str:
        return f"{self.row}: {self.key}"


class AlikePair(ZonedModel):
    """Two rows that may be one, the smaller key first; ``grounds`` are the room's own."""

    kind = models.CharField(max_length=40)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    score = models.FloatField()
    grounds: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("pair that may be one")
        verbose_name_plural = _("pairs that may be one")
        ordering = ["-score", "first", "second"]
        constraints = [models.UniqueConstraint(fields=["zone", "kind", "first", "second"], name="one_pair_once")]
        indexes = [
            models.Index(fields=["zone", "kind", "-score", "first", "second"], name="likeliest_pairs"),
            models.Index(fields=["zone", "kind", "second"], name="pairs_by_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"
