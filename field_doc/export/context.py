"""What every page of the report needs: the redacted bundle, words, digests of written files, formats of dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from field_doc.base.i18n import Words
from field_doc.export.redact import Form, Reason, Shown
from field_doc.export.tree import Cell, Line
from field_doc.formats import digest

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NBSP = "\u00a0"
_DAY = len("2026-11-20")


def day(moment: datetime, language: str) -> str:
    """``14.11.2026`` or ``14 Nov 2026``."""
    if language == "uk":
        return moment.strftime("%d.%m.%Y")
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file as it lies in the bag: name below ``data/``, digests as texts, size in bytes."""

    name: str
    sha256: str
    sha512: str
    size: int


@dataclass(frozen=True, slots=True)
class Context:
    """Passed to every page. ``files`` holds the digests of what was written, by exhibit number as shown."""

    shown: Shown
    words: Words
    files: Mapping[str, FileDigest]

    @property
    def language(self) -> str:
        """``uk`` or ``en``."""
        return self.words.lang

    def date(self, moment: datetime) -> str:
        """Date as the language writes it in lists."""
        return day(moment, self.language)

    def moment(self, moment: datetime) -> str:
        """Date and time with the offset from UTC."""
        return f"{self.date(moment)}, {moment:%H:%M} ({_offset(moment).strip()})"

    def stamp(self, text: str) -> str:
        """An ISO instant as people read it, to the second; a day as a day; anything else as it is."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        if len(text) == _DAY:
            return self.date(moment)
        return f"{self.date(moment)}, {moment:%H:%M:%S}{_offset(moment)}"

    def number(self, value: int) -> str:
        """A count with the language's thousands separator."""
        return f"{value:,}".replace(",", NBSP if self.language == "uk" else ",")

    def decimal(self, value: float, digits: int) -> str:
        """A decimal; minus is the hyphen, because the typeface lacks U+2212."""
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if self.language == "uk" else text

    def edition(self) -> str:
        """The edition's name."""
        return self.words.label("edition", self.shown.source.request.edition.value)

    def form(self, form: Form) -> str:
        """The word of a form of presentation."""
        return self.words.label("form", form.value)

    def reason(self, reason: Reason) -> str:
        """Why something does not go along, in words."""
        return self.words.label("withheld", reason.value)


def _offset(moment: datetime) -> str:
    """Offset from UTC with a leading no-break space, empty where the instant has none; none at all is UTC itself."""
    text = moment.strftime("%z")
    if not text:
        return ""
    return f"{NBSP}UTC" if not moment.utcoffset() else f"{NBSP}UTC{text[:3]}:{text[3:5]}"


def line(text: str, style: str = "cell") -> Cell:
    """A cell of one line."""
    return (Line(text, style),)


def digest_rows(text: str, per_row: int) -> tuple[str, ...]:
    """A digest in groups of four, ``per_row`` groups a line: broken after whole rows only."""
    groups = digest.grouped(text).split(" ")
    return tuple(" ".join(groups[i : i + per_row]) for i in range(0, len(groups), per_row))


def short_digest(text: str) -> tuple[str, ...]:
    """The first sixteen characters as two rows of two groups."""
    return digest_rows(text, 2)[:2]


def mono(rows: tuple[str, ...]) -> Cell:
    """Rows for comparing character by character."""
    return tuple(Line(row, "mono") for row in rows)
