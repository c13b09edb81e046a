"""Every write on flows: steps taken and proposed, consents asked for, given, refused, taken back, closed."""

from liantu.foundation.flows.actions.consents import close_expired, decide, request_signoff, withdraw
from liantu.foundation.flows.actions.rows import locked
from liantu.foundation.flows.actions.steps import begin, drop_waiting, take

__all__ = ["begin", "close_expired", "decide", "drop_waiting", "locked", "request_signoff", "take", "withdraw"]
