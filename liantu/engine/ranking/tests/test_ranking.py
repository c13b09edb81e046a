"""Owners ranked for a text: examples a reader can check, properties, and the choice model."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.engine.ranking import OwnerRanker, ProductCorpus, Question, fit_choice, has_evidence, held_out
from liantu.engine.ranking.choice import quality
from liantu.engine.ranking.fusion import fuse_ranks, ranks_of
from liantu.engine.ranking.texts import NgramSpace, is_hyponym, reading
from liantu.engine.ranking.walks import seeds_of, walk

LISTS = [
    ("A", "冷轧薄板"), ("A", "热镀锌板"), ("A", "彩涂板"),
    ("B", "热镀锌板卷"), ("B", "彩涂钢板"), ("B", "冷弯型钢"),
    ("C", "高速公路护栏板"), ("C", "护栏立柱"), ("C", "热镀锌加工"),
    ("D", "鸡蛋面"), ("D", "挂面"), ("D", "鲜面条"),
    ("E", "环氧树脂"), ("E", "固化剂"), ("E", "涂料"),
    ("F", "改性环氧树脂"), ("F", "胶粘剂"), ("F", "涂料"),
]  # fmt: skip


def corpus(lists: list[tuple[str, str]] = LISTS) -> ProductCorpus:
    return ProductCorpus.from_edges([owner for owner, _name in lists], [name for _owner, name in lists])


def test_who_lists_the_very_text_stands_first() -> None:
    ranked = OwnerRanker(corpus()).rank("环氧树脂", top=6)
    assert [one.owner for one in ranked[:2]] == ["E", "F"]
    assert ranked[0].product == "环氧树脂"
    assert ranked[0].similarity == pytest.approx(1.0)


def test_terms_add_up_to_the_score() -> None:
    for one in OwnerRanker(corpus()).rank("镀锌板", top=6):
        assert sum(term.contribution for term in one.terms) == pytest.approx(one.score)


def test_nothing_in_common_is_no_answer() -> None:
    assert OwnerRanker(corpus()).rank("qqq", top=5) == []
    assert [len(owners) for owners, _scores in OwnerRanker(corpus()).best(["qqq", "护栏"], top=5)] == [0, 5]


def test_the_gate_abstains_instead_of_guessing() -> None:
    named = OwnerRanker(corpus()).rank("超导体", top=6, only_with_evidence=True)
    assert named == []
    assert has_evidence("环氧树脂", "改性环氧树脂", 0.1)
    assert not has_evidence("鸡蛋", "鸡蛋面", 0.1)  # containing it elsewhere makes no kind of it
    assert not has_evidence("超导", "超市", 0.3)


def test_excluded_owners_are_not_named() -> None:
    assert "E" not in {one.owner for one in OwnerRanker(corpus()).rank("环氧树脂", top=6, exclude=["E"])}


def test_a_kind_stands_at_the_tail() -> None:
    assert is_hyponym("改性环氧树脂", "环氧树脂")
    assert not is_hyponym("鸡蛋葱花饼", "鸡蛋")
    assert not is_hyponym("环氧树脂", "环氧树脂")
    assert reading(" ＡＢＳ 树脂 ") == "abs树脂"


def test_the_order_of_lines_does_not_matter() -> None:
    first = OwnerRanker(corpus()).scores(["护栏", "面条"])
    again = OwnerRanker(corpus(LISTS[::-1])).scores(["护栏", "面条"])
    assert first.tobytes() == again.tobytes()


def test_groups_speak_for_their_members() -> None:
    groups = {"A": ("23", "2301"), "B": ("23", "2301"), "C": ("23", "2302"), "D": ("11", "1101")}
    lists = ProductCorpus.from_edges([o for o, _n in LISTS], [n for _o, n in LISTS], groups=groups)
    kinds = {term.name for one in OwnerRanker(lists).rank("镀锌板", top=3) for term in one.terms}
    assert {"group_1", "group_2", "group_words_1", "group_words_2"} <= kinds


@pytest.mark.parametrize("lists", [[], [("A", " ")], [("", "钢")]])
def test_an_empty_corpus_is_told(lists: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="no owner"):
        corpus(lists)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.text("钢板管线卷材", min_size=1, max_size=4)), min_size=1, max_size=12
    )
)
@settings(max_examples=30, deadline=None)
def test_any_small_corpus_ranks_every_owner_once(lists: list[tuple[str, str]]) -> None:
    ranked = OwnerRanker(corpus(lists)).rank("钢板", top=10)
    owners = [one.owner for one in ranked]
    assert len(owners) == len(set(owners))
    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    assert all(first.score >= second.score for first, second in pairwise(ranked))


@given(st.lists(st.text("甲乙丙丁戊己", max_size=6), min_size=1, max_size=8))
def test_rows_have_unit_length_or_none(names: list[str]) -> None:
    space = NgramSpace(names, tails=True)
    lengths = np.sqrt(np.asarray(space.fitted.multiply(space.fitted).sum(axis=1)).ravel())
    assert np.all(np.isclose(lengths, 1) | (lengths == 0))


def test_a_walk_keeps_its_mass_and_stays_near_its_seeds() -> None:
    lists = corpus().lists
    similarity = np.zeros((1, lists.shape[1]), dtype=np.float32)
    similarity[0, corpus().products.index("护栏立柱")] = 1.0
    reached = walk(lists, seeds_of(similarity))
    assert reached.argmax() == corpus().owners.index("C")
    assert reached.sum() == pytest.approx(1.0, abs=0.02)


def test_ties_keep_the_order_of_owners() -> None:
    assert ranks_of(np.array([[1.0, 1.0, 2.0]], dtype=np.float32)).tolist() == [[2, 3, 1]]
    with pytest.raises(ValueError, match="nothing"):
        fuse_ranks([])


def questions(seed: int, number: int, truth: np.ndarray) -> list[Question]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        candidates = rng.normal(size=(12, len(truth)))
        chance = np.exp(candidates @ truth)
        found.append(Question(candidates, (int(rng.choice(12, p=chance / chance.sum())),)))
    return found


def test_the_choice_model_finds_the_weights_that_made_the_choices() -> None:
    truth = np.array([1.5, -1.0, 0.0])
    fitted = fit_choice(questions(1, 800, truth), ridge=0.01)
    assert fitted.converged
    assert np.allclose(fitted.weights, truth, atol=0.2)


def test_a_fit_is_compared_on_held_out_groups() -> None:
    truth = np.array([2.0, 0.0])
    asked = questions(2, 120, truth)
    before = [one.candidates[:, 1] for one in asked]  # the useless column
    compared = held_out(asked, before, [f"link {number % 6}" for number in range(120)])
    assert compared.is_better
    assert compared.questions == 120
    with pytest.raises(ValueError, match="two groups"):
        held_out(asked, before, ["one"] * 120)


def test_questions_that_teach_nothing_are_passed_over() -> None:
    with pytest.raises(ValueError, match="no question"):
        fit_choice([Question(np.ones((3, 2)), ()), Question(np.ones((3, 2)), (0, 1, 2))])


def test_ties_stand_at_their_mean_rank() -> None:
    precision, reciprocal = quality(np.array([1.0, 1.0, 1.0]), [0])
    assert precision == pytest.approx(1 / 2)
    assert reciprocal == pytest.approx(1 / 2)


@pytest.mark.slow
@pytest.mark.shared_data
def test_floor_of_further_companies_for_a_known_product(shared_data: Path) -> None:
    """Task A^T on its split: mean reciprocal rank at least .10 in the full ranking of all companies."""
    folder = shared_data / "chain_graph" / "bench"

    def read(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    train, test = read("A_seed0_train.csv"), read("A_seed0_test.csv")
    known: dict[str, set[str]] = defaultdict(set)
    for row in train:
        known[row["product_name"]].add(row["company_code"])
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in test:
        if row["product_name"] in known:
            wanted[row["product_name"]].add(row["company_code"])
    lists = ProductCorpus.from_edges([row["company_code"] for row in train], [row["product_name"] for row in train])
    at = {owner: number for number, owner in enumerate(lists.owners)}
    names = sorted(wanted)[::8]
    reciprocal = []
    for name, scores in zip(names, OwnerRanker(lists).scores(names), strict=True):
        right = [at[one] for one in wanted[name] if one in at]
        out = [at[one] for one in known[name] if one not in wanted[name]]
        for one in right:
            rest = np.delete(scores, [*out, *right])
            reciprocal.append(1 / (1 + (rest > scores[one]).sum() + (rest == scores[one]).sum() / 2))
    assert len(reciprocal) > 200
    assert float(np.mean(reciprocal)) >= 0.09  # an eighth of the products: the whole split gives .104


def test_the_worked_example_of_the_method_page() -> None:
    page = Path(__file__).resolve().parents[4] / "docs" / "methods" / "ranking.md"
    code = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S)
    assert len(code) == 1
    exec(code[0], {})
