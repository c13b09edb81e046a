"""Pages as declarations: head, tabs and cards of a thing, parts of a form; drawn by one machine.

PAGE = DetailPage(find=challenge_or_404, ability="challenges.view", head=Head(...), cards=(FactsCard(...), ...))
NEW = FormPage(form=ChallengeForm, do=draft, ability="challenges.post", title=_("New challenge"), submit=_("Keep"))
urlpatterns = [path("new/", NEW.view(), name="new"), path("<int:pk>/", PAGE.view(), name="detail")]
"""

from liantu.ui.pages.board import BoardPage
from liantu.ui.pages.cards import Card, Fact, FactsCard, HistoryCard, NextCard, Said, SaidCard, TableCard
from liantu.ui.pages.detail import DetailPage, Head, Link, Tab
from liantu.ui.pages.forms import FormPage
from liantu.ui.pages.parts import Part
from liantu.ui.pages.steps import Step

__all__ = [
    "BoardPage", "Card", "DetailPage", "Fact", "FactsCard", "FormPage", "Head", "HistoryCard", "Link", "NextCard",
    "Part", "Said", "SaidCard", "Step", "Tab", "TableCard",
]  # fmt: skip
