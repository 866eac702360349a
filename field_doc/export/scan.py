"""Look through every byte of a finished edition for what it must not hold (R08, design/report section 11).

The search runs over the files as they are written: raw bytes, decoded PDF streams, decoded disclosures.
It is the net below ``redact``, not its replacement: what it finds is a mistake, and the bundle is not made.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.export.model import Edition
from field_doc.formats import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from field_doc.export.redact import Shown

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SPACES = re.compile(rb"[\s\xc2\xa0]+")
MIN_NAME = 6


class Scanner:
    """Patterns that must not occur; overlap between chunks is kept so that none falls between two.

    Raises from its methods:
        IntegrityFailure: ``bundle.leak`` with the exhibit number whose original, name or mark was found.
    """

    def __init__(self, patterns: Iterable[tuple[str, bytes]]) -> None:
        self._patterns = [(exhibit, pattern) for exhibit, pattern in patterns if pattern]
        self._longest = max((len(pattern) for _, pattern in self._patterns), default=1)

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, looked at on their way."""
        tail = b""
        for chunk in chunks:
            window = tail + chunk
            self.look(window)
            tail = window[-self._longest :]
            yield chunk

    def look(self, data: bytes) -> None:
        """Search one piece."""
        for exhibit, pattern in self._patterns:
            if pattern in data:
                raise IntegrityFailure("bundle.leak", exhibit=exhibit)

    def look_into_pdf(self, data: bytes) -> None:
        """Search a PDF's raw bytes and every stream it can inflate."""
        self.look(data)
        for match in _STREAM.finditer(data):
            try:
                self.look(zlib.decompress(match[1]))
            except zlib.error:
                self.look(match[1])

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


def patterns(shown: Shown) -> list[tuple[str, bytes]]:
    """What must not leave: digests, names and marks of originals that stay; values of hidden identity fields."""
    if shown.source.request.edition is Edition.FULL:
        return []
    staying = {item.exhibit for item in shown.withheld}
    found: list[tuple[str, bytes]] = []
    for exhibit in shown.source.exhibits:
        if exhibit.exhibit in staying:
            found += [
                (exhibit.exhibit, pattern) for text in (exhibit.sha256, exhibit.sha512) for pattern in _spellings(text)
            ]
            found += [(exhibit.exhibit, mark) for mark in exhibit.marks]
            if len(exhibit.original_name) >= MIN_NAME:
                found.append((exhibit.exhibit, exhibit.original_name.encode("utf-8")))
    return found


def _spellings(text: str) -> list[bytes]:
    """A digest as hex, as bytes and in both base64 alphabets (without the last, partly filled, character)."""
    raw = digest.parse(text)[1]
    url = urlsafe_b64encode(raw).rstrip(b"=")[:-1]
    return [raw, raw.hex().encode("ascii"), url, url.replace(b"-", b"+").replace(b"_", b"/")]
