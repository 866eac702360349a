"""The command line as its users run it: standard input that is no terminal, nothing asked.

``run`` calls the entry point in this process under a cheap key derivation; ``spawn`` starts
``python -m field_doc`` with the real one.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "simulators"))

from faults import FAST, PASSPHRASE, cheap, made

from field_doc.app.commands import vaults
from field_doc.app.session import Session
from field_doc.cli.main import main

TREE = Path(__file__).resolve().parents[3]


@dataclass
class Ran:
    """What a run left: exit code, both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("vault", "info", path)``: passphrase on standard input, ``--json`` unless ``json=False``."""
    monkeypatch.setitem(Session.__init__.__kwdefaults__, "derive", cheap)

    def running(*arguments: object, stdin: str | bytes = PASSPHRASE + "\n", json: bool = True) -> Ran:
        given = io.BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode())
        # As on a system whose code page is not UTF-8.
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True) for _ in range(2))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given, encoding="ascii"))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        try:
            code = main([*map(str, arguments), *(["--json"] if json else [])])
        except SystemExit as end:  # --help and --version
            code = int(end.code or 0)
        said = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
        assert "Traceback" not in said[0] + said[1], said
        return Ran(code, *said)

    return running


@pytest.fixture(scope="session")
def spawn() -> Run:
    """The same in a process of its own."""

    def running(
        *arguments: object, stdin: str | bytes = PASSPHRASE + "\n", json: bool = True, **environment: str
    ) -> Ran:
        command = [sys.executable, "-m", "field_doc", *map(str, arguments), *(["--json"] if json else [])]
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=TREE, timeout=120, check=False,
            env={**os.environ, **environment},
        )  # fmt: skip
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err + out, err
        return Ran(done.returncode, out, err)

    return running


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault for ``run``."""
    path = tmp_path_factory.mktemp("cli") / "v.fdvault"
    made(path).close()
    return path


@pytest.fixture(scope="module")
def real_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault for ``spawn``: real Argon2id, at its least."""
    path = tmp_path_factory.mktemp("cli") / "v.fdvault"
    with Session() as session:
        vaults.create_vault(
            session, path, documenter="Test Documenter", code="T-01", passphrase=PASSPHRASE, parameters=FAST
        )
    return path
