"""Positions of a place: every system of DOMAIN 7.6, the pin beside the receiver, what is asked for (DOMAIN 1.3)."""

from __future__ import annotations

from datetime import date

import pytest
from pyproj import CRS, Transformer

from field_doc.schema import coordinates, registry, sealing, validate, values

SCHEMAS = registry.load()
INCIDENT = SCHEMAS.record_type("incident")
PLACES = {"Izium": (49.2122, 37.2569), "Bucha": (50.5486, 30.2211), "Kherson": (46.6354, 32.6169),
          "Kyiv": (50.4501, 30.5234), "Uzhhorod": (48.6208, 22.2879)}  # fmt: skip
PROJECTED = [crs for crs in coordinates.SYSTEMS if crs not in ("crs_wgs84", "crs_ucs2000", "crs_sk42")]


def place(**parts):
    return values.normalise(INCIDENT.at("where"), parts, lang="uk")


def problems(**parts):
    found = validate.validate(SCHEMAS, INCIDENT, {"where": place(**parts)}, today=date(2026, 11, 20))
    return {(p.path, p.code) for p in found if p.path.startswith("where.")}


@pytest.mark.parametrize("crs", PROJECTED)
def test_every_grid_gives_back_the_place_pyproj_put_on_it(crs) -> None:
    """The grid is pyproj's own on the system's datum; the pinned datum step is reversed by pyproj, not by us."""
    epsg, operation = coordinates.SYSTEMS[crs]
    west, south, east, north = CRS.from_epsg(epsg).area_of_use.bounds
    lat, lon = (max(south, 44.5) + min(north, 52.0)) / 2, (west + min(east, 40.0)) / 2
    there = (lat, lon)
    if operation:
        there = Transformer.from_pipeline(operation).transform(lat, lon, direction="INVERSE")
    geodetic = CRS.from_epsg(epsg).geodetic_crs
    x, y = Transformer.from_crs(geodetic, epsg, always_xy=True).transform(there[1], there[0])
    texts = [f"X {y:.2f}, Y {x:.2f}", f"E {x:.2f} N {y:.2f}"]
    # In zone 5 both bare orders land in Ukraine: which is north must be said, and is never guessed.
    texts += [] if crs.endswith("gk5") else [f"{x:.2f} {y:.2f}", f"{y:.2f} {x:.2f}"]
    for text in texts:
        found = coordinates.parse(text, crs)
        assert abs(float(found.lat) - lat) < 3e-7, (text, found)
        assert abs(float(found.lon) - lon) < 4e-7, (text, found)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("crs", "operation"), [("crs_sk42", "EPSG:15865"), ("crs_ucs2000", "EPSG:5840")])
def test_degrees_of_an_old_map_agree_with_pyproj(name, crs, operation) -> None:
    lat, lon = PLACES[name]
    old = Transformer.from_pipeline(operation).transform(lat, lon, direction="INVERSE")
    found = coordinates.parse(f"{old[0]:.9f}, {old[1]:.9f}", crs)
    assert abs(float(found.lat) - lat) < 2e-7
    assert abs(float(found.lon) - lon) < 2e-7


def test_sk42_is_the_shift_the_domain_page_names() -> None:
    """Coordinate-frame X 25, Y −141, Z −78.5 m, rY −0.35″, rZ −0.736″: written out with Krassowsky and WGS 84."""
    pipeline = (
        "+proj=pipeline +step +proj=axisswap +order=2,1 +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        "+step +proj=push +v_3 +step +proj=cart +ellps=krass "
        "+step +proj=helmert +x=25 +y=-141 +z=-78.5 +rx=0 +ry=-0.35 +rz=-0.736 +s=0 +convention=coordinate_frame "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg +step +proj=axisswap +order=2,1"
    )
    lat, lon = Transformer.from_pipeline(pipeline).transform(50.5486, 30.2211)
    found = coordinates.parse("50.5486, 30.2211", "crs_sk42")
    assert abs(float(found.lat) - lat) < 2e-7
    assert abs(float(found.lon) - lon) < 2e-7


