"""Puts the demo zone together through the rooms' own actions: what a newcomer sees is what the program itself does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from liantu.chains import actions as chain_actions
from liantu.chains.models import Chain
from liantu.chains.rules.template import Template, read_templates
from liantu.demo.demands import file_demands, file_suggestions, post_challenges
from liantu.demo.documents import bring_documents
from liantu.demo.outreach import bring_outreach
from liantu.demo.people import CHAINS, DEMO_PASSWORD, PEOPLE, ZONE
from liantu.demo.products import bring_products
from liantu.demo.projects import PROJECTS, bring_projects
from liantu.demo.register import Link, write_register
from liantu.demo.statistics import bring_statistics
from liantu.demo.work import keep_work
from liantu.engine import ReleaseInfo, open_release
from liantu.foundation.notices.actions import notify
from liantu.lib.reference_files import reference_path
from liantu.people.models import Membership, User, Zone
from liantu.sources.actions import adopt_release
from liantu.sources.building import Recipe, build_register
from liantu.sources.models import RegisterRelease

AS_OF = date(2026, 6, 30)
MADE_AT = datetime(2026, 7, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))
RELEASE_ID = "demo-2026-06-30"
Say = Callable[[str], None]


def is_empty() -> bool:
    """Whether the installation holds no zone yet."""
    return not Zone.objects.exists()


def shipped_templates() -> tuple[Template, ...]:
    """The templates that ship with the program."""
    files = sorted(reference_path("chains").glob("*.yaml"))
    return read_templates([(path.name, path.read_text("utf-8")) for path in files])


def demo_links() -> list[Link]:
    """What the generator needs of every link of the zone's four chains, and of the other shipped ones."""
    return [
        Link(template.chain, node.name, node.intent, tuple(word for word in node.words if len(word) > 1))
        for template in shipped_templates()
        for node in template.nodes
    ]


def build_demo(*, rows: int = 20_000, projects: int = PROJECTS, say: Say = lambda _text: None) -> Zone:
    """The invented zone: people, four chains with chiefs and leaders, task forces, eight ambassadors, register."""
    with transaction.atomic():
        zone = Zone.objects.create(**ZONE)
        people = _people(zone)
        _chains(zone, people)
        file_demands(zone, people["officer"])
        file_suggestions(zone, people["liaison"])
        post_challenges(zone, people)
        bring_statistics(zone, people["data"])
        keep_work(zone, people)
        bring_projects(zone, people, count=projects)
        bring_outreach(zone, people)
        bring_documents(zone, people)
    say("people and chains are there")
    bring_products(zone, _register(zone, people["data"], rows))
    say("the register is indexed")
    for chain in Chain.objects.filter(zone=zone).select_related("zone"):
        chain_actions.judge_chain(chain)  # what was bought and brought after the register is known now
    notify(
        people["officer"],
        "The demo register is in use: %(rows)d invented enterprises.",
        {"rows": rows},
        url="/sources/",
        zone=zone,
    )
    return zone


def _people(zone: Zone) -> dict[str, User]:
    """The cast, with their roles."""
    hashed = make_password(DEMO_PASSWORD)  # once: hashing is slow on purpose
    people = {}
    for person in PEOPLE:
        user = User.objects.create(
            username=person.username,
            display_name=person.name,
            display_name_en=person.name_en,
            office=person.office,
            password=hashed,
        )
        Membership.objects.bulk_create(Membership(user=user, zone=zone, role=role) for role in person.roles)
        people[person.username] = user
    return people


def _chains(zone: Zone, people: dict[str, User]) -> None:
    """The four chains with who leads them."""
    since = date(2024, 5, 1)
    by, appointer = people["admin"], people["leader"]
    force = {
        "premium-steel": ("officer", ("柳青禾", "钟亦诚", "白芷若", "石砚")),
        "quality-coke": ("", ("卢定波", "华清源", "项北辰")),
        "fine-chemicals": ("", ("葛云帆", "骆知夏", "丁若水")),
        "green-building-materials": ("", ("苗木森", "易安澜", "殷小舟")),
    }
    for order, (code, chief, title, leader, department) in enumerate(CHAINS, 1):
        text = chain_actions.read_template_file(reference_path("chains") / f"{code}.yaml")
        chain = chain_actions.adopt_template(zone, text, by=by, code=code, source=f"{code}.yaml").chain
        Chain.objects.filter(pk=chain.pk).update(order=order)
        person = people[chief]
        chain_actions.appoint(
            chain, "chain_chief", person.display_name, by=appointer, person=person, title=title, starts_on=since
        )
        chain_actions.name_enterprise(chain, "chain_leader", leader, by=appointer, starts_on=since)
        chain_actions.name_department(chain, department, by=appointer, starts_on=since)
        user, names = force[code]
        for place, name in enumerate(names):
            office = "task_force_lead" if place == 0 else "task_force_member"
            known = people.get(user) if place == 0 and user else None
            chain_actions.appoint(chain, office, name, by=appointer, person=known, starts_on=since)
    steel = Chain.objects.get(zone=zone, code="premium-steel")
    liaison = people["liaison"]
    chain_actions.appoint(
        steel, "chain_leader_liaison", liaison.display_name, by=appointer, person=liaison, starts_on=since
    )
    for name in ("汾泽安道护栏有限公司", "绛水冷轧科技有限公司"):
        chain_actions.name_enterprise(steel, "chain_core_enterprise", name, by=appointer, starts_on=since)


def _register(zone: Zone, by: User, rows: int) -> RegisterRelease:
    """The register's row, the release itself built unless the same one is there."""
    return adopt_release(build_demo_register(Path(settings.REGISTERS_DIR), rows=rows), zone=zone, by=by)


def build_demo_register(registers: Path, *, rows: int) -> ReleaseInfo:
    """The invented register, read from a GB18030 CSV file by the same reader as a real one; kept when it is there."""
    present = registers / RELEASE_ID
    if present.is_dir():
        info = open_release(present).info
        if info.rows + int(info.counts.get("rows_refused", 0)) == rows:
            return info
        shutil.rmtree(present)
    with tempfile.TemporaryDirectory(prefix="liantu-demo-") as folder:
        path = write_register(Path(folder) / "企业名录.csv", demo_links(), rows=rows)
        recipe = Recipe(
            paths=[path],
            release_id=RELEASE_ID,
            title="汾泽演示企业名录",
            source="虚构数据（演示用）",
            licence="CC0",
            as_of_on=AS_OF,
            created_at=MADE_AT,
            latest_on=AS_OF,
        )
        return build_register(recipe, registers).info
