"""The parent's side of every answer: types, sizes and ranges are checked before anything is used.

A child that was taken over may answer anything. What does not fit is refused as a whole
(``Implausible``); texts are bounded and stripped of control characters again.
"""

from __future__ import annotations

import re
from typing import Any, Final

from field_doc.decode.limits import (
    MAX_FINDINGS,
    MAX_RAW_KEY,
    MAX_RAW_TAGS,
    MAX_RAW_TEXT,
    MAX_TEXT,
    MAX_THUMBNAIL,
    THUMBNAIL_EDGE,
)
from field_doc.decode.values import BASES, KINDS, PROBLEMS, Facts, Finding, Gps, Report

_MEDIA_TYPE: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,100}")
_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")
_DECIMAL: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,12})?")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?")
_PROTECTION: Final = re.compile(r"[a-z0-9_]{1,40}")
_JPEG_START: Final = b"\xff\xd8\xff"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_MAX_DURATION_MS: Final = 10**12
_MAX_DIMENSION: Final = 2**32


class Implausible(Exception):
    """An answer outside the protocol."""


def protections(untrusted: dict[str, Any]) -> tuple[str, ...]:
    """The protections of the child's greeting."""
    names = untrusted.get("protections")
    _require(isinstance(names, list) and len(names) <= 32)
    _require(all(isinstance(n, str) and _PROTECTION.fullmatch(n) for n in names or []))
    return tuple(names or ())


def report(untrusted: dict[str, Any], in_force: tuple[str, ...]) -> Report:
    """The facts frame as a report without thumbnail."""
    kind, media_type = untrusted.get("kind"), untrusted.get("media_type")
    _require(kind in KINDS and isinstance(media_type, str) and bool(_MEDIA_TYPE.fullmatch(media_type)))
    return Report(
        media_type=str(media_type),
        kind=kind,  # type: ignore[arg-type]
        facts=_facts(_mapping(untrusted.get("facts"))),
        raw=_raw(_mapping(untrusted.get("raw"))),
        findings=_findings(untrusted.get("findings")),
        problem=problem(untrusted),
        protections=in_force,
    )


def problem(untrusted: dict[str, Any]) -> str | None:
    """A problem code we know, or None."""
    code = untrusted.get("problem")
    _require(code is None or (isinstance(code, str) and code in PROBLEMS))
    return code


def thumbnail(untrusted: dict[str, Any], blob: bytes) -> tuple[bytes, tuple[int, int]] | None:
    """The thumbnail if there is one: a JPEG within its bounds."""
    if not blob:
        return None
    _require(blob.startswith(_JPEG_START) and len(blob) <= MAX_THUMBNAIL)
    return blob, size(untrusted, THUMBNAIL_EDGE)


def size(untrusted: dict[str, Any], edge: int) -> tuple[int, int]:
    """Width and height between 1 and ``edge``."""
    pair = untrusted.get("size")
    _require(isinstance(pair, list) and len(pair) == 2 and all(type(n) is int and 0 < n <= edge for n in pair))
    assert pair is not None
    return pair[0], pair[1]


def picture_type(untrusted: dict[str, Any], blob: bytes) -> str:
    """``image/jpeg`` or ``image/png``, and the bytes begin like it."""
    name = untrusted.get("media_type")
    _require(name in ("image/jpeg", "image/png"))
    _require(blob.startswith(_JPEG_START if name == "image/jpeg" else _PNG_START))
    return str(name)


def _require(holds: bool) -> None:
    if not holds:
        raise Implausible


def _mapping(value: Any) -> dict[str, Any]:
    _require(isinstance(value, dict))
    return value if isinstance(value, dict) else {}


def text(value: Any, limit: int = MAX_TEXT) -> str | None:
    """Text within its bound, printable but for line ends; empty is None."""
    if value is None:
        return None
    _require(isinstance(value, str) and len(value) <= limit)
    return "".join(c for c in value if c in "\n\t" or not (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0)) or None


def _number(value: Any, bound: int) -> int | None:
    _require(value is None or (type(value) is int and 0 <= value <= bound))
    return value  # type: ignore[no-any-return]


def _matching(value: Any, pattern: re.Pattern[str]) -> str | None:
    _require(value is None or (isinstance(value, str) and bool(pattern.fullmatch(value))))
    return value  # type: ignore[no-any-return]


def _facts(value: dict[str, Any]) -> Facts:
    basis = value.get("captured_at_basis")
    captured_at = _matching(value.get("captured_at"), _INSTANT)
    _require(basis in BASES and (captured_at is None) == (basis == "none"))
    orientation = _number(value.get("orientation"), 8)
    _require(orientation != 0)
    return Facts(
        captured_at=captured_at,
        captured_at_basis=basis,  # type: ignore[arg-type]
        gps=None if value.get("gps") is None else _gps(_mapping(value["gps"])),
        make=text(value.get("make")),
        model=text(value.get("model")),
        serial=text(value.get("serial")),
        lens=text(value.get("lens")),
        software=text(value.get("software")),
        orientation=orientation,
        width=_number(value.get("width"), _MAX_DIMENSION),
        height=_number(value.get("height"), _MAX_DIMENSION),
        duration_ms=_number(value.get("duration_ms"), _MAX_DURATION_MS),
        has_embedded_thumbnail=value.get("has_embedded_thumbnail") is True,
    )


def _gps(value: dict[str, Any]) -> Gps:
    decimals = {name: _matching(value.get(name), _DECIMAL) for name in ("lat", "lon", "alt", "accuracy_m", "direction")}
    lat, lon = decimals.pop("lat"), decimals.pop("lon")
    _require(lat is not None and lon is not None and abs(float(lat)) <= 90 and abs(float(lon)) <= 180)
    _require(value.get("direction_ref") in (None, "T", "M"))
    return Gps(
        lat=str(lat),
        lon=str(lon),
        datum=text(value.get("datum"), 40),
        direction_ref=value.get("direction_ref"),
        time=_matching(value.get("time"), _INSTANT),
        **decimals,
    )


def _raw(value: dict[str, Any]) -> dict[str, str]:
    _require(len(value) <= MAX_RAW_TAGS and all(len(key) <= MAX_RAW_KEY for key in value))
    return {text(key, MAX_RAW_KEY) or "": text(shown, MAX_RAW_TEXT) or "" for key, shown in value.items()}


def _findings(value: Any) -> tuple[Finding, ...]:
    _require(isinstance(value, list) and len(value) <= MAX_FINDINGS)
    return tuple(_finding(item) for item in value)


def _finding(item: Any) -> Finding:
    _require(isinstance(item, list) and len(item) == 2 and isinstance(item[0], str))
    _require(bool(_CODE.fullmatch(item[0])))
    details = _mapping(item[1])
    _require(len(details) <= 8 and all(_CODE.fullmatch(key) for key in details))
    return Finding(item[0], tuple(sorted((key, _detail(shown)) for key, shown in details.items())))


def _detail(value: Any) -> str | int:
    if type(value) is int:
        _require(abs(value) < 1 << 63)
        return value
    return text(value, MAX_TEXT) or ""
