"""What the leaders of a chain buy: a line a product and supplier, each year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import ChainAppointment, ChainEnterpriseRole
from liantu.chains.reads import published_version, template_of
from liantu.lib.distances import point_of
from liantu.lib.money import read_money
from liantu.lib.regions import normalise_city, normalise_province
from liantu.people.models import User, ZonedModel, ZonedQuerySet


def leaders_spoken_for(user: User) -> models.QuerySet[Any, int | None]:
    """The leader enterprises this person speaks for today, by the keys of their part in a chain: a part of a query."""
    today = timezone.localdate()
    began = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
    rows = ChainAppointment.objects.filter(
        began,
        models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today),
        person=user,
        office=ChainAppointment.Office.LIAISON,
        speaks_for__isnull=False,
    )
    return rows.order_by().values_list("speaks_for", flat=True)


class PurchaseQuerySet(ZonedQuerySet["PurchaseLine"]):
    """Purchase lines; an external person sees those of the leaders she speaks for."""

    def visible_to(self, user: Any) -> PurchaseQuerySet:
        """The rows of the person's zones; of one's own enterprise only for a liaison who holds no office inside."""
        rows = super().visible_to(user)
        if not user.is_authenticated:
            return rows  # type: ignore[return-value]
        own = models.Q(leader__in=leaders_spoken_for(user))
        return rows.filter(models.Q(zone__in=user.zones_inside()) | own)  # type: ignore[return-value]


class PurchaseLine(ZonedModel):
    """One product a leader buys in a year from one supplier."""

    leader = models.ForeignKey(
        ChainEnterpriseRole, on_delete=models.PROTECT, related_name="purchases", verbose_name=_("leader enterprise")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    product = models.CharField(_("product"), max_length=120)
    spec = models.CharField(_("specification"), max_length=200, blank=True)
    volume = models.DecimalField(
        _("yearly volume"), max_digits=18, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    volume_unit = models.CharField(_("unit"), max_length=20, blank=True)
    amount_text = models.CharField(
        _("yearly amount"),
        max_length=60,
        help_text=_("With its unit: 3200 万元, 1.2 亿元, 50 万美元. A bare number is 万元."),
    )
    amount_wan = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0), editable=False)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    rate = models.DecimalField(
        _("rate to yuan"), max_digits=12, decimal_places=6, default=Decimal(1), validators=[MinValueValidator(0)]
    )
    amount_wan_yuan = models.DecimalField(
        _("yearly amount (10k yuan)"), max_digits=18, decimal_places=4, default=Decimal(0), editable=False
    )
    unit_assumed = models.BooleanField(_("unit not written"), default=False, editable=False)
    supplier = models.CharField(_("present supplier"), max_length=200, blank=True)
    supplier_province = models.CharField(_("supplier's province"), max_length=40, blank=True)
    supplier_city = models.CharField(_("supplier's city"), max_length=40, blank=True)
    needed_by_on = models.DateField(_("wanted locally by"), null=True, blank=True)
    node_code = models.CharField(_("link"), max_length=80, blank=True)
    node_name = models.CharField(_("link"), max_length=80, blank=True, editable=False)
    node_is_sure = models.BooleanField(_("link confirmed"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)

    objects = PurchaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        ordering = ["-year", "product", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "leader", "year", "product", "spec", "supplier"], name="one_purchase_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.year}"

    def clean(self) -> None:
        """Read amount and place; everything that cannot be read is told with its field."""
        faults: dict[str, str] = {}
        money = read_money(self.amount_text or "")
        if money.amount_wan is None:
            faults["amount_text"] = gettext("This is no amount: write a number with its unit, such as 3200 万元.")
        elif money.amount_wan == 0:
            faults["amount_text"] = gettext("The amount is above zero.")
        else:
            self.amount_wan, self.currency = money.amount_wan, money.currency
            self.unit_assumed = money.assumed_unit
            if money.currency == "CNY":
                self.rate = Decimal(1)
            elif self.rate == 1:
                faults["rate"] = gettext("An amount in another currency needs its rate to yuan.")
            self.amount_wan_yuan = (self.amount_wan * self.rate).quantize(Decimal("0.0001"))
        if any(mark in self.supplier_city for mark in "、,，;；/"):
            faults["supplier_city"] = gettext("One city a line: split the amount by supplier.")
        elif self.supplier_province or self.supplier_city:
            self._read_place(faults)
        if self.node_code and self.leader_id and self.node_code not in self._links():
            faults["node_code"] = gettext("The chain has no such link; leave it empty to have it found.")
        if faults:
            raise ValidationError(faults)

    def _links(self) -> set[str]:
        """Codes and names of the links of the leader's chain."""
        version = published_version(self.leader.chain)
        nodes = template_of(version).nodes if version is not None else ()
        return {node.code for node in nodes} | {node.name for node in nodes}

    def _read_place(self, faults: dict[str, str]) -> None:
        """Bring province and city to their short names; a place that is not on the map is told."""
        province, city = normalise_province(self.supplier_province), normalise_city(self.supplier_city)
        if self.supplier_province and not province:
            faults["supplier_province"] = gettext("This is no province.")
        elif city and point_of(province, city) is None:
            faults["supplier_city"] = gettext("This city is not known in this province.")
        else:
            self.supplier_province, self.supplier_city = province, city
