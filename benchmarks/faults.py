"""``python -m benchmarks.faults``: kill -9 at random moments, in each operation, on both databases.

For each try a prepared home is laid out, the operation is started as a process of its own in its own group, and the
group is killed at a moment drawn from the time the operation takes. Then: nothing of the group lives on; every row that
stood there stands there still, with its content; the operation is there whole or not at all; ``liantu doctor`` names
what was left; done again as the documentation says it succeeds and ends where a run without a kill ends; what
``liantu doctor --tidy`` leaves is what such a run leaves.

``--kills`` in all, ``--seed``, ``--only`` operations, ``--database sqlite|postgres``, ``--json`` for tests. A fifth of
the tries begin with a new interpreter (``python -m liantu …``), the others with a process that has the program loaded:
their kills fall on the work, not on the loading.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.faults_ground import Change, Ground, OnPostgres, OnSqlite, State, Varying, stable
from benchmarks.faults_operations import OPERATIONS, Operation, base_of, descendants, doctor, ended, kill, live

ROOT = Path(__file__).resolve().parent.parent
THIRDS = ("early", "middle", "late")


@dataclass
class Tally:
    """What came of the kills of one operation on one database."""

    operation: str
    database: str
    kills: int = 0
    too_late: int = 0  # it had ended before the moment drawn
    thirds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(THIRDS, 0))
    found: dict[str, int] = field(default_factory=lambda: {"old": 0, "between": 0, "whole": 0})
    lost_rows: int = 0
    half_states: int = 0
    unnamed: int = 0
    survivors: int = 0
    not_again: int = 0
    left: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Clean:
    """Runs without a kill: where they begin and end, how long they take, what doctor finds then."""

    before: State
    after: State
    change: Change
    varying: Varying
    seconds: float
    found: frozenset[str]
    files: Counter[str]


class Tries:
    """The tries of one operation."""

    def __init__(self, operation: Operation, seed: int) -> None:
        self.operation, self.ground = operation, operation.ground
        self.random = random.Random(f"{seed} {operation.name} {self.ground.database}")
        self.tally = Tally(operation.name, self.ground.database)
        self.clean = self._clean()
        self.tally.seconds = self.clean.seconds

    def _clean(self) -> Clean:
        """Two runs to the end; on a server the second with keys further on, as after a broken-off run."""
        varying = Varying({"jobs_job": {"attempts", "claimed_by", "heartbeat_at", "progress_note", "started_at"}})
        ends, seconds = [], []
        for later in (0, 7):
            self.ground.lay_out(self.operation.begins, later_keys=later)
            before = self.ground.state()
            process = self.operation.begin()
            began = time.monotonic()
            self.operation.follow()
            code = ended(process) if not self._serves() else kill(process) or 0
            seconds.append(time.monotonic() - began)
            if code:
                raise RuntimeError(f"{self.operation.name} does not even end unharmed: {self.operation.log}")
            ends.append(self.ground.state())
            found = frozenset(_codes(doctor(self.ground, "--tidy", "--deep")))
            files = self._files()
        varying.learn(before, *ends)
        change = varying.change(before, ends[1])
        if varying.change(before, ends[0]) != change:
            raise RuntimeError(
                f"two clean runs of {self.operation.name} differ: {_told(change, varying.change(before, ends[0]))}"
            )
        return Clean(before, ends[1], change, varying, min(seconds), found, files)

    def _files(self) -> Counter[str]:
        """The files that stand, but for the name that a process held which is gone: the next one takes it away."""
        return Counter(stable(path) for path in self.ground.state().files if not path.startswith(".building-forms-"))

    def _serves(self) -> bool:
        return self.operation.name == "sheet"

    def run(self, kills: int) -> Tally:
        """Kill so many times; what had ended before its moment is tried again."""
        number = misses = 0
        while number < kills and misses < 2 * kills + 5:
            cold = number % 5 == 4
            share = (number + self.random.random()) / kills
            if self._once(share, cold=cold, name=f"{self.operation.name} on {self.ground.database}, try {number}"):
                number += 1
            else:
                misses += 1
        self.tally.too_late = misses
        return self.tally

    def _once(self, share: float, *, cold: bool, name: str) -> bool:
        """One kill at ``share`` of the time it takes; whether it was in time."""
        tally = self.tally
        self.ground.lay_out(self.operation.begins)
        process = self.operation.begin(cold=cold)
        if cold and not self._serves():
            self._wait_for_work(process)
        moment = time.monotonic() + share * self.clean.seconds
        browser = threading.Thread(target=self._follow, daemon=True)
        if self._serves():
            browser.start()
        while time.monotonic() < moment:
            if not live({process}):
                ended(process)
                return False
            time.sleep(0.001)
        group = descendants(process)
        kill(process)
        if self._serves():
            browser.join(100)
        tally.kills += 1
        tally.thirds[THIRDS[min(int(share * 3), 2)]] += 1
        self._look(group, f"{name} at {share:.0%}")
        return True

    def _follow(self) -> None:
        try:
            self.operation.follow()
        except OSError:
            return

    def _wait_for_work(self, process: int) -> None:
        """A new interpreter loads for long: the clock runs from where it opens its database."""
        until = time.monotonic() + 60
        while time.monotonic() < until and live({process}):
            try:
                open_files = [os.readlink(one) for one in Path(f"/proc/{process}/fd").iterdir()]
            except OSError:
                return
            if any("liantu.sqlite3" in one or one.startswith("socket:") for one in open_files):
                return
            time.sleep(0.005)

    # -- what stands after the kill ------------------------------------------------------------------------------------

    def _look(self, group: set[int], name: str) -> None:
        """Judge what stands, do it again, judge what stands then."""
        tally, clean = self.tally, self.clean
        until = time.monotonic() + 5
        while (still := live(group)) and time.monotonic() < until:
            time.sleep(0.05)
        if still:
            tally.survivors += len(still)
            self._fault(f"{name}: {len(still)} processes live on")
        stands = self.ground.state()
        change = clean.varying.change(clean.before, stands)
        self._rows(name, stands, change)
        self._leftovers(name, stands, change)
        is_whole = change == clean.change
        if not (is_whole and self.operation.name in ("register", "index", "backup")) and self.operation.again():
            tally.not_again += 1
            self._fault(f"{name}: it could not be done again: {_tail(self.operation.log)}")
            return
        self._end(name)

    def _rows(self, name: str, stands: State, change: Change) -> None:
        tally, clean, aside = self.tally, self.clean, self.operation.aside
        if change == clean.change:
            tally.found["whole"] += 1
        elif not change.without(aside):
            tally.found["old"] += 1
        else:
            tally.found["between"] += 1
            if not self.operation.steps:
                tally.half_states += 1
                self._fault(f"{name}: half: {_told(change, clean.change)}")
        if self.operation.name == "migrate":
            counts, before, after = stands.count(), clean.before.count(), clean.after.count()
            # a table that goes gives its rows to others first
            lost = sum(max(min(before[one], after.get(one, 0)) - counts.get(one, 0), 0) for one in before)
        else:
            gone = {table: rows - clean.change.gone.get(table, Counter()) for table, rows in change.gone.items()}
            lost = sum(rows.total() for table, rows in gone.items() if table not in aside)
        if lost:
            tally.lost_rows += lost
            self._fault(f"{name}: {lost} rows are lost: {_told(change, clean.change)}")

    def _leftovers(self, name: str, stands: State, change: Change) -> None:
        """Files that a home before or after the operation does not have must be named by doctor."""
        known = self.clean.before.files
        new = [path for path in stands.files if path not in known]
        gone = [path for path in known if path not in stands.files and path in self.clean.after.files]
        if gone and self.operation.name != "restore":
            self.tally.lost_rows += len(gone)
            self._fault(f"{name}: files are gone: {gone[:3]}")
        finished = self._finished(change)
        left = {_top(path, known) for path in new if _hidden(path) or not any(path.startswith(one) for one in finished)}
        if not left:
            return
        text = json.dumps(doctor(self.ground), ensure_ascii=False)
        for one in sorted(left):
            if one[:16] not in text:
                self.tally.unnamed += 1
                self._fault(f"{name}: doctor does not name {one}")

    def _finished(self, change: Change) -> tuple[str, ...]:
        """Where files may have come that the rows, or their own form, know."""
        if self.operation.name == "restore":
            return tuple({one.split("/")[0] + "/" for one in self.clean.after.files})  # its note is named instead
        rows = {"backups/"}
        if "sources_registerrelease" in change.come:
            rows.add("registers/")
        if "files_storedfile" in change.come or self.operation.name == "job":
            rows |= {"files/", "intake/"}
        return tuple(rows)

    def _end(self, name: str) -> None:
        """Done again it stands where a clean run stands, and after tidying nothing else does."""
        tally, clean = self.tally, self.clean
        change = clean.varying.change(clean.before, self.ground.state())
        if change.without(self.operation.aside) != clean.change.without(self.operation.aside):
            tally.half_states += 1
            self._fault(f"{name}: done again it ends elsewhere: {_told(change, clean.change)}")
        found = _codes(doctor(self.ground, "--tidy", "--deep")) - clean.found
        files = self._files()
        more = {one for one in files if files[one] > clean.files[one] and not one.startswith("backups/#")}
        less = {one for one in clean.files if files[one] < clean.files[one]}
        if more or less:
            tally.left += len(more | less)
            self._fault(f"{name}: after tidying too much {sorted(more)[:3]} too little {sorted(less)[:3]}")
        if found:
            tally.half_states += 1
            self._fault(f"{name}: doctor finds {sorted(found)} afterwards")

    def _fault(self, text: str) -> None:
        self.tally.faults.append(text[:1500])


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _top(path: str, known: Sequence[str] | dict[str, str]) -> str:
    """The part of a path that is new: the hidden one, else the first that nothing known lies under."""
    parts = path.rstrip("/").split("/")
    for at, part in enumerate(parts):
        if part.startswith("."):
            return part
        begin = "/".join(parts[: at + 1]) + "/"
        if at and not any(one.startswith(begin) for one in known) and parts[0] != "files":
            return part
    return parts[-1]


def _codes(reports: list[dict[str, object]]) -> set[str]:
    return {
        f"{one['check']}:{finding['code']}"
        for one in reports
        for finding in one["findings"]  # type: ignore[attr-defined]
        if finding["tone"] != "ok" and one["check"] not in ("worker", "disk", "backups")
    }


def _told(one: Change, other: Change) -> str:
    """The tables in which two changes differ, with the first rows."""
    told = []
    for side, mine, theirs in (("gone", one.gone, other.gone), ("come", one.come, other.come)):
        for table in sorted({*mine, *theirs}):
            a, b = mine.get(table, Counter()), theirs.get(table, Counter())
            if a != b:
                first = next(iter((a - b) or (b - a)))
                told.append(f"{side} {table}: {a.total()} for {b.total()}, {str(first)[:160]}")
    return "; ".join(told[:6])


def _tail(path: Path) -> str:
    return path.read_text(errors="replace")[-600:] if path.exists() else ""


# -- the run -----------------------------------------------------------------------------------------------------------


def on_ground(ground: Ground, only: Sequence[str], kills: int, seed: int) -> list[Tally]:
    """Every operation on one database, the kills shared out among them."""
    import django

    os.environ.update(ground.environ)
    django.setup()
    _load()
    tallies = []
    with base_of(ground):
        chosen = [one(ground) for one in OPERATIONS]
        for operation in chosen:  # some stand on what others prepared
            ground.lay_out("base")
            if operation.name in only or operation.name == "register":
                operation.prepare()
        chosen = [one for one in chosen if one.name in only]
        for place, operation in enumerate(chosen):
            share = kills // len(chosen) + (place < kills % len(chosen))
            began = time.monotonic()
            tally = Tries(operation, seed).run(share)
            tallies.append(tally)
            print(
                f"{ground.database} {operation.name}: {tally.kills} kills, {len(tally.faults)} faults, "
                f"{time.monotonic() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )
            for fault in tally.faults[:8]:
                print(f"  ! {fault}", file=sys.stderr, flush=True)
    return tallies


def _load() -> None:
    """Import what commands import late, so that processes made from this one have it."""
    import openpyxl
    import pyarrow.parquet
    from django.core.management import get_commands, load_command_class

    import liantu.urls
    from liantu.engine import warm_up

    assert all((openpyxl, pyarrow.parquet, liantu.urls))
    for name in ("register", "backup", "restore", "migrate", "worker", "doctor"):
        load_command_class(get_commands()[name], name)
    del warm_up


HEAD = (
    "operation",
    "database",
    "kills",
    "early / middle / late",
    "found old / between / whole",
    "lost rows",
    "half states",
    "unnamed leftovers",
    "not done again",
    "left after tidying",
    "processes that lived on",
)


def table(tallies: Sequence[Tally]) -> str:
    """The result as a table."""
    lines = [HEAD, tuple("-" * 3 for _ in HEAD)]
    for one in tallies:
        thirds, found = (" / ".join(map(str, part.values())) for part in (one.thirds, one.found))
        numbers = (one.lost_rows, one.half_states, one.unnamed, one.not_again, one.left, one.survivors)
        lines.append((one.operation, one.database, str(one.kills), thirds, found, *map(str, numbers)))
    sums = [sum(getattr(one, name) for one in tallies) for name in
            ("lost_rows", "half_states", "unnamed", "not_again", "left", "survivors")]  # fmt: skip
    lines.append(("all", "", str(sum(one.kills for one in tallies)), "", "", *map(str, sums)))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    """Both databases beside each other, each in a process of its own; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=308, help="in all")
    parser.add_argument("--seed", type=int, default=20260701)
    parser.add_argument("--only", nargs="+", choices=[one.name for one in OPERATIONS])
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    parser.add_argument("--server", help="a PostgreSQL to make databases on; default: one of our own")
    parser.add_argument("--tables", type=Path, help="a SQLite file that has the tables already: spares making them")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    only = given.only or [one.name for one in OPERATIONS]
    tallies = _alone(given, only) if given.database else _both(given, only)
    print(json.dumps([asdict(one) for one in tallies], ensure_ascii=False) if given.json else table(tallies))
    return 1 if any(one.faults for one in tallies) else 0


