"""Pages as declarations: head, tabs and cards of a thing, parts of a form; drawn by one machine.

PAGE = DetailPage(find=challenge_or_404, ability="challenges.view", head=Head(...), cards=(FactsCard(...), ...))
NEW = FormPage(form=ChallengeForm, do=draft, ability="challenges.post", title=_("New challenge"), submit=_("Keep"))
urlpatterns = [path("new/", NEW.view(), name="new"), path("<int:pk>/", PAGE.view(), name="detail")]
"""

from liantu.ui.pages.board import BoardPage
from liantu.ui.pages.cards import Card, Fact, FactsCard, Said, SaidCard, TableCard
from liantu.ui.pages.detail import DetailPage, Tab
from liantu.ui.pages.forms import FormPage
from liantu.ui.pages.head import Head, Link
from liantu.ui.pages.parts import Part
from liantu.ui.pages.steps import Step
from liantu.ui.pages.workspace import (
    Gate,
    GateCard,
    Happening,
    HistoryCard,
    Mark,
    Need,
    PathCard,
    Phase,
    TimelineCard,
)  # fmt: skip

__all__ = [
    "BoardPage", "Card", "DetailPage", "Fact", "FactsCard", "FormPage", "Gate", "GateCard", "Happening", "Head",
    "HistoryCard", "Link", "Mark", "Need", "Part", "PathCard", "Phase", "Said", "SaidCard", "Step", "Tab", "TableCard",
    "TimelineCard",
]  # fmt: skip
