"""Invented purchase lists, suggestion lists and challenges of the demo zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from liantu.chains.models import Chain, ChainEnterpriseRole
from liantu.chains.purchases.actions import store_line
from liantu.chains.purchases.models import PurchaseLine
from liantu.chains.purchases.reads import nodes_of
from liantu.foundation.flows.actions import take
from liantu.lib.flow import Given
from liantu.people.models import User, Zone
from liantu.prospects.challenges.actions import CHALLENGES, draft_challenge
from liantu.prospects.suggestions.actions import file_suggestion

# chain, product, specification, volume, unit, amount, supplier, province, city, wanted locally by
LINES: tuple[tuple[str, str, str, int, str, str, str, str, str, str], ...] = (
    ("premium-steel", "热镀锌加工", "1250 mm", 60_000, "吨", "1.8亿元", "洛北镀锌公司", "河南", "洛阳", "2027-06-30"),
    ("premium-steel", "冷轧板", "0.5–2 mm", 80_000, "吨", "3.2亿元", "邯西冷轧有限公司", "河北", "邯郸", "2026-12-31"),
    ("premium-steel", "耐火砖", "镁碳砖", 9_000, "吨", "5400万元", "阳东耐火材料有限公司", "山西", "阳泉", ""),
    ("premium-steel", "石墨电极", "φ500", 2_400, "吨", "4100万元", "同南炭素制品有限公司", "山西", "大同", ""),
    ("premium-steel", "硅锰合金", "6517", 12_000, "吨", "8200万元", "乌西铁合金有限公司", "内蒙古", "乌兰察布", ""),
    ("premium-steel", "食堂用粮油", "", 300, "吨", "210万元", "汾泽惠民粮油商行", "山西", "运城", ""),
    ("quality-coke", "炼焦煤", "主焦煤", 900_000, "吨", "12.6亿元", "吕北煤业有限公司", "山西", "吕梁", ""),
    ("quality-coke", "焦炉煤气制氢装置", "", 2, "套", "7600万元", "蓉西气体工程有限公司", "四川", "成都", "2027-12-31"),
    ("fine-chemicals", "粗苯", "", 40_000, "吨", "2.4亿元", "临南焦化有限公司", "山西", "临汾", ""),
    ("green-building-materials", "矿渣粉", "S95", 300_000, "吨", "7500万元", "", "", "", "2026-10-31"),
)  # fmt: skip


# link, action, enterprise, ground, reason, mode, yearly purchase in 万元, contact, priority
SUGGESTED: tuple[tuple[str, str, str, str, str, str, int, str, str], ...] = (
    (
        "galvanising",
        "gap_fill",
        "洛北镀锌公司",
        "present_demand",
        "护栏板基料全部外购，年需六万吨",
        "joint_venture",
        18_000,
        "贺经理",
        "A",
    ),
    (
        "cold-rolled-strip",
        "strengthen",
        "邯西冷轧有限公司",
        "present_demand",
        "本地仅一家，交期不稳",
        "purchase_order",
        32_000,
        "",
        "A",
    ),
    (
        "precision-stampings",
        "extend",
        "苏南精冲零件有限公司",
        "transformation",
        "向汽车零部件延伸",
        "equity_investment",
        0,
        "",
        "B",
    ),
)


def file_suggestions(zone: Zone, by: User) -> None:
    """File the invented suggestions of the steel leader through the room's own action."""
    leader = ChainEnterpriseRole.objects.select_related("chain", "zone").get(
        zone=zone, kind="chain_leader", chain__code="premium-steel"
    )
    known = {node.code for node in nodes_of(leader.chain)}
    for node, action, firm, ground, reason, mode, purchase, contact, priority in SUGGESTED:
        if node in known:
            values = {
                "node_code": node,
                "action": action,
                "firm_name": firm,
                "ground": ground,
                "reason": reason,
                "mode": mode,
                "purchase_wan_yuan": purchase or None,
                "contact_name": contact,
                "priority": priority,
            }
            file_suggestion(leader, values, by=by)


def file_demands(zone: Zone, by: User) -> None:
    """File the invented lists for last year through the room's own action."""
    leaders = {
        role.chain.code: role
        for role in ChainEnterpriseRole.objects.filter(zone=zone, kind="chain_leader").select_related("chain")
    }
    for chain, product, spec, volume, unit, amount, supplier, province, city, day in LINES:
        line = PurchaseLine(
            zone=zone,
            leader=leaders[chain],
            year=2025,
            product=product,
            spec=spec,
            volume=volume,
            volume_unit=unit,
            amount_text=amount,
            supplier=supplier,
            supplier_province=province,
            supplier_city=city,
            needed_by_on=day or None,
        )
        line.full_clean(exclude=["zone", "filed_by"])
        store_line(line, by=by, zone=zone)


def post_challenges(zone: Zone, people: Mapping[str, User]) -> None:
    """Post one invented challenge and claim it, draft another."""
    chain = Chain.objects.select_related("zone").get(zone=zone, code="premium-steel")
    today = timezone.localdate()
    first = draft_challenge(
        chain,
        {
            "title": "引进一家护栏涂装企业",
            "target": "签约一家年产五万吨护栏涂装企业，填补本地涂装环节。",
            "measure": "固定资产投资不低于 1 亿元",
            "deadline_on": today + timedelta(days=45),
            "deliver_by_on": today + timedelta(days=240),
            "conditions": "本链链主、链核或链上企业；能提供稳定订单。",
            "reward": "按引荐奖励办法兑现",
        },
        [people["assessor"], people["leader"]],
        by=people["officer"],
    )
    take(first, CHALLENGES, "post", Given(), by=people["officer"])
    plan = "以年需六万吨基料的订单邀请两家供应商合资建厂。"
    take(first, CHALLENGES, "claim", Given(values={"plan": plan, "accepts_conditions": True}), by=people["liaison"])
    draft_challenge(
        chain,
        {
            "title": "冷轧薄板本地化",
            "target": "本地冷轧薄板供应占链主采购三成。",
            "conditions": "链上企业",
            "deadline_on": today + timedelta(days=90),
        },
        [people["assessor"]],
        by=people["officer"],
    )
