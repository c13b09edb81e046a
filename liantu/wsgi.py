"""The web entry point for gunicorn; the register kernels are made ready beside the first requests, not by them."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
application = get_wsgi_application()


def _check_addresses() -> None:
    """Stop here, and not at somebody's click, when a room's wiring names an address that no room has."""
    from liantu.ui.wiring import WiringError, unknown_addresses

    if faults := unknown_addresses():
        raise WiringError(faults)


_check_addresses()


def _make_ready() -> None:
    """Compile or load the kernels, so that nobody's first ranking waits for them."""
    from liantu.engine import warm_up

    warm_up()


threading.Thread(target=_make_ready, name="make-ready", daemon=True).start()
