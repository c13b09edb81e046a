"""Packed, foldered, hostile and oversized files."""

import gzip
import io
import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from liantu.engine.reading import Limits, ReadingError, find_sources, preview, read_batches, room_problem
from liantu.engine.reading.tests.conftest import HEADER, ROWS, csv_text

NAMES = [row[0] for row in ROWS]
SMALL = Limits(ratio_from_bytes=2**20, ratio=50, unpacked_bytes=2**26, members=5)


def zip_of(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name) if options.get("plain") else name, content)
    return path


def codes_of(paths, limits=SMALL):
    return [problem.code for problem in find_sources(paths, limits=limits)[1]]


def test_gzip_and_zip_and_a_folder_of_them(read, write, tmp_path):
    text = [csv_text([row]).encode() for row in ROWS]
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "a.csv.gz").write_bytes(gzip.compress(text[0]))
    zip_of(folder / "b.zip", {"inner/部分.csv": text[1], "readme.md": b"x", "__MACOSX/._c.csv": b"x"})
    (folder / "c.csv").write_bytes(text[2])
    (folder / "~$c.xlsx").write_bytes(b"lock")
    (folder / ".hidden.csv").write_bytes(text[0])
    (folder / "notes.docx").write_bytes(b"x")
    out = read(folder)
    assert out.column("name") == NAMES
    assert out.column("enterprise_id") == [0, 1, 2]
    assert [file.label for file in out.quality.files] == ["a.csv.gz", "b.zip/inner/部分.csv", "c.csv"]


def test_names_in_a_zip_of_chinese_windows(write, tmp_path):
    path = zip_of(tmp_path / "a.zip", {"XXXX.csv": csv_text(ROWS).encode()})
    raw = path.read_bytes().replace(b"XXXX.csv", "企业".encode("gb18030") + b".csv")
    path.write_bytes(raw)
    assert [source.label for source in find_sources([path])[0]] == ["a.zip/企业.csv"]


@pytest.mark.parametrize("name", ["../../etc/cron.csv", "/etc/passwd.csv", "a/../../b.csv", "C:\\x.csv", "..\\b.csv"])
def test_members_that_lead_outside_are_refused_and_nothing_is_written(tmp_path, name, read):
    path = zip_of(tmp_path / "evil.zip", {name: csv_text(ROWS).encode(), "good.csv": csv_text(ROWS).encode()})
    before = sorted(tmp_path.rglob("*"))
    assert codes_of([path]) == ["archive-path"]
    assert sorted(tmp_path.rglob("*")) == before
    assert read(path).column("name") == NAMES


def test_zip_bombs_are_refused(tmp_path):
    bomb = zip_of(tmp_path / "bomb.zip", {"a.csv": b"0" * 20_000_000})
    assert codes_of([bomb]) == ["archive-bomb"]
    many = zip_of(tmp_path / "many.zip", {f"{i}.csv": b"x" for i in range(9)})
    assert codes_of([many]) == ["archive-too-many"]
    nested = zip_of(tmp_path / "nested.zip", {"b.zip": bomb.read_bytes(), "c.csv.gz": gzip.compress(b"x")})
    assert codes_of([nested]) == ["archive-in-archive"] * 2
    huge = zip_of(tmp_path / "huge.zip", {"a.csv": random.Random(1).randbytes(1000)})
    assert codes_of([huge], replace(SMALL, unpacked_bytes=100)) == ["archive-too-large"]


def test_a_gzip_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    packed = gzip.compress(csv_text(ROWS).encode() + b"0\n" * 20_000_000)
    path.write_bytes(packed[:-4] + (1000).to_bytes(4, "little"))
    with pytest.raises(ReadingError) as caught:
        list(read_batches([path], limits=SMALL))
    assert "archive-bomb" in {problem.code for problem in caught.value.problems}


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(csv_text(ROWS))
    folder = tmp_path / "given"
    folder.mkdir()
    os.symlink(secret, folder / "link.csv")
    (folder / "good.csv").write_text(csv_text(ROWS))
    assert [source.label for source in find_sources([folder])[0]] == ["good.csv"]


