"""Statistical tables the zone judges by."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

import numpy as np
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.lib.problems import damaged
from liantu.people.models import ZonedModel
from liantu.sources.statistics.rules.concordance import Concordance
from liantu.sources.statistics.rules.sizes import SectorSizes
from liantu.sources.statistics.rules.tables import InputOutputTable, Sector


class StatisticTable(ZonedModel):
    """An input–output table as it was read: its sectors and numbers, with source, year, unit and what is odd about
    it.
    """

    class Kind(models.TextChoices):
        """How imports stand in it."""

        COMPETITIVE = "competitive", _("imports within (competitive)")
        NONCOMPETITIVE = "noncompetitive", _("imports apart (non-competitive)")

    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    unit = models.CharField(_("unit"), max_length=40, default="万元")
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    layout = models.CharField(max_length=10)
    kind = models.CharField(pgettext_lazy("trade", "imports"), max_length=16, choices=Kind.choices)
    sectors: Any = models.JSONField(default=list)
    numbers = models.BinaryField()
    warnings: Any = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(_("in use"), default=False)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"), default=timezone.now)

    class Meta:
        verbose_name = _("input–output table")
        verbose_name_plural = _("input–output tables")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "sha256"], name="one_table_once"),
            models.UniqueConstraint(fields=["zone"], condition=Q(is_current=True), name="one_table_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    def get_absolute_url(self) -> str:
        """The table's page."""
        return reverse("statistics:detail", args=[self.pk])

    def table(self) -> InputOutputTable:
        """The table as the rules use it. Raises KeptLostError when its numbers are damaged."""
        try:
            with np.load(io.BytesIO(bytes(self.numbers))) as kept:
                return InputOutputTable(
                    self.layout,
                    tuple(Sector(code, name) for code, name in self.sectors),
                    kept["flows"],
                    kept.get("domestic"),
                    kept["value_added"],
                    kept["output"],
                )
        except (ValueError, EOFError, KeyError, OSError, zipfile.BadZipFile, zlib.error) as error:
            raise damaged(str(self)) from error


class SectorConcordance(ZonedModel):
    """The zone's own word on which industries a table's sectors hold; the newest in force counts."""

    table = models.ForeignKey(StatisticTable, on_delete=models.CASCADE, related_name="concordances")
    valid_from = models.DateField(_("holds from"))
    source = models.CharField(_("source"), max_length=200)
    codes: Any = models.JSONField(default=dict)
    warnings: Any = models.JSONField(default=list)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"), default=timezone.now)

    class Meta:
        verbose_name = _("sector concordance")
        verbose_name_plural = _("sector concordances")
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.valid_from}"

    def concordance(self) -> Concordance:
        """The list as the rules use it."""
        return Concordance(str(self), self.codes)


class RegionalSizes(ZonedModel):
    """How large a table's sectors are in a region and in the nation, in one measure; the newest year counts."""

    table = models.ForeignKey(StatisticTable, on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(_("region"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    measure = models.CharField(_("what is measured"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    here: Any = models.JSONField(default=dict)
    nation: Any = models.JSONField(default=dict)
    warnings: Any = models.JSONField(default=list)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"), default=timezone.now)

    class Meta:
        verbose_name = _("sector sizes of a region")
        verbose_name_plural = _("sector sizes of a region")
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return f"{self.region} {self.year} · {self.measure}"

    def sizes(self) -> SectorSizes:
        """The sizes as the rules use them."""
        return SectorSizes(self.here, self.nation)
