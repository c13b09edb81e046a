"""Invented enterprises and an invented chain for the gallery; the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from liantu.ui.charts.chain_map import MapEdge, MapNode

PLACES = ("江苏", "浙江", "山东", "广东", "河北", "湖北")
TRADES = ("特钢", "轴承", "紧固件", "板材", "模具", "管业", "重工")
STATES = (("make", "生产", "ok"), ("trade", "贸易", "warn"), ("service", "服务", "info"), ("unknown", "待核", "muted"))

# One link a line under its stage: code name firms state
CHAIN = """
upstream
  ore 铁矿石 2 weak
  pellets 球团烧结 3 present
  coke 焦炭 18 strong
  scrap 废钢加工 9 present
  ferro 铁合金 0 gap
  flux 冶金熔剂 4 present
  refractory 耐火材料 1 single
  gas 工业气体 5 present
midstream
  iron 炼铁 2 present
  crude 炼钢连铸 3 strong
  hot 热轧板带 6 strong
  cold 冷轧板带 0 gap
  bar 棒线材 12 strong
  section 型钢 4 present
  pipe 无缝钢管 1 single
  coated 镀锌彩涂 0 gap
  special 特种钢 1 single
  stainless 不锈钢 0 undecided
  slag 钢渣综合利用 7 present
downstream
  structure 钢结构 26 strong
  auto 汽车零部件 14 present
  fastener 紧固件 38 strong
  bearing 轴承 0 gap
  mould 模具 8 present
  container 集装箱 0 undecided
  wire 金属制品 21 strong
  machinery 工程机械 3 weak
  appliance 家电板材加工 0 gap
  wind 风电塔筒 2 weak
support
  testing 检验检测 5 present
  logistics 大宗物流 32 strong
  repair 设备检修 17 present
  software 工业软件 0 gap
  energy 余热发电 1 single
"""
FLOWS = """
ore>pellets pellets>iron coke>iron flux>iron refractory>crude gas>crude iron>crude scrap>crude ferro>crude
ferro>special crude>hot crude>bar crude>section crude>pipe crude>special special>stainless hot>cold hot>pipe
cold>coated crude>slag slag>flux hot>structure section>structure coated>structure cold>auto bar>fastener
special>bearing special>mould hot>container bar>wire hot>machinery pipe>machinery coated>appliance hot>wind
special>auto wire>fastener stainless>appliance testing>structure logistics>crude repair>hot software>crude
energy>crude
"""


@dataclass(frozen=True)
class SampleFirm:
    """An invented enterprise."""

    pk: int
    name: str
    province: str
    state: str
    capital_wan_yuan: float | None
    registered_on: date
    share: float

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page in the gallery."""
        return f"{reverse('ui:gallery_kind', args=['thing'])}?firm={self.pk}"


def sample_firms(number: int = 137) -> list[SampleFirm]:
    """Invented firms; the same every time."""
    made = []
    for index in range(number):
        place = PLACES[index * 7 % len(PLACES)]
        made.append(
            SampleFirm(
                pk=index + 1,
                name=f"{place}岚{'泽源川岭'[index * 3 % 4]}{TRADES[index % len(TRADES)]}有限公司",
                province=place,
                state=STATES[index * 5 % len(STATES)][0],
                capital_wan_yuan=None if index % 11 == 0 else float((index * 7919) % 60_000),
                registered_on=date(1998, 1, 1) + timedelta(days=index * 73),
                share=(index * 37 % 100) / 100,
            )
        )
    return made


def sample_chain() -> tuple[list[MapNode], list[MapEdge]]:
    """An invented steel chain of 34 links."""
    nodes, stage = [], ""
    for line in CHAIN.strip().splitlines():
        if not line.startswith(" "):
            stage = line
            continue
        code, name, firms, state = line.split()
        nodes.append(MapNode(code, name, stage, int(firms), state, f"#{code}"))
    edges = [MapEdge(pair.split(">")[0], pair.split(">")[1], 1 + index % 4) for index, pair in enumerate(FLOWS.split())]
    return nodes, edges
