"""Links and references of the documentation lead somewhere."""

from __future__ import annotations

import fnmatch
import re
import tomllib

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


# docs/ARCHITECTURE.md names modules: whoever follows it must find them.

ARCHITECTURE = (TREE / "docs" / "ARCHITECTURE.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d) \| `(\w+)` \| .* \| (.*) \|$", re.MULTILINE)


def exists(name: str) -> bool:
    """Whether a module or package of ours has that dotted name; ``*`` stands for one part."""
    return any(
        fnmatch.fnmatchcase(module, f"field_doc.{name}") and module.count(".") == name.count(".") + 1
        for module in sources()
    )


def test_every_module_the_architecture_names_exists() -> None:
    rows = ROW.findall(ARCHITECTURE)
    assert len(rows) > 10
    named = {f"{package}.{module}" for _, package, modules in rows for module in re.findall(r"`(\w+)`", modules)}
    packages = "|".join(package for _, package, _ in rows)
    prose = re.findall(rf"`((?:{packages})(?:\.[\w*]+)+)`", ARCHITECTURE)
    assert {"decode.client", "ui.tasks"} <= set(prose)
    expect_none(name for name in {*named, *prose} if not exists(name))
    files = re.findall(r"`([\w/]+\.(?:py|toml))`", ARCHITECTURE)
    assert "base/errors.py" in files
    expect_none(file for file in files if not (TREE / file).exists() and not (TREE / "field_doc" / file).exists())


def test_a_module_that_is_not_there_is_noticed() -> None:
    assert exists("ui.views.*.view")
    assert not exists("app.operations")
    assert not exists("evidence.repository")


def test_the_levels_of_the_architecture_are_the_contract_s() -> None:
    contracts = tomllib.loads((TREE / "import_contracts.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [frozenset(part.strip() for part in layer.split("|")) for layer in contracts[0]["layers"]]
    levels: dict[str, set[str]] = {}
    for level, package, _ in ROW.findall(ARCHITECTURE):
        levels.setdefault(level, set()).add(package)
    assert [levels[level] for level in sorted(levels, reverse=True)] == layers
