"""Whose a sum or an area is: a project's own figure, a figure about many, or nobody's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from liantu.reader.found import Amount, Figure, Project, by_piece
from liantu.reader.text import Clean, Piece

_OUTPUT = re.compile(
    r"(?:年产值|年均产值|年总产值|年销售|年营业|年营收|年开票|年可实现|年主营|产值|"
    r"销售收入|开票销售|销售额|营业收入|营收)[^，。；、]{0,8}$"
)
_YEARLY_TAX = re.compile(r"(?:纳税|税收|利税|缴税|上缴税|税金|入库税|税额|创税|税利)[^，。；、]{0,8}$")
_SEVERAL_YEARS = re.compile(r"(?:\d+|[两三四五六七八九十]+)年(?:总|累计|内)|累计|5年")
_INVESTED = re.compile(
    r"总?投资(?:额|总额|金额)?[^，。；、]{0,10}$|协议(?:总)?(?:金额|"
    r"投资)?[^，。；、]{0,6}$|(?:签约|合同)(?:金额|总额|投资额?)?[^，。；、]{0,6}$|"
    r"(?:总额|金额|总金额|总价|资金)[^，。；、]{0,6}$|涉资|斥资|砸下|耗资|投入[^，。；、]{0,6}$"
)
_SPENT = re.compile(
    r"年度(?:计划)?投资|(?:完成|累计完成|实际完成|已完成)[^，。；]{0,8}(?:投资|实物量)|"
    r"设备投资|固定资产|注册资[本金]|利润|收益|补贴|奖励|奖补|租金|拟利用外资|利用外资|"
    r"贷款|授信|融资|扶持|首付|保证金"
)
_NOWHERE = re.compile(
    r"注册资[本金]|固定资产|设备投资|市值|估值|补贴|奖励|奖补|租金|保证金|身家|年薪|人均|万元/|每亩|亩均"
)
_IN_PLACE = re.compile(r"到位[^，。；]{0,8}$|到账[^，。；]{0,6}$")
_MANY = re.compile(
    r"(?:\d+|[一二两三四五六七八九十百]+)[余多]?个[^，。、；一]{0,14}?(?:项目|签约)|"
    r"项目(?:\d+|[两三四五六七八九十]+)个|签[约下订署][^，。；]{0,8}?(?:\d+)个(?!月)|"
    r"的(?:\d+)个|(?:\d+)个[，。；、]|业(?:\d+)个|(?:\d+)家企业|批项目|合计|共计|累计|总计"
)
_THRESHOLD = re.compile(r"(?:以上|及以上|级)?(?:的|项目|企业|以上|级)")
_OVER = re.compile(r"(?:超|超过|过|达到|不低于|单体投资)$")
_SUM_BEFORE = re.compile(r"[\d.]+[万亿]+(?:美|欧)?元[、和]$")
_LAND = re.compile(r"占地|用地|总面积|规划面积|面积|供地|土地|选址")
_FLOOR = re.compile(r"建筑面积|建筑总面积|总建筑|厂房面积|厂房|用房|建设面积|新建|楼宇|租赁|仓库")


_PLACED = re.compile(r"(?:位于|落户于?|选址于?|落地|地处|坐落于?|入驻|在|于|为|与|由|和|到|园区|是)$")


@dataclass
class Sentence:
    """One sentence with what the reader needs to see around a sum."""

    piece: Piece
    text: str
    """The whole clean text."""
    counted: list[int]
    """Where the sentence counts projects or firms."""
    zones: list[int] = field(default_factory=list)
    """Where it makes a zone its subject: what follows is the zone's, not a project's."""


def sentence_of(text: str, piece: Piece, zones: list[int]) -> Sentence:
    """The sentence with the places where it speaks of many projects at once."""
    subjects = [
        at for at in zones if piece.start <= at < piece.end and not _PLACED.search(text[max(piece.start, at - 6) : at])
    ]
    return Sentence(piece, text, [match.start() for match in _MANY.finditer(text, piece.start, piece.end)], subjects)


def read_sums(
    clean: Clean, pieces: list[Piece], amounts: list[Amount], projects: list[Project], zones: list[int]
) -> list[Figure]:
    """Gives each sum and area to the project it belongs to; returns those that are figures about many."""
    text = clean.text
    figures: list[Figure] = []
    sentences = [sentence_of(text, piece, zones) for piece in pieces]
    dealt = _deal_out(text, sentences, amounts, projects)
    for sentence, inside in zip(sentences, by_piece(amounts, pieces), strict=True):
        for amount in inside:
            if amount.mark.start not in dealt:
                figure = _one(sentence, amount, projects, sentences)
                if figure is not None:
                    figures.append(figure)
    return figures


def _one(sentence: Sentence, amount: Amount, projects: list[Project], sentences: list[Sentence]) -> Figure | None:
    text = sentence.text
    before = text[max(sentence.piece.start, amount.mark.start - 18) : amount.mark.start]
    clause = re.split(r"[，；：]", before)[-1]
    if re.fullmatch(r"(?:高?达|约|为|共|超过?|近)*", clause):
        clause = "".join(re.split(r"[，；：]", before)[-2:])
    after = text[amount.mark.end : amount.mark.end + 6]
    if amount.kind != "money":
        return _area(sentence, amount, clause, projects)
    if _NOWHERE.search(clause) or _is_threshold(clause, after):
        return None
    project = _named_behind(sentence, amount, projects) or _owner(sentence, amount.mark.start, projects, sentences)
    name = _field(clause)
    if (
        project is not None
        and project.part_of
        and re.search(r"全部|整体|整个|项目(?:全面)?(?:建成|达产|投产)", text[sentence.piece.start : amount.mark.start])
    ):
        project = next((each for each in projects if each.name == project.part_of), project)
    if (
        name
        and project is not None
        and not (_SEVERAL_YEARS.search(clause) and name != "total_investment")
        and not _SPENT.search(clause)
    ):
        if name not in project.amounts:
            project.amounts[name] = amount
            return None
        if project.amounts[name].value == amount.value:
            return None
        if name == "total_investment":
            return None
    listed = _SUM_BEFORE.search(clause)  # 6.5亿美元、10亿欧元: the second is what the first is
    metric = _metric(clause[: listed.start()] if listed else clause, name)
    return Figure(metric, amount.value, amount.unit, amount.mark)


_BUILDS = re.compile(r"(?:人民币)?(?:用于|来|，)?(?:的|建设|新建|兴建|打造|实施|投建|布局)[^，。；、\d]{0,6}$|(?:的)$")


def _named_behind(sentence: Sentence, amount: Amount, projects: list[Project]) -> Project | None:
    """总投资12亿元的甲项目, 投资3亿元建设乙项目: the sum belongs to the project right behind it."""
    text = sentence.text
    for project in projects:
        for mark in project.mentions:
            between = text[amount.mark.end : mark.start]
            if amount.mark.end <= mark.start <= amount.mark.end + 12 and (
                _BUILDS.match(between) or (mark.rule == "built" and len(between) < 8)
            ):
                return project
    return None


def _is_threshold(clause: str, after: str) -> bool:
    """超10亿元的45个, 50亿元以上的9个, 百亿元级: bounds of a class, not sums."""
    if re.match(r"(?:及)?以上(?:的|项目|企业|重|工|、|及|\d)|级", after):
        return True
    return bool(_OVER.search(clause) and re.match(r"(?:的|项目|企业|及)", after))


def _field(clause: str) -> str:
    if _YEARLY_TAX.search(clause):
        return "annual_tax"
    if _OUTPUT.search(clause):
        return "annual_output"
    return "total_investment" if _INVESTED.search(clause) else ""


def _metric(clause: str, name: str) -> str:
    if _IN_PLACE.search(clause):
        return "funds_in_place"
    if _SPENT.search(clause) or name in ("annual_output", "annual_tax"):
        return "other"
    if (
        name == "total_investment"
        or re.search(r"(?:投资|金额|总额|合计|共|签约|协议|外币|折人民币|意向|达|约|超)[^，。；]{0,5}$", clause)
        or not clause.strip("、和及")
    ):
        return "total_investment"
    return "other"


def _owner(sentence: Sentence, place: int, projects: list[Project], sentences: list[Sentence]) -> Project | None:
    """The project a sum belongs to: the nearest named before it in the sentence, unless many are counted nearer."""
    start = sentence.piece.start
    semicolon = max(sentence.text.rfind("；", start, place), start)
    named = [
        (mark.end, project)
        for project in projects
        for mark in project.mentions
        if semicolon <= mark.start and mark.end <= place
    ]
    counted = [at for at in sentence.counted if semicolon <= at < place]
    if named:
        last_end, project = max(named, key=lambda pair: pair[0])
        between = sentence.text[last_end:place]
        if (counted and max(counted) > last_end) or re.search(r"合计|共计|总计|累计", between):
            return None
        if _listed_together(sentence, last_end, projects):
            return None
        return project
    if (
        counted
        or any(semicolon <= at < place for at in sentence.zones)
        or re.search(r"(?:全[市县区省]|各[师市县区]|当地|园区)[^。]{0,20}(?:累计|共)", sentence.text[start:place])
    ):
        return None
    return _carried(sentence, place, projects, sentences)


def _listed_together(sentence: Sentence, end: int, projects: list[Project]) -> bool:
    """Whether the project stands last in a list of projects: then a sum behind it is the list's, not its own."""
    before = [
        mark
        for project in projects
        for mark in project.mentions
        if mark.end < end and mark.start >= sentence.piece.start
    ]
    if not before:
        return False
    last = max(before, key=lambda mark: mark.end)
    own = next(mark for project in projects for mark in project.mentions if mark.end == end)
    return 0 <= own.start - last.end <= 2


