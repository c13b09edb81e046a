"""A day's work in one go: mixed requests and background jobs on a running program, and whether its memory stays flat.

    python -m benchmarks.soak                                     # 200,000 requests, 500 jobs
    python -m benchmarks.soak --requests 3000 --jobs 20 --seed 1
    python -m benchmarks.soak --minutes 45                        # as much as fits

Starts ``liantu start`` on a port of its own with a demo zone in a throw-away folder (``--home``: kept, or found from
before). Several people are logged in and read pages, parts of pages, lists and exports, ask the interface, send forms
and files; an administrator has jobs of many kinds done. Memory is sampled by part; the middle of the second tenth is
set against the last. Answers 1 when something answered 500, the web process changed, or web or worker left ± 10 %.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak_people import FORM, WORDS, Asked, Form, Someone, Told, filled, forms_in, lead
from benchmarks.start import ROOT, free_port

WHO = ("officer", "chief", "leader", "data", "admin", "assessor", "observer", "ambassador1")
INTERFACE = (
    "me",
    "chains/",
    "duties/",
    "enterprises/",
    "leads/",
    "outreach/engagements",
    "projects/",
    "projects/figures",
    "sources/registers",
)
TAKING_FILES = (
    "/enterprises/import/",
    "/documents/new/",
    "/sources/new/",
    "/outreach/agreement/import/",
    "/targets/restrictedenterprise/import/",
)
MIX = {
    "page": 40,
    "part": 14,
    "list": 12,
    "export": 4,
    "interface": 12,
    "interface, written": 1,
    "form": 6,
    "upload": 2,
    "file of the site": 5,
    "mistake": 4,
}
WARM_UP, COMPARED = (0.1, 0.2), (0.9, 1.01)
SAMPLE_SECONDS = 5.0
ASIDE = 0.10  # how far memory may go from where it stood
SLOW_HEALTH_SECONDS = 1.0
PARTS = ("supervisor", "web server's parent", "web", "worker", "parsers of web", "parsers of worker")


@dataclass
class Seen:
    """What came back so far; written by several threads, each under the lock."""

    until_requests: int
    until_at: float
    requests: int = 0
    by_status: Counter[int] = field(default_factory=Counter)
    by_part: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    began_at: float = field(default_factory=time.monotonic)
    looked: int = 0

    def take(self, who: str, asked: Asked, told: Told) -> None:
        """One answer."""
        with self.lock:
            self.requests += 1
            self.by_status[told.status] += 1
            self.by_part[asked.part] += 1
            self.seconds.append(told.seconds)
            if told.status >= 500:
                self.faults.append(f"{told.status} {who}: {asked.method} {asked.path} {asked.body[:120]!r}")

    def broke(self, who: str, asked: Asked, error: Exception) -> None:
        """A request without an answer."""
        with self.lock:
            self.faults.append(f"no answer, {type(error).__name__}: {who}: {asked.method} {asked.path}")

    def begin(self, minutes: float) -> None:
        """What came so far was looking round; from here on it counts towards the end."""
        self.until_requests += self.requests
        self.looked, self.began_at = self.requests, time.monotonic()
        self.until_at = self.began_at + minutes * 60

    @property
    def done(self) -> float:
        """How much of the run is over, by requests or by time, whichever is further: 0 to 1."""
        spent, given = time.monotonic() - self.began_at, self.until_at - self.began_at
        counted = (self.requests - self.looked) / (self.until_requests - self.looked)
        return max(counted, spent / given)


class Traffic(threading.Thread):
    """One of several senders: takes the people in turn, each with her own connection."""

    def __init__(self, number: int, seed: int, port: int, people: list[Someone], seen: Seen) -> None:
        super().__init__(daemon=True)
        self.chance, self.seen = random.Random(f"{seed}:{number}"), seen  # a mix, no secret
        self.people = [Someone(one.name, port, one.pages, one.partials, one.exports, one.cookies) for one in people]

    def run(self) -> None:
        """Until enough was sent."""
        while self.seen.done < 1:
            person = self.chance.choice(self.people)
            part = self.chance.choices(list(MIX), list(MIX.values()))[0]
            if part in {"form", "upload"}:
                self._form(person, part)
            else:
                self._send(person, self._asked(person, part))

    def _asked(self, person: Someone, part: str) -> Asked:
        chance = self.chance
        page = chance.choice(person.pages)
        if part == "part":
            path = chance.choice(person.partials or person.pages)
            return Asked(part, "GET", path, partial=True)
        if part == "list":
            return Asked(part, "GET", _with_word(page.partition("?")[0], chance), partial=chance.random() < 0.5)
        if part == "export" and person.exports:
            return Asked(part, "GET", chance.choice(person.exports))
        if part == "interface":
            return Asked(part, "GET", f"/api/v1/{chance.choice(INTERFACE)}")
        if part == "interface, written":
            return lead(chance)
        if part == "file of the site":
            return Asked(part, "GET", chance.choice(("/healthz", "/login/", "/favicon.ico")))
        if part == "mistake":
            return Asked(part, "GET", chance.choice((f"{page}nothing/", "/projects/99999999/", "/nowhere/")))
        return Asked("page", "GET", page)

    def _send(self, person: Someone, asked: Asked) -> Told | None:
        try:
            told = person.ask(asked)
        except (OSError, ValueError, http.client.HTTPException) as error:
            person.hang_up()
            self.seen.broke(person.name, asked, error)
            return None
        self.seen.take(person.name, asked, told)
        return told

    def _form(self, person: Someone, part: str) -> None:
        """Open a page, send one of its forms, look where it leads."""
        paths = self.chance.sample(person.pages, min(len(person.pages), 6))
        for path in self.chance.sample(TAKING_FILES, len(TAKING_FILES)) if part == "upload" else paths:
            told = self._send(person, Asked("page", "GET", path))
            if told is None or told.status != 200 or "text/html" not in told.kind:
                continue
            forms: list[Form] = [one for one in forms_in(told.body, path) if bool(one.files) == (part == "upload")]
            if forms:
                answer = self._send(person, filled(self.chance.choice(forms), path, self.chance))
                if answer is not None and answer.place.startswith("/"):
                    self._send(person, Asked("page", "GET", answer.place))
                return


class Administrator(threading.Thread):
    """Has jobs done, spread over the run: the daily work now, a check in depth, seldom a backup."""

    def __init__(self, port: int, home: Path, jobs: int, seen: Seen, seed: int) -> None:
        super().__init__(daemon=True)
        self.person, self.home, self.jobs, self.seen = Someone("admin", port), home, jobs, seen
        self.chance = random.Random(f"{seed}:jobs")

    def run(self) -> None:
        """Ask whenever fewer jobs than the share of the run were made and none waits."""
        self.person.log_in()
        before, asked = job_counts(self.home)[0], 0
        while (done := self.seen.done) < 1:
            made, open_ = job_counts(self.home)
            if made - before < self.jobs * done and open_ < 3:
                asked += 1
                self._ask(asked)
            else:
                time.sleep(0.2)

    def _ask(self, number: int) -> None:
        if number % 40 == 0:
            path = "/system/backup/"
        elif number % 15 == 0:
            path = "/system/check/"
        else:
            page = self.person.ask(Asked("job", "GET", "/system/jobs/schedules/"))
            self.seen.take("admin", Asked("job", "GET", "/system/jobs/schedules/"), page)
            path = self.chance.choice(_run_now(page.body) or ["/system/check/"])
        asked = Asked("job", "POST", path, b"x=1", FORM)
        self.seen.take("admin", asked, self.person.ask(asked))


class Health(threading.Thread):
    """The watchdog: asks once a second how it is."""

    def __init__(self, port: int, seen: Seen) -> None:
        super().__init__(daemon=True)
        self.person, self.seen, self.seconds, self.not_ok = Someone("watchdog", port), seen, [0.0], 0

    def run(self) -> None:
        """Until the end of the run."""
        while self.seen.done < 1:
            began = time.perf_counter()
            try:
                answer = self.person.ask(Asked("healthz", "GET", "/healthz"))
                self.not_ok += b'"ok"' not in answer.body
            except (OSError, http.client.HTTPException):
                self.person.hang_up()
                self.not_ok += 1
            self.seconds.append(time.perf_counter() - began)
            time.sleep(1)


class Memory(threading.Thread):
    """Resident megabytes of every part, by how much of the run is over."""

    def __init__(self, supervisor: int, seen: Seen) -> None:
        super().__init__(daemon=True)
        self.supervisor, self.seen = supervisor, seen
        self.samples: list[tuple[float, dict[str, int]]] = []
        self.pids: dict[str, set[int]] = {part: set() for part in PARTS}

    def run(self) -> None:
        """Until the end of the run."""
        while self.seen.done < 1:
            self.sample()
            time.sleep(SAMPLE_SECONDS)

    def sample(self) -> None:
        """Look once."""
        now = {}
        for part, pid in parts_of(self.supervisor).items():
            if size := resident_mb(pid):
                now[part] = size
                self.pids[part].add(pid)
        self.samples.append((self.seen.done, now))

    def between(self, part: str, window: tuple[float, float]) -> list[int]:
        """The sizes of a part within a window of the run."""
        return [now[part] for done, now in self.samples if window[0] <= done < window[1] and part in now]

    def table(self) -> tuple[list[str], list[str]]:
        """Lines of the table, and the parts that did not stay flat."""
        lines = ["| part | 10–20 % of the run | 45–55 % | last tenth | change | most |", "|---|---|---|---|---|---|"]
        moved = []
        for part in PARTS:
            sizes = [self.between(part, window) for window in (WARM_UP, (0.45, 0.55), COMPARED)]
            told = [f"{statistics.median(one):.0f} MB" if one else "–" for one in sizes]
            change = statistics.median(sizes[2]) / statistics.median(sizes[0]) - 1 if sizes[0] and sizes[2] else None
            most = max((now[part] for _done, now in self.samples if part in now), default=0)
            said = "–" if change is None else f"{change:+.1%}"
            lines.append(f"| {part} | {' | '.join(told)} | {said} | {most} MB |")
            if part in {"web", "worker"} and (change is None or abs(change) > ASIDE):
                moved.append(part)
        return lines, moved


def parts_of(supervisor: int) -> dict[str, int]:
    """Process numbers of the parts, read from the children each process names."""
    found = {"supervisor": supervisor}
    for child in children(supervisor):
        words = command(child)
        if words.endswith("worker"):
            found["worker"] = child
        elif "gunicorn" in words:
            found["web server's parent"] = child
            for one in children(child):
                found["web"] = one
    for part in ("web", "worker"):
        if part in found:
            hosts = (one for one in children(found[part]) if "liantu.parsers.host" in command(one))
            found |= {f"parsers of {part}": one for one in hosts}
    return found


def children(pid: int) -> list[int]:
    """Of all threads of a process."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(one) for one in listed.read_text("ascii").split()]
        except OSError:  # ended meanwhile
            continue
    return found


