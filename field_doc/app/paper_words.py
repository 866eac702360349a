"""A record as the papers print it: fields in words, control mark, handling level. On the vault's thread; no files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.evidence import handling
from field_doc.export.paper.act import Act, ActItem
from field_doc.export.paper.filled import FilledRecord
from field_doc.export.paper.readback import Passage, ReadBack, exact_text, passages
from field_doc.formats import paper_mark
from field_doc.schema import layout
from field_doc.schema.shown import ShownField, shown_fields, with_codes
from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from field_doc.app.session import Services
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import RecordType

STATEMENT, HANDOVER = "statement", "handover"
_ACT_SECTIONS_WITHOUT = frozenset({"handling", "other"})
_ACT_ITEMS = ("item", "other_items")


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a record, 0 for its draft, with what is needed to print it."""

    row: RecordRow
    record_type: RecordType
    number: int
    fields: Mapping[str, Any]
    mark: str
    level: str


def look(services: Services, record_id: str, number: int | None, words: Words) -> Shown:
    """The draft (``number`` None, if there is one), else a version."""
    row = services.records.row(record_id)
    at = 0 if number is None and row.has_draft else number or row.versions
    fields = services.records.fields(record_id, at or None)
    record_type = services.registry.record_type(row.type)
    return Shown(
        row, record_type, at, fields, mark_of(services, record_id, at), level_in_words(services, record_id, words)
    )


def level_in_words(services: Services, record_id: str, words: Words) -> str:
    """The handling level that counts, what the record holds included; without what stands in brackets."""
    level = handling.effective(services.vault.records, record_id)
    return services.registry.labels(words).term(level).partition(" (")[0] if level else ""


# control marks


def mark_of(services: Services, record_id: str, number: int) -> str:
    """The control mark of a version, or (0) of what the draft says now."""
    if number:
        return paper_mark.version_mark(services.records.version(record_id, number).jwt_digest)
    return draft_mark(services, record_id, None)


def draft_mark(services: Services, record_id: str, number: int | None) -> str:
    """The mark a draft with the words of this version has, or (None) of the draft itself."""
    row = services.records.row(record_id)
    fields = services.records.fields(record_id, number)
    record_type = services.registry.record_type(row.type)
    return paper_mark.text_mark(row.code, _exact(services, record_type, fields))


def _exact(services: Services, record_type: RecordType, fields: Mapping[str, Any]) -> list[str]:
    """What a draft's mark is computed from: what the person said, or (no account) every field that is filled in."""
    said = _passages(services, record_type, fields, None)
    if said:
        return exact_text(said)
    found = []
    for field in record_type.fields:
        value = fields.get(field.name)
        if field.required != "S" and value is not None and not is_null(value):
            found += [field.name, json.dumps(value, ensure_ascii=False, sort_keys=True)]
    return found


def _passages(
    services: Services, record_type: RecordType, fields: Mapping[str, Any], labels: Labels | None
) -> tuple[Passage, ...]:
    from field_doc.base.i18n import Words

    sections = layout.load(services.registry, record_type.name)
    spoken = labels or services.registry.labels(Words("en"))
    values = with_codes(record_type.fields, fields, lambda i: services.records.code_of(i) or i)
    return passages(record_type, [s.fields for s in sections], values, spoken)


# papers


def statement(services: Services, shown: Shown, words: Words) -> ReadBack:
    """A statement as it is read back."""
    labels = services.registry.labels(words)
    person = shown.fields.get("person")
    return ReadBack(
        code=shown.row.code,
        title=words("Account for reading back"),
        version=shown.number,
        mark=shown.mark,
        level=shown.level,
        person=(services.records.code_of(person) or "") if isinstance(person, str) else "",
        passages=_passages(services, shown.record_type, shown.fields, labels),
        interpreter=shown.fields.get("interpreter_used") == "yn_yes",
    )


def record(services: Services, shown: Shown, words: Words) -> FilledRecord:
    """Any record, for reading."""
    return FilledRecord(
        code=shown.row.code,
        title=services.registry.labels(words).type(shown.row.type),
        version=shown.number,
        mark=shown.mark,
        level=shown.level,
        sections=_sections(services, shown, words),
        files=files_of(services, [shown.row.id], words),
    )


def act(services: Services, shown: Shown, words: Words) -> Act:
    """A hand-over, to be signed by both sides."""
    ids = item_ids(shown)
    return Act(
        code=shown.row.code,
        title=words("Hand-over act"),
        version=shown.number,
        mark=shown.mark,
        level=shown.level,
        items=tuple(_act_item(services, shown, one, words.lang) for one in ids),
        facts=tuple(
            (title, tuple(f for f in fields if f.name and f.path not in _ACT_ITEMS and f.type != "signature"))
            for title, fields in _sections(services, shown, words, without=_ACT_SECTIONS_WITHOUT)
        ),
        files=files_of(services, ids, words),
    )


def item_ids(shown: Shown) -> list[str]:
    """The items a hand-over is about."""
    one, more = (shown.fields.get(name) for name in _ACT_ITEMS)
    found = [one] if isinstance(one, str) else []
    return list(dict.fromkeys(found + ([i for i in more if isinstance(i, str)] if isinstance(more, list) else [])))


def _act_item(services: Services, shown: Shown, item_id: str, lang: str) -> ActItem:
    row = services.records.row(item_id)
    fields = services.records.fields(item_id)
    texts = {name: fields.get(name) for name in ("package_no", "seal_no")}
    plain = {name: value if isinstance(value, str) else "" for name, value in texts.items()}
    package = shown.fields.get("package_no")
    return ActItem(
        row.code, row.title.get(lang, ""), plain["package_no"] or (package if isinstance(package, str) else ""),
        plain["seal_no"],
    )  # fmt: skip


def _sections(
    services: Services, shown: Shown, words: Words, without: frozenset[str] = frozenset()
) -> tuple[tuple[str, tuple[ShownField, ...]], ...]:
    labels = services.registry.labels(words)
    values = with_codes(shown.record_type.fields, shown.fields, lambda i: services.records.code_of(i) or i)
    found = []
    for section in layout.load(services.registry, shown.row.type):
        if section.key not in without:
            fields = tuple(shown_fields(shown.record_type, section.fields, values, labels))
            found.append((labels.section(shown.row.type, section.key), fields))
    return tuple(found)


def files_of(services: Services, record_ids: list[str], words: Words) -> tuple[tuple[str, str, str], ...]:
    """Format, size and digest of every file that stands with records; no names of files.

    The digest of a file of class identity stays out, as it does in a bundle (R08).
    """
    found: dict[str, tuple[str, str, str]] = {}
    for record_id in record_ids:
        for file in services.attachments.of_record(record_id):
            if not file.detached:
                digest = file.sha256 if file.protection != "identity" else words("not printed: class identity")
                found[file.id] = (file.media_type, _size(file.bytes, words), digest)
    return tuple(found.values())


def _size(count: int, words: Words) -> str:
    """Bytes, or megabytes with one decimal."""
    if count < 1_000_000:
        return words("{count} B", count=count)
    text = f"{count / 1_000_000:.1f}"
    return words("{size} MB", size=text.replace(".", ",") if words.lang == "uk" else text)
