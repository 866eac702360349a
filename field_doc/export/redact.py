"""Apply an edition: what is shown, what is a derivative, what is named as withheld (R08, R09, R34, §2).

Pure. An edition holds nothing above its class; what it leaves out is named with a reason. A path of a
sealed record that no printed row explains is withheld: what nobody classified is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem, Unsupported
from field_doc.export.model import (
    BundleInput,
    Edition,
    ExhibitInput,
    FactRow,
    FieldRow,
    LedgerEntryInput,
    ProtectionClass,
    RecordInput,
    SitePlan,
)
from field_doc.formats import digest, ledger_entry, sdjwt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from field_doc.formats.sdjwt import Path, Sealed

CEILING = {
    Edition.FULL: ProtectionClass.IDENTITY,
    Edition.PSEUDONYMISED: ProtectionClass.RESTRICTED,
    Edition.PUBLIC: ProtectionClass.PUBLIC,
}
ABOVE_EDITION = "R4"
GROUNDS = ("R1", "R2", "R3", ABOVE_EDITION)
_EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic", "image/heif": "heif", "image/tiff": "tif",
    "image/webp": "webp", "image/gif": "gif", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv",
    "video/3gpp": "3gp", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/wav": "wav", "audio/x-wav": "wav",
    "audio/ogg": "ogg", "audio/flac": "flac", "audio/amr": "amr", "application/pdf": "pdf", "text/plain": "txt",
    "application/zip": "zip", "application/json": "json", "application/gpx+xml": "gpx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip


class Form(StrEnum):
    """How an exhibit is presented; printed as ■ in full, ◧ with hidden parts, □ not included."""

    FULL = "full"
    REDACTED = "redacted"
    WITHHELD = "withheld"


class Reason(StrEnum):
    """Why something does not go along; words are in the catalogue under ``withheld``."""

    CLASS = "class"
    METADATA = "metadata"
    CONSENT = "consent"
    UNCLASSIFIED = "unclassified"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A printed line; ``ground`` is set when its value is hidden, and then ``value`` is empty."""

    section: str
    label: str
    value: str
    kind: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as the edition shows it: the presentation, and reasons by withheld path."""

    source: RecordInput
    form: Form
    title: str
    rows: tuple[ShownRow, ...]
    plan: SitePlan | None
    file_name: str
    presentation: Sealed
    withheld_paths: tuple[tuple[Path, Reason], ...]


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """A file as the edition shows it. ``number`` is ``006`` for an original, ``006.1`` for a derivative."""

    source: ExhibitInput
    form: Form
    number: str
    title: str
    facts: tuple[FactRow, ...]
    file_name: str
    original: bool
    commitment: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something named but not handed over."""

    exhibit: str
    kind_label: str
    reason: Reason
    detail: str
    commitment: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A ledger entry with the names of the detail members the edition discloses."""

    source: LedgerEntryInput
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole bundle after redaction, in exhibit order."""

    source: BundleInput
    records: tuple[ShownRecord, ...]
    exhibits: tuple[ShownExhibit, ...]
    withheld: tuple[Withheld, ...]
    entries: tuple[tuple[ShownEntry, ...], ...]

    def count(self, form: Form) -> int:
        """How many items (records and files) are presented in that form; one value for every page."""
        if form is Form.WITHHELD:
            return sum(1 for named in self.withheld if named.reason is not Reason.ORIGINAL)
        shown: list[ShownRecord | ShownExhibit] = [*self.records, *self.exhibits]
        return sum(1 for item in shown if item.form is form)


def apply(source: BundleInput) -> Shown:
    """Decide for everything in ``source`` whether and how it is shown.

    Raises:
        Unsupported: ``bundle.edition`` for an edition this version does not make.
        InputProblem: ``bundle.empty`` without any record, ``bundle.numbers`` when exhibit numbers repeat.

    """
    if source.request.edition is Edition.PUBLIC:
        raise Unsupported("bundle.edition")
    if not source.records:
        raise InputProblem("bundle.empty")
    _check_numbers(source)
    ceiling = CEILING[source.request.edition]
    exhibits, withheld = _exhibits(source.exhibits, ceiling)
    originals = frozenset(e.source.exhibit for e in exhibits if e.original)
    records, withheld_records = _records(source.records, ceiling, originals)
    entries = tuple(
        tuple(ShownEntry(entry, _members(entry, ceiling)) for entry in part.entries) for part in source.ledgers
    )
    named = sorted((*withheld_records, *withheld), key=lambda item: item.exhibit)
    return Shown(source, tuple(records), tuple(exhibits), tuple(named), entries)