def command(pid: int) -> str:
    """Its command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ").strip()
    except OSError:
        return ""


def resident_mb(pid: int) -> int:
    """Its resident memory; 0 when it ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def job_counts(home: Path) -> tuple[int, int]:
    """Jobs there are, and those not over."""
    with closing(sqlite3.connect(f"file:{home / 'liantu.sqlite3'}?mode=ro", uri=True, timeout=20)) as rows:
        one = rows.execute("SELECT count(*), sum(state IN ('queued', 'running')) FROM jobs_job").fetchone()
        return int(one[0]), int(one[1] or 0)


def jobs_by_kind(home: Path) -> list[tuple[str, str, int]]:
    """Kind, state, how many."""
    with closing(sqlite3.connect(f"file:{home / 'liantu.sqlite3'}?mode=ro", uri=True, timeout=20)) as rows:
        return rows.execute("SELECT kind, state, count(*) FROM jobs_job GROUP BY 1, 2 ORDER BY 1, 2").fetchall()


def _with_word(path: str, chance: random.Random) -> str:
    from urllib.parse import quote

    return f"{path}?q={quote(chance.choice(WORDS))}&page={chance.choice((1, 1, 2))}"


def _run_now(page: bytes) -> list[str]:
    from lxml import html

    return [one.get("action") for one in html.fromstring(page).forms if (one.get("action") or "").endswith("/run/")]


def wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    """Until it answers. Raises SystemExit when it ended instead."""
    asking = Someone("", port)
    while True:
        try:
            if asking.ask(Asked("healthz", "GET", "/healthz")).status == 200:
                return
        except OSError:
            asking.hang_up()
        if program.poll() is not None:
            raise SystemExit("the program ended before its first answer")
        time.sleep(0.3)


def soak(given: argparse.Namespace, home: Path, port: int, supervisor: int) -> int:
    """Send everything, then print; 1 when something was wrong."""
    minutes = given.minutes or 60 * 24 * 7
    people = [Someone(name, port) for name in WHO]
    seen = Seen(given.requests, time.monotonic() + minutes * 60)
    for person in people:
        person.log_in()
        for told in person.look_round():
            seen.take(person.name, Asked("looking round", "GET", ""), told)
    seen.begin(minutes)
    print(f"{sum(len(one.pages) for one in people)} pages of {len(people)} people found", flush=True)
    web_before, jobs_before = parts_of(supervisor).get("web"), job_counts(home)[0]
    health, memory = Health(port, seen), Memory(supervisor, seen)
    admin = Administrator(port, home, given.jobs, seen, given.seed)
    senders = [Traffic(number, given.seed, port, people, seen) for number in range(given.senders)]
    for thread in (memory, health, admin, *senders):
        thread.start()
    while any(sender.is_alive() for sender in senders):
        time.sleep(1)
        _tell_sometimes(seen, memory)
    for thread in (admin, *senders):
        thread.join(timeout=180)
    memory.sample()
    return report(seen, memory, health, home, (web_before, jobs_before))


