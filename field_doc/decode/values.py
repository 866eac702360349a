"""What the decoder hands out: plain values, all of them claims of the file, none of them believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Kind = Literal["image", "video", "audio", "document", "geodata", "archive", "other"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Basis = Literal[
    "exif_original_with_offset",
    "exif_original_no_offset",
    "gps_utc",
    "container_with_offset",
    "container_no_offset",
    "none",
]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)

TIMED_OUT: Final = "decode.timed-out"
DIED: Final = "decode.died"
MEMORY: Final = "decode.memory"
UNREADABLE: Final = "decode.unreadable"
TOO_LARGE: Final = "decode.too-large"
PROBLEMS: Final = frozenset({TIMED_OUT, DIED, MEMORY, UNREADABLE, TOO_LARGE})


@dataclass(frozen=True, slots=True)
class Gps:
    """A position as the file claims it.

    ``lat``/``lon`` are decimal degrees as text, south and west negative, at most 8 decimals;
    ``alt`` metres (below sea negative), ``accuracy_m`` metres, ``direction`` degrees with
    ``direction_ref`` ``T`` (true) or ``M`` (magnetic); ``time`` ISO 8601 in UTC.
    """

    lat: str
    lon: str
    alt: str | None = None
    datum: str | None = None
    accuracy_m: str | None = None
    direction: str | None = None
    direction_ref: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Normalised claims of a file about itself.

    ``width`` and ``height`` are the stored pixels before ``orientation`` (EXIF 1 to 8) is applied.
    ``captured_at`` is ISO 8601, with an offset only if the file states one.
    """

    captured_at: str | None = None
    captured_at_basis: Basis = "none"
    gps: Gps | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    lens: str | None = None
    software: str | None = None
    orientation: int | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    has_embedded_thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about the file: a code and small details (numbers, tag names)."""

    code: str
    details: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, code: str, **details: str | int) -> Finding:
        """Build one with its details sorted by name."""
        return cls(code, tuple(sorted(details.items())))


@dataclass(frozen=True, slots=True)
class Report:
    """What one look at one file gave. ``problem`` is a code of ``PROBLEMS`` or None.

    ``raw`` maps group-qualified tags (``ExifIFD:DateTimeOriginal``) to clipped text.
    ``protections`` names what confined the child while it looked.
    """

    media_type: str
    kind: Kind
    facts: Facts = Facts()
    raw: dict[str, str] = field(default_factory=dict)
    thumbnail: bytes | None = None
    thumbnail_size: tuple[int, int] | None = None
    findings: tuple[Finding, ...] = ()
    problem: str | None = None
    protections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels made anew, encoded as JPEG or PNG without metadata."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pixels:
    """Bare pixels, 3 bytes (RGB) each, rows without padding: the window needs no decoder for them."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a picture could not be made: a code of ``PROBLEMS``."""

    code: str
