"""Every write on people, roles and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from liantu.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.bearer import token_hash
from liantu.people.models import ApiToken, Membership, User, Zone
from liantu.people.rules.abilities import ABILITY_BY_CODE, ROLES

ROLE_CODES = frozenset(role.code for role in ROLES)


def add_person(zone: Zone, *, by: User, username: str, name: str, office: str, role: str, password: str) -> User:
    """Make a person known with a first role. Raises NotAllowed; ProblemsError with everything wrong at once."""
    require(by, "accounts.manage", zone)
    problems = []
    username = username.strip()
    if not username or User.objects.filter(username__iexact=username).exists():
        problems.append(
            Problem("username_taken", "This user name is empty or taken.", where="username", fix="Choose another one.")
        )
    if role not in ROLE_CODES:
        problems.append(Problem("no_role", "There is no such role.", where="role", fix="Choose a role from the list."))
    try:
        validate_password(password)
    except ValidationError as error:
        problems += [Problem("weak_password", str(message), where="password") for message in error.messages]
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        person = User(username=username, display_name=name.strip(), office=office.strip())
        person.set_password(password)
        person.save()
        Membership.objects.create(user=person, zone=zone, role=role, starts_on=timezone.localdate())
        record("accounts.person_added", by=by, zone=zone, target=person, after={"role": role})
    return person


def make_zone(
    code: str,
    name: str,
    *,
    administrator: str,
    password: str,
    name_en: str = "",
    province: str = "",
    city: str = "",
    county: str = "",
) -> tuple[Zone, User]:
    """A new zone and its first administrator; for the operator at the machine, who needs no role.

    Raises ProblemsError when the code is no slug, the zone exists, or the user name is taken.
    """
    problems = []
    if slugify(code) != code or not code:
        problems.append(
            Problem("bad_code", "The code is made of small Latin letters, figures and hyphens.", where=code[:40])
        )
    if Zone.objects.filter(code=code).exists():
        problems.append(Problem("zone_exists", "There is a zone with this code already.", where=code))
    if not name.strip():
        problems.append(Problem("no_name", "The zone needs a name.", where="name"))
    if not administrator or User.objects.filter(username__iexact=administrator).exists():
        problems.append(
            Problem(
                "username_taken", "This user name is empty or taken.", where=administrator, fix="Choose another one."
            )
        )
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        zone = Zone.objects.create(
            code=code, name=name.strip(), name_en=name_en, province=province, city=city, county=county
        )
        person = User(username=administrator)
        person.set_password(password)
        person.save()
        Membership.objects.create(user=person, zone=zone, role="zone_administrator", starts_on=timezone.localdate())
        record("accounts.zone_made", by=None, zone=zone, target=zone, after={"administrator": administrator})
    return zone, person


def grant_role(
    person: User, zone: Zone, role: str, *, by: User, starts_on: date | None = None, ends_on: date | None = None
) -> Membership:
    """Give a role in the zone from a day until a day. Raises NotAllowed; ProblemsError, also for who cannot log in."""
    require(by, "accounts.manage", zone)
    if not person.is_active or person.is_superuser:
        fix = "Choose somebody who can log in."
        raise ProblemsError([Problem("no_such_person", "This person can hold no role.", where="person", fix=fix)])
    if role not in ROLE_CODES:
        raise ProblemsError(
            [Problem("no_role", "There is no such role.", where="role", fix="Choose a role from the list.")]
        )
    if starts_on and ends_on and ends_on < starts_on:
        raise ProblemsError(
            [Problem("dates_crossed", "The last day is before the first.", where="ends_on", fix="Swap the two days.")]
        )
    with transaction.atomic():
        membership, _made = Membership.objects.update_or_create(
            user=person, zone=zone, role=role, defaults={"starts_on": starts_on, "ends_on": ends_on}
        )
        record("accounts.role_granted", by=by, zone=zone, target=membership, after={"role": role, "until": ends_on})
    return membership


def end_role(membership: Membership, *, by: User, on: date) -> None:
    """End a role after ``on``. Raises NotAllowed; ProblemsError when the zone would be left without administrator."""
    require(by, "accounts.manage", membership.zone)
    first_day_without = on + timedelta(days=1)
    if membership.role == "zone_administrator":
        others = Membership.objects.filter(zone=membership.zone, role="zone_administrator").exclude(pk=membership.pk)
        if not any(
            other.is_current(first_day_without) for other in others.select_related("user") if other.user.is_active
        ):
            raise ProblemsError(
                [
                    Problem(
                        "last_administrator",
                        "The zone would have no administrator.",
                        fix="Make somebody else an administrator first.",
                    )
                ]
            )
    with transaction.atomic():
        before = membership.ends_on
        membership.ends_on = on
        membership.save(update_fields=["ends_on"])
        record(
            "accounts.role_ended",
            by=by,
            zone=membership.zone,
            target=membership,
            before={"until": before},
            after={"until": on},
        )


def change_password(form: PasswordChangeForm) -> User:
    """Set the password of a checked form; the log says that, never what."""
    with transaction.atomic():
        person = form.save()
        record("accounts.password_changed", by=person, zone=None, target=person)
    return person


def link_identity(person: User, *, connect: Callable[[], None], instead_of: QuerySet[Any]) -> None:
    """Remember which identity at the provider is ``person``: ``connect`` does it, the log says so.

    ``instead_of``: links of before that mean the same and go.
    """
    with transaction.atomic():
        instead_of.delete()
        connect()
        record("accounts.identity_linked", by=person, zone=None, target=person)


def forget_identity(person: User, *, linked: QuerySet[Any]) -> int:
    """Forget which identity at the provider is ``person``; for the operator at the machine. Answers how many."""
    with transaction.atomic():
        number = linked.filter(user=person).delete()[0]
        record("accounts.identity_forgotten", by=None, zone=None, target=person, after={"number": number})
    return number


def make_token(
    zone: Zone, *, by: User, name: str, abilities: Sequence[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A key for programs acting as ``by`` in ``zone``; answers the row and the secret, which is shown only now.

    Raises NotAllowed; ProblemsError for an unknown ability, one the person does not have, or a past expiry.
    """
    require(by, "accounts.token", zone)
    problems = [
        Problem(
            "not_yours", "You cannot pass on “%(act)s”: you do not have it.", where="abilities", params={"act": code}
        )
        for code in abilities
        if code not in ABILITY_BY_CODE or not may(by, code, zone)
    ]
    if not name.strip():
        problems.append(Problem("no_name", "The token needs a name.", where="name", fix="Say what will use it."))
    if expires_at is not None and expires_at <= timezone.now():
        problems.append(
            Problem("past_expiry", "The expiry is in the past.", where="expires_at", fix="Choose a later day.")
        )
    if problems:
        raise ProblemsError(problems)
    secret = f"lt_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=by,
            zone=zone,
            name=name.strip()[:80],
            prefix=secret[:10],
            token_hash=token_hash(secret),
            abilities=sorted(abilities),
            expires_at=expires_at,
        )
        record("accounts.token_made", by=by, zone=zone, target=token, after={"abilities": sorted(abilities)})
    return token, secret


def revoke_token(token: ApiToken, *, by: User) -> None:
    """End a token now. Raises NotAllowed unless it is one's own or one manages accounts."""
    if token.user_id != by.pk:
        require(by, "accounts.manage", token.zone)
    with transaction.atomic():
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("accounts.token_revoked", by=by, zone=token.zone, target=token)


def touch_token(token: ApiToken) -> None:
    """Note that a token was used; at most once a minute, so that reading does not become writing."""
    now = timezone.now()
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