def _carried(sentence: Sentence, place: int, projects: list[Project], sentences: list[Sentence]) -> Project | None:
    """The project the sentences before speak of, when this one goes on about it: 总投资…, 项目占地…, 建成后…."""
    paragraph = sentence.text.rfind("\n", 0, sentence.piece.start)
    earlier = [
        (mark.end, project) for project in projects for mark in project.mentions if mark.end <= sentence.piece.start
    ]
    if not earlier:
        own = [project for project in projects if sentence.piece.start <= project.mark.start < sentence.piece.end]
        return own[0] if len(own) == 1 and not sentence.counted else None
    end, project = max(earlier, key=lambda pair: pair[0])
    between = [each for each in sentences if end <= each.piece.start < sentence.piece.start]
    if any(each.counted for each in between):
        return None
    if end < paragraph and len([each for each in projects if not each.part_of]) > 1:
        return None
    last = next((each for each in sentences if each.piece.start < end <= each.piece.end), None)
    if last is not None and _listed_together(last, end, projects):
        return None
    return project


def _area(sentence: Sentence, amount: Amount, clause: str, projects: list[Project]) -> Figure | None:
    name = "land_area" if amount.kind == "land" else "floor_area"
    project = _owner(sentence, amount.mark.start, projects, [sentence]) or _nearest(
        sentence, amount.mark.start, projects
    )
    near = sentence.text[max(sentence.piece.start, amount.mark.start - 22) : amount.mark.start]
    near = re.split(r"[，；：]", near)[-1]
    after = sentence.text[amount.mark.end : amount.mark.end + 1]
    fits = (
        bool(_LAND.search(near)) or amount.kind == "land"
        if name == "land_area"
        else bool(_FLOOR.search(near)) and after in "，。；、)的"
    )
    if project is not None and fits:
        if name not in project.amounts:
            project.amounts[name] = amount
        return None
    mills = re.search("厂房|标准", sentence.text[amount.mark.end : amount.mark.end + 8]) or re.search(
        "厂房.{0,3}$", near
    )
    if project is None and name == "floor_area" and mills:
        return _as_written(sentence.text, amount)
    return None


