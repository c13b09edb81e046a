"""Documents for tests."""

from __future__ import annotations

from liantu.people.models import User, Zone
from liantu.sources.documents.actions import bring_text
from liantu.sources.documents.models import Document

VISIT = """云川经开区考察团 赴杭州考察洽谈

近日，云川经济开发区组织招商引资考察团赴浙江省杭州市和绍兴市，就储能项目开展考察交流活动。

在绍兴岚禾控股集团，考察团了解了储能材料研发情况。在绍兴凤禾环保科技有限公司，考察团参观了公司的生产线。

在浙江未禾社区集团，双方就电网侧储能项目成功签署了合作协议。

魏东
"""
TALKS = """5月11日，微风禾电站投资控股有限公司负责人就微风发电示范项目到云川经开区对接洽谈。\
云川经开区党工委书记高玉山参加。

双方就合作建设6MW微风发电示范项目进行了讨论。"""
NEWS = "今年以来，已签约项目4个，总投资额32亿元，战略性新兴产业占比90%以上，已开工建设项目3个。"


def a_document(zone: Zone, by: User, text: str = VISIT, **more: object) -> Document:
    """One document, brought and read."""
    return bring_text(zone, text, by=by, **more)[0]  # type: ignore[arg-type]
