"""Invented leads and projects of the demo zone, brought to where they stand by the room's own actions."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from liantu.chains.models import Chain
from liantu.chains.reads import published_version, template_of
from liantu.chains.rules.template_model import Node
from liantu.foundation.flows.actions import decide, take
from liantu.foundation.flows.reads import open_for
from liantu.foundation.versions import actions as versions
from liantu.foundation.versions.actions import VERSIONS
from liantu.lib.flow import Given
from liantu.people.models import User, Zone
from liantu.projects import actions, reads
from liantu.projects.leads.actions import LEADS, register_lead
from liantu.projects.models import Project
from liantu.projects.rule_kinds import YEAR_GOALS
from liantu.projects.rules.stages import Stage, StagePlan
from liantu.projects.task_forces import actions as task_forces

PROJECTS = 34
WHO = ("苏州启衡", "宁波澜川", "佛山景曜", "济南同蔚", "合肥拓岩", "武汉沐岚", "常州北屿", "唐山砺石", "成都云栖",
       "长沙澄远")  # fmt: skip
PROVINCES = ("江苏", "浙江", "广东", "山东", "安徽", "湖北", "江苏", "河北", "四川", "湖南")
WHAT = ("精密材料", "新材料", "智能装备", "工业科技", "特种制造", "绿色建材", "环保科技")
WORKS = ("生产线", "智能工厂", "生产基地", "深加工项目", "研发与制造基地")
CHANNELS = (
    "chain_task_force", "ambassador", "chamber", "third_party_agency", "chain_leader", "self_contact", "referral",
)  # fmt: skip
CLASSES = ("strategic_emerging", "strategic_emerging", "traditional", "non_industrial")
ORIGINS = ("domestic_out_province", "domestic_out_province", "domestic_in_province", "foreign")
# how far each project has come, by order of stage: more in the middle than at the ends
REACHED = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 6, 6, 6, 7, 8, 8, 9, 9, 11, 11, 12, 12, 14, 14, 15)


def bring_projects(zone: Zone, people: Mapping[str, User], *, count: int = PROJECTS) -> None:
    """Projects in every stage, some late, one lost, one waiting for its second person; leads with running clocks."""
    draw, today = random.Random(20260701), timezone.localdate()
    plan = reads.plan_of(zone, today)
    links = [
        (chain, node)
        for chain in Chain.objects.filter(zone=zone).order_by("order")
        if (version := published_version(chain)) is not None
        for node in template_of(version).nodes
    ]
    made = [_project(zone, people, plan, links, draw, today, number) for number in range(count)]
    actions.end_project(
        made[min(3, count - 1)], "terminated", by=people["officer"], reason="other_place_won",
        note="对方选择离客户更近的园区。", went_to="外省某开发区",
    )  # fmt: skip
    _goals(zone, people, today)
    _task_forces(made, people)
    actions.shine_lights(zone, today=today)
    _leads(zone, people, links, draw)


def _goals(zone: Zone, people: Mapping[str, User], today: date) -> None:
    """What the zone means to reach in the year, agreed by a second person."""
    text = f"""years:
- year: {today.year}
  signed_wan_yuan: 600000
  started_wan_yuan: 300000
  in_place_wan_yuan: 150000
  in_production: 5
  same_year_share: 0.6
  emerging_share: 0.55
