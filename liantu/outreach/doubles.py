"""Contacts of a zone that may be one person, as the machine of likenesses keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liantu.foundation.likeness.slots import Judged, Likeness
from liantu.lib.chinese_text import company_name_key
from liantu.outreach.models import Contact
from liantu.people.models import Zone

MOST_OF_A_NAME = 50
"""Contacts of one name at one organisation or telephone beyond which it says nothing."""

Known = tuple[str, str, str]


def _compared(zone: Zone, keys: Sequence[int] | None) -> Mapping[int, Known]:
    """Name, organisation and telephone of the zone's contacts, merged ones left out."""
    rows = Contact.objects.filter(zone=zone, merged_into__isnull=True)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    found = rows.order_by("pk").values_list("pk", "name", "organisation", "phone")
    return {pk: (name, organisation, phone) for pk, name, organisation, phone in found.iterator()}


def _blocks(contact: Known) -> list[str]:
    """The same name at the same organisation or telephone."""
    name, organisation, phone = contact
    return [f"{name}\n{key}" for key in (company_name_key(organisation), "".join(filter(str.isdigit, phone))) if key]


def _judge(_first: Known, _second: Known) -> Judged:
    return Judged(1.0, ())


CONTACTS = Likeness("contacts", "1", _compared, _blocks, _judge, MOST_OF_A_NAME)
