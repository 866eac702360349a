"""Names that an edition hides in one field and shows in another text.

A name withheld as a field helps nobody when it stands in a paragraph. Hidden short values are looked for
in everything shown by the same matcher that looks for identities (``evidence.names_scan``): words in every case form
and transliteration, numbers in any notation. What is found is for a person to judge: keep, hide, or replace by a code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.evidence import names_forms, names_scan
from field_doc.evidence.names_parts import WORD, Parts, digits_of
from field_doc.export.model import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.evidence.names_forms import Book
    from field_doc.export.redact import Shown, ShownExhibit, ShownRecord

_APART = re.compile(r"[,;:]")
_NUMBER = re.compile(r"\d[\d .,:/-]{4,}\d")
MAX_VALUE = 80
MIN_WORD = 3
FIGURES, PHONE = 6, 7
# Characters of the text shown on either side of a hit.
AROUND = 90


@dataclass(frozen=True, slots=True)
class Suspect:
    """A place to look at: exhibit number and label of the shown text, exhibit and label of what it repeats.

    ``before``, ``found`` and ``after`` are the shown text around the first hit, for whoever decides; they are
    no part of what the place is.
    """

    exhibit: str
    label: str
    hidden_exhibit: str
    hidden_label: str
    before: str = field(default="", compare=False)
    found: str = field(default="", compare=False)
    after: str = field(default="", compare=False)


def find(shown: Shown) -> tuple[Suspect, ...]:
    """Every shown text in which a hidden value seems to occur; each pair of places once."""
    texts = list(_texts(shown))
    found: dict[Suspect, None] = {}
    for exhibit, label, value in _hidden(shown):
        book = _book(value)
        for place, name, text in texts:
            hit = next(iter(names_scan.scan(book, text)), None)
            if hit is not None:
                first, last = hit.start, hit.end
                around = (text[max(0, first - AROUND) : first], text[first:last], text[last : last + AROUND])
                found[Suspect(place, name, exhibit, label, *around)] = None
    return tuple(found)


def _hidden(shown: Shown) -> Iterator[tuple[str, str, str]]:
    """Short values behind bars; stories are not looked for, their words are everybody's."""
    for record in shown.records:
        for source, row in zip(record.source.rows, record.rows, strict=True):
            named = source.kind in {FieldKind.VALUE, FieldKind.CODE} and len(source.value) <= MAX_VALUE
            if row.ground and named:
                yield record.source.exhibit, source.label, source.value


def _texts(shown: Shown) -> Iterator[tuple[str, str, str]]:
    """Everything an edition prints in words about its items."""
    for record in shown.records:
        yield record.source.exhibit, "title", record.title
        for row in record.rows:
            if not row.ground:
                yield record.source.exhibit, row.label, row.value
    for item in shown.exhibits:
        yield item.number, "title", item.title
        yield item.number, "caption", item.source.caption
        for fact in item.facts:
            yield item.number, fact.label, fact.value
    items: list[ShownRecord | ShownExhibit] = [*shown.records, *shown.exhibits]
    for shown_item in items:
        source = shown_item.source
        yield source.exhibit, "event", f"{source.event_when} {source.event_where}"


def _book(value: str) -> Book:
    """What to look for: capitalised words in every form, numbers of six figures or more."""
    words = [word for word in WORD.findall(value) if word[0].isupper() and len(word) >= MIN_WORD]
    # A pair of coordinates is two numbers, each of which a text may give alone.
    numbers = [digits_of(part) for number in _NUMBER.findall(value) for part in _APART.split(number)]
    parts = Parts(
        names=tuple((word, "surname") for word in words),
        phones=tuple(n for n in numbers if len(n) >= PHONE),
        documents=tuple(n for n in numbers if FIGURES <= len(n) < PHONE),
    )
    return names_forms.book([parts])
