"""Places: as told, administrative units, coordinates as given and in WGS 84, and how sure they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary_text, coordinates, geometries, scalars
from field_doc.schema.model import PLACE_PARTS, Field, Json
from field_doc.schema.parts import parts_of

DEFAULT_COUNTRY = "UA"
KATOTTH = re.compile(r"UA\d{17}", re.ASCII)


def _country(raw: Any, path: str) -> str:
    return scalars.text(raw, path).strip().upper()


def _place_type(raw: Any, path: str) -> list[str]:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list):
        scalars.wrong_shape(path, "list of terms")
    return list(dict.fromkeys(scalars.term(item, path) for item in items))


def _lines(raw: Any, path: str) -> str:
    return scalars.text(raw, path, lines=True)


_READERS = {
    "as_said": _lines,
    "note": _lines,
    "pin_as_given": _lines,
    "lang": scalars.language,
    "country": _country,
    "place_type": _place_type,
    "geometry": geometries.normalise,
    "uncertainty_m": scalars.decimal,
    "altitude_m": scalars.decimal,
}


def normalise(raw: Any, path: str, lang: str, field: Field) -> Json:
    """The parts of a place; the country is Ukraine unless something else is said."""
    if isinstance(raw, str):
        raw = {"as_said": raw}
    value = parts_of(raw, PLACE_PARTS, path, _READERS)
    if not set(value) - {"lang"}:
        return None
    if "as_said" in value:
        value.setdefault("lang", lang)
    value.setdefault("country", DEFAULT_COUNTRY)
    value |= _units_from_code(value, field) | _position(value)
    if "geometry" in value and "uncertainty_m" not in value:
        value |= _default_uncertainty(value, field)
    return {part: value[part] for part in PLACE_PARTS if part in value}


def _units_from_code(value: Mapping[str, Json], field: Field) -> dict[str, Json]:
    """Raion and oblast that a KATOTTH code or a raion implies, where they were not given."""
    found: dict[str, Json] = {}
    code, raions = value.get("katotth"), field.parts.get("raion")
    raion = value.get("raion")
    if isinstance(code, str) and KATOTTH.fullmatch(code) and raions and raion is None:
        matching = (t.id for t in raions.terms if str(t.extra.get("katotth", ""))[:6] == code[:6])
        raion = next(matching, None)
        found |= {"raion": raion} if raion else {}
    term = raions.get(raion) if raions and isinstance(raion, str) else None
    if term and value.get("oblast") is None and term.extra.get("oblast_id"):
        found["oblast"] = term.extra["oblast_id"]
    return found


def _position(value: Mapping[str, Json]) -> dict[str, Json]:
    """The shape of a pin, else a point from the coordinates as given in a known system, if no geometry is there yet.

    The pin is where a person says it is, on a map; coordinates of a receiver that was jammed stay beside it.
    """
    given, crs, pin = (value.get(part) for part in ("coord_as_given", "crs_given", "pin_as_given"))
    if "geometry" in value:
        return {}
    shape = boundary_text.typed(pin) if isinstance(pin, str) else None
    if shape is not None and "coordinates" in shape:
        return {"geometry": {"type": shape["type"], "coordinates": shape["coordinates"]}}
    if not isinstance(given, str) or not isinstance(crs, str):
        return {}
    try:
        point = coordinates.parse(given, crs)
    except InputProblem:
        return {}
    return {"geometry": {"type": "Point", "coordinates": [point.lon, point.lat]}}


def _default_uncertainty(value: Mapping[str, Json], field: Field) -> dict[str, Json]:
    """The radius that goes with the stated precision (``location_precision``)."""
    precisions, precision = field.parts.get("precision"), value.get("precision")
    term = precisions.get(precision) if precisions and isinstance(precision, str) else None
    radius = term.extra.get("default_uncertainty_m") if term else None
    return {} if radius is None else {"uncertainty_m": scalars.decimal(radius, "uncertainty_m")}
