"""The promotion forces on the day's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client


def test_the_day_shows_leadership_task_forces_and_ambassadors(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("leader")
    answer = client.get("/")
    panel = next(panel for panel in answer.context["panels"] if panel.template == "chains/_forces.html")
    assert len(panel.content["ambassadors"]) == 8
    assert len(panel.content["task_forces"]) == 4
    assert {person.username for person in panel.content["leadership"]} == {"chief", "leader"}
