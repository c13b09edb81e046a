"""The cast of the demo zone: invented people, one for each role that has something to do."""

from __future__ import annotations

from dataclasses import dataclass

DEMO_PASSWORD = "liantu-demo-2026"  # noqa: S105  # printed at start; demo installations only


@dataclass(frozen=True)
class Person:
    """One demo user."""

    username: str
    name: str
    name_en: str
    office: str
    roles: tuple[str, ...]


PEOPLE: tuple[Person, ...] = (
    Person("officer", "柳青禾", "Liu Qinghe", "投资促进部", ("promotion_officer",)),
    Person("chief", "程远山", "Cheng Yuanshan", "管委会", ("chain_chief", "zone_leadership")),
    Person("chief2", "顾明川", "Gu Mingchuan", "管委会", ("chain_chief",)),
    Person("chief3", "岳海宁", "Yue Haining", "管委会", ("chain_chief",)),
    Person("chief4", "祝文柏", "Zhu Wenbai", "管委会", ("chain_chief",)),
    Person("leader", "尹立川", "Yin Lichuan", "管委会", ("zone_leadership",)),
    Person("data", "范知微", "Fan Zhiwei", "创新发展部", ("data_officer",)),
    Person("admin", "苏衡", "Su Heng", "综合办公室", ("zone_administrator",)),
    Person("assessor", "严守正", "Yan Shouzheng", "考核办", ("assessor",)),
    Person("observer", "江望", "Jiang Wang", "市商务局", ("observer",)),
    Person("liaison", "冶建业", "Ye Jianye", "汾钢特材", ("chain_leader_liaison",)),
    Person("ambassador1", "叶知秋", "Ye Zhiqiu", "汾泽环保科技", ("ambassador",)),
    Person("ambassador2", "陆景行", "Lu Jingxing", "广东商会", ("ambassador",)),
    Person("ambassador3", "沈亦舟", "Shen Yizhou", "苏州商会", ("ambassador",)),
    Person("ambassador4", "郝一诺", "Hao Yinuo", "绛峰建材", ("ambassador",)),
    Person("ambassador5", "秦若谷", "Qin Ruogu", "晋炉焦化", ("ambassador",)),
    Person("ambassador6", "温如言", "Wen Ruyan", "北京商会", ("ambassador",)),
    Person("ambassador7", "贺长风", "He Changfeng", "杭州商会", ("ambassador",)),
    Person("ambassador8", "梁思齐", "Liang Siqi", "盛岚化工", ("ambassador",)),
)

ZONE = {
    "code": "fenze",
    "name": "汾泽经济技术开发区",
    "name_en": "Fenze Economic and Technological Development Zone",
    "province": "山西省",
    "city": "运城市",
    "county": "汾泽县",
}

# Which template each of the zone's four chains starts from, its chief and its leader enterprise (all invented).
CHAINS: tuple[tuple[str, str, str, str, str], ...] = (
    # template file, chief, title, leader enterprise, lead department
    ("premium-steel", "chief", "党工委委员、管委会副主任", "汾钢特材股份有限公司", "投资促进部"),
    ("quality-coke", "chief2", "管委会副主任", "晋炉焦化有限公司", "创新发展部"),
    ("fine-chemicals", "chief3", "管委会副主任", "盛岚化工科技有限公司", "应急管理部"),
    ("green-building-materials", "chief4", "党工委委员", "绛峰建材集团有限公司", "规划建设部"),
)
