"""Taking an enterprise in, correcting it, naming it: every value with its source, older ones kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.enterprises import reads
from liantu.enterprises.doubles import ENTERPRISES
from liantu.enterprises.models import Enterprise, EnterpriseFact, EnterpriseName
from liantu.enterprises.rules.corrections import CORRECTABLE, read_value
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.chinese_text import company_name_key, former_names, without_former_names
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources.models import RegisterRelease

FACT_FIELDS = tuple(CORRECTABLE)


def touch_from_register(
    release: RegisterRelease, enterprise_id: int, *, by: User, zone: Zone, in_zone: bool = False
) -> Enterprise:
    """The zone's thin row of a register row; made when nobody touched the enterprise before, else as it is.

    A row with the same credit code, or without code but with the same name and no other code, is the enterprise.
    Raises NotAllowed; ProblemsError when the register has no such row.
    """
    require(by, "enterprises.edit", zone)
    row = release.open().enterprise(enterprise_id)
    if row is None:
        raise ProblemsError(
            [Problem("no_register_row", "The register has no such enterprise.", where=str(enterprise_id))]
        )
    with transaction.atomic():
        present = reads.touched(zone, row)
        if present is not None:
            return present
        values = reads.values_of_row(row)
        enterprise = _create(zone, row["name"], values, in_zone=in_zone, release=release, register_row=enterprise_id)
        add_facts(
            enterprise,
            {"name": enterprise.name, **values},
            source=release.source or release.title,
            as_of_on=release.as_of_on,
            kind=EnterpriseFact.Kind.OBSERVED,
            by=by,
        )
        record(
            "enterprises.taken_in",
            by=by,
            zone=zone,
            target=enterprise,
            after={"register": release.release_id, "credit_code": enterprise.credit_code},
        )
        keep_alike(ENTERPRISES, zone, [enterprise.pk])
    return enterprise


def add_enterprise(zone: Zone, values: Mapping[str, str], *, by: User, source: str, in_zone: bool = True) -> Enterprise:
    """An enterprise typed in by hand: what it says is declared until checked.

    Raises NotAllowed; ProblemsError with everything wrong, also when the zone has the credit code already.
    """
    require(by, "enterprises.edit", zone)
    clean, problems = _read_values(values)
    name = str(clean.pop("name", "") or "")
    if not name:
        problems.append(Problem("no_name", "The enterprise needs its full registered name.", where="name"))
    if not source.strip():
        problems.append(Problem("no_fact_source", "Say where this is known from.", where="source"))
    code = str(clean.get("credit_code") or "")
    if code and (other := reads.with_code(zone, code)):
        problems.append(_has_code(other))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        enterprise = _create(zone, name, clean, in_zone=in_zone)
        add_facts(
            enterprise,
            {"name": enterprise.name, **clean},
            source=source.strip(),
            as_of_on=timezone.localdate(),
            kind=EnterpriseFact.Kind.DECLARED,
            by=by,
        )
        record("enterprises.added", by=by, zone=zone, target=enterprise, after={"credit_code": code})
        keep_alike(ENTERPRISES, zone, [enterprise.pk])
    return enterprise


def correct_enterprise(
    enterprise: Enterprise,
    field: str,
    text: str,
    *,
    by: User,
    source: str,
    kind: str = "observed",
    as_of_on: date | None = None,
    reason: str = "",
) -> None:
    """Replace one value; the old one stays among the facts with its source.

    Raises NotAllowed; ProblemsError for a field that cannot be corrected, an unreadable value, no source, or a credit
    code another enterprise of the zone has.
    """
    require(by, "enterprises.edit", enterprise.zone)
    clean, problems = _read_values({field: text})
    if not source.strip():
        problems.append(Problem("no_fact_source", "Say where this is known from.", where="source"))
    if kind not in EnterpriseFact.Kind.values:
        problems.append(Problem("bad_kind", "The kind must be observed, declared or inferred.", where="kind"))
    if field == "name" and not problems and not clean.get("name"):
        problems.append(Problem("no_name", "The enterprise needs its full registered name.", where="name"))
    code = str(clean.get("credit_code") or "")
    if code and (other := reads.with_code(enterprise.zone, code, but=enterprise)):
        problems.append(_has_code(other))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        before = getattr(enterprise, field)
        if field == "name" and clean["name"] != enterprise.name:
            _keep_former(enterprise, enterprise.name, source.strip())
            enterprise.normalised_name = company_name_key(clean["name"])
        setattr(enterprise, field, clean[field])
        enterprise.changed_at = timezone.now()
        enterprise.save()
        add_facts(
            enterprise,
            {field: clean[field]},
            source=source.strip(),
            as_of_on=as_of_on or timezone.localdate(),
            kind=kind,
            by=by,
        )
        record(
            "enterprises.corrected",
            by=by,
            zone=enterprise.zone,
            target=enterprise,
            before={field: _plain(before)},
            after={field: _plain(clean[field])},
            reason=reason.strip(),
        )
        keep_alike(ENTERPRISES, enterprise.zone, [enterprise.pk])


def add_name(enterprise: Enterprise, name: str, *, by: User, kind: str = "former", source: str = "") -> EnterpriseName:
    """Another name the enterprise has or had. Raises NotAllowed; ProblemsError for an empty or overlong one."""
    require(by, "enterprises.edit", enterprise.zone)
    name = without_former_names(name)
    if not name or len(name) > 200 or kind not in {"former", "short"}:
        raise ProblemsError([Problem("bad_name", "A name has 1 to 200 characters.", where="name")])
    with transaction.atomic():
        made, _ = EnterpriseName.objects.get_or_create(
            enterprise=enterprise,
            name=name,
            defaults={
                "zone": enterprise.zone,
                "normalised_name": company_name_key(name),
                "kind": kind,
                "source": source.strip()[:200],
            },
        )
        record("enterprises.name_added", by=by, zone=enterprise.zone, target=enterprise, after={"name": name})
        keep_alike(ENTERPRISES, enterprise.zone, [enterprise.pk])
    return made


def settle_in_zone(enterprise: Enterprise, in_zone: bool, *, by: User) -> None:
    """Say that the enterprise works in the zone, or no longer. Raises NotAllowed."""
    require(by, "enterprises.edit", enterprise.zone)
    with transaction.atomic():
        before, enterprise.in_zone = enterprise.in_zone, in_zone
        enterprise.changed_at = timezone.now()
        enterprise.save(update_fields=["in_zone", "changed_at"])
        record(
            "enterprises.settled" if in_zone else "enterprises.left",
            by=by,
            zone=enterprise.zone,
            target=enterprise,
            before={"in_zone": before},
            after={"in_zone": in_zone},
        )


def add_facts(
    enterprise: Enterprise, values: Mapping[str, Any], *, source: str, as_of_on: date | None, kind: str, by: User | None
) -> list[int]:
    """Write down where values come from; earlier facts of the fields are kept as superseded. The new facts' keys."""
    now = timezone.now()
    wanted = {name: _plain(value) for name, value in values.items() if name in FACT_FIELDS and _plain(value) != ""}
    EnterpriseFact.objects.filter(enterprise=enterprise, field__in=wanted, superseded_at__isnull=True).update(
        superseded_at=now
    )
    made = EnterpriseFact.objects.bulk_create(
        EnterpriseFact(
            zone=enterprise.zone,
            enterprise=enterprise,
            field=name,
            value=value,
            kind=kind,
            source=source[:200],
            as_of_on=as_of_on,
            recorded_by=by,
            recorded_at=now,
        )
        for name, value in wanted.items()
    )
    return [fact.pk for fact in made]


