"""A statement printed for reading back: numbered paragraphs, control mark, lines for signatures on every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.base.progress import Silent
from field_doc.export import fonts
from field_doc.export.paper.model import Furniture
from field_doc.export.paper.sheet import Printed, Sheet, build
from field_doc.schema.plain import plain
from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field, RecordType

_TEXTS = ("long_text", "lang_text")
_TOLD = ("uncertain_date", "place")
# What others observed of the person is not the person's account.
_NOT_THEIRS = frozenset({"medical_observation"})


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said to one prompt.

    ``key`` is the field's name; ``exact`` what the control mark of a draft is computed from: the same in every
    language of the sheet.
    """

    key: str
    prompt: str
    paragraphs: tuple[str, ...]
    exact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A statement as it is read back. ``version`` 0 is the draft; ``level`` and ``corner`` are in words."""

    code: str
    title: str
    version: int
    mark: str
    level: str
    person: str
    passages: tuple[Passage, ...]
    interpreter: bool


def exact_text(passages: Sequence[Passage]) -> list[str]:
    """What the mark of a draft is computed from: names of fields and the words said, in order."""
    return [part for passage in passages for part in (passage.key, *passage.exact)]


def passages(
    record_type: RecordType, sections: Sequence[Sequence[str]], values: Mapping[str, Any], labels: Labels
) -> tuple[Passage, ...]:
    """What the person said, by prompt, in the order of the form.

    Args:
        record_type: schema of the values.
        sections: field names of each section of the layout.
        values: the record's fields, other records as codes.
        labels: labels in the language of the sheet.

    """
    found = []
    for names in sections:
        fields = [f for f in map(record_type.field, names) if f is not None]
        if not any(f.sentences for f in fields):
            continue
        for field in fields:
            said = tuple(_said(field, values.get(field.name), labels))
            if said:
                shown, exact = zip(*said, strict=True)
                prompt = labels.field(record_type.name, field.name)
                found.append(Passage(field.name, prompt, shown, exact))
    return tuple(found)


def _said(field: Field, value: Any, labels: Labels) -> Iterator[tuple[str, str]]:
    """Each paragraph as it is shown and as the mark takes it."""
    if value is None or is_null(value) or field.name in _NOT_THEIRS:
        return
    if field.type in _TEXTS:
        texts = value.get("paragraphs") or [value.get("text", "")]
        yield from ((t, t) for t in texts if t)
    elif field.type in _TOLD and field.as_told:
        exact = "\n".join(str(value[part]) for part in ("as_said", "edtf") if isinstance(value.get(part), str))
        shown = plain(field, value, labels)
        if shown:
            yield shown, exact
    elif field.type == "group" and any(f.type in _TEXTS for f in field.fields):
        for member in value:
            told = [pair for f in field.fields for pair in _of_member(f, member.get(f.name), labels)]
            if told:
                yield "\n".join(shown for shown, _ in told), "\n".join(exact for _, exact in told)


def _of_member(field: Field, value: Any, labels: Labels) -> Iterator[tuple[str, str]]:
    """A member's texts, codes of what it names, and terms; its times and the rest are not read back."""
    if value is None or is_null(value):
        return
    if field.type in _TEXTS:
        yield from _said(field, value, labels)
    elif field.type == "record_ref" and isinstance(value, str):
        yield value, value
    elif field.type in ("term", "terms"):
        yield plain(field, value, labels), " ".join([value] if isinstance(value, str) else value)


def read_back(statement: ReadBack, *, words: Words, moment: datetime, reporter: Reporter | None = None) -> Printed:
    """The sheet for reading back.

    Args:
        statement: what is read back.
        words: catalogue of the sheet's language.
        moment: time of printing.
        reporter: hears of progress, may cancel.

    """
    fonts.prepare()
    state = words("Version {number}", number=statement.version) if statement.version else words("Draft, not sealed")
    mark = words("Control mark {mark}", mark=statement.mark)
    names = [words("The person"), words("Who led the talk")]
    if statement.interpreter:
        names.append(words("Interpreter"))
    furniture = Furniture(
        title=statement.title if statement.version else words("{title} (draft)", title=statement.title),
        code=statement.code,
        qr=f"{statement.code} {statement.mark}",
        corner=(state, mark),
        level=statement.level,
        foot=mark,
        page=words("Page {x} of {y}", x="{x}", y="{y}"),
        signatures=tuple(words("{who}: signature, date", who=name) for name in names),
    )
    return build([Sheet(furniture, lambda: _story(statement, words))], moment, words.lang, reporter or Silent())


def _story(statement: ReadBack, words: Words) -> list[Any]:
    from reportlab.platypus import CondPageBreak, Spacer

    from field_doc.export.paper import text
    from field_doc.export.paper.flow import heading
    from field_doc.export.pdf_style import MM

    found: list[Any] = []
    if statement.person:
        found.append(text.body(words("Account of the person with the code {code}.", code=statement.person)))
    found.append(text.small(words(
        "To be read to the person, or by the person, paragraph by paragraph. Corrections are written beside the "
        "paragraph with its number; the old words stay legible. Every page is signed; who declines, declines."
    )))  # fmt: skip
    number = 0
    for passage in statement.passages:
        found += [CondPageBreak(24 * MM), *heading(passage.prompt)]
        for paragraph in passage.paragraphs:
            number += 1
            found += text.numbered(number, paragraph)
    if not number:
        found.append(text.body(words("Nothing is written down yet.")))
    found += [Spacer(1, 3 * MM), CondPageBreak(60 * MM), *_closing(words)]
    return found


def _closing(words: Words) -> list[Any]:
    """How it was read, and what the mark says."""
    from reportlab.platypus import Spacer

    from field_doc.export.paper import text
    from field_doc.export.paper.flow import Setter, heading
    from field_doc.export.paper.model import Block, Entry
    from field_doc.export.pdf_style import MM

    options = (words("read aloud"), words("read by the person"), words("partly"), words("declined"))
    entries = (
        Entry(words("Read back"), "ticks", options=options),
        Entry(words("In what language, by whom (code)"), "lines"),
        Entry(words("When"), "moment"),
        Entry(words("Corrections: paragraph number and new words"), "lines", lines=4),
    )
    return [
        *heading(words("Reading back")),
        *Setter(words, reasons=False).block(Block("", entries)),
        Spacer(1, 1 * MM),
        text.small(words(
            "The control mark names exactly this text. It is computed from the sealed version, or from the words of "
            "the draft; another text has another mark. The scan of the signed pages is bound to the version with this "
            "mark. The mark alone proves nothing."
        )),
    ]  # fmt: skip
