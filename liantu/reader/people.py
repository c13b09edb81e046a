"""People with their titles as printed: a run of titles, then a family name, then a boundary."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from liantu.reader.found import Mark, Person
from liantu.reader.names import name_start
from liantu.reader.organisations import Mention, ending_role
from liantu.reader.words import Lexicon, Words, is_place

_CHINESE = re.compile(r"[\u4e00-\u9fff·]+")
_BOUNDARY = "、，。；：！？()“”\n 《》"
_NO_LAST = "作等在说与和及对向到就为的率赴任把被将从也还是带一以"
_OWN_BODY = re.compile(r"(省委|市委|县委|区委|州委|旗委|地委|盟委)(?=副?书记|常委|委员|副|办|秘书长|政法|统战)")
_INNER_BODY = re.compile(r"(党工委|工委|管委会|党委|党组|党支部|董事会|监事会)(?=副?书记|副?主任|委员|成员|副主|主席)")
_PLACE_OFFICE = re.compile(
    r"^[\u4e00-\u9fff]{1,9}?(?:省|市|县|区|州|盟|旗|镇|乡|"
    r"街道)(?=(?:人民政府)?(?:常务)?副?(?:[省市县区州盟旗镇乡]长|党委书记|镇委))"
)
_LEADING = re.compile(
    r"^(?:同|与|和|及|由)?(?:园区|开发区|经开区|高新区|公司|集团|企业|该公司|该集团|该县|该市|该区|协会|商会|学院|学校|大学|研究院|研究所)(?=.)"
)
_BRACKETS = re.compile(r"\([^()]{1,10}\)")
_RANK_BEFORE = re.compile(r"(?:常务|执行|第一|名誉|高级|资深|联席|轮值|代理?|原)$")
_FIRM_TITLE = re.compile(r"董事长|总裁|总经理|CEO|创始人|执行董事|监事长|首席|合伙人|董事|副总|总监|经理|法律顾问")
_TITLE_ROLE = (
    *((title, "association") for title in ("会长", "理事长", "秘书长")),
    *((title, "school") for title in ("校长", "教授")),
    *((title, "other") for title in ("院长", "所长")),
)


@dataclass(frozen=True)
class TitledName:
    """A person and the organisation that only the title gave away (None when it was known or unnamed)."""

    person: Person
    mention: Mention | None
    title_at: tuple[int, int] = (0, 0)
    """Where the title stands: a body named only inside it is no organisation of the text."""


@cache
def _titles(titles: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?=(" + "|".join(sorted(map(re.escape, titles), key=len, reverse=True)) + "))")


def people_in(words: Words, mentions: list[Mention], lexicon: Lexicon) -> list[TitledName]:
    """The people of a text, each name with each different title once, in order."""
    text = words.text
    ends: dict[int, int] = {}
    for match in _titles(lexicon.titles).finditer(text):
        ends.setdefault(match.start() + len(match[1]), match.start())
    named = {each.start for each in mentions if each.end - each.start > 3}
    found: list[TitledName] = []
    done = 0  # where the last name ended: a title never reaches back over a name
    for end in sorted(ends):
        if end < done:
            continue
        size = 0 if end in named else name_size(words, end, lexicon)
        if not size:
            continue
        run = _title_run(words, ends[end], end, done, mentions, lexicon)
        if run is None:
            continue
        start, title, organisation, mention = run
        if any(word in text[max(0, start - 6) : start] for word in lexicon.referred):
            done = end + size
            continue
        for begin, length in _name_list(words, end, size, named, lexicon):
            name = text[begin : begin + length]
            mark = Mark(begin, begin + length, "title-name", 0.9)
            found.append(TitledName(Person(name, title, organisation, mark), mention, (end - len(title), end)))
            done = begin + length
    return _once([_alone(each, found) for each in found] + _untitled(words, found, lexicon))


def _alone(one: TitledName, found: list[TitledName]) -> TitledName:
    """任东同董事长贺雪琴: a title that swallowed another person begins behind that name."""
    for other in found:
        at = one.person.title.find(other.person.name) if other.person.name != one.person.name else -1
        if at >= 0:
            title = one.person.title[at + len(other.person.name) :].lstrip("同与和及、，陪")
            return replace(one, person=replace(one.person, title=title))
    return one


def _once(found: list[TitledName]) -> list[TitledName]:
    """Each name and title once; a name that has a title somewhere is not repeated without one."""
    titled = {each.person.name for each in found if each.person.title}
    titles = {(each.person.name, each.person.title) for each in found}
    seen: set[tuple[str, str]] = set()
    kept = []
    for each in sorted(found, key=lambda one: one.person.mark.start):
        key = (each.person.name, each.person.title)
        longer = any(name == key[0] and title != key[1] and title.startswith(key[1] + "、") for name, title in titles)
        if key in seen or longer or (not each.person.title and each.person.name in titled):
            continue
        seen.add(key)
        kept.append(each)
    return kept


def name_size(words: Words, at: int, lexicon: Lexicon) -> int:
    """How many characters from ``at`` are a person's name; 0 when none begins there."""
    text = words.text
    if foreign := _foreign_size(words, at, lexicon):
        return foreign
    if text[at : at + 2] in lexicon.compound_surnames:
        sizes: tuple[int, ...] = (4, 3)
    elif text[at : at + 1] in lexicon.surnames:
        sizes = (3, 2)
    else:
        return 0
    if any(text.startswith(body, at) for body in lexicon.title_bodies):
        return 0
    best, best_score = 0, 1
    for size in sizes:
        name = text[at : at + size]
        if len(name) == size and _CHINESE.fullmatch(name):
            score = _name_score(words, at, size, name, lexicon)
            if score > best_score:
                best, best_score = size, score
            longer = text[at : at + size]
            if score > 1 and words.times(longer) > 1 and words.times(longer) == words.times(longer[:-1]):
                return size  # wherever the shorter stands, the longer does
    return best


