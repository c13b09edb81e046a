"""Projects in running text: what is named, by whom, how large, how far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from liantu.reader.found import Amount, Day, Mark, Project
from liantu.reader.names import _COUNTED, _DIGITS, stands_outside
from liantu.reader.organisations import Mention
from liantu.reader.text import Piece
from liantu.reader.words import Lexicon, Words


@dataclass(frozen=True)
class ProjectWords:
    """The dictionary of projects (``reference/reading/projects.yaml``)."""

    generic: frozenset[str]
    things: tuple[str, ...]
    not_behind: tuple[str, ...]
    stages: dict[str, tuple[str, ...]]
    planned: tuple[str, ...]
    order: tuple[str, ...] = field(
        default=("lead", "talks", "agreement", "signed", "started", "under_construction", "completed", "in_production")
    )


_PROJECT = re.compile(r"(?:建设|示范|产业化|工程)?项目")
_LIST_OF = re.compile(
    r"(?:等(?:\d+|[一二两三四五六七八九十百多]+)?(?:余|"
    r"多)?个?(?:[^，。、；：为在对就到向把给让的]{0,8}?)项目|(?<=项目)(?:\d+|"
    r"[两三四五六七八九十]+)个项目)"
)
_QUOTED = re.compile(r"[“「]([^”」，。]{4,30}项目)[”」]")
_PHASE = re.compile(
    r"(?:(?<=[，。；：、\n先做])|(?<=其中))(?:项目)?(?P<name>[一二三四首]期|"
    r"第[一二三四]期)(?=建|扩建|再扩|新建|投资|总投资|计划|占地|规划|项目|工程|主要|拟|"
    r"用地|，选址|将|预计|达产|已)"
)
_LONE_PHASE = re.compile(r"[一二三四]期(?:工程)?项目")
_CAPACITY_HEAD = re.compile(r"^(?:总投资|投资)?\d+(?:\.\d+)?(?:万|亿)?(?:元|MW|GW|GWh|MWh|千瓦)(?!/)(?=.{4,})")
_ANOTHER = re.compile(r"另有|还有|另一个|同时签约")
_NAMED_BEFORE = "的、，。；：“”\n "


@cache
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def projects_in(words: Words, mentions: list[Mention], lexicon: Lexicon, names: ProjectWords) -> list[Project]:
    """The projects a text names, each with all its mentions, in the order of the first."""
    spans: dict[tuple[int, int], str] = {}
    for start, end in _by_ending(words, lexicon, names):
        spans[start, end] = "ending"
    for start, end in _by_list(words, mentions, lexicon, names):
        if not any(start < last and end > first for first, last in spans):
            spans[start, end] = "list"
    for start, end in _told_list(words, mentions, lexicon, names):
        if not any(start < last and end > first for first, last in spans):
            spans[start, end] = "list"
    for match in _QUOTED.finditer(words.text):
        spans = {span: rule for span, rule in spans.items() if span[1] <= match.start(1) or span[0] >= match.end(1)}
        spans[match.span(1)] = "quoted"
    for start, end in _by_size(words, mentions, lexicon, names):
        if not any(start < last and end > first for first, last in spans):
            spans[start, end] = "thing"
    if not spans:
        for match in _LONE_PHASE.finditer(words.text):
            spans[match.span()] = "ending"
    found = _merge(words.text, spans, mentions)
    return _with_phases(words.text, found)


def _by_ending(words: Words, lexicon: Lexicon, names: ProjectWords) -> list[tuple[int, int]]:
    text = words.text
    found = []
    for match in re.finditer("项目", text):
        end = match.end()
        if text.startswith(names.not_behind, end) and not text.startswith(("现场", "签约落户", "公司"), end):
            continue
        if _UNDER_WORK.match(text, end):
            continue
        start = _start(words, match.start(), lexicon)
        core = text[start : match.start()]
        another = text.endswith("另有", 0, start) and len(core) >= 4
        if another or (
            len(core) >= (3 if text.endswith(_SAID_WHOSE, 0, start) else 4)
            and not _COMMON_END.search(core)
            and not _is_generic(words, start, match.start(), lexicon, names)
        ):
            found.append((start, end))
    return found


_UNDER_WORK = re.compile(r"(?:对接|推介|路演)(?:会|活动|大会)|建设(?!现场|工程|单位|用地)|工作|情况|进展|进度")
# 由某公司投资的冷轧板项目: three characters suffice where the text says whose it is
_SAID_WHOSE = ("投资的", "建设的", "实施的", "打造的", "引进的", "兴建的", "新建的", "投产的")
_COMMON_END = re.compile(r"(?:重大|重点|优质|招商|签约|类|大|好|强|高质量|高新技术|合作|亿元|以上|级)$")


def _start(words: Words, ending_from: int, lexicon: Lexicon) -> int:
    """Where a project's name begins; wider than an organisation's: 和 joins two parts, a capacity may open it."""
    text = words.text
    index = words.index_at(ending_from)
    begin = ending_from if words.starts[index] == ending_from else words.starts[index]
    index -= 1
    while index >= 0 and ending_from - words.starts[index] <= 40:
        word = words.words[index]
        at = words.starts[index]
        if _MONEY_WORD.fullmatch(word):
            break
        if word == "和" and (at == 0 or text[at - 1] in "，。；、\n"):
            begin = at  # no conjunction opens a clause: 和邦生物
            break
        if word in ("等", "和", "及", "与") and begin < ending_from and _joins(words, index, begin, ending_from):
            pass
        elif word == ")" and text.rfind("(", max(0, at - 10), at) > 0:
            at = text.rfind("(", max(0, at - 10), at)
            index = words.index_at(at)
        elif word == "”" and text.rfind("“", max(0, at - 14), at) > 0:
            at = text.rfind("“", max(0, at - 14), at)
            index = words.index_at(at)
        elif (
            (_measure(words, index) and begin < ending_from)
            or word in _PASSING
            or word == "系列"
            or (word in _BUILDING and words.kinds[index - 1][0] in "njs")
        ):
            pass
        elif (
            words.kinds[index] == "v"
            and word not in lexicon.outside
            and (
                words.kinds[index - 1] in ("n", "nz", "j", "vn", "nr")
                or ("\u4e00" <= words.words[index - 1] <= "\u9fff" and words.kinds[index - 1] == "x")
                or words.words[index - 1] in ("的", "就", "建设", "、")
            )
        ):
            pass  # a verb behind a noun inside a name: 搬迁, 总成
        elif stands_outside(words, index, lexicon, verbs_open=False):
            break
        begin = at
        index -= 1
    inner = text.rfind("投资建设", begin, ending_from - 4)
    begin = inner + 4 if inner >= 0 else begin
    for form in (_DONE_TO, _CAPACITY_HEAD):
        head = form.match(text[begin:ending_from])
        begin += head.end() if head else 0
    return begin


_MONEY_WORD = re.compile(r"[万亿千百]*(?:美|欧|港)?元")
_BUILDING = frozenset(("扩建", "改建", "新建", "迁建", "续建", "改扩建"))
_PASSING = frozenset(("片", "快递", "独立", "无", "高", "超", "低", "双", "近零"))
_DONE_TO = re.compile(
    r"^(?:(?:总投资|投资)?[\d.]+(?:万|亿)元(?:人民币)?(?:的|建设|兴建|打造|新建)?|(?:合作|"
    r"共同|联合|投资|合力)?(?:共建|建设)|投资|落实好?|做好|推动|谋划|对应|打造)(?=.{4,})"
)


def _measure(words: Words, index: int) -> bool:
    """A capacity inside a name: 200兆瓦/400兆瓦时, 15万吨/年."""
    word, kind = words.words[index], words.kinds[index]
    return (
        bool(_DIGITS.fullmatch(word))
        or word
        in ("/", "兆瓦", "兆瓦时", "万吨", "吨", "年", "万千瓦", "万", "千瓦", "千瓦时", "GWh", "MW", "GW", "时", "级")
        or (kind == "m" and bool(re.fullmatch(r"[\d.]+|[万亿千百]+", word)) and not _COUNTED.search(word))
    )


def _joins(words: Words, index: int, begin: int, ending_from: int) -> bool:
    """Whether 和, 及 or 与 joins two parts of one name, or 等 stands before 系列项目."""
    text = words.text
    word = words.words[index]
    if word == "等":
        return text.startswith("系列", begin)
    before = text[max(0, words.starts[index] - 2) : words.starts[index]]
    if before in ("项目", "公司", "集团", "政府", "员会", "管委", "委会") or (
        word == "与" and words.kinds[index - 1][0] != "v"
    ):
        return False
    return words.kinds[index - 1][0] in "nvq" and ending_from - begin >= 2


def _is_generic(words: Words, start: int, end: int, lexicon: Lexicon, names: ProjectWords) -> bool:
    """Whether every word before 项目 is a common one: 重大产业项目, 战略性新兴产业项目."""
    index = words.index_at(start)
    at = start
    while at < end:
        stop = min(end, words.starts[index] + len(words.words[index]))
        word = words.text[at:stop]
        if word not in names.generic and word not in lexicon.outside and not _TIME_OR_NUMBER.fullmatch(word):
            return False
        at = stop
        index += 1
    return True


_TIME_OR_NUMBER = re.compile(
    r"[\d.]+|[一二三四五六七八九十百]+|万|亿|元|年|月|第?[一二三四]季度?|季度|上半年|下半年|年度|月份|批次?|次"
)


def _by_list(words: Words, mentions: list[Mention], lexicon: Lexicon, names: ProjectWords) -> list[tuple[int, int]]:
    """Items of 甲、乙、丙等项目, 甲、乙两个项目."""
    text = words.text
    firms = {(each.start, each.end) for each in mentions if each.role in ("enterprise", "government_body")}
    found = []
    for match in _LIST_OF.finditer(text):
        if re.search(r"企业|公司|系列|单位|领域|产业项目|行业|签", match[0]):
            continue
        stop = match.start()
        head = max(text.rfind(sign, 0, stop) for sign in "。；\n，：:") + 1
        while stop > head:
            comma = text.rfind("、", head, stop)
            begin = comma + 1 if comma >= 0 else head
            cut = _list_start(words, begin, stop, lexicon)
            item = (cut, stop)
            if 4 <= stop - cut <= 32 and item not in firms and not _is_generic(words, cut, stop, lexicon, names):
                found.append(item)
            if comma < 0 or cut > begin:
                break
            stop = comma
    return found


_LIST_TOLD = re.compile(
    r"(?:签约|开工|竣工|动工|投产|落户|签的|开工的|竣工的|动工的)(?:的)?(?:项目)?(?:中)?(?:有|包括|分别[是为]|主要有|包含)"
    r"(?P<items>[^。；：]{4,120}?)(?:等|[。；])"
)


def _told_list(words: Words, mentions: list[Mention], lexicon: Lexicon, names: ProjectWords) -> list[tuple[int, int]]:
    """Items of a list that a sentence calls the projects: 签约项目有甲、乙等."""
    firms = {(each.start, each.end) for each in mentions if each.role in ("enterprise", "government_body")}
    found = []
    for match in _LIST_TOLD.finditer(words.text):
        at = match.start("items")
        for item in re.split("(、|，|和)", match["items"]):
            span = (at, at + len(item))
            at += len(item)
            if 5 <= len(item) <= 32 and span not in firms and not _is_generic(words, *span, lexicon, names):
                found.append(span)
    return found


def _list_start(words: Words, start: int, end: int, lexicon: Lexicon) -> int:
    index = words.index_at(end - 1)
    begin = end
    while index >= 0 and words.starts[index] + len(words.words[index]) > start:
        word = words.words[index]
        if (
            begin < end
            and word not in ("和", "及", "/")
            and not _measure(words, index)
            and stands_outside(words, index, lexicon)
        ):
            return begin
        begin = max(start, words.starts[index])
        index -= 1
    return start


_BUILT = re.compile(r"(?:投资|斥资|出资|拟|计划|开工|启动|将)[^，。；]{0,16}?(?:建设|兴建|打造|新建|投建)$")
_PHASE_BEHIND = re.compile(r"(?:第?[一二三四五]期)(?:工程|项目)?")
_BUILT_OF = re.compile(r"(?:投资|斥资)[^，。；]{0,14}(?:建设|打造|兴建)的$|[\d.]+[万亿]+(?:美|欧)?元的$")
_SIZE = re.compile(
    r"(?:本周|本月|今日|今天|昨日|昨天|当天|日前|近日|正式|全面|顺利|已经?|如期)*"
    r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:规划|计划)?(?:总投资|总面积|占地|投资|规划面积|建筑面积|开工|投产|竣工|奠基|正式启用|"
    r"启用|封顶|主体|完工|交付|启动建设|动工|建成|投运|并网|点火|开建)"
)


def _by_size(words: Words, mentions: list[Mention], lexicon: Lexicon, names: ProjectWords) -> list[tuple[int, int]]:
    """A thing built whose sum, area or start is said right behind its name: 五华新能源储能产业园规划总面积2830亩."""
    text = words.text
    found = []
    for match in _any(names.things).finditer(text):
        end = match.end()
        comma = 1 if text[end : end + 1] == "，" else 0
        if text.startswith("项目", end):
            continue
        if phase := _PHASE_BEHIND.match(text, end):
            end = phase.end()
        start = _start(words, match.start(), lexicon)
        if (
            _BUILT.search(text[max(0, start - 28) : start])
            and text[end : end + 1] in "，。；、"
            and match.start() - start >= 2
        ):
            found.append((start, end))
            continue
        built = _BUILT_OF.search(text[max(0, start - 30) : start])
        if not _SIZE.match(text, end + comma) and not built:
            continue
        if comma and not built and text[start - 1 : start] not in "。\n；":
            continue
        if match.start() - start >= 4 and not _is_generic(words, start, match.start(), lexicon, names):
            found.append((start, end))
    return found


def _merge(text: str, spans: dict[tuple[int, int], str], mentions: list[Mention]) -> list[Project]:
    """Mentions of one project joined: the same name, or a name that another ends with."""
    found: list[Project] = []
    firms = {
        text[each.start : each.end]: each for each in mentions if each.role == "enterprise" and each.rule != "coined"
    }
    for (start, end), rule in sorted(spans.items()):
        name = text[start:end]
        investor = next(
            (
                firm
                for firm in firms
                if name.startswith(firm) and firm.endswith(("集团", "公司", "股份")) and len(name) - len(firm) >= 5
            ),
            "",
        )
        name = name.removeprefix(investor)
        start += len(investor)
        mark = Mark(start, end, f"project-{rule}", {"ending": 0.8, "quoted": 0.9, "list": 0.75, "thing": 0.7}[rule])
        same = next((each for each in found if _same(each.name, name)), None)
        if same is not None:
            same.mentions.append(mark)
            continue
        found.append(Project(name, mark, investors=[investor] if investor else [], mentions=[mark]))
    return found


def _same(one: str, other: str) -> bool:
    longer, shorter = one.removesuffix("项目"), other.removesuffix("项目")
    if len(shorter) >= 4 and shorter in longer and not re.search("[一二三四]期|配套", longer.replace(shorter, "")):
        return True
    return (
        one == other
        or one.removesuffix("项目") == other.removesuffix("项目")
        or (one.endswith(other) and len(other) >= 6)
    )


_ENDS = re.compile(r"(?:工程|项目)$")


def _with_phases(text: str, found: list[Project]) -> list[Project]:
    """Phases with something said of them are projects of their own, parts of the project named before them."""
    for match in _PHASE.finditer(text):
        name = match["name"]
        whole = [each for each in found if each.mark.start < match.start() and not each.part_of]
        known = next((each for each in found if each.name == name or _ENDS.sub("", each.name).endswith(name)), None)
        if known is not None:
            known.mentions.append(Mark(match.start("name"), match.end("name"), "phase", 0.7))
        if not whole or known is not None:
            continue
        mark = Mark(match.start("name"), match.end("name"), "phase", 0.7)
        found.append(Project(name, mark, part_of=whole[-1].name, mentions=[mark]))
    return sorted(found, key=lambda each: each.mark.start)


def parts(text: str, projects: list[Project]) -> None:
    """Sub-projects named behind 内含, 包括 or 即 in the sentence of a 系列 project get it as their whole."""
    for whole in (each for each in projects if "系列" in each.name):
        end = text.find("。", whole.mark.end)
        inner = re.search(r"内含|包括|包含|分为|即", text[whole.mark.end : end if end > 0 else len(text)])
        if inner is None:
            continue
        start = whole.mark.end + inner.start()
        for each in projects:
            if any(start < mark.start < end for mark in each.mentions) and each is not whole:
                each.part_of = whole.name


def give(project: Project, field_name: str, amount: Amount) -> bool:
    """Puts an amount on a project unless it has one already; whether it was taken."""
    if field_name in project.amounts:
        return False
    project.amounts[field_name] = amount
    return True


def date_kind(text: str, day: Day, sentence: Piece) -> str:
    """What a date near a project says: started, planned_production, signed …; '' when nothing is said."""
    after = text[day.mark.end : min(sentence.end, day.mark.end + 40)].lstrip("，").split("，")[0]
    before = text[max(sentence.start, day.mark.start - 10) : day.mark.start]
    planned = after.startswith("前") or bool(re.search(r"预计|计划|拟|将|力争|争取|确保|有望|要在", before + after[:6]))
    if re.search(r"开工|动工|奠基|开建|启动建设", after):
        return "planned_start" if planned else "started"
    if re.search(r"投产|投运|运营|点火|达产", after):
        return "planned_production" if planned else "in_production"
    if re.search(r"竣工|建成|完工|交付|完成.*建设|投用", after):
        return "planned_completion" if planned else "completed"
    if re.search(r"签约|签订|签署|签下", after) and not planned:
        return "signed"
    if re.search(r"中标|立项|备案|获批|落户", after):
        return "other"
    return ""
