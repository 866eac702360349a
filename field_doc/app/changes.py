"""What an act changed: screens refresh for that and nothing else (ARCHITECTURE rule 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of things that screens depend on."""

    RECORD = "record"
    FILES = "files"
    OUTBOX = "outbox"
    LEDGER = "ledger"
    IDENTITY = "identity"
    OFFICE = "office"
    SETTINGS = "settings"
    BUNDLES = "bundles"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing changed; ``id`` is empty when a whole kind did."""

    kind: Kind
    id: str = ""


Changes = frozenset[Change]


@dataclass(frozen=True, slots=True)
class Done:
    """Result of an act that gives nothing back but what it changed."""

    changes: Changes = field(default_factory=frozenset)


def changed(*kinds: Kind, record: str = "") -> Changes:
    """Changes of these kinds, and of one record if named; every act changes the ledger."""
    found = {Change(k) for k in kinds} | {Change(Kind.LEDGER)}
    return frozenset(found | ({Change(Kind.RECORD, record)} if record else set()))
