"""Records as short text for people: label and value, states and reasons in words, one line a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from field_doc.app.level_words import level_chip, level_word
from field_doc.cli.output import one_line, visible
from field_doc.evidence.summary import references
from field_doc.schema import layout, registry, shown
from field_doc.ui.recordrows import newer_words, state_of, states_of, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from field_doc.app.commands.records import RecordView
    from field_doc.app.session import Services, Session
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.search import Hit
    from field_doc.schema.problems import Problem
    from field_doc.schema.shown import Difference

# The words the window has for the same states.
STATES: Final[Mapping[str, str]] = {
    "draft": "Draft", "sealed": "Sealed", "waiting": "Waiting", "sending": "Sending", "stored": "Stored on the server",
    "accepted": "Accepted", "refused": "Refused", "withdrawn": "Withdrawn",
}  # fmt: skip


def state_words(row: RecordRow, words: Words) -> str:
    """The states of a record's head: what is sealed, and how far it came."""
    return ", ".join(exact or words(STATES[state]) for state, exact in states_of(row, words))


def rows_text(rows: Sequence[RecordRow], words: Words) -> str:
    """A list: code, kind, state, handling level with what the record holds, title."""
    labels = registry.load().labels(words)
    kinds, states = [labels.type(r.type) for r in rows], [words(STATES[state_of(r)]) for r in rows]
    levels = [level_word(labels, r.effective_level) for r in rows]
    wide, broad, long = (max(map(len, column), default=0) for column in (kinds, states, levels))
    lines = []
    for row, kind, state, level in zip(rows, kinds, states, levels, strict=True):
        title = title_of(row, labels)
        said = "" if title == kind else one_line(title)
        lines.append(f"{row.code}  {kind:{wide}}  {state:{broad}}  {level:{long}}  {said}".rstrip())
    return "\n".join(lines)


def hits_text(hits: Sequence[Hit], rows: Mapping[str, RecordRow], words: Words) -> str:
    """What a search found: code, kind, title, and the place where the words stand."""
    labels = registry.load().labels(words)
    lines = []
    for hit in hits:
        kind, title = labels.type(hit.type), title_of(rows[hit.id], labels) if hit.id in rows else ""
        level = level_word(labels, rows[hit.id].effective_level) if hit.id in rows else ""
        parts = (kind, level, "" if title == kind else title, hit.snippet.replace("\n", " · "))
        lines.append(f"{hit.code}  " + one_line(" · ".join(p for p in parts if p)))
    return "\n".join(lines) if hits else words("Nothing was found.")


def codes_beside(session: Session, type_name: str, *fields: Mapping[str, object]) -> dict[str, str]:
    """Codes of the records that fields of a record name."""

    def step(services: Services) -> dict[str, str]:
        record_type = services.registry.record_type(type_name)
        named = {r for one in fields for r in references(record_type, one)}  # type: ignore[arg-type]
        return {one: code for one in named if (code := services.records.code_of(one)) is not None}

    return session.run(step)


def record_text(view: RecordView, codes: Mapping[str, str], words: Words) -> str:
    """A record: its head, each section with what stands in it, its files, what is missing."""
    schemas, row = registry.load(), view.shown.row
    labels, record_type = schemas.labels(words), schemas.record_type(row.type)
    version = words("version {number}", number=view.shown.version) if view.shown.version else ""
    head = [row.code, labels.type(row.type), state_words(row, words), version, level_chip(row, "", labels)[0]]
    lines = [" · ".join(p for p in head if p)]
    if view.shown.newer:
        lines.append(" ".join(newer_words(view.shown.unknown, words)).strip())
    fields = shown.with_codes(record_type.fields, view.shown.fields, lambda i: codes.get(i, i))
    for section in layout.load(schemas, row.type):
        said = [line for one in shown.shown_fields(record_type, section.fields, fields, labels) for line in _field(one)]
        lines += ["", labels.section(row.type, section.key), *said] if said else []
    if view.files:
        names = [f"  {visible(f.name)}  {f.id}" for f in view.files]
        lines += ["", words.plural("{count} file", "{count} files", len(view.files)), *names]
    if view.shown.problems:
        lines += ["", words("To look at:"), *problem_lines(view.shown.problems, row.type, words)]
    return "\n".join(lines)


def _field(one: shown.ShownField) -> list[str]:
    """``label: value``; further lines of a value stand under it."""
    first, *rest = visible(one.text, lines=True).split("\n") if one.text else ("",)
    return [f"  {one.name}: {first}".rstrip(), *(f"      {line}" for line in rest if line)]


def compared_text(code: str, numbers: tuple[int, int], found: Sequence[Difference], words: Words) -> str:
    """What two versions say differently: each field with both sides."""
    first, second = numbers
    head = words("{code}: version {first} and version {second}", code=code, first=first, second=second)
    if not found:
        return f"{head}\n" + words("Both versions say the same in every field.")
    lines = [head]
    for one in found:
        lines += ["", one.name]
        for number, text in ((first, one.before), (second, one.after)):
            label = words("version {number}", number=number)
            lines += _field(shown.ShownField(one.path, label, text or "—"))
    return "\n".join(lines)


def problem_lines(problems: Sequence[Problem], type_name: str, words: Words) -> list[str]:
    """Path, label and sentence of each problem."""
    labels, record_type = registry.load().labels(words), registry.load().record_type(type_name)
    lines = []
    for one in problems:
        name = shown.name_of(labels, record_type, one.path)
        said = labels.problem(one.code, **{"label": name, **one.details})
        lines.append(f"  {one.path}: {said}" if one.path else f"  {said}")
    return lines
