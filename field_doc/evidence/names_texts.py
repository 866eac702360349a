"""Everything written in a record and its files that somebody may read outside: each text with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from field_doc.evidence.attachments import Attachments
    from field_doc.evidence.model import FileRow, RecordRow
    from field_doc.evidence.records import Records
    from field_doc.schema.model import Field
    from field_doc.schema.registry import Registry
    from field_doc.vault.database import Database

Json = Any
# Where a text stands that is not in a field.
FILE_PLACES: Final = ("file_name", "exif")
# Field types that hold no words of anybody's.
_WORDLESS: Final = frozenset(
    {"term", "terms", "record_ref", "language", "boolean", "integer", "decimal", "instant", "time", "count_range",
     "checklist", "date_range"}
)  # fmt: skip
# Members of composite values that are codes, not words.
_CODES: Final = frozenset(
    {"id", "lang", "kind", "null_reason", "edtf", "precision", "part_of_day", "clock_basis", "earliest", "latest",
     "country", "oblast", "raion", "katotth", "settlement_type", "controlled_by", "place_type", "crs_given", "method",
     "vertical_ref", "status", "role", "at", "attachment", "safe", "type", "coordinates", "source", "answer",
     "altitude_m", "uncertainty_m"}
)  # fmt: skip
_CAPTIONS: Final = frozenset({"caption", "captions"})
_MAX_RAW: Final = 400


@dataclass(frozen=True, slots=True)
class Text:
    """One text: record it stands in (or with), path of the field, ``field|caption|file_name|exif``, the words.

    ``file`` is set for what stands with a file; ``path`` is then the file's id, or id and tag.
    """

    record: str
    path: str
    where: str
    text: str
    file: str = ""


class Texts:
    """Gathers the texts of records of one vault; on the vault's thread."""

    def __init__(self, database: Database, records: Records, attachments: Attachments, registry: Registry) -> None:
        self._db, self._records, self._attachments, self._registry = database, records, attachments, registry

    def of_record(self, record_id: str, *, sealed: bool = False) -> tuple[Text, ...]:
        """Texts of a record and of the files that stand with it; none of an identity record.

        Args:
            record_id: the record.
            sealed: its latest sealed version, as an export takes it; otherwise the draft, where there is one.

        """
        row = self._records.row(record_id)
        record_type = self._registry.record_type(row.type)
        own: Iterator[Text] = iter(())
        if record_type.store == "records" and (row.has_draft or row.versions) and not (sealed and not row.versions):
            own = of_fields(record_id, record_type.fields, self._fields(row, sealed=sealed))
        return (*own, *(t for f in self._files(record_id, record_type.name) for t in self._of_file(f)))

    def _fields(self, row: RecordRow, *, sealed: bool) -> Mapping[str, Json]:
        number = row.versions if sealed or not row.has_draft else None
        if number is None:
            return self._records.fields(row.id)
        schema = self._db.value("SELECT schema FROM versions WHERE record_id = ? AND number = ?", (row.id, number))
        if int(schema) > self._registry.versions(row.type)[-1]:
            # Of a newer program: what has no name here is looked through all the same.
            shown = self._records.show(row.id, number)
            return {**shown.unknown, **shown.fields}
        return self._records.fields(row.id, number)

    def _files(self, record_id: str, type_name: str) -> list[FileRow]:
        if type_name == "identity":
            return []
        return [f for f in self._attachments.of_record(record_id) if not f.detached]

    def of_file(self, file_id: str) -> tuple[Text, ...]:
        """Texts of one file: its name and path, and what its metadata say."""
        return tuple(self._of_file(self._attachments.file(file_id)))

    def _of_file(self, file: FileRow) -> Iterator[Text]:
        row = self._db.row(
            "SELECT f.source_path, x.raw FROM files f LEFT JOIN file_facts x ON x.file_id = f.id WHERE f.id = ?",
            (file.id,),
        )
        yield Text(file.series_id, file.id, "file_name", file.name, file.id)
        folders = str(row["source_path"]).removesuffix(file.name) if row is not None else ""
        if folders.strip("/\\"):
            # One place for all files of the folder: nobody decides a thousand times about one word.
            yield Text(file.series_id, "folder", "file_name", folders)
        said: dict[str, str] = {k: v for k, v in file.facts.items() if isinstance(v, str)}
        raw = json.loads(row["raw"]) if row is not None and row["raw"] else {}
        said |= {str(k): str(v) for k, v in list(raw.items())[:_MAX_RAW]}
        for tag, value in said.items():
            yield Text(file.series_id, f"{file.id}:{tag}", "exif", value, file.id)

    def series_of(self, record_id: str) -> tuple[str, ...]:
        """Series of files that stand with a record; they have words of their own."""
        return self._attachments.series_of(record_id)


def of_fields(record_id: str, fields: tuple[Field, ...], values: Mapping[str, Json]) -> Iterator[Text]:
    """Every text of a record's values, parallel texts, group members and fields unknown here among them. Pure."""
    for path, name, text in _members(fields, values, ""):
        yield Text(record_id, path, "caption" if name in _CAPTIONS else "field", text)


def _members(fields: tuple[Field, ...], values: Mapping[str, Json], before: str) -> Iterator[tuple[str, str, str]]:
    known = {f.name: f for f in fields}
    for name, value in values.items():
        field, path = known.get(name), f"{before}{name}"
        if value is None or is_null(value) or (name == "id" and before):
            continue
        if field is not None and field.type == "group" and isinstance(value, list):
            for number, member in enumerate(value):
                if isinstance(member, Mapping):
                    yield from _members(field.fields, member, f"{path}[{number}].")
        elif field is None or field.type not in _WORDLESS:
            yield from ((path, name, text) for text in _strings(value))


def _strings(value: Json) -> Iterator[str]:
    """All words of a value; codes among its parts are left out."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _CODES:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
