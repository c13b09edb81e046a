"""How large the house is and how it is kept: lines by room, a small room's weight, functions, templates, tests.

    python -m benchmarks.house                      # this checkout
    python -m benchmarks.house --at REV             # an older commit, from an archive in a temporary folder
    python -m benchmarks.house --before REV         # both side by side
    python -m benchmarks.house --times              # also runs ./test and tells wall and processor seconds

Source is what ships as ``.py`` and ``.html``, without tests and migrations; lines are all lines of a file. Nothing is
asserted; the rules that are lie in ``tests/architecture``.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import re
import resource
import subprocess
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "prospects/challenges"  # the smallest whole room: a flow, pages, to-dos, sentences
FRAMEWORK = {"django", "ninja", "django_htmx", "axes", "csp", "allauth", "whitenoise"}
OLD_FORMAT = re.compile(r"#\s*fmt:\s*skip")
IGNORED = re.compile(r"#\s*type:\s*ignore")


@dataclass(frozen=True)
class Source:
    """One Python file of the program: where it stands, its text, what it says."""

    place: str
    text: str

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def functions(self) -> Iterator[int]:
        """How many lines each function has."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1

    @property
    def imported(self) -> set[str]:
        """The dotted names it imports, wherever the import stands; what is imported only for types does not count."""
        found: set[str] = set()
        package = self.place.removesuffix(".py").removesuffix("/__init__").split("/")
        if not self.place.endswith("__init__.py"):
            package = package[:-1]
        for node in _run(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                origin = ".".join([*base, *([node.module] if node.module else [])])
                found |= {origin, *(f"{origin}.{alias.name}" for alias in node.names)}
        return found


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that is run: the branch for the type checker is passed over."""
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING"):
            yield child
            yield from _run(child)


@dataclass
class House:
    """What stands in a checkout: sources and templates that ship, and the lines of tests."""

    sources: list[Source]
    templates: dict[str, list[str]]
    test_lines: int
    contracts: int
    sample_files: int
    rooms: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, root: Path) -> House:
        sources, test_lines = [], 0
        for path in sorted([*(root / "liantu").rglob("*.py"), *(root / "tests").rglob("*.py"), root / "conftest.py"]):
            place, text = path.relative_to(root), path.read_text("utf-8")
            if "migrations" in place.parts:
                continue
            if "tests" in place.parts or place.name == "conftest.py":
                test_lines += text.count("\n")
            else:
                sources.append(Source(place.as_posix(), text))
        templates = {
            path.relative_to(root).as_posix(): path.read_text("utf-8").splitlines()
            for path in sorted((root / "liantu").rglob("*.html"))
            if "static" not in path.parts
        }
        contracts = (root / ".importlinter").read_text("utf-8").count("[importlinter:contract:")
        files = [path for path in (root / "liantu" / SAMPLE).rglob("*") if path.is_file()]
        kept = [path for path in files if path.suffix not in {".pyc", ".mo"}]
        house = cls(sources, templates, test_lines, contracts, len(kept))
        for place, lines in house.sizes():
            parts = place.split("/")
            house.rooms[parts[1] if len(parts) > 2 else "(start)"] += lines
        return house

    def sizes(self) -> Iterator[tuple[str, int]]:
        yield from ((one.place, one.lines) for one in self.sources)
        yield from ((place, len(lines)) for place, lines in self.templates.items())

    @property
    def python_lines(self) -> int:
        return sum(one.lines for one in self.sources)

    def framework_free(self) -> int:
        """Lines of the files that reach no framework by what they import, however far."""
        by_name = {
            one.place.removesuffix(".py").removesuffix("/__init__").replace("/", "."): one for one in self.sources
        }
        imports = {
            name: one.imported | {name.rsplit(".", depth)[0] for depth in range(1, name.count("."))}
            for name, one in by_name.items()
        }
        bound = {name for name, seen in imports.items() if any(one.split(".")[0] in FRAMEWORK for one in seen)}
        while more := {name for name, seen in imports.items() if name not in bound and seen & bound}:
            bound |= more
        return sum(one.lines for name, one in by_name.items() if name not in bound)


def measures(house: House) -> dict[str, str]:
    """The table: what is measured, and its figure."""
    lines = [line for text in house.templates.values() for line in text]
    lengths = sorted(length for one in house.sources for length in one.functions)
    sample = [(place, size) for place, size in house.sizes() if place.startswith(f"liantu/{SAMPLE}/")]
    told = {
        "lines that ship (.py + .html)": f"{sum(house.rooms.values()):,}",
        "of them Python": f"{house.python_lines:,}",
        "of them templates": f"{len(lines):,}",
        **{f"  {room}": f"{size:,}" for room, size in sorted(house.rooms.items())},
        f"{SAMPLE}: files, of them source": f"{house.sample_files}, {len(sample)}",
        f"{SAMPLE}: lines of Python, of templates": f"{_sum(sample, '.py')}, {_sum(sample, '.html')}",
        "framework-free share of Python": f"{house.framework_free() / house.python_lines:.3f}",
        "function lines p50 / p90 / p99 / max": " / ".join(str(_at(lengths, share)) for share in (0.5, 0.9, 0.99, 1)),
        "functions over 60 lines": str(sum(length > 60 for length in lengths)),
        "Python files over 600 lines": str(sum(one.lines > 600 for one in house.sources)),
        "template lines over 120 characters": _share(sum(len(line) > 120 for line in lines), len(lines)),
        "`Any` in annotations and code": str(sum(_names(one.tree, "Any") for one in house.sources)),
        "`type: ignore`": str(sum(len(IGNORED.findall(one.text)) for one in house.sources)),
        "`fmt: skip`": str(sum(len(OLD_FORMAT.findall(one.text)) for one in house.sources)),
        "slots": str(sum(_slots(one.tree) for one in house.sources)),
        "import contracts": str(house.contracts),
        "test lines : Python lines": f"{house.test_lines:,} ({house.test_lines / house.python_lines:.2f})",
    }
    return told


def _at(lengths: list[int], share: float) -> int:
    return lengths[min(len(lengths) - 1, int(share * len(lengths)))]


def _sum(sizes: Iterable[tuple[str, int]], ending: str) -> int:
    return sum(size for place, size in sizes if place.endswith(ending))


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({part / whole:.3f})"


def _names(tree: ast.AST, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _slots(tree: ast.AST) -> int:
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sum(isinstance(one, ast.Name) and one.id == "Slot" for one in called)


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """The files of a commit, in a temporary folder."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="liantu-house-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def measured_at(revision: str) -> dict[str, str]:
    """The measures of a commit, or of this checkout for ""."""
    if not revision:
        return measures(House.read(ROOT))
    with checkout(revision) as root:
        return measures(House.read(root))


def time_of_tests() -> dict[str, str]:
    """``./test`` once: wall and processor seconds, and the load of the machine before it."""
    load, before, started = os.getloadavg()[0], resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    code = subprocess.run(["./test"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    text = f"{time.monotonic() - started:.0f} s, processor {worked:.0f} s, load before {load:.1f}"
    return {f"./test on {os.cpu_count()} cores": text + ("" if code == 0 else f", failed with {code}")}


def table(columns: dict[str, dict[str, str]]) -> Iterable[str]:
    """Lines of Markdown, one row a measure."""
    yield "| measure | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for name in dict.fromkeys(name for told in reversed(columns.values()) for name in told):
        shown = name.replace("  ", "– ", 1) if name.startswith("  ") else name
        yield f"| {shown} | " + " | ".join(told.get(name, "") for told in columns.values()) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", default="", metavar="REV", help="measure this commit instead of the checkout")
    parser.add_argument("--before", default="", metavar="REV", help="an older commit to set beside it")
    parser.add_argument("--times", action="store_true", help="run ./test and time it")
    given = parser.parse_args()
    columns = {given.before: measured_at(given.before)} if given.before else {}
    columns[given.at or "this checkout"] = measured_at(given.at) | (time_of_tests() if given.times else {})
    print("\n".join(table(columns)))


if __name__ == "__main__":
    main()
