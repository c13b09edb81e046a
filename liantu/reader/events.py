"""What a text reports as held: its kind by the words of the lead, its day, who took part."""

from __future__ import annotations

import re

from liantu.reader.days import bare_day
from liantu.reader.found import Day, Event, Mark
from liantu.reader.text import Piece

_MEETING = (
    r"推介会|发布会|交流会|座谈交流活动|座谈会|对接会|恳谈会|论坛|峰会|推进会|年会|专场|"
    r"说明会|招商会|招商大会|发展大会|企业家大会|大会|博览会|洽谈会|茶话会|沙龙|现场会|"
    r"观摩会|工作会议?|动员会|调度会|交流大会|恳谈|联谊会|交流座谈活动|交流活动|洽谈活动|"
    r"对接活动|推介活动|座谈活动"
)
_TRAINING = re.compile(
    r"(?:培训班|研修班|提升班|培训会|专题培训|轮训班|业务培训)[^。]{0,40}(?:举行|举办|"
    r"开班|结业|开讲|启动|召开|在)|(?:举办|举行|开办)[^。]{0,30}(?:培训班|培训会|研修班|"
    r"提升班|专题培训)|开班仪式|结业"
)
_CEREMONY = re.compile(r"签约仪式|集中签约|签约活动|签约大会|签约会|合作签约")
_SIGN = re.compile(r"签约|签署|签订|签下|签成|签了|正式签")
_GROUND = re.compile(r"(?:开工|奠基|动工|破土|开建|开复工)")
_COMMISSION = re.compile(r"(?:投产|竣工投产|点火|投运|竣工|揭牌投用)(?:仪式|活动)?")
_CEREMONY_WORD = re.compile(
    r"仪式|宣布|活动|举行|集中|正式|上午|下午|当天|开工建设|在[^，。]{2,20}(?:开工|动工|奠基|投产)"
)
_TRIP = re.compile(
    r"(?:赴|前往|赶赴|奔赴|到|在|走进|远赴|飞赴)[^，。；]{1,30}?(?:考察|招商|走访|拜访|"
    r"对接|学习|调研|谈项目|推介|洽谈|参观|敲门|取经|跑了|上门|登门)|(?:赴|前往|赶赴|到|"
    r"去)[^，。；]{1,20}，(?:先后|实地|逐一)?(?:考察|拜访|走访|对接)|(?:去了|飞往|"
    r"飞抵)[^，。；]{2,8}|(?:组团|抱团)(?:跑|赴|到|去)[^，。；]{2,8}|去[^，。；]{2,10}，(?:走了|跑了|看了|拜访|考察)|走出去|外出招商|(?:考察团|考察组|"
    r"招商小分队|招商团|招商组|小分队|专班)[^，。]{0,6}(?:赴|到|前往|抵)"
)
_COME = re.compile(
    r"(?:考察团|代表团|访问团)[^，。；]{0,14}?(?:访问|考察)|"
    r"(?:一行|考察团|代表团|客商团|企业家们?|采购团|访问团)[^，。；]{0,12}?(?:来到|来|到|"
    r"赴|莅临|走进|抵|在|前来|深入)[^，。；]{0,24}?(?:考察|参观|访问|调研|洽谈|交流|市|县|"
    r"区|园)|一行(?:来到|来|莅临|抵达)[^，。；]{2,10}，|(?:来到|到|赴|"
    r"前往)[^，。；]{2,16}，(?:实地|重点|先后)?(?:考察|参观)|(?:考察团|代表团|采购团|"
    r"访问团)[^，。；]{0,8}?(?:走进|来到|到访|抵达|莅临)|"
    r"来访|莅临|前来考察"
)
_LOOK = re.compile(r"调研|视察|检查|督导|督查|督办|现场办公|察看|巡查|暗访|走访|看望|慰问|查看")
_TALK = re.compile(r"洽谈会|会见|会谈|对接洽谈|视频招商会|视频连线|座谈|洽谈|面谈|商谈|磋商|对接会议|视频会")
_EXHIBIT = re.compile(
    r"(?:参加|参展|亮相|组团参加|赴会|参会)[^。；]{0,16}?(?:博览会|展会|展览会|进博会|"
    r"投洽会|能博会|交易会|广交会|服贸会|高交会|消博会|贸洽会|中博会|西博会|东盟博览会|"
    r"制造业大会)|(?:博览会|展览会|进博会|投洽会|广交会|服贸会)[^。；]{0,40}(?:参展|设展|"
    r"展位)"
)
_HELD = re.compile(
    rf"(?:{_MEETING})[^。]{{0,30}}(?:举行|举办|召开|在|开幕|成功|登场)|(?:举行|举办|召开|合办|"
    rf"开了|连开|办了|搞了|主办)[^。]{{0,40}}(?:{_MEETING})"
)
_HELD_SIGN = re.compile(r"签约仪式|推介会|对接会")
_PLANNED = re.compile(r"将于|将在|将赴|拟于|计划于|定于|即将|筹备")
_PAST = re.compile(r"今年|上半年|前三季度|截至目前|累计|此前|去年|前年|两年前|曾|上次|今年以来|近年来|截至|以来")
_OFFICIAL = re.compile(
    r"书记|市长|县长|区长|州长|镇长|主任|主席|局长|部长|常委|党工委|管委会|县委|市委|区委|"
    r"政府|开发区[^，。]{0,8}(?:组织|考察团|招商)"
)
_GUESTS = re.compile(
    r"(?:董事长|总裁|总经理|会长|秘书长|理事长|创始人|CEO|集团|公司|商会|协会|企业家|客商|"
    r"院士|教授|总监|专家)[^，。；]{0,24}(?:一行|考察团|代表团|率队|率|带队)|(?:企业家|"
    r"客商|商会|协会|百企|企业|专家)[^，。；]{0,8}(?:考察团|代表团|一行)"
)
_FAR = re.compile(
    r"北京|上海|广州|深圳|杭州|苏州|南京|武汉|成都|重庆|长三角|珠三角|粤港澳|京津冀|省外|"
    r"外地|浙江|江苏|广东|福建|山东|湖北|湖南|安徽|江西|河南|河北|四川|陕西|天津|香港|"
    r"澳门|台湾|日本|韩国|德国|美国|新加坡|欧洲|东莞|佛山|厦门|宁波|青岛|合肥|西安|沈阳|"
    r"大连|长沙|无锡|常州"
)


