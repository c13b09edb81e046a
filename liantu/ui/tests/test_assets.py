"""Front-end files: installed once, said in a manifest, no source maps, nothing from elsewhere in the lock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liantu.ui import assets

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """A root with a lock, and packages as npm would lay them."""
    (tmp_path / "package-lock.json").write_text("{}")
    modules = tmp_path / "node_modules"
    for asset in assets.ASSETS:
        file = modules / asset.package / asset.source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("code();\n//# sourceMappingURL=x.map\n")
        (modules / asset.package / "package.json").write_text('{"name": "n", "version": "1", "license": "MIT"}')
    return tmp_path, modules


def test_files_are_copied_without_source_maps(place: tuple[Path, Path]) -> None:
    root, modules = place
    vendor = root / "vendor"
    state = assets.wanted(root, assets.ASSETS)
    assert not assets.is_current(vendor, state)
    assets.copy_assets(modules, vendor, assets.ASSETS, state)
    assert assets.is_current(vendor, state, verify=True)
    assert "sourceMappingURL" not in (vendor / "echarts/echarts.min.js").read_text()
    manifest = json.loads((vendor / "manifest.json").read_text())
    assert {entry["licence"] for entry in manifest["files"]} == {"MIT"}


def test_a_changed_file_or_lock_is_noticed(place: tuple[Path, Path]) -> None:
    root, modules = place
    vendor = root / "vendor"
    state = assets.wanted(root, assets.ASSETS)
    assets.copy_assets(modules, vendor, assets.ASSETS, state)
    (vendor / "echarts/echarts.min.js").write_text("shorter")
    assert not assets.is_current(vendor, state)
    (root / "package-lock.json").write_text("{ }")
    assert assets.wanted(root, assets.ASSETS) != state


def test_a_package_that_moved_its_file_is_said(place: tuple[Path, Path]) -> None:
    root, modules = place
    (modules / "echarts/NOTICE").unlink()
    with pytest.raises(assets.AssetsError, match="NOTICE"):
        assets.copy_assets(modules, root / "vendor", assets.ASSETS, "x")


def test_without_a_lock_the_wheel_s_files_are_enough(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsError, match="checkout"):
        assets.set_up(tmp_path, tmp_path / "vendor")
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "manifest.json").write_text("{}")
    assert assets.set_up(tmp_path, tmp_path / "vendor") is False


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "http" not in lock
    packages = json.loads(lock)["packages"]
    assert all(entry.get("integrity") for name, entry in packages.items() if name)


def test_the_first_page_is_light() -> None:
    """Frame, styles and htmx together, compressed, stay far below 350 kB."""
    import gzip

    import django_htmx

    static = ROOT / "liantu/ui/static/ui"
    files = [*(static / name for name in ("theme.js", "ui.js", "icons.svg", "mark.svg"))]
    files += [static / "ui.css", static / "chain_map.css", static / "chain_map.js"]
    files.append(Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js")
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 60_000


def test_a_lightened_sheet_says_the_same() -> None:
    sheet = "/* note */\n.a, .b > .c { margin: 0 calc(1rem + 2px); color: red; }\n@media (max-width: 48rem) {\n  .a { top: 0; }\n}\n"
    assert (
        assets.lightened(sheet)
        == ".a,.b > .c{margin: 0 calc(1rem + 2px);color: red}@media (max-width: 48rem){.a{top: 0}}\n"
    )


def test_what_every_page_loads_keeps_to_its_budget() -> None:
    """14 kB of styles and 25 kB of scripts of our own, compressed."""
    import gzip

    static = ROOT / "liantu/ui/static/ui"
    assert len(gzip.compress((static / "ui.css").read_bytes())) <= 14 * 1024
    scripts = [(static / name).read_bytes() for name in ("ui.js", "theme.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 25 * 1024
