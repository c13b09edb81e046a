"""Forces, people, engagements with their stops, agreements with their steps, partner parks.

What follows from an engagement or is owed under an agreement are duties (``duty_kinds.py``).
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain
from liantu.enterprises.models import Enterprise
from liantu.foundation.files.models import StoredFile
from liantu.foundation.flows.models import Flowing, Revised, StepRow
from liantu.lib.written_days import FuzzyDay
from liantu.people.models import ZonedModel
from liantu.ui.search_keys import Spelt

PERSON: Any = settings.AUTH_USER_MODEL


class PromotionForce(ZonedModel):
    """One of the forces of "1+4": who promotes for the zone, for how long, with which duty."""

    class Kind(models.TextChoices):
        """Which of the five."""

        LEADING = "leading_body", _("Leading body")
        TASK_FORCE = "chain_task_force", pgettext_lazy("force", "Chain task force")
        AGENCY = "third_party_agency", pgettext_lazy("force", "Third-party agency")
        CHAMBER = "chamber_of_commerce", pgettext_lazy("force", "Chamber of commerce")
        AMBASSADOR = "investment_ambassador", pgettext_lazy("force", "Investment ambassador")

    class State(models.TextChoices):
        """Where it stands."""

        NOMINATED = "nominated", pgettext_lazy("force", "Nominated")
        APPOINTED = "appointed", pgettext_lazy("force", "In office")
        EXPIRED = "expired", pgettext_lazy("force", "Expired")
        DISMISSED = "dismissed", pgettext_lazy("force", "Dismissed")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("channel code"), max_length=20, blank=True)
    person = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    linked_enterprise = models.CharField(_("linked enterprise or organisation"), max_length=200, blank=True)
    liaison = models.CharField(_("liaison"), max_length=80, blank=True)
    regions = models.CharField(_("regions"), max_length=200, blank=True)
    industries = models.CharField(_("industries"), max_length=200, blank=True)
    appointment_no = models.CharField(_("appointment or contract no."), max_length=80, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    guiding_body = models.CharField(_("guiding body"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    leads_required = models.PositiveIntegerField(_("leads required a year"), null=True, blank=True)
    duty = models.CharField(_("duty"), max_length=300, blank=True)
    commission = models.TextField(_("terms of commission"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    review_result = models.CharField(_("last review"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.APPOINTED)

    class Meta:
        verbose_name = _("promotion force")
        verbose_name_plural = _("promotion forces")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["zone", "kind", "name"], name="one_force_per_name")]

    def __str__(self) -> str:
        return self.name


class Contact(Spelt, ZonedModel):
    """A person at an organisation, with the title as it was printed."""

    spelt_from = ("name", "organisation")
    spelt_person = True

    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("title as printed"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    firm = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.CharField(_("e-mail"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    kept_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("person", "contact")
        verbose_name_plural = pgettext_lazy("person", "contacts")
        ordering = ["organisation", "name"]
        indexes = [models.Index(fields=["zone", "name"], name="contacts_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the person."""
        return reverse("outreach:contact", args=[self.pk])


class Engagement(Spelt, Revised):
    """A trip, a reception, a talk, a visit, an exhibition, a training: when, where, who, what came of it."""

    class Kind(models.TextChoices):
        """What it was."""

        TRIP = "outbound_trip", _("Outbound trip")
        RECEPTION = "inbound_reception", _("Reception of guests")
        NEGOTIATION = "negotiation", _("Negotiation")
        INSPECTION = "inspection", pgettext_lazy("engagement", "Inspection")
        EXPERT = "expert_visit", _("Expert or association visit")
        CHAMBER = "chamber_visit", _("Chamber visit")
        EXHIBITION = "exhibition", pgettext_lazy("engagement", "Exhibition")
        TRAINING = "training", _("Training")

    class Precision(models.TextChoices):
        """How exactly the day is known."""

        DAY = "day", pgettext_lazy("precision", "on the day")
        ABOUT = "about", pgettext_lazy("precision", "about")
        MONTH = "month", pgettext_lazy("precision", "in the month")
        YEAR = "year", pgettext_lazy("precision", "in the year")

    class Outcome(models.TextChoices):
        """How far it went."""

        CONTACT = "contact_only", _("Contact only")
        INTEREST = "mutual_interest", _("Mutual interest")
        CONSENSUS = "consensus", _("Consensus")
        INTENT = "intent", pgettext_lazy("outcome", "Intent")
        FRAMEWORK = "framework", pgettext_lazy("outcome", "Framework agreement")
        SIGNED = "signed", pgettext_lazy("outcome", "Signed")

    spelt_from = ("title", "place")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    on = models.DateField(_("day"), db_index=True)
    precision = models.CharField(max_length=6, choices=Precision.choices, default=Precision.DAY)
    until_on = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    office = models.CharField(_("office"), max_length=80, blank=True)
    leader = models.CharField(_("led by"), max_length=80, blank=True)
    members = models.CharField(_("people along"), max_length=300, blank=True)
    person_times = models.PositiveIntegerField(_("person-times"), null=True, blank=True)
    approval_no = models.CharField(_("approval no."), max_length=60, blank=True)
    expense_wan_yuan = models.DecimalField(
        _("expense (10k yuan)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chain")
    )
    topics = models.TextField(_("topics"), blank=True)
    claims = models.TextField(_("what they claimed"), blank=True)
    asks = models.TextField(_("what they asked for"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    booth = models.CharField(_("edition, role, booth"), max_length=160, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, default=Outcome.CONTACT)
    owner = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("kept by"))
    kept_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the engagement."""
        return reverse("outreach:engagement", args=[self.pk])

    @property
    def when(self) -> FuzzyDay:
        """The day with how exactly it is known."""
        return FuzzyDay(self.on, self.precision)  # type: ignore[arg-type]


class Stop(ZonedModel):
    """One station of an engagement, in order: an enterprise or a place."""

    class Kind(models.TextChoices):
        """What kind of place."""

        FIRM = "firm", pgettext_lazy("stop", "Enterprise")
        HALL = "exhibition_hall", _("Exhibition hall")
        WORKSHOP = "workshop", pgettext_lazy("stop", "Workshop")
        SITE = "site", pgettext_lazy("stop", "Site")
        MEETING = "meeting", pgettext_lazy("stop", "Meeting room")

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("place or enterprise"), max_length=200)
    name_key = models.CharField(max_length=200, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.FIRM)
    firm = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    findings = models.CharField(_("findings"), max_length=500, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("engagement", "stop")
        verbose_name_plural = pgettext_lazy("engagement", "stops")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Met(ZonedModel):
    """A person met at an engagement, with the title as printed then."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="people_met")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="meetings")
    as_printed = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("person met")
        verbose_name_plural = _("people met")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["engagement", "contact"], name="met_once_per_engagement")]

    def __str__(self) -> str:
        return f"{self.contact}"


