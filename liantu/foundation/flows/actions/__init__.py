"""Every write on flows: steps taken and proposed, consents asked for, given, refused, taken back, closed."""

from liantu.foundation.flows.actions.consents import close_expired, decide, request_signoff, withdraw
from liantu.foundation.flows.actions.rows import locked
from liantu.foundation.flows.actions.steps import begin, take

__all__ = ["begin", "close_expired", "decide", "locked", "request_signoff", "take", "withdraw"]