def events_in(text: str, pieces: list[Piece], days: list[Day], title: str) -> list[Event]:
    """The events of a text, the main one first. A signing during a visit is the visit's outcome, not an event."""
    found: list[Event] = []
    first_day = next((day for day in days if re.search(r"-\d\d-", day.iso)), None)
    for number, piece in enumerate(pieces):
        sentence = text[piece.start : piece.end]
        if _PLANNED.search(sentence[:30]) and number:
            continue
        own = [day for day in days if piece.start <= day.mark.start < piece.end and re.search(r"-\d\d-", day.iso)]
        kind = _kind(
            sentence,
            title if not found else "",
            bool(own),
            number if found else min(number, 1) and (0 if own else number),
        )
        if kind is None:
            continue
        type_, start, end = kind
        month = [
            each
            for each in days
            if piece.start <= each.mark.start < piece.start + end and re.fullmatch(r"[\dX]{4}-\d\d", each.iso)
        ]
        day = (
            _nearest(own, piece.start + start)
            or (bare_day(text, piece) if number == 0 and not own else None)
            or (month[0] if month and not found and not own else None)
            or (first_day if not found and number <= 2 else None)
        )
        event = Event(
            type_, Mark(piece.start + start, piece.start + end, f"event-{type_}", 0.8 if number == 0 else 0.6), day
        )
        if _accept(event, found, bool(own), number, sentence):
            found.append(event)
    return _complete(text, pieces, found)


def _nearest(days: list[Day], place: int) -> Day | None:
    before = [day for day in days if day.mark.start <= place]
    return before[-1] if before else days[0] if days else None


Found = tuple[str, int, int]
"""Type of an event and where its words stand in the sentence."""
_NO_START = re.compile(r"已开工|当年开工|开工率|计划[^，]*开工|预计[^，]*开工|开工建设项目\d")
_NO_PRODUCTION = re.compile(r"(?:预计|计划|将|力争|即将|建成)[^，。]{0,10}(?:投产|投运|竣工)|(?:投产|竣工|投运)后")
_COUNTED_SIGNING = re.compile(r"签约(?:率|到|后|以来|算起|(?:企业|项目)[\d两三四五六七八九十百])")
_SAME_CLAUSE = re.compile(r"日(?:上午|下午|晚|当天)?，?[^，。；]{0,40}$")
_MEETING_OF = re.compile(rf"日的?[^，。；]{{0,16}}(?:{_MEETING})上")
_MET = re.compile(r"会见|会谈|拜会")
_LOOKED = re.compile(r"考察|参观|调研|走访")
_SHOWS = re.compile(r"参展|设展|展位|参加[^，。；]{0,14}(?:博览会|展会|展览会|进博会|投洽会)")


