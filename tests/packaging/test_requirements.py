"""The locked requirements: complete, hashed, without hosts; their licences go with ours."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]


def locked(name: str) -> dict[str, str]:
    return dict(PIN.findall((TREE / "requirements" / f"{name}.txt").read_text("utf-8")))


def normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_everything_asked_for_is_locked() -> None:
    assert {normal(entry) for entry in PROJECT["dependencies"]} <= locked("runtime").keys()
    assert {normal(entry) for entry in PROJECT["optional-dependencies"]["dev"]} <= locked("dev").keys()


def test_development_has_the_very_versions_that_run() -> None:
    assert locked("runtime").items() <= locked("dev").items()


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_version_has_hashes_and_no_line_names_a_host(name: str) -> None:
    text = (TREE / "requirements" / f"{name}.txt").read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"://|--index|--find-links|--extra", text)


def test_pyside_stays_below_the_broken_release() -> None:
    major, minor, _ = map(int, locked("runtime")["pyside6-essentials"].split("."))
    assert (6, 11) <= (major, minor) < (6, 12)


def installed_runtime() -> list[importlib.metadata.Distribution]:
    found = []
    for name in locked("runtime"):
        try:
            found.append(importlib.metadata.distribution(name))
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python
    return found


def licence_of(dist: importlib.metadata.Distribution) -> str:
    """What the package says of its licence: expression, field and classifiers."""
    meta = dist.metadata
    classifiers = [c for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    # The old free field may hold the whole text; its head names the licence.
    return " | ".join([meta.get("License-Expression") or "", (meta.get("License") or "")[:200], *classifiers])


def copyleft(licence: str) -> bool:
    """GPL or AGPL with no other choice. LGPL is fine: those are libraries that can be exchanged."""
    without_lgpl = re.sub(r"LGPL[\w.+-]*|Lesser General Public|Library General Public", "", licence)
    strong = re.search(r"\bA?GPL|General Public License", without_lgpl)
    return bool(strong) and not re.search(r"LGPL[\w.-]* OR ", licence)


def test_no_library_of_the_program_is_under_the_gpl() -> None:
    assert len(installed_runtime()) > 30
    assert [d.metadata["Name"] for d in installed_runtime() if copyleft(licence_of(d))] == []


def test_the_licence_test_knows_the_difference() -> None:
    assert copyleft("GPL-3.0-or-later")
    assert copyleft("License :: OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert not copyleft("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)")
    assert not copyleft("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only")


def test_no_gpl_codec_hides_in_a_wheel() -> None:
    """x264 and x265 are GPL and ride along in some imaging and video wheels."""
    files = [str(file) for dist in installed_runtime() for file in dist.files or ()]
    assert len(files) > 1000
    assert [name for name in files if re.search(r"x26[45]", Path(name).name)] == []


def test_every_direct_dependency_is_explained() -> None:
    page = (TREE / "docs" / "dependencies.md").read_text("utf-8").lower()
    direct = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    assert [normal(entry) for entry in direct if f"`{normal(entry)}`" not in page] == []