def _both(given: argparse.Namespace, only: Sequence[str]) -> list[Tally]:
    command = [sys.executable, "-m", "benchmarks.faults", "--seed", str(given.seed), "--json", "--only", *only]
    halves = {"sqlite": given.kills - given.kills // 2, "postgres": given.kills // 2}
    running = [
        subprocess.Popen([*command, "--kills", str(kills), "--database", name], cwd=ROOT, stdout=subprocess.PIPE)
        for name, kills in halves.items()
    ]
    answers = [json.loads(one.communicate()[0] or "[]") for one in running]
    return [Tally(**one) for answer in answers for one in answer]


def _alone(given: argparse.Namespace, only: Sequence[str]) -> list[Tally]:
    kills, seed = given.kills, given.seed
    folder = Path(tempfile.mkdtemp(prefix="liantu-faults-", dir=os.environ.get("TMPDIR")))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
    try:
        if given.database == "sqlite":
            ground = OnSqlite(folder)
            if given.tables is not None:
                shutil.copyfile(given.tables, ground.home / "liantu.sqlite3")
            return on_ground(ground, only, kills, seed)
        if given.server:
            ground = OnPostgres(folder, given.server)
            try:
                return on_ground(ground, only, kills, seed)
            finally:
                ground.close()
        with _server() as url:
            if url is None:
                raise SystemExit("Debian's package postgresql is missing")
            return on_ground(OnPostgres(folder, url), only, kills, seed)
    finally:
        if not os.environ.get("LIANTU_FAULTS_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def _server() -> contextlib.AbstractContextManager[str | None]:
    """A PostgreSQL server of our own, as the full run of the tests makes it (the folder has the name of a library)."""
    found = importlib.util.spec_from_file_location("full_test", ROOT / "packaging" / "full_test.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["full_test"] = module  # its data classes look themselves up
    found.loader.exec_module(module)
    server: contextlib.AbstractContextManager[str | None] = module.postgres()
    return server


if __name__ == "__main__":
    sys.exit(main())
