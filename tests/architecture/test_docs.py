"""Links and references of the documentation lead somewhere."""

from __future__ import annotations

import re

from source_tree import TREE, expect_none, sources

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
REFERENCE = re.compile(r"docs/[\w./-]+\.md")


def pages() -> list:
    return sorted([*TREE.glob("*.md"), *(TREE / "docs").rglob("*.md")])


def anchor_of(heading: str) -> str:
    """The anchor Markdown viewers give a heading."""
    text = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return text.replace(" ", "-")


def broken_links(page) -> list[str]:
    broken = []
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists():
            broken.append(f"{page.relative_to(TREE)}: {target}")
        elif anchor and file.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            if anchor not in map(anchor_of, headings):
                broken.append(f"{page.relative_to(TREE)}: {target}")
    return broken


def test_links_lead_somewhere() -> None:
    expect_none(link for page in pages() for link in broken_links(page))


def test_pages_named_in_sources_exist() -> None:
    files = [*sources().values(), *(TREE / "script").iterdir(), TREE / "pyproject.toml"]
    named = {
        (file.name, name)
        for file in files
        if file.is_file()
        for name in REFERENCE.findall(file.read_text("utf-8", errors="replace"))
    }
    expect_none(pair for pair in named if not (TREE / pair[1]).exists())


def test_every_decision_has_the_four_parts() -> None:
    decisions = sorted((TREE / "docs" / "decisions").glob("[0-9]*.md"))
    assert decisions
    for page in decisions:
        headings = re.findall(r"^## (.*)$", page.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], page.name
    numbers = [int(page.name[:4]) for page in decisions]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_licence_is_apache() -> None:
    text = (TREE / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
