"""A position out of Exif GPS tags or an ISO 6709 text, exactly, or nothing and the reason.

Degrees, minutes and seconds are rationals and stay rationals until they are written as decimals:
8 decimals are a millimetre. Source: Exif 2.32 section 4.6.7; ISO 6709 Annex H.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from field_doc.decode import tags as t
from field_doc.decode.tags import Tags
from field_doc.decode.values import Finding, Gps

_PLACES: Final = Decimal("0.00000001")
_LAT_REF, _LAT, _LON_REF, _LON, _ALT_REF, _ALT, _TIME = 1, 2, 3, 4, 5, 6, 7
_DIRECTION_REF, _DIRECTION, _DATUM, _DATE, _ERROR = 16, 17, 18, 29, 31
_WGS84: Final = frozenset({"WGS84", "WGS1984", "WORLDGEODETICSYSTEM1984"})
_PLAUSIBLE_HEIGHT: Final = range(-11_000, 100_000)
"""Metres: from the deepest sea to the edge of space; beyond it the number is a mistake."""


def decimal_text(value: Fraction) -> str:
    """A rational as plain decimal text, at most 8 decimals, no trailing zeros, no minus zero."""
    scaled = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_PLACES, ROUND_HALF_EVEN)
    text = f"{scaled:f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def from_tags(tags: Tags) -> tuple[Gps | None, list[Finding]]:
    """The position the GPS tags claim. Half a position or an impossible one is none, with a finding."""
    if not any(group == t.GPS for group, _ in tags.standard):
        return None, []
    if (t.GPS, _LAT) not in tags.standard and (t.GPS, _LON) not in tags.standard:
        return None, []
    findings: list[Finding] = []
    lat = _angle(tags, _LAT, _LAT_REF, "S", "N", 90, findings)
    lon = _angle(tags, _LON, _LON_REF, "W", "E", 180, findings)
    if lat is None or lon is None:
        return None, findings
    if lat == 0 and lon == 0:
        findings.append(Finding.of("gps_zero"))
    return _with_rest(tags, lat, lon, findings), findings


def _with_rest(tags: Tags, lat: Fraction, lon: Fraction, findings: list[Finding]) -> Gps:
    datum = tags.text(t.GPS, _DATUM)
    if datum and re.sub(r"[^A-Z0-9]", "", datum.upper()) not in _WGS84:
        findings.append(Finding.of("gps_other_datum"))
    direction, reference = _direction(tags, findings)
    return Gps(
        lat=decimal_text(lat),
        lon=decimal_text(lon),
        alt=_altitude(tags, findings),
        datum=datum[:40] if datum else None,
        accuracy_m=_positive(tags, _ERROR),
        direction=direction,
        direction_ref=reference,
        time=time(tags),
    )


def _angle(
    tags: Tags, number: int, ref_number: int, minus: str, plus: str, bound: int, findings: list[Finding]
) -> Fraction | None:
    """Signed degrees; None with a finding if malformed, without hemisphere, or out of range."""
    name = "lat" if number == _LAT else "lon"
    parts = tags.rationals(t.GPS, number)
    if parts is None or len(parts) > 3 or any(d == 0 for _, d in parts):
        findings.append(Finding.of("gps_malformed", tag=name))
        return None
    values = [Fraction(n, d) for n, d in parts] + [Fraction(0)] * (3 - len(parts))
    reference = (tags.text(t.GPS, ref_number) or "").upper()[:1]
    if reference not in (minus, plus):
        findings.append(Finding.of("gps_ref_missing", tag=name))
        return None
    angle = values[0] + values[1] / 60 + values[2] / 3600
    if min(values) < 0 or angle > bound or values[1] > 60 or values[2] > 60:
        findings.append(Finding.of("gps_out_of_range", tag=name))
        return None
    return -angle if reference == minus else angle


def _single(tags: Tags, number: int) -> Fraction | None:
    parts = tags.rationals(t.GPS, number)
    return Fraction(*parts[0]) if parts and len(parts) == 1 and parts[0][1] else None


def _altitude(tags: Tags, findings: list[Finding]) -> str | None:
    value = _single(tags, _ALT)
    if value is None:
        return None
    reference = tags.first(t.GPS, _ALT_REF)
    # References 1 and 3 (Exif 3.0) lie below; some writers store the text "1".
    below = reference in (1, 3, b"\x01", b"\x03", "1", "\x01")
    value = -value if below else value
    if int(value) not in _PLAUSIBLE_HEIGHT:
        findings.append(Finding.of("gps_altitude_implausible"))
        return None
    return decimal_text(value)


def _direction(tags: Tags, findings: list[Finding]) -> tuple[str | None, str | None]:
    value = _single(tags, _DIRECTION)
    if value is None:
        return None, None
    if not 0 <= value <= 360:
        findings.append(Finding.of("gps_direction_out_of_range"))
        return None, None
    reference = (tags.text(t.GPS, _DIRECTION_REF) or "").upper()[:1]
    if reference not in ("T", "M"):
        findings.append(Finding.of("gps_direction_ref_missing"))
    return decimal_text(value % 360), reference if reference in ("T", "M") else None


def _positive(tags: Tags, number: int) -> str | None:
    value = _single(tags, number)
    return decimal_text(value) if value is not None and 0 <= value < 100_000_000 else None


def time(tags: Tags) -> str | None:
    """GPSDateStamp and GPSTimeStamp as ISO 8601 UTC; None unless both are there and possible."""
    date = re.fullmatch(r"(\d{4})[:\-/](\d{2})[:\-/](\d{2})", tags.text(t.GPS, _DATE) or "")
    parts = tags.rationals(t.GPS, _TIME)
    if not date or parts is None or len(parts) != 3 or any(d == 0 for _, d in parts):
        return None
    hour, minute, second = (Fraction(n, d) for n, d in parts)
    year, month, day = (int(g) for g in date.groups())
    possible = year >= 1980 and 1 <= month <= 12 and 1 <= day <= 31
    if not (possible and 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61):
        return None
    if hour.denominator != 1 or minute.denominator != 1:
        return None
    millis = int(second * 1000)
    tail = f".{millis % 1000:03d}" if millis % 1000 else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{int(hour):02d}:{int(minute):02d}:{millis // 1000:02d}{tail}Z"


def from_iso6709(text: str) -> tuple[Gps | None, list[Finding]]:
    """A position like ``+50.4501+030.5234+179.000/`` (degrees with decimals only)."""
    found = re.match(r"([+-]\d{1,2}\.\d+|[+-]\d{2})([+-]\d{1,3}\.\d+|[+-]\d{3})([+-]\d+(?:\.\d+)?)?", text)
    if not found:
        return None, [Finding.of("gps_malformed", tag="iso6709")]
    lat, lon = Fraction(found[1]), Fraction(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        return None, [Finding.of("gps_out_of_range", tag="iso6709")]
    findings = [Finding.of("gps_zero")] if lat == 0 and lon == 0 else []
    height = Fraction(found[3]) if found[3] else None
    if height is not None and int(height) not in _PLAUSIBLE_HEIGHT:
        findings.append(Finding.of("gps_altitude_implausible"))
        height = None
    alt = None if height is None else decimal_text(height)
    return Gps(decimal_text(lat), decimal_text(lon), alt), findings
