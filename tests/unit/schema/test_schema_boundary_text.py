"""A boundary in every way it can be given: the same shape, and nothing to complain about."""

import json
from datetime import date

import pytest

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary_text, validate, values

TODAY = date(2026, 11, 20)
CORNERS = ("49.2122 37.2569", "49.2123, 37.2572", "49.2119 37.2573")
RING = [[37.2569, 49.2122], [37.2572, 49.2123], [37.2573, 49.2119], [37.2569, 49.2122]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><wpt lat="50.10" lon="30.20"/>
<trk><trkseg><trkpt lat="49.2122" lon="37.2569"/><trkpt lat="49.2123" lon="37.2572"/>
<trkpt lat="49.2119" lon="37.2573"/></trkseg></trk></gpx>"""
RINGS = " ".join(f"{lon},{lat}" for lon, lat in RING)
KML = f"""<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><Point><coordinates>30,50</coordinates></Point>
</Placemark><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>{RINGS}</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Document></kml>"""
TYPED = {
    "decimal": "\n".join(CORNERS),
    "degrees": "49°12'43.9\"N 37°15'24.8\"E\n49°12'44.3\"N 37°15'25.9\"E\n49°12'42.8\"N 37°15'26.3\"E",
    "mgrs": "37UCQ7305052507\n37UCQ7307252517\n37UCQ7307852472",
    "geojson": json.dumps(POLYGON),
    "feature": json.dumps({"type": "Feature", "properties": {}, "geometry": POLYGON}),
    "collection": json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]}),
    "marked": "\ufeff" + json.dumps(POLYGON),
    "one corner": CORNERS[0],
    "a line": "\n".join(CORNERS[:2]),
}
IN_SYSTEM = {
    "crs_utm37": "373050 5452507\n373072 5452517\n373078 5452472",
    "crs_ucs2000": "49.212254 37.258421\n49.212354, 37.258721\n49.211954 37.258821",
    "crs_ucs2000_gk7": "X 5454789.0 Y 7373108.7\nX 5454799.0 Y 7373128.7\nX 5454749.0 Y 7373138.7",
}
FILES = {
    "gpx": GPX.encode(),
    "kml": KML.encode(),
    "geojson": json.dumps(POLYGON).encode(),
    "text": TYPED["decimal"].encode(),
}


def problems(schemas, value):
    site = schemas.record_type("burial_site")
    stored = values.normalise_fields(site, {"boundary": value, "protected_zone": value})
    found = validate.validate(schemas, site, stored, today=TODAY)
    assert values.normalise_fields(site, stored) == stored
    return stored, [p for p in found if p.path.partition(".")[0] in ("boundary", "protected_zone")]


@pytest.mark.parametrize("notation", TYPED)
def test_what_is_typed_or_pasted_is_valid(schemas, notation):
    text = TYPED[notation]
    stored, found = problems(schemas, boundary_text.parse(text))
    assert found == []
    assert (stored["boundary"]["source"], stored["boundary"]["as_given"]) == ("gsrc_typed", text.strip())
    bare, found = problems(schemas, text)
    assert found == []
    assert bare == stored, "the command line's bare text is the window's"


@pytest.mark.parametrize("system", IN_SYSTEM)
def test_corners_in_a_named_system_are_valid(schemas, system):
    text = IN_SYSTEM[system]
    stored, found = problems(schemas, boundary_text.parse(text, system))
    assert found == []
    assert stored["boundary"]["type"] == "Polygon"
    given, found = problems(schemas, {"as_given": text, "crs_given": system, "source": "gsrc_typed"})
    assert (given, found) == (stored, [])


@pytest.mark.parametrize("kind", FILES)
def test_what_comes_from_a_file_is_valid(schemas, kind):
    taken = boundary_text.from_file(FILES[kind])
    stored, found = problems(schemas, taken.geometry)
    assert found == []
    assert stored["boundary"]["source"] == {"text": "gsrc_typed"}.get(kind, f"gsrc_{kind}")


def test_of_several_shapes_the_boundary_is_taken_and_counted():
    taken = boundary_text.from_file(KML.encode())
    assert (taken.geometry["type"], taken.number, taken.count) == ("Polygon", 2, 2)
    walked = boundary_text.from_file(GPX.encode())
    assert (walked.geometry["type"], walked.number, walked.count) == ("LineString", 2, 2)


def test_text_that_is_no_shape_is_kept_as_given(schemas):
    text = "49.2122 37.2569\nбіля верби"
    stored, found = problems(schemas, text)
    assert stored["boundary"] == {"as_given": text, "crs_given": "crs_wgs84", "source": "gsrc_typed"}
    assert {p.code for p in found} == {"record.geometry-unreadable"}
    unnamed, found = problems(schemas, {"as_given": TYPED["decimal"]})
    assert "coordinates" not in unnamed["boundary"], "a system is never guessed"
    assert found


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("49.2 37.2\n\nтам", "boundary.corner", 3),
        ("   \n", "boundary.corner", 1),
        (json.dumps({"type": "MultiPoint", "coordinates": [[30, 50], [31, 50]]}), "boundary.not-one", None),
        ("1" * 200_001, "boundary.too-long", None),
        ("{", "geofile.unreadable", None),
    ],
)
def test_what_is_wrong_is_named(text, code, line):
    with pytest.raises(InputProblem) as caught:
        boundary_text.parse(text)
    assert caught.value.code == code
    assert caught.value.details.get("line") == line


@pytest.mark.corpus
@pytest.mark.parametrize("kind", ["gpx", "kml", "geojson"])
def test_every_file_of_the_corpus_is_taken_or_refused_and_what_is_taken_is_valid(schemas, corpus_dir, kind):
    taken = 0
    for path in sorted((corpus_dir / "gps" / kind).iterdir()):
        try:
            found = boundary_text.from_file(path.read_bytes())
        except InputProblem:
            continue
        taken += 1
        stored, complaints = problems(schemas, found.geometry)
        shape = {"record.geometry-unreadable", "record.geometry-not-closed"}  # what the file itself holds
        assert [p for p in complaints if p.severity == "wrong" and p.code not in shape] == [], path.name
        assert stored["boundary"]["source"].startswith("gsrc_")
    assert taken > 2
