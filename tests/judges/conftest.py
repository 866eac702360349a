"""Foreign judges: the npm packages of package-lock.json, installed once, and Node to run them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
LOCK = HERE / "package-lock.json"
MODULES = HERE / "node_modules"
#: Inside node_modules: digest of the lock they were installed from.
_STAMP = ".field-doc-lock"

NodeJudge = Callable[[str, dict[str, Any]], dict[str, Any]]


def _lock_digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _installed() -> bool:
    stamp = MODULES / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _lock_digest()


def _install(npm: str) -> None:
    """``npm ci`` in a folder beside, then one rename: two test processes may do it at the same time."""
    with tempfile.TemporaryDirectory(prefix=".npm-", dir=HERE) as scratch:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, scratch)
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=scratch,
            check=True,
            capture_output=True,
        )
        fresh = Path(scratch) / "node_modules"
        (fresh / _STAMP).write_text(_lock_digest(), encoding="ascii")
        if MODULES.exists():
            MODULES.rename(Path(scratch) / "old")
        try:
            fresh.rename(MODULES)
        except OSError:
            # Another process was first; what it laid there is from the same lock, or we say so.
            if not _installed():
                raise


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """``tests/judges/node_modules`` as the lock file says; skips only where npm is missing."""
    if not _installed():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed: no JavaScript judges")
        _install(npm)
    return MODULES


@pytest.fixture(scope="session")
def node_judge(node_modules: Path) -> NodeJudge:
    """``node_judge("age_judge.mjs", question)``: JSON in on standard input, JSON out."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: no JavaScript judges")
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    major = int(re.match(r"v(\d+)", version)[1])  # type: ignore[index]
    # Node 18 has no global WebCrypto unless asked; from 19 on it is there.
    flags = ["--experimental-global-webcrypto"] if major < 19 else []

    def ask(script: str, question: dict[str, Any]) -> dict[str, Any]:
        command = [node, *flags, str(node_modules.parent / script)]
        answer = subprocess.run(
            command,
            input=json.dumps(question).encode(),
            check=True,
            capture_output=True,
            env=dict(os.environ),
        )
        result: dict[str, Any] = json.loads(answer.stdout)
        return result

    return ask
