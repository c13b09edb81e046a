"""What somebody can do to the log behind the program's back, one by one: by who writes the database, by who also has files.

Each is done to a log of two zones and of the installation (``made``); what ``prove_log`` must then say is told with it:
*found* (it names an entry), *told* (it says that something cannot be proved), or *not provable*, with the reason.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from liantu.audit.actions import record
from liantu.audit.hashing import entry_content, hash_entry
from liantu.audit.models import AuditEntry
from liantu.audit.reads import prove_log
from liantu.audit.seals import anchors_path
from liantu.people.models import Membership, User, Zone

FOUND, TOLD, NOT_PROVABLE = "found", "told", "not provable"
ENTRIES = 6


def made() -> None:
    """Two zones, two people, and their logs, an hour old. Acts must be committed one by one, as in the program."""
    at = timezone.now() - timedelta(hours=1)
    for code in ("north", "south"):
        zone = Zone.objects.create(code=code, name=f"{code}区")
        admin = User.objects.create_user(f"{code}-admin", password="x", display_name="苏衡")
        Membership.objects.create(user=admin, zone=zone, role="zone_administrator")
        for number in range(ENTRIES):
            values = {"税": number, "é": "é"}
            record("t.did", by=admin, zone=zone, target=zone, before=values, after=values, reason="café", at=at)
    for _number in range(2):
        record("t.did", by=None, zone=None, at=at)


def verdict() -> str:
    """What the proof says now."""
    proofs = prove_log()
    if any(proof.broken_at is not None for proof in proofs):
        return FOUND
    return TOLD if any(proof.unproven or proof.unanchored for proof in proofs) else "nothing"


@dataclass(frozen=True)
class Tampering:
    """One of them. ``by``: what else than the database one must be able to write."""

    do: Callable[[], None]
    expected: str = FOUND
    why: str = ""
    by: str = "database"
    needs_file: bool = False


def sql(statement: str, *values: object) -> None:
    """Go behind the program's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _zone(code: str = "north") -> int:
    return Zone.objects.get(code=code).pk


def changed(column: str, value: object, sequence: int = 4) -> Callable[[], None]:
    """Give one column of an entry another value."""

    def do() -> None:
        told = f'UPDATE audit_auditentry SET "{column}" = %s WHERE zone_id = %s AND sequence = %s'
        sql(told, value, _zone(), sequence)

    return do


def cut(count: int, *, head: bool = True) -> None:
    """Take the last entries out and set the head right."""
    zone = _zone()
    sql("DELETE FROM audit_auditentry WHERE zone_id = %s AND sequence > %s", zone, ENTRIES - count)
    last = AuditEntry.objects.filter(zone=zone).order_by("sequence").last()
    if head:
        told = "UPDATE audit_audithead SET sequence = %s, entry_hash = %s WHERE zone_id = %s"
        sql(told, ENTRIES - count, last.entry_hash if last else "", zone)


def taken_out(sequence: int, *, renumbered: bool = False) -> None:
    """Take an entry out; renumbered: let those behind it move up."""
    zone = _zone()
    sql("DELETE FROM audit_auditentry WHERE zone_id = %s AND sequence = %s", zone, sequence)
    if renumbered:
        for number in range(sequence + 1, ENTRIES + 1):
            sql(
                "UPDATE audit_auditentry SET sequence = %s WHERE zone_id = %s AND sequence = %s",
                number - 1,
                zone,
                number,
            )
        sql("UPDATE audit_audithead SET sequence = %s WHERE zone_id = %s", ENTRIES - 1, zone)


