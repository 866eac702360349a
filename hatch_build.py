"""Compiles the words before a wheel is built: .mo files are made, not committed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Runs script/catalogues.py; an unusable part stops the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called by hatchling before files are collected."""
        path = Path(self.root) / "script" / "catalogues.py"
        spec = importlib.util.spec_from_file_location("catalogues", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["catalogues"] = module
        spec.loader.exec_module(module)
        module.compile_all()