def test_links_and_passwords_in_a_zip(tmp_path):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert codes_of([path]) == ["archive-link"]
    locked = zip_of(tmp_path / "b.zip", {"a.csv": b"x"})
    raw = bytearray(locked.read_bytes())
    raw[raw.find(b"PK\x03\x04") + 6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(bytes(raw))
    assert codes_of([locked]) == ["archive-password"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7", "foreign-file"),
        (b"Rar!\x1a\x07", "foreign-file"),
        (b"7z\xbc\xaf\x27\x1c", "foreign-file"),
        (b"<html><body>", "html-not-excel"),
        (b'<?xml version="1.0"?>', "html-not-excel"),
        (b'[{"name": 1}]', "json-file"),
        (b"PK\x03\x04broken", "file-damaged"),
        (b"\x1f\x8bbroken", "file-damaged"),
    ],
)
def test_what_is_no_table_is_named(write, content, code):
    assert codes_of([write(content)]) == [code]


@pytest.mark.parametrize("name", ["a.xlsx", "b.parquet", "c.csv.gz", "d.zip", "e.xls"])
def test_half_a_file_is_a_clear_problem(write, tmp_path, name):
    whole = {"a.xlsx": b"PK\x03\x04", "b.parquet": b"PAR1", "e.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}.get(name)
    if whole is None:
        text = csv_text([[f"第{i}厂", *ROWS[0][1:]] for i in range(5000)]).encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", text)
        whole = gzip.compress(text) if name.endswith("gz") else packed.getvalue()
    path = write(whole + b"" if len(whole) < 10 else whole[: len(whole) // 2], name)
    problems = []
    try:
        reading = read_batches([path])
        rows = sum(batch.num_rows for batch in reading)
        problems = reading.problems
        assert rows > 100
        assert reading.quality.files[0].cut_short == "file-damaged"
    except ReadingError as error:
        problems = error.problems
    assert problems
    assert {problem.code for problem in problems} <= {"file-damaged", "workbook-damaged", "parquet-damaged"}
    assert all(problem.fix for problem in problems)


def test_an_empty_folder_says_what_belongs_there(tmp_path):
    assert codes_of([tmp_path]) == ["folder-empty"]


def test_five_gigabytes_do_not_go_on_two(tmp_path, write):
    problem = room_problem(9_000_000_000, tmp_path / "registers" / "new", free_bytes=2_000_000_000)
    assert problem.code == "disk-too-small"
    assert "9.0 GB" in str(problem)
    assert "2.0 GB" in str(problem)
    assert "7.0 GB" in str(problem)
    assert room_problem(1_000, tmp_path, free_bytes=2_000) is None
    seen = preview([write(csv_text([[f"第{i}厂", *ROWS[0][1:]] for i in range(20_000)]))])
    assert 0.8 < seen.estimated_rows / 20_000 < 1.2
    assert room_problem(seen.needed_bytes, tmp_path, free_bytes=1_000_000).code == "disk-too-small"


def test_a_workbook_beyond_the_bound_is_refused(write, tmp_path):
    path = zip_of(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x" * 5000})
    assert codes_of([path], replace(SMALL, workbook_bytes=50)) == ["workbook-too-large"]


def test_all_problems_come_at_once(write, tmp_path):
    seen = preview(
        [write(b"", "a.csv"), tmp_path / "no.csv", write("x,y\n1,2\n", "c.csv"), write(csv_text(ROWS), "d.csv")]
    )
    assert sorted(problem.code for problem in seen.all_problems) == ["file-empty", "file-missing", "no-header"]
    assert seen.readable
    assert HEADER[0] in [header for _, header, _, _ in seen.files[1].columns]


def test_random_bytes_are_no_table(tmp_path):
    noise = random.Random(7).randbytes(5000)  # noise, not a secret
    for name in ("a.csv", "a.parquet", "a.xlsx", "a.zip", "a.gz"):
        path = tmp_path / name
        path.write_bytes(noise)
        assert codes_of([path]) == ["no-text"], name


def test_texts_with_stray_controls_stay_tables(tmp_path):
    path = tmp_path / "a.csv"
    for text in (
        "企业名称,经营范围\n甲\x00公司,钢\x1b材\n".encode(),
        "企业名称\n甲公司丁乂\n".encode("utf-16"),
        "企业名称\n甲\n".encode("gb18030"),
    ):
        path.write_bytes(text * 50)
        assert "no-text" not in codes_of([path])
