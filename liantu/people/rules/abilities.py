"""The one table of who may do what: ability → roles. Readable top to bottom; shown as it is on the abilities page.

Names are English message ids; the page translates them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A kind of user in a zone. ``external`` roles see only what is theirs."""

    code: str
    name: str
    external: bool = False


@dataclass(frozen=True)
class Ability:
    """One act and the roles that may do it."""

    code: str
    name: str
    roles: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role("zone_administrator", "Zone administrator"),
    Role("zone_leadership", "Zone leadership"),
    Role("chain_chief", "Chain chief"),
    Role("promotion_officer", "Investment officer"),
    Role("data_officer", "Data officer"),
    Role("assessor", "Assessor"),
    Role("observer", "Observer"),
    Role("chain_leader_liaison", "Chain leader liaison", external=True),
    Role("ambassador", "Investment ambassador", external=True),
    Role("third_party_agency", "Third-party agency", external=True),
    Role("chamber_of_commerce", "Chamber of commerce", external=True),
)

_STAFF = ("zone_administrator", "zone_leadership", "chain_chief", "promotion_officer", "data_officer", "assessor")
_READERS = (*_STAFF, "observer")
_CHAIN_MAKERS = ("zone_administrator", "chain_chief", "promotion_officer", "data_officer")
_DATA = ("zone_administrator", "data_officer")
_OUTSIDE = ("chain_leader_liaison", "ambassador", "third_party_agency", "chamber_of_commerce")

