"""Values of the evidence layer: what records, files and versions look like to everybody above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON
    from field_doc.schema.validate import Problem


class VersionState(StrEnum):
    """Axis one of a record's state: what is sealed of it."""

    DRAFT = "draft"
    SEALED = "sealed"
    AMENDED = "amended"


class Delivery(StrEnum):
    """Axis two: how far it has come on the way to the office."""

    NONE = "none"
    WAITING = "waiting"
    SENDING = "sending"
    STORED = "stored"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as a list shows it. ``title`` never holds identity data; it is per language."""

    id: str
    type: str
    code: str
    case_id: str | None
    title: Mapping[str, str]
    occurred: str
    created_at: str
    changed_at: str
    versions: int
    has_draft: bool
    complete: bool
    blocked: str | None
    delivery: Delivery
    delivery_reason: str | None
    files: int
    # How strictly it is handled: as it says itself, with everything it holds, and codes of what makes it stricter.
    # "" where nobody asked (evidence.handling).
    own_level: str = ""
    effective_level: str = ""
    level_from: tuple[str, ...] = ()

    @property
    def state(self) -> VersionState:
        """The one word of axis one."""
        if self.versions == 0:
            return VersionState.DRAFT
        return VersionState.AMENDED if self.versions > 1 else VersionState.SEALED


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A sealed version: its number, when, by which device, and where the ledger has it."""

    record_id: str
    number: int
    schema: int
    jwt_digest: str
    complete: bool
    reason: str | None
    sealed_at: str
    device: str
    epoch: int | None
    seq: int | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """An immutable file record and what was derived from it."""

    id: str
    series_id: str
    payload: str
    sha256: str
    bytes: int
    media_type: str
    kind: str
    name: str
    protection: str
    taken_in_at: str
    facts: Mapping[str, JSON]
    findings: tuple[Mapping[str, JSON], ...]
    problem: str | None
    detached: bool
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Draft:
    """Working state of a record; not evidence. ``base`` is the version it amends, 0 for none."""

    record_id: str
    schema: int
    fields: Mapping[str, JSON]
    base: int
    saved_at: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """What sealing gave."""

    record_id: str
    code: str
    version: int
    complete: bool
    digest: str
    epoch: int
    seq: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one path of an intake batch.

    ``status`` is taken, known (already in the vault), refused (no file to take) or failed.
    """

    path: str
    status: str
    file_id: str | None = None
    sha256: str | None = None
    bytes: int = 0
    code: str | None = None
