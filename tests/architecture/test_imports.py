"""The run-time twin of the import contracts: what importing a module really brings along."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from source_tree import TREE, expect_none, sources

_PROBE = """
import importlib, json, sys
blocked, names = json.load(sys.stdin)

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ImportError(f"{name} is blocked")
        return None

sys.meta_path.insert(0, Block())
failed = {}
for name in names:
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed[name] = f"{type(error).__name__}: {error}"
json.dump([failed, sorted({m.partition(".")[0] for m in sys.modules})], sys.stdout)
"""


def import_all(names: list[str], blocked: list[str]) -> tuple[dict[str, str], set[str]]:
    """Import modules in a fresh interpreter; returns failures and top-level packages then loaded."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _PROBE],
        input=json.dumps([blocked, names]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=TREE,
        env={**os.environ, "PYTHONPATH": str(TREE)},
    )
    assert done.returncode == 0, done.stderr
    failed, loaded = json.loads(done.stdout)
    return failed, set(loaded)


def under(*packages: str) -> list[str]:
    prefixes = tuple(f"field_doc.{package}" for package in packages)
    return [name for name in sources() if name.startswith(prefixes)]


def test_everything_but_the_window_imports_without_qt() -> None:
    names = [name for name in sources() if not name.startswith("field_doc.ui")]
    failed, loaded = import_all(names, ["PySide6", "shiboken6"])
    expect_none(failed.items())
    assert not loaded & {"PySide6", "shiboken6"}


def test_formats_and_base_import_with_the_standard_library_and_cryptography() -> None:
    failed, loaded = import_all(under("base", "formats"), [])
    expect_none(failed.items())
    foreign = loaded - set(sys.stdlib_module_names) - {"field_doc", "cryptography", "__main__"}
    # _cffi_backend belongs to cryptography; names with underscores are start-up hooks of the environment.
    assert {name for name in foreign if not name.startswith("_")} <= {"cffi"} | environment_hooks()


def environment_hooks() -> set[str]:
    """What an empty interpreter of this environment has loaded already (coverage, .pth files)."""
    return import_all([], [])[1]


def test_asking_the_decoder_loads_no_decoder() -> None:
    failed, loaded = import_all(["field_doc.decode.client"], ["PIL", "pi_heif", "exifread"])
    expect_none(failed.items())
    assert not loaded & {"PIL", "pi_heif", "exifread", "sqlcipher3"}


def test_a_blocked_package_is_noticed() -> None:
    failed, _ = import_all(["json", "sqlite3"], ["sqlite3"])
    assert list(failed) == ["sqlite3"]
