"""A consignment larger than the memory the program may take for it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
MEBIBYTES = 300
#: Of what the stick's own code holds: two parts while writing, three while reading, blocks of a mebibyte.
BOUND_MIB = 64


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is read from /proc")
def test_a_consignment_larger_than_the_memory_it_takes(tmp_path) -> None:
    command = [sys.executable, str(TREE / "tests" / "simulators" / "courier_load.py"), str(tmp_path), str(MEBIBYTES)]
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["accepted"], found["refused"], found["receipts"]) == (1, [], ["accepted"])
    assert (found["same"], found["pending"]) == (True, 0)
    peaks = {act: found[act]["peak_mib"] for act in ("pack", "receive", "return")}
    assert all(peak <= BOUND_MIB for peak in peaks.values()), peaks
    assert len(list((tmp_path / "stick").iterdir())) > MEBIBYTES // 8
