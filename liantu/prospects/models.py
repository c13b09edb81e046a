"""Saved target lists and the judgements people pass on targets."""

from __future__ import annotations

import zlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain, TemplateVersion
from liantu.lib.credit_code import normalise_code, why_invalid
from liantu.lib.problems import damaged
from liantu.people.models import ZonedModel
from liantu.prospects.rules.answer import Answer
from liantu.prospects.rules.question import Question
from liantu.sources.models import RegisterRelease


class TargetList(ZonedModel):
    """A ranked list as it was on a day: the question, what it was put to, and the answer with its checksum."""

    title = models.CharField(_("title"), max_length=120)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="target_lists", verbose_name=_("chain"))
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    node_code = models.CharField(max_length=80)
    node_name = models.CharField(_("link"), max_length=80)
    release = models.ForeignKey(RegisterRelease, on_delete=models.PROTECT, related_name="+", verbose_name=_("register"))
    question = models.TextField()
    excluded_codes = models.JSONField(default=list, blank=True)
    context = models.JSONField(default=dict, blank=True)
    top = models.PositiveIntegerField(default=200)
    total = models.PositiveIntegerField(_("found"))
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(_("note"), blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)

    class Meta:
        verbose_name = _("target list")
        verbose_name_plural = _("target lists")
        ordering = ["-saved_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("prospects:list", args=[self.pk])

    def answer(self) -> Answer:
        """The stored answer. Raises KeptLostError when it is not what was stored."""
        try:
            answer = Answer.from_content(zlib.decompress(bytes(self.content)))
        except (zlib.error, UnicodeDecodeError) as error:
            raise damaged(self.title) from error
        if answer.sha256 != self.sha256:
            raise damaged(self.title)
        return answer

    def asked(self) -> Question:
        """The stored question."""
        return Question.from_canonical(self.question)


class TargetMark(ZonedModel):
    """A person's word on a target of a link: right or wrong, and why; the latest counts, older ones stay."""

    class Verdict(models.TextChoices):
        """What was decided."""

        RIGHT = "right", _("Right")
        WRONG = "wrong", _("Wrong")

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="target_marks")
    node_code = models.CharField(max_length=80)
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)
    release = models.ForeignKey(RegisterRelease, on_delete=models.PROTECT, related_name="+")
    enterprise_id = models.BigIntegerField()
    name = models.CharField(_("enterprise"), max_length=255)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    factors = models.JSONField(default=dict)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(_("marked at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("target mark")
        verbose_name_plural = _("target marks")
        ordering = ["-id"]
        indexes = [models.Index(fields=["zone", "chain", "node_code"], name="marks_of_a_link")]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_verdict_display()}"


class RestrictedEnterprise(ZonedModel):
    """An enterprise that is not to be invited: on a list of dishonest debtors, or for a reason of the zone's own."""

    name = models.CharField(_("enterprise"), max_length=200)
    credit_code = models.CharField(_("credit code"), max_length=18)
    reason = models.CharField(_("reason"), max_length=200)
    source = models.CharField(_("source"), max_length=200)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("enterprise not to be invited")
        verbose_name_plural = _("enterprises not to be invited")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["zone", "credit_code"], name="one_restriction_per_code")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A code that does not check would restrict nobody."""
        self.credit_code = normalise_code(self.credit_code)
        if why_invalid(self.credit_code) is not None:
            raise ValidationError({"credit_code": gettext("This is no valid credit code.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": gettext("It ends before it begins.")})


class RankingFit(ZonedModel):
    """Weights fitted on reviewed targets, compared on held-out links; in use only while a person has switched it on."""

    weights = models.JSONField(default=dict)
    sliders = models.JSONField(default=dict)
    reviewed = models.PositiveIntegerField(_("reviewed targets"))
    map_fitted = models.FloatField()
    map_before = models.FloatField()
    fitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    fitted_at = models.DateTimeField(_("fitted at"), default=timezone.now)
    switched_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    switched_on_at = models.DateTimeField(null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fitted ranking")
        verbose_name_plural = _("fitted rankings")
        ordering = ["-fitted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.fitted_at:%Y-%m-%d} ({self.reviewed})"

    @property
    def is_on(self) -> bool:
        """Whether lists start from its weights."""
        return self.switched_on_at is not None and self.switched_off_at is None
