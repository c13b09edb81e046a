"""Codes of the rules in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "name": _("Name"),
    "credit_code": _("Credit code"),
    "province": _("Province"),
    "city": _("City"),
    "enterprise_type": _("Enterprise type"),
    "capital_wan_yuan": _("Registered capital (10k)"),
    "capital_currency": _("Currency"),
    "registered_on": _("Registered on"),
    "business_scope": _("Business scope"),
    "register_status": _("Register status"),
}
REASONS = {
    "same_code": _("same credit code"),
    "same_name": _("same name"),
    "former_name": _("a former name is the same"),
    "same_stem": _("same name but for the legal form"),
    "same_city": _("same city"),
    "same_province": _("same province"),
    "other_code": _("different valid credit codes"),
    "other_place": _("different provinces"),
    "branch_of_parent": _("branch and parent"),
    "other_branch": _("two branches of one parent"),
}
ROLES = {
    "make": (_("makes"), "ok"),
    "trade": (_("trades"), "warn"),
    "service": (_("serves"), "info"),
    "excluded": (_("excluded"), "muted"),
}
KIND_TONES = {"observed": "ok", "declared": "warn", "inferred": "info"}
WHY = {
    "code_twice": _("the same credit code stands above in the sheet"),
    "name_twice": _("the same name without credit code stands above in the sheet"),
    "several": _("several enterprises here have this name; add the credit code"),
    "name_and_code_differ": _("name and credit code belong to two different enterprises"),
}
DEEDS = {"create": _("new"), "update": _("changed"), "same": _("as it is"), "unclear": _("unclear, left alone")}
