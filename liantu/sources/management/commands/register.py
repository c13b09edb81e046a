"""``liantu register``: bring registers in, list, check and drop them on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.engine import BuildCancelled, tidy
from liantu.engine import manifest as m
from liantu.engine.reading import PERSONAL_FIELDS, PersonalPolicy, preview, room_problem
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.tables import FORMATS, TableError, write_rows
from liantu.sources import actions, reads
from liantu.sources.building import Recipe, build_register
from liantu.sources.models import RegisterRelease
from liantu.sources.terminal import Bar, must_be_writable, stop_on_interrupt
from liantu.ui.problems import line_of, words_of

LIST_COLUMNS = ("release", "title", "state", "as_of_on", "rows", "refused", "source", "licence", "zone", "built_at")
ADD_COLUMNS = (
    "release",
    "rows",
    "refused",
    "bad_codes",
    "double_codes",
    "unreadable_capital",
    "unreadable_dates",
    "refused_file",
)
CHECK_COLUMNS = ("release", "state", "what", "fix")
CANCELLED = 130


class Command(BaseCommand):
    """Registers for the operator at the machine."""

    help = "Bring business registers in (add), list, check and drop them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|check|drop|use|adopt")
        add = verbs.add_parser("add", help="build a release from CSV, Excel or Parquet files, archives or folders")
        add.add_argument("files", nargs="+", type=Path, metavar="FILE")
        add.add_argument("--id", default="", help="identifier; default: as-of date and title")
        add.add_argument("--title", default="")
        add.add_argument("--source", default="", help="office or platform it comes from")
        add.add_argument("--licence", default="")
        add.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="day of the register; default: the files' day"
        )
        add.add_argument("--zone", default="", help="code of the zone; default: the first")
        add.add_argument(
            "--column", action="append", default=[], metavar="HEADER=FIELD", help="what a column is read as"
        )
        add.add_argument(
            "--personal", action="append", default=[], metavar="FIELD", help=f"keep: {', '.join(PERSONAL_FIELDS)}"
        )
        add.add_argument("--ground", default="", help="legal ground for keeping personal columns")
        add.add_argument("--to", default="", metavar="RELEASE", help="put the rows behind those of this release")
        add.add_argument("--shared", action="store_true", help="all zones may read it")
        add.add_argument("--no-use", action="store_true", help="do not take it into use")
        add.add_argument("--preview", action="store_true", help="only say what would be read")
        listing = verbs.add_parser("list", help="the registers here")
        listing.add_argument("--all", action="store_true", help="dropped ones too")
        check = verbs.add_parser("check", help="compare folders, manifests, checksums and database")
        check.add_argument("releases", nargs="*", metavar="RELEASE")
        check.add_argument("--quick", action="store_true", help="do not read the files")
        check.add_argument("--tidy", action="store_true", help="remove what broken-off builds and drops left")
        drop = verbs.add_parser("drop", help="delete a register's rows; its name-plate and quality stay")
        drop.add_argument("release", metavar="RELEASE")
        drop.add_argument("--reason", required=True)
        use = verbs.add_parser("use", help="take a register into use")
        use.add_argument("release", metavar="RELEASE")
        adopt = verbs.add_parser("adopt", help="take in a release folder that stands among the registers")
        adopt.add_argument("release", metavar="RELEASE")
        adopt.add_argument("--zone", default="", help="code of the zone; default: the first")
        for verb in (adopt, add, listing, check, drop, use):
            verb.add_argument("--format", choices=FORMATS, default="table")
            verb.add_argument("--out", type=Path, help="write to this file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the verb; problems are told all at once."""
        try:
            must_be_writable(options["out"])
            rows, columns = getattr(self, f"_{options['verb']}")(options)
            write_rows(rows, columns, format=options["format"], out=cast(IO[str], self.stdout), path=options["out"])
        except ProblemsError as error:
            raise CommandError(line_of(error)) from error
        except (TableError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["verb"] == "check" and any(row["what"] for row in rows):
            sys.exit(1)

    def _add(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        zone = actions.zone_for_operator(options["zone"])
        mapping = dict(part.split("=", 1) for part in options["column"] if "=" in part)
        policy = self._policy(options, reads.personal_policy(zone))
        seen = preview(options["files"], mapping=mapping, policy=policy)
        if seen.readable or options["preview"]:
            self._tell_found(seen)
        if options["preview"]:
            return [self._preview_row(file) for file in seen.files], (
                "file",
                "sheet",
                "encoding",
                "rows",
                "columns",
                "unknown",
            )
        room = room_problem(seen.needed_bytes, Path(settings.REGISTERS_DIR))
        if not seen.readable or room is not None:
            raise ProblemsError([*seen.all_problems, *([room] if room else [])])
        as_of_on = _day(options["as_of"]) or _day_of(options["files"])
        parent = self._release(options["to"]) if options["to"] else None
        title = options["title"] or (parent.title if parent else options["files"][0].stem)
        recipe = Recipe(
            paths=options["files"],
            release_id=actions.planned_release_id(options["id"], title, as_of_on),
            title=title,
            source=options["source"] or (parent.source if parent else ""),
            licence=options["licence"] or (parent.licence if parent else ""),
            as_of_on=as_of_on,
            created_at=timezone.now(),
            mapping=mapping,
            policy=policy,
            translate=_,
            parent=parent.folder if parent else None,
        )
        bar = Bar(title)
        with stop_on_interrupt() as stopped:
            try:
                built = build_register(recipe, Path(settings.REGISTERS_DIR), tell=bar.tell, should_stop=stopped)
            except BuildCancelled:
                bar.end(_("Stopped: nothing was kept, the files are untouched."))
                sys.exit(CANCELLED)
        use = False if options["no_use"] else True if parent is not None else None
        release = actions.adopt_release(built.info, zone=zone, by=None, make_it_current=use, shared=options["shared"])
        bar.end(
            _("%(title)s: %(rows)s enterprises, %(refused)s rows refused")
            % {"title": title, "rows": f"{release.rows:,}", "refused": f"{release.refused_rows:,}"}
        )
        return [self._added_row(release)], ADD_COLUMNS

    @staticmethod
    def _policy(options: dict[str, Any], standing: PersonalPolicy) -> PersonalPolicy:
        if not options["personal"]:
            return standing
        return PersonalPolicy(frozenset(options["personal"]), options["ground"])

    def _tell_found(self, seen: Any) -> None:
        for problem in seen.all_problems:
            self.stderr.write(words_of(problem).line)
        for file in seen.files:
            if file.personal_left_out:
                self.stderr.write(
                    _("%(file)s: personal columns left out: %(columns)s")
                    % {"file": file.label, "columns": "、".join(file.personal_left_out)}
                )

    @staticmethod
    def _preview_row(file: Any) -> dict[str, Any]:
        read = ", ".join(f"{header} → {field}" for _place, header, field, why in file.columns if why == "read")
        return {
            "file": file.label,
            "sheet": file.sheet,
            "encoding": file.encoding,
            "rows": file.estimated_rows,
            "columns": read,
            "unknown": "、".join(file.unknown_columns),
        }

    @staticmethod
    def _added_row(release: RegisterRelease) -> dict[str, Any]:
        quality = release.quality
        return {
            "release": release.release_id,
            "rows": release.rows,
            "refused": release.refused_rows,
            "bad_codes": sum(quality.get("bad_codes", {}).values()),
            "double_codes": quality.get("double_codes", 0),
            "unreadable_capital": sum(quality.get("unreadable_capital", {}).values()),
            "unreadable_dates": sum(quality.get("unreadable_dates", {}).values()),
            "refused_file": str(release.folder / "refused.csv.gz"),
        }

    def _list(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        found = RegisterRelease.objects.select_related("zone").defer("manifest", "quality")
        rows = found if options["all"] else found.exclude(state=RegisterRelease.State.DROPPED)
        return [
            {
                "release": row.release_id,
                "title": row.title,
                "state": "in use" if row.is_current else row.state,
                "as_of_on": row.as_of_on,
                "rows": row.rows,
                "refused": row.refused_rows,
                "source": row.source,
                "licence": row.licence,
                "zone": row.zone.code,
                "built_at": f"{row.built_at:%Y-%m-%d %H:%M}",
            }
            for row in rows
        ], LIST_COLUMNS

    def _check(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        if options["tidy"]:
            removed = [*tidy(Path(settings.REGISTERS_DIR)), *actions.tidy_registers()]
            self.stderr.write(_("removed: %(names)s") % {"names": ", ".join(removed) or "—"})
        wanted = [self._release(name) for name in options["releases"]]
        if not wanted:
            wanted = list(RegisterRelease.objects.filter(state=RegisterRelease.State.READY))
        lines = []
        for release in wanted:
            problems = reads.check_release(release, deep=not options["quick"])
            lines += [self._checked(release.release_id, "bad", problem) for problem in problems]
            if not problems:
                lines.append({"release": release.release_id, "state": "ok", "what": "", "fix": ""})
        if not options["releases"]:
            lines += [self._checked(name, "stray", reads.stray_problem(name)) for name in reads.strays()]
        return lines, CHECK_COLUMNS

    @staticmethod
    def _checked(name: str, state: str, problem: Problem) -> dict[str, Any]:
        told = words_of(problem)
        return {"release": name, "state": state, "what": told.message, "fix": told.fix}

    def _drop(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        release = self._release(options["release"])
        actions.drop_release(release, by=None, reason=options["reason"])
        return [{"release": release.release_id, "state": "dropped", "rows": release.rows}], ("release", "state", "rows")

    def _use(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        release = self._release(options["release"])
        actions.make_current(release, by=None)
        return [{"release": release.release_id, "state": "in use", "rows": release.rows}], ("release", "state", "rows")

    def _adopt(self, options: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        info = m.read_manifest(Path(settings.REGISTERS_DIR) / Path(options["release"]).name)[0]
        release = actions.adopt_release(info, zone=actions.zone_for_operator(options["zone"]), by=None)
        return [self._added_row(release)], ADD_COLUMNS

    @staticmethod
    def _release(name: str) -> RegisterRelease:
        release = reads.release_by_id(name)
        if release is None:
            known = (
                "、".join(RegisterRelease.objects.exclude(state="dropped").values_list("release_id", flat=True)) or "—"
            )
            raise ProblemsError(
                [
                    Problem(
                        "no_release",
                        "There is no register %(name)s.",
                        where=name,
                        fix="Registers here: %(known)s.",
                        params={"name": name, "known": known},
                    )
                ]
            )
        return release


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ProblemsError(
            [
                Problem(
                    "bad_day",
                    "%(day)s is not a day.",
                    where="--as-of",
                    fix="Write it as 2026-03-05.",
                    params={"day": text},
                )
            ]
        ) from None


def _day_of(paths: list[Path]) -> date:
    """The day the newest file was written, when nobody says of which day the register is."""
    newest = max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)
    return timezone.localdate(datetime.fromtimestamp(newest, tz=timezone.get_current_timezone()))
