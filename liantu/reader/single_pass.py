"""One pass over one text: clean → sentences → mentions → people → projects → sums → stages → events → figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from liantu.reader.days import days_in
from liantu.reader.events import events_in, reach_of
from liantu.reader.figures import figures_in, once
from liantu.reader.found import Day, Event, Organisation, Project, Reading
from liantu.reader.names import has_coined_word, has_place
from liantu.reader.organisations import Mention, mentions_in, resolve, widest
from liantu.reader.people import TitledName, people_in
from liantu.reader.projects import ProjectWords, date_kind, parts, projects_in
from liantu.reader.quantities import areas_in, capacities_in, counts_in, money_in, shares_in
from liantu.reader.stages import set_stages
from liantu.reader.sums import read_sums
from liantu.reader.text import Clean, Piece, sentences
from liantu.reader.words import Lexicon, Words, words_of

VERSION = "2026.11"
"""Changes whenever a rule or dictionary changes what is read; every fact carries it."""
_HOUSES = re.compile(r"厂房|基础设施|配套|道路|管网|改造|变电站|公寓")


def read(
    clean: Clean, tagged: Sequence[tuple[str, str]], lexicon: Lexicon, names: ProjectWords, title: str = ""
) -> Reading:
    """Everything a clean text states. ``tagged`` are its words with kinds, joined they give the text."""
    words = words_of(clean.text, tagged)
    pieces = sentences(clean.text)
    mentions = mentions_in(words, lexicon)
    titled = people_in(words, mentions, lexicon)
    mentions = widest(mentions + [each.mention for each in titled if each.mention])
    titles = [each.title_at for each in titled]
    mentions = [
        each
        for each in mentions
        if each.role != "government_body" or not any(first <= each.start and each.end <= last for first, last in titles)
    ]
    printed = [each.person.mark for each in titled]
    mentions = [each for each in mentions if not any(each.start < name.start < each.end for name in printed)]
    projects = projects_in(words, mentions, lexicon, names)
    parts(clean.text, projects)
    _set_investors(clean.text, pieces, projects, mentions)
    figures = read_sums(
        clean,
        pieces,
        money_in(clean.text) + areas_in(clean.text),
        projects,
        [each.start for each in mentions if each.role == "zone"],
    )
    figures += figures_in(clean.text, pieces, counts_in(clean.text), shares_in(clean.text))
    set_stages(clean.text, pieces, projects, names)
    days = days_in(clean.text, pieces)
    _set_days(clean.text, pieces, projects, days)
    _set_capacities(clean.text, pieces, projects)
    organisations = resolve(_without_projects(clean.text, mentions, projects, titled), clean.text, lexicon)
    events = events_in(clean.text, pieces, days, title)
    people = [each.person for each in titled]
    if events:
        events[0].people = people
        _set_sides(events, organisations, clean.text, pieces)
    _drop_background(projects, words, lexicon)
    return Reading(organisations, people, projects, events, once(figures))


def _without_projects(
    text: str, mentions: list[Mention], projects: list[Project], titled: list[TitledName]
) -> list[Mention]:
    """Mentions that are not only part of a project's name; a zone that houses what is built stays one."""
    marks = [mark for project in projects for mark in project.mentions]
    firm = {
        text[each.start : each.end]
        for each in mentions
        if not any(mark.start <= each.start and each.end <= mark.end for mark in marks)
    }
    kept = []
    for mention in mentions:
        inside = next((mark for mark in marks if mark.start <= mention.start and mention.end <= mark.end), None)
        name = text[mention.start : mention.end]
        if inside is None or name in firm:
            kept.append(mention)
            continue
        houses = mention.role == "zone" and mention.end < inside.end and _HOUSES.search(text[mention.end : inside.end])
        if houses or (len(name) >= 6 and name.endswith(("公司", "集团"))):
            kept.append(mention)
    return kept


_BY = re.compile(r"由|系|为")
_INVEST = re.compile(r"(?:独家|共同|联合|全额|合资)?(?:投资|出资|开发|承建|建设运营|打造)(?:建设|兴建)?(?:的|，|。|$)?")


def _set_investors(text: str, pieces: list[Piece], projects: list[Project], mentions: list[Mention]) -> None:
    """Who invests: 由甲投资(建设)的项目, 甲投资的项目, 甲与县政府就项目签约, 项目由甲、乙合作."""
    firms = [each for each in mentions if each.role in ("enterprise", "other")]
    for project in projects:
        if project.investors or project.part_of:
            continue
        for mark in project.mentions:
            piece = next((each for each in pieces if each.start <= mark.start < each.end), None)
            if piece is None:
                continue
            near = [
                each
                for each in firms
                if piece.start <= each.start < piece.end and not (mark.start <= each.start < mark.end)
            ]
            before = [each for each in near if each.end <= mark.start and _invests_before(text, each, mark.start)]
            after = [each for each in near if each.start >= mark.end and _invests_after(text, each, mark.end)]
            for firm in _together(text, before) or after or _by_reference(text, project, firms, projects):
                name = text[firm.start : firm.end]
                if name not in project.investors:
                    project.investors.append(name)


