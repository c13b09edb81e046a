"""An invented business register: the same rows for the same seed, with the faults real registers have."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
)

# Province, its cities, six-digit division code, weight in the draw.
PLACES: tuple[tuple[str, tuple[str, ...], str, int], ...] = (
    ("山西省", ("运城市", "临汾市", "太原市", "长治市", "晋城市", "吕梁市"), "140000", 16),
    ("江苏省", ("苏州市", "无锡市", "常州市", "南京市", "南通市"), "320000", 14),
    ("浙江省", ("杭州市", "宁波市", "绍兴市", "台州市", "嘉兴市"), "330000", 13),
    ("广东省", ("广州市", "深圳市", "东莞市", "佛山市"), "440000", 12),
    ("山东省", ("济南市", "青岛市", "淄博市", "潍坊市"), "370000", 11),
    ("河北省", ("石家庄市", "唐山市", "邯郸市", "保定市"), "130000", 8),
    ("河南省", ("郑州市", "洛阳市", "安阳市", "焦作市"), "410000", 7),
    ("湖北省", ("武汉市", "襄阳市", "宜昌市"), "420000", 5),
    ("陕西省", ("西安市", "渭南市", "咸阳市"), "610000", 5),
    ("四川省", ("成都市", "绵阳市", "德阳市"), "510000", 4),
    ("安徽省", ("合肥市", "芜湖市", "马鞍山市"), "340000", 4),
    ("上海市", ("上海市",), "310000", 4),
    ("天津市", ("天津市",), "120000", 3),
    ("北京市", ("北京市",), "110000", 3),
    ("辽宁省", ("沈阳市", "鞍山市", "大连市"), "210000", 3),
    ("湖南省", ("长沙市", "株洲市", "湘潭市"), "430000", 3),
    ("福建省", ("厦门市", "泉州市"), "350000", 3),
    ("内蒙古自治区", ("包头市", "鄂尔多斯市"), "150000", 2),
)
HOME_CITY = "运城市"
HOME_PROVINCE = "山西省"

_SYLLABLES = tuple("宏泰兴盛恒丰瑞祥华腾德信诚金鑫源达通利和顺安康嘉茂元亨永昌隆庆凯旭晟骏卓越铭启天博海润")
_FAMILY = tuple("王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗")
_UNRELATED = (
    "餐饮服务",
    "日用百货零售",
    "服装鞋帽销售",
    "住宿服务",
    "农副产品收购",
    "广告设计、制作、发布",
    "物业管理服务",
    "道路普通货物运输",
    "五金交电、办公用品销售",
    "图书报刊零售",
    "花卉苗木种植",
    "软件技术咨询",
    "房屋建筑工程施工",
    "汽车维修",
    "粮油零售",
)
_MAKING = ("{a}、{b}的生产、销售", "生产、加工{a}、{b}；销售自产产品", "{a}制造；{b}制造", "{a}生产；{b}加工、销售")
_TRADING = ("销售：{a}、{b}、{c}", "批发零售{a}、{b}、日用百货", "{a}、{b}、{c}的销售", "经销{a}、建筑材料、五金交电")
_SERVING = ("{a}的技术研发、技术咨询", "{a}设备安装、维修", "{a}检测服务")
_TAIL = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"


@dataclass(frozen=True)
class Link:
    """What the generator needs of a chain node: which chain, its name, intent and the words of its products."""

    chain: str
    name: str
    intent: str
    words: tuple[str, ...]


def credit_code(body: str) -> str:
    """The 18-character unified social credit code for its first 17 characters (GB 32100-2015, modulus 31)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(char) * (3**index % 31) for index, char in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def register_rows(links: Sequence[Link], *, rows: int = 20_000, seed: int = 20260101) -> Iterator[tuple[str, ...]]:
    """``rows`` invented enterprises in the order of ``HEADER``; about half touch a chain, one in sixty is faulty.

    In the home city three of five links have makers, the others none: there is something to find.
    """
    draw = random.Random(seed)
    links = list(links)
    home_links = [link for index, link in enumerate(links) if index % 5 in (0, 1, 3)] or links
    weights = [place[3] for place in PLACES]
    seen: list[tuple[str, ...]] = []
    for number in range(rows):
        at_home = number % 40 == 0
        province, cities, division, _ = PLACES[0] if at_home else draw.choices(PLACES, weights)[0]
        city = HOME_CITY if at_home else draw.choice(cities)
        link = draw.choice(home_links if city == HOME_CITY else links) if draw.random() < 0.55 else None
        row = _enterprise(draw, number, province, city, division, link)
        if number % 61 == 60:
            row = _spoil(draw, row, seen)
        seen.append(row)
        yield row


