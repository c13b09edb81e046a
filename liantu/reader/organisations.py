"""Organisations in running text: by the ending of the name, by the list they stand in, by the title behind them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from liantu.reader.found import Mark, Organisation
from liantu.reader.names import has_coined_word, has_place, name_start, only_generic, stands_outside
from liantu.reader.words import Lexicon, Words, is_place

# These endings name a body even when only 市 or 县 stands before them, or nothing.
_COMPLETE = re.compile(
    r"(?:发改委|发展和改革委员会|财政局|税务局|商务局|投资促进[局部]|投促局|工信局|科技局|"
    r"审批局|住建局|招商局|国资委|台办|外办|侨办|组织部|宣传部|统战部|工商联|贸促会|"
    r"人民政府|海关|[省市县区州]委办|[省市县区州]委党校|政府办|人才办|政研室|招商处|投资促进中心|招商服务中心|招商中心)$"
)
_LIST_END = re.compile(
    r"等(?:\d+|[一二两三四五六七八九十百多]+)?(?:多|余)?(?:家|个|"
    r"户)?(?:[^，。、；：的]{0,10}?)(?:企业|公司|集团|厂家|商家|链主)(?!家|园|服务|协会|集群)"
)
_LIST_END_AS = re.compile(r"等?为(?:代表|龙头|主|主导|核心|首|引领)的?[^，。；]{0,16}企业")
_SEPARATOR = re.compile(r"[、]|(?<=[^、，])(?:和|以及|及|与)")
_FEW_WORDS = re.compile(r"^(?:以|对|像|如)?(?:其中)?")
_PREPARING = re.compile(r"\(筹\)")


@dataclass(frozen=True)
class Mention:
    """One appearance of an organisation's name."""

    start: int
    end: int
    role: str
    rule: str
    confidence: float

    @property
    def mark(self) -> Mark:
        """The mention as a mark."""
        return Mark(self.start, self.end, self.rule, self.confidence)


@cache
def _endings(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?=(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + "))")


def ending_role(name: str, lexicon: Lexicon) -> tuple[str, str]:
    """(role, ending) of the longest ending the name has; empty when it has none."""
    for size in range(min(len(name), 12), 0, -1):
        if role := lexicon.roles.get(name[-size:]):
            return role, name[-size:]
    return "", ""


def mentions_in(words: Words, lexicon: Lexicon) -> list[Mention]:
    """All mentions in order: by ending first, then what lists and coined words show; none inside another."""
    found = _by_ending(words, lexicon)
    found += _in_lists(words, lexicon, found)
    found += _beside_others(words, lexicon, found)
    found += _coined(words, lexicon, found)
    found += _famous(words, lexicon, found)
    found += _divisions(words.text, found)
    return [
        each
        for each in widest(found)
        if not _UNITS_BELOW.search(words.text[_sentence_start(words.text, each.start) : each.start])
    ]


_UNITS_BELOW = re.compile(r"下设|内设|设有[^，。]{0,20}部")


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in "。；\n") + 1


_DIVISION = re.compile(r"第?[一二三四五六七八九十]{1,3}师(?:[\u4e00-\u9fff]{2,4}市)?")


def _divisions(text: str, known: list[Mention]) -> list[Mention]:
    """Divisions of the 兵团, which govern cities: 第六师五家渠市; only where the text speaks of the 兵团."""
    if "兵团" not in text:
        return []
    taken = Taken(len(text), known)
    return [
        Mention(match.start(), match.end(), "government_body", "division", 0.8)
        for match in _DIVISION.finditer(text)
        if not taken.holds(match.start(), match.end())
    ]


def _famous(words: Words, lexicon: Lexicon, known: list[Mention]) -> list[Mention]:
    """Firms that everyone calls by a short name without an ending: 中国能建, 宁德时代."""
    taken = Taken(len(words.text), known)
    found = []
    for match in _endings(tuple(sorted(lexicon.famous))).finditer(words.text):
        start, end = match.start(), match.start() + len(match[1])
        if not taken.holds(start, end) and words.is_start(start) and words.is_start(end):
            found.append(Mention(start, end, "enterprise", "famous", 0.8))
    return found


