"""Strict reading of canonical JSON objects: exactly the members a format has, each of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.canonical import JSON

T = TypeVar("T")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
HEX32 = re.compile(r"[0-9a-f]{64}")
THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
ORIGIN = re.compile(r"field-doc/(?:office-)?log/v1/[0-9a-f]{32}")


class Shape:
    """One JSON object being read; what is left over or of another kind is refused under ``code``."""

    def __init__(self, value: JSON, code: str) -> None:
        if not isinstance(value, dict):
            raise IntegrityFailure(code)
        self._left = dict(value)
        self._code = code

    @classmethod
    def of_bytes(cls, data: bytes, code: str, *, type_label: str, max_bytes: int) -> Shape:
        """A document of ours: canonical bytes whose ``type`` is the label."""
        shape = cls(canonical.decode(data, max_bytes=max_bytes), code)
        if shape.take("type") != type_label:
            raise IntegrityFailure(code)
        return shape

    def fail(self) -> IntegrityFailure:
        """The error of this format, to be raised."""
        return IntegrityFailure(self._code)

    def take(self, name: str) -> JSON:
        """A member, whatever it is; it must be there."""
        if name not in self._left:
            raise self.fail()
        return self._left.pop(name)

    def text(self, name: str, pattern: re.Pattern[str] | None = None, *, limit: int = 4096) -> str:
        """A text that fits ``pattern``."""
        value = self.take(name)
        if not isinstance(value, str) or len(value) > limit or (pattern is not None and not pattern.fullmatch(value)):
            raise self.fail()
        return value

    def maybe_text(self, name: str, pattern: re.Pattern[str] | None = None, *, limit: int = 4096) -> str | None:
        """A text or null."""
        if self._left.get(name, "") is None:
            self.take(name)
            return None
        return self.text(name, pattern, limit=limit)

    def number(self, name: str, *, most: int = 2**53 - 1) -> int:
        """An integer from 0."""
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self.fail()
        return value

    def maybe_number(self, name: str) -> int | None:
        """An integer from 0, or null."""
        if self._left.get(name, 0) is None:
            self.take(name)
            return None
        return self.number(name)

    def items(self, name: str, read: Callable[[JSON], T], *, most: int) -> tuple[T, ...]:
        """A list, each element read by ``read``."""
        value = self.take(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.fail()
        return tuple(read(v) for v in value)

    def raw(self, name: str, length: int) -> bytes:
        """Bytes of a fixed length, as lower-case hex."""
        text = self.text(name, re.compile(f"[0-9a-f]{{{2 * length}}}"), limit=2 * length)
        return bytes.fromhex(text)

    def end(self) -> None:
        """Nothing may be left."""
        if self._left:
            raise self.fail()
