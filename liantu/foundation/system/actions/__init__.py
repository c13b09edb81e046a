"""Every write of the room: a backup of everything, and bringing it back."""

from liantu.foundation.system.actions.backup import KEEP, applied_migrations, back_up, saved_models, thin_backups
from liantu.foundation.system.actions.restore import restore
from liantu.foundation.system.actions.tidy import tidy

__all__ = ["KEEP", "applied_migrations", "back_up", "restore", "saved_models", "thin_backups", "tidy"]