def widest(mentions: list[Mention]) -> list[Mention]:
    """The mentions that no longer one holds, in order."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end)):
        if not kept or mention.end > kept[-1].end:
            if kept and mention.start < kept[-1].end and mention.end - mention.start <= kept[-1].end - kept[-1].start:
                continue
            kept.append(mention)
    return kept


def _by_ending(words: Words, lexicon: Lexicon) -> list[Mention]:
    text = words.text
    ends: dict[int, int] = {}
    for match in _endings(tuple(lexicon.roles)).finditer(text):
        end = match.start() + len(match[1])
        ends.setdefault(end, match.start())
    found = []
    for end, ending_from in ends.items():
        ending = text[ending_from:end]
        following = text[end : end + 1]
        headed = following == "长" and ending not in ("局", "厅", "委", "会")
        if len(ending) <= 2 and following and following in lexicon.not_before and not headed:
            continue
        if _continues(text, end, ending) or _within_word(words, ending_from, end, lexicon):
            continue
        start = name_start(words, ending_from, lexicon)
        if text.startswith("建设", start) and ending_from - start > 5:
            start += 2  # what is built, not a name: 建设|交易中心
        preparing = _PREPARING.match(text, end)
        end = preparing.end() if preparing else end
        role = lexicon.roles[ending]
        role = "school" if role == "other" and "大学" in text[start:ending_from] else role
        if _is_name(words, start, ending_from, end, role, lexicon):
            found.append(Mention(start, end, role, f"ending:{ending}", 0.95 if len(ending) > 2 else 0.85))
    return found


_CONTINUED = {
    "集团": ("公司", "化", "军", "总部基地"),
    "股份": ("制", "有限", "合作"),
    "控股": ("集团", "有限", "股份", "的"),
    "基金": ("会", "管理", "投资"),
    "资本": ("市场", "金", "运作", "招商"),
    "人大": ("代表",),
    "政协": ("委员",),
    "银行": ("业",),
    "大学": ("生", "城", "科技园"),
    "学院": ("派",),
    "园区": ("域",),
    "厂": ("区", "房", "商", "家"),
    "局": ("势", "面", "部", "长", "地"),
    "新区": ("域",),
    "联盟": ("式",),
}


def _continues(text: str, end: int, ending: str) -> bool:
    """Whether the ending is only the head of a longer word: 政协委员, 基金会, 控股集团."""
    return any(text.startswith(rest, end) for rest in _CONTINUED.get(ending, ()))


def _within_word(words: Words, ending_from: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the ending is the tail of an everyday word: 布局, 困局, 境外|办."""
    index = words.index_at(ending_from)
    word, start = words.words[index], words.starts[index]
    if (
        start == ending_from
        or end - ending_from > 2
        or words.kinds[index][:2] in ("nt", "nr")
        or not lexicon.known(word)
    ):
        return False
    return end - ending_from == 1 or start + len(word) < end or len(word) < 3


_COUNTED_NAME = re.compile(r"\d+(?:余|多)?[家个名位所]")


def _is_name(words: Words, start: int, ending_from: int, end: int, role: str, lexicon: Lexicon) -> bool:
    text = words.text
    if text.startswith(("各", "有关"), start) or (text[end - 1 : end + 1] == "部门"):
        return False
    if _COMPLETE.search(text[start:end]) and text[start:end] != "人民政府":
        return True
    if start >= ending_from or _COUNTED_NAME.match(text, start) or only_generic(words, start, ending_from, lexicon):
        return False
    before = text[start:ending_from]
    if text[end : end + 2] == "项目" and role in ("zone", "other"):
        return False
    if role == "zone" and text[ending_from:end] in lexicon.zone_kinds:
        return len(before) >= 2 and before[0] not in "各全多"
    if role == "zone":
        if end - ending_from == 1 and lexicon.known(words.words[words.index_at(end - 1)]) and end - start < 4:
            return False
        return has_place(words, start, ending_from, lexicon) or (
            has_coined_word(words, start, ending_from, lexicon) and len(before) >= 2
        )
    if role == "enterprise":
        return len(before) >= 2 and not (
            is_place(before, lexicon) and text[ending_from:end] in ("公司", "企业", "厂", "资本", "控股")
        )
    if role == "other" or role == "association" or role == "school":
        return len(before) >= 2 and (
            has_place(words, start, ending_from, lexicon)
            or has_coined_word(words, start, ending_from, lexicon)
            or len(before) >= 4
        )
    return len(before) >= 2


