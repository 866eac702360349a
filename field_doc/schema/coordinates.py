"""Coordinates as people give them (DOMAIN 7.6), turned into WGS 84 with what was given kept.

The system must be named; it is never guessed: UCS-2000 or SK-42 read as WGS 84 lies 110-117 m off.
Datum steps are pinned to the operations DOMAIN names (EPSG:5840 for UCS-2000, EPSG:15865 for SK-42),
so that another PROJ gives the same metres. Nothing is fetched from a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import angles, mgrs_grid

MAX_LENGTH = 200
# crs_… → EPSG code, and the datum operation that leads to WGS 84 (latitude, longitude in and out).
SYSTEMS = {
    "crs_wgs84": (4326, None), "crs_utm34": (32634, None), "crs_utm35": (32635, None),
    "crs_utm36": (32636, None), "crs_utm37": (32637, None),
    "crs_ucs2000": (5561, "EPSG:5840"), "crs_ucs2000_gk4": (5562, "EPSG:5840"),
    "crs_ucs2000_gk5": (5563, "EPSG:5840"), "crs_ucs2000_gk6": (5564, "EPSG:5840"),
    "crs_ucs2000_gk7": (5565, "EPSG:5840"), "crs_sk42": (4284, "EPSG:15865"),
    "crs_sk42_gk4": (28404, "EPSG:15865"), "crs_sk42_gk5": (28405, "EPSG:15865"),
    "crs_sk42_gk6": (28406, "EPSG:15865"), "crs_sk42_gk7": (28407, "EPSG:15865"),
}  # fmt: skip
# UCS-2000 in strips of 3° (Ukraine TM zones 7-13), and the local systems of oblasts by their number.
SYSTEMS |= {f"crs_ucs2000_tm{zone}": (6374 + zone, "EPSG:5840") for zone in range(7, 14)}
_LOCAL = {
    1: 9831, 5: 9832, 7: 9833, 12: 9834, 14: 9835, 18: 9836, 21: 9837, 23: 9838, 26: 9839, 32: 9821, 35: 9840, 44: 9841,
    46: 9851, 48: 9852, 51: 9853, 53: 9854, 56: 9855, 59: 9856, 61: 9857, 63: 9858, 65: 9859, 68: 9860, 71: 9861,
    73: 9862, 74: 9863, 80: 9864, 85: 9865,
}  # fmt: skip
SYSTEMS |= {f"crs_ucs2000_lcs{number:02}": (code, "EPSG:5840") for number, code in _LOCAL.items()}
_GEODETIC = {"EPSG:5840": 5561, "EPSG:15865": 4284}
_GEOGRAPHIC = ("crs_wgs84", "crs_ucs2000", "crs_sk42")
# Sanity box of DOMAIN 7.6: outside it is a hint, never a refusal.
_UKRAINE = (44.0, 52.5, 22.0, 40.3)
_DEGREE_DIGITS = Decimal("0.0000001")  # about a centimetre


@dataclass(frozen=True, slots=True)
class Point:
    """A position: WGS 84 latitude and longitude as decimal strings, and the text as it was given."""

    lat: str
    lon: str
    crs: str
    as_given: str
    notes: tuple[str, ...] = ()


def degrees_text(value: float | Decimal) -> str:
    """Seven decimals without trailing zeros: what was computed carries no invented digits."""
    number = Decimal(repr(value)) if isinstance(value, float) else value
    text = f"{number.quantize(_DEGREE_DIGITS, ROUND_HALF_EVEN):f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@cache
def _transformer(source: int, target: int) -> Any:
    from pyproj import Transformer
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

    set_network_enabled(active=False)
    return Transformer.from_crs(source, target, always_xy=True)


@cache
def _area(epsg: int) -> tuple[float, float, float, float]:
    """Where a system is in use: west, south, east, north."""
    from pyproj import CRS

    area = CRS.from_epsg(epsg).area_of_use
    return (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds


@cache
def _operation(name: str) -> Any:
    from pyproj import Transformer
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

    set_network_enabled(active=False)
    return Transformer.from_pipeline(name)


def project(lat: float, lon: float, epsg: int) -> tuple[float, float]:
    """Easting and northing of a WGS 84 position in a projected system on WGS 84."""
    east, north = _transformer(4326, epsg).transform(lon, lat)
    return float(east), float(north)


def _to_wgs84(crs: str, east_or_lon: float, north_or_lat: float) -> tuple[float, float]:
    """Latitude and longitude in WGS 84; ``coordinates.out-of-range`` outside the system's area."""
    epsg, operation = SYSTEMS[crs]
    lon, lat = east_or_lon, north_or_lat
    if crs not in _GEOGRAPHIC:
        lon, lat = _transformer(epsg, _GEODETIC.get(operation or "", 4326)).transform(lon, lat)
    if operation:
        lat, lon = _operation(operation).transform(lat, lon)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # also refuses inf and nan
        raise InputProblem("coordinates.out-of-range")
    return float(lat), float(lon)


_GRID_LABEL = re.compile(r"(?P<axis>[XYENХУЕ])\s*[:=]?\s*(?P<number>-?\d+(?:\.\d+)?)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UTM_ZONE = re.compile(r"^(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])?\s+", re.IGNORECASE)
# Soviet and Ukrainian geodesy: X points north, Y east.
_NORTH_AXIS = {"X": True, "Х": True, "N": True, "Y": False, "У": False, "E": False, "Е": False}


