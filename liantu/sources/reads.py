"""Every read of the data sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from liantu.engine import ReleaseError, ReleaseInfo
from liantu.engine import manifest as m
from liantu.engine.maintenance import check_release as check_folder
from liantu.engine.reading import KEEP_NOTHING_PERSONAL, PersonalPolicy, preview
from liantu.foundation.jobs.models import JobState
from liantu.lib.problems import Problem
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.sources.models import PersonalDataPolicy, RegisterImport, RegisterRelease
from liantu.sources.rules.quality import CoverageRow, Finding, coverage, findings
from liantu.sources.slots import ReleaseHolder, release_holder

COVERAGE = ("by_province", "by_enterprise_type", "by_industry", "by_status", "by_currency")
SHOWN_ROWS = 8


def current_release(zone: Zone | None) -> RegisterRelease | None:
    """The register a zone works on: its own current one, else the newest one shared by another zone."""
    if zone is None:
        return None
    ready = RegisterRelease.objects.filter(state=RegisterRelease.State.READY)
    own = ready.filter(zone=zone, is_current=True).first()
    return own or ready.filter(shared=True).order_by("-as_of_on", "-id").first()


def releases_for(user: Any, zone: Zone) -> QuerySet[RegisterRelease]:
    """The zone's own releases and those shared with it; dropped ones stay in the list as history."""
    visible = RegisterRelease.objects.visible_to(user).filter(Q(zone=zone) | Q(shared=True, state="ready"))
    return visible.select_related("zone", "built_by").defer("manifest", "quality")


def release_or_404(request: ZoneRequest, release_id: str) -> RegisterRelease:
    """A release the zone may see, its own or one that is shared, or Http404."""
    return get_object_or_404(releases_for(request.user, request.zone).defer(None), release_id=release_id)


def own_releases(request: ZoneRequest) -> QuerySet[RegisterRelease]:
    """The releases of the zone itself, whole."""
    return releases_for(request.user, request.zone).defer(None).filter(zone=request.zone)


def own_release_or_404(request: ZoneRequest, pk: int) -> RegisterRelease:
    """A release of the zone itself, or Http404."""
    return get_object_or_404(own_releases(request), pk=pk)


def import_or_404(request: ZoneRequest, pk: int) -> RegisterImport:
    """An import of the zone, or Http404."""
    rows = RegisterImport.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "job", "release", "appends_to"), pk=pk)


def imports_for(user: Any, zone: Zone) -> QuerySet[RegisterImport]:
    """Imports of the zone that are neither done nor put aside."""
    open_states = (RegisterImport.State.PREVIEW, RegisterImport.State.BUILDING)
    rows = RegisterImport.objects.visible_to(user).filter(zone=zone, state__in=open_states)
    return rows.select_related("zone", "job", "started_by").defer("found")


def open_imports() -> QuerySet[RegisterImport]:
    """Imports that wait for a person: in preview, or with a building that failed or was stopped."""
    ended = Q(state=RegisterImport.State.BUILDING, job__state__in=(JobState.FAILED, JobState.CANCELLED))
    return RegisterImport.objects.filter(Q(state=RegisterImport.State.PREVIEW) | ended)


def taken_release_ids() -> set[str]:
    """Identifiers that cannot be given again: of rows, of imports being built, of folders."""
    rows = set(RegisterRelease.objects.values_list("release_id", flat=True))
    planned = set(RegisterImport.objects.filter(state="building").values_list("planned_id", flat=True))
    folder = Path(settings.REGISTERS_DIR)
    on_disk = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    return rows | planned | on_disk


# ---- import


def inbox() -> Path:
    """The folder on the server where an operator lays files that are too large to upload."""
    return Path(settings.HOME) / "inbox"


def inbox_names() -> list[str]:
    """What lies in the inbox for a register; the folders of the zones there are for their documents, and theirs."""
    folder, others = inbox(), set(Zone.objects.values_list("code", flat=True))
    found = (path.name for path in (folder.iterdir() if folder.is_dir() else ()))
    return sorted(name for name in found if not name.startswith(".") and name not in others)