def _enterprise(
    draw: random.Random, number: int, province: str, city: str, division: str, link: Link | None
) -> tuple[str, ...]:
    """One sound row."""
    place = city.removesuffix("市")
    brand = "".join(draw.sample(_SYLLABLES, 2))
    founded = date(1985, 1, 1) + timedelta(days=draw.randrange(14_600))
    doing = draw.choices(("make", "trade", "serve"), (50, 38, 12))[0] if link else "other"
    trade, scope = _activity(draw, doing, link)
    ending = draw.choice(("有限公司", "有限责任公司", "股份有限公司" if doing == "make" else "有限公司"))
    if doing == "trade" and draw.random() < 0.3:
        ending = draw.choice(("经营部", "商行", "销售有限公司"))
    kind = "个体工商户" if ending in ("经营部", "商行") else "有限责任公司(自然人投资或控股)"
    capital = int(draw.choice((50, 100, 200, 300, 500, 1000, 2000, 5000, 10000, 30000)) * draw.uniform(0.8, 1.6))
    body = f"91{division[:2]}{draw.randrange(1, 30):02d}{draw.randrange(1, 30):02d}MA{number:05d}" + "".join(
        draw.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=2)
    )
    return (
        f"{place}{brand}{trade}{ending}",
        credit_code(body),
        draw.choice((founded.isoformat(), f"{founded.year}年{founded.month}月{founded.day}日", founded.isoformat())),
        kind,
        draw.choice(_FAMILY) + "某某",
        f"{capital:,}(万元人民币)" if draw.random() < 0.97 else f"{max(capital // 7, 10)}(万美元)",
        scope + (_TAIL if draw.random() < 0.4 else ""),
        province,
        city,
    )


def _activity(draw: random.Random, doing: str, link: Link | None) -> tuple[str, str]:
    """The trade word of the name and the business scope."""
    if link is None:
        items = draw.sample(_UNRELATED, 3)
        return draw.choice(("商贸", "实业", "科技", "服务")), "；".join(items)
    words = list(link.words)
    first, second, third = (draw.choice(words) for _ in range(3))
    fill = {"a": first, "b": second if second != first else link.name, "c": third}
    extra = draw.choice(_UNRELATED)
    if doing == "make":
        scope = draw.choice(_MAKING).format(**fill) + draw.choice(("", f"；{extra}", "；货物进出口"))
        return draw.choice((first if len(first) <= 5 else "制造", "制造", "实业", "科技")), scope
    if doing == "trade":
        return draw.choice(("商贸", "物资", "贸易")), draw.choice(_TRADING).format(**fill) + f"；{extra}"
    return draw.choice(("技术", "工程", "检测")), draw.choice(_SERVING).format(**fill) + f"；{extra}"


def _spoil(draw: random.Random, row: tuple[str, ...], seen: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The row with one of the faults real registers have."""
    cells = dict(zip(HEADER, row, strict=True))
    fault = draw.randrange(6)
    if fault == 0:
        cells["统一社会信用代码"] = row[1][:-1] + ("0" if row[1][-1] != "0" else "1")
    elif fault == 1:
        cells["注册资金"] = "N/A"
    elif fault == 2:
        cells["注册日期"] = "0000-00-00"
    elif fault == 3 and seen:
        twin = draw.choice(seen)
        cells["统一社会信用代码"], cells["企业名称"] = twin[1], twin[0].replace("有限公司", "有限责任公司")
    elif fault == 4:
        cells["企业名称"] = ""
    else:
        cells["统一社会信用代码"] = ""
    return tuple(cells.values())


def write_register(path: Path, links: Sequence[Link], *, rows: int = 20_000, seed: int = 20260101) -> Path:
    """Write the register as a spreadsheet program in China would: CSV in GB18030 with the usual Chinese header."""
    with path.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(register_rows(links, rows=rows, seed=seed))
    return path
