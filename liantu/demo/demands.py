"""Invented purchase lists of the demo zone's leaders: what the links of their chains are asked for."""

from __future__ import annotations

from liantu.chains.models import ChainEnterpriseRole
from liantu.chains.purchases.actions import store_line
from liantu.chains.purchases.models import PurchaseLine
from liantu.foundation.accounts.models import User, Zone

# chain, product, specification, volume, unit, amount, supplier, province, city, wanted locally by
LINES: tuple[tuple[str, str, str, int, str, str, str, str, str, str], ...] = (
    ("premium-steel", "热镀锌加工", "板宽 1250 mm", 60_000, "吨", "1.8亿元", "洛北镀锌板材有限公司", "河南", "洛阳", "2027-06-30"),
    ("premium-steel", "冷轧板", "0.5–2.0 mm", 80_000, "吨", "3.2亿元", "邯西冷轧板带有限公司", "河北", "邯郸", "2026-12-31"),
    ("premium-steel", "耐火砖", "镁碳砖", 9_000, "吨", "5400万元", "阳东耐火材料有限公司", "山西", "阳泉", ""),
    ("premium-steel", "石墨电极", "φ500", 2_400, "吨", "4100万元", "同南炭素制品有限公司", "山西", "大同", ""),
    ("premium-steel", "硅锰合金", "6517", 12_000, "吨", "8200万元", "乌西铁合金有限公司", "内蒙古", "乌兰察布", ""),
    ("premium-steel", "食堂用粮油", "", 300, "吨", "210万元", "汾泽惠民粮油商行", "山西", "运城", ""),
    ("quality-coke", "炼焦煤", "主焦煤", 900_000, "吨", "12.6亿元", "吕北煤业有限公司", "山西", "吕梁", ""),
    ("quality-coke", "焦炉煤气制氢装置", "", 2, "套", "7600万元", "蓉西气体工程有限公司", "四川", "成都", "2027-12-31"),
    ("fine-chemicals", "粗苯", "", 40_000, "吨", "2.4亿元", "临南焦化有限公司", "山西", "临汾", ""),
    ("green-building-materials", "矿渣粉", "S95", 300_000, "吨", "7500万元", "", "", "", "2026-10-31"),
)  # fmt: skip


def file_demands(zone: Zone, by: User) -> None:
    """File the invented lists for last year through the room's own action."""
    leaders = {
        role.chain.code: role
        for role in ChainEnterpriseRole.objects.filter(zone=zone, kind="chain_leader").select_related("chain")
    }
    for chain, product, spec, volume, unit, amount, supplier, province, city, day in LINES:
        line = PurchaseLine(
            zone=zone, leader=leaders[chain], year=2025, product=product, spec=spec, volume=volume, volume_unit=unit,
            amount_text=amount, supplier=supplier, supplier_province=province, supplier_city=city,
            needed_by_on=day or None,
        )  # fmt: skip
        line.full_clean(exclude=["zone", "filed_by"])
        store_line(line, by=by, zone=zone)
