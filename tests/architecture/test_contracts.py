"""The import contracts speak of modules that exist (import-linter itself runs in script/test)."""

from __future__ import annotations

import ast
import fnmatch
import tomllib

from source_tree import TREE, expect_none, nodes, sources

_FILE = tomllib.loads((TREE / "import_contracts.toml").read_text("utf-8"))
CONTRACTS = _FILE["tool"]["importlinter"]["contracts"]
_LISTS = ("source_modules", "forbidden_modules", "modules", "ancestors", "containers")


def named_modules() -> set[str]:
    """Every module of ours that a contract names, wildcards as they are."""
    names = {name for contract in CONTRACTS for key in _LISTS for name in contract.get(key, [])}
    for contract in CONTRACTS:
        for pair in contract.get("ignore_imports", []):
            names.update(part.strip() for part in pair.split("->"))
        for container in contract.get("containers", []):
            layers = (part.strip() for layer in contract["layers"] for part in layer.split("|"))
            names.update(f"{container}.{layer}" for layer in layers)
    return {name for name in names if name.startswith("field_doc")}


def exists(name: str) -> bool:
    depth = name.count(".")
    return any(fnmatch.fnmatchcase(module, name) and module.count(".") == depth for module in sources())


def test_every_module_named_exists() -> None:
    expect_none(name for name in named_modules() if not exists(name))


def test_a_module_that_is_not_there_is_noticed() -> None:
    assert not exists("field_doc.vault.no_such_module")
    assert not exists("field_doc.no_such.*")


def test_every_package_is_in_the_layers_and_in_the_qt_contract() -> None:
    packages = {name.split(".")[1] for name in sources() if name.count(".") == 1} - {"__main__"}
    layers = CONTRACTS[0]["layers"]
    assert {part.strip() for layer in layers for part in layer.split("|")} == packages
    without_qt = {name.split(".")[1] for name in CONTRACTS[1]["source_modules"]}
    assert without_qt == packages - {"ui"}


def without_widgets() -> list[str]:
    """What the contract of the presenters names, wildcards as they are."""
    (contract,) = [c for c in CONTRACTS if c["name"] == "Presenters know no widgets"]
    return list(contract["source_modules"])


def presenters() -> set[str]:
    """Modules of the window in which something decides: they are named so, or hold a class that is."""
    named = {name for name in sources() if name.startswith("field_doc.ui.") and "presenter" in name.rpartition(".")[2]}
    return named | {
        module
        for module, node in nodes()
        if module.startswith("field_doc.ui.") and isinstance(node, ast.ClassDef) and node.name.endswith("Presenter")
    }


def test_every_presenter_stands_in_the_contract() -> None:
    """Wherever it lies: a presenter the contract forgets may import Qt unseen."""
    found = presenters()
    assert "field_doc.ui.recordpage.presenter" in found
    expect_none(name for name in found if not any(fnmatch.fnmatchcase(name, one) for one in without_widgets()))


def test_what_the_command_line_takes_from_the_window_stands_in_the_contract() -> None:
    """A command may run where there is no Qt; the one way into the window is ``ui.main``."""
    taken = set()
    for module, node in nodes():
        if module.startswith("field_doc.cli") and isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            taken |= (names & sources().keys()) or {str(node.module)}
    taken = {name for name in taken if name.startswith("field_doc.ui")}
    assert "field_doc.ui.main" in taken
    expect_none(taken - {"field_doc.ui.main"} - set(without_widgets()))
