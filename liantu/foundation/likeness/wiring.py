"""What likenesses put elsewhere: their work of the night."""

from __future__ import annotations

from liantu.foundation.likeness import jobs
from liantu.ui.wiring import Wiring

WIRING = Wiring(room="likeness", jobs=(jobs.keep,))
