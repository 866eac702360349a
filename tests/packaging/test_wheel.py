"""The wheel holds the program and its resources, words compiled."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_wheel_holds_program_and_resources(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=TREE, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("field_doc-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for lang in ("uk", "en"):
        assert f"field_doc/_resources/locale/{lang}/LC_MESSAGES/field_doc.mo" in names
    resources = TREE / "resources"
    shipped = {path.relative_to(resources).as_posix() for path in resources.rglob("*") if path.is_file()}
    packed = {name.removeprefix("field_doc/_resources/") for name in names if "/_resources/" in name}
    assert sorted(shipped - packed) == []
    assert "field_doc/__main__.py" in names
    assert [name for name in names if name.startswith(("tests/", "script/"))] == []
