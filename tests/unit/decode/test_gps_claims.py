"""Positions: hemispheres, exactness, and nothing taken over from what is malformed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_doc.decode import gps
from field_doc.decode.tags import GPS, Tags


def tags(**given_tags) -> Tags:
    numbers = {"lat_ref": 1, "lat": 2, "lon_ref": 3, "lon": 4, "alt_ref": 5, "alt": 6, "time": 7}
    numbers |= {"dir_ref": 16, "dir": 17, "datum": 18, "date": 29, "error": 31}
    values = {
        "lat_ref": ("N",),
        "lat": ((50, 1), (27, 1), (36, 10)),
        "lon_ref": ("E",),
        "lon": ((30, 1), (31, 1), (2418, 100)),
    }
    values |= given_tags
    return Tags({(GPS, numbers[name]): value for name, value in values.items() if value is not None})


def codes(findings):
    return [f.code for f in findings]


def test_degrees_minutes_seconds_become_exact_decimals():
    position, findings = gps.from_tags(tags())
    assert position is not None
    assert (position.lat, position.lon) == ("50.451", "30.52338333")
    assert findings == []


@pytest.mark.parametrize(
    ("lat_ref", "lon_ref", "signs"), [("N", "E", "++"), ("S", "W", "--"), ("s", "E", "-+"), ("N", "w", "+-")]
)
def test_hemispheres(lat_ref, lon_ref, signs):
    position, _ = gps.from_tags(tags(lat_ref=(lat_ref,), lon_ref=(lon_ref,)))
    assert position is not None
    assert ("-" if position.lat.startswith("-") else "+") == signs[0]
    assert ("-" if position.lon.startswith("-") else "+") == signs[1]


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ({"lat": ((0, 0), (0, 0), (0, 0))}, "gps_malformed"),
        ({"lat": ("52,0000",)}, "gps_malformed"),
        ({"lat": ((1, 1),) * 4}, "gps_malformed"),
        ({"lon": None}, "gps_malformed"),
        ({"lat_ref": None}, "gps_ref_missing"),
        ({"lon_ref": ("",)}, "gps_ref_missing"),
        ({"lat": ((213, 1),)}, "gps_out_of_range"),
        ({"lat": ((-50, 1),)}, "gps_out_of_range"),
        ({"lon": ((180, 1), (0, 1), (1, 1))}, "gps_out_of_range"),
        ({"lat": ((10, 1), (99, 1), (0, 1))}, "gps_out_of_range"),
    ],
)
def test_a_malformed_position_is_none_with_a_finding(odd, code):
    position, findings = gps.from_tags(tags(**odd))
    assert position is None
    assert code in codes(findings)


def test_zero_zero_is_told():
    position, findings = gps.from_tags(tags(lat=((0, 1),), lon=((0, 1),)))
    assert position is not None
    assert codes(findings) == ["gps_zero"]


def test_the_rest_of_a_position():
    position, findings = gps.from_tags(
        tags(
            alt_ref=(1,), alt=((125, 10),), dir_ref=("M",), dir=((3599, 10),), datum=("WGS-84",),
            error=((65, 1),), date=("2023:07:09",), time=((12, 1), (36, 1), (335, 10)),
        )
    )  # fmt: skip
    assert position is not None
    assert findings == []
    assert (position.alt, position.direction, position.direction_ref) == ("-12.5", "359.9", "M")
    assert (position.accuracy_m, position.datum, position.time) == ("65", "WGS-84", "2023-07-09T12:36:33.500Z")


def test_another_datum_and_impossible_extras_are_told():
    position, findings = gps.from_tags(tags(datum=("SK-42",), alt=((4294967, 1),), dir=((400, 1),)))
    assert position is not None
    assert position.datum == "SK-42"
    assert position.alt is None
    assert position.direction is None
    assert set(codes(findings)) == {"gps_other_datum", "gps_altitude_implausible", "gps_direction_out_of_range"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+50.4501+030.5234+179.000/", ("50.4501", "30.5234", "179")),
        ("-34.6037-058.3816/", ("-34.6037", "-58.3816", None)),
        ("+91.0000+000.0000/", None),
        ("50.45 30.52", None),
    ],
)
def test_iso_6709(text, expected):
    position, findings = gps.from_iso6709(text)
    assert (position and (position.lat, position.lon, position.alt)) == expected
    assert bool(findings) == (expected is None)


@given(st.integers(0, 180 * 10**6), st.booleans(), st.integers(1, 10**6))
def test_any_longitude_comes_back_within_a_millimetre(micro, west, scale):
    exact = Fraction(micro, 10**6)
    degrees, rest = divmod(exact, 1)
    minutes, rest = divmod(rest * 60, 1)
    seconds = rest * 60
    parts = ((int(degrees), 1), (int(minutes) * scale, scale), (seconds.numerator, seconds.denominator))
    position, _ = gps.from_tags(tags(lon=parts, lon_ref=("W" if west else "E",)))
    assert position is not None
    assert abs(abs(Fraction(position.lon)) - exact) < Fraction(1, 10**8)
    assert Fraction(position.lon) * (-1 if west else 1) >= 0
