"""How far a project is: the furthest point its sentences report; a plan counts for nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from liantu.reader.found import Mark, Project
from liantu.reader.projects import ProjectWords
from liantu.reader.text import Piece

_AGREEMENT = re.compile(r"(?:战略合作|框架|合作框架|意向|战略|共建|合作)(?:发展)?协议|战略签约|合作意向书|备忘录")
_CONTRACT = re.compile(r"投资协议|投资合同|项目协议|落户协议|正式协议|入园协议")
_PHASE_NAME = re.compile(r"第?[一二三四首]期")
_NOT_YET = re.compile(
    r"预计|计划|拟|将|有望|力争|争取|确保|早日|尽快|尽早|即将|待|以后|建成后|投产后|"
    r"运营后|达产后|投运后|年内(?:都)?要|今年内都要|推动|加快|促|竣工后"
)


def set_stages(text: str, pieces: list[Piece], projects: list[Project], names: ProjectWords) -> None:
    """Gives each project the furthest stage said of it in the sentences that name it, else in the one behind."""
    signing = _signing_sentence(text, pieces)
    starts = [piece.start for piece in pieces]
    by_piece: dict[int, _Told] = {}
    for project in projects:
        for mark in project.mentions:
            if (index := _index_of(mark.start, pieces, starts)) is not None:
                if index not in by_piece:
                    by_piece[index] = _Told(pieces[index], _stage_words(text, pieces[index], names))
                by_piece[index].mentions.append(mark)
    for project in projects:
        found: list[tuple[int, str, Mark]] = []
        for mark in project.mentions:
            if (index := _index_of(mark.start, pieces, starts)) is not None:
                found += _said(text, by_piece[index], mark, project, names)
        if (
            not found
            and signing is not None
            and not project.part_of
            and _in_list_behind(text, project, signing, pieces)
        ):
            found.append((names.order.index("signed"), "signed", signing))
        if found:
            _, project.stage, project.stage_mark = max(found, key=lambda each: each[0])
    for project in projects:
        whole = next((each for each in projects if each.name == project.part_of), None)
        if project.part_of and not project.stage and whole is not None and not _PHASE_NAME.fullmatch(project.name):
            project.stage, project.stage_mark = whole.stage, whole.stage_mark


@dataclass
class _Told:
    """A sentence with the stage words it holds (stage, word, start) and the projects it mentions."""

    piece: Piece
    words: list[tuple[str, str, int]]
    mentions: list[Mark] = field(default_factory=list)


def _index_of(at: int, pieces: list[Piece], starts: list[int]) -> int | None:
    """The sentence that holds a place; None when none does."""
    index = bisect_right(starts, at) - 1
    return index if index >= 0 and at < pieces[index].end else None


def _stage_words(text: str, piece: Piece, names: ProjectWords) -> list[tuple[str, str, int]]:
    sentence = text[piece.start : piece.end]
    return [
        (stage, word, piece.start + match.start())
        for stage, words in names.stages.items()
        for word in words
        if word in sentence
        for match in re.finditer(re.escape(word), sentence)
    ]


def _said(text: str, told: _Told, mark: Mark, project: Project, names: ProjectWords) -> list[tuple[int, str, Mark]]:
    """(order, stage, where) of a sentence's stage words that are done, not planned, and near no other project."""
    found = []
    piece = told.piece
    for stage, word, start in told.words:
        end = start + len(word)
        if (
            mark.start <= start < mark.end
            or _planned(text, piece, mark, start, end)
            or not _about(text, mark, start, told.mentions)
        ):
            continue
        code = stage
        if (
            stage == "signed"
            and _AGREEMENT.search(re.split("。|，|以及|；", text[max(piece.start, start - 4) : end + 24])[0])
            and not _CONTRACT.search(text[start : end + 24])
        ):
            code = "agreement"
        if _PHASE_NAME.fullmatch(project.name) and not 0 <= start - mark.end <= 24:
            continue
        if stage == "lead" and word not in ("有望", "意向", "计划引进"):
            continue
        if stage == "talks" and _done_later(text, piece):
            continue
        found.append((names.order.index(code), code, Mark(start, end, "stage", 0.75)))
    return found


