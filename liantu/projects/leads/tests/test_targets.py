"""From a list of targets to a lead: one click, nothing typed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from liantu.projects.leads.models import Lead

NODE = "/targets/premium-steel/rolled-products/"
LIST = {"HX-Request": "true", "HX-Target": "list-targets"}
PANEL = {"HX-Request": "true", "HX-Target": "side-panel"}


def test_a_target_opens_a_lead_with_all_that_is_known(client: Client, log_in: Callable[[str], Any]) -> None:
    """Of a firm that was never taken in: name, code, place, link and reason stand in the form after one click."""
    log_in("officer")
    page = client.get(NODE).context["page"]
    target = page.targets[3]
    row = target.row
    part = client.get(NODE, {"sel": row["enterprise_id"]}, headers=PANEL)
    button = next(one for one in part.context["buttons"] if "/leads/new/" in one.url)
    form = client.get(button.url).context["form"]
    assert form["firm_name"].value() == row["name"] and form["credit_code"].value() == row["credit_code"]
    assert form["origin_province"].value() == row["province"] and form["origin_city"].value() == row["city"]
    assert form["chain"].value() == page.chain.pk and form["channel"].value() == "self_contact"
    assert page.label in form["content"].value() and f"{row['score']:.1f}" in form["content"].value()
    sent = {name: form[name].value() for name in ("firm_name", "credit_code", "channel", "content", "chain")}
    client.post(button.url, sent)
    lead = Lead.objects.get(firm_name=row["name"])
    assert lead.node_code == "rolled-products" and lead.came_from_url == f"{NODE}?sel={row['enterprise_id']}"
    touched = client.get(NODE, {"sel": row["enterprise_id"]}, headers=PANEL)
    assert lead.get_absolute_url() in touched.content.decode(), "who is in touch is told from now on"
    free = client.get(NODE, {"contact": "none"}, headers=LIST).content.decode()
    assert row["name"] not in free


def test_several_targets_become_leads_and_who_is_protected_is_told(
    client: Client, log_in: Callable[[str], Any]
) -> None:
    log_in("officer")
    answer = client.get(NODE)
    page, button = answer.context["page"], answer.context["many_buttons"][0]
    rows = [page.targets[place].row for place in (0, 1)]
    sent = {"row": [one["enterprise_id"] for one in rows] + ["x"], "release": page.release.release_id}
    client.post(button.url, sent)
    made = Lead.objects.filter(firm_name__in=[one["name"] for one in rows])
    assert len(made) == 2 and all(lead.origin_city and lead.chain == page.chain for lead in made)
    log_in("chief")
    told = client.post(button.url, sent, follow=True)
    assert made.count() == 2 and rows[0]["name"] in " ".join(str(one) for one in told.context["messages"])
    log_in("observer")
    assert client.post(button.url, sent).status_code == 403