def items_before(words: Words, end: int, lexicon: Lexicon, most: int = 24) -> list[tuple[int, int]]:
    """The items of the list 甲、乙和丙 that ends at ``end``: back to the item that holds a word no name holds."""
    text = words.text
    head = max(text.rfind(sign, 0, end) for sign in "。；\n，：:“《") + 1
    parts: list[tuple[int, int]] = []
    stop = end
    while stop > head and len(parts) < most:
        comma = text.rfind("、", head, stop)
        begin = comma + 1 if comma >= 0 else head
        cut = _first_cut(words, begin, stop, lexicon, joined=bool(parts) or comma >= 0)
        parts += reversed(_joined(text, cut, stop))
        if comma < 0 or cut > begin:
            break
        stop = comma
    parts.reverse()
    return [(start, stop) for start, stop in parts if 2 <= stop - start <= 30]


def _joined(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """An item, or two when 和 stands between them: 乙和丙."""
    for sign in ("以及", "和", "及", "与"):
        at = text.find(sign, begin + 2, stop - 2)
        if at > 0:
            return [(begin, at), (at + len(sign), stop)]
    return [(begin, stop)]


def _first_cut(words: Words, start: int, end: int, lexicon: Lexicon, *, joined: bool) -> int:
    """Where an item of a list begins: behind the last verb or preposition before it; 和 joins two items of one list."""
    index = words.index_at(end - 1)
    begin = end
    while index >= 0 and words.starts[index] + len(words.words[index]) > start:
        word = words.words[index]
        if (
            begin < end
            and stands_outside(words, index, lexicon, verbs_open=False)
            and not (joined and word in ("和", "及", "以及") and words.starts[index] > start)
        ):
            return begin
        begin = max(start, words.starts[index])
        index -= 1
    return start


def _in_lists(words: Words, lexicon: Lexicon, known: list[Mention]) -> list[Mention]:
    """Firms of a list closed by 等企业, 等N家企业 or 等为代表的…企业: their short names have no ending.

    A list of sectors looks the same (新能源、生物医药等企业): it counts only when half its items cannot be sectors.
    """
    text = words.text
    taken = Taken(len(words.text), known)
    found = []
    for form in (_LIST_END, _LIST_END_AS):
        for match in form.finditer(text):
            items = items_before(words, match.start(), lexicon)
            names = [item for item in items if taken.holds(*item) or not _is_sector(words, *item, lexicon)]
            if 2 * len(names) < len(items):
                continue
            for start, end in items:
                if taken.holds(start, end) or any(sign in text[start:end] for sign in "等“”《》\n"):
                    continue
                if not only_generic(words, start, end, lexicon):
                    role, _ = ending_role(text[start:end], lexicon)
                    found.append(Mention(start, end, role or "enterprise", "list", 0.85))
    return found


def _is_sector(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a span is the name of an industry or kind, every word of it in the dictionary: 新能源汽车, 生物医药."""
    text = words.text[start:end]
    if only_sectors(words, start, end, lexicon):
        return True
    if len(text) > 4 and any(text.endswith(weak) for weak in lexicon.weak):
        return False
    return (
        not has_coined_word(words, start, end, lexicon) and not has_place(words, start, end, lexicon) and len(text) != 4
    )


def only_sectors(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether every word of a span names a sector: 电子信息, 生物医药, 新能源汽车."""
    index, at = words.index_at(start), start
    while at < end:
        stop = min(end, words.starts[index] + len(words.words[index]))
        word = words.text[at:stop]
        if word not in lexicon.weak and word not in lexicon.generic:
            return False
        at, index = stop, index + 1
    return True


class Taken:
    """The places of a text that mentions hold already."""

    def __init__(self, size: int, mentions: Iterable[Mention]) -> None:
        self._held = bytearray(size)
        for each in mentions:
            self._held[each.start : each.end] = b"\x01" * (min(each.end, size) - each.start)

    def holds(self, start: int, end: int) -> bool:
        """Whether any of these places is held."""
        return 1 in self._held[start:end]


def _beside_others(words: Words, lexicon: Lexicon, known: list[Mention]) -> list[Mention]:
    """An item beside firms in one list is a firm: …有限公司、山西国臣等项目现场."""
    text = words.text
    firms = [each for each in known if each.role == "enterprise"]
    taken = Taken(len(words.text), known)
    found = []
    for firm in firms:
        if text[firm.end : firm.end + 1] != "、":
            continue
        stop = re.compile(r"[、，。；：等和及与\n“]").search(text, firm.end + 1)
        start, end = firm.end + 1, stop.start() if stop else len(text)
        if (
            not 3 <= end - start <= 14
            or taken.holds(start, end)
            or any(stands_outside(words, index, lexicon) for index in _indexes(words, start, end))
        ):
            continue
        weak = any(text[start:end].endswith(each) for each in lexicon.weak)
        if (
            text[end : end + 1] in "、等和及与"
            and (weak or has_coined_word(words, start, end, lexicon))
            and not _has_title(text[start:end], lexicon)
        ):
            found.append(Mention(start, end, "enterprise", "beside", 0.7))
    return found


def _has_title(text: str, lexicon: Lexicon) -> bool:
    return any(title in text for title in lexicon.titles)


def _indexes(words: Words, start: int, end: int) -> range:
    return range(words.index_at(start), words.index_at(end - 1) + 1)


def _coined(words: Words, lexicon: Lexicon, known: list[Mention]) -> list[Mention]:
    """A coined word with the sector behind it, closed in on both sides: 晶旭新能源, 四川科伦药业."""
    text = words.text
    taken = Taken(len(words.text), known)
    found = []
    for match in _endings(tuple(lexicon.weak)).finditer(text):
        ending_from, end = match.start(), match.start() + len(match[1])
        after = text[end : end + 1]
        if taken.holds(ending_from, end) or not words.is_start(end) or (after and after not in "、，。；等和与及：)\n"):
            continue
        start = name_start(words, ending_from, lexicon)
        if (
            2 <= ending_from - start <= 12
            and not taken.holds(start, end)
            and _new_word(words, start, ending_from, lexicon)
        ):
            before = text[start - 1 : start]
            if before in "、，。；\n" or words.kinds[words.index_at(start - 1)][0] in "vpcu":
                found.append(Mention(start, end, "enterprise", "coined", 0.6))
    return found


def _new_word(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    index = words.index_at(start)
    while index < len(words.words) and words.starts[index] < end:
        word = words.words[index]
        if (
            len(word) > 1
            and not lexicon.known(word)
            and word > "\u2e7f"
            and not is_place(word, lexicon)
            and word[-1] not in "基级性型式化端网质用车源"
        ):
            return True
        index += 1
    return False


def resolve(mentions: list[Mention], text: str, lexicon: Lexicon) -> list[Organisation]:
    """The mentions as organisations: forms of one zone and short forms of one firm joined, the fullest name first."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[_key(text[mention.start : mention.end], mention.role, lexicon)].append(mention)
    found: list[Organisation] = []
    for group in groups.values():
        forms: dict[str, int] = {}
        for mention in group:
            forms.setdefault(text[mention.start : mention.end], len(forms))
        fullest = max(forms, key=len)
        first = next(each for each in group if text[each.start : each.end] == fullest)
        found.append(
            Organisation(
                fullest,
                first.role,
                first.mark,
                [form for form in forms if form != fullest],
                [each.mark for each in group],
            )
        )
    return _join_short_forms(_join_zones(sorted(found, key=lambda each: each.mark.start), lexicon))


def _key(name: str, role: str, lexicon: Lexicon) -> tuple[str, str]:
    if role == "zone":
        for form in sorted(lexicon.zone_kinds, key=len, reverse=True):
            if name.endswith(form):
                place = name.removesuffix(form)
                return _ADMIN.sub("", place + "##")[:-2] + lexicon.zone_kinds[form], role
        return _ADMIN.sub("", name), role
    return name, role


_ADMIN = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市县区](?=.{2,})")


def _common(name: str, lexicon: Lexicon) -> str:
    return _key(name, "zone", lexicon)[0]


def _join_zones(found: list[Organisation], lexicon: Lexicon) -> list[Organisation]:
    """三江新区 beside 宜宾三江新区: the shorter is a form of the longer when only a place stands before it."""
    zones = [each for each in found if each.role == "zone"]
    gone: set[int] = set()
    for short in zones:
        full = next(
            (
                each
                for each in zones
                if each is not short
                and _common(each.name, lexicon).endswith(_common(short.name, lexicon))
                and 2 <= len(_common(each.name, lexicon)) - len(_common(short.name, lexicon)) <= 6
            ),
            None,
        )
        if full is not None and len(short.name) >= 4 and id(full) not in gone:
            full.aliases += [short.name, *short.aliases]
            full.mentions += short.mentions
            gone.add(id(short))
    return [each for each in found if id(each) not in gone]


_BRACKET = re.compile(r"\([^()]*\)")
_LEGAL = re.compile(r"(?:\((?:集团|中国|筹)\))|(?:集团)?(?:股份|控股)?(?:有限责任公司|有限公司|公司|集团)$")


def _join_short_forms(found: list[Organisation]) -> list[Organisation]:
    """龙观集团 beside 北京龙观科技集团有限公司, 鑫储科技 beside 宿迁鑫储科技有限公司: one firm."""
    firms = sorted((each for each in found if each.role == "enterprise"), key=lambda each: -len(each.name))
    gone: set[int] = set()
    for short in reversed(firms):
        core = _LEGAL.sub("", short.name)
        if len(core) < 2:
            continue
        for full in firms:
            if full is short or id(full) in gone or len(full.name) <= len(short.name):
                continue
            whole_name = _BRACKET.sub("", full.name)
            at = whole_name.find(core)
            rest = _LEGAL.sub("", whole_name[at + len(core) :])
            whole = at >= 0 and (short.name in whole_name or len(core) <= 4)
            if whole and 0 <= at <= 5 and _SECTORS.fullmatch(rest) and not _has_branch(whole_name[at + len(core) :]):
                full.aliases.append(short.name)
                full.aliases.extend(short.aliases)
                full.mentions += short.mentions
                gone.add(id(short))
                break
    return [each for each in found if id(each) not in gone]


# What may stand between a firm's brand and its legal form without making it another firm.
_SECTORS = re.compile(
    r"(?:新?能源|新?材料|电力|电气|电子|微电子|半导体|光电|光伏|科技|技术|数字|信息|智能|装备|机械|制造|重工|汽车|动力|工业|实业|"
    r"产业|投资|发展|控股|股份|集团|国际|环保|环境|生物|医药|医疗|制药|药业|化工|化学|石化|矿业|钢铁|铝业|铜业|食品|乳业|"
    r"农业|牧业|物流|商业|贸易|建设|建筑|置业|地产|文化|传媒|网络|软件|服务|管理|中国|锂电池?|储能|设备|器材|仪器|包装)*"
)


def _has_branch(rest: str) -> bool:
    return bool(re.search(r"公司.+公司|集团.{5,}公司", rest))
