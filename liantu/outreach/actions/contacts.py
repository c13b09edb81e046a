"""Contacts kept, uncovered, merged and parted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach import reads
from liantu.outreach.doubles import CONTACTS
from liantu.outreach.models import Contact, ContactMerge, Met
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.ui.validation import field_problems


def keep_contact(contact: Contact, values: Mapping[str, str], *, by: User) -> Contact:
    """Keep a contact new or changed; an empty telephone keeps the one on file. Raises NotAllowed; ProblemsError."""
    require(by, "outreach.contacts", contact.zone)
    for name in ("name", "title", "organisation", "email", "note", "source"):
        if name in values:
            setattr(contact, name, values[name].strip())
    if values.get("phone", "").strip():
        contact.phone = values["phone"].strip()
    if not contact.name:
        raise ProblemsError([Problem("person_without_name", "A person met needs a name.", where="name")])
    contact.firm = reads.firm_named(contact.zone, contact.organisation)
    contact.kept_by = contact.kept_by or by
    if problems := field_problems(contact, but=("zone", "kept_by", "firm")):
        raise ProblemsError(problems)
    with transaction.atomic():
        contact.save()
        record("outreach.contact_kept", by=by, zone=contact.zone, target=contact, after={"name": contact.name})
        keep_alike(CONTACTS, contact.zone, [contact.pk])
    return contact


def reveal_phone(contact: Contact, *, by: User) -> str:
    """The telephone; that somebody looked at it is logged. Raises NotAllowed."""
    require(by, "outreach.contacts", contact.zone)
    record("outreach.phone_shown", by=by, zone=contact.zone, target=contact)
    return contact.phone


def merge_contacts(survivor: Contact, other: Contact, *, by: User) -> ContactMerge:
    """Two rows are one person: ``other`` goes into ``survivor``, its meetings move.

    Raises NotAllowed; ProblemsError.
    """
    require(by, "outreach.merge", survivor.zone)
    if survivor.pk == other.pk or survivor.zone_id != other.zone_id or other.merged_into_id or survivor.merged_into_id:
        raise ProblemsError([Problem("not_two_contacts", "Choose two contacts of this zone.", where="other")])
    with transaction.atomic():
        taken = set(Met.objects.filter(contact=survivor).values_list("engagement_id", flat=True))
        rows = Met.objects.filter(contact=other).exclude(engagement_id__in=taken)
        moved = list(rows.values_list("pk", flat=True))
        Met.objects.filter(pk__in=moved).update(contact=survivor)
        other.merged_into = survivor
        other.save(update_fields=["merged_into"])
        merge = ContactMerge.objects.create(
            zone=survivor.zone, survivor=survivor, absorbed=other, moved=moved, merged_by=by
        )
        told = {"absorbed": other.name}
        record("outreach.contacts_merged", by=by, zone=survivor.zone, target=survivor, after=told)
        keep_alike(CONTACTS, survivor.zone, [survivor.pk, other.pk])
    return merge


def undo_merge(merge: ContactMerge, *, by: User) -> None:
    """Part the two again: exactly what was moved goes back. Raises NotAllowed; ProblemsError."""
    require(by, "outreach.merge", merge.zone)
    if merge.undone_at is not None:
        raise ProblemsError([Problem("merge_undone", "This merge is undone already.", where="merge")])
    with transaction.atomic():
        Met.objects.filter(pk__in=merge.moved, contact=merge.survivor_id).update(contact=merge.absorbed_id)
        Contact.objects.filter(pk=merge.absorbed_id).update(merged_into=None)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        record("outreach.contacts_parted", by=by, zone=merge.zone, target=merge.survivor)
        keep_alike(CONTACTS, merge.zone, [merge.survivor_id, merge.absorbed_id])
