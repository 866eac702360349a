"""Coordinates in every notation and system of DOMAIN 7.6, against its test points."""

import pytest

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary, coordinates

# Place, latitude, longitude, MGRS, zone and Gauss-Kruger easting, northing, UCS-2000 latitude, longitude.
POINTS = [
    ("Izium", "49.2122", "37.2569", "37UCQ7305052507", "7", "7373108.7", "5454789.0", "49.212254", "37.258421"),
    ("Bucha", "50.5486", "30.2211", "36UUB0313403317", "6", "6303169.7", "5605668.1", "50.548731", "30.222746"),
    ("Kherson", "46.6354", "32.6169", "36TVS7067764720", "6", "6470779.8", "5166894.0", "46.635551", "32.618400"),
    ("Kyiv", "50.4501", "30.5234", "36UUA2418291607", "6", "6324225.8", "5593953.9", None, None),
    ("Uzhhorod", "48.6208", "22.2879", "34UEU9491286103", None, None, None, None, None),
]


def near(point, lat, lon, metres):
    return boundary.distance_m((point.lat, point.lon), (lat, lon)) < metres


@pytest.mark.parametrize("row", POINTS, ids=[p[0] for p in POINTS])
def test_points_of_the_domain_page(row):
    _, lat, lon, grid, zone, east, north, ucs_lat, ucs_lon = row
    assert coordinates.mgrs(lat, lon) == grid
    assert near(coordinates.parse(grid, "crs_mgrs"), lat, lon, 1.5)
    assert coordinates.cell_10km(lat, lon) == grid[:5] + grid[5] + grid[10]
    if zone:
        assert near(coordinates.parse(f"{east}, {north}", f"crs_ucs2000_gk{zone}"), lat, lon, 0.2)
        assert near(coordinates.parse(f"X {north}, Y {east}", f"crs_ucs2000_gk{zone}"), lat, lon, 0.2)
    if ucs_lat:
        assert near(coordinates.parse(f"{ucs_lat}, {ucs_lon}", "crs_ucs2000"), lat, lon, 0.2)


def test_the_wrong_system_is_a_grave_sized_mistake():
    ucs = coordinates.parse("50.548731, 30.222746", "crs_ucs2000")
    wgs = coordinates.parse("50.548731, 30.222746")
    sk42 = coordinates.parse("50.548731, 30.222746", "crs_sk42")
    assert 100 < boundary.distance_m((ucs.lat, ucs.lon), (wgs.lat, wgs.lon)) < 130
    assert 100 < boundary.distance_m((sk42.lat, sk42.lon), (wgs.lat, wgs.lon)) < 130


@pytest.mark.parametrize(
    "text",
    [
        "50.5486, 30.2211",
        "50.5486 30.2211",
        "50,5486 30,2211",
        "50,5486; 30,2211",
        "50,5486, 30,2211",
        "50°32′54.96″N 30°13′15.96″E",
        "50°32'54,96\" пн.ш. 30°13'15,96\" сх.д.",
        "пн. ш. 50°32.916' сх. д. 30°13.266'",
        "30.2211 E, 50.5486 N",
        "N50.5486 E30.2211",
        "N 50.5486, E 30.2211",
        "50 32 54.96 30 13 15.96",
        "50.5486 с.ш., 30.2211 в.д.",
        "50.5486° 30.2211°",
        "50º32’54.96” 30º13’15.96”",
        "50.5486 північної широти 30.2211 східної довготи",
    ],
)
def test_notations_of_one_place(text):
    found = coordinates.parse(text)
    assert near(found, "50.5486", "30.2211", 0.02)
    assert found.as_given == text


def test_digits_as_read_are_kept():
    assert coordinates.parse("50.54860 30.22110").lat == "50.54860"


def test_southern_and_western_halves():
    found = coordinates.parse("12.5 S 45.25 W")
    assert (found.lat, found.lon) == ("-12.5", "-45.25")
    assert coordinates.parse("12,5 пд.ш. 45,25 зх.д.").lat == "-12.5"


def test_utm_with_and_without_zone():
    for text in ("36U 303134 5603317", "303134 5603317", "E 303134 N 5603317"):
        assert near(coordinates.parse(text, "crs_utm36"), "50.5486", "30.2211", 1.5)


@pytest.mark.parametrize(
    ("text", "crs", "code"),
    [
        ("50.5486", "crs_wgs84", "unreadable"),
        ("", "crs_wgs84", "unreadable"),
        ("50.5486 N 30.2211 N", "crs_wgs84", "unreadable"),
        ("-50.5 N 30 E", "crs_wgs84", "unreadable"),
        ("50°61'00\" 30°13'15\"", "crs_wgs84", "unreadable"),
        ("біля школи", "crs_wgs84", "unreadable"),
        ("91, 30", "crs_wgs84", "out-of-range"),
        ("50, 181", "crs_wgs84", "out-of-range"),
        ("50.5, 30.2", "crs_unknown", "system-unknown"),
        ("50.5, 30.2", "crs_ucs2000_gk6", "unreadable"),
        ("35U 303134 5603317", "crs_utm36", "out-of-range"),
        # Both orders of two bare numbers fit zone 5: it must be asked.
        ("5400000 5500000", "crs_ucs2000_gk5", "unreadable"),
        ("36UUB031340331", "crs_mgrs", "unreadable"),
        ("99UUB0313403317", "crs_mgrs", "unreadable"),
        ("9" * 500, "crs_wgs84", "unreadable"),
    ],
)
def test_what_cannot_be_read(text, crs, code):
    with pytest.raises(InputProblem, match=rf"coordinates\.{code}"):
        coordinates.parse(text, crs)


def test_the_box_of_ukraine_is_only_asked():
    assert coordinates.in_ukraine_box(coordinates.parse("50.5486, 30.2211"))
    assert not coordinates.in_ukraine_box(coordinates.parse("30.2211, 50.5486"))


def test_systems_that_can_read_a_text():
    found = coordinates.systems_that_read("6303169.7 5605668.1")
    assert "crs_ucs2000_gk6" in found
    assert "crs_wgs84" not in found


@pytest.mark.parametrize(
    ("lat", "lon"), [("-33.9", "18.4"), ("64.1", "-21.9"), ("60.4", "5.3"), ("0.0001", "0.0001"), ("-0.5", "179.9")]
)
def test_grid_references_elsewhere_go_there_and_back(lat, lon):
    found = coordinates.parse(coordinates.mgrs(lat, lon), "crs_mgrs")
    assert near(found, lat, lon, 2)
