"""``liantu register`` and ``liantu screen`` as an operator uses them."""

from __future__ import annotations

import io
import json
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from liantu.people.models import Zone
from liantu.sources.factories import HEADER, ROWS, credit_code, csv_text
from liantu.sources.management.commands import register as command
from liantu.sources.models import RegisterRelease
from liantu.sources.terminal import Bar, in_words, seconds_left

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("register", *arguments, "--format", "json", stdout=out, stderr=io.StringIO())
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    return rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "全市.csv"
    path.write_text(csv_text(), encoding="gb18030")
    return path


def test_add_list_check_use_drop(file: Path, registers: Path) -> None:
    (added,) = run("add", str(file), "--source", "市监局", "--as-of", "2026-03-05")
    assert (added["rows"], added["refused"]) == (3, 0)
    name = added["release"]
    (listed,) = run("list")
    assert (listed["release"], listed["state"], listed["zone"]) == (name, "in use", "zone")
    assert run("check") == [{"release": name, "state": "ok", "what": "", "fix": ""}]
    (second,) = run("add", str(file), "--id", "second", "--no-use")
    assert second["release"] == "second"
    assert RegisterRelease.objects.get(is_current=True).release_id == name
    assert run("use", "second")[0]["state"] == "in use"
    (registers / "second" / "quality.json").write_text("{}")
    with pytest.raises(SystemExit):
        run("check", "second")
    RegisterRelease.objects.filter(release_id=name).delete()
    assert run("adopt", name)[0]["rows"] == 3


def test_rows_are_added_behind(file: Path, tmp_path: Path) -> None:
    (first,) = run("add", str(file), "--source", "市监局", "--as-of", "2026-03-05")
    more = tmp_path / "more.csv"
    more.write_text(
        csv_text([("沁水焦化厂", credit_code(9), "", "", "", "焦炭生产", "山西", "")], HEADER), encoding="utf-8"
    )
    (grown,) = run("add", str(more), "--to", first["release"])
    assert grown["rows"] == 4
    assert RegisterRelease.objects.get(is_current=True).source == "市监局"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "nothing.csv"), "nothing.csv"),
        (("add", "FILE", "--as-of", "5.3.2026"), "5.3.2026"),
        (("add", "FILE", "--id", "../x"), "../x"),
        (("add", "FILE", "--zone", "moon"), "moon"),
        (("add", "FILE", "--to", "moon"), "moon"),
        (("add", "FILE", "--personal", "shoe"), "shoe"),
        (("add", "FILE", "--personal", "phone"), "reason"),
        (("add", "FILE", "--column", "企业名称="), "企业名称"),
        (("drop", "moon", "--reason", "x"), "moon"),
    ],
)
def test_what_is_wrong_is_said(file: Path, registers: Path, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(*(str(file) if part == "FILE" else part for part in arguments))
    assert words in str(caught.value)
    assert not RegisterRelease.objects.exists()
    assert not (registers.exists() and any(registers.iterdir()))


def test_a_preview_builds_nothing(file: Path) -> None:
    (row,) = run("add", str(file), "--preview")
    assert "企业名称 → name" in row["columns"]
    assert not RegisterRelease.objects.exists()
    assert not Zone.objects.filter(code="nothing").exists()


def test_an_interrupt_leaves_nothing(file: Path, registers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.build_register

    def interrupted(*arguments: Any, **options: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return real(*arguments, **options)

    monkeypatch.setattr(command, "build_register", interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as caught:
        run("add", str(file))
    assert caught.value.code == 130
    assert signal.getsignal(signal.SIGINT) is before
    assert not RegisterRelease.objects.exists()
    assert not any(registers.iterdir())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_tells_share_and_time_left() -> None:
    out, now = Terminal(), [0.0]
    bar = Bar("全市", out=out, clock=lambda: now[0])
    now[0] = 10.0
    bar.tell(250, 1000, "a.csv")
    assert "25%" in out.getvalue()
    assert "0:30" in out.getvalue()
    bar.end("done")
    assert out.getvalue().endswith("done (0:10)\n")


@pytest.mark.parametrize(
    ("done", "elapsed", "words"), [(0, 9, ""), (500, 10, "0:10"), (1, 10, "2:46:30"), (500, 0.1, "")]
)
def test_time_left(done: int, elapsed: float, words: str) -> None:
    assert in_words(seconds_left(done, 1000, elapsed)) == words


CHAIN = """
chain: 测试钢
version: 1
nodes:
  - {code: rolled, name: 轧制材, stage: midstream, words: [热轧], exclude: [轧辊修理], intent: make}
edges: []
"""


def test_screen_writes_the_promised_columns(file: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    run("add", str(file), "--as-of", "2026-03-05")
    chain = tmp_path / "chain.yaml"
    chain.write_text(CHAIN, encoding="utf-8")
    out = tmp_path / "matches.parquet"
    call_command("screen", "--chains", str(chain), "--out", str(out))
    table = pq.read_table(out)
    assert table.column_names == [
        "enterprise_id",
        "credit_code",
        "name",
        "chain",
        "node",
        "role",
        "score",
        "evidence",
        "where",
        "position",
    ]
    rows = table.to_pylist()
    assert [(row["name"], row["role"], row["where"]) for row in rows] == [
        (ROWS[0][0], "make", "scope"),
        (ROWS[1][0], "trade", "scope"),
    ]
    text = io.StringIO()
    call_command("screen", "--chains", str(chain), "--format", "json", stdout=text)
    assert json.loads(text.getvalue()) == rows
    chain.write_text(CHAIN.replace("words", "wrods"), encoding="utf-8")
    with pytest.raises(CommandError, match="wrods"):
        call_command("screen", "--chains", str(chain))
    with pytest.raises(CommandError):
        call_command("screen", "--release", "moon")
