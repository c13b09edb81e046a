"""Enterprises the zone deals with, what is known of them, and merges that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.files.models import StoredFile
from liantu.people.models import ZonedModel
from liantu.sources.models import RegisterRelease
from liantu.ui.search_keys import Spelt


class Enterprise(Spelt, ZonedModel):
    """One enterprise; a merged one points to its survivor and is shown no more."""

    spelt_from = ("name", "credit_code")

    credit_code = models.CharField(_("credit code"), max_length=18, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=255)
    normalised_name = models.CharField(max_length=255, db_index=True)
    province = models.CharField(_("province"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    enterprise_type = models.CharField(_("type"), max_length=80, blank=True)
    capital_wan_yuan = models.DecimalField(
        _("capital (10k yuan)"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    capital_currency = models.CharField(_("currency"), max_length=3, default="CNY", blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    business_scope = models.TextField(_("business scope"), blank=True)
    register_status = models.CharField(_("register status"), max_length=40, blank=True)
    in_zone = models.BooleanField(_("in the zone"), default=False)
    release = models.ForeignKey(
        RegisterRelease, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("register")
    )
    register_row = models.BigIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "credit_code"],
                condition=~Q(credit_code="") & Q(merged_into__isnull=True),
                name="one_enterprise_per_code_and_zone",
            )
        ]
        indexes = [models.Index(fields=["zone", "merged_into", "search_key"], name="enterprises_by_search_key")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the enterprise."""
        return reverse("enterprises:detail", args=[self.pk])


class EnterpriseName(ZonedModel):
    """Another name: former, short or as printed somewhere."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=255)
    normalised_name = models.CharField(max_length=255, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, default="former")
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="one_name_once_per_enterprise")]

    def __str__(self) -> str:
        return self.name


class EnterpriseFact(ZonedModel):
    """One value of one field from one source: observed, declared or inferred; older ones stay."""

    class Kind(models.TextChoices):
        """How we know."""

        OBSERVED = "observed", _("Observed")
        DECLARED = "declared", _("Declared")
        INFERRED = "inferred", _("Inferred")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="facts")
    field = models.CharField(_("field"), max_length=40)
    value = models.TextField(_("value"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OBSERVED)
    source = models.CharField(_("source"), max_length=200)
    as_of_on = models.DateField(_("as of"), null=True, blank=True)
    confidence = models.FloatField(default=1.0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["field", "-recorded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class EnterpriseMerge(ZonedModel):
    """Two enterprises found to be one: what was moved, so that it can be moved back."""

    survivor = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    snapshot = models.JSONField(default=dict)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"

    def get_absolute_url(self) -> str:
        """The page of duplicates, where it can be undone."""
        return reverse("enterprises:duplicates")


class DistinctPair(ZonedModel):
    """Two enterprises somebody looked at and found to be different: not offered as duplicates again."""

    first = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("distinct pair")
        verbose_name_plural = _("distinct pairs")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_decision_per_pair")]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class EnterpriseImport(ZonedModel):
    """One sheet of the zone's own enterprises: looked at, applied in one transaction, undone as a batch."""

    class State(models.TextChoices):
        """How far it came."""

        PREVIEW = "preview", _("To be confirmed")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        ABANDONED = "abandoned", _("Abandoned")

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=255)
    in_zone = models.BooleanField(_("they are in the zone"), default=True)
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    receipt = models.JSONField(default=dict, blank=True)
    snapshot = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("list of enterprises")
        verbose_name_plural = _("lists of enterprises")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return reverse("enterprises:import", args=[self.pk])
