"""Two records become one, and two again: every move is written down, so that undoing restores exactly."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.enterprises import reads
from liantu.enterprises.doubles import ENTERPRISES
from liantu.enterprises.models import DistinctPair, Enterprise, EnterpriseMerge, EnterpriseName
from liantu.enterprises.rules.merging import FILLED, Party, filled_values, problems_of_merge
from liantu.enterprises.slots import MergeHandler, on_enterprise_merged
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.slots import Entry
from liantu.people.abilities import require
from liantu.people.models import User


class RepointForeignKey:
    """The ordinary handler of a merge: rows of one foreign key move; a row that would stand twice stays where it is."""

    def __init__(self, model: str, field: str) -> None:
        self.model, self.field = model, field

    def repoint(self, absorbed: Enterprise, survivor: Enterprise) -> list[int]:
        """Point the rows to the survivor; the keys of those that moved."""
        rows = apps.get_model(self.model)._default_manager.filter(**{self.field: absorbed})
        moved = []
        for key in rows.order_by("pk").values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    rows.filter(pk=key).update(**{self.field: survivor})
            except IntegrityError:
                continue  # the survivor has this row already
            moved.append(int(key))
        return moved

    def restore(self, moved: list[Any], absorbed: Enterprise, survivor: Enterprise) -> None:
        """Point exactly these rows back."""
        rows = apps.get_model(self.model)._default_manager.filter(pk__in=moved)
        rows.update(**{self.field: absorbed})


def moves(model: str, *fields: str) -> tuple[Entry[MergeHandler], ...]:
    """For a wiring: rows of ``model`` that point at an enterprise through ``fields`` move when two are one."""
    return tuple(on_enterprise_merged.entry(f"{model}.{name}", RepointForeignKey(model, name)) for name in fields)


def merge_enterprises(survivor: Enterprise, absorbed: Enterprise, *, by: User, reason: str) -> EnterpriseMerge:
    """Make one of two: the survivor keeps its values, gets what it lacks, and all rows that pointed to the other.

    Raises NotAllowed; ProblemsError without a reason or when the two cannot be merged.
    """
    require(by, "enterprises.merge", survivor.zone)
    problems = list(problems_of_merge(_party(survivor), _party(absorbed)))
    if not reason.strip():
        problems.append(Problem("no_merge_reason", "Say why the two are one enterprise.", where="reason"))
    if problems:
        raise ProblemsError(problems)
    filled = filled_values(_party(survivor), _party(absorbed))
    with transaction.atomic():
        before = {name: getattr(survivor, name) for name in filled}
        absorbed.merged_into, absorbed.changed_at = survivor, timezone.now()
        absorbed.save(update_fields=["merged_into", "changed_at"])
        for name, value in filled.items():
            setattr(survivor, name, value)
        settled = absorbed.in_zone and not survivor.in_zone
        survivor.in_zone = survivor.in_zone or absorbed.in_zone
        survivor.changed_at = timezone.now()
        survivor.save()
        moved = {filling.key: filling.value.repoint(absorbed, survivor) for filling in on_enterprise_merged.fillings()}
        names = _take_name(survivor, absorbed)
        merge = EnterpriseMerge.objects.create(
            zone=survivor.zone,
            survivor=survivor,
            absorbed=absorbed,
            reason=reason.strip(),
            merged_by=by,
            snapshot={
                "filled": reads.as_json(filled),
                "before": reads.as_json(before),
                "moved": moved,
                "names": names,
                "settled": settled,
            },
        )
        record(
            "enterprises.merged",
            by=by,
            zone=survivor.zone,
            target=survivor,
            reason=reason.strip(),
            after={"absorbed": absorbed.pk, "name": absorbed.name, "filled": sorted(filled)},
        )
        record(
            "enterprises.absorbed",
            by=by,
            zone=survivor.zone,
            target=absorbed,
            after={"survivor": survivor.pk},
            reason=reason.strip(),
        )
        keep_alike(ENTERPRISES, survivor.zone, [survivor.pk, absorbed.pk])
    return merge


def undo_merge(merge: EnterpriseMerge, *, by: User) -> None:
    """Two again: fields, rows and names as they were; a field somebody changed after the merge keeps that change.

    Raises NotAllowed; ProblemsError when it was undone before, or the survivor was merged on.
    """
    require(by, "enterprises.merge", merge.zone)
    survivor, absorbed = merge.survivor, merge.absorbed
    problems = []
    if merge.undone_at is not None:
        problems.append(Problem("undone_before", "This merge has been undone already."))
    if survivor.merged_into_id is not None:
        problems.append(
            Problem(
                "merged_on", "The survivor was merged into another enterprise since.", fix="Undo the later merge first."
            )
        )
    if problems:
        raise ProblemsError(problems)
    kept = merge.snapshot
    with transaction.atomic():
        filled, before = reads.from_json(kept["filled"]), reads.from_json(kept["before"])
        for name, value in filled.items():
            if getattr(survivor, name) == value:
                setattr(survivor, name, before[name])
        if kept["settled"]:
            survivor.in_zone = False
        survivor.changed_at = absorbed.changed_at = timezone.now()
        survivor.save()
        if survivor.credit_code and survivor.credit_code == absorbed.credit_code:
            raise ProblemsError(
                [
                    Problem(
                        "code_kept",
                        "Both would have the credit code %(code)s.",
                        where="credit_code",
                        fix="Correct the survivor's code first.",
                        params={"code": survivor.credit_code},
                    )
                ]
            )
        absorbed.merged_into = None
        absorbed.save(update_fields=["merged_into", "changed_at"])
        EnterpriseName.objects.filter(pk__in=kept["names"]).delete()
        for key, moved in kept["moved"].items():
            handler = on_enterprise_merged.get(key)
            if handler is not None:
                handler.restore(moved, absorbed, survivor)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        for one in (survivor, absorbed):
            record("enterprises.merge_undone", by=by, zone=merge.zone, target=one, after={"merge": merge.pk})
        keep_alike(ENTERPRISES, merge.zone, [survivor.pk, absorbed.pk])


def keep_apart(first: Enterprise, second: Enterprise, *, by: User) -> None:
    """Say that two are different, so that they are not offered as duplicates again. Raises NotAllowed."""
    require(by, "enterprises.merge", first.zone)
    low, high = sorted((first, second), key=lambda one: one.pk)
    with transaction.atomic():
        DistinctPair.objects.get_or_create(first=low, second=high, defaults={"zone": first.zone, "decided_by": by})
        record(
            "enterprises.kept_apart", by=by, zone=first.zone, target=low, after={"other": high.pk, "name": high.name}
        )


def _take_name(survivor: Enterprise, absorbed: Enterprise) -> list[int]:
    """The absorbed one's name becomes another name of the survivor, unless it is the same or known."""
    if absorbed.normalised_name == survivor.normalised_name:
        return []
    name, made = EnterpriseName.objects.get_or_create(
        enterprise=survivor,
        name=absorbed.name,
        defaults={"zone": survivor.zone, "normalised_name": absorbed.normalised_name, "kind": "former", "source": ""},
    )
    return [name.pk] if made else []


def _party(enterprise: Enterprise) -> Party:
    values = {name: getattr(enterprise, name) for name in FILLED}
    return Party(enterprise.pk, enterprise.zone_id, enterprise.credit_code, enterprise.merged_into_id, values)
