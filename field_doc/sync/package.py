"""The package of a submission: what the desk needs to know of it, as one age file to the office's content key.

Lines of canonical JSON: a head, then ledger entries, records, sealed versions, files and identity
envelopes. Payload bytes are objects of their own; here stand their headers (docs/spec/submission.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.canonical import JSON
from field_doc.formats.labels import SUBMISSION

MAX_PACKAGE_BYTES = 1 << 30
_MAX_LINE = 128 * 1024 * 1024
KINDS = frozenset({"head", "entry", "ended", "past", "detail", "record", "version", "series", "file", "identity"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its kind and members."""

    kind: str
    members: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text member."""
        value = self.members.get(name)
        if not isinstance(value, str):
            raise IntegrityFailure("package.malformed", kind=self.kind)
        return value

    def maybe(self, name: str) -> str | None:
        """A text member or null."""
        return None if self.members.get(name) is None else self.text(name)

    def number(self, name: str) -> int:
        """An integer member."""
        value = self.members.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise IntegrityFailure("package.malformed", kind=self.kind)
        return value

    def data(self, name: str) -> bytes:
        """A base64 member."""
        found = from_b64(self.text(name))
        if found is None:
            raise IntegrityFailure("package.malformed", kind=self.kind)
        return found


def encode(lines: Iterable[Line]) -> bytes:
    """The package's plaintext."""
    return b"\n".join(canonical.encode({"kind": line.kind, **line.members}) for line in lines) + b"\n"


def decode(data: bytes) -> Iterator[Line]:
    """Lines of a package; raises ``IntegrityFailure`` ``package.malformed``."""
    if len(data) > MAX_PACKAGE_BYTES or not data.endswith(b"\n"):
        raise IntegrityFailure("package.malformed", kind="file")
    for raw in data[:-1].split(b"\n"):
        value = canonical.decode(raw, max_bytes=_MAX_LINE)
        kind = value.pop("kind", None) if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(kind, str) or kind not in KINDS:
            raise IntegrityFailure("package.malformed", kind="line")
        yield Line(kind, value)


def head(device: str, origin: str, first: int, size: int) -> Line:
    """First line: whose, which epoch, which entries follow (``first`` up to, not including, ``size``)."""
    return Line("head", {"device": device, "first": first, "origin": origin, "size": size, "type": SUBMISSION.text})


def entry(leaf: bytes, detail: bytes | None) -> Line:
    """One ledger entry."""
    return Line("entry", {"detail": None if detail is None else b64(detail), "leaf": b64(leaf)})


def ended(origin: str, first: int, size: int, note: str) -> Line:
    """An epoch this device continues: its last own head; its entries from ``first`` on follow as ``past`` lines."""
    return Line("ended", {"first": first, "head": note, "origin": origin, "size": size})


def make(kind: str, **members: JSON) -> Line:
    """Any other line."""
    return Line(kind, members)
