"""What registers put elsewhere: navigation, search, the state of the data today, a check of what lies on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.foundation.system.folders import ALWAYS, WITH_REGISTERS, HomeFolder, home_folder
from liantu.foundation.system.leftovers import Leftover, left_over
from liantu.foundation.system.slots import Finding, SystemCheck, good
from liantu.lib.asides import remove
from liantu.sources import jobs, reads
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.ui.wiring import Button, NavGroup, NavItem, Panel, Search, SearchHit, Seen, Todo, Todos, Wiring

OLD_AFTER_DAYS = 365


def data_state(seen: Seen, today: date) -> Mapping[str, object]:
    """The register in use, how old it is, and imports that wait."""
    release = reads.current_release(seen.zone)
    day = release.as_of_on if release is not None else None
    return {
        "release": release,
        "is_old": day is not None and (today - day).days > OLD_AFTER_DAYS,
        "waiting": reads.imports_for(seen.user, seen.zone).count(),
        "may_import": seen.may("sources.import"),
    }


def waiting(seen: Seen) -> list[Todo]:
    """Imports that wait for somebody's yes."""
    return [
        Todo(
            gettext("Look over the import %(title)s and have it built") % {"title": one.title},
            one.get_absolute_url(),
            None,
            "warn",
            button=pgettext("button", "Look it over"),
        )
        for one in reads.imports_for(seen.user, seen.zone).filter(state=RegisterImport.State.PREVIEW)[:10]
    ]


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Registers whose title, source or identifier holds the text."""
    wanted = Q(title__icontains=text) | Q(source__icontains=text) | Q(release_id__icontains=text)
    rows = reads.releases_for(seen.user, seen.zone).filter(wanted)[:limit]
    return [SearchHit(_("Register"), row.title, row.source, row.get_absolute_url()) for row in rows]


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
        if not name.startswith("."):  # what is half built is told among the leftovers of all rooms
            yield Finding("warn", reads.stray_problem(name))


def left_over_here() -> Iterator[Leftover]:
    """Folders of dropped registers, and files laid out for imports that are over."""
    for folder in reads.folders_over():
        yield Leftover(folder, partial(remove, folder))


FOLDERS = (
    HomeFolder("registers", _("Registers"), WITH_REGISTERS, _("Bring the register in again.")),
    HomeFolder("intake", _("Files that wait to be read"), WITH_REGISTERS, _("Bring the files again.")),
    HomeFolder("inbox", _("Folder for documents"), ALWAYS),
)

WIRING = Wiring(
    room="sources",
    groups=(NavGroup("sources", _("Data sources"), 70, "database"),),
    nav=(NavItem("sources", _("Registers"), "sources:index", "database", "sources.view", order=50, code="registers"),),
    panels=(
        Panel(
            "data",
            TODAY_PAGE,
            _("Registers"),
            "sources/_today.html",
            data_state,
            "sources.view",
            order=50,
            roles=("data_officer", "zone_administrator"),
            place="side",
            more=(_("All registers"), "sources:index"),
        ),
    ),
    buttons=(
        Button(
            "bring_register",
            TODAY_PAGE,
            _("Bring a register in"),
            "sources:new",
            icon="upload",
            ability="sources.import",
            order=50,
            roles=("data_officer", "zone_administrator"),
        ),
    ),
    todos=(Todos("sources", waiting, "sources.import", icon="database"),),
    search=(Search("sources", _found, "sources.view", order=80),),
    sentences={
        "sources.import_started": _("brought files in"),
        "sources.import_confirmed": _("had a register built"),
        "sources.import_abandoned": _("put an import aside"),
        "sources.release_added": _("added the register"),
        "sources.release_in_use": _("took the register into use"),
        "sources.release_shared": _("shared the register with all zones"),
        "sources.release_unshared": _("stopped sharing the register"),
        "sources.release_dropped": _("dropped the register"),
        "sources.policy_set": _("set which personal columns are kept"),
        "sources.downloaded": _("downloaded a receipt of rows"),
        "sources.tidied": _("removed left-over folders"),
    },
    jobs=(jobs.build_release,),
    checks=(SystemCheck("sources", _("Registers"), check_registers, 60),),
    answers=(*(home_folder.entry(one.name, one) for one in FOLDERS), left_over.entry("sources", left_over_here)),
)
