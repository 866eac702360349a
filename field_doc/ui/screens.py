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
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from field_doc.ui import typewords

if TYPE_CHECKING:
    from field_doc.schema.registry import Registry
    from field_doc.ui.screen import Screen

_VIEWS: Final = "field_doc.ui.views"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its key, its English word (msgid), an icon, the module that makes it.

    ``types`` is set for lists of records: the first is what the section is called after and counted by; the others are
    what belongs to it (visits to a site) and are listed in it too. ``word`` is "" for a type that only its schema
    names. ``role`` is set for a section that only a vault of that role has. ``more``: folded away under "More".
    """

    key: str
    word: str
    icon: str
    module: str
    types: tuple[str, ...] = ()
    rule: bool = False
    foot: bool = False
    role: str = ""
    more: bool = False

    @property
    def record_type(self) -> str:
        """The type it is called after, "" if it lists no records."""
        return self.types[0] if self.types else ""


def _list(key: str, *types: str, word: str = "", more: bool = False) -> Section:
    """A section of lists; ``word`` where the list's own name is too long for the navigation."""
    known = typewords.KNOWN.get(types[0])
    word = word or (known.many if known is not None else "")
    return Section(key, word, typewords.icon_of(types[0]), f"{_VIEWS}.records", types, more=more)


_SECTIONS: Final = (
    Section("overview", "Overview", "layout-dashboard", f"{_VIEWS}.overview"),
    _list("incidents", "incident"),
    _list("statements", "statement", "transcript"),
    _list("persons", "person"),
    _list("consents", "consent"),
    _list("sites", "burial_site", "visit", "survey", "feature", "remains"),
    _list("items", "item", "handover"),
    _list("notes", "note"),
    _list("cases", "case"),
    Section("files", "All files", "image", f"{_VIEWS}.media"),
    _list("links", "link", more=True),
    _list("units", "unit", more=True),
    _list("missing", "missing_person", more=True),
    _list("risks", "risk_observation", word="Risks", more=True),
    _list("threats", "threat", more=True),
    Section("paper", "Paper", "printer", f"{_VIEWS}.paper", more=True),
    Section("desk", "Office desk", "inbox", f"{_VIEWS}.desk", rule=True, role="desk"),
    Section("outbox", "Outbox", "send", f"{_VIEWS}.outbox", rule=True, role="field"),
    Section("names", "Names check", "scan", f"{_VIEWS}.names"),
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
    "stop_page": f"{_VIEWS}.care:stop_page",
    "own_words": f"{_VIEWS}.care:show_own_words",
    "ask_after": f"{_VIEWS}.care:ask_after",
    "transcript": f"{_VIEWS}.workbench:make_page",
    "paper": f"{_VIEWS}.paper:start",
    "names": f"{_VIEWS}.names:look",
}
# Types whose record page is a part of its own, of the same name.
OWN_PAGES: Final = frozenset({"note", "transcript"})
Factory = Callable[..., Any]


def _there(module: str, name: str = "make") -> bool:
    return find_spec(module) is not None and hasattr(importlib.import_module(module), name)


def sections() -> tuple[Section, ...]:
    """All sections of the record types there are; a type that no section knows comes under its parent, or "More"."""
    return _sections_of(_schemas())


def _schemas() -> Registry:
    """Read when the first list is asked for: a locked window needs none."""
    from field_doc.schema import registry

    return registry.load()


@cache
def _sections_of(schemas: Registry) -> tuple[Section, ...]:
    listed = {t for s in _SECTIONS for t in s.types}
    strangers = [t for t in schemas.types if t not in listed and schemas.record_type(t).store == "records"]
    found = []
    for known in _SECTIONS:
        here = [t for t in known.types if t in schemas.types]
        here += [t for t in strangers if known.types and _parent(schemas, t) in known.types]
        if here or not known.types:
            found.append(replace(known, types=tuple(here)))
    alone = [t for t in strangers if not any(t in s.types for s in found)]
    last = max(number for number, known in enumerate(found) if known.types or known.key == "files")
    return (*found[: last + 1], *(_list(t, t, more=True) for t in alone), *found[last + 1 :])


def _parent(schemas: Registry, record_type: str) -> str:
    """The one type that records of a type belong to; "" for one that belongs to nothing, or to several kinds."""
    named = [f.types for f in schemas.record_type(record_type).fields if f.belongs]
    return named[0][0] if len(named) == 1 and len(named[0]) == 1 else ""


def available(role: str = "field") -> tuple[Section, ...]:
    """Sections whose module is there and that a vault of that role has."""
    return tuple(s for s in sections() if s.role in {"", role} and _there(s.module))


def of_type(record_type: str) -> str:
    """Key of the section that lists a record type, "" if none does."""
    return next((s.key for s in sections() if record_type in s.types), "")


def stands_alone(record_type: str) -> bool:
    """Whether a record of a type may be begun from a list; a visit is begun from its site."""
    return not any(f.belongs and f.required == "R" for f in _schemas().record_type(record_type).fields)


def beginnings() -> tuple[str, ...]:
    """The types that may be begun from anywhere, in the order of the sections."""
    return tuple(t for s in sections() for t in s.types if stands_alone(t))


def section(key: str) -> Section | None:
    """The section of a key."""
    return next((s for s in sections() if s.key == key), None)


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
