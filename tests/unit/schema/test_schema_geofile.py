"""Position files that are honest, broken or hostile; boundaries drawn to scale."""

import json

import pytest

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary, coordinates, geofile

GPX = """<?xml version="1.0"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<wpt lat="50.10" lon="30.20"><name>Таємна назва</name></wpt>
<trk><trkseg><trkpt lat="50.0" lon="30.0"/>
<trkpt lat="50.001" lon="30.0"/><trkpt lat="50.001" lon="30.001"/></trkseg></trk></gpx>"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>
<Polygon><outerBoundaryIs><LinearRing><coordinates>
30.0,50.0,0 30.001,50.0,0 30.001,50.001,0 30.0,50.0,0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"""


def test_gpx_gives_points_and_lines_with_the_digits_of_the_file():
    point, line = geofile.read(GPX.encode())
    assert (point.kind, point.geometry["coordinates"]) == ("point", ["30.20", "50.10"])
    assert (line.kind, len(line.geometry["coordinates"]), line.source) == ("line", 3, "gsrc_gpx")
    assert "Таємна" not in repr((point, line))


def test_kml_gives_a_polygon():
    (shape,) = geofile.read(KML.encode("utf-16"))
    assert shape.kind == "polygon"
    assert shape.geometry["coordinates"][0][1] == ["30.001", "50.0"]


def test_geojson_collections_and_multi_shapes():
    data = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPoint", "coordinates": [[30, 50], [31, 51.5]]},
                "properties": {},
            },
            {"type": "Feature", "geometry": None, "properties": {}},
        ],
    }
    found = geofile.read(json.dumps(data).encode())
    assert [s.geometry["coordinates"] for s in found] == [["30", "50"], ["31", "51.5"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"<gpx", "unreadable"),
        (b"<html></html>", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (b'{"type":"Point","coordinates":[NaN,1]}', "unreadable"),
        (b'{"type":"Point","coordinates":[200,1]}', "unreadable"),
        (b'{"type":"Point"}', "unreadable"),
        (b"[" * 200_000, "hostile"),
        (b"<gpx></gpx>", "empty"),
        (b'<gpx><wpt lat="nan" lon="1"/></gpx>', "unreadable"),
        (b'<gpx><wpt lat="1" lon="1e999999999"/></gpx>', "unreadable"),
        (b'<gpx><wpt lat="1"/></gpx>', "unreadable"),
        (b"<kml>" + b"<Folder>" * 100, "hostile"),
        (b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>', "hostile"),
        (b'<!DOCTYPE gpx SYSTEM "http://example.org/x"><gpx/>', "hostile"),
        (b"<gpx>" + b'<wpt lat="1" lon="1"/>' * 20_001 + b"</gpx>", "too-large"),
        (b" " * 5_000_001, "too-large"),
    ],
)
def test_what_is_refused(data, code):
    with pytest.raises(InputProblem, match=rf"geofile\.{code}"):
        geofile.read(data)


def test_files_of_the_corpus_give_the_positions_other_tools_count(corpus_dir):
    manifest = json.loads((corpus_dir / "gps" / "MANIFEST.json").read_text("utf-8"))
    compared = 0
    for entry in manifest["files"]:
        expected = (entry.get("expected") or {}).get("lxml") or {}
        if entry["category"] != "gpx" or "trkpt" not in expected:
            continue
        data = (corpus_dir / "gps" / entry["file"]).read_bytes()
        expected_points = expected["trkpt"] + expected["wpt"] + expected["rtept"]
        if expected_points == 0 or "bad" in entry["file"]:
            with pytest.raises(InputProblem, match=r"geofile\.(empty|unreadable)"):
                geofile.read(data)
            continue
        shapes = geofile.read(data)
        points = sum(1 if s.kind == "point" else len(s.geometry["coordinates"]) for s in shapes)
        assert points == expected_points, entry["file"]
        compared += 1
    assert compared > 20


def test_hostile_files_of_the_corpus_are_all_refused(corpus_dir):
    for folder in ("xml", "json", "bomb", "polyglot", "archive"):
        for path in sorted((corpus_dir / "hostile" / folder).rglob("*")):
            if path.is_file():
                with pytest.raises(InputProblem, match=r"geofile\."):
                    geofile.read(path.read_bytes())


def test_a_boundary_from_walked_corners_is_closed_and_counterclockwise():
    walked = [coordinates.parse(t) for t in ("50.0 30.0", "50.001 30.0", "50.001 30.001", "50.0 30.001", "50.0 30.0")]
    shape = boundary.from_corners(walked)
    ring = shape["coordinates"][0]
    assert ring[0] == ring[-1] == ["30.0", "50.0"]
    assert ring[1] == ["30.001", "50.0"]
    found = boundary.measure(shape)
    # One thousandth of a degree at 50 N: 111.229 m north, 71.696 m east (WGS 84).
    assert found.length_m == pytest.approx(111.229, abs=0.01)
    assert found.width_m == pytest.approx(71.696, abs=0.01)
    assert found.area_m2 == pytest.approx(111.229 * 71.696, rel=1e-3)
    assert [round(e.bearing_deg) % 360 for e in found.edges] == [90, 0, 270, 180]
    assert boundary.measure(boundary.from_corners(reversed(walked))).area_m2 == pytest.approx(found.area_m2)


def test_distances_agree_with_another_geodesic_library():
    from pyproj import Geod

    for lat, lon in ((50.5495, 30.2211), (50.5486, 30.2235), (50.5491, 30.2219)):
        _, _, expected = Geod(ellps="WGS84").inv(30.2211, 50.5486, lon, lat)
        assert boundary.distance_m(("50.5486", "30.2211"), (str(lat), str(lon))) == pytest.approx(expected, abs=0.01)


def test_too_few_corners_and_crossing_edges():
    with pytest.raises(InputProblem, match=r"boundary\.too-few"):
        boundary.from_corners([("50", "30"), ("50", "31"), ("50", "30")])
    bow = boundary.from_corners([("50", "30"), ("51", "31"), ("51", "30"), ("50", "31")])
    assert boundary.crosses_itself(bow["coordinates"][0])
    assert not boundary.crosses_itself(
        boundary.from_corners([("50", "30"), ("51", "31"), ("51", "30")])["coordinates"][0]
    )
    line = {"type": "LineString", "coordinates": [["30", "50"], ["30", "50.001"]]}
    assert boundary.measure(line).area_m2 == 0