def _create(zone: Zone, name: str, values: Mapping[str, Any], **more: Any) -> Enterprise:
    present = without_former_names(name) or name
    enterprise = Enterprise.objects.create(
        zone=zone, name=present[:255], normalised_name=company_name_key(present)[:255], **values, **more
    )
    keep_former_names(enterprise, name)
    return enterprise


def keep_former_names(enterprise: Enterprise, name: str) -> None:
    """Former names written into a name, as in 华兴公司(原东风机械厂), become names of their own."""
    for former in former_names(name):
        _keep_former(enterprise, former, "")


def _keep_former(enterprise: Enterprise, name: str, source: str) -> None:
    EnterpriseName.objects.get_or_create(
        enterprise=enterprise,
        name=name[:255],
        defaults={"zone": enterprise.zone, "normalised_name": company_name_key(name)[:255], "source": source[:200]},
    )


def _read_values(values: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Clean values of the fields, and everything wrong with them."""
    clean: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, text in values.items():
        value, problem = read_value(field, text)
        if problem is None:
            clean[field] = value
        else:
            problems.append(problem)
    return clean, problems


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)


def _has_code(other: Enterprise) -> Problem:
    return Problem(
        "code_taken",
        "The credit code belongs to %(name)s already.",
        where="credit_code",
        fix="Correct the code, or merge the two.",
        params={"name": other.name},
    )
