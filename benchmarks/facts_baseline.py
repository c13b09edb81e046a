"""The reader to beat: a segmenter and regular expressions, in at most 60 lines."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import rjieba

ENDINGS = "有限公司|公司|集团|开发区|高新区|产业园|管委会|人民政府|局|商会|协会|大学|研究院"
ORGANISATION = re.compile(rf"[\u4e00-\u9fff()]{{2,20}}?(?:{ENDINGS})")
PROJECT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{4,24}项目")
MONEY = re.compile(r"(\d+(?:\.\d+)?)(亿|万)(美元|欧元|元)")
AREA = re.compile(r"(\d+(?:\.\d+)?)亩")
DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
TITLE = re.compile(r"(?:书记|市长|县长|区长|主任|局长|部长|董事长|总裁|总经理|会长|院长|校长)$")
COUNT = re.compile(r"(\d+)个")
EVENTS = (
    ("培训", "training"),
    ("签约", "signing"),
    ("开工", "groundbreaking"),
    ("投产", "commissioning"),
    ("调研", "inspection"),
    ("考察", "outbound_visit"),
    ("推介会", "conference"),
    ("洽谈", "talks"),
)
STAGES = (("投产", "in_production"), ("竣工", "completed"), ("开工", "started"), ("签约", "signed"), ("洽谈", "talks"))
ROLES = (
    ("公司", "enterprise"),
    ("集团", "enterprise"),
    ("区", "zone"),
    ("园", "zone"),
    ("会", "association"),
    ("大学", "school"),
    ("院", "other"),
)


def facts_of(document: dict[str, Any]) -> dict[str, Any]:
    """Facts of a document in the same schema."""
    text = re.sub(r"\s+", "", document["text"])
    names = {found[0] for found in ORGANISATION.finditer(text)}
    role = {name: next((kind for end, kind in ROLES if name.endswith(end)), "government_body") for name in names}
    money = [(one[0], float(one[1]) * (10_000 if one[2] == "亿" else 1), one[3]) for one in MONEY.finditer(text)]
    days = [f"{found[1] or 'XXXX'}-{int(found[2]):02d}-{int(found[3]):02d}" for found in DAY.finditer(text)]
    stage = next((code for word, code in STAGES if word in text), None)
    projects = [_project(name, stage) for name in dict.fromkeys(PROJECT.findall(text))]
    if projects and money:
        projects[0]["total_investment"] = {"text": money[0][0], "value": money[0][1], "unit": "万元", "currency": "CNY"}
    if projects and (area := AREA.search(text)):
        projects[0]["land_area"] = {"text": area[0], "value": float(area[1]), "unit": "亩"}
    words = rjieba.tag(text)
    people = [
        {"name": word, "title": before}
        for (before, _), (word, kind) in pairwise(words)
        if kind == "nr" and TITLE.search(before)
    ]
    kind = next((code for word, code in EVENTS if word in document["title"] + text[:120]), None)
    date = {"text": "", "iso": days[0]} if days else None
    return {
        "id": document["id"],
        "organisations": [{"name": name, "aliases": [], "role": role[name], "text": name} for name in names],
        "projects": projects,
        "events": [{"type": kind, "date": date, "people": people}] if kind else [],
        "aggregates": [
            *({"metric": "projects_signed", "value": int(one), "unit": "个"} for one in COUNT.findall(text)),
            *({"metric": "total_investment", "value": value, "unit": "万" + unit} for _, value, unit in money[1:]),
        ],
    }


def _project(name: str, stage: str | None) -> dict[str, Any]:
    return {"name": name, "investors": [], "stage": {"code": stage, "text": ""} if stage else None, "dates": []}
