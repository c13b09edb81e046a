"""A room reads like every other room: its files bear the names of CONTRIBUTING's table, others have a reason here."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "liantu"
TABLE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## What each file of a room holds")[1].split("\n## ")[0]
NAMES = set(re.findall(r"`(\w+)\.py`", TABLE)) | {"__init__"}
# what is no room and has names of its own: the frame below the rooms and what stands above them; folders in a room
FRAME = {"audit", "demo", "engine", "lib", "parsers", "people", "reader", "ui"}
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in FRAME)
INNER = {"rules", "actions", "tests", "migrations", "management", "templatetags"}
# What one room alone has, by the noun it is about.
OWN = {
    "chains/drafting": "a template as it is drafted",
    "chains/editing": "the editor of a draft",
    "chains/evidence": "what documents say of links",
    "chains/firm_sums": "sums of firms by place, kept in memory",
    "chains/judgement": "how a link is judged, from reads to the rules",
    "chains/judgement_words": "a judgement as the pages tell it",
    "chains/standing": "how chains stand: what was judged and kept, read into types",
    "chains/first": "what to do first on a chain: the ranked links beside the map",
    "chains/link_page": "the page of one link",
    "chains/leadership": "the page of who leads a chain",
    "chains/pulling": "pull through the input-output table",
    "enterprises/enterprise_page": "the page of one enterprise, and of a row of the register",
    "foundation/accounts/oidc": "log in with the zone's own directory",
    "foundation/accounts/oidc_adapter": "log in with the zone's own directory",
    "foundation/accounts/oidc_views": "the two addresses of that log-in, there only when it is on",
    "foundation/files/paper_actions": "writes of papers, whatever they are evidence of",
    "foundation/files/responses": "a file as an answer",
    "foundation/flows/declared": "every flow that is declared",
    "foundation/jobs/context": "what a job is given",
    "foundation/jobs/registry": "every job that is declared",
    "foundation/jobs/worker": "the process that does the jobs",
    "foundation/system/archive": "a backup as a file",
    "foundation/system/database_file": "the file of the database, looked at as it lies",
    "foundation/system/leftovers": "what broken-off work left, and taking it away",
    "foundation/system/folders": "what the data folder holds, and who takes it",
    "projects/lighting": "which lights are assessed again, and what the rules say of them",
    "enterprises/doubles": "enterprises that may be one",
    "projects/doubles": "projects that may be one",
    "projects/sheet": "the one sheet of a project",
    "projects/figures_page": "the page of figures: tiles, decisions, blocks",
    "projects/gate": "what the next stage asks of a project, and what shows each thing",
    "projects/project_page": "the page of one project",
    "projects/board": "the board: a column a stage, its cards drawn in one go",
    "projects/numbers": "what counts up within a zone and a year",
    "outreach/doubles": "contacts that may be one person",
    "prospects/asking": "one question about targets, and the one function that answers it",
    "prospects/calibration": "how right lists were, and what is learnt of it",
    "prospects/evidence": "what is known of candidates beside their words",
    "prospects/score_bars": "the parts of a score as a bar",
    "prospects/standpoint": "from where targets are looked at",
    "prospects/whynot": "why an enterprise stands where it stands, or nowhere",
    "sources/building": "building a release of a register",
    "sources/column_forms": "which column holds what",
    "sources/intake": "a register as it comes in",
    "sources/terminal": "progress and refusals on the command line",
    "sources/documents/corrections": "decided facts as rows to test the reader by",
    "sources/documents/finding": "search over documents",
    "sources/documents/folders": "the folder colleagues fill",
    "sources/documents/model_reading": "what is sent to a language model",
    "sources/products/building": "building a release of product lists",
    "sources/products/folders": "where releases of product lists lie",
    "sources/statistics/linking": "which industries a sector holds",
}


def _modules() -> list[str]:
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            module = path.relative_to(PACKAGE).with_suffix("")
            if not INNER & set(module.parts[:-1]):
                found.append(module.as_posix())
    return found


def test_files_bear_the_names_of_the_table() -> None:
    """Put it into the file of the table it belongs to; or name it after its noun and say in OWN what it holds."""
    assert {"chains", "foundation", "projects"} <= set(ROOMS)
    strange = [one for one in _modules() if one.rsplit("/", 1)[-1] not in NAMES and one not in OWN]
    assert not strange, f"no file of a room is called so: {strange}"


def test_the_table_names_files_there_are() -> None:
    stems = {one.rsplit("/", 1)[-1] for one in _modules()}
    assert {"models", "reads", "actions", "pages"} <= NAMES
    # acts are declared room by room as they move onto the mechanism
    assert NAMES - stems <= {"acts", "metrics", "figures", "duty_kinds", "testing"}
