"""What the audit room puts into the frame and below: the log of one-declaration tables, of people, of exports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.foundation.accounts.slots import account_log
from liantu.foundation.audit.actions import record
from liantu.ui.slots import NavItem, export_log, nav, record_change


def _log_export(user: Any, zone: Any, name: str, file_format: str, rows: int) -> None:
    """A table left the house."""
    record("ui.exported", by=user, zone=zone, after={"list": name, "format": file_format, "rows": rows})


account_log.fill("audit", record, module=__name__)
record_change.fill("audit", record, module=__name__)
export_log.fill("audit", _log_export, module=__name__)
nav.fill("audit", NavItem("system", _("Audit log"), "audit:log", "history", "audit.view"), module=__name__, order=82)
