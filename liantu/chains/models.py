"""Chains, the versions of their templates, the people and enterprises that lead them, and how they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.chains.rules.template import Template, parse_template
from liantu.enterprises.models import Enterprise
from liantu.people.models import ZonedModel
from liantu.sources.models import RegisterRelease


class Chain(ZonedModel):
    """An industrial chain the zone works on."""

    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("chain")
        verbose_name_plural = _("chains")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_chain_per_code_and_zone")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def get_absolute_url(self) -> str:
        """The chain's map."""
        return reverse("chains:detail", args=[self.code])


class TemplateVersion(ZonedModel):
    """One version of a chain's template as YAML text; a published one never changes."""

    class State(models.TextChoices):
        """Where the version stands."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField()
    checksum = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(_("note"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["chain"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["chain"], condition=Q(state="draft"), name="one_draft_per_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} · {self.number}"

    def template(self) -> Template:
        """The text as a template. Raises TemplateError when a draft does not parse."""
        return parse_template(self.text, source=f"{self.chain_id}/{self.number}")


class DraftStep(models.Model):
    """One earlier text of a draft, so that an edit can be undone."""

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField()
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="one_step_per_revision")]

    def __str__(self) -> str:
        return f"{self.version_id}#{self.revision}"


class Dated(ZonedModel):
    """Something that holds from a day until a day."""

    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Where it stands: who leads its chain."""
        return reverse("chains:people", args=[self.chain.code])  # type: ignore[attr-defined]  # each kind has its chain

    def holds_on(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class ChainAppointment(Dated):
    """A person's office on a chain: its chief or a member of its task force."""

    class Office(models.TextChoices):
        """Which office."""

        GENERAL = "general_chain_chief", _("General chain chief")
        CHIEF = "chain_chief", _("Chain chief")
        TASK_FORCE_LEAD = "task_force_lead", _("Task force lead")
        TASK_FORCE_MEMBER = "task_force_member", _("Task force member")
        LIAISON = "chain_leader_liaison", _("Chain leader liaison")

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="appointments")
    office = models.CharField(_("office"), max_length=24, choices=Office.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    speaks_for = models.ForeignKey(
        "ChainEnterpriseRole",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="liaisons",
        verbose_name=_("speaks for"),
    )
    printed_name = models.CharField(_("name as printed"), max_length=60)
    title = models.CharField(pgettext_lazy("appointment", "title"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["chain", "office", "-starts_on", "id"]

    def __str__(self) -> str:
        return f"{self.printed_name} · {self.get_office_display()}"


class ChainEnterpriseRole(Dated):
    """An enterprise's part in a chain: leader or core."""

    class Kind(models.TextChoices):
        """Which part."""

        LEADER = "chain_leader", _("Chain leader enterprise")
        CORE = "chain_core_enterprise", _("Chain core enterprise")

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="enterprise_roles")
    kind = models.CharField(_("part"), max_length=24, choices=Kind.choices)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="chain_roles"
    )
    printed_name = models.CharField(_("enterprise"), max_length=255)

    class Meta:
        verbose_name = _("enterprise on the chain")
        verbose_name_plural = _("enterprises on the chain")
        ordering = ["chain", "kind", "printed_name", "id"]

    def __str__(self) -> str:
        return f"{self.printed_name} · {self.get_kind_display()}"


class ChainDepartment(Dated):
    """The lead department of a chain."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("lead department"), max_length=80)

    class Meta:
        verbose_name = _("chain lead department")
        verbose_name_plural = _("chain lead departments")
        ordering = ["chain", "-starts_on", "id"]

    def __str__(self) -> str:
        return self.name


class NodeEvidence(ZonedModel):
    """What a document says of a link, kept by a person; it stands beside the judgement and does not change it."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="evidence")
    node_code = models.CharField(max_length=60)
    fact = models.ForeignKey("documents.Fact", on_delete=models.SET_NULL, null=True, related_name="+")
    word = models.CharField(max_length=60)
    about = models.CharField(max_length=300)
    quote = models.CharField(max_length=400)
    said_on = models.DateField(null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("evidence of a link")
        verbose_name_plural = _("evidence of links")
        ordering = ["-kept_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "node_code", "fact"], name="one_evidence_per_link_and_fact")
        ]

    def __str__(self) -> str:
        return f"{self.node_code} · {self.about}"

    def get_absolute_url(self) -> str:
        """The page of its link."""
        return reverse("chains:node", args=[self.chain.code, self.node_code])


class ChainAssessment(ZonedModel):
    """How every link stands on one register: kept because the question and the answer never change."""

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="assessments")
    release = models.ForeignKey(RegisterRelease, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=64)
    links: Any = models.JSONField(default=list)
    computed_at = models.DateTimeField(_("computed at"), default=timezone.now)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [models.UniqueConstraint(fields=["version", "release", "question"], name="one_assessment")]

    def __str__(self) -> str:
        return f"{self.version} · {self.release}"


class ChainJudgement(ZonedModel):
    """Strength, completeness, confidence and priority of a chain's links on one register, kept by their question."""

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="judgements")
    release = models.ForeignKey(RegisterRelease, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=64)
    content: Any = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("computed at"), default=timezone.now)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [models.UniqueConstraint(fields=["version", "release", "question"], name="one_judgement")]

    def __str__(self) -> str:
        return f"{self.version} · {self.release}"
