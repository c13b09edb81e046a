"""Which rows, in which order, with which filters? Every table of the program is a ``ListPage``."""

from liantu.ui.lists.batch import Batch
from liantu.ui.lists.columns import Cell, Column, Filter
from liantu.ui.lists.page import ListPage
from liantu.ui.lists.ready import View, late, mine, new_this_week
from liantu.ui.lists.side import SidePanel
from liantu.ui.lists.state import ListState

__all__ = [
    "Batch",
    "Cell",
    "Column",
    "Filter",
    "ListPage",
    "ListState",
    "SidePanel",
    "View",
    "late",
    "mine",
    "new_this_week",
]
