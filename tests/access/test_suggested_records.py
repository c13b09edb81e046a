"""Whom records are about is offered where a firm is asked for; of records one may not see nothing is."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from liantu.enterprises.models import Enterprise
from liantu.outreach.models import Stop
from liantu.people.models import User, Zone
from liantu.projects.leads.models import Lead


def offered(username: str, text: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("ui:suggest", args=["firm"]), {"of": "firm_name", "firm_name": text, "new": "1"})
    return answer.content.decode()


def test_a_firm_of_a_lead_a_project_or_a_visit_is_offered_by_its_name(demo_zone: Zone) -> None:
    kept = set(Enterprise.objects.values_list("name", flat=True))
    leads = Lead.objects.filter(zone=demo_zone).exclude(firm_name__in=kept).values_list("firm_name", flat=True)
    stops = Stop.objects.filter(zone=demo_zone, kind=Stop.Kind.FIRM).exclude(name__in=kept)
    for name in {*leads[:3], *stops.values_list("name", flat=True)[:3]}:
        page = offered("officer", name[:5])
        assert f'data-name="{name}"' in page, name
        assert page.count(f'data-name="{name}"') == 1


def test_who_may_not_see_the_record_is_not_offered_whom_it_is_about(demo_zone: Zone) -> None:
    outsiders = User.objects.filter(memberships__role="ambassador", memberships__zone=demo_zone)
    assert outsiders
    for outsider in outsiders:
        others = Lead.objects.filter(zone=demo_zone).exclude(registered_by=outsider).exclude(owner=outsider)
        mine = set(Lead.objects.filter(zone=demo_zone, registered_by=outsider).values_list("firm_name", flat=True))
        for lead in others[:8]:
            if lead.firm_name not in mine:
                page = offered(outsider.username, lead.firm_name[:-2])
                assert f'data-name="{lead.firm_name}"' not in page
