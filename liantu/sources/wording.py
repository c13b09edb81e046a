"""Codes of the rules and of the reader in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS

FINDINGS = {
    "refused": _("rows that could not be taken"),
    "bad_codes": _("wrong credit codes"),
    "missing_codes": _("without credit code"),
    "double_codes": _("same credit code again"),
    "double_names": _("same name again"),
    "unreadable_capital": _("unreadable capital"),
    "missing_capital": _("without capital"),
    "unreadable_dates": _("unreadable registration date"),
    "missing_dates": _("without registration date"),
    "empty_scopes": _("without business scope"),
    "shortened_scopes": _("overlong business scope, cut"),
}
COVERAGE = {
    "by_province": _("By province"),
    "by_enterprise_type": _("By enterprise type"),
    "by_industry": _("By industry (GB/T 4754)"),
    "by_status": _("By register status"),
    "by_currency": _("By currency of the capital"),
}
RECEIPTS = {
    "refused.csv.gz": _("Rows refused, each with the reason"),
    "noted.csv.gz": _("Rows taken with a remark"),
    "quality.json": _("Quality report (JSON)"),
}
FIELDS = {
    "name": _("Name"),
    "credit_code": _("Credit code"),
    "registered_on": _("Registered on"),
    "enterprise_type": _("Enterprise type"),
    "capital_text": _("Registered capital"),
    "capital_wan_yuan": _("Registered capital (10k, number)"),
    "capital_currency": _("Currency"),
    "business_scope": _("Business scope"),
    "province": _("Province"),
    "city": _("City"),
    "gbt4754": _("Industry code (GB/T 4754)"),
    "status": _("Register status"),
    "enterprise_id": _("Enterprise number"),
    "legal_representative": _("Legal representative"),
    "phone": _("Phone"),
    "address": _("Address"),
    "email": _("E-mail"),
    "contact_person": _("Contact person"),
    "identity_number": _("Identity number"),
}
COLUMN_WHY = {
    "read": (_("read"), "ok"),
    "unknown": (_("not used"), "muted"),
    "personal": (_("personal, left out"), "warn"),
    "doubled": (_("double, not used"), "warn"),
}


def field_choices(kept_personal: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """(field, name) of what a column may be read as; personal ones only when the policy keeps them."""
    chinese = not (get_language() or "zh").startswith("en")
    return [
        (field, name if chinese else str(FIELDS.get(field, field)))
        for field, name in FIELD_CHOICES
        if field not in PERSONAL_FIELDS or field in kept_personal
    ]
