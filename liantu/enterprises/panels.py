"""The room's own rows at a merge."""

from __future__ import annotations

from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged

for model in ("enterprises.enterprisename", "enterprises.enterprisefact"):
    on_enterprise_merged.fill(f"{model}.enterprise", RepointForeignKey(model, "enterprise"), module=__name__)