def test_every_system_of_the_list_can_be_read_and_the_other_way_round() -> None:
    listed = {t.id for t in SCHEMAS.vocabulary("coordinate_systems").terms} - {"crs_unknown", "crs_mgrs"}
    assert listed == set(coordinates.SYSTEMS)
    for term in SCHEMAS.vocabulary("coordinate_systems").terms:
        if term.id in coordinates.SYSTEMS:
            assert term.extra["code"] == f"EPSG:{coordinates.SYSTEMS[term.id][0]}"


# -- what is asked for (DOMAIN 1.3, C) ------------------------------------------------------------


def test_1_3_crs_given_when_coordinates_are_given() -> None:
    asked = ("where.crs_given", "record.place-crs-unknown")
    assert asked in problems(settlement="Буча", coord_as_given="50.5486, 30.2211")
    assert asked not in problems(settlement="Буча", coord_as_given="50.5486, 30.2211", crs_given="crs_wgs84")
    assert asked not in problems(settlement="Буча")


@pytest.mark.parametrize("why", [{"crs_given": "crs_sk42"}, {"method": "lm_gnss"}, {"method": "lm_survey"}])
def test_1_3_coord_as_given_when_a_position_was_read_off(why) -> None:
    asked = ("where.coord_as_given", "record.place-coordinates-as-given")
    assert asked in problems(settlement="Буча", **why)
    assert asked not in problems(settlement="Буча", coord_as_given="50.5486, 30.2211", **why)
    assert asked not in problems(settlement="Буча", method="lm_description")


def test_1_3_uncertainty_and_method_when_there_is_a_geometry() -> None:
    shape = {"type": "Point", "coordinates": ["30.2211", "50.5486"]}
    found = problems(geometry=shape)
    assert ("where.uncertainty_m", "record.place-uncertainty") in found
    assert ("where.method", "record.place-method") in found
    found = problems(geometry=shape, uncertainty_m="50", method="lm_map_pin")
    assert not {path for path, _ in found} & {"where.uncertainty_m", "where.method"}


# -- the pin (DOMAIN 7.6, last sentence) ------------------------------------------------------------


def test_7_6_the_pin_goes_before_the_receiver_and_both_are_kept() -> None:
    found = place(coord_as_given="44.6, 33.5", crs_given="crs_wgs84", pin_as_given="50.5486, 30.2211",
                  gnss_trust="gt_contradicts_pin")  # fmt: skip
    assert found["geometry"] == {"type": "Point", "coordinates": ["30.2211", "50.5486"]}
    assert (found["coord_as_given"], found["gnss_trust"]) == ("44.6, 33.5", "gt_contradicts_pin")
    hints = problems(coord_as_given="44.6, 33.5", crs_given="crs_wgs84", pin_as_given="50.5486, 30.2211")
    assert ("where.geometry", "record.place-coordinates-differ") in hints


def test_7_6_an_outline_is_a_place_too() -> None:
    found = place(pin_as_given="50.1, 30.1\n50.1, 30.2\n50.2, 30.2")
    assert found["geometry"]["type"] == "Polygon"
    assert values.normalise(INCIDENT.at("where"), found) == found


def test_a_pin_that_cannot_be_read_stays_and_is_named() -> None:
    assert place(pin_as_given="біля мосту")["pin_as_given"] == "біля мосту"
    assert ("where.pin_as_given", "record.place-pin-unreadable") in problems(pin_as_given="біля мосту")


def test_new_parts_are_sealed_and_an_old_seal_without_them_still_opens() -> None:
    fields, _ = sealing.complete_for_sealing(INCIDENT, {"where": place(settlement="Буча", gnss_trust="gt_doubtful")})
    tree = sealing.sealable(INCIDENT, fields)
    assert tree["where"]["gnss_trust"] == "gt_doubtful"
    assert sealing.unseal(INCIDENT, tree) == fields
    old, _ = sealing.complete_for_sealing(INCIDENT, {"where": place(settlement="Буча")})
    before = sealing.sealable(INCIDENT, old)
    for part in ("gnss_trust", "pin_as_given"):
        del before["where"][part]
    assert sealing.unseal(INCIDENT, before) == old