ABILITIES: tuple[Ability, ...] = (
    Ability("today.view", "Open the day's page", (*_READERS, *_OUTSIDE)),
    # chains
    Ability("chains.view", "See chains and their maps", (*_READERS, "chain_leader_liaison", "ambassador")),
    Ability("chains.edit_template", "Draw and change chain templates", _CHAIN_MAKERS),
    Ability("chains.publish_template", "Publish a template version", ("zone_administrator", "chain_chief")),
    Ability("chains.appoint", "Appoint chiefs, leaders and task forces", ("zone_administrator", "zone_leadership")),
    Ability("chains.export", "Export chain tables", _READERS),
    Ability("work.view", "See the work of task forces", _READERS),
    Ability("work.edit", "Keep work points, meetings and tasks", ("zone_leadership", *_CHAIN_MAKERS)),
    Ability("work.instruct", "Keep inspections with instructions", ("zone_leadership", *_CHAIN_MAKERS)),
    Ability("purchases.view", "See purchase lists", (*_READERS, "chain_leader_liaison")),
    Ability("purchases.file", "File purchase lists", (*_CHAIN_MAKERS, "chain_leader_liaison")),
    Ability("purchases.export", "Export purchase lists", (*_CHAIN_MAKERS, "chain_leader_liaison")),
    # prospects
    Ability("prospects.view", "See ranked targets", _READERS),
    Ability("prospects.save_list", "Save target lists", ("zone_administrator", "chain_chief", "promotion_officer")),
    Ability(
        "prospects.mark", "Mark targets right or wrong", ("zone_administrator", "chain_chief", "promotion_officer")
    ),
    Ability("prospects.export", "Export target lists", ("zone_administrator", "chain_chief", "promotion_officer")),
    Ability(
        "prospects.switch_ranking",
        "Fit a ranking on reviewed decisions and switch it on",
        ("zone_administrator", "chain_chief"),
    ),
    Ability("prospects.restrict", "Keep the list of enterprises not to be invited", _CHAIN_MAKERS),
    Ability("suggestions.view", "See suggestion lists", (*_READERS, "chain_leader_liaison")),
    Ability("suggestions.file", "File suggestions", (*_CHAIN_MAKERS, "chain_leader_liaison")),
    Ability("suggestions.decide", "Accept, assign and return suggestions", ("zone_leadership", "chain_chief")),
    Ability("suggestions.follow", "Report what became of an assigned suggestion", _CHAIN_MAKERS),
    Ability("suggestions.export", "Export suggestion lists", _STAFF),
    Ability("challenges.view", "See open challenges", (*_READERS, "chain_leader_liaison", "ambassador")),
    Ability("challenges.post", "Post open challenges", ("zone_administrator", "chain_chief", "promotion_officer")),
    Ability("challenges.claim", "Claim open challenges and report delivery", ("chain_leader_liaison",)),
    Ability("challenges.award", "Award, reward or fail a challenge", ("zone_leadership", "chain_chief")),
    Ability("challenges.review", "Review what a challenge delivered", ("zone_leadership", "chain_chief", "assessor")),
    # outreach
    Ability("outreach.view", "See engagements, forces and agreements", _READERS),
    Ability("outreach.log", "Log visits, talks and receptions", ("zone_leadership", *_CHAIN_MAKERS)),
    Ability("outreach.keep", "Keep promotion forces, agreements and partner parks", _CHAIN_MAKERS),
    Ability("outreach.contacts", "See contacts with covered telephones, and uncover them", _CHAIN_MAKERS),
    Ability("outreach.merge", "Merge contacts and undo a merge", _DATA),
    Ability("outreach.export", "Export outreach tables", _STAFF),
    # leads and projects
    Ability("leads.view", "See leads (outsiders: their own)", (*_READERS, *_OUTSIDE)),
    Ability(
        "leads.register", "Register leads and extend their protection", ("zone_leadership", *_CHAIN_MAKERS, *_OUTSIDE)
    ),
    Ability("leads.work", "Answer, screen and report leads", _CHAIN_MAKERS),
    Ability("leads.decide", "Decide who a disputed lead belongs to", ("zone_leadership",)),
    Ability("leads.forms", "Keep public lead forms", _CHAIN_MAKERS),
    Ability("leads.export", "Export leads", _STAFF),
    Ability("projects.view", "See projects", _READERS),
    Ability("projects.edit", "Open projects, fill them in and bring papers", _CHAIN_MAKERS),
    Ability("projects.move", "Move projects through their stages", _CHAIN_MAKERS),
    Ability(
        "projects.verify",
        "Be the second person of a stage that counts",
        ("zone_leadership", "chain_chief", "data_officer"),
    ),
    Ability("projects.credit", "Split and pass on credit", ("zone_leadership", "chain_chief")),
    Ability("projects.statistics", "Say where projects stand with the statistics bureau", _DATA),
    Ability("projects.plan", "Change the plan of stages", ("zone_administrator",)),
    Ability("projects.merge", "Merge projects and undo a merge", _DATA),
    Ability("projects.export", "Export projects", _STAFF),
    # enterprises
    Ability("enterprises.view", "See enterprises", _READERS),
    Ability(
        "enterprises.edit", "Correct enterprise records", ("zone_administrator", "promotion_officer", "data_officer")
    ),
    Ability("enterprises.merge", "Merge duplicates and undo a merge", _DATA),
    Ability("enterprises.export", "Export enterprises", ("zone_administrator", "promotion_officer", "data_officer")),
    # sources
    Ability("sources.view", "See data sources and their quality", _READERS),
    Ability("sources.import", "Bring registers in", _DATA),
    Ability("sources.drop", "Drop a register release", _DATA),
    Ability("sources.export", "Download refused rows and reports", _DATA),
    Ability("statistics.view", "See statistical tables", _READERS),
    Ability("statistics.import", "Bring statistical tables in", _DATA),
    Ability("documents.view", "See documents and what they state", _READERS),
    Ability("documents.bring", "Bring documents in", ("zone_leadership", *_CHAIN_MAKERS)),
    Ability("documents.review", "Accept, correct and reject what was read, and make rows of it", _CHAIN_MAKERS),
    Ability("documents.keep", "Keep sources of documents, and export corrections", _DATA),
    # foundation
    Ability("accounts.manage", "Manage people and roles", ("zone_administrator",)),
    Ability("accounts.explain", "See who may do what", _READERS),
    Ability("accounts.token", "Make API tokens", ("zone_administrator", "data_officer", "promotion_officer")),
    Ability("audit.view", "Read the audit log", ("zone_administrator", "zone_leadership", "assessor")),
    Ability("jobs.view", "See background work", _READERS),
    Ability("jobs.control", "Cancel and retry background work", _DATA),
    Ability("files.view", "Open stored files", _READERS),
    Ability("files.delete", "Delete stored files", _DATA),
    Ability("exports.view", "Fetch one's own long lists", (*_READERS, "chain_leader_liaison")),
    Ability("duties.view", "See duties and take one's own steps", _READERS),
    Ability("duties.export", "Export the list of duties", _STAFF),
    Ability(
        "duties.hand_over",
        "Hand a person's duties to another",
        ("zone_administrator", "zone_leadership", "data_officer"),
    ),
    Ability("calendar.view", "See working days and office hours", _READERS),
    Ability("calendar.keep", "Keep working days, notices of holidays and office hours", _CHAIN_MAKERS),
    Ability("versions.view", "See the rules the zone follows, and their versions", _READERS),
    Ability("versions.keep", "Draft and propose rules of the zone", ("zone_administrator",)),
    Ability("signoff.view", "See sign-offs", _READERS),
    Ability("signoff.request", "Ask for a sign-off", _STAFF),
    Ability("signoff.decide", "Decide a sign-off", ("zone_administrator", "zone_leadership", "chain_chief")),
    Ability("system.view", "See the system page", ("zone_administrator", "data_officer")),
    Ability("system.operate", "Check and back up the installation", ("zone_administrator",)),
)

ABILITY_BY_CODE = {ability.code: ability for ability in ABILITIES}


def roles_allow(roles: Collection[str], ability_code: str) -> bool:
    """Whether any of ``roles`` may do ``ability_code``. Raises KeyError for an ability that is not in the table."""
    return not set(ABILITY_BY_CODE[ability_code].roles).isdisjoint(roles)
