"""Every image of the corpus against what exiftool says; each difference has a reason here.

Compared: capture time with sub-seconds and offset, position within 1e-5 degrees, make, model,
serial, orientation, width and height.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from field_doc.decode.client import Decoder
from field_doc.decode.values import Report

CUT = "the manifest holds nothing but the type, as exiftool gave the cut file up; its Exif is whole"
NO_MAKER_NOTES = "the serial stands only in a maker note that ExifRead does not decode"
STORED = "the manifest takes the size Exif claims; we report the pixels stored"
NO_SIZE = "the manifest has no size; ours is what the file's header says"
REFUSED = "malformed position: none is taken over, a finding says so"

# file -> (fields that may differ, why)
JUSTIFIED: dict[str, tuple[set[str], str]] = {
    "dates/gox__2011-11-18-15-38-34-sep-Photo11181538.jpg": ({"time", "make", "model", "orientation"}, CUT),
    "dates/gox__2099-08-12-19-59-29-sep-2099-08-12-19-59-29a.jpg": (
        {"time", "make", "model", "serial", "orientation"},
        CUT,
    ),
    "dates/gox__2216-11-15-11-46-51-sep-2216-11-15-11-46-51a.jpg": (
        {"time", "make", "model", "orientation"},
        CUT,
    ),
    "dates/gox__FailedHash-NoDate-sep-remembory.jpg": ({"make", "model", "orientation"}, CUT),
    "dates/nom__exif-no-tz.jpg": ({"time", "lat", "lon", "make", "model", "width", "height"}, CUT),
    "formats/ext__GIF.gif": ({"width", "height"}, NO_SIZE),
    "formats/pil__iss634.gif": ({"width", "height"}, NO_SIZE),
    "text/exv__Reagan.jp2": ({"width", "height"}, NO_SIZE),
    "formats/ext__Jpeg2000.jp2": (
        {"width", "height"},
        "exiftool reads 1 x 1 of another box; the image header and Pillow say 16 x 16",
    ),
    "formats/imm__denali.webp": ({"width", "height"}, STORED),
    "gps/nom__exif.png": ({"width", "height"}, STORED),
    "gps/nom__exif-both.png": (
        {"width", "height", "lat", "lon"},
        "two Exif blocks that differ: exiftool takes another one; the finding multiple_exif says so",
    ),
    "formats/ext__Panasonic.rw2": (
        {"serial", "width", "height"},
        "maker note as above; the raw's size stands in tags of the maker's own",
    ),
    "formats/ext__XMP.xmp": ({"make", "model"}, "a bare XMP file: facts never come from XMP"),
    "formats/mei__BigTIFFMotorola.tif": ({"width", "height"}, "big-endian BigTIFF: Pillow cannot read it"),
    "gps/gox__geodegrees_as_string.jpg": ({"lat", "lon"}, REFUSED),
    "gps/pho__buggy_panorama.jpg": ({"lat", "lon"}, REFUSED),
    "motion/adx__ss-motion-photo-shortened.jpg": ({"lat", "lon"}, REFUSED),
    "made/made_date_zero.jpg": ({"time"}, "0000:00:00 is no date; the finding capture_time_invalid says so"),
    "makers/mei__FujiFilm DX-5.jpg": ({"time"}, "blanks are no date"),
    "makers/ext__OlympusE1.jpg": ({"serial"}, NO_MAKER_NOTES),
    "makers/ext__Panasonic.jpg": ({"serial"}, NO_MAKER_NOTES),
    "makers/exv__exiv2-panasonic-dmc-fz5.jpg": ({"serial"}, NO_MAKER_NOTES),
    "makers/ian__Panasonic_DMC-FZ30.jpg": ({"serial"}, NO_MAKER_NOTES),
    "motion/adx__sample_MP.heic": ({"time"}, "exiftool does not see the Exif item of this cut file"),
}


def expected_time(want: dict[str, Any]) -> str | None:
    if "datetime_original" not in want:
        return None
    text = str(want["datetime_original"]).replace(":", "-", 2).replace(" ", "T")
    if want.get("subsec_original"):
        text += "." + str(want["subsec_original"])
    return text + str(want.get("offset_original", "")).replace("Z", "+00:00")


def told_time(report: Report) -> str | None:
    return report.facts.captured_at if report.facts.captured_at_basis.startswith("exif") else None


def differences(want: dict[str, Any], report: Report) -> set[str]:
    facts = report.facts
    found = set()
    if expected_time(want) != told_time(report):
        found.add("time")
    for name in ("lat", "lon"):
        told = getattr(facts.gps, name, None)
        if (told is None) != (name not in want) or (told and abs(float(told) - float(want[name])) > 1e-5):
            found.add(name)
    for name in ("make", "model", "serial"):
        if (str(want[name]).strip() if name in want else None) != getattr(facts, name):
            found.add(name)
    return found | {n for n in ("orientation", "width", "height") if want.get(n) != getattr(facts, n)}


@pytest.mark.slow
def test_every_image_tells_what_exiftool_says(decoder: Decoder, corpus_dir: Path) -> None:
    entries = json.loads((corpus_dir / "images" / "MANIFEST.json").read_text("utf-8"))["files"]
    surprises, seen, stale = {}, 0, []
    for entry in entries:
        path = corpus_dir / "images" / entry["file"]
        if not path.exists():
            continue
        with path.open("rb") as source:
            report = decoder.examine(source, path.stat().st_size, path.suffix)
        seen += 1
        found = differences(entry["expected"], report)
        allowed, _why = JUSTIFIED.get(entry["file"], (set(), ""))
        if found - allowed:
            surprises[entry["file"]] = sorted(found - allowed)
        if allowed and not found:
            stale.append(entry["file"])
    assert seen > 200
    assert surprises == {}
    assert stale == []


@pytest.mark.slow
def test_whatever_pillow_decodes_has_a_thumbnail(decoder: Decoder, corpus_dir: Path) -> None:
    entries = json.loads((corpus_dir / "images" / "MANIFEST.json").read_text("utf-8"))["files"]
    missing = []
    for entry in entries:
        path = corpus_dir / "images" / entry["file"]
        if path.exists() and entry["pillow"].startswith("ok"):
            report = decoder.examine(path.read_bytes(), path.stat().st_size, None)
            if report.thumbnail is None or report.problem is not None:
                missing.append((entry["file"], report.problem))
    assert missing == []
