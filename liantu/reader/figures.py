"""Figures about many: how many projects were signed or started, what share, how many visits."""

from __future__ import annotations

import re

from liantu.reader.found import Count, Figure, by_piece
from liantu.reader.text import Piece

_SIGNED = re.compile(r"签约|签订|签署|签下|签成|新签|签了|协议|上台|集中签")
_STARTED = re.compile(r"开工|开复工|动工|奠基|启动建设")
_DONE = re.compile(r"竣工|投产|建成|达产|投运")
_SETTLED = re.compile(
    r"(?:引来|吸引|集聚|聚集|入驻|落户|进驻|引进)[^，。；]{0,6}企业|企业[^，。]{0,6}(?:入驻|落户|进驻)"
)
_VISITS = re.compile(r"组团|来访|走访|拜访|考察|赴|前往|外出|洽谈|接待|登门|调研")
_TOLD = re.compile(r"项目|企业|签约|开工|投产|竣工|入驻|落户|引进|新签|外资")
_THINGS = re.compile(r"^(?:[^，。、；：]{0,14}?)(?:项目|企业|公司|签约)")
_BEFORE = re.compile(
    r"(?:项目|企业|签约|新签|协议|引进|洽谈|在谈|开工|开复工|投产|竣工|建成|入驻|落户|以上的?|"
    r"元的|级的?|园区的|其中|占|业|部|类|[，。；](?:共|一共)|^共)(?:(?:共|超过|超|达|约|"
    r"近|有|总数|数|共计|达到|增至|已)*|(?:项目)?(?:共|超过|达|约|有)*)$"
)
_SKIP_AFTER = re.compile(
    r"^(?:子项目|月|方面|功能区|产业链|国家|小时|工作日|街道|乡镇|镇|村|部门|单位|代表团|"
    r"商协会|协会|省|市|州|县|板块|环节|组|字|主导|重点产业|产业集群|集群|园区|平台|中心|"
    r"基地|岗位|席|床位|以上部门|核心|阶段|小组)"
)
_GOES_ON = re.compile(r"按|其中|分|从[^，。]{1,8}看|(?:这些|上述|所签|签约)项目")
_PLANNED = re.compile(r"有望|力争|计划|预计|拟|将|目标|确保|争取|要再?(?:签|引|开)")
_BACKGROUND = re.compile(r"运营的|旗下|该公司|公司(?:目前|现|已|拥有)|集团(?:目前|现|已|拥有)|拥有|全球|世界")
_SHARE_STRATEGIC = re.compile(r"战略性?新兴")
_SHARE_SKIP = re.compile(r"满意|持股|股权|股份|市场占有|好评|参保|绿化|湿度|纯度|浓度|转化率|效率")


def figures_in(text: str, pieces: list[Piece], counts: list[Count], shares: list[Count]) -> list[Figure]:
    """The counted figures of a text: projects signed, started, completed; visits; shares. Each value once a metric."""
    found: list[Figure] = []
    last_metric = ""
    shares_of = by_piece(shares, pieces)
    for piece, inside, parts in zip(pieces, by_piece(counts, pieces), shares_of, strict=True):
        if not _GOES_ON.match(text, piece.start):
            last_metric = ""
        for count in inside:
            metric = _metric(text, piece, count, last_metric)
            if metric:
                found.append(Figure(metric, count.value, count.unit, count.mark))
                last_metric = (
                    metric
                    if metric.startswith("projects") or (metric == "other" and count.unit == "个")
                    else last_metric
                )
        for share in parts:
            before = text[max(piece.start, share.mark.start - 24) : share.mark.start]
            before = re.split("[，；]", before)[-1]
            if not _SHARE_SKIP.search(before[-8:]):
                metric = "share_strategic_emerging" if _is_strategic(text, piece, share, before) else "other"
                found.append(Figure(metric, share.value, share.unit, share.mark))
    return found


def _is_strategic(text: str, piece: Piece, share: Count, before: str) -> bool:
    """Whether a percentage is the share of strategic emerging industries, not their growth."""
    if re.search(r"增长|增速|同比", before):
        return False
    if _SHARE_STRATEGIC.search(before):
        return True
    clauses = re.split("[，；]", text[piece.start : share.mark.start])
    return len(clauses) > 1 and clauses[-1].startswith("占") and bool(_SHARE_STRATEGIC.search(clauses[-2]))


def once(figures: list[Figure]) -> list[Figure]:
    """Each metric and value once, the first time it is told."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for figure in sorted(figures, key=lambda each: each.mark.start):
        key = (figure.metric, str(figure.value.normalize()))
        if key not in seen:
            seen.add(key)
            kept.append(figure)
    return kept


def _metric(text: str, piece: Piece, count: Count, last_metric: str) -> str:
    start, end = count.mark.start, count.mark.end
    head = max(text.rfind(sign, piece.start, start) for sign in "，；：")
    clause_from = max(head + 1, piece.start)
    tail = re.compile(r"[，。；：]").search(text, end, max(piece.end, end))
    clause_to = tail.start() if tail else piece.end
    before, after = text[clause_from:start], text[end:clause_to]
    clause = before + after
    if count.unit in ("次", "人次", "批次", "批", "场"):
        return (
            "visits_made" if _VISITS.search(clause) and count.unit in ("次", "人次", "批次") and count.value > 1 else ""
        )
    if (
        _SKIP_AFTER.match(after)
        or _PLANNED.search(before[-14:])
        or _BACKGROUND.search(before)
        or re.search(r"有望|力争|都?计划|预计|都?将", after)
    ):
        return ""
    if count.unit == "件":
        return "other" if re.search(r"实事|问题|办结|办成|解决", clause) else ""
    if count.unit not in ("个", "家", "项", "宗"):
        return ""
    told = bool(_THINGS.match(after)) or bool(_BEFORE.search(before)) or (last_metric and re.search(r"占$|的$", before))
    if not told:
        return ""
    return _by_verb(clause, text[piece.start : piece.end], before, after, count, last_metric)


def _by_verb(clause: str, sentence: str, before: str, after: str, count: Count, last_metric: str) -> str:
    """The metric that the verbs of the clause give, else what the figures before it were about."""
    if _SETTLED.search(clause):
        return "enterprises_settled"
    if re.search(r"(?:签约|新签)[^，。]{0,6}项目$", before):
        return "projects_signed"
    if re.search(r"在谈|意向项目|正在洽谈|推进项目|来源项目|储备|引进[^，。]{0,6}项目|合作项目", before):
        return "other"
    if re.fullmatch(r"(?:一?共|共计)", before) and not after:
        clause = sentence
    near = before.rsplit("、", 1)[-1] + after.split("、", 1)[0]
    if _DONE.search(near) and not _STARTED.search(near):
        return "projects_completed"
    if _STARTED.search(clause):
        return "projects_started"
    if _DONE.search(clause):
        return "projects_completed"
    if count.unit == "家":
        if "签约企业" in clause:
            return "projects_signed"
        return "other" if re.search(r"(?:与|向|同|和)(?:.{2,24}等)?$", before) and _SIGNED.search(clause) else ""
    if _SIGNED.search(clause):
        return "projects_signed"
    return last_metric or _by_sentence(clause, sentence, before, after)


def _by_sentence(clause: str, sentence: str, before: str, after: str) -> str:
    if _SIGNED.search(sentence) and (re.search(r"以上的?$", before) or re.match(r"[^，。；]{0,10}项目", after)):
        return "projects_signed"
    if re.search(r"项目", clause) and re.search(r"实施|推进|引进|储备|谋划|包装|落地|列入|入库", sentence):
        return "other"
    return ""