def _nearest(sentence: Sentence, place: int, projects: list[Project]) -> Project | None:
    """An area has no counted rival: the last project named before it, also sentences ago."""
    named = [(mark.end, project) for project in projects for mark in project.mentions if mark.end <= place]
    if not named or sentence.counted:
        return None
    return max(named, key=lambda pair: pair[0])[1]


def _as_written(text: str, amount: Amount) -> Figure:
    words = text[amount.mark.start : amount.mark.end]
    unit = re.sub(r"^[\d.,多余]+", "", words)
    return Figure("other", amount.value / (10_000 if unit.startswith("万") else 1), unit, amount.mark)


_RESPECTIVELY = re.compile(r"分别[为是达]?(?:约|超)?[^，。；]{0,4}$|依次[为是]?$")


def _deal_out(text: str, sentences: list[Sentence], amounts: list[Amount], projects: list[Project]) -> set[int]:
    """投资额分别是130亿元、70亿元和320亿元，对应甲、乙和丙: a list of sums for a list of projects, in order."""
    dealt: set[int] = set()
    money = by_piece((each for each in amounts if each.kind == "money"), [sentence.piece for sentence in sentences])
    for sentence, inside in zip(sentences, money, strict=True):
        for first in range(len(inside)):
            if not _RESPECTIVELY.search(text[max(0, inside[first].mark.start - 12) : inside[first].mark.start]):
                continue
            run = [inside[first]]
            while first + len(run) < len(inside) and inside[first + len(run)].mark.start - run[-1].mark.end <= 2:
                run.append(inside[first + len(run)])
            named = sorted(
                (
                    (mark.start, project)
                    for project in projects
                    for mark in project.mentions
                    if sentence.piece.start <= mark.start < sentence.piece.end
                ),
                key=lambda pair: pair[0],
            )
            behind = [project for start, project in named if start > run[-1].mark.end]
            ahead = [project for start, project in named if start < first]
            group = behind if len(behind) == len(run) else ahead if len(ahead) == len(run) else []
            for amount, project in zip(run, group, strict=False):
                project.amounts.setdefault("total_investment", amount)
                dealt.add(amount.mark.start)
    return dealt