class EngagementFile(ZonedModel):
    """A photo or paper of an engagement; the checksum stands with the stored file."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name


class Agreement(Flowing):
    """A paper signed with somebody. Only the investment agreement counts as signing a project."""

    class Kind(models.TextChoices):
        """Types, with those that bind named in BINDING."""

        FRIENDLY = "friendly_cooperation", _("Friendly cooperation")
        MEMORANDUM = "letter_of_intent", _("Memorandum or letter of intent")
        FRAMEWORK = "framework_agreement", pgettext_lazy("agreement", "Framework agreement")
        STRATEGIC = "strategic_cooperation_agreement", _("Strategic cooperation agreement")
        INVESTMENT = "investment_agreement", _("Investment agreement (counts as signed)")
        SUPPLEMENT = "supplement_agreement", _("Supplement agreement")
        PERFORMANCE = "performance_agreement", _("Performance supervision agreement")
        TENANCY = "tenancy_agreement", _("Tenancy agreement")
        AGENCY = "agency_agreement", _("Agency agreement")
        CO_BUILT = "co_built_park", _("Co-built park agreement")

    class State(models.TextChoices):
        """Where it stands; the steps between are in ``rules/agreements.py``."""

        DRAFT = "draft", pgettext_lazy("agreement", "Draft")
        REVIEWED = "reviewed", pgettext_lazy("agreement", "Reviewed for legality and fair competition")
        IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
        ENDED = "ended", pgettext_lazy("agreement", "Ended")

    BINDING = frozenset({Kind.INVESTMENT, Kind.SUPPLEMENT, Kind.PERFORMANCE, Kind.TENANCY, Kind.AGENCY, Kind.CO_BUILT})

    kind = models.CharField(_("type"), max_length=40, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    parties = models.CharField(_("parties"), max_length=300)
    scope = models.TextField(_("scope"), blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(_("remind before the end (days)"), default=60)
    clauses = models.TextField(_("clauses checked"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    keeper = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["zone", "kind", "title"], name="one_agreement_per_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the agreement."""
        return reverse("outreach:agreement", args=[self.pk])

    @property
    def counts_as_signed(self) -> bool:
        """Whether it makes a project signed: the formal investment agreement alone."""
        return self.kind == self.Kind.INVESTMENT

    @property
    def is_binding(self) -> bool:
        """Whether it binds the parties."""
        return self.kind in self.BINDING


class AgreementStep(StepRow):
    """One step of an agreement: reviewed, signed, extended, ended, by whom and with which words."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")

    class Meta(StepRow.Meta):
        verbose_name = _("step of an agreement")
        verbose_name_plural = _("steps of agreements")


class PartnerPark(ZonedModel):
    """A park elsewhere that works together with the zone."""

    name = models.CharField(_("park"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )
    what = models.CharField(_("what is done together"), max_length=300, blank=True)
    liaison = models.CharField(_("liaison"), max_length=80, blank=True)
    since_on = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner park")
        verbose_name_plural = _("partner parks")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_partner_park_per_name")]

    def __str__(self) -> str:
        return self.name


def new_token() -> str:
    """The secret part of a calendar's address."""
    return secrets.token_urlsafe(18)


class CalendarFeed(ZonedModel):
    """A person's secret address under which a calendar program reads the zone's engagements."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [models.UniqueConstraint(fields=["zone", "person"], name="one_feed_per_person")]

    def __str__(self) -> str:
        return f"{self.person}"


class ContactMerge(ZonedModel):
    """Two contacts found to be one person: what was moved, so that it can be moved back."""

    survivor = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    moved: Any = models.JSONField(default=list)
    merged_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge of contacts")
        verbose_name_plural = _("merges of contacts")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"
