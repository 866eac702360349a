"""The hand-over act of physical items: what, in what state, from whom to whom, two signatures (DOMAIN 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.base.progress import Silent
from field_doc.export import fonts
from field_doc.export.paper.filled import files_table
from field_doc.export.paper.model import Furniture
from field_doc.export.paper.sheet import Printed, Sheet, build

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.schema.shown import ShownField


@dataclass(frozen=True, slots=True)
class ActItem:
    """A thing on the list: its code, neutral words, package and seal."""

    code: str
    what: str
    package: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A hand-over in words. ``parties`` are the sections about people; ``facts`` everything else that is filled in."""

    code: str
    title: str
    version: int
    mark: str
    level: str
    items: tuple[ActItem, ...]
    facts: tuple[tuple[str, tuple[ShownField, ...]], ...]
    files: tuple[tuple[str, str, str], ...] = ()


def act(handover: Act, *, words: Words, moment: datetime, reporter: Reporter | None = None) -> Printed:
    """The act, to be signed by both sides."""
    fonts.prepare()
    state = words("Version {number}", number=handover.version) if handover.version else words("Draft, not sealed")
    mark = words("Control mark {mark}", mark=handover.mark)
    furniture = Furniture(
        title=handover.title if handover.version else words("{title} (draft)", title=handover.title),
        code=handover.code,
        qr=f"{handover.code} {handover.mark}",
        corner=(state, mark),
        level=handover.level,
        foot=mark,
        page=words("Page {x} of {y}", x="{x}", y="{y}"),
    )
    return build([Sheet(furniture, lambda: _story(handover, words))], moment, words.lang, reporter or Silent())


def _story(handover: Act, words: Words) -> list[Any]:
    from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

    from field_doc.export.paper import text
    from field_doc.export.paper.boxes import SignatureBox
    from field_doc.export.paper.flow import heading
    from field_doc.export.pdf_style import MM

    heads = (words("No."), words("Code"), words("What it is, in neutral words"), words("Package"), words("Seal number"))
    rows = [(str(n), i.code, i.what, i.package, i.seal) for n, i in enumerate(handover.items, 1)]
    found: list[Any] = [
        text.body(words("The one side hands over and the other side receives the following.")),
        *heading(words("What is handed over")),
        text.grid(heads, rows, (10, 28, 78, 28, 32), mono=1),
        text.small(words("{count} in all.", count=len(rows))),
    ]
    for title, fields in handover.facts:
        shown = [(f.name, f.text, f.reason) for f in fields if f.text]
        if shown:
            found += [CondPageBreak(28 * MM), *heading(title), *text.pairs(shown)]
    if handover.files:
        found += [
            CondPageBreak(28 * MM),
            *heading(words("Files and their digests")),
            files_table(handover.files, words),
        ]
    signing: list[Any] = heading(words("Signatures"))
    for who in (words("Handed over"), words("Received")):
        caption = words("{who}: name, position, signature", who=who)
        signing += [SignatureBox(caption, words("Date, time")), Spacer(1, 2 * MM)]
    signing.append(text.small(words(
        "Made in two copies, one for each side. This paper is not a procedural document; a name written here stands "
        "nowhere else in the record. Its scan belongs to the record."
    )))  # fmt: skip
    return [*found, KeepTogether(signing)]
