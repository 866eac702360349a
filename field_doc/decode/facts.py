"""Normalised facts out of Exif tags and container blocks: what an image claims about itself."""

from __future__ import annotations

import re
from typing import Final

from field_doc.decode import capture_time, containers, exif, gps, xmp
from field_doc.decode import tags as t
from field_doc.decode.limits import MAX_TEXT
from field_doc.decode.tags import Tags
from field_doc.decode.values import Facts, Finding

_EDITORS: Final = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picasa|affinity|pixelmator|capture one|darktable|rawtherapee|luminar|"
    r"picsart|facetune|vsco|canva|paint\.net|photoscape|acdsee|imagemagick|photo editor|photos \d|paint shop",
    re.IGNORECASE,
)
_MAKER_SERIALS: Final = ("SerialNumber", "InternalSerialNumber", "CameraSerialNumber")


def of_image(media_type: str, data: bytes) -> tuple[Facts, dict[str, str], list[Finding]]:
    """Facts, raw tags and findings of an image file, pixels untouched. Raises MemoryError only."""
    blocks = containers.read(media_type, data)
    tags, findings = _merged(media_type, blocks.exif)
    raw = dict(blocks.comments) | exif.raw(tags)
    for packet in blocks.xmp[:4]:
        found, odd = xmp.read(packet)
        raw |= {key: text for key, text in found.items() if key not in raw}
        findings += odd
    facts, more = of_tags(tags, blocks.size)
    return facts, raw, [*blocks.findings, *findings, *more]


def of_tags(tags: Tags, size: tuple[int, int] | None) -> tuple[Facts, list[Finding]]:
    """Facts of one set of tags; ``size`` is what the container states, if it does."""
    when, basis, findings = capture_time.captured_at(tags)
    position, odd = gps.from_tags(tags)
    software = _text(tags, t.IFD0, 0x0131)
    width, height = size or _tiff_size(tags)
    findings = [*findings, *odd, *_edited(tags, software)]
    facts = Facts(
        captured_at=when,
        captured_at_basis=basis,
        gps=position,
        make=_text(tags, t.IFD0, 0x010F),
        model=_text(tags, t.IFD0, 0x0110),
        serial=_serial(tags),
        lens=_text(tags, t.EXIF, 0xA434),
        software=software,
        orientation=_orientation(tags, findings),
        width=width,
        height=height,
        has_embedded_thumbnail=(t.IFD1, 0x0201) in tags.standard or (t.IFD1, 0x0111) in tags.standard,
    )
    return facts, findings


def _merged(media_type: str, blocks: list[bytes]) -> tuple[Tags, list[Finding]]:
    """The first block that can be read counts; CR3 spreads one set of tags over several blocks."""
    tags, findings = Tags(), list[Finding]()
    for index, block in enumerate(blocks[:8]):
        if media_type == "image/x-canon-cr3":
            group = (t.IFD0, t.EXIF, t.GPS)[min(index, 2)]
            part, odd = exif.read(block)
            tags.standard |= {(group, number): v for (g, number), v in part.standard.items() if g == t.IFD0}
        else:
            tags, odd = exif.read(block)
        findings += odd
        if tags and media_type != "image/x-canon-cr3":
            break
    return tags, findings


def _text(tags: Tags, group: str, number: int) -> str | None:
    text = tags.text(group, number)
    return text[:MAX_TEXT] if text else None


def _serial(tags: Tags) -> str | None:
    """BodySerialNumber; then DNG's CameraSerialNumber; then what the maker notes call it."""
    stated = _text(tags, t.EXIF, 0xA431) or _text(tags, t.IFD0, 0xC62F)
    if stated:
        return stated
    for name in _MAKER_SERIALS:
        text = t.clean(tags.maker.get(name, ""))
        if text and text not in ("0", "[]"):
            return text[:MAX_TEXT]
    return None


def _orientation(tags: Tags, findings: list[Finding]) -> int | None:
    value = tags.integer(t.IFD0, 0x0112)
    if value is None or 1 <= value <= 8:
        return value
    findings.append(Finding.of("orientation_invalid", value=max(min(value, 65535), -1)))
    return None


def _tiff_size(tags: Tags) -> tuple[int | None, int | None]:
    width, height = tags.integer(t.IFD0, 0x0100), tags.integer(t.IFD0, 0x0101)
    return (width, height) if width and height and width > 0 and height > 0 else (None, None)


def _edited(tags: Tags, software: str | None) -> list[Finding]:
    findings = []
    known = _EDITORS.search(software or "")
    if known:
        findings.append(Finding.of("edited_by_software", name=known.group().lower()))
    if capture_time.modified_after(tags):
        findings.append(Finding.of("modified_after_capture"))
    return findings