def _plausible(crs: str, east: float, north: float) -> bool:
    """Whether this order of the two numbers lands in the strip of the zone."""
    try:
        lat, lon = _to_wgs84(crs, east, north)
    except InputProblem:
        return False
    if "gk" in crs or crs.startswith("crs_utm"):
        meridian = 6 * (int(crs[-1]) if "gk" in crs else int(crs[-2:]) - 30) - 3
        return abs(lon - meridian) <= 4.5 and 40 <= lat <= 60
    west, south, east_end, north_end = _area(SYSTEMS[crs][0])
    return west - 1.5 <= lon <= east_end + 1.5 and south - 1.5 <= lat <= north_end + 1.5


def _grid_numbers(text: str, crs: str) -> tuple[float, float]:
    """Easting and northing from "X 5593953, Y 6324225", "E … N …" or two bare numbers.

    Bare numbers are taken in the one order that fits the zone; if both fit, it must be asked.
    """
    if crs.startswith("crs_utm"):
        zone = _UTM_ZONE.match(text)
        if zone and int(zone["zone"]) != int(crs[-2:]):
            raise InputProblem("coordinates.out-of-range")
        text = text[zone.end() :] if zone else text
    text = text.replace(",", ".") if text.count(",") == 2 and "." not in text else text.replace(",", " ")
    labelled = {_NORTH_AXIS[m["axis"].upper()]: float(m["number"]) for m in _GRID_LABEL.finditer(text)}
    if len(labelled) == 2:
        return labelled[False], labelled[True]
    numbers = [float(n) for n in _NUMBER.findall(text)]
    if len(numbers) != 2 or labelled:
        raise InputProblem("coordinates.unreadable")
    orders = [pair for pair in ((numbers[0], numbers[1]), (numbers[1], numbers[0])) if _plausible(crs, *pair)]
    if len(orders) != 1:
        raise InputProblem("coordinates.unreadable")
    return orders[0]


def parse(text: str, crs: str = "crs_wgs84") -> Point:
    """Read coordinates in a named system.

    Args:
        text: degrees (decimal, DMS, with Latin or Cyrillic hemispheres), MGRS, UTM or Gauss-Kruger.
        crs: a term of ``coordinate_systems``.

    Raises:
        InputProblem: ``coordinates.unreadable``, ``coordinates.out-of-range``,
            ``coordinates.system-unknown``.

    """
    if crs != "crs_mgrs" and crs not in SYSTEMS:
        raise InputProblem("coordinates.system-unknown")
    given, text = text, text.strip()
    if not text or len(text) > MAX_LENGTH:
        raise InputProblem("coordinates.unreadable")
    if crs == "crs_wgs84" and mgrs_grid.looks_like(text):
        crs = "crs_mgrs"  # a grid reference is a way of writing WGS 84, not another system
    if crs == "crs_mgrs":
        lat, lon = mgrs_grid.decode(text, _utm_to_wgs84)
        return Point(degrees_text(lat), degrees_text(lon), crs, given)
    if crs in _GEOGRAPHIC:
        return _geographic(text, crs, given)
    east, north = _grid_numbers(text, crs)
    lat, lon = _to_wgs84(crs, east, north)
    return Point(degrees_text(lat), degrees_text(lon), crs, given)


def _geographic(text: str, crs: str, given: str) -> Point:
    lat, lon = angles.read_pair(text)
    if abs(lat) > 90 or abs(lon) > 180:
        raise InputProblem("coordinates.out-of-range")
    if crs == "crs_wgs84":
        # As read, digit for digit: trailing zeros say how closely somebody measured.
        return Point(_exact(lat), _exact(lon), crs, given)
    wgs_lat, wgs_lon = _to_wgs84(crs, float(lon), float(lat))
    return Point(degrees_text(wgs_lat), degrees_text(wgs_lon), crs, given)


def _exact(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    return f"{value:f}" if isinstance(exponent, int) and exponent >= -12 else degrees_text(value)


def _utm_to_wgs84(zone: int, *, south: bool, east: float, north: float) -> tuple[float, float]:
    lon, lat = _transformer((32700 if south else 32600) + zone, 4326).transform(east, north)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InputProblem("coordinates.out-of-range")
    return float(lat), float(lon)


def mgrs(lat: str, lon: str, digits: int = 5) -> str:
    """The MGRS reference of a WGS 84 position; ``digits`` 5 is 1 m, 1 is 10 km."""
    latitude, longitude = float(lat), float(lon)
    zone = mgrs_grid.zone(latitude, longitude)
    east, north = project(latitude, longitude, (32700 if latitude < 0 else 32600) + zone)
    return mgrs_grid.encode(latitude, zone, east, north, digits)


def cell_10km(lat: str, lon: str) -> str:
    """The 10 km grid cell a position lies in, ``36UUB00``: what an edition may show instead of it."""
    return mgrs(lat, lon, 1)


def systems_that_read(text: str, systems: Iterable[str] = (*SYSTEMS, "crs_mgrs")) -> tuple[str, ...]:
    """The systems in which a text can be read at all; for the form's list, not for a choice."""
    return tuple(crs for crs in systems if _readable(text, crs))


def _readable(text: str, crs: str) -> bool:
    try:
        parse(text, crs)
    except InputProblem:
        return False
    return True


def in_ukraine_box(point: Point) -> bool:
    """Whether a position lies in the sanity box of DOMAIN 7.6."""
    south, north, west, east = _UKRAINE
    return south <= float(point.lat) <= north and west <= float(point.lon) <= east