def _as(type_: str, match: re.Match[str] | None) -> Found | None:
    return (type_, match.start(), match.end()) if match else None


def _kind(sentence: str, title: str, dated: bool, number: int) -> Found | None:
    """(type, span) of what a sentence reports, the firmest sign first."""
    past = bool(_PAST.search(sentence[:12]))
    if not past and (found := _ceremony(sentence, dated, number)):
        return found
    met = _MET.search(sentence) if not _LOOKED.search(sentence) else None
    visit = None if met else _visit(sentence, title)
    if visit is not None and not (past and number):
        return visit
    if (
        _SHOWS.search(sentence)
        and not _HELD_SIGN.search(sentence)
        and (found := _as("exhibition", _EXHIBIT.search(sentence)))
    ):
        return found
    if met and not past:
        return _as("talks", met)
    if found := _meeting(sentence, past) or _as("conference", _MEETING_OF.search(sentence)):
        return found
    match = _SIGN.search(sentence)
    if (
        match
        and not past
        and not re.match(
            r"签约(?:率|到|后|以来|算起|企业[\d两三四五六七八九十百]|项目[\d两三四五六七八九十百])",
            sentence[match.start() :],
        )
    ):
        return _as("signing", match)
    return _as("exhibition", _EXHIBIT.search(sentence))


def _ceremony(sentence: str, dated: bool, number: int) -> Found | None:
    """Training, a signing ceremony, a ground-breaking, a start of production."""
    if found := _as("training", _TRAINING.search(sentence)) or _as("signing", _CEREMONY.search(sentence)):
        return found
    ground = _GROUND.search(sentence)
    held = ground and (_CEREMONY_WORD.search(sentence) or (dated and _SAME_CLAUSE.search(sentence[: ground.start()])))
    if ground and held and not _NO_START.search(sentence):
        gathered = dated and re.search(r"集中|仪式|举行", sentence)
        if number == 0 or gathered:
            return _as("groundbreaking", ground)
    if number == 0 and not _NO_PRODUCTION.search(sentence):
        return _as("commissioning", _COMMISSION.search(sentence))
    return None


def _meeting(sentence: str, past: bool) -> Found | None:
    """Talks of a few, or a conference of many; a signing within is left to the signing."""
    talk, held = _TALK.search(sentence), _HELD.search(sentence)
    signs = _SIGN.search(sentence)
    if talk and held and not re.search(r"视频|洽谈会|会见", sentence):
        if not signs or re.search(_MEETING, sentence):
            return _as("conference", held)
    elif talk and not past and not signs:
        return _as("talks", talk)
    return _as("conference", held) if not past else None


def _only_met(sentence: str, title: str) -> bool:
    """Whether a sentence tells of a meeting and of no journey to it."""
    if not re.search(r"对接会|座谈会|洽谈会|推介会", sentence) or re.search("考察组|考察团|带队|率队|率团", sentence):
        return False
    trip = _TRIP.search(sentence) and _OFFICIAL.search(sentence)
    return not (trip and not _HELD.search(sentence) and "洽谈会" not in sentence + title)


_TEAM = re.compile("考察组|考察团|带队|率队|率团|一行|率[^，。]{1,12}赴")
_LED = re.compile(r"(?:董事长|总裁|总经理|会长|秘书长|理事长|创始人|CEO)[^，。；、]{0,5}(?:一行|率队|率团|带队|率)")


def _visit(sentence: str, title: str) -> Found | None:
    """A visit and its direction: guests coming, officials travelling, officials looking at their own ground."""
    if re.match("会后|会前|期间", sentence.lstrip()):
        return None
    come, trip, look = _COME.search(sentence), _TRIP.search(sentence), _LOOK.search(sentence)
    guests, held = _GUESTS.search(sentence), _HELD.search(sentence)
    looks = look and _OFFICIAL.search(sentence[: look.start()]) and not guests and not (trip and _FAR.search(trip[0]))
    if look and looks and held and look.end() <= held.start() and look[0] in ("查看", "察看", "视察", "走访"):
        return _as("inspection", look)
    if (not come and _only_met(sentence, title)) or (held and not guests and not _TEAM.search(sentence)):
        return None
    if (come and guests) or (_LED.search(sentence) and (come or trip)):
        return _as("inbound_visit", come or trip)
    if trip and re.search(r"洽谈会|座谈会", title):
        return None
    if home := re.search(r"(?:回乡|返乡|回家乡|回到家乡)[^，。；]{0,6}(?:考察|参观|看|调研)?", sentence):
        return _as("inbound_visit", home)
    return _going_out(sentence, come, trip, look) or _seen(sentence, come, trip, look)


