"""Every write of the enterprises room, by business verb."""

from liantu.enterprises.actions.importing import (
    abandon_enterprise_import,
    apply_import,
    choose_sheet,
    start_enterprise_import,
    undo_import,
)
from liantu.enterprises.actions.merging import RepointForeignKey, keep_apart, merge_enterprises, undo_merge
from liantu.enterprises.actions.records import (
    add_enterprise,
    add_name,
    correct_enterprise,
    settle_in_zone,
    touch_from_register,
)

__all__ = [
    "RepointForeignKey",
    "abandon_enterprise_import",
    "add_enterprise",
    "add_name",
    "apply_import",
    "choose_sheet",
    "correct_enterprise",
    "keep_apart",
    "merge_enterprises",
    "settle_in_zone",
    "start_enterprise_import",
    "touch_from_register",
    "undo_import",
    "undo_merge",
]
