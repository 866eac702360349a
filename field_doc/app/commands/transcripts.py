"""Acts on transcripts and translations: what they are made of, beginning one, opening a recording for the ear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from field_doc.app.commands import files, records, vaults
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.decode.sound import ChildSound
from field_doc.schema.values import MAX_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from field_doc.app.commands.records import Begun
    from field_doc.app.session import Services, Session
    from field_doc.evidence.model import FileRow, RecordRow
    from field_doc.formats.canonical import JSON

TYPE: Final = "transcript"
SOURCES: Final = ("statement", "item", "note", TYPE)
KINDS: Final[dict[str, str]] = {"transcript": "tk_transcript", "translation": "tk_translation"}
_HEARD: Final = ("audio", "video")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of the original: its words and language, and marks where it is a transcript's."""

    text: str
    lang: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a transcript is made from: the original record, its recordings, its words."""

    row: RecordRow
    recordings: tuple[FileRow, ...]
    passages: tuple[Passage, ...]


def source(session: Session, record: str) -> Source:
    """The original of a transcript. Looking at a sealed record is entered like any look."""
    view = records.show(session, record, purpose="transcript")
    if view.shown.row.type not in SOURCES:
        raise InputProblem("transcript.source-kind")
    return Source(view.shown.row, recordings_of(view.files), passages(view.shown.row.type, view.shown.fields))


def recordings_of(known: tuple[FileRow, ...]) -> tuple[FileRow, ...]:
    """Files with sound among those of a record."""
    return tuple(f for f in known if f.kind in _HEARD and not f.detached)


def passages(type_name: str, fields: Mapping[str, Any]) -> tuple[Passage, ...]:
    """The words of a record, paragraph by paragraph; nothing for a type that only holds files."""
    if type_name == TYPE:
        members = fields.get("paragraphs")
        return tuple(p for m in members or () if isinstance(m, dict) for p in _transcribed(m))
    if type_name == "note":
        members = fields.get("entries")
        return tuple(p for m in members or () if isinstance(m, dict) for p in _long(m.get("text")))
    return tuple(_long(fields.get("account"))) if type_name == "statement" else ()


def _long(value: Any) -> list[Passage]:
    if not isinstance(value, dict) or not isinstance(value.get("paragraphs"), list):
        return []
    return [Passage(str(p), str(value.get("lang", "und"))) for p in value["paragraphs"] if str(p).strip()]


def _transcribed(member: dict[str, Any]) -> list[Passage]:
    text = member.get("text")
    if not isinstance(text, dict) or not text.get("text"):
        return []
    start, end = (n if isinstance(n, int) else None for n in (member.get("start_ms"), member.get("end_ms")))
    return [Passage(str(text["text"]), str(text.get("lang", "und")), start, end)]


def new(
    session: Session,
    of: str,
    *,
    kind: str,
    language: str,
    source_language: str = "",
    file: str = "",
) -> Begun:
    """Begin a transcript or translation; the original is only read.

    A text is taken over paragraph by paragraph as what stands beside; of a recording its digest is noted.

    Args:
        session: an open session.
        of: code or id of the statement, item, note or transcript.
        kind: ``transcript`` or ``translation``.
        language: language of the new text.
        source_language: language of the original; by default that of its words.
        file: id of the recording, "" where the original is text.

    Raises:
        InputProblem: ``transcript.kind``, ``transcript.source-kind``, ``transcript.file-elsewhere``.

    """
    if kind not in KINDS:
        raise InputProblem("transcript.kind")
    found = source(session, of)
    fields: dict[str, JSON] = {"of": found.row.id, "kind": KINDS[kind], "language": language, "languages": [language]}
    if file:
        recording = next((f for f in found.recordings if f.id.startswith(file.strip().lower())), None)
        if recording is None:
            raise InputProblem("transcript.file-elsewhere")
        fields |= {"source_file": recording.id, "source_sha256": recording.sha256}
    else:
        fields |= beside(found.passages)
    spoken = source_language or (found.passages[0].lang if found.passages and not file else "")
    if spoken:
        fields["source_language"] = spoken
    return records.new_record(session, TYPE, fields, case=found.row.case_id, lang=language)


def beside(known: tuple[Passage, ...]) -> dict[str, JSON]:
    """Paragraphs still to be written, each beside its original; of very long texts beside several of them."""
    step = -(-len(known) // MAX_MEMBERS) or 1
    members: list[JSON] = []
    for first in range(0, len(known), step):
        some = known[first : first + step]
        member: dict[str, JSON] = {"original": {"lang": some[0].lang, "paragraphs": [p.text for p in some]}}
        marks = (("start_ms", some[0].start_ms), ("end_ms", some[-1].end_ms))
        members.append(member | {name: value for name, value in marks if value is not None})
    return {"paragraphs": members} if members else {}


def author(session: Session) -> str:
    """Code of the person at work; never a name."""
    return session.run(lambda s: vaults.meta(s, "documenter_code") or "")


def open_sound(session: Session, record: str, file_id: str, *, purpose: str) -> ChildSound:
    """A recording for the ear, entered in the ledger like any opening; decoded in a confined child.

    Args:
        session: an open session.
        record: the record the recording stands with.
        file_id: the file.
        purpose: why; stands in the erasable detail of the entry.

    Raises:
        InputProblem: no purpose, or no such recording with that record; nothing was opened.

    """
    if not purpose.strip():
        raise InputProblem("file.purpose-needed")

    def step(services: Services) -> FileRow:
        row = services.records.row(services.records.resolve(record))
        if row.blocked:
            raise AccessRefused("record.blocked", reason=row.blocked)
        known = {f.id for f in recordings_of(services.attachments.of_record(row.id))}
        if file_id not in known:
            raise InputProblem("transcript.file-elsewhere")
        return files.enter_view(services, file_id, purpose.strip())

    file = session.run(step)
    stream = session.run(
        lambda s: s.vault.payloads.open(file.payload, s.intake.file_key(file.payload, s.vault.identity))
    )
    return ChildSound(cast("BinaryIO", stream), file.bytes)
