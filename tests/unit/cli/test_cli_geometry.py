"""Boundaries and the language of texts on the command line."""

from __future__ import annotations

import json

import pytest
from faults import PASSPHRASE

PASS = ("--passphrase-file", "-")
CORNERS = "49.2122 37.2569\n49.2123 37.2572\n49.2119 37.2573"
RING = [[37.2569, 49.2122], [37.2572, 49.2123], [37.2573, 49.2119], [37.2569, 49.2122]]
POLYGON = json.dumps({"type": "Polygon", "coordinates": [RING]})
TWO = json.dumps(
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [37, 49]}, json.loads(POLYGON)]}
)
GPX = (
    '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg><trkpt lat="49.2122" lon="37.2569"/>'
    '<trkpt lat="49.2123" lon="37.2572"/></trkseg></trk></gpx>'
)


def new(run, vault, fields, *options, type_name="burial_site"):
    given = f"{PASSPHRASE}\n{json.dumps(fields)}"
    return run("record", "new", vault, type_name, "--from", "-", *options, *PASS, stdin=given)


def fields_of(run, vault, made):
    return run("record", "show", vault, made.json["id"], *PASS).json["fields"]


@pytest.mark.parametrize(
    ("name", "content", "source", "kind"),
    [
        ("walk.gpx", GPX, "gsrc_gpx", "LineString"),
        ("site.geojson", POLYGON, "gsrc_geojson", "Polygon"),
        ("corners.txt", CORNERS, "gsrc_typed", "Polygon"),
    ],
)
def test_a_boundary_comes_from_a_file(run, vault, tmp_path, name, content, source, kind):
    (tmp_path / name).write_text(content, encoding="utf-8")
    made = new(run, vault, {}, "--geometry", f"boundary={tmp_path / name}")
    assert made.code == 0, made.err
    assert [p for p in made.json["problems"] if p["path"].startswith("boundary") and p["severity"] == "wrong"] == []
    boundary = fields_of(run, vault, made)["boundary"]
    assert (boundary["type"], boundary["source"]) == (kind, source)


def test_a_boundary_comes_as_text_and_into_a_draft_there_is(run, vault, tmp_path):
    made = new(run, vault, {"boundary": CORNERS})
    boundary = fields_of(run, vault, made)["boundary"]
    assert (boundary["type"], boundary["as_given"], boundary["source"]) == ("Polygon", CORNERS, "gsrc_typed")
    file, empty = tmp_path / "two.geojson", tmp_path / "empty.json"
    file.write_text(TWO, encoding="utf-8")
    empty.write_text("{}", encoding="utf-8")
    edited = run(
        "record", "edit", vault, made.json["id"], "--from", empty, "--geometry", f"protected_zone={file}", *PASS
    )
    assert edited.code == 0
    assert "2" in edited.err, "which of how many shapes was taken is said"
    assert fields_of(run, vault, made)["protected_zone"]["type"] == "Polygon"


def test_text_that_is_no_shape_is_kept_with_a_problem(run, vault):
    made = new(run, vault, {"boundary": "49.2122 37.2569\nбіля верби"})
    assert {"path": "boundary", "code": "record.geometry-unreadable"}.items() <= next(
        p for p in made.json["problems"] if p["code"] == "record.geometry-unreadable"
    ).items()
    assert fields_of(run, vault, made)["boundary"]["as_given"].endswith("біля верби")


@pytest.mark.parametrize(
    ("option", "content", "code", "path"),
    [
        ("boundary", "", "cli.geometry-option", None),
        ("boundary={}", "<gpx", "geofile.unreadable", "boundary"),
        ("boundary={}", "49.2 37.2\nтам", "boundary.corner", "boundary"),
        ("boundary={}.none", "", "cli.file-unreadable", "boundary"),
        ("site_name_local={}", CORNERS, "record.unknown-field", "site_name_local.type"),
        ("nowhere={}", CORNERS, "record.unknown-field", "nowhere"),
    ],
)
def test_bad_shapes_end_with_two_and_the_path(run, vault, tmp_path, option, content, code, path):
    file = tmp_path / "shape"
    file.write_text(content, encoding="utf-8")
    done = new(run, vault, {}, "--geometry", option.format(file))
    assert (done.code, done.json["error"], done.json["details"].get("path")) == (2, code, path)


def test_a_boundary_of_the_wrong_kind_is_refused_with_its_path(run, vault):
    done = new(run, vault, {"boundary": 7})
    assert (done.code, done.json["error"], done.json["details"]["path"]) == (2, "record.wrong-shape", "boundary")


@pytest.mark.parametrize(
    ("type_name", "field", "fields", "lang"),
    [
        ("incident", "summary", {}, "uk"),
        ("incident", "summary", {"languages": ["ru"]}, "ru"),
        ("statement", "why_needed", {"language_of_record": "crh"}, "crh"),
        ("consent", "understood_how", {}, "en"),
        ("consent", "understood_how", {"language": "uk"}, "uk"),
    ],
)
def test_bare_text_has_a_language(run, vault, type_name, field, fields, lang):
    made = new(run, vault, {field: "words", **fields}, "--lang", "en", type_name=type_name)
    assert fields_of(run, vault, made)[field]["lang"] == lang
