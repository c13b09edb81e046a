"""Every write of product lists. ``by=None`` is the operator at the machine's own command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.files.actions import store_upload
from liantu.foundation.jobs.actions import enqueue
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources.products import reads
from liantu.sources.products.building import Tell, build_lists
from liantu.sources.products.models import ProductRelease
from liantu.sources.reads import current_release

KINDS = ("csv", "xlsx", "xls", "zip")
BUILD_JOB = "products.build"


def bring_lists(
    zone: Zone,
    upload: UploadedFile | None,
    *,
    by: User,
    title: str,
    source: str,
    as_of_on: date | None,
    licence: str = "",
) -> ProductRelease:
    """Keep the file and have it built in the background; the first that stands is taken into use.

    Raises NotAllowed; ProblemsError when title, source, day or file is missing, or the file is of no known kind.
    """
    require(by, "sources.import", zone)
    problems = _problems(title, source, as_of_on)
    if upload is None:
        problems.append(Problem("no_file", "Choose a file.", where="file"))
    if problems or upload is None or as_of_on is None:
        raise ProblemsError(problems)
    stored = store_upload(upload, by=by, zone=zone, purpose="products", allowed=KINDS)
    with transaction.atomic():
        made = _new(zone, by=by, title=title, source=source, as_of_on=as_of_on, licence=licence, file=stored)
        asked, about = {"lists": made.pk}, f"lists:{made.pk}"
        made.job = enqueue(
            BUILD_JOB, by=by, zone=zone, title=made.title, payload=asked, max_attempts=2, alone_for=about
        )
        made.save(update_fields=["job"])
    return made


def add_lists(
    zone: Zone,
    path: Path,
    *,
    title: str,
    source: str,
    as_of_on: date | None,
    licence: str = "",
    tell: Tell = lambda *_: None,
) -> ProductRelease:
    """Build from a folder or file on this machine, at once. Raises ProblemsError with everything that stops it."""
    problems = _problems(title, source, as_of_on)
    if not path.exists():
        problems.append(Problem("no_file", "There is no such file or folder.", where=str(path)))
    if problems or as_of_on is None:
        raise ProblemsError(problems)
    made = _new(zone, by=None, title=title, source=source, as_of_on=as_of_on, licence=licence)
    try:
        finish_lists(made, path, tell=tell)
    except BaseException:
        made.delete()
        raise
    return made


def _problems(title: str, source: str, as_of_on: date | None) -> list[Problem]:
    problems = []
    for where, text in (("title", title), ("source", source)):
        if not text.strip():
            problems.append(Problem("no_title_or_source", "Title and source are needed.", where=where))
    if as_of_on is None or as_of_on > timezone.localdate():
        problems.append(Problem("bad_day", "Give the day the lists are of; it cannot lie ahead.", where="as_of_on"))
    return problems


def _new(zone: Zone, *, by: User | None, title: str, source: str, licence: str, **values: Any) -> ProductRelease:
    made = ProductRelease.objects.create(
        zone=zone,
        title=title.strip()[:120],
        source=source.strip()[:200],
        licence=licence.strip()[:200],
        brought_by=by,
        **values,
    )
    record("products.brought", by=by, zone=zone, target=made, after={"title": made.title, "source": made.source})
    return made


def finish_lists(made: ProductRelease, path: Path, *, tell: Tell = lambda *_: None) -> None:
    """Build the folder and fill the row in; what stands already is not built again.

    Raises ProblemsError with what stops it; the row then says so.
    """
    manifest = reads.manifest_of(made)
    if manifest is None:
        about = {"title": made.title, "source": made.source, "licence": made.licence, "as_of_on": f"{made.as_of_on}"}
        try:
            manifest = build_lists(path, made.folder, about=about, tell=tell)
        except ProblemsError as error:
            made.state, made.problems = ProductRelease.State.FAILED, [one.stored() for one in error.problems[:50]]
            made.save(update_fields=["state", "problems"])
            raise
    with transaction.atomic():
        made.manifest, made.state = manifest, ProductRelease.State.READY
        made.lines, made.owners = manifest["counts"]["lines"], manifest["counts"]["owners"]
        made.is_current = not ProductRelease.objects.filter(zone=made.zone, is_current=True).exists()
        made.save(update_fields=["manifest", "state", "lines", "owners", "is_current"])
        record("products.built", by=made.brought_by, zone=made.zone, target=made, after=manifest["counts"])
    count_in_register(made)


def count_in_register(made: ProductRelease) -> None:
    """Write down how many of the lists' owners the register in use has under the same name."""
    register = current_release(made.zone)
    if register is not None:
        made.in_register = {"release": register.release_id, "owners": reads.owners_in(made, register)}
        made.save(update_fields=["in_register"])


def use_lists(made: ProductRelease, *, by: User) -> None:
    """Let the zone rank by these lists. Raises NotAllowed; ProblemsError when they do not stand."""
    require(by, "sources.import", made.zone)
    if made.state != ProductRelease.State.READY:
        raise ProblemsError([Problem("not_ready", "These lists are not built.", where=made.title)])
    _switch(made, to=True, by=by)


def set_aside(made: ProductRelease, *, by: User) -> None:
    """Rank without these lists; they stay for the saved target lists that were made by them. Raises NotAllowed."""
    require(by, "sources.import", made.zone)
    _switch(made, to=False, by=by)


def _switch(made: ProductRelease, *, to: bool, by: User) -> None:
    with transaction.atomic():
        ProductRelease.objects.filter(zone=made.zone, is_current=True).update(is_current=False)
        made.is_current = to
        made.save(update_fields=["is_current"])
        record("products.in_use" if to else "products.set_aside", by=by, zone=made.zone, target=made)
