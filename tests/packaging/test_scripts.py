"""The shell scripts are plain POSIX sh and say what they cannot do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
SCRIPTS = [
    path
    for path in [*sorted((TREE / "script").iterdir()), TREE / ".ci" / "run"]
    if path.is_file() and not path.suffix
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_posix_sh(script: Path) -> None:
    assert script.read_text("utf-8").startswith("#!/bin/sh\n")
    assert script.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(script)], check=True)
    if shellcheck := shutil.which("shellcheck"):
        subprocess.run([shellcheck, str(script)], check=True)


def test_all_scripts_the_readme_speaks_of_are_there() -> None:
    names = {path.name for path in SCRIPTS}
    assert {"bootstrap", "run", "test", "bench", "campaign", "screenshots", "catalogues", "lock"} <= names


def test_an_unknown_option_is_refused() -> None:
    command = ["sh", str(TREE / "script" / "bootstrap"), "--frobnicate"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "unknown option --frobnicate" in done.stderr
