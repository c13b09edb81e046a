"""Every write of the atlas."""

from __future__ import annotations

from django.db import transaction

from liantu.audit.actions import record
from liantu.chains.atlas.models import AtlasText
from liantu.chains.models import Chain
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User

LONGEST = 20_000


def write_text(chain: Chain, kind: str, text: str, *, by: User, source: str = "") -> AtlasText:
    """Write a part of the atlas anew; what stood there before stays. Raises NotAllowed; ProblemsError."""
    require(by, "chains.edit_template", chain.zone)
    problems = []
    if kind not in AtlasText.Kind.values:
        problems.append(Problem("no_such_part", "The atlas has no such part.", where="kind"))
    if not text.strip() or len(text) > LONGEST:
        problems.append(Problem("text_length", "The text has 1 to 20,000 characters.", where="text"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made = AtlasText.objects.create(
            zone=chain.zone, chain=chain, kind=kind, text=text.strip(), source=source.strip()[:200], written_by=by
        )
        record("atlas.text_written", by=by, zone=chain.zone, target=made, after={"part": kind})
    return made
