"""A problem that a view let through is told on a page of its own, not as a server error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client


def test_a_register_that_is_gone_is_told(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("officer")
    folder = Path(settings.REGISTERS_DIR) / "demo-2026-06-30"
    aside = folder.with_name(".put-aside")
    shutil.move(folder, aside)
    try:
        client.raise_request_exception = False
        answer = client.get("/targets/premium-steel/rolled-products/")
    finally:
        shutil.move(aside, folder)
    assert answer.status_code == 503
    assert "problems" in answer.content.decode()