def _foreign_size(words: Words, at: int, lexicon: Lexicon) -> int:
    """The length of a foreign name in Chinese signs (迈克尔, 让·杜邦), opened by no family name; 0 for none."""
    if match := re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+").match(words.text, at):
        return match.end() - at
    index = words.index_at(at)
    word = words.words[index]
    if words.starts[index] != at or not 2 <= len(word) <= 6 or words.kinds[index] != "nrt":
        return 0
    end = at + len(word)
    after = words.text[end : end + 1]
    closed = (
        not after or after in _BOUNDARY or any(words.text.startswith(follows, end) for follows in lexicon.after_name)
    )
    return len(word) if closed and (word[0] not in lexicon.surnames or len(word) > 3) else 0


def _name_score(words: Words, at: int, size: int, name: str, lexicon: Lexicon) -> int:
    text, end = words.text, at + size
    index = words.index_at(at)
    word, kind = words.words[index], words.kinds[index]
    if (
        words.starts[index] == at
        and len(word) >= size
        and len(word) > 1
        and not kind.startswith("nr")
        and lexicon.known(word)
        and not (len(word) == size and kind[0] == "n" and any(text.startswith(verb, end) for verb in lexicon.speaks))
    ):
        return 0  # 高度重视, 成都: an everyday word that begins with a family name; 方明致辞 is none
    last = words.index_at(end - 1)
    cuts = words.starts[last] + len(words.words[last]) > end
    if cuts and lexicon.known(words.words[last]) and not words.kinds[last].startswith("nr"):
        return 0
    if any(title in name for title in lexicon.titles):
        return 0
    score = 0
    after = text[end : end + 1]
    if not after or after in _BOUNDARY or after.isdigit():
        score += 3
    elif any(text.startswith(follows, end) for follows in lexicon.after_name):
        score += 2
    elif size == 2:
        score -= 2  # a name of two signs ends where something shows it
    score += words.is_start(end)
    score += 2 * (words.starts[index] == at and len(word) == size and kind.startswith("nr"))
    score += min(2, words.times(name) - 1)
    score -= 3 * (name[-1] in _NO_LAST and size > 2 and not words.is_start(end))
    score -= 3 * (name[-1] in "等，的在说与率")
    score -= 5 * (name[-1] == "作" and after not in _BOUNDARY)
    return score


