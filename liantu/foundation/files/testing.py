"""Tests that come with a room's papers: inherit, name the room's declaration, bring the people.

class TestPapers(PaperSuite):
    room = PAPERS
    known = {"visit_record"}
    def people(self): return Readers(zone, bringer, verifier, stranger)   # the verifier may also bring
    def thing(self, people): return the row papers belong to
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.foundation.files import paper_actions
from liantu.foundation.files.models import Paper
from liantu.foundation.files.paper_actions import PaperRoom
from liantu.lib.checklist import Facts as Checked
from liantu.lib.checklist import Requirement, lack_of
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Readers:
    """A zone with who brings papers, who verifies them, and who may do neither."""

    zone: Zone
    bringer: User
    verifier: User
    stranger: User


@pytest.mark.django_db
class PaperSuite:
    """What every room's papers must do."""

    room: ClassVar[PaperRoom[Any]]
    known: ClassVar[Collection[str]]

    def people(self) -> Readers:
        """The people of the tests."""
        raise NotImplementedError

    def thing(self, people: Readers) -> models.Model:
        """The row papers belong to."""
        raise NotImplementedError

    @pytest.fixture
    def cast(self, settings: Any, tmp_path: Path) -> Readers:
        """The people, with a place of their own for files."""
        settings.MEDIA_ROOT = tmp_path
        return self.people()

    def brought(self, cast: Readers, thing: models.Model, **more: Any) -> Paper:
        """A paper of the bringer, a reference unless a file is given."""
        given = {"reference": "晋开发〔2026〕1号"} if "upload" not in more else {}
        return paper_actions.bring_paper(
            self.room,
            thing,
            [sorted(self.known)[0]],
            by=cast.bringer,
            zone=cast.zone,
            known=self.known,
            **given,
            **more,
        )

    def codes(self, act: Any, *given: Any, **more: Any) -> list[str]:
        """The codes with which an act is refused; empty when it was done."""
        try:
            act(self.room, *given, **more)
        except ProblemsError as error:
            return [problem.code for problem in error.problems]
        return []

    def why(self, paper: Paper) -> str:
        """What a requirement that asks for a verified paper says of it."""
        asked = Requirement("r", "evidence", (sorted(self.known)[0],), "名", verified=True)
        lack = lack_of(asked, Checked(papers=(paper.listed,)))
        return lack.why if lack is not None else ""

    def test_everything_wrong_is_told_at_once(self, cast: Readers) -> None:
        thing = self.thing(cast)
        tomorrow = timezone.localdate() + timedelta(days=1)
        common = {"by": cast.bringer, "zone": cast.zone, "known": self.known}
        found = self.codes(paper_actions.bring_paper, thing, ["trust_me"], dated_on=tomorrow, **common)
        assert found == ["no_paper", "unknown_tag", "future_day"]
        with pytest.raises(NotAllowed):
            paper_actions.bring_paper(self.room, thing, [], by=cast.stranger, zone=cast.zone, known=self.known)

    def test_its_bringer_never_verifies_it_not_even_in_the_table(self, cast: Readers) -> None:
        thing = self.thing(cast)
        tag = sorted(self.known)[0]
        own = paper_actions.bring_paper(
            self.room, thing, [tag], by=cast.verifier, zone=cast.zone, known=self.known, reference="函"
        )
        assert self.codes(paper_actions.verify_paper, own, by=cast.verifier) == ["own_paper"]
        with pytest.raises(IntegrityError), transaction.atomic():
            self.room.model.objects.filter(pk=own.pk).update(verified_by=cast.verifier)

    def test_a_checklist_tells_brought_verified_and_taken_back_apart(self, cast: Readers) -> None:
        paper = self.brought(cast, self.thing(cast))
        assert self.why(paper) == "unverified"
        assert self.codes(paper_actions.verify_paper, paper, by=cast.verifier) == []
        assert self.codes(paper_actions.verify_paper, paper, by=cast.verifier) == ["paper_verified"]
        assert self.why(paper) == ""
        assert self.codes(paper_actions.withdraw_paper, paper, by=cast.bringer, reason=" ") == ["reason_needed_paper"]
        assert self.codes(paper_actions.withdraw_paper, paper, by=cast.bringer, reason="签错主体") == []
        assert self.codes(paper_actions.withdraw_paper, paper, by=cast.bringer, reason="再撤") == ["paper_gone"]
        assert self.why(paper) == "taken_back"
        verbs = AuditEntry.objects.filter(verb__startswith=f"{self.room.log}.paper_").order_by("sequence")
        assert [verb.rpartition("_")[2] for verb in verbs.values_list("verb", flat=True)] == [
            "brought",
            "verified",
            "withdrawn",
        ]

    def test_one_file_stands_once_for_one_thing(self, cast: Readers) -> None:
        thing = self.thing(cast)

        def upload() -> SimpleUploadedFile:
            return SimpleUploadedFile("协议.pdf", PDF)

        first = self.brought(cast, thing, upload=upload())
        assert first.file is not None
        assert first.content_sha256 == first.file.sha256
        with pytest.raises(ProblemsError) as told:
            self.brought(cast, thing, upload=upload())
        assert [problem.code for problem in told.value.problems] == ["paper_twice"]
        paper_actions.withdraw_paper(self.room, first, by=cast.bringer, reason="换新")
        assert self.brought(cast, thing, upload=upload()).pk != first.pk
