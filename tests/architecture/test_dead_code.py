"""What nobody uses goes: a public function, class or constant that the program names nowhere but where it is made.

A name counts as used when another place of the program says it: another module, a template, or its own module outside
its own definition. Tests, examples and benchmarks are no use: what only a test calls is kept alive for nothing.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
# Called by name by somebody else, with the reason.
CALLED_BY_OTHERS = {
    "Command": "Django runs it as the command of its module's name",
    "Migration": "Django runs it",
    "Meta": "Django reads it",
}
# "module:name" → why it stays although nobody in the program names it.
METHOD = "a method of docs/methods that benchmarks measure; no page shows it yet"
STAYS: dict[str, str] = {
    "chains/rules/complexity.py:complexity_of": METHOD,
    "chains/rules/membership.py:presence_probability": METHOD,
    "chains/rules/pull.py:extraction": METHOD,
    "chains/rules/pull.py:pull_of_filling": METHOD,
    "chains/rules/pull.py:row_change": METHOD,
    "chains/rules/pull.py:updated_inverse": METHOD,
    "chains/rules/relatedness.py:entry_test": METHOD,
    "lib/linkages.py:output_multipliers": METHOD,
    "engine/twin.py:screen_rows": "the slow twin, written plainly, that the engine is proved equal to",
    "lib/distances.py:road_km_between": "the distance of two named cities, checked against a printed table",
    **dict.fromkeys(
        (
            "lib/scoring.py:bonus_each_cap",
            "lib/scoring.py:deduct_each",
            "lib/scoring.py:efficacy",
            "lib/scoring.py:group_mean_if_missing",
            "lib/scoring.py:pace",
            "lib/scoring.py:rank_decay",
            "lib/scoring.py:ratio_to_best",
            "lib/scoring.py:zero_below",
        ),
        "one of the scoring functions that appraisal and reporting reckon with",
    ),
    "ui/assets.py:dev_asset": "what only tests of pages need",
    "ui/search_keys.py:Like": "a lookup that Django finds by the name it is registered with",
    "ui/search_keys.py:fill_keys": "what migrations fill the keys of search with",
}
# Decorators that put what they decorate into a register, by which it is then called.
REGISTERS = re.compile(r"^(register\.|router\.|job\(|receiver|check\(|api\.|jit|njit|fill|\w+\.fill)")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _sources() -> list[Path]:
    skipped = {"migrations", "tests"}
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if not skipped & set(path.parts)]
    return [path for path in paths if path.name not in ("apps.py", "factories.py", "testing.py")]


def definitions(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """The public functions and classes at the top of a module that nothing registers by a decorator."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not any(REGISTERS.match(ast.unparse(one)) for one in node.decorator_list):
            yield node.name, node


def words_said(node: ast.AST) -> Counter[str]:
    """Every name, attribute, imported name and word of a text that stands under a node; docstrings say nothing."""
    said: Counter[str] = Counter()
    silent = {
        id(one.body[0].value)
        for one in ast.walk(node)
        if isinstance(one, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        and one.body
        and isinstance(one.body[0], ast.Expr)
        and isinstance(one.body[0].value, ast.Constant)
    }
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            said[one.id] += 1
        elif isinstance(one, ast.Attribute):
            said[one.attr] += 1
        elif isinstance(one, ast.alias):
            said[one.name.split(".")[-1]] += 1
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in silent:
            said.update(WORD.findall(one.value))
    return said


def unused(sources: dict[str, str], templates: str = "") -> list[str]:
    """``module:name`` of every public function and class that no source and no template says elsewhere."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    everywhere: Counter[str] = Counter(WORD.findall(templates))
    for tree in trees.values():
        everywhere.update(words_said(tree))
    found = []
    for module, tree in trees.items():
        for name, node in definitions(tree):
            inside = words_said(node)[name]
            if everywhere[name] - inside <= 0 and name not in CALLED_BY_OTHERS:
                found.append(f"{module}:{name}")
    return found


def test_everything_public_is_used() -> None:
    """Take it out, with its tests; or say in STAYS why it is kept."""
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in _sources()}
    templates = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("templates/**/*.html"))
    found = set(unused(sources, templates))
    assert not found - set(STAYS), f"nobody uses these: {sorted(found - set(STAYS))}"
    assert not set(STAYS) - found, f"these are used, or gone: take them out of STAYS: {sorted(set(STAYS) - found)}"


def test_the_guard_sees_what_is_dead() -> None:
    sources = {
        "a.py": "def used():\n    pass\n\ndef dead():\n    '''dead() calls dead.'''\n    return dead()\n\n@job('x')\ndef work(): ...\n",
        "b.py": "from a import used\nused()\nCALLS = ['by_text']\n",
        "c.py": "def by_text(): ...\ndef in_a_page(): ...\nclass Command: ...\n",
    }
    assert unused(sources, "{{ row.in_a_page }}") == ["a.py:dead"]
