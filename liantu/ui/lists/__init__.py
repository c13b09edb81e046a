"""Which rows, in which order, with which filters? Every table of the program is a ``ListPage``."""

from liantu.ui.lists.columns import Cell, Column, Filter
from liantu.ui.lists.page import ListPage, ListState

__all__ = ["Cell", "Column", "Filter", "ListPage", "ListState"]