def _check_numbers(source: BundleInput) -> None:
    """Exhibit numbers are digits and each is used once."""
    items: list[RecordInput | ExhibitInput] = [*source.records, *source.exhibits]
    numbers = [item.exhibit for item in items]
    if len(set(numbers)) != len(numbers) or not all(n.isascii() and n.isdigit() for n in numbers):
        raise InputProblem("bundle.numbers")


def _records(
    records: Sequence[RecordInput], ceiling: ProtectionClass, originals: frozenset[str]
) -> tuple[list[ShownRecord], list[Withheld]]:
    """Split records into shown and withheld."""
    shown: list[ShownRecord] = []
    withheld: list[Withheld] = []
    for record in records:
        reason = _why_not(record, ceiling)
        if reason:
            digest_text = sdjwt.jwt_digest(record.sealed)
            withheld.append(Withheld(record.exhibit, record.type_label, reason, record.withhold_reason, digest_text))
        else:
            shown.append(show_record(record, ceiling, originals))
    return shown, withheld


def _why_not(item: RecordInput | ExhibitInput, ceiling: ProtectionClass) -> Reason | None:
    """The reason the item as a whole does not go along, or None."""
    if item.withhold_reason or (item.consent is not None and not item.consent.covers):
        return Reason.CONSENT
    return Reason.CLASS if item.protection.rank > ceiling.rank else None


def show_record(record: RecordInput, ceiling: ProtectionClass, originals: frozenset[str]) -> ShownRecord:
    """The record with what lies above the edition's class hidden; ``originals`` go along byte for byte."""
    hidden = withheld_paths(record, ceiling, originals)
    presentation = sdjwt.present(record.sealed, [path for path, _ in hidden]) if hidden else record.sealed
    plan = record.plan if record.plan and record.plan.protection.rank <= ceiling.rank else None
    return ShownRecord(
        source=record,
        form=Form.REDACTED if hidden else Form.FULL,
        title=record.title if record.title_protection.rank <= ceiling.rank else record.code,
        rows=tuple(_row(row, ceiling) for row in record.rows),
        plan=plan,
        file_name=f"{record.exhibit}_v{record.version}.sdjwt",
        presentation=presentation,
        withheld_paths=hidden,
    )


def withheld_paths(
    record: RecordInput, ceiling: ProtectionClass, originals: frozenset[str]
) -> tuple[tuple[Path, Reason], ...]:
    """Every separately disclosable path the edition hides, with its reason."""
    classes = _Classes(record.rows)
    hidden: dict[Path, Reason] = {}
    for path in sorted(sdjwt.paths(record.sealed), key=len):
        parent = next((hidden[above] for above in _above(path) if above in hidden), None)
        reason = parent or _path_reason(path, record, classes, ceiling, originals)
        if reason:
            hidden[path] = reason
    return tuple(hidden.items())


def _above(path: Path) -> Iterator[Path]:
    """What a path stands in, and the path itself, nearest first."""
    return (tuple(path[:length]) for length in range(len(path), 0, -1))


class _Classes:
    """Protection of paths by the rows that explain them.

    The row at the path, else the nearest one above it, decides; of two rows at one path the stricter one.
    A container is shown as soon as anything below it is: it discloses only that it is there.
    """

    def __init__(self, rows: Iterable[FieldRow]) -> None:
        self._at: dict[Path, int] = {}
        self._below: dict[Path, int] = {}
        for row in rows:
            path, rank = tuple(row.path), row.protection.rank
            self._at[path] = max(rank, self._at.get(path, 0))
        for path, rank in self._at.items():
            for above in _above(path[:-1]):
                self._below[above] = min(rank, self._below.get(above, rank))

    def rank(self, path: Path) -> int | None:
        """The class' rank, or None when no row explains the path."""
        at = next((self._at[above] for above in _above(path) if above in self._at), None)
        ranks = [rank for rank in (at, self._below.get(path)) if rank is not None]
        return min(ranks, default=None)


