"""Nothing in the tree tells on which machine it was written, or needs that machine."""

from __future__ import annotations

import platform
import re
import subprocess
from functools import cache
from pathlib import Path

from source_tree import TREE, expect_none

# Character classes of one letter, so that this file does not find itself.
HOME_PATHS = re.compile(r"/(?:[r]oot/|[U]sers/[A-Za-z]|[w]ork/[a-z])")
# Tests feed such paths in as hostile or forbidden values.
HOME_PATHS_OUTSIDE_TESTS = re.compile(r"/[h]ome/[a-z]")
SECRET_MARKS = re.compile(r"-----[B]EGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----|[A]KIA\w{16}")
REGISTRIES = re.compile(r"https?://|://|index-url|find-links", re.IGNORECASE)


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=TREE, capture_output=True, check=False
    )
    if listed.returncode == 0:
        found = [TREE / name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        found = [path for path in TREE.rglob("*") if not made(path.relative_to(TREE))]
    return tuple(path for path in found if path.is_file())


def made(path: Path) -> bool:
    """Whether a file outside a git checkout (a source archive) was made here rather than delivered."""
    folders = {"node_modules", "build", "dist", "__pycache__"}
    hidden = path.parts[0].startswith(".") and path.parts[0] not in {".ci", ".gitignore"}
    demo = any(part.startswith("demo-output") for part in path.parts)
    return hidden or demo or bool(folders & set(path.parts)) or path.suffix == ".mo"


@cache
def texts() -> dict[str, str]:
    """Every text file of the tree."""
    found = {}
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            found[str(path.relative_to(TREE))] = data.decode("utf-8", errors="replace")
    return found


def files_with(pattern: re.Pattern[str]) -> list[str]:
    return [name for name, text in texts().items() if pattern.search(text)]


def test_no_path_of_anybody_s_machine() -> None:
    here = [str(TREE), str(Path.home())] + ([platform.node()] if len(platform.node()) > 6 else [])
    named = {p for p in here if len(p) > 5}
    pattern = re.compile("|".join([*map(re.escape, named), HOME_PATHS.pattern]))
    expect_none(files_with(pattern))
    expect_none(name for name in files_with(HOME_PATHS_OUTSIDE_TESTS) if not name.startswith("tests/"))


def test_the_search_finds_such_a_path() -> None:
    assert HOME_PATHS_OUTSIDE_TESTS.search("see /{}/olena/case".format("home"))
    assert not HOME_PATHS.search("homework/exercise, /networking/")


def test_no_secret_keys() -> None:
    expect_none(files_with(SECRET_MARKS))


def test_locks_name_no_host() -> None:
    locks = [name for name in texts() if name.startswith("requirements/") or name.endswith("-lock.json")]
    assert "requirements/runtime.txt" in locks
    assert [name for name in locks if REGISTRIES.search(without_credits(texts()[name]))] == []


def without_credits(lock: str) -> str:
    """package-lock.json repeats each package's donation page, which is not where it comes from."""
    return re.sub(r'"(?:funding|url|homepage)": "[^"]*"', "", lock)


def test_no_compiled_catalogue_and_no_vault_is_committed() -> None:
    ends = (".mo", ".pyc", ".db", ".p12", ".age")
    listed = [p for p in tracked() if p.name.endswith(ends) and "tests" not in p.parts]
    expect_none(listed)


def test_text_files_are_utf8_without_bom_and_end_with_a_newline() -> None:
    ours = {
        name: text
        for name, text in texts().items()
        if name.endswith((".py", ".po", ".md", ".toml")) and "vectors" not in name
    }
    wrong = [name for name, text in ours.items() if text and not well_formed(text)]
    expect_none(wrong)


def well_formed(text: str) -> bool:
    """Read as UTF-8 without replacement, no byte order mark, Unix line ends, a newline at the end."""
    return not text.startswith("\ufeff") and text.endswith("\n") and not {"\ufffd", "\r"} & set(text)
