"""Locking by the hotkey in a real process: the keys end with it, and the next one is ours, locked (R05)."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import FAST, PASSPHRASE

from field_doc.app.commands import vaults
from field_doc.app.session import Session
from field_doc.ui import main

CHILD = Path(__file__).resolve().parents[1] / "simulators" / "lock_child.py"
WITHIN_S = 90
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's; exec keeps the process there")


def wait_for(condition, process: subprocess.Popen) -> None:
    """Until it holds; a process that ends meanwhile fails."""
    end = time.monotonic() + WITHIN_S
    while not condition():
        assert process.poll() is None, f"it ended with {process.returncode}"
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def command_of(process: subprocess.Popen) -> list[str]:
    return [os.fsdecode(word) for word in Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")[:-1]]


def found_in(process: subprocess.Popen, *sought: bytes) -> set[bytes]:
    """Which of these stand anywhere in the memory of a process."""
    found: set[bytes] = set()
    with Path(f"/proc/{process.pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process.pid}/maps").read_text().splitlines():
            start, end = (int(number, 16) for number in line.split()[0].split("-"))
            if " r" not in line or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            with contextlib.suppress(OSError, ValueError):  # a mapping that went away meanwhile
                memory.seek(start)
                data = memory.read(end - start)
                found |= {one for one in sought if one in data}
    return found


@pytest.fixture
def place(tmp_path) -> Path:
    """A vault, a folder to work in, and somebody else's ``field_doc.py`` in it."""
    with Session() as session:
        vaults.create_vault(
            session, tmp_path / "v.fdvault", documenter="N", code="T-01", passphrase=PASSPHRASE, parameters=FAST
        )
    (tmp_path / "cwd").mkdir()
    (tmp_path / "cwd" / "field_doc.py").write_text(
        f"import pathlib\npathlib.Path({str(tmp_path / 'shadow')!r}).write_text('the shadow ran')\ninput()\n"
    )
    return tmp_path


@pytest.fixture
def window(place) -> Iterator[subprocess.Popen]:
    """The window, a marked record open in it."""
    (place / "mark").write_text("marked-" + secrets.token_hex(12), encoding="utf-8")
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(place), "XDG_CONFIG_HOME": str(place / "config"),
        "LANG": "uk_UA.UTF-8", "LANGUAGE": "", "LC_ALL": "",
    }  # fmt: skip
    command = [sys.executable, "-P", str(CHILD), os.path.relpath(place / "v.fdvault", place / "cwd"), str(place)]
    process = subprocess.Popen(command, cwd=place / "cwd", env=environment, stdin=subprocess.DEVNULL)
    try:
        wait_for((place / "ready").exists, process)
        yield process
    finally:
        process.kill()
        process.wait()


def test_lock_by_hotkey_ends_keys_and_process_and_nobody_stands_in(window, place) -> None:
    key, mark = (place / "ready").read_text(), (place / "mark").read_text()
    sought = [bytes.fromhex(key), key.encode(), key.upper().encode(), mark.encode(), mark.encode("utf-16-le")]
    readable = os.access(f"/proc/{window.pid}/mem", os.R_OK)
    if readable:
        assert found_in(window, *sought) >= {sought[0], sought[3], sought[4]}, "the scan finds nothing"
    shutil.rmtree(place / "config")
    (place / "go").touch()
    wait_for(lambda: (place / "config" / "field-doc").exists() or (place / "shadow").exists(), window)
    assert not (place / "shadow").exists()
    expected = [sys.executable, "-P", "-m", "field_doc", "--lang", "en", "open", str(place / "v.fdvault")]
    assert command_of(window) == expected
    if not readable:
        pytest.skip("the memory of a process cannot be read here: its end was seen, not its emptiness")
    locked = "Another vault".encode("utf-16-le")
    wait_for(lambda: locked in found_in(window, locked), window)
    assert found_in(window, *sought) == set()


def test_a_frozen_program_is_its_own_interpreter(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.chdir(tmp_path)
    command = main.restart_command(Path("-x.fdvault"), "uk")
    assert command == [sys.executable, "--lang", "uk", "open", str(tmp_path / "-x.fdvault")]
    assert main.restart_command(None) == [sys.executable]


def test_what_keeps_foreign_modules_out_is_kept(tmp_path) -> None:
    code = "from field_doc.ui.main import restart_command; print(restart_command(None, 'en'))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert re.search(r"'-P', '-I', '-E', '-s', '-m', 'field_doc', '--lang', 'en'", done.stdout), done.stdout
