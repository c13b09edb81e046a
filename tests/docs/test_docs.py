"""What the documents say is true: links lead somewhere, verbs exist, settings are listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands() -> set[str]:
    """The verbs of Liantu's own rooms, and ``start``."""
    found = {"start"}
    for config in apps.get_app_configs():
        if config.name.startswith("liantu."):
            folder = Path(config.path) / "management" / "commands"
            found |= {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(
        r"`((?:docs|reference|benchmarks|tests)/[\w./-]+\.\w+)`", text
    )
    missing = [
        target
        for target in targets
        if not target.startswith("http") and not (page.parent / target).exists() and not (ROOT / target).exists()
    ]
    assert not missing, f"{page.name} points to what is not there: {missing}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_verbs_exist(page: Path) -> None:
    verbs = set(re.findall(r"(?m)(?:^|`)\s*liantu ([a-z-]+)\b", page.read_text("utf-8")))
    strange = verbs - commands() - {"migrate", "createsuperuser", "help", "shell", "runserver", "collectstatic"}
    assert not strange, f"{page.name} names verbs that do not exist: {strange}"


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_room_has_its_row_in_the_house(page: str) -> None:
    """A new room: say in the table of both READMEs which question it answers."""
    rooms = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("liantu.")}
    told = set(re.findall(r"(?m)^\| `(\w+)`", (ROOT / page).read_text("utf-8")))
    assert not rooms - told - {"demo"}, f"{page} has no row of {rooms - told - {'demo'}}"


def test_every_verb_is_documented() -> None:
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    missing = [verb for verb in sorted(commands()) if not re.search(rf"`(?:liantu )?{verb}\b|· `{verb}", text)]
    assert not missing, f"docs/reference/cli.md does not name {missing}"


def test_every_setting_is_documented() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "liantu").rglob("*.py") if "tests" not in path.parts)
    names = set(re.findall(r"[\"'](LIANTU_[A-Z_]+)[\"']", source)) - {"LIANTU_SHARED_DATA"}
    text = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    missing = sorted(name for name in names if name not in text)
    assert not missing, f"docs/reference/settings.md does not name {missing}"