def inbox_paths(names: Sequence[str]) -> tuple[list[Path], list[Problem]]:
    """The files of the inbox by name; a name that leads elsewhere is a problem."""
    root, paths, problems = inbox().resolve(), [], []
    others = {root / code for code in Zone.objects.values_list("code", flat=True)}
    for name in names:
        path = (root / name).resolve() if "\x00" not in name else root
        inside = path != root and path.is_relative_to(root) and not others & {path, *path.parents}
        if not inside or not path.exists():
            problems.append(
                Problem(
                    "not_in_inbox",
                    "There is no %(name)s in the inbox on the server.",
                    where="server",
                    fix="Ask the operator to lay the file into the folder inbox of the data folder.",
                    params={"name": name[:80]},
                )
            )
        else:
            paths.append(path)
    return paths, problems


def look_into(started: RegisterImport) -> dict[str, Any]:
    """What the files of an import would give, as JSON: the first rows, columns, encodings, every problem."""
    seen = preview(
        started.paths(), mapping=started.mapping, policy=personal_policy(started.zone), rows=SHOWN_ROWS
    ).to_dict()
    for entry in seen["files"]:
        entry.pop("mapping", None)
    return seen


def personal_policy(zone: Zone) -> PersonalPolicy:
    """What the zone keeps of personal columns."""
    row = PersonalDataPolicy.objects.filter(zone=zone).first()
    if row is None or not row.fields:
        return KEEP_NOTHING_PERSONAL
    return PersonalPolicy(frozenset(row.fields), row.ground)


def policy_row(zone: Zone) -> PersonalDataPolicy | None:
    """The zone's policy as written down, or None."""
    return PersonalDataPolicy.objects.filter(zone=zone).select_related("set_by").first()


def problems_before_building(started: RegisterImport, *, today: date) -> list[Problem]:
    """What must be mended before a release can be built."""
    problems = []
    if not any(entry["columns"] for entry in started.found.get("files", ())):
        problems.append(
            Problem(
                "nothing_readable",
                "None of the files can be read as a register.",
                fix="See what is said of each file below.",
            )
        )
    if not started.source:
        problems.append(
            Problem(
                "no_source",
                "Say where the register comes from.",
                where="source",
                fix="Name the office or platform, as in 市场监督管理局.",
            )
        )
    if started.as_of_on is None:
        problems.append(Problem("no_as_of", "Say of which day the register is.", where="as_of_on"))
    elif started.as_of_on > today:
        problems.append(
            Problem("as_of_in_future", "The register cannot be of a day that has not come yet.", where="as_of_on")
        )
    return problems


# ---- release


@dataclass(frozen=True)
class ReleasePage:
    """What the page of a release shows."""

    release: RegisterRelease
    findings: tuple[Finding, ...]
    coverage: tuple[tuple[str, tuple[CoverageRow, ...], int], ...]
    files: tuple[dict[str, Any], ...]
    receipts: tuple[tuple[str, int], ...]
    holders: tuple[ReleaseHolder, ...]
    problems: tuple[Problem, ...]
    is_checked: bool
    size_bytes: int
    parent: RegisterRelease | None


def release_page(release: RegisterRelease, *, most: int = 20, check: bool = False) -> ReleasePage:
    """Counts, quality, coverage (``most`` lines a table) and files of a release; ``check`` compares every checksum."""
    quality, receipts, files = release.quality, [], []
    if release.state == RegisterRelease.State.READY:
        stored = read_json(release.folder / "quality.json")
        files = list(stored.get("files", ()))
        receipts = [
            (name, (release.folder / name).stat().st_size)
            for name in ("refused.csv.gz", "noted.csv.gz", "quality.json")
            if (release.folder / name).is_file()
        ]
    shards = release.manifest.get("shards", ())
    parent_id = release.manifest.get("parent_id") or ""
    return ReleasePage(
        release=release,
        findings=findings(quality),
        coverage=tuple((name, rows[:most], len(rows)) for name in COVERAGE if (rows := coverage(quality, name))),
        files=tuple(files),
        receipts=tuple(receipts),
        holders=tuple(holders_of(release)),
        problems=tuple(check_release(release, deep=check)),
        is_checked=check,
        size_bytes=sum(shard["table_bytes"] + shard["index_bytes"] for shard in shards),
        parent=RegisterRelease.objects.filter(release_id=parent_id).first() if parent_id else None,
    )


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file; empty when it is gone or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def manifest_json(info: ReleaseInfo) -> dict[str, Any]:
    """What the row keeps of a manifest: all but checksums and quality, which stay in the folder."""
    kept = {key: value for key, value in asdict(info).items() if key not in {"checksums", "quality"}}
    return dict(json.loads(json.dumps(kept, default=str)))


