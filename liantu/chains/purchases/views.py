"""Pages of purchase lists: HTTP only."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from liantu.chains.models import ChainEnterpriseRole
from liantu.chains.purchases import actions, reads
from liantu.chains.purchases.models import PurchaseLine
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.crud import crud
from liantu.ui.lists import Column, Filter
from liantu.ui.problems import tell

FIELDS = (
    "leader", "year", "product", "spec", "volume", "volume_unit", "amount_text", "rate", "supplier",
    "supplier_province", "supplier_city", "needed_by_on", "node_code", "note",
)  # fmt: skip


class LeaderChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Leaders by their printed name."""

    def label_from_instance(self, obj: ChainEnterpriseRole) -> str:
        """The enterprise's name alone: what a sheet writes."""
        return obj.printed_name


class PurchaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """One purchase line."""

    leader = LeaderChoice(
        ChainEnterpriseRole.objects.filter(kind=ChainEnterpriseRole.Kind.LEADER), label=_("leader enterprise")
    )
    rate = forms.DecimalField(label=_("rate to yuan"), required=False, min_value=0)

    class Meta:
        model = PurchaseLine
        fields = FIELDS

    def clean_rate(self) -> object:
        """Empty is one: yuan."""
        return self.cleaned_data.get("rate") or 1


PURCHASES = crud(
    PurchaseLine,
    fields=FIELDS,
    key=("leader", "year", "product", "spec", "supplier"),
    view="purchases.view",
    edit="purchases.file",
    export="purchases.export",
    form_class=PurchaseForm,
    choices={"leader": lambda request: reads.leaders_to_choose(request.user, request.zone)},
    related=("leader__chain",),
    store=actions.store_line,
    remove=actions.remove_line,
    title=_("Purchase lists"),
    default_sort="-year",
    subtitle=_("What the leaders buy: the demand behind each link, and the local supporting rate."),
    columns=(
        Column("product", _("Product"), sort="product", primary=True),
        Column("leader", _("Leader enterprise"), value="leader.printed_name", sort="leader__printed_name"),
        Column("year", _("Year"), sort="year", kind="code"),
        Column("amount_wan_yuan", _("Yearly amount"), sort="amount_wan_yuan", kind="money"),
        Column("supplier", _("Present supplier"), sort="supplier"),
        Column("supplier_city", _("Supplier's city"), sort="supplier_city"),
        Column("needed_by_on", _("Wanted locally by"), sort="needed_by_on", kind="date"),
        Column("node_name", _("Link"), sort="node_name"),
        Column(
            "node_is_sure",
            _("Link confirmed"),
            sort="node_is_sure",
            kind="badge",
            value=lambda line: (_("confirmed") if line.node_is_sure else _("to be checked")) if line.node_code else "",
            tone=lambda line: "ok" if line.node_is_sure else "warn",
        ),
    ),
    search_fields=("product", "supplier", "node_code", "node_name", "leader__printed_name"),
    filters=(
        Filter("year", _("Year"), kind="number_from", apply="year__gte"),
        Filter("unlinked", _("Without a link"), kind="flag", apply=lambda rows, _value: rows.filter(node_code="")),
        Filter(
            "guessed",
            _("Link to be checked"),
            kind="flag",
            apply=lambda rows, _value: rows.exclude(node_code="").filter(node_is_sure=False),
        ),
        Filter("assumed", _("Unit not written"), kind="flag", apply=lambda rows, _v: rows.filter(unit_assumed=True)),
    ),
)


@require_POST
@needs("purchases.file")
def confirm(request: ZoneRequest, pk: int) -> HttpResponse:
    """Say that a guessed link is right, and go on to the next one."""
    zone = request.zone
    line = get_object_or_404(reads.lines_of(request.user, zone).select_related("leader", "zone"), pk=pk)
    try:
        actions.confirm_link(line, by=request.user)
    except ProblemsError as error:
        tell(request, error)
    return redirect(f"{reverse('purchases:purchaseline_list')}?guessed=1")


@require_GET
@needs("purchases.view")
def rates(request: ZoneRequest) -> HttpResponse:
    """The local supporting rates with the rows behind them."""
    page = reads.rate_page(request.user, request.zone)
    context = {"title": gettext("Local supporting rate"), "page": page, "zone": request.zone}
    return render(request, "purchases/rates.html", context)
