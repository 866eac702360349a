"""The sections of the window and the panels that other parts plug in; each is loaded when first shown.

A section's module has ``make(program) -> Screen``. A panel is named ``module:function``:

* ``media``: ``panel(program, record_id) -> QWidget``, a tab of the record page.
* ``shares``: ``shares_page(program) -> QWidget`` with signal ``done()``: makes recovery shares, vault open.
* ``open_with_shares``, ``restore``, ``verify``: ``page(program, vault: Path | None) -> QWidget`` with signals
  ``opened(object)`` (the open session) and ``back()``: pages before a vault is open.

What is not there yet is not offered.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from field_doc.ui.screen import Screen

_VIEWS: Final = "field_doc.ui.views"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its key, its English word (msgid), an icon, the module that makes it.

    ``record_type`` is set for lists of records; their count stands in the navigation. ``role`` is set for a section
    that only a vault of that role has.
    """

    key: str
    word: str
    icon: str
    module: str
    record_type: str = ""
    rule: bool = False
    foot: bool = False
    role: str = ""


def _list(key: str, word: str, icon: str, record_type: str) -> Section:
    return Section(key, word, icon, f"{_VIEWS}.records", record_type)


SECTIONS: Final = (
    Section("overview", "Overview", "layout-dashboard", f"{_VIEWS}.overview"),
    _list("incidents", "Incidents", "clipboard-list", "incident"),
    _list("statements", "Statements", "message-square-text", "statement"),
    _list("persons", "Persons", "users", "person"),
    _list("consents", "Consents", "file-pen", "consent"),
    _list("sites", "Burial sites", "map-pinned", "burial_site"),
    _list("items", "Items", "images", "item"),
    _list("notes", "Notes", "notebook-pen", "note"),
    _list("cases", "Cases", "folder", "case"),
    Section("files", "All files", "image", f"{_VIEWS}.media"),
    Section("desk", "Office desk", "inbox", f"{_VIEWS}.desk", rule=True, role="desk"),
    Section("outbox", "Outbox", "send", f"{_VIEWS}.outbox", rule=True, role="field"),
    Section("bundle", "Bundles", "package", f"{_VIEWS}.bundle"),
    Section("verify", "Check a bundle", "list-checks", f"{_VIEWS}.verify"),
    Section("ledger", "Ledger", "shield-check", f"{_VIEWS}.custody"),
    Section("settings", "Settings", "settings", f"{_VIEWS}.settings", foot=True),
)
# Places where another part's widget stands: name -> "module:function".
PANELS: Final = {
    "media": f"{_VIEWS}.media:panel",
    "shares": f"{_VIEWS}.recovery:shares_page",
    "open_with_shares": f"{_VIEWS}.recovery:recover_page",
    "restore": f"{_VIEWS}.recovery:restore_page",
    "verify": f"{_VIEWS}.verify:page",
}
# What stands in the record column of one record type only: name -> "module:function".
PARTS: Final = {
    "note": f"{_VIEWS}.note:make_page",
    "before_asking": f"{_VIEWS}.before_asking:make",
    "identity": f"{_VIEWS}.identity:make",
}
Factory = Callable[..., Any]


def _there(module: str, name: str = "make") -> bool:
    return find_spec(module) is not None and hasattr(importlib.import_module(module), name)


def available(role: str = "field") -> tuple[Section, ...]:
    """Sections whose module is there and that a vault of that role has."""
    return tuple(s for s in SECTIONS if s.role in {"", role} and _there(s.module))


def of_type(record_type: str) -> str:
    """Key of the section that lists a record type, "" if none does."""
    return next((s.key for s in SECTIONS if s.record_type == record_type), "")


def section(key: str) -> Section | None:
    """The section of a key."""
    return next((s for s in SECTIONS if s.key == key), None)


def make(program: Any, known: Section) -> Screen:
    """Make a section's screen."""
    module = importlib.import_module(known.module)
    screen: Screen = module.make(program, known) if known.record_type else module.make(program)
    return screen


def part(name: str) -> Factory:
    """Factory of a part of :data:`PARTS`; screens reach each other's parts through this alone."""
    module, _, function = PARTS[name].partition(":")
    made: Factory = getattr(importlib.import_module(module), function)
    return made


def panels() -> dict[str, Factory]:
    """Factories of the panels that are there, by name."""
    found = {}
    for name, target in PANELS.items():
        module, _, function = target.partition(":")
        if _there(module, function):
            found[name] = getattr(importlib.import_module(module), function)
    return found
