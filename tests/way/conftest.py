"""The demo run once in each language, and what else the whole way needs."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "tests" / "simulators"))

_spec = importlib.util.spec_from_file_location("judges_conftest_way", TREE / "tests" / "judges" / "conftest.py")
_judges = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_judges)
node_modules, node_judge = _judges.node_modules, _judges.node_judge


class Demo:
    """What one run of ``field-doc demo DIR --json`` said and left."""

    def __init__(self, folder: Path, language: str, photos: int) -> None:
        self.folder, self.photos = folder, photos
        command = [sys.executable, "-m", "field_doc", "demo", str(folder), "--json", "--photos", str(photos)]
        done = subprocess.run(
            [*command, "--lang", language], cwd=TREE, capture_output=True, text=True, check=False, env=dict(os.environ)
        )
        self.exit, self.said = done.returncode, done.stderr
        self.answer = json.loads(done.stdout)
        self.bundle = Path(self.answer["bundle"])
        self.trust = Path(self.answer["trust_file"])


@pytest.fixture(scope="session")
def demo_uk(tmp_path_factory) -> Demo:
    """In Ukrainian."""
    return Demo(tmp_path_factory.mktemp("demo") / "показ", "uk", 3)


@pytest.fixture(scope="session")
def demo_en(tmp_path_factory) -> Demo:
    """In English."""
    return Demo(tmp_path_factory.mktemp("demo") / "demo", "en", 1)


@pytest.fixture(params=["demo_uk", "demo_en"])
def demo(request) -> Demo:
    """Each of them; nothing may be changed in it."""
    return request.getfixturevalue(request.param)
