"""What follows from visits and is owed under agreements, under the suite of duties."""

from __future__ import annotations

from django.utils import timezone

from liantu.chains import factories
from liantu.foundation.duties.testing import DutySuite, People
from liantu.outreach.duty_kinds import NEXT_STEP, OBLIGATION, REPORT
from liantu.outreach.models import Agreement, Engagement


class VisitDuties(DutySuite):
    """Duties about a visit: officers lead, assessors and observers only see."""

    __test__ = False

    def people(self) -> People:
        zone = factories.make_zone()
        roles = ("promotion_officer", "assessor", "observer")
        leader, owner, stranger = (factories.make_person(role, zone, role) for role in roles)
        return People(zone, leader, owner, stranger)

    def about(self, people: People) -> Engagement:
        found, _made = Engagement.objects.get_or_create(
            zone=people.zone, kind="negotiation", title="苏州洽谈", defaults={"on": timezone.localdate()}
        )
        return found


class TestNextSteps(VisitDuties):
    __test__ = True
    kind = NEXT_STEP


class TestReports(VisitDuties):
    __test__ = True
    kind = REPORT


class TestObligations(VisitDuties):
    __test__ = True
    kind = OBLIGATION

    def about(self, people: People) -> Agreement:  # type: ignore[override]
        found, _made = Agreement.objects.get_or_create(
            zone=people.zone, kind="framework_agreement", title="框架协议", parties="甲；乙"
        )
        return found
