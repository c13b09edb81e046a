"""Which link a sentence speaks of: the longest word decides, words that are not meant shut a link out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.rules.links_meant import LINKS_MOST, links_meant
from liantu.chains.rules.template_model import Node

ROLLED = Node(code="rolled", name="轧制材", stage="midstream", words=("热轧", "冷轧板"), exclude=("轧辊修理",))
RAILS = Node(code="rails", name="护栏", stage="downstream", words=("护栏", "波形护栏板"))
ONE = Node(code="one", name="钢", stage="upstream", words=("钢",))
CHAINS = (("steel", (ROLLED, RAILS, ONE)),)


def nodes(text: str) -> list[str]:
    """Codes of the links a text speaks of."""
    return [link.node_code for link in links_meant(text, CHAINS)]


def test_the_longest_word_decides() -> None:
    assert nodes("拟建设波形护栏板和热轧生产线") == ["rails"]
    assert nodes("热轧、护栏两条生产线") == ["rolled", "rails"]
    assert links_meant("年产10万吨冷轧板", CHAINS)[0].word == "冷轧板"


def test_words_not_meant_and_single_characters_say_nothing() -> None:
    assert nodes("热轧线的轧辊修理") == []
    assert nodes("钢") == []
    assert nodes("") == []


@given(st.text(alphabet="热冷轧板护栏辊修理波形钢制材", max_size=30))
def test_every_link_named_has_its_word_in_the_text(text: str) -> None:
    found = links_meant(text, CHAINS * 3)
    assert len(found) <= LINKS_MOST
    assert all(one.word in text for one in found)
    assert len({len(one.word) for one in found}) <= 1