def _tell_sometimes(seen: Seen, memory: Memory) -> None:
    step = int(seen.done * 20)
    if step != getattr(seen, "_told", 0):
        seen._told = step  # type: ignore[attr-defined]
        told = memory.samples[-1][1] if memory.samples else {}
        print(f"… {seen.requests} requests, {len(seen.faults)} faults, {told}", flush=True)


def report(seen: Seen, memory: Memory, health: Health, home: Path, before: tuple[int | None, int]) -> int:
    """Print what was seen; 1 when something was wrong."""
    spent = time.monotonic() - seen.began_at
    web = memory.samples[-1][1] and parts_of(memory.supervisor).get("web")
    took = sorted(seen.seconds)
    faults = sum(number for status, number in seen.by_status.items() if status >= 500)
    slow = sum(one > SLOW_HEALTH_SECONDS for one in health.seconds)
    print(f"{seen.requests} requests in {spent / 60:.1f} minutes, {seen.requests / spent:.0f} a second")
    print("answers: " + ", ".join(f"{status}: {number}" for status, number in sorted(seen.by_status.items())))
    print("of what kind: " + ", ".join(f"{part}: {number}" for part, number in seen.by_part.most_common()))
    print(f"answers of 500 and more: {faults}; p50 {_at(took, 0.5)}, p95 {_at(took, 0.95)}, most {_at(took, 1)}")
    print(f"/healthz: asked {len(health.seconds) - 1} times, most {max(health.seconds):.2f} s, over 1 s {slow}", end="")
    print(f", not ok {health.not_ok}; load of the machine {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores")
    print(f"jobs: {job_counts(home)[0] - before[1]}")
    print("; ".join(f"{kind} {state} {number}" for kind, state, number in jobs_by_kind(home)))
    print(f"web process {before[0]} before, {web} after; worker processes {len(memory.pids['worker'])}")
    lines, moved = memory.table()
    print("\n".join(lines))
    for line in seen.faults[:20]:
        print(line)
    flat = "memory of web and worker flat" if not moved else f"not flat: {', '.join(moved)}"
    wrong = bool(faults or seen.faults or moved or web != before[0] or web is None)
    same = "the same" if web == before[0] else "changed"
    print(f"verdict: {'wrong' if wrong else 'as asked'}; {flat}; web process {same}")
    return 1 if wrong else 0


def _at(took: list[float], share: float) -> str:
    return f"{took[min(int(len(took) * share), len(took) - 1)] * 1000:.0f} ms"


def main() -> int:
    """Start, soak, tell, end."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--requests", type=int, default=200_000)
    options.add_argument("--jobs", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, help="end after so long, whatever was reached")
    options.add_argument("--senders", type=int, default=4)
    options.add_argument("--home", type=Path, help="a data folder that is kept")
    given = options.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="liantu-soak-"))
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port), "LIANTU_DEMO": "1"}
    with (home / "log.txt").open("wb") as log:
        words = [sys.executable, "-m", "liantu", "start"]
        program = subprocess.Popen(words, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            wait_for(port, program)
            return soak(given, home, port, program.pid)
        finally:
            program.terminate()
            program.wait(timeout=90)
            if given.home is None:
                shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