Hit = re.Match[str] | None


def _going_out(sentence: str, come: Hit, trip: Hit, look: Hit) -> Found | None:
    """Officials or a promotion team on their way to somewhere else."""
    team = re.search(r"考察团|考察组|小分队|招商团|招商组|专班|带队|率队", sentence)
    if trip and (_OFFICIAL.search(sentence[: trip.end()]) or team):
        far = _FAR.search(sentence[trip.start() : trip.end() + 12]) or re.search(r"赴|前往|奔向", trip[0])
        if far and not (look and re.search(r"调研", trip[0]) and not _FAR.search(trip[0])):
            return _as("outbound_visit", trip)
    called = re.search(r"拜访|登门", sentence)
    official = called and not come and _OFFICIAL.search(sentence[: called.start()])
    return _as("outbound_visit", called) if official else None


def _seen(sentence: str, come: Hit, trip: Hit, look: Hit) -> Found | None:
    """Guests without a word about who they are, an inspection, a trip that only its organiser gives away."""
    if come:
        return _as("inbound_visit", come)
    if look and _OFFICIAL.search(sentence[: look.end() + 12]) and not re.search(r"签约", sentence[: look.start()]):
        return _as("inspection", look)
    return _as("outbound_visit", trip) if trip and re.search(r"组织|带队|率队", sentence) else None


def _accept(event: Event, found: list[Event], dated: bool, number: int, sentence: str) -> bool:
    """Whether an event further down is one of its own: another type, and either dated or plainly told as held."""
    if not found:
        return number <= 2 or dated or event.type in ("exhibition", "outbound_visit", "signing")
    if any(each.type == event.type for each in found):
        return False
    main = found[0].type
    if event.type == "signing":
        return (main == "conference" and bool(re.search(r"签约仪式|集中签约|签订|签署", sentence))) or (
            dated and main in ("groundbreaking", "exhibition")
        )
    if event.type == "exhibition":
        return main in ("outbound_visit",) and not found[0].day
    if event.type in ("groundbreaking", "commissioning"):
        return dated
    if event.type == "inbound_visit":
        return main == "conference"
    return (
        dated
        and main not in ("outbound_visit", "inbound_visit", "inspection", "training", "signing")
        and event.type != "talks"
    )


def _complete(text: str, pieces: list[Piece], found: list[Event]) -> list[Event]:
    """A further event without a day of its own was held at the main one; a signing on a visit is its outcome."""
    for event in found[1:]:
        event.day = event.day or found[0].day
    for event in found:
        start, end = reach_of(event, text, pieces)
        match = next((one for one in _OUTCOME.finditer(text, start, end) if not _is_hoped(text, one.start())), None)
        if match and event.type in ("outbound_visit", "inbound_visit", "talks", "signing", "conference"):
            event.signed = True
            event.outcome_mark = Mark(match.start(), match.end(), "outcome", 0.7)
        elif match is None and (hope := _INTENT.search(text, start, end)):
            event.signed = False
            event.outcome_mark = Mark(hope.start(), hope.end(), "outcome", 0.6)
    return found


_OUTCOME = re.compile(
    r"(?:就[^，。；]{2,40}?)?(?:成功|正式|共同|进行)?(?:校企|战略|政企|合作){0,2}(?:签署|"
    r"签订|签下|签成|签约)[^，。；\n]{0,16}"
)
_HOPED = re.compile(r"(?:希望|期待|期盼|争取|力争|有望|(?<![虚模])拟)[^，。；\n]{0,8}\Z")
_INTENT = re.compile(r"达成[^，。]{0,8}(?:共识|意向)|初步意向")


def _is_hoped(text: str, at: int) -> bool:
    """Whether what stands at a place is only hoped for: "hopes to sign this year" is not signed."""
    return bool(_HOPED.search(text, max(0, at - 12), at))


def reach_of(event: Event, text: str, pieces: list[Piece]) -> tuple[int, int]:
    """How far the text speaks of an event: all of it when the lead tells of it, else the paragraph it stands in."""
    if not pieces or event.mark.start < pieces[min(2, len(pieces) - 1)].end:
        return 0, len(text)
    end = text.find("\n", event.mark.end)
    return text.rfind("\n", 0, event.mark.start) + 1, end if end >= 0 else len(text)