def _together(text: str, firms: list[Mention]) -> list[Mention]:
    """The firm nearest before a project, with those a list joins to it: 甲、乙和丙投资."""
    found: list[Mention] = []
    for firm in reversed(firms):
        if found and not re.fullmatch(r"[、和与及]|以及|、以及", text[firm.end : found[0].start]):
            break
        found.insert(0, firm)
    return found


def _by_reference(text: str, project: Project, firms: list[Mention], projects: list[Project]) -> list[Mention]:
    """The firm of 该项目由甲投资 when this is the project named last before it."""
    found = []
    for firm in firms:
        said = re.search(r"(?:该|这个|本)?项目(?:系|是)?由$", text[max(0, firm.start - 8) : firm.start])
        if not said or not _INVEST.match(text[firm.end : firm.end + 12]):
            continue
        before = [(mark.end, each) for each in projects for mark in each.mentions if mark.end <= firm.start - 3]
        if before and max(before, key=lambda pair: pair[0])[1] is project:
            found.append(firm)
    return found


def _invests_before(text: str, firm: Mention, project_from: int) -> bool:
    between = text[firm.end : project_from]
    if re.search(r"[。；]", between) or len(between) > 60:
        return False
    if (
        len(between) <= 8
        and not re.search(r"[，、与和及的等]", between)
        and text[firm.start : firm.end].endswith(("公司", "集团"))
    ):
        return True
    if _INVEST.search(between[:40]) and not re.search("，.{4,}，", between):
        return True
    clause = max(text.rfind(sign, 0, firm.start) for sign in "，。；") + 1
    if re.search(r"走访|参观|考察|拜访|来到|到访|察看|看了", text[clause : firm.start]):
        return False
    return bool(re.search(r"(?:就|签订|签署|签约|合作|双方|三方)[^。；]{0,20}$", between))


def _invests_after(text: str, firm: Mention, project_end: int) -> bool:
    between, after = text[project_end : firm.start], text[firm.end : firm.end + 12]
    return bool(re.search(r"^[^。；]{0,14}由[^。；]{0,12}$", between)) and bool(
        _INVEST.search(after) or re.match("、|和|与", after)
    )


def _set_days(text: str, pieces: list[Piece], projects: list[Project], days: list[Day]) -> None:
    """Dates said of a project, in the sentence that names it or goes on about it, by the verb that gives their kind."""
    for day in days:
        piece = next((each for each in pieces if each.start <= day.mark.start < each.end), None)
        if piece is None:
            continue
        kind = date_kind(text, day, piece)
        if not kind:
            continue
        named = [
            (mark.end, project)
            for project in projects
            for mark in project.mentions
            if piece.start <= mark.start < piece.end
        ]
        if len({id(project) for _, project in named}) == 1:
            named[0][1].dates.append((day, kind))
        elif not named and kind.startswith("planned"):
            earlier = [
                (mark.end, project) for project in projects for mark in project.mentions if mark.end <= piece.start
            ]
            if earlier:
                max(earlier, key=lambda pair: pair[0])[1].dates.append((day, kind))


def _set_capacities(text: str, pieces: list[Piece], projects: list[Project]) -> None:
    for mark in capacities_in(text):
        near = [(each.end, project) for project in projects for each in project.mentions if each.start <= mark.end]
        if near:
            max(near, key=lambda pair: pair[0])[1].capacity.append(mark)


_TO = re.compile(r"赴|前往|到|在|走进|参观|考察|走访|拜访|深入|调研|来到|去了|先去|又去")


def _set_sides(events: list[Event], organisations: list[Organisation], text: str, pieces: list[Piece]) -> None:
    """Who took part in the main event: who is named where the text speaks of it; one of the lead hosts it."""
    main = events[0]
    start, end = reach_of(main, text, pieces)
    # who sends the guests is no stop of their tour
    sent = {each.organisation for each in main.people} if main.type == "inbound_visit" else set()
    lead_end = pieces[min(1, len(pieces) - 1)].end if pieces else 0
    for organisation in organisations:
        if not start <= organisation.mark.start < end:
            continue
        if organisation.role in ("zone", "government_body") and organisation.mark.start < lead_end and not main.hosts:
            main.hosts.append(organisation.name)
        elif (
            main.type in _VISITS
            and organisation.role in ("enterprise", "zone", "other")
            and organisation.name not in sent
        ):
            main.places.append(organisation.name)
        else:
            main.participants.append(organisation.name)


_VISITS = ("outbound_visit", "inspection", "inbound_visit")


def _drop_background(projects: list[Project], words: Words, lexicon: Lexicon) -> None:
    """A name with nothing said of it and seen by a weak rule only is left out."""

    def told(each: Project) -> bool:
        return bool(each.amounts or each.stage or each.dates or each.part_of or each.investors)

    def named(each: Project) -> bool:
        end = each.mark.end - (2 if each.name.endswith("项目") else 0)
        return (
            len(each.name) > 7
            or has_place(words, each.mark.start, end, lexicon)
            or has_coined_word(words, each.mark.start, end, lexicon)
        )

    projects[:] = [
        each
        for each in projects
        if told(each) or (each.mark.confidence > 0.7 and (named(each) or each.mark.rule == "project-list"))
    ]
