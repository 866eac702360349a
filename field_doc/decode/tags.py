"""Tags of one Exif structure in one shape, whichever library read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from field_doc.decode.limits import MAX_RAW_KEY, MAX_RAW_TAGS, MAX_RAW_TEXT

IFD0, IFD1, EXIF, GPS, INTEROP, MAKER = "IFD0", "IFD1", "ExifIFD", "GPS", "InteropIFD", "MakerNotes"

Value = int | str | bytes | tuple[int, int]
"""A tag's element: number, text, bytes, or a rational as (numerator, denominator)."""
Values = tuple[Value, ...]

_BINARY_SHOWN: Final = 64


@dataclass(slots=True)
class Tags:
    """``standard`` by group and tag number; ``maker`` by name, as maker notes have no common numbers."""

    standard: dict[tuple[str, int], Values] = field(default_factory=dict)
    maker: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.standard)

    def first(self, group: str, number: int) -> Value | None:
        """The first element of a tag; None if the tag is absent or empty."""
        values = self.standard.get((group, number), ())
        return values[0] if values else None

    def text(self, group: str, number: int) -> str | None:
        """A text tag, cleaned; None if absent, empty or no text."""
        value = self.first(group, number)
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        return clean(value) or None if isinstance(value, str) else None

    def integer(self, group: str, number: int) -> int | None:
        """A number tag; None if absent or of another type."""
        value = self.first(group, number)
        return value if isinstance(value, int) else None

    def rationals(self, group: str, number: int) -> tuple[tuple[int, int], ...] | None:
        """All elements as rationals; None if absent or any element is no number."""
        values = self.standard.get((group, number))
        if not values:
            return None
        pairs = tuple((v, 1) if isinstance(v, int) else v for v in values)
        return pairs if all(isinstance(p, tuple) for p in pairs) else None  # type: ignore[return-value]


def clean(text: str) -> str:
    """Text up to its first NUL, without control characters, lone surrogates and outer blanks."""
    shown = "".join(c for c in text.split("\x00", 1)[0] if c.isprintable() or ord(c) >= 0xA0 or c in "\n\t")
    return shown.encode("utf-8", "replace").decode("utf-8").strip()


def show(number: int, values: Values) -> str:
    """A tag's elements as text for the raw dump; long binary parts are named by their length."""
    if len(values) == 1 and isinstance(values[0], bytes):
        return _show_bytes(number, values[0])
    many = [_show_one(v) for v in values[:_BINARY_SHOWN]]
    rest = len(values) - len(many)
    return " ".join(many) + (f" (+{rest})" if rest > 0 else "")


def _show_one(value: Value) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}/{value[1]}" if value[1] != 1 else str(value[0])
    return clean(value) if isinstance(value, str) else str(value) if isinstance(value, int) else value.hex()


def _show_bytes(number: int, value: bytes) -> str:
    if number == 0x9286:
        return user_comment(value)
    if number == 0x927C or len(value) > _BINARY_SHOWN * 16:
        return f"({len(value)} bytes)"
    text = value.rstrip(b"\x00").decode("utf-8", "replace")
    return text if text.isprintable() and "\ufffd" not in text else f"0x{value[:_BINARY_SHOWN].hex()}"


def user_comment(value: bytes) -> str:
    """UserComment: eight bytes name the character code (Exif 2.32, 4.6.6)."""
    code, body = value[:8], value[8:]
    if code == b"UNICODE\x00":
        little = body[1:2] == b"\x00" or body[:2] == b"\xff\xfe" or body[1::2].count(0) > body[::2].count(0)
        return clean(body.decode("utf-16-le" if little else "utf-16-be", "replace").lstrip("\ufeff"))
    if code == b"JIS\x00\x00\x00\x00\x00":
        return clean(body.decode("iso2022_jp", "replace"))
    return clean((body if code in (b"ASCII\x00\x00\x00", b"\x00" * 8) else value).decode("utf-8", "replace"))


def bounded(raw: dict[str, str]) -> dict[str, str]:
    """At most so many tags, each key and text clipped."""
    return {clean(key)[:MAX_RAW_KEY]: clean(text)[:MAX_RAW_TEXT] for key, text in list(raw.items())[:MAX_RAW_TAGS]}
