"""Do registers on disk, their manifests and the database agree?"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from liantu.foundation.system.slots import Finding, SystemCheck, good, system_check
from liantu.sources import reads
from liantu.sources.models import RegisterRelease


def check_registers(deep: bool) -> Iterator[Finding]:
    """Every release in use or ready against its folder; deep compares checksums; folders nobody knows are told."""
    rows = list(RegisterRelease.objects.filter(state=RegisterRelease.State.READY))
    sound = 0
    for release in rows:
        problems = reads.check_release(release, deep=deep)
        sound += not problems
        for problem in problems:
            yield Finding("bad", problem)
    if sound == len(rows):
        yield good("registers_sound", "%(count)s registers agree with their manifests.", count=sound)
    for name in reads.strays():
        yield Finding("warn", reads.stray_problem(name))


system_check.fill("sources", SystemCheck(_("Registers"), check_registers), module=__name__, order=60)
