"""What the operator's check looks at: nothing half written is left of long lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from liantu.foundation.exports import reads
from liantu.foundation.system.slots import Finding, SystemCheck, good
from liantu.lib.problems import Problem


def check_exports(_deep: bool) -> Iterator[Finding]:
    """Every file in the folder belongs to a list somebody asked for."""
    if strays := reads.strays():
        problem = Problem(
            "exports_stray",
            "%(count)s files of exported lists belong to nobody, first %(first)s.",
            fix="The nightly work deletes them.",
            params={"count": len(strays), "first": strays[0].name},
        )
        yield Finding("warn", problem)
    else:
        yield good("exports_whole", "Nothing half written is left of exported lists.")


CHECKS = (SystemCheck("exports", _("Exported lists"), check_exports, 10),)