def holders_of(release: RegisterRelease) -> list[ReleaseHolder]:
    """Saved things that still need the release."""
    return [holder for fill in release_holder.values() for holder in fill(release)]


def problems_before_dropping(release: RegisterRelease) -> list[Problem]:
    """What keeps a release from being dropped."""
    if release.state == RegisterRelease.State.DROPPED:
        return [Problem("dropped", "The register was dropped.", where=release.release_id)]
    return [
        Problem(
            "held",
            "%(title)s still needs this register.",
            where=holder.url,
            fix="Archive it first.",
            params={"title": holder.title},
        )
        for holder in holders_of(release)
    ]


def check_release(release: RegisterRelease, *, deep: bool = True) -> list[Problem]:
    """Whether folder, manifest and row agree; sizes and heads of files are looked at, with ``deep`` their checksums."""
    if release.state == RegisterRelease.State.DROPPED:
        return []
    if not release.folder.exists():  # as after a restore of a backup without registers
        text = "The register %(release)s as of %(day)s is not in the data folder."
        fix = "Restore a backup made with registers, or add it again from its source files."
        params = {"release": release.release_id, "day": release.as_of_on.isoformat() if release.as_of_on else "—"}
        return [Problem("release_gone", text, where=release.release_id, fix=fix, params=params)]
    try:
        info, _ = m.read_manifest(release.folder)
    except ReleaseError as error:
        return list(error.problems)
    problems = check_folder(release.folder, deep=deep)
    if info.rows != release.rows:
        problems.append(
            Problem(
                "rows_differ",
                "The manifest counts %(manifest)s enterprises, the database %(row)s.",
                where=release.release_id,
                fix="Add the register again from its source files.",
                params={"manifest": info.rows, "row": release.rows},
            )
        )
    return problems


def strays() -> list[str]:
    """Folders among the registers that no row knows: complete ones can be taken in, others are broken-off builds."""
    folder = Path(settings.REGISTERS_DIR)
    if not folder.is_dir():
        return []
    known = set(RegisterRelease.objects.values_list("release_id", flat=True))
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in known)


def folders_over() -> list[Path]:
    """Folders of registers that were dropped, and of imports that are over: a killed process left them."""
    dropped = RegisterRelease.objects.filter(state=RegisterRelease.State.DROPPED)
    going_on = {str(one.pk) for one in RegisterImport.objects.filter(state__in=("preview", "building")).only("pk")}
    intake = Path(settings.HOME) / "intake"
    over = [path for path in (intake.iterdir() if intake.is_dir() else ()) if path.name not in going_on]
    return sorted([*(one.folder for one in dropped if one.folder.exists()), *over])


def stray_problem(name: str) -> Problem:
    """What is to be said of a folder that no row knows."""
    if name.startswith("."):
        return Problem(
            "left_over",
            "A broken-off build or drop left this folder.",
            where=name,
            fix="liantu register check --tidy removes it.",
        )
    return Problem(
        "no_row",
        "The folder stands among the registers, but the database does not know it.",
        where=name,
        fix="liantu register adopt takes it in; or move it away.",
    )


def release_by_id(release_id: str, user: User | None = None) -> RegisterRelease | None:
    """A ready release by its identifier, as the person may see it; without a person, as the operator."""
    rows = RegisterRelease.objects.visible_to(user) if user is not None else RegisterRelease.objects.all()
    return rows.filter(release_id=release_id, state=RegisterRelease.State.READY).first()
