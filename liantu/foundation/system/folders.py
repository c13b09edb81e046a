"""The folders of the data folder: what each holds, whether a backup takes it, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liantu.lib.slots import Slot

ALWAYS, WITH_FILES, WITH_REGISTERS, NEVER = "always", "files", "registers", "never"


@dataclass(frozen=True)
class HomeFolder:
    """One folder of the data folder. ``taken``: always, with ``files``, with ``registers``, or never by a backup.

    ``loss``: what is lost, or how it comes back, where a backup does not take it.
    """

    name: str
    title: str | Promise
    taken: str
    loss: str | Promise = ""

    @property
    def path(self) -> Path:
        """Where it lies."""
        moved: dict[str, str | Path] = {
            "files": settings.MEDIA_ROOT,
            "registers": settings.REGISTERS_DIR,
            "static": settings.STATIC_ROOT,
        }
        return Path(moved.get(self.name) or Path(settings.HOME) / self.name)


home_folder: Slot[HomeFolder] = Slot(
    "home_folder", offered_by="foundation.system", question="Which folder of the data folder does your room write?"
)

OWN = (
    HomeFolder("files", _("Stored files"), WITH_FILES, _("Bring the files again.")),
    HomeFolder("backups", _("Backups"), NEVER, _("Copy them to another machine.")),
    HomeFolder("static", _("Gathered styles and scripts"), NEVER, _("Gathered anew at the next start.")),
    HomeFolder("cache", _("Compiled search kernels"), NEVER, _("Compiled anew at the next start.")),
)


def folders_taken(*, with_files: bool, with_registers: bool) -> list[HomeFolder]:
    """The folders a backup with these wishes takes, by name."""
    wished = {ALWAYS} | ({WITH_FILES} if with_files else set()) | ({WITH_REGISTERS} if with_registers else set())
    return sorted((one for one in home_folder.values() if one.taken in wished), key=lambda one: one.name)


def folders_left(*, with_files: bool, with_registers: bool) -> list[HomeFolder]:
    """The folders such a backup leaves out, each with what that means."""
    taken = {one.name for one in folders_taken(with_files=with_files, with_registers=with_registers)}
    return sorted((one for one in home_folder.values() if one.name not in taken), key=lambda one: one.name)


def unknown_folders() -> Iterator[str]:
    """Folders of the data folder that no room says it writes: neither backup nor check knows them."""
    known = {one.path.resolve() for one in home_folder.values()}
    home = Path(settings.HOME)
    for path in sorted(home.iterdir() if home.is_dir() else ()):
        if path.is_dir() and path.resolve() not in known and not path.name.startswith("."):
            yield path.name
