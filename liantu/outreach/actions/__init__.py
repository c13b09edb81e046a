"""Every write of outreach, one function a business verb."""

from liantu.outreach.actions.agreements import (
    AGREEMENTS,
    give_obligation,
    keep_agreement,
    remove_agreement,
    save_agreement,
)
from liantu.outreach.actions.contacts import keep_contact, merge_contacts, reveal_phone, undo_merge
from liantu.outreach.actions.engagements import (
    FIELDS,
    FILES_MOST,
    STOPS_MOST,
    PersonGiven,
    StopGiven,
    change_engagement,
    feed_of,
    finish,
    give_next_step,
    give_task,
    log_engagement,
    remind,
)

__all__ = [
    "AGREEMENTS", "FIELDS", "FILES_MOST", "STOPS_MOST", "PersonGiven", "StopGiven", "change_engagement", "feed_of",
    "finish", "give_next_step", "give_obligation", "give_task",
    "keep_agreement", "keep_contact", "log_engagement", "merge_contacts", "remind", "remove_agreement",
    "reveal_phone", "save_agreement", "undo_merge",
]  # fmt: skip
