"""The promotion forces stand with the chains they work for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client


def test_the_chains_show_leadership_task_forces_and_ambassadors(client: Client, log_in: Callable[[str], Any]) -> None:
    log_in("leader")
    forces = client.get("/chains/").context["forces"]
    assert len(forces["ambassadors"]) == 8
    assert len(forces["task_forces"]) == 4
    assert {person.username for person in forces["leadership"]} == {"chief", "leader"}


def test_the_day_has_no_cards_of_chains(client: Client, log_in: Callable[[str], Any]) -> None:
    """The day opens with what is to be done; the chains have a page of their own."""
    log_in("officer")
    assert "chain-card" not in client.get("/").content.decode()
