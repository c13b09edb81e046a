"""Whose token is this, and does it still hold? For programs that send ``Authorization: Bearer lt_…``."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.utils import timezone

from liantu.lib.problems import Problem
from liantu.people.models import ApiToken

MAKE_ANOTHER = "Make a new one under System, API tokens."


class TokenRefusedError(Exception):
    """The token does not hold; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def token_hash(secret: str) -> str:
    """What is kept of a token's secret."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def token_of(secret: str, *, now: datetime) -> ApiToken:
    """The token with this secret, its user narrowed to its abilities and its zone. Raises TokenRefusedError."""
    wanted = token_hash(secret)
    token = ApiToken.objects.select_related("user", "zone").filter(token_hash=wanted).first()
    if token is None or not hmac.compare_digest(token.token_hash, wanted):
        raise TokenRefusedError(
            Problem("token_unknown", "This token is not known.", fix="Copy it again without blanks.")
        )
    if token.revoked_at is not None:
        raise TokenRefusedError(Problem("token_revoked", "This token was revoked.", fix=MAKE_ANOTHER))
    if token.expires_at is not None and token.expires_at <= now:
        day = timezone.localtime(token.expires_at).date().isoformat()
        problem = Problem("token_expired", "This token expired on %(day)s.", fix=MAKE_ANOTHER, params={"day": day})
        raise TokenRefusedError(problem)
    token.user.token_abilities = frozenset(token.abilities)  # read by ``may``
    if not token.user.roles_in(token.zone):
        problem = Problem(
            "token_without_role",
            "The person behind this token holds no role in the zone any more.",
            fix="Ask the zone administrator.",
        )
        raise TokenRefusedError(problem)
    return token
