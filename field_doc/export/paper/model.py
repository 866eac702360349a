"""Values of the paper forms: what stands on a sheet, before anything is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from field_doc.formats.digest import sha256_text

Kind = Literal[
    "lines", "ticks", "map", "number", "date", "moment", "time", "span", "code", "range", "signature", "table",
    "parts", "sketch",
]  # fmt: skip
Mark = Literal["", "asked", "condition"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field on paper.

    Attributes:
        label: what is asked.
        kind: how it is written down.
        mark: asked for, asked for under a condition, or neither.
        note: the condition, or a hint; small under the label.
        options: what may be ticked.
        heads: columns of a table, or answers of a map.
        lines: writing lines, rows of a table, or boxes of a number.
        unit: sign after a number.
        widths: weights of the columns of a table; by their heads if there are none.
        prefix: letters a code begins with, where there is only one possibility.
        parts: entries of a composite.

    """

    label: str
    kind: Kind
    mark: Mark = ""
    note: str = ""
    options: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    lines: int = 1
    unit: str = ""
    widths: tuple[int, ...] = ()
    prefix: str = ""
    parts: tuple[Entry, ...] = ()

    def texts(self) -> Iterator[str]:
        """Everything printed of it, one line for label, note, options and columns."""
        yield " ".join(t for t in (self.label, {"asked": "*", "condition": "(*)"}.get(self.mark, ""), self.unit) if t)
        yield from (line for line in (self.note, " | ".join(self.heads), " | ".join(self.options)) if line)
        for part in self.parts:
            yield from part.texts()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its entries."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A whole form: what every copy of it says.

    ``digest`` is SHA-256 over the paragraphs in UTF-8 with an empty line between, the same rule by which a consent's
    ``form_digest`` is computed from its ``form_text``: paper and record can be compared by eye.
    """

    name: str
    type: str
    version: str
    lang: str
    title: str
    level: str
    rules: tuple[str, ...]
    blocks: tuple[Block, ...]
    legend: tuple[str, ...] = field(default=())

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words of the form in reading order."""
        found = [self.title, *self.rules]
        for block in self.blocks:
            found.append(block.heading)
            found += ["\n".join(entry.texts()) for entry in block.entries]
        return tuple(p for p in (*found, *self.legend) if p)

    @property
    def text(self) -> str:
        """The paragraphs with an empty line between."""
        return "\n\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """Which text this is."""
        return sha256_text(self.text.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page of a sheet.

    Attributes:
        title: what the sheet is; "" with a plain head.
        code: the record's code, large; "" for none.
        qr: content of the QR code; "" for none.
        corner: lines beside the code (team, version or draft, control mark).
        level: handling level in words.
        foot: what identifies the text (form and digest, or version and control mark).
        page: ``page {x} of {y}``.
        legend: small lines above the foot.
        signatures: names of the signature lines at the foot of every page.

    """

    title: str
    code: str
    qr: str
    corner: tuple[str, ...]
    level: str
    foot: str
    page: str
    legend: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
