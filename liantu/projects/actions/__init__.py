"""Every write of the projects room, one function per business verb."""

from liantu.projects.actions.issues import raise_issue, set_item, vouch
from liantu.projects.actions.lights import shine_lights
from liantu.projects.actions.merging import merge_projects, undo_merge
from liantu.projects.actions.money import split_credit, state_money, transfer_credit
from liantu.projects.actions.moves import STAGES, end_project, move_project, resume_project
from liantu.projects.actions.papers import bring_paper, known_tags
from liantu.projects.actions.records import (
    change_project,
    discard_project,
    open_project,
    set_statistics,
    store_row,
    write_note,
)

__all__ = [
    "STAGES",
    "bring_paper",
    "change_project",
    "discard_project",
    "end_project",
    "known_tags",
    "merge_projects",
    "move_project",
    "open_project",
    "raise_issue",
    "resume_project",
    "set_item",
    "set_statistics",
    "shine_lights",
    "split_credit",
    "state_money",
    "store_row",
    "transfer_credit",
    "undo_merge",
    "vouch",
    "write_note",
]
