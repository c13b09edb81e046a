"""How long a large installation takes to be backed up and brought back, on SQLite and on PostgreSQL.

    python -m benchmarks.restore                     # 650,000 rows, SQLite, then PostgreSQL when Debian's is installed
    python -m benchmarks.restore --rows 65000        # a tenth of it
    python -m benchmarks.restore --only postgresql

Rows are enterprises with their scope, what is known of them, and the acts of a sealed log; each side is made in a new
data folder, backed up by ``liantu backup`` and brought into an empty one by ``liantu restore``. Then the rows are
counted, a digest over every row of both databases is compared, and ``liantu audit verify`` proves the log that came.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liantu.people.models import Zone

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))
DIGEST = "import django; django.setup(); from benchmarks.restore import digest; print(digest())"


def fill(rows: int) -> None:
    """Put ``rows`` rows in: two of five enterprises, two of five facts of them, one of five acts of the log."""
    from django.db import transaction

    from liantu.enterprises.models import Enterprise, EnterpriseFact
    from liantu.people.models import Zone

    zone = Zone.objects.create(code="large", name="大区")
    scope = "一般项目：汽车零部件及配件制造；金属材料销售；技术服务、技术开发、技术咨询；货物进出口。" * 3
    firms = rows * 2 // 5
    names = (f"岚川第{number}机械制造有限公司" for number in range(firms))
    with transaction.atomic():
        made = [
            Enterprise(zone=zone, name=name, normalised_name=name, province="山西省", city="运城市",
                       business_scope=scope, capital_wan_yuan="1200.5000", credit_code=f"{number:018}")
            for number, name in enumerate(names)
        ]  # fmt: skip
        made = Enterprise.objects.bulk_create(made, batch_size=2000)
        EnterpriseFact.objects.bulk_create(
            [
                EnterpriseFact(zone=zone, enterprise=one, field="phone", value="0359-2000000", source="名录")
                for one in made
            ],
            batch_size=2000,
        )
        _acts(zone, rows - 2 * firms)


def _acts(zone: Zone, count: int) -> None:
    """Sealed acts, chained as the program chains them, but saved many at once."""
    from django.utils import timezone

    from liantu.audit.actions import anchor_heads, record
    from liantu.audit.hashing import hash_entry
    from liantu.audit.models import AuditEntry, AuditHead

    first = record("enterprises.changed", by=None, zone=zone, before={"税": 0}, after={"税": 0.5})
    at, previous, entries = timezone.now(), first.entry_hash, []
    for number in range(2, count + 1):
        values = {"before": {"税": number}, "after": {"税": number + 0.5}, "previous_hash": previous}
        entry = AuditEntry(zone=zone, sequence=number, verb="enterprises.changed", actor_label="system", at=at,
                           seal=first.seal, **values)  # fmt: skip
        previous = entry.entry_hash = hash_entry(entry) or ""
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=2000)
    AuditHead.objects.filter(zone=zone).update(sequence=count, entry_hash=previous)
    anchor_heads()


def digest() -> str:
    """Rows and a checksum over everything a backup holds, but for the acts that backup and restore add themselves."""
    import hashlib

    from liantu.foundation.system.actions import saved_models

    told, mixed = 0, hashlib.sha256()
    for model in saved_models():
        if model._meta.app_label == "jobs" or model._meta.label == "audit.AuditHead":
            continue
        names = [field.attname for field in model._meta.local_concrete_fields]
        rows = model._base_manager.order_by("pk")
        if model._meta.label == "audit.AuditEntry":
            rows = rows.exclude(verb__startswith="system.")
        for row in rows.values_list(*names).iterator(chunk_size=5000):
            told += 1
            mixed.update(repr(row).encode())
    return f"{told} {mixed.hexdigest()[:24]}"


def liantu(environ: dict[str, str], *words: str) -> tuple[str, float, float]:
    """Run a command; answers what it said, its seconds and its largest memory (MB)."""
    began = time.monotonic()
    command = [sys.executable, "-m", "liantu", *words] if words[0] != "-c" else [sys.executable, *words]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as wrong:
        child = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=wrong)
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        wrong.seek(0)
        if child.returncode:
            raise SystemExit(f"{words}: {child.returncode}\n{out.read()[-2000:]}{wrong.read()[-3000:]}")
        return out.read(), time.monotonic() - began, used.ru_maxrss / 1024


@contextmanager
def databases(engine: str) -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases: '' is the file in the data folder."""
    if engine == "sqlite":
        yield "", ""
        return
    import full_test
    import psycopg

    with full_test.postgres() as url:
        if url is None:
            raise SystemExit("Debian's package postgresql is missing")
        with psycopg.connect(url, autocommit=True) as control:
            control.execute("CREATE DATABASE target")
        yield url, url.rsplit("/", 1)[0] + "/target"


def measure(engine: str, rows: int, folder: Path) -> None:
    """Make, back up, restore, compare."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    usual |= {"DJANGO_SETTINGS_MODULE": "liantu.settings", "LIANTU_DEBUG": "1", "LANG": "en_US.UTF-8"}
    with databases(engine) as (first, second):
        old, new = (
            usual | {"LIANTU_HOME": str(folder / name)} | ({"LIANTU_DATABASE_URL": url} if url else {})
            for name, url in (("old", first), ("new", second))
        )
        liantu(old, "migrate", "--verbosity", "0")
        filling = f"import django; django.setup(); from benchmarks.restore import fill; fill({rows})"
        print(f"{engine}: made {liantu(old, '-c', filling)[1]:.0f} s", flush=True)
        archive = folder / "one.zip"
        said, seconds, memory = liantu(old, "backup", str(archive))
        print(
            f"{engine}: backup of {rows:,} rows {seconds:.1f} s, {memory:.0f} MB; {archive.stat().st_size / 1e6:.1f} MB"
        )
        (folder / "new").mkdir()
        _said, empty, _memory = liantu(new, "migrate", "--verbosity", "0")
        said, seconds, memory = liantu(new, "restore", str(archive))
        came = sum(int(line.split()[0].replace(",", "")) for line in said.splitlines() if line.strip()[:1].isdigit())
        print(
            f"{engine}: restore of {came:,} rows {seconds:.1f} s ({empty:.1f} s of tables before it), {memory:.0f} MB",
            flush=True,
        )
        before, after = liantu(old, "-c", DIGEST)[0].strip(), liantu(new, "-c", DIGEST)[0].strip()
        (folder / "new" / "audit-key.1").write_bytes((folder / "old" / "audit-key").read_bytes())
        print(f"{engine}: {before} → {after} {'the same' if before == after else 'DIFFERENT'}")
        print(liantu(new, "audit", "verify")[0].splitlines()[1])
        reports = json.loads(liantu(new, "doctor", "--format", "json")[0])
        print(f"{engine}: doctor {', '.join(sorted({one['tone'] for one in reports}))}", flush=True)


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=650_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    for engine in ("sqlite", "postgresql"):
        if given.only in (None, engine):
            with tempfile.TemporaryDirectory(prefix="liantu-restore-") as folder:
                measure(engine, given.rows, Path(folder))


if __name__ == "__main__":
    main()