def _done_later(text: str, piece: Piece) -> bool:
    return bool(re.search(r"后才敲定|签约|签署|签订", text[piece.start : piece.end]))


def _planned(text: str, piece: Piece, mark: Mark, start: int, end: int) -> bool:
    clause = max(text.rfind("，", piece.start, start), text.rfind("、", piece.start, start), piece.start - 1) + 1
    clause = max(clause, mark.end) if mark.end <= start else clause
    before, after = text[clause:start], text[end : end + 2]
    if text[start:end] == "建成" and re.match(r"\d|[^，。]{0,16}(?:能力|生产线)", text[end : end + 20]):
        return True
    if re.search(r"(?:年|月|日|底|末|季度)之?前$", text[max(0, start - 6) : start]):
        return True
    if text.startswith("许可", end):
        return True
    if after.startswith(("后", "前")) or text.startswith(("仪式前",), end):
        return True
    whole = text[max(piece.start, clause - 6) : start]
    part = max(text.rfind("；", piece.start, start) + 1, piece.start)
    ahead = re.search(r"预计|计划|力争|争取|确保|有望", text[part:start])
    if (
        ahead
        and not re.search(r"已|日前|近日|目前|现|正在", text[part + ahead.end() : start])
        and re.search(r"[年月底]", text[part + ahead.start() : start])
    ):
        return True
    return bool(
        re.search(
            r"预计|计划(?!总?投资)|拟$|将|有望|力争|争取|确保|早日|尽快|尽早|即将|待|今年内|年内|目标|加快|推动", before
        )
    ) or bool(re.search(r"今年内|年内(?:都)?要|争取在", whole))


def _about(text: str, mark: Mark, start: int, mentions: list[Mark]) -> bool:
    """Whether a stage word speaks of this project: none stands between, unless both are items of one list."""
    if start < mark.start and re.search(r"其中|包括|分别[是为]", text[start : mark.start]):
        return True
    low, high = (mark.end, start) if start >= mark.end else (start, mark.start)
    for each in mentions:
        if low <= each.start < high and each.end != mark.end:
            gap = text[min(mark.end, each.end) : max(mark.start, each.start)]
            if not re.fullmatch(r"[、和及以]|以及|、以及|[^。；]{0,40}[、和]", gap) and "；" in gap:
                return False
            if re.search(r"[，；。]", gap) and not re.search(r"[、和]", gap):
                return False
    return "；" not in text[low:high]


def _signing_sentence(text: str, pieces: list[Piece]) -> Mark | None:
    """The first sentence that reports a signing of projects: its list may stand in the sentences behind."""
    for piece in pieces[:3]:
        match = re.search(
            r"签约仪式|集中签约|签成|签下|项目[^，。]{0,8}签约|签约[^，。]{0,8}项目|签订[^，。]{0,14}协议",
            text[piece.start : piece.end],
        )
        if match and not re.search(r"意向|框架|战略", match[0]):
            return Mark(piece.start + match.start(), piece.start + match.end(), "stage-list", 0.6)
    return None


def _in_list_behind(text: str, project: Project, signing: Mark, pieces: list[Piece]) -> bool:
    """Whether the project is one of those the signing sentence counts: an item of 一是, 包括 or 即."""
    before = text[max(0, project.mark.start - 12) : project.mark.start]
    if project.mark.start < signing.start:
        return False
    return (
        bool(
            re.search(
                r"(?:一是|二是|三是|四是|包括|分别是|分别为|其中|即|对应|占(?:\d+|[一两二三四五六七八九十])个：|：|、|和|签的是)[^，。]{0,6}$",
                before,
            )
        )
        and "投资" not in text[signing.end : signing.end]
    )
