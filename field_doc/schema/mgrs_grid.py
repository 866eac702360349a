"""Military Grid Reference System on WGS 84 (NGA.STND.0037): letters and digits over UTM.

Projection itself is the caller's (``coordinates``), so this module is pure arithmetic.
"""

from __future__ import annotations

import re
from typing import Protocol

from field_doc.base.errors import InputProblem

_REFERENCE = re.compile(
    r"(?P<zone>\d{1,2})(?P<band>[C-HJ-NP-X])(?P<column>[A-HJ-NP-Z])(?P<row>[A-HJ-NP-V])(?P<digits>\d*)"
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE = 100_000
_CYCLE = 2_000_000


class FromUtm(Protocol):
    """Turns UTM into WGS 84 latitude and longitude."""

    def __call__(self, zone: int, *, south: bool, east: float, north: float) -> tuple[float, float]:
        """Latitude, longitude."""


def looks_like(text: str) -> bool:
    """Whether a text has the form of a grid reference of at least 10 km."""
    match = _REFERENCE.fullmatch(_compact(text))
    return match is not None and len(match["digits"]) >= 2


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def zone(lat: float, lon: float) -> int:
    """The UTM zone, with the exception of southern Norway."""
    if not -80 <= lat <= 84:
        raise InputProblem("coordinates.out-of-range")
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    return int((lon + 180) // 6) % 60 + 1


def _band(lat: float) -> str:
    return _BANDS[min(int((lat + 80) // 8), 19)]


def _row_offset(zone_number: int) -> int:
    return 5 if zone_number % 2 == 0 else 0


def encode(lat: float, zone_number: int, east: float, north: float, digits: int) -> str:
    """``36UUB0313403317`` for digits 5; digits are cut off, not rounded (the cell's corner)."""
    column = _COLUMNS[(zone_number - 1) % 3][int(east // _SQUARE) - 1]
    row = _ROWS[(int(north // _SQUARE) + _row_offset(zone_number)) % 20]
    scale = 10 ** (5 - digits)
    inside = "".join(f"{int(value % _SQUARE) // scale:0{digits}d}" for value in (east, north))
    return f"{zone_number:02}{_band(lat)}{column}{row}{inside}"


def decode(text: str, from_utm: FromUtm) -> tuple[float, float]:
    """Latitude and longitude of the middle of the cell a reference names.

    Raises:
        InputProblem: ``coordinates.unreadable`` or ``coordinates.out-of-range``.

    """
    match = _REFERENCE.fullmatch(_compact(text))
    if not match or len(match["digits"]) % 2 or len(match["digits"]) > 10:
        raise InputProblem("coordinates.unreadable")
    zone_number, half = int(match["zone"]), len(match["digits"]) // 2
    columns = _COLUMNS[(zone_number - 1) % 3]
    if not 1 <= zone_number <= 60 or match["column"] not in columns:
        raise InputProblem("coordinates.unreadable")
    scale = 10 ** (5 - half)
    # One metre is the reference itself; a coarser cell is meant by its middle.
    middle = scale / 2 if half < 5 else 0
    east = (columns.index(match["column"]) + 1) * _SQUARE + int(match["digits"][:half] or 0) * scale + middle
    row = (_ROWS.index(match["row"]) - _row_offset(zone_number)) % 20
    north = row * _SQUARE + int(match["digits"][half:] or 0) * scale + middle
    return _in_band(zone_number, match["band"], east, north, from_utm)


def _in_band(zone_number: int, band: str, east: float, north: float, from_utm: FromUtm) -> tuple[float, float]:
    """Row letters repeat every 2,000 km: the latitude band says which repetition is meant."""
    south = band < "N"
    bottom = -80 + 8 * _BANDS.index(band)
    top = bottom + (12 if band == "X" else 8)
    for cycle in range(5):
        lat, lon = from_utm(zone_number, south=south, east=east, north=north + cycle * _CYCLE)
        # A cell may stick out of its band by its own size.
        if bottom - 1 <= lat <= top + 1:
            return lat, lon
    raise InputProblem("coordinates.out-of-range")
