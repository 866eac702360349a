"""Names that an edition hides in one field and shows in another text.

A name withheld as a field helps nobody when it stands in a paragraph. Hidden short values are looked for
in everything shown: their capitalised words by stem, because names are declined in Ukrainian, and their
numbers as they are. What is found is for a person to judge: keep, hide, or replace by a code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.export.model import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.export.redact import Shown, ShownExhibit, ShownRecord

# Double names are looked for by their parts: both are declined.
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
_NUMBER = re.compile(r"\d[\d .,:/-]{4,}\d")
MAX_VALUE = 80
MIN_WORD = 4
# Characters of the text shown on either side of a hit.
AROUND = 90
# Ukrainian case endings change the last one to three letters of a name.
_ENDING = 2


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
        patterns = _patterns(value)
        for place, name, text in texts:
            hit = next((match for pattern in patterns if (match := pattern.search(text))), None)
            if hit is not None:
                first, last = hit.span()
                around = (text[max(0, first - AROUND) : first], hit.group(), text[last : last + AROUND])
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


def _patterns(value: str) -> list[re.Pattern[str]]:
    """What to look for: capitalised words by stem, numbers of six characters or more as they are."""
    words = [word for word in _WORD.findall(value) if word[0].isupper() and len(word) >= MIN_WORD]
    stems = [re.escape(word[: max(MIN_WORD - 1, len(word) - _ENDING)]) for word in words]
    found = [re.compile(rf"(?<!\w){stem}\w{{0,4}}(?!\w)", re.IGNORECASE) for stem in stems]
    return found + [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in _NUMBER.findall(value)]
