"""Look through every byte of a finished edition for what it must not hold (R08, design/report section 11).

The search runs over the files as they are written: raw bytes, decoded PDF streams, decoded disclosures.
It is the net below ``redact``, not its replacement: what it finds is a mistake, and the bundle is not made.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.export.model import Edition
from field_doc.formats import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from field_doc.export.redact import Shown

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SPACES = re.compile(rb"[\s\xc2\xa0]+")
# Runs in which a digest may stand: looked up in a table, so that the time does not grow with the exhibits.
_HEX_RUN = re.compile(rb"[0-9a-f]{64,}")
_B64_RUN = re.compile(rb"[A-Za-z0-9_+/-]{42,}")
_HEADER_BYTES = 600
MIN_NAME = 6


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes that must not occur, and the exhibit whose secret they are."""

    exhibit: str
    data: bytes


class Scanner:
    """Looks through content on its way into the bundle.

    Pictures of our own making are not looked into: ``jpeg.look`` has shown that they hold nothing but the
    picture. Originals that go along are not either: all they show is disclosed.

    Raises from its methods:
        IntegrityFailure: ``bundle.leak`` with the exhibit number whose original, name or mark was found.
    """

    def __init__(self, digests: Iterable[tuple[str, str]] = (), marks: Iterable[Pattern] = ()) -> None:
        self._plain: dict[bytes, str] = {mark.data: mark.exhibit for mark in marks if mark.data}
        self._hex: dict[bytes, str] = {}
        self._b64: dict[bytes, str] = {}
        for exhibit, text in digests:
            raw = digest.parse(text)[1]
            self._plain[raw] = exhibit
            self._hex[raw.hex().encode("ascii")] = exhibit
            self._b64[_b64_start(raw)] = exhibit

    def look(self, data: bytes) -> None:
        """Search one piece: digests in every spelling, names, marks."""
        found = next((exhibit for pattern, exhibit in self._plain.items() if pattern in data), None)
        found = found or _in_runs(_HEX_RUN, self._hex, data)
        if self._b64:
            found = found or _in_runs(_B64_RUN, self._b64, data.replace(b"+", b"-").replace(b"/", b"_"))
        if found is not None:
            raise IntegrityFailure("bundle.leak", exhibit=found)

    def look_into_pdf(self, data: bytes) -> None:
        """Search a PDF outside its streams, and every stream but pictures, inflated where it is deflated."""
        outside, position = [], 0
        for match in _STREAM.finditer(data):
            outside.append(data[position : match.start(1)])
            position = match.end(1)
            header = data[max(0, match.start() - _HEADER_BYTES) : match.start()].rpartition(b" obj")[2]
            if b"/DCTDecode" not in header:
                self.look(_inflated(match[1]))
        self.look(b"".join([*outside, data[position:]]))

    def look_into_text(self, text: str) -> None:
        """Search text as it is, and without blanks: printed digests stand in groups."""
        data = text.encode("utf-8")
        self.look(data)
        self.look(_SPACES.sub(b"", data))

    def look_into_sdjwt(self, text: str) -> None:
        """Search the decoded header, claims and disclosures."""
        self.look(text.encode("ascii"))
        for part in re.split(r"[~.]", text):
            self.look(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _inflated(stream: bytes) -> bytes:
    """A deflated stream's content, another one's bytes."""
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _b64_start(raw: bytes) -> bytes:
    """base64url without the last, partly filled, character: the same whatever follows."""
    return urlsafe_b64encode(raw).rstrip(b"=")[:-1]


def _in_runs(form: re.Pattern[bytes], table: dict[bytes, str], data: bytes) -> str | None:
    """The exhibit of a digest that stands anywhere in a run of its alphabet."""
    lengths = {len(pattern) for pattern in table}
    for match in form.finditer(data) if table else ():
        run = match[0]
        for length in lengths:
            for start in range(len(run) - length + 1):
                found = table.get(run[start : start + length])
                if found is not None:
                    return found
    return None


def scanner_for(shown: Shown) -> Scanner:
    """What must not leave: digests, names and marks of originals that stay. A full edition hides nothing."""
    if shown.source.request.edition is Edition.FULL:
        return Scanner()
    staying = {item.exhibit for item in shown.withheld}
    exhibits = [exhibit for exhibit in shown.source.exhibits if exhibit.exhibit in staying]
    digests = [(e.exhibit, text) for e in exhibits for text in (e.sha256, e.sha512)]
    marks = [Pattern(e.exhibit, mark) for e in exhibits for mark in e.marks]
    marks += [Pattern(e.exhibit, e.original_name.encode("utf-8")) for e in exhibits if len(e.original_name) >= MIN_NAME]
    return Scanner(digests, marks)