"""
    made = versions.draft(
        zone, YEAR_GOALS, text, by=people["admin"], in_force_on=today, note="年初经济工作会议下达（演示）"
    )
    proposed = versions.publish(made, by=people["admin"])
    asked = open_for(VERSIONS.name, proposed)
    if asked is not None:
        decide(asked, "agreed", by=people["leader"])


def _task_forces(projects: Sequence[Project], people: Mapping[str, User]) -> None:
    """Task forces of three projects, one of them met."""
    by = people["officer"]
    running = [one for one in projects if one.health == Project.Health.NORMAL]
    for project, rhythm in zip(running[-3:], ("weekly", "fortnightly", "monthly"), strict=False):
        force = task_forces.set_up(project, f"{project.name[:30]}推进专班", rhythm, by=by)
        task_forces.add_member(force, "leader", by=by, person=people["leader"], post="管委会副主任")
        task_forces.add_member(force, "zone", by=by, person=by)
        task_forces.add_member(force, "firm", by=by, name="林工", post="项目经理")
        if rhythm == "weekly":
            chair, today = people["leader"].label, timezone.localdate()
            task_forces.hold(force, "dispatch", "供电方案两周内定稿。", by=by, on=today, chaired_by=chair)


def _project(
    zone: Zone, people: Mapping[str, User], plan: StagePlan, links: Sequence[tuple[Chain, Node]], draw: random.Random,
    today: date, number: int,
) -> Project:  # fmt: skip
    chain, node = draw.choice(links)
    firm = f"{WHO[number % len(WHO)]}{draw.choice(WHAT)}有限公司"
    goal = REACHED[number % len(REACHED)]
    passed = [stage for stage in plan.stages if 1 < stage.order <= goal + 1 and not stage.optional]
    gaps = [draw.randint(12, 55) for _stage in passed]
    rest = draw.choice((3, 8, 12, 20, 25, 33, 45, 160))  # days since the last step; some have come to a standstill
    day = today - timedelta(days=sum(gaps) + rest)
    amount = Decimal(draw.choice((3_000, 8_000, 12_000, 26_000, 55_000, 120_000)))
    by = people["officer"]
    project = actions.open_project(
        zone,
        {
            "name": f"{firm[:4]}{node.name}{draw.choice(WORKS)}"[:60], "chain": chain, "node_code": node.code,
            "investor_name": firm, "content": f"建设{node.name}生产线，分两期实施。", "site_need": draw.choice(
                ("用地 80 亩", "用地 35 亩", "标准厂房 6000 平方米", "标准厂房 12000 平方米")
            ),
            "core_technology": draw.choice(("", "自有连续化工艺，能耗低于行业平均", "与高校联合开发的配方")),
            "difficulties": draw.choice(("", "等待用地指标", "天然气接入方案未定", "环评材料在补正")),
            "industry_class": draw.choice(CLASSES), "capital_origin": draw.choice(ORIGINS),
            "origin_province": PROVINCES[number % len(PROVINCES)], "origin_city": firm[:2],
            "channel": draw.choice(CHANNELS), "planned_start_on": day + timedelta(days=330),
            "planned_production_on": day + timedelta(days=900), "expected_output_wan_yuan": amount * 2,
            "expected_tax_wan_yuan": amount / 20, "company_credit_code": "", "filing_code": f"2026-{number:06d}",
            "owner": people["chief"] if number % 4 == 0 else by,
        },
        by=by, on=day,
    )  # fmt: skip
    actions.state_money(project, "intent", amount, by=by, on=day, source="洽谈纪要")
    for stage, gap in zip(passed, gaps, strict=True):
        if stage.code == "company_registered":
            actions.change_project(
                project, {"company_credit_code": _code(number)}, by=by,
                revision=Project.objects.get(pk=project.pk).revision,
            )  # fmt: skip
        day += timedelta(days=gap)
        _ready(project, stage, amount, by=by, day=day)
        last = stage.order >= goal and stage.counts and number % 5 == 0
        _enter(project, stage.code, by=by, second=None if last else people["leader"], day=day)
        if last:
            break
    spoken_on = today - timedelta(days=draw.choice((1, 3, 6, 9, 14, 40)))
    actions.write_note(project, "与企业通话，约定下一步。", by=by, on=spoken_on)
    if goal > 10 and number % 3:
        actions.set_statistics(project, "entered", by=people["data"])
        actions.state_money(project, "in_place", amount * 3 / 4, by=by, on=spoken_on, source="到账凭证（演示）")
    project.refresh_from_db()
    return project


def _code(number: int) -> str:
    """An invented credit code with a right check character."""
    from stdnum.cn import uscc

    body = f"91140{number:03d}MA0DEMO{number:02d}"[:17].replace("O", "0").replace("I", "1")
    return body + str(uscc.calc_check_digit(body))


def _ready(project: Project, stage: Stage, amount: Decimal, *, by: User, day: date) -> None:
    """Bring what the stage asks for."""
    for one in stage.requires:
        if one.kind == "evidence":
            actions.bring_paper(project, [one.names[0]], by=by, reference=f"{one.name}（演示）", dated_on=day)
        elif one.kind == "amount":
            actions.state_money(project, one.names[0], amount, by=by, on=day, source="协议、凭证（演示）")


def _enter(project: Project, stage: str, *, by: User, second: User | None, day: date) -> None:
    """The step into a stage, agreed where it counts, unless it is left waiting."""
    step = actions.move_project(Project.objects.get(pk=project.pk), stage, by=by, on=day)
    if step.consent is not None and second is not None:
        decide(step.consent, "agreed", by=second)


def _leads(zone: Zone, people: Mapping[str, User], links: Sequence[tuple[Chain, Node]], draw: random.Random) -> None:
    """Leads of officer, ambassador and liaison; one answered, one followed."""
    by = (
        ("officer", "self_contact"), ("ambassador1", "ambassador"), ("liaison", "chain_leader"),
        ("ambassador2", "ambassador"), ("officer", "exhibition"), ("chief", "referral"),
    )  # fmt: skip
    officer = people["officer"]
    for number, (who, channel) in enumerate(by):
        chain, node = draw.choice(links)
        lead = register_lead(
            zone,
            {
                "firm_name": f"{WHO[(number + 3) % len(WHO)]}{WHAT[number]}股份有限公司", "channel": channel,
                "content": f"有意投资{node.name}，正在选址。", "chain": chain,
                "amount_wan_yuan": Decimal(draw.choice((5_000, 20_000, 60_000))), "contact_name": "演示联系人",
                "contact_phone": "000-00000000",
            },
            by=people[who],
        )  # fmt: skip
        if number in (0, 4):
            lead = take(lead, LEADS, "respond", Given(values={"owner": officer}), by=officer)
        if number == 4:
            take(lead, LEADS, "follow", Given(), by=officer)
