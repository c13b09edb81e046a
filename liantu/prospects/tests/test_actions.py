"""What the targets room writes: saved lists that prove themselves, marks, and who may do it."""

from __future__ import annotations

from typing import Any

import pytest

from liantu.audit.models import AuditEntry
from liantu.chains.models import Chain
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User
from liantu.prospects import actions, reads
from liantu.prospects.models import TargetMark
from liantu.prospects.rules.question import FACTORS, Question

LINK = "rolled-products"


@pytest.fixture
def chain(demo_zone: Any) -> Chain:
    return Chain.objects.select_related("zone").get(zone=demo_zone, code="premium-steel")


@pytest.fixture
def officer(demo_zone: Any) -> User:
    return User.objects.get(username="officer")


def test_a_saved_list_comes_out_byte_equal(chain: Chain, officer: User) -> None:
    saved = actions.save_list(chain, LINK, Question(), by=officer, title="轧制材第一批", top=50)
    proof = reads.prove_list(saved)
    assert proof.equal
    assert proof.sha256 == saved.sha256
    assert saved.answer().rows()[0]["rank"] == 1
    assert AuditEntry.objects.filter(verb="prospects.list_saved", target_id=str(saved.pk)).exists()


def test_a_list_keeps_who_was_excluded_when_the_zone_grows(chain: Chain, officer: User) -> None:
    """An enterprise taken in later must not change a list saved before."""
    from liantu.enterprises.models import Enterprise

    saved = actions.save_list(chain, LINK, Question(), by=officer, title="清单", top=50)
    first = saved.answer().rows()[0]
    Enterprise.objects.create(
        zone=chain.zone, credit_code=first["credit_code"], name=first["name"], normalised_name=first["name"]
    )
    assert reads.prove_list(saved).equal
    page = reads.target_page(chain.zone, chain, LINK, Question(), top=50)
    assert page is not None
    assert first["name"] not in {target.row["name"] for target in page.targets}


def test_a_changed_answer_is_told_with_its_rank(chain: Chain, officer: User) -> None:
    saved = actions.save_list(chain, LINK, Question(), by=officer, title="清单", top=20)
    saved.question = Question(weights=dict.fromkeys(FACTORS, 1.0) | {"capital": 3.0, "role": 0.0}).canonical()
    proof = reads.prove_list(saved)
    assert not proof.equal
    assert proof.first_different_rank is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [({"title": "  "}, "no_title"), ({"top": 0}, "bad_length"), ({"node_code": "no-such"}, "no_link")],
)
def test_what_cannot_be_saved_is_told(chain: Chain, officer: User, change: dict[str, Any], code: str) -> None:
    wanted = {"node_code": LINK, "title": "清单", "top": 10} | change
    with pytest.raises(ProblemsError) as refused:
        actions.save_list(chain, wanted.pop("node_code"), Question(), by=officer, **wanted)
    assert code in [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("username", ["observer", "ambassador1", "liaison", "assessor"])
def test_others_may_not_save_or_mark(chain: Chain, username: str) -> None:
    person = User.objects.get(username=username)
    with pytest.raises(NotAllowed):
        actions.save_list(chain, LINK, Question(), by=person, title="清单")
    with pytest.raises(NotAllowed):
        actions.mark_target(chain, LINK, 1, "right", by=person)


def test_marks_count_from_the_latest_and_keep_the_older(chain: Chain, officer: User) -> None:
    page = reads.target_page(chain.zone, chain, LINK, Question(), top=5)
    assert page is not None
    number = page.targets[0].row["enterprise_id"]
    actions.mark_target(chain, LINK, number, "right", by=officer)
    latest = actions.mark_target(chain, LINK, number, "wrong", by=officer, reason="只做贸易")
    marks = reads.marks_of(chain.zone, chain, LINK)
    assert [mark.verdict for mark in marks.values()] == ["wrong"]
    assert TargetMark.objects.count() == 2
    assert latest.factors["rank"] >= 1
    assert set(latest.factors["parts"]) == set(FACTORS)
    actions.withdraw_mark(latest, by=officer)
    assert [mark.verdict for mark in reads.marks_of(chain.zone, chain, LINK).values()] == ["right"]


def test_wrong_needs_a_reason(chain: Chain, officer: User) -> None:
    with pytest.raises(ProblemsError):
        actions.mark_target(chain, LINK, 1, "wrong", by=officer)
