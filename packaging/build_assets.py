"""Wheel build hook: front-end files and compiled translations travel in the wheel, so that installing needs no Node."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsBuildHook(BuildHookInterface):
    """Runs before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring assets in and compile messages; an editable install leaves the assets to ``./run``."""
        root = Path(self.root)
        _load(root / "liantu" / "lib" / "translations.py").compile_catalogues(root / "liantu")
        if version == "editable" or os.environ.get("LIANTU_SKIP_ASSETS") == "1":
            return
        _load(root / "liantu" / "ui" / "assets.py").set_up()


def _load(path: Path) -> ModuleType:
    """A file of the program as a module, without importing the program (its dependencies are not here)."""
    spec = importlib.util.spec_from_file_location(f"_build_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
