from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2] / "simulators")]

import sync_material as material  # noqa: E402 - the path above finds it  # noqa: E402


@pytest.fixture
def bench(tmp_path):
    with material.bench(tmp_path) as made:
        yield made
