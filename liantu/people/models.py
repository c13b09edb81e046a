"""Tables of zones, people and their roles, and the base of every row that belongs to a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.lib.regions import normalise_city, normalise_province
from liantu.people.rules.abilities import ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

ROLE_CHOICES = [(role.code, role.name) for role in ROLES]
EXTERNAL = frozenset(role.code for role in ROLES if role.external)


class Zone(models.Model):
    """A development zone (开发区): the owner of every row."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    province = models.CharField(_("province"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    county = models.CharField(_("county"), max_length=40, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label

    @property
    def home_city(self) -> str:
        """The city as registers write it here (运城市 → 运城)."""
        return normalise_city(self.city)

    @property
    def home_province(self) -> str:
        """The province as registers write it here (山西省 → 山西)."""
        return normalise_province(self.province)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class User(AbstractUser):
    """A person who logs in."""

    display_name = models.CharField(_("name"), max_length=60, blank=True)
    display_name_en = models.CharField(_("English name"), max_length=80, blank=True)
    office = models.CharField(pgettext_lazy("person", "office"), max_length=80, blank=True)

    token_abilities: frozenset[str] | None = None  # set while a token speaks for the person: all it may do

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]
        verbose_name_plural = _("users")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name to show, in the reader's language."""
        if self.display_name_en and (get_language() or "").startswith("en"):
            return self.display_name_en
        return self.display_name or self.username

    def roles_in(self, zone: Zone | None) -> frozenset[str]:
        """The role codes this person holds in ``zone`` today; read once per request object."""
        if zone is None or not self.is_active:
            return frozenset()
        cache: dict[int, set[str]] | None = getattr(self, "_roles_by_zone", None)
        if cache is None:
            cache = {}
            today = timezone.localdate()
            for membership in self.memberships.all():
                if membership.is_current(today):
                    cache.setdefault(membership.zone_id, set()).add(membership.role)
            self._roles_by_zone = cache
        return frozenset(cache.get(zone.pk, ()))

    def zone_ids(self) -> list[int]:
        """The zones this person works in today."""
        self.roles_in(Zone(pk=0))
        return sorted(self._roles_by_zone)

    def zones_inside(self) -> list[int]:
        """The zones where this person holds an office inside, whatever role outside comes with it."""
        return [zone for zone in self.zone_ids() if self._roles_by_zone[zone] - EXTERNAL]


class Membership(models.Model):
    """A role of a person in a zone, with dates."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("zone"))
    role = models.CharField(_("role"), max_length=40, choices=ROLE_CHOICES)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "zone", "role"], name="one_membership_per_role")]
        ordering = ["zone", "user", "role"]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.zone}"

    def is_current(self, today: Any) -> bool:
        """Whether the role is held on ``today``."""
        return (self.starts_on is None or self.starts_on <= today) and (self.ends_on is None or today <= self.ends_on)


class ApiToken(models.Model):
    """A key for programs: acts as its user in one zone, limited to the named abilities; only a hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("user"))
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, verbose_name=_("zone"))
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("beginning"), max_length=12, db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    abilities = models.JSONField(_("abilities"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


RowT = TypeVar("RowT", bound=models.Model)


class ZonedQuerySet(models.QuerySet[RowT]):
    """Rows that belong to zones."""

    def visible_to(self, user: User | AnonymousUser) -> ZonedQuerySet[RowT]:
        """The rows of the zones in which ``user`` holds a role today. Every read starts here."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(zone__in=user.zone_ids())


class ZonedModel(models.Model):
    """Base of every business row: it belongs to exactly one zone."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+", verbose_name=_("zone"))

    objects = ZonedQuerySet.as_manager()

    class Meta:
        abstract = True
