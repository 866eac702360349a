"""Harmless material for the demo, made by the program: drawn photographs with EXIF, invented words.

No real person, place of a crime or camera: the village is called Вигадане, the camera "Demo".
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = (1600, 1200)
_CENTRE = (49.2122, 37.2569)
_BEGAN = datetime(2026, 9, 16, 12, 31, 7)  # noqa: DTZ001 (a camera's clock has no zone)


@dataclass(frozen=True, slots=True)
class Material:
    """Where the made files lie."""

    photos: Path
    document: Path


def make(folder: Path, photos: int, seed: int = 1) -> Material:
    """Draw ``photos`` landscapes and write a short note into ``folder``."""
    drawn = folder / "DCIM"
    drawn.mkdir(parents=True)
    dice = random.Random(seed)  # noqa: S311 (a drawing, not a secret)
    for number in range(photos):
        (drawn / f"DEMO{number + 1:04}.JPG").write_bytes(_photo(number, dice))
    note = folder / "нотатка.txt"
    note.write_text("Вигадана нотатка для показу. Made-up note for the demo.\n", encoding="utf-8")
    return Material(drawn, note)


def _photo(number: int, dice: random.Random) -> bytes:
    image = Image.new("RGB", _SIZE, (176 - number * 4, 196, 214))
    draw = ImageDraw.Draw(image)
    horizon = 520 + dice.randrange(-40, 40)
    draw.rectangle((0, horizon, *_SIZE), fill=(122, 132, 92))
    for _ in range(60):
        x, y = dice.randrange(_SIZE[0]), horizon - dice.randrange(90)
        green = (64, 88 + dice.randrange(30), 62)
        draw.polygon([(x, y - 70), (x - 22, horizon + 6), (x + 22, horizon + 6)], fill=green)
    for _ in range(2600):
        x, y = dice.randrange(_SIZE[0]), dice.randrange(horizon, _SIZE[1])
        shade = dice.randrange(-16, 16)
        draw.line((x, y, x + dice.randrange(-3, 3), y - dice.randrange(4, 18)), fill=(108 + shade, 120 + shade, 78))
    draw.rectangle((520 + number * 20, 760, 980 + number * 20, 900), fill=(134, 116, 88))
    draw.rectangle((1180, 980, 1480, 1010), fill=(240, 240, 240))
    for mark in range(0, 300, 60):
        draw.rectangle((1180 + mark, 980, 1210 + mark, 1010), fill=(20, 20, 20))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=_exif(number))
    return out.getvalue()


def _exif(number: int) -> Image.Exif:
    exif = Image.Exif()
    taken = _BEGAN + timedelta(seconds=47 * number)
    exif[ExifTags.Base.Make] = "Demo"
    exif[ExifTags.Base.Model] = "Demo Pocket 1"
    exif[ExifTags.Base.Orientation] = 1
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    camera[ExifTags.Base.OffsetTimeOriginal] = "+03:00"
    camera[ExifTags.Base.BodySerialNumber] = "DEMO-SERIAL-77411"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lat, lon = _CENTRE[0] + number * 0.0001, _CENTRE[1] - number * 0.0001
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", _degrees(lat)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", _degrees(lon)
    gps[ExifTags.GPS.GPSMapDatum] = "WGS-84"
    gps[ExifTags.GPS.GPSImgDirectionRef], gps[ExifTags.GPS.GPSImgDirection] = "T", float(number * 30 % 360)
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    whole = int(value)
    minutes = (value - whole) * 60
    return float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)


def _boundary() -> str:
    corners = ((0, 0), (0.0003, 0.0005), (0.0001, 0.0009), (-0.0002, 0.0004))
    return "\n".join(f"{_CENTRE[0] + dy:.6f}, {_CENTRE[1] + dx:.6f}" for dy, dx in corners)


def case_fields() -> dict[str, Any]:
    """A made-up case."""
    return {"title": "«Вигадане» (навчальна справа)"}


def incident_fields(case: str) -> dict[str, Any]:
    """A made-up incident."""
    return {
        "case": case,
        "title": "Повідомлене затримання біля млина (вигадано)",
        "summary": {
            "lang": "uk",
            "paragraphs": [
                "За словами однієї особи, біля млина затримали трьох чоловіків. Усе тут вигадано для показу.",
                "Обставини повідомлено з чужих слів; очевидців не названо.",
            ],
        },
        "when": {"as_said": "десь десятого березня, близько полудня", "lang": "uk", "edtf": "2022-03-10~"},
        "where": {"as_said": "біля старого млина", "lang": "uk", "country": "UA"},
        "incident_kind": ["ik_detention"],
    }


def person_fields() -> dict[str, Any]:
    """A made-up person, as a pseudonym sees them."""
    return {"counting_unit": {"null": "nv_not_asked"}}


def consent_fields(person: str) -> dict[str, Any]:
    """Consent of that person: notes, storing here and abroad, handing to Ukrainian authorities."""
    return {
        "person": person,
        "given_at": "2026-09-16T11:40:00+03:00",
        "language": "uk",
        "form": "cf_written",
        "status": "cs_given",
        "purposes": dict.fromkeys(("cp_record", "cp_store", "cp_store_abroad", "cp_ua_authorities"), "yes"),
    }


def statement_fields(case: str, person: str, consent: str) -> dict[str, Any]:
    """A made-up first account."""
    return {
        "case": case,
        "person": person,
        "consent": consent,
        "statement_kind": "sk_first_account",
        "vulnerability": {"null": "nv_not_observed"},
        "had_prior_interview": "yn_no",
        "non_disclosure_warning": "yn_no",
        "self_incrimination": "yn_no",
        "information_at_risk": "yn_yes",
        "risk_decision": "rd_go",
        "account": {
            "lang": "uk",
            "paragraphs": [
                "Я була вдома. Почула машини з боку лісосмуги, три чи чотири. Потім сусіда повели за городи.",
                "Я дивилася з вікна літньої кухні. Потім чула два постріли, може, три.",
            ],
        },
    }


def identity_fields(person: str) -> dict[str, Any]:
    """Who the pseudonym is: invented."""
    return {
        "person": person,
        "surname": {"lang": "uk", "text": "Вигаданчук"},
        "given_name": {"lang": "uk", "text": "Прикладина"},
    }


def site_fields(case: str, boundary: Any) -> dict[str, Any]:
    """A made-up burial site with a boundary."""
    return {
        "case": case,
        "site_name_local": {"lang": "uk", "text": "За лісосмугою (вигадано)"},
        "where": {"as_said": "за лісосмугою, праворуч від млина", "lang": "uk", "country": "UA"},
        "boundary": boundary,
    }


def boundary_geometry() -> dict[str, Any]:
    """The site's boundary as GeoJSON, longitude first."""
    corners = [tuple(line.split(", ")) for line in _boundary().splitlines()]
    ring = [[lon, lat] for lat, lon in corners]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