def _name_list(words: Words, at: int, size: int, named: set[int], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The name at ``at`` and those behind it that share its title: 黄文沐、刘棕会、张晨."""
    found = [(at, size)]
    while words.text[at + size : at + size + 1] == "、" or words.text[at + size : at + size + 1] == "和":
        at = at + size + 1
        size = 0 if at in named else name_size(words, at, lexicon)
        after = words.text[at + size : at + size + 1]
        goes_on = after in _BOUNDARY or any(words.text.startswith(word, at + size) for word in lexicon.after_name)
        if not size or not goes_on or any(title in words.text[at : at + size + 2] for title in lexicon.titles):
            break
        found.append((at, size))
    return found


def _title_run(
    words: Words, ending_from: int, end: int, floor: int, mentions: list[Mention], lexicon: Lexicon
) -> tuple[int, str, str, Mention | None] | None:
    """(start, title as printed without the organisation, organisation, its mention if new) of a run of titles."""
    text = words.text
    start = _segment_start(words, ending_from, floor, mentions, lexicon)
    first_ending = ending_from
    while text[start - 1 : start] == "、" and start - 1 > floor:
        ending = next(
            (
                title
                for title in sorted(lexicon.titles, key=len, reverse=True)
                if text.endswith(title, floor, start - 1)
            ),
            None,
        )
        if ending is None:
            break
        first_ending = start - 1 - len(ending)
        start = _segment_start(words, first_ending, floor, mentions, lexicon)
    if end <= start:
        return None
    stop = text.find("、", first_ending, end)
    segment_end = stop if stop > 0 else end
    title_from, organisation, mention = _split(words, start, segment_end, mentions, lexicon)
    return start, text[title_from:end], organisation, mention


def _segment_start(words: Words, ending_from: int, floor: int, mentions: list[Mention], lexicon: Lexicon) -> int:
    """Where one title with its organisation begins."""
    start = max(name_start(words, ending_from, lexicon), floor)
    text = words.text
    if (rank := _RANK_BEFORE.search(text, floor, start)) and rank.end() == start:
        return _segment_start(words, rank.start(), floor, mentions, lexicon)
    for joined in ("兼任", "兼"):  # 董事长兼总裁: one title, the name goes on to the left
        at = text.rfind(joined, start, ending_from)
        if at == start and at > floor:
            return _segment_start(words, at, floor, mentions, lexicon)
        if text.endswith(joined, floor, start):
            return _segment_start(words, start - len(joined), floor, mentions, lexicon)
    for mention in mentions:
        if mention.start < start <= mention.end and mention.end <= ending_from + 1 and mention.start >= floor:
            return mention.start
    return start


def _split(
    words: Words, start: int, end: int, mentions: list[Mention], lexicon: Lexicon
) -> tuple[int, str, Mention | None]:
    """Where the title begins behind organisation or place, and what that organisation is."""
    text = words.text
    for mention in mentions:
        if mention.start == start and mention.end < end:
            inner = _BRACKETS.match(text[mention.end : end]) or _LEADING.match(text[mention.end : end])
            return mention.end + (inner.end() if inner else 0), text[start : mention.end], None
    segment = text[start:end]
    for form in (_OWN_BODY, _INNER_BODY):
        places = list(form.finditer(segment))
        if places and segment[: places[0].start()] in ("自治区", "省", "市", "县", "区", "州"):
            return start, "", None
        if places and segment[: places[0].start()] in ("师", "团"):
            return start + 1, "", None
        if places and (form is _OWN_BODY or places[0].start() > 0):
            at = start + places[0].start()
            return at, _LEADING.sub("", text[start:at]) if at - start >= 2 else "", None
    if match := _PLACE_OFFICE.match(segment):
        return start + match.end(), match[0], None
    at = start
    index = words.index_at(start)
    while (
        index < len(words.words)
        and words.starts[index] == at
        and is_place(words.words[index], lexicon)
        and at + len(words.words[index]) < end
    ):
        at += len(words.words[index])
        index += 1
    if at > start and not _names_more(text[at:end], lexicon):
        return (at - 1 if text[at:end] == "领导" else at), text[start:at], None
    if match := _LEADING.match(segment):
        return start + match.end(), "", None
    return _coined_employer(words, start, end, lexicon)


_RANK = re.compile(
    r"(?:联席|轮值|中国区|大中华区|华东区|华南区|华北区|亚太区|常务|执行|第一|名誉|终身|高级|资深|"
    r"首席|联合|特聘|党组|原|代理?|前任?|项目|副|总)*$"
)


def _names_more(segment: str, lexicon: Lexicon) -> bool:
    """Whether something more than rank and title stands behind the place: 香港|贸发局主席."""
    title = next((each for each in sorted(lexicon.titles, key=len, reverse=True) if segment.endswith(each)), "")
    head = segment[: len(segment) - len(title)]
    return len(_RANK.sub("", head)) >= 3


def _coined_employer(words: Words, start: int, end: int, lexicon: Lexicon) -> tuple[int, str, Mention | None]:
    """The firm whose name has no ending, given away by the title behind it: 相达生物科技|董事长."""
    text = words.text
    title = next(
        (each for each in sorted(lexicon.titles, key=len, reverse=True) if text.endswith(each, start, end)), ""
    )
    head = text[start : end - len(title)]
    if "兼" in head:
        first = next((each for each in sorted(lexicon.titles, key=len, reverse=True) if each in head), "")
        head = head[: head.find(first)] if first else head
    head = _RANK.sub("", head)
    if head.endswith(("政协", "人大")) or (
        len(head) < _least(head, title, lexicon) or not text.endswith(head, 0, start + len(head))
    ):
        return start, "", None
    role = ending_role(head, lexicon)[0]
    if not role:
        if not _FIRM_TITLE.search(title) and not any(head.endswith(weak) for weak in lexicon.weak):
            return start, "", None
        role = next((kind for word, kind in _TITLE_ROLE if title.endswith(word)), "enterprise")
    return start + len(head), head, Mention(start, start + len(head), role, "employer", 0.75)


def _least(head: str, title: str, lexicon: Lexicon) -> int:
    """How long a firm's name before a title must be: three signs when nobody else has such a word (飞荣达|总经理)."""
    return 3 if _FIRM_TITLE.search(title) and not lexicon.known(head) and not lexicon.known(head[-2:]) else 4


def _untitled(words: Words, found: list[TitledName], lexicon: Lexicon) -> list[TitledName]:
    """People named without a title who speak or take part: the name opens its clause and such a verb follows."""
    names = {each.person.name for each in found}
    kept = []
    for index, kind in enumerate(words.kinds):
        at = words.starts[index]
        if not kind.startswith("nr") or kind == "nrt" or (at and words.text[at - 1] not in "，。；\n：、"):
            continue
        size = name_size(words, at, lexicon)
        name = words.text[at : at + size]
        if size and name not in names and any(words.text.startswith(verb, at + size) for verb in lexicon.speaks):
            names.add(name)
            kept.append(TitledName(Person(name, "", "", Mark(at, at + size, "speaker", 0.5)), None))
    return kept
