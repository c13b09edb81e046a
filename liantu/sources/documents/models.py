"""Sources of documents, documents, the facts read in them, what became of a fact, claims to check, things watched."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.files.models import StoredFile
from liantu.people.models import ZonedModel
from liantu.reader import facts
from liantu.reader.schema import fact_from_json

PERSON: Any = settings.AUTH_USER_MODEL


class DocumentSource(ZonedModel):
    """Where documents come from: its licence and terms, and how old its newest may be."""

    name = models.CharField(_("name"), max_length=120)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    terms = models.CharField(_("terms of use"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=300, blank=True)
    coverage = models.CharField(_("coverage"), max_length=200, blank=True)
    fresh_days = models.PositiveSmallIntegerField(_("fresh for (days)"), default=14)

    class Meta:
        verbose_name = pgettext_lazy("documents", "source")
        verbose_name_plural = pgettext_lazy("documents", "sources")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_document_source_per_name")]

    def __str__(self) -> str:
        return self.name


class Document(ZonedModel):
    """One article: its exact text, where it comes from, and which reader read it when."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64)
    source = models.ForeignKey(
        DocumentSource,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=pgettext_lazy("documents", "source"),
    )
    url = models.URLField(_("address"), max_length=400, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    part = models.PositiveIntegerField(default=1)
    notes = models.JSONField(default=list, blank=True)
    reader_version = models.CharField(max_length=20, blank=True)
    brought_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("documents", "document")
        verbose_name_plural = pgettext_lazy("documents", "documents")
        ordering = ["-brought_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["zone", "sha256"], name="one_document_per_text")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page where it is reviewed."""
        return reverse("documents:review", args=[self.pk])


class Fact(ZonedModel):
    """One thing a document states, as read; what a person decided about it stands beside, never over it."""

    class Kind(models.TextChoices):
        """What kind of thing."""

        ORGANISATION = "organisation", pgettext_lazy("fact", "Organisation")
        PERSON = "person", pgettext_lazy("fact", "Person")
        PROJECT = "project", pgettext_lazy("fact", "Project")
        EVENT = "event", pgettext_lazy("fact", "Event")
        FIGURE = "figure", pgettext_lazy("fact", "Figure")
        LEADER = "leader", pgettext_lazy("fact", "Chain leader named")
        CLAIM = "claim", pgettext_lazy("fact", "Claim")

    class State(models.TextChoices):
        """What became of it."""

        PROPOSED = "proposed", pgettext_lazy("fact", "To decide")
        UNSUPPORTED = "unsupported", pgettext_lazy("fact", "Suggested without a quote")
        ACCEPTED = "accepted", pgettext_lazy("fact", "Accepted")
        CORRECTED = "corrected", pgettext_lazy("fact", "Corrected")
        REJECTED = "rejected", pgettext_lazy("fact", "Rejected")
        GONE = "gone", pgettext_lazy("fact", "No longer read")

    KEPT = (State.ACCEPTED, State.CORRECTED)
    OPEN = (State.PROPOSED, State.UNSUPPORTED)

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    value = models.JSONField(default=dict)
    corrected = models.JSONField(null=True, blank=True)
    marks = models.JSONField(default=list)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=400)
    rule = models.CharField(max_length=60)
    confidence = models.FloatField(default=0.5)
    origin = models.CharField(max_length=10, default="rules")
    reader_version = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED, db_index=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("fact", "fact")
        verbose_name_plural = pgettext_lazy("fact", "facts")
        ordering = ["start", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="one_fact_per_key")]
        indexes = [models.Index(fields=["zone", "kind", "state"], name="facts_by_kind")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Its place on the page of its document."""
        return f"{self.document.get_absolute_url()}#fact-{self.pk}"

    @property
    def current(self) -> dict[str, Any]:
        """The value that holds as it is kept: as corrected, else as read."""
        found: dict[str, Any] = self.corrected if self.corrected is not None else self.value
        return found

    @property
    def stated(self) -> facts.Fact:
        """What holds, as the typed fact of its kind."""
        return fact_from_json(self.kind, self.current)


class FactUse(ZonedModel):
    """What was made of a fact: an enterprise, a lead, a visit, an agreement, a claim."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="uses")
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    made_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("fact", "use of a fact")
        verbose_name_plural = pgettext_lazy("fact", "uses of facts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fact", "code"], name="one_use_per_fact_and_code")]

    def __str__(self) -> str:
        return self.label


class Claim(ZonedModel):
    """What somebody says of his own project or firm: stays a claim until a person checked it."""

    class State(models.TextChoices):
        """Whether it holds."""

        UNCHECKED = "unchecked", pgettext_lazy("claim", "Unchecked")
        CONFIRMED = "confirmed", pgettext_lazy("claim", "Confirmed")
        REFUTED = "refuted", pgettext_lazy("claim", "Refuted")

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="claim")
    claimant = models.CharField(_("claimed by"), max_length=300, blank=True)
    about = models.CharField(_("about"), max_length=200)
    what = models.CharField(_("what"), max_length=40)
    said = models.CharField(_("as said"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UNCHECKED)
    note = models.CharField(_("how it was checked"), max_length=300, blank=True)
    checked_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("claim", "claim")
        verbose_name_plural = pgettext_lazy("claim", "claims")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.about} {self.said}"

    def get_absolute_url(self) -> str:
        """The page where it is checked."""
        return reverse("documents:claim", args=[self.pk])


class Watch(ZonedModel):
    """Words that a person wants to hear of: the name of an enterprise, of a link of a chain, a product."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("words"), max_length=80)
    since_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("documents", "watched words")
        verbose_name_plural = pgettext_lazy("documents", "watched words")
        ordering = ["words"]
        constraints = [models.UniqueConstraint(fields=["zone", "person", "words"], name="watched_once_per_person")]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """The page of all that is watched."""
        return reverse("documents:watches")


class WatchHit(ZonedModel):
    """A document that holds watched words; a to-do until its watcher opened it."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="hits")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="hits")
    seen_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("documents", "hit of watched words")
        verbose_name_plural = pgettext_lazy("documents", "hits of watched words")
        ordering = ["-found_at"]
        constraints = [models.UniqueConstraint(fields=["watch", "document"], name="one_hit_per_document")]

    def __str__(self) -> str:
        return f"{self.watch} · {self.document}"


class ModelCall(ZonedModel):
    """What was sent to a language model that the operator configured, and what came back; also the cache."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="model_calls")
    request_sha256 = models.CharField(max_length=64, db_index=True)
    model = models.CharField(max_length=80)
    host = models.CharField(max_length=200)
    sent_characters = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    answer = models.JSONField(default=list)
    asked_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("call of a language model")
        verbose_name_plural = _("calls of language models")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "request_sha256"], condition=Q(outcome="answered"), name="one_answer_per_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.outcome}"