def _path_reason(
    path: Path, record: RecordInput, classes: _Classes, ceiling: ProtectionClass, originals: frozenset[str]
) -> Reason | None:
    """Why one path is hidden, or None when it is shown."""
    if path[0] in {"code", "reason"}:
        return None
    if path[0] == "attachments":
        return _attachment_reason(path, record, ceiling, originals)
    rank = classes.rank(path)
    if rank is None:
        return None if ceiling is ProtectionClass.IDENTITY else Reason.UNCLASSIFIED
    return None if rank <= ceiling.rank else Reason.CLASS


def _attachment_reason(
    path: Path, record: RecordInput, ceiling: ProtectionClass, originals: frozenset[str]
) -> Reason | None:
    """An attachment's entry names the original's digest, so it goes only where the original goes."""
    if ceiling is ProtectionClass.IDENTITY:
        return None
    if len(path) < 2:
        return None
    index = path[1]
    exhibits = record.attachment_exhibits
    given = isinstance(index, int) and index < len(exhibits) and exhibits[index] in originals
    return None if given else Reason.ORIGINAL


def _row(row: FieldRow, ceiling: ProtectionClass) -> ShownRow:
    """The line as printed: its value, or a bar with the ground."""
    if row.protection.rank <= ceiling.rank:
        return ShownRow(row.section, row.label, row.value, row.kind)
    return ShownRow(row.section, row.label, "", row.kind, row.ground or ABOVE_EDITION)


def _exhibits(exhibits: Sequence[ExhibitInput], ceiling: ProtectionClass) -> tuple[list[ShownExhibit], list[Withheld]]:
    """Split files into shown (original or derivative) and withheld; originals behind derivatives are both."""
    shown: list[ShownExhibit] = []
    withheld: list[Withheld] = []
    for exhibit in exhibits:
        reason = _why_not(exhibit, ceiling)
        original = ceiling is ProtectionClass.IDENTITY or exhibit.metadata_open
        if reason is None and not original and exhibit.clean_image is None:
            reason = Reason.METADATA
        if reason is None:
            shown.append(_show_exhibit(exhibit, ceiling, original=original))
        if reason is not None or not original:
            why = reason or Reason.ORIGINAL
            withheld.append(
                Withheld(exhibit.exhibit, exhibit.kind_label, why, exhibit.withhold_reason, commitment_of(exhibit))
            )
    return shown, withheld


def _show_exhibit(exhibit: ExhibitInput, ceiling: ProtectionClass, *, original: bool) -> ShownExhibit:
    """The exhibit as it goes along, named by its number only."""
    number = exhibit.exhibit if original else f"{exhibit.exhibit}.1"
    extension = _EXTENSIONS.get(exhibit.media_type, "bin") if original else "jpg"
    return ShownExhibit(
        source=exhibit,
        form=Form.FULL if original else Form.REDACTED,
        number=number,
        title=exhibit.title if exhibit.title_protection.rank <= ceiling.rank else exhibit.kind_label,
        facts=_facts(exhibit.facts, ceiling),
        file_name=f"{number}.{extension}",
        original=original,
        commitment=commitment_of(exhibit),
    )


def _facts(facts: Iterable[FactRow], ceiling: ProtectionClass) -> tuple[FactRow, ...]:
    """Facts the edition may show."""
    return tuple(fact for fact in facts if fact.protection.rank <= ceiling.rank)


def commitment_of(exhibit: ExhibitInput) -> str:
    """The salted commitment under which ledger and editions name an original (R08, R18).

    Raises:
        InputProblem: ``bundle.salt`` when the salt is not 32 bytes.

    """
    if len(exhibit.commitment_salt) < 16:
        raise InputProblem("bundle.salt", exhibit=exhibit.exhibit)
    digest.parse(exhibit.sha256)
    return ledger_entry.commit(exhibit.commitment_salt, exhibit.sha256)


def _members(entry: LedgerEntryInput, ceiling: ProtectionClass) -> tuple[str, ...]:
    """Detail members the edition discloses; one nobody classified counts as identity."""
    if entry.detail is None:
        return ()
    names = (member.name for member in entry.detail.members)
    default = ProtectionClass.IDENTITY
    return tuple(name for name in names if entry.member_classes.get(name, default).rank <= ceiling.rank)
