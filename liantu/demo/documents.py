"""Invented news of the demo zone, read by the reader like any other; some of it decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from liantu.people.models import User, Zone
from liantu.sources.documents import actions
from liantu.sources.documents.models import DocumentSource
from liantu.ui.actions import save_row

NEWS = (
    (
        "汾泽经开区考察团赴苏州洽谈冷轧项目",
        """汾泽经开区考察团赴苏州洽谈冷轧项目

3月12日至13日，汾泽经济技术开发区党工委副书记、管委会副主任程远山率队赴苏州招商，先后走访了苏州澄岚带钢有限公司、苏州恒越精密机械有限公司，并就冷轧薄板深加工项目与澄岚带钢董事长陆承泽座谈。双方签署合作框架协议。

据澄岚带钢介绍，项目计划总投资6.5亿元，用地120亩，年产冷轧薄板30万吨，达产后年产值18亿元。""",
    ),
    (
        "汾泽经开区一季度签约项目九个",
        """汾泽经开区一季度签约项目九个

今年一季度，汾泽经济技术开发区已签约项目9个，总投资额46亿元，战略性新兴产业占比62%，开工项目4个。其中，山西泽源新材料有限公司投资8.2亿元建设的聚酰胺切片项目已于3月18日开工，占地150亩，计划2027年6月投产。""",
    ),
    (
        "绿色建材产业链对接会举行",
        """绿色建材产业链对接会举行

5月20日，汾泽经济技术开发区举行绿色建材产业链对接会，汾泽高新建材商会会长贺文岚、山西岳泰水泥有限公司总经理孙立诚等出席，16家企业参加。会上，岳泰水泥与山西广恒商贸有限公司签订采购协议。""",
    ),
)


def bring_documents(zone: Zone, people: Mapping[str, User]) -> None:
    """A source, three pieces of news; the first is decided and filed, the others wait."""
    paper = DocumentSource(zone=zone, name="汾泽日报（演示）", licence="演示数据，可自由使用", coverage="汾泽市要闻")
    source = save_row(paper, by=people["data"], zone=zone, fields=("name", "licence", "coverage"))
    today = timezone.localdate()
    officer = people["officer"]
    actions.watch(zone, "冷轧", by=officer)
    for number, (title, text) in enumerate(NEWS):
        brought = actions.bring_text(
            zone, text, by=people["data"], title=title, source=source, published_on=today - timedelta(days=number + 1)
        )
        if number == 0:
            actions.file_all(brought[0], by=officer)
