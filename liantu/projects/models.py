"""Projects, the stages they passed with their papers, their money, who gets credit, and how they ended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain
from liantu.enterprises.models import Enterprise
from liantu.foundation.files.models import Paper
from liantu.foundation.flows.models import Revised, StepRow
from liantu.people.models import ZonedModel, ZonedQuerySet
from liantu.ui.search_keys import Spelt

PERSON: Any = settings.AUTH_USER_MODEL


class Project(Spelt, Revised):
    """One investment project. Stage, health, statistics entry and warning light are separate axes."""

    class Health(models.TextChoices):
        """Whether it runs."""

        NORMAL = "normal", pgettext_lazy("project health", "Running")
        SUSPENDED = "suspended", pgettext_lazy("project health", "Suspended")
        TERMINATED = "terminated", pgettext_lazy("project health", "Terminated")
        EXITED = "exited", pgettext_lazy("project health", "Exited")

    class Statistics(models.TextChoices):
        """Where it stands with the statistics bureau."""

        NOT_DUE = "not_due", _("Not due")
        DUE = "due", pgettext_lazy("statistics", "Due")
        SUBMITTED = "submitted", pgettext_lazy("statistics", "Submitted")
        ENTERED = "entered", _("In statistics")
        RETURNED = "returned", pgettext_lazy("statistics", "Returned")

    class IndustryClass(models.TextChoices):
        """What kind of industry, judged by product."""

        EMERGING = "strategic_emerging", _("Strategic emerging")
        TRADITIONAL = "traditional", _("Traditional industry")
        NON_INDUSTRIAL = "non_industrial", _("Not industrial")

    class Origin(models.TextChoices):
        """Where the capital comes from."""

        OUT_PROVINCE = "domestic_out_province", _("From other provinces")
        IN_PROVINCE = "domestic_in_province", _("From the province, other cities")
        LOCAL = "local", pgettext_lazy("capital", "Local")
        FOREIGN = "foreign", pgettext_lazy("capital", "Foreign")

    class Nature(models.TextChoices):
        """What is built."""

        NEW = "new", pgettext_lazy("construction", "New")
        EXPANSION = "expansion", _("Expansion")
        RENEWAL = "technical_renewal", _("Rebuilding and technical renewal")
        RELOCATION = "relocation", _("Relocation")
        PURCHASE = "purchase_only", _("Purchase only")

    class Channel(models.TextChoices):
        """Through whom it came."""

        TASK_FORCE = "chain_task_force", _("Chain task force")
        AGENCY = "third_party_agency", _("Third-party agency")
        CHAMBER = "chamber", _("Chamber of commerce")
        AMBASSADOR = "ambassador", _("Investment ambassador")
        LEADER = "chain_leader", _("Introduced by a chain leader")
        EXHIBITION = "exhibition", _("Exhibition")
        SELF = "self_contact", _("Own contact")
        REFERRAL = "referral", _("Referral")
        PARTNER = "partner_park", _("Partner park")
        SUPERIOR = "superior", _("Handed down")

    spelt_from = ("name", "number", "investor_name")

    number = models.CharField(_("project no."), max_length=20)
    name = models.CharField(_("project"), max_length=120)
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("chain")
    )
    node_code = models.CharField(max_length=80, blank=True)
    investor = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    investor_name = models.CharField(_("investor"), max_length=255, blank=True)
    company = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    company_credit_code = models.CharField(_("credit code of the project company"), max_length=18, blank=True)
    content = models.TextField(_("what is to be built"), blank=True)
    product = models.CharField(_("product"), max_length=200, blank=True)
    site_need = models.CharField(_("need of land or workshop"), max_length=200, blank=True)
    core_technology = models.TextField(_("core technology"), blank=True)
    difficulties = models.TextField(_("open difficulties"), blank=True)
    industry_class = models.CharField(_("class of industry"), max_length=20, choices=IndustryClass.choices, blank=True)
    sei_code = models.CharField(_("strategic emerging class"), max_length=8, blank=True)
    capital_origin = models.CharField(_("origin of capital"), max_length=24, choices=Origin.choices, blank=True)
    construction_nature = models.CharField(
        _("nature of construction"), max_length=20, choices=Nature.choices, blank=True
    )
    channel = models.CharField(_("channel"), max_length=24, choices=Channel.choices, blank=True)
    origin_province = models.CharField(_("province of the investor"), max_length=40, blank=True)
    origin_city = models.CharField(_("city of the investor"), max_length=40, blank=True)
    area_mu = models.DecimalField(_("land (mu)"), max_digits=12, decimal_places=2, null=True, blank=True)
    workshop_m2 = models.DecimalField(_("workshop (m²)"), max_digits=12, decimal_places=2, null=True, blank=True)
    power_kva = models.DecimalField(_("power (kVA)"), max_digits=12, decimal_places=2, null=True, blank=True)
    expected_output_wan_yuan = models.DecimalField(
        _("promised yearly output (10k yuan)"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    expected_tax_wan_yuan = models.DecimalField(
        _("promised yearly tax (10k yuan)"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    intent_wan_yuan = models.DecimalField(
        _("intended investment (10k yuan)"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    signed_wan_yuan = models.DecimalField(
        _("signed amount (10k yuan)"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    in_place_wan_yuan = models.DecimalField(
        _("capital in place (10k yuan)"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    fixed_assets_wan_yuan = models.DecimalField(
        _("fixed assets counted (10k yuan)"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True, db_index=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    in_production_on = models.DateField(_("in production since"), null=True, blank=True)
    planned_start_on = models.DateField(_("agreed day of start"), null=True, blank=True)
    planned_production_on = models.DateField(_("agreed day of production"), null=True, blank=True)
    filing_code = models.CharField(_("project code of the filing"), max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=40, default="lead", db_index=True)
    stage_since_on = models.DateField(_("in the stage since"), default=timezone.localdate)
    health = models.CharField(_("health"), max_length=12, choices=Health.choices, default=Health.NORMAL)
    statistics_state = models.CharField(
        _("statistics entry"), max_length=12, choices=Statistics.choices, default=Statistics.NOT_DUE
    )
    light = models.CharField(_("light"), max_length=8, default="green")
    light_reasons: Any = models.JSONField(default=list, blank=True)
    light_due_on = models.DateField(null=True, default=timezone.localdate)
    """When the light is assessed again though nobody changed the project; none: only when somebody does."""
    ended_reason = models.CharField(_("reason of the end"), max_length=40, blank=True)
    ended_to = models.CharField(_("place it went to"), max_length=120, blank=True)
    ended_note = models.TextField(_("note on the end"), blank=True)
    ended_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="one_project_per_number")]
        indexes = [
            models.Index(fields=["zone", "stage", "health"], name="projects_by_stage"),
            models.Index(fields=["zone", "chain"], name="projects_by_chain"),
            models.Index(fields=["zone", "-created_at", "-id"], name="projects_newest_first"),
            models.Index(fields=["zone", "merged_into"], name="projects_not_merged"),
            models.Index(fields=["zone", "light_due_on"], name="projects_with_light_due"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the project."""
        return reverse("projects:detail", args=[self.pk])

    @property
    def amount_wan_yuan(self) -> Decimal | None:
        """The investment as it is known best: signed, else intended."""
        return self.signed_wan_yuan if self.signed_wan_yuan is not None else self.intent_wan_yuan