def forged(start: int, *, plain: bool, seal: str = "", with_key: bool = False) -> None:
    """Forge the log from an entry on, links and head right; without the key the hashes are one's own."""
    zone = _zone()
    rows = list(AuditEntry.objects.filter(zone=zone).order_by("sequence"))
    for before, row in zip([None, *rows], rows, strict=False):
        if row.sequence < start:
            continue
        row.previous_hash = before.entry_hash if before is not None else ""
        row.seal, row.reason = "" if plain else (seal or row.seal), "forged"
        content = json.dumps(entry_content(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        row.entry_hash = hashlib.sha256(content.encode()).hexdigest()
        if with_key:
            row.entry_hash = hash_entry(row) or ""
        told = "UPDATE audit_auditentry SET reason = %s, seal = %s, previous_hash = %s, entry_hash = %s WHERE id = %s"
        sql(told, row.reason, row.seal, row.previous_hash, row.entry_hash, row.pk)
    sql("UPDATE audit_audithead SET entry_hash = %s WHERE zone_id = %s", rows[-1].entry_hash, zone)


def two_exchanged() -> None:
    """Two entries of one log change places."""
    for old, new in ((2, -1), (3, 2), (-1, 3)):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE zone_id = %s AND sequence = %s", new, _zone(), old)


def zones_exchanged() -> None:
    """The logs of two zones change places, heads too."""
    north, south = _zone(), _zone("south")
    sql("UPDATE audit_auditentry SET sequence = sequence + 100 WHERE zone_id = %s", north)
    sql("UPDATE audit_auditentry SET zone_id = %s WHERE zone_id = %s", north, south)
    sql("UPDATE audit_auditentry SET zone_id = %s, sequence = sequence - 100 WHERE sequence > 100", south)
    for zone in (north, south):
        last = AuditEntry.objects.filter(zone=zone).order_by("sequence").last()
        sql("UPDATE audit_audithead SET entry_hash = %s WHERE zone_id = %s", last.entry_hash if last else "", zone)


def zone_names_exchanged() -> None:
    """The zones themselves change their codes: each seems to have the other's log."""
    for old, new in (("north", "x"), ("south", "north"), ("x", "south")):
        sql("UPDATE accounts_zone SET code = %s WHERE code = %s", new, old)


def given_to_another() -> None:
    """The link of an entry to its person leads to another one."""
    other = User.objects.create_user("other", password="x")
    sql("UPDATE audit_auditentry SET actor_id = %s WHERE sequence = 2 AND zone_id = %s", other.pk, _zone())


def people_exchanged() -> None:
    """Two people change their numbers in an entry, link and number alike."""
    other = User.objects.create_user("other", password="x")
    told = "UPDATE audit_auditentry SET actor_id = %s, actor_key = %s WHERE sequence = 2 AND zone_id = %s"
    sql(told, other.pk, other.pk, _zone())


def everything_gone() -> None:
    """Both tables are emptied."""
    sql("DELETE FROM audit_auditentry")
    sql("DELETE FROM audit_audithead")


def zone_gone() -> None:
    """The zone, its people and its log are gone."""
    zone = _zone()
    sql("DELETE FROM audit_auditentry WHERE zone_id = %s", zone)
    sql("DELETE FROM audit_audithead WHERE zone_id = %s", zone)
    sql("DELETE FROM accounts_membership WHERE zone_id = %s", zone)
    sql("DELETE FROM accounts_zone WHERE id = %s", zone)


_COLUMNS = (
    "verb, actor_label, actor_name, actor_key, target_type, target_id, target_label, before, after, reason, request_id, "
    "at, seal, zone_id, actor_id"
)


def put_in(sequence: int, *, columns: str = "previous_hash, entry_hash") -> None:
    """A row is put in at a place, those behind it move on, the head is set right."""
    zone = _zone()
    for number in range(ENTRIES, sequence - 1, -1):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE zone_id = %s AND sequence = %s", number + 1, zone, number)
    told = f"INSERT INTO audit_auditentry ({_COLUMNS}, {columns}, sequence) SELECT {_COLUMNS}, {columns}, %s"
    sql(f"{told} FROM audit_auditentry WHERE zone_id = %s AND sequence = 1", sequence, zone)
    sql("UPDATE audit_audithead SET sequence = %s WHERE zone_id = %s", ENTRIES + 1, zone)


def rows_renumbered() -> None:
    """The keys of two rows change places: lists are drawn by them."""
    keys = list(AuditEntry.objects.filter(zone=_zone()).order_by("sequence").values_list("pk", flat=True))
    for old, new in ((keys[1], -1), (keys[2], keys[1]), (-1, keys[2])):
        sql("UPDATE audit_auditentry SET id = %s WHERE id = %s", new, old)


def decomposed() -> None:
    """The same letters, composed of other signs."""
    changed("reason", unicodedata.normalize("NFD", "café"))()


def keys_in_another_order() -> None:
    """The values of an entry say the same, their names stand in another order."""
    changed("before", '{"é": "é", "税": 3}')()


def _lines() -> list[bytes]:
    return anchors_path().read_bytes().splitlines(keepends=True)


def anchor_lines(choose: Callable[[list[bytes]], list[bytes]]) -> Callable[[], None]:
    """Write the anchors anew with other lines."""

    def do() -> None:
        anchors_path().write_bytes(b"".join(choose(_lines())))

    return do


def log_and_anchors_cut() -> None:
    """The end of the log is cut off, and of the anchors what tells of it."""
    cut(1)
    zone_line = f" north {ENTRIES} ".encode()
    lines = _lines()
    at = next(number for number, line in enumerate(lines) if zone_line in line)
    sql("DELETE FROM audit_auditentry WHERE zone_id IS NULL OR zone_id <> %s", _zone())
    sql("DELETE FROM audit_audithead WHERE zone_id IS NULL OR zone_id <> %s", _zone())
    anchors_path().write_bytes(b"".join(lines[:at]))


def all_forged() -> None:
    """Who has key, database and anchors writes all three anew."""
    from liantu.audit.actions import anchor_heads

    forged(1, plain=False, with_key=True)
    anchors_path().unlink()
    anchor_heads()


def key_replaced() -> None:
    """The key is exchanged for another."""
    (Path(settings.HOME) / "audit-key").write_text("another key " * 4, encoding="ascii")


def page_edited() -> None:
    """A letter is changed in the file of the database itself."""
    path = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = path.read_bytes()
    assert b"t.did" in content
    path.write_bytes(content.replace(b"t.did", b"t.dod", 1))


def sequence_reset() -> None:
    """The newest row gets a key before all others, as after a counter that was set back: it is listed last."""
    newest = AuditEntry.objects.filter(zone=_zone()).order_by("sequence").last()
    sql("UPDATE audit_auditentry SET id = %s WHERE id = %s", -5, newest.pk if newest else 0)


TAMPERINGS: dict[str, Tampering] = {
    "the act changed": Tampering(changed("verb", "t.did_not")),
    "the log-in of who did it changed": Tampering(changed("actor_label", "somebody")),
    "the name of who did it changed": Tampering(changed("actor_name", "张三")),
    "the link leads to another person": Tampering(given_to_another),
    "link and number of the person changed": Tampering(people_exchanged),
    "the thing's name changed": Tampering(changed("target_label", "another")),
    "the time changed": Tampering(changed("at", "2020-01-01 00:00:00+00:00")),
    "the time moved by a microsecond of the first entry": Tampering(
        changed("at", "2020-01-01 00:00:00.000001+00:00", 1)
    ),
    "values of before changed": Tampering(changed("before", '{"税": 9}')),
    "values of after emptied": Tampering(changed("after", None)),
    "the reason emptied": Tampering(changed("reason", "")),
    "the same letters composed otherwise (Unicode)": Tampering(decomposed),
    "the request changed": Tampering(changed("request_id", "x")),
    "an entry moved to another zone": Tampering(lambda: changed("zone_id", None, ENTRIES)()),
    "an entry taken out of the middle": Tampering(lambda: taken_out(3)),
    "the first entry taken out": Tampering(lambda: taken_out(1)),
    "an entry taken out, the rest renumbered": Tampering(lambda: taken_out(3, renumbered=True)),
    "two entries exchanged": Tampering(two_exchanged),
    "rows of two entries exchanged (their keys)": Tampering(rows_renumbered),
    "the counter of keys set back": Tampering(sequence_reset),
    "an entry doubled at the end": Tampering(lambda: put_in(ENTRIES + 1)),
    "an entry put in in the past": Tampering(lambda: put_in(3)),
    "the end cut off": Tampering(lambda: cut(2, head=False)),
    "the end cut off, head set right": Tampering(lambda: cut(1)),
    "all but the first cut off, head set right": Tampering(lambda: cut(ENTRIES - 1)),
    "the whole log of a zone": Tampering(lambda: cut(ENTRIES)),
    "all logs": Tampering(everything_gone),
    "a zone with its log": Tampering(zone_gone),
    "the logs of two zones exchanged": Tampering(zones_exchanged),
    "the names of two zones exchanged": Tampering(zone_names_exchanged),
    "the head pointing back": Tampering(
        lambda: sql("UPDATE audit_audithead SET sequence = 3 WHERE zone_id = %s", _zone())
    ),
    "the head gone": Tampering(lambda: sql("DELETE FROM audit_audithead WHERE zone_id = %s", _zone())),
    "forged from the start with plain hashes": Tampering(lambda: forged(1, plain=True)),
    "forged from the middle with plain hashes": Tampering(lambda: forged(4, plain=True)),
    "forged under the key's name": Tampering(lambda: forged(4, plain=False)),
    "forged under the name of a key nobody has": Tampering(lambda: forged(1, plain=False, seal="2:deadbeef")),
    "the first entry named after a key nobody has": Tampering(changed("seal", "2:deadbeef", 1)),
    "an entry in the middle named after such a key": Tampering(changed("seal", "2:deadbeef", 3)),
    "a seal taken off": Tampering(changed("seal", "", 3)),
    "a letter changed in the file of the database": Tampering(page_edited, by="disk", needs_file=True),
    "an anchor changed": Tampering(
        anchor_lines(lambda lines: [*lines[:2], lines[2].replace(b" 3 ", b" 2 "), *lines[3:]]), by="anchors"
    ),
    "an anchor taken out": Tampering(anchor_lines(lambda lines: [*lines[:3], *lines[4:]]), by="anchors"),
    "two anchors exchanged": Tampering(
        anchor_lines(lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]]), by="anchors"
    ),
    "the anchors cut in the middle of a line": Tampering(
        anchor_lines(lambda lines: [*lines[:-1], lines[-1][:20]]), by="anchors"
    ),
    "the anchors' end cut off": Tampering(anchor_lines(lambda lines: lines[:5]), by="anchors"),
    "the anchors' beginning cut off": Tampering(anchor_lines(lambda lines: lines[5:]), by="anchors"),
    "the anchors emptied": Tampering(anchor_lines(lambda _lines: []), by="anchors"),
    "the anchors removed": Tampering(lambda: anchors_path().unlink(), by="anchors"),
    "the key exchanged": Tampering(
        key_replaced, TOLD, "the order is proved, the content is not; verify counts the entries", by="key"
    ),
    "the names of values in another order": Tampering(
        keys_in_another_order, NOT_PROVABLE, "it says the same, and is shown the same", by="database"
    ),
    "log and anchors brought back to an earlier copy": Tampering(
        log_and_anchors_cut,
        NOT_PROVABLE,
        "both are whole as they were; a copy of the ends kept elsewhere tells",
        by="database, anchors",
    ),
    "log and anchors forged with the key": Tampering(
        all_forged,
        NOT_PROVABLE,
        "who has all three can be anybody; a copy of the ends kept elsewhere tells",
        by="database, anchors, key",
    ),
}
