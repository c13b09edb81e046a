"""Every write of the chains room, by business verb."""

from liantu.chains.actions.evidence import keep_evidence, withdraw_evidence
from liantu.chains.actions.judgement import ask_judgement, judge_again, judge_chain, judge_or_ask, judge_zone
from liantu.chains.actions.offices import (
    appoint,
    change_dated,
    end_dated,
    name_department,
    name_enterprise,
    tie_liaison,
)
from liantu.chains.actions.templates import (
    adopt_template,
    decode_template,
    describe_chain,
    drop_draft,
    publish_draft,
    read_template_file,
    save_draft,
    second_person_rule,
    undo_draft,
)

__all__ = [
    "adopt_template",
    "appoint",
    "ask_judgement",
    "change_dated",
    "decode_template",
    "describe_chain",
    "drop_draft",
    "end_dated",
    "judge_again",
    "judge_chain",
    "judge_or_ask",
    "judge_zone",
    "keep_evidence",
    "name_department",
    "name_enterprise",
    "publish_draft",
    "read_template_file",
    "save_draft",
    "second_person_rule",
    "tie_liaison",
    "undo_draft",
    "withdraw_evidence",
]