class Evidence(Paper):
    """A paper of a project: a stored file or a reference, tagged with the checks it stands for."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="papers")

    class Meta(Paper.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")


class StageMoveQuerySet(ZonedQuerySet["StageMove"]):
    """Steps of projects."""

    def entered(self) -> StageMoveQuerySet:
        """The steps made into a stage: neither those that wait nor those that leave a project in its stage."""
        return self.filter(state=StepRow.State.MADE).exclude(from_state=models.F("to_state"))


class StageMove(StepRow):
    """One step of a project, waiting or made: who, when, why, and the second person where the stage counts.

    An end and its taking up again are steps that leave the project in its stage.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="moves")
    on = models.DateField(_("day"))

    objects = StageMoveQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="proposed"), name="one_waiting_step_per_project"
            )
        ]


class MoneyLine(ZonedModel):
    """One statement of money on one rung; a correction replaces the line before and keeps it."""

    class RungChoice(models.TextChoices):
        """Where on the ladder."""

        INTENT = "intent", _("Intended investment")
        SIGNED = "signed", _("Signed amount")
        REGISTERED = "registered", _("Registered capital of the project company")
        IN_PLACE = "in_place", _("Capital in place")
        FIXED_ASSETS = "fixed_assets", _("Fixed assets counted")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="money")
    rung = models.CharField(_("rung"), max_length=12, choices=RungChoice.choices)
    amount = models.DecimalField(_("amount (10k of the currency)"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    rate = models.DecimalField(_("rate to yuan"), max_digits=14, decimal_places=6, default=Decimal(1))
    amount_wan_yuan = models.DecimalField(_("amount (10k yuan)"), max_digits=20, decimal_places=4)
    on = models.DateField(_("day"))
    proof = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=200, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    entered_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_rung_display()} {self.amount_wan_yuan}"


class CreditShare(ZonedModel):
    """Who gets which part of the credit; the standing shares of a project sum to one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="credit")
    holder = models.CharField(_("holder"), max_length=120)
    channel = models.CharField(_("channel"), max_length=24, choices=Project.Channel.choices, blank=True)
    person = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    share = models.DecimalField(_("share"), max_digits=4, decimal_places=2)
    since_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("share of credit")
        verbose_name_plural = _("shares of credit")
        ordering = ["-share", "holder", "id"]

    def __str__(self) -> str:
        return f"{self.holder} {self.share}"


class ProgressNote(ZonedModel):
    """A line of a project's record: what happened, how far the works and the money are."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(_("day"), default=timezone.localdate)
    text = models.TextField(_("what happened"))
    planned_done_pct = models.DecimalField(_("planned (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    done_pct = models.DecimalField(_("done (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    written_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.text[:60]


class LightRecord(ZonedModel):
    """The light of a project from a day on, with its reasons: the history behind "two yellows turn red"."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lights")
    on = models.DateField()
    light = models.CharField(max_length=8)
    reasons: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("light")
        verbose_name_plural = _("lights")
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["project", "on"], name="one_light_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.light}"


class LightRound(ZonedModel):
    """The last round over the lights of the zone: what it had seen, so that the next one looks at the rest only."""

    on = models.DateField()
    seen_sequence = models.BigIntegerField()
    """The end of the zone's log when the round began."""
    ruled_by = models.CharField(max_length=64)
    """Checksum of the thresholds and the plan of stages it went by."""

    class Meta:
        verbose_name = _("round over the lights")
        verbose_name_plural = _("rounds over the lights")
        constraints = [models.UniqueConstraint(fields=["zone"], name="one_round_over_the_lights")]

    def __str__(self) -> str:
        return f"{self.on}"


class ProjectMerge(ZonedModel):
    """Two projects found to be one: what was moved, so that it can be moved back."""

    survivor = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    moved: Any = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    merged_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge of projects")
        verbose_name_plural = _("merges of projects")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"

    def get_absolute_url(self) -> str:
        """The page on which projects are merged and parted."""
        return reverse("projects:duplicates")


class Guarantee(ZonedModel):
    """One leader vouches for a project with a set of items (一包六保, 五个一 …); the sets are dated data."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guarantees")
    template = models.CharField(max_length=40)
    name = models.CharField(_("guarantee"), max_length=80)
    guarantor = models.CharField(_("guarantor"), max_length=80)
    person = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    items: Any = models.JSONField(default=list)
    since_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        ordering = ["-since_on", "-id"]

    def __str__(self) -> str:
        return self.name
