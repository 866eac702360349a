"""Numbers, addresses and handles in a text: telephones in any notation, papers, a street with its house. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from field_doc.evidence.names_fold import readings
from field_doc.evidence.names_forms import Book
from field_doc.evidence.names_found import Found, Grade
from field_doc.evidence.names_parts import WORD, digits_of, house_of

_RUN: Final = re.compile(r"\d(?:[\s().\-–—/\u00a0]{0,3}\d){5,40}")
_HANDLE: Final = re.compile(r"@?[A-Za-z\d_.]{4,64}")
_MAIL_END: Final = re.compile(r"[^\s@,;:()<>\"«»]{1,64}$")
_MAIL_START: Final = re.compile(r"[^\s@,;:()<>\"«»]{1,64}")
_NEAR_HOUSE: Final = re.compile(r"(?<![\d\w])(\d{1,4})\s*[-/]?\s*([а-яіїєґa-z](?![^\W\d_]))?", re.IGNORECASE)
# Between a street and its house stand words of its name, "буд.", a comma: no other number, no end of a sentence.
_TO_HOUSE: Final = re.compile(
    r"(?:\b(?:буд|б|д|дім|дом|вул|ул|просп|пров|пер|бул|пл|st|str|ave|rd)\.|[^\d\n!?;.]){0,24}", re.IGNORECASE
)
_TO_STREET: Final = re.compile(r"[\s,]{0,3}(?:(?:вул|ул|просп|пров|пер)\.?\s?|вулиця\s|улица\s)?")
_HOUSE_AFTER, _HOUSE_BEFORE = 32, 14


def figures(book: Book, text: str) -> Iterator[Found]:
    """Everything of the book in a text that is no name."""
    yield from _numbers(book, text)
    yield from _handles(book, text)
    yield from _streets(book, text)


def _numbers(book: Book, text: str) -> Iterator[Found]:
    if not book.phones and not book.documents:
        return
    for match in _RUN.finditer(text):
        places = [match.start() + i for i, c in enumerate(match.group()) if c.isdecimal()]
        digits = digits_of(match.group())
        yield from _phones(book, digits, places)
        yield from _papers(book, digits, places)


def _phones(book: Book, digits: str, places: Sequence[int]) -> Iterator[Found]:
    for last in range(7, len(digits) + 1):
        for person, number in book.phones.get(digits[last - 7 : last], ()):
            same = 7
            while same < min(len(number), last) and number[-same - 1] == digits[last - same - 1]:
                same += 1
            # Nine figures are the number without the country's; seven may be another town's.
            grade = Grade.LIKELY if same >= min(9, len(number)) else Grade.POSSIBLE
            yield Found(places[last - same], places[last - 1] + 1, (person,), grade, "phone")


def _papers(book: Book, digits: str, places: Sequence[int]) -> Iterator[Found]:
    for length in {len(number) for number in book.documents}:
        whole = length >= 9
        for first in range(len(digits) - length + 1) if whole else ([0] if length == len(digits) else []):
            persons = book.documents.get(digits[first : first + length])
            if persons:
                grade = Grade.LIKELY if whole else Grade.POSSIBLE
                yield Found(places[first], places[first + length - 1] + 1, tuple(persons), grade, "document")


def _handles(book: Book, text: str) -> Iterator[Found]:
    """E-mail addresses and messenger names; looked for around each @, so that a long text costs its length."""
    if not book.handles:
        return
    places = [match.span() for match in _HANDLE.finditer(text)]
    at = text.find("@")
    while at >= 0:
        before = _MAIL_END.search(text[max(0, at - 64) : at])
        after = _MAIL_START.match(text, at + 1)
        if before and after:
            places.append((at - len(before.group()), after.end()))
        at = text.find("@", at + 1)
    for start, end in places:
        persons = book.handles.get(text[start:end].lower().strip(".").lstrip("@"))
        if persons:
            yield Found(start, end, tuple(persons), Grade.LIKELY, "contact")


def _streets(book: Book, text: str) -> Iterator[Found]:
    """A street's word with its house beside it; neither counts alone."""
    if not book.streets:
        return
    for match in WORD.finditer(text):
        cyrillic, latin = readings(match.group())
        for key in (*cyrillic, *latin):
            for person, _keys, house in book.streets.get(key, ()):
                where = _house(text, match.start(), match.end(), house)
                if where is not None:
                    yield Found(*where, (person,), Grade.LIKELY, "address")


def _house(text: str, start: int, end: int, house: str) -> tuple[int, int] | None:
    """From the street to its house, or from the house to the street after it (12 Shevchenka St)."""
    for match in _NEAR_HOUSE.finditer(text, max(0, start - _HOUSE_BEFORE), min(end + _HOUSE_AFTER, len(text))):
        if house not in {house_of(match.group(1), match.group(2) or ""), house_of(match.group(1), "")}:
            continue
        if match.start() >= end and _TO_HOUSE.fullmatch(text[end : match.start()]):
            return start, match.end()
        if match.end() <= start and _TO_STREET.fullmatch(text[match.end() : start]):
            return match.start(), end
    return None
