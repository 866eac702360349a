"""XMP packets as flat names and text for the raw dump. Facts never come from XMP: editors write it freely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from field_doc.decode.limits import MAX_RAW_TAGS, MAX_XMP
from field_doc.decode.values import Finding

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MAX_DEPTH: Final = 12


def read(untrusted_packet: bytes) -> tuple[dict[str, str], list[Finding]]:
    """``XMP:Name`` to text; a packet with a DTD, entities or broken XML gives only a finding."""
    start = untrusted_packet.find(b"<", 0, MAX_XMP)
    if start < 0 or len(untrusted_packet) > MAX_XMP:
        return {}, [Finding.of("xmp_unreadable")]
    body = _as_utf8(untrusted_packet)
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        return {}, [Finding.of("xmp_hostile")]
    except (ParseError, ValueError, LookupError):
        return {}, [Finding.of("xmp_unreadable")]
    out: dict[str, str] = {}
    for key, text in _flat(root, "", 0):
        out.setdefault(key, text)
        if len(out) >= MAX_RAW_TAGS:
            break
    return out, []


def _as_utf8(packet: bytes) -> bytes:
    """XMP in a JPEG or PNG is UTF-8; elsewhere UTF-16 without a mark is allowed (XMP part 1, 7.1)."""
    for first, codec in ((b"\x00<", "utf-16-be"), (b"<\x00", "utf-16-le")):
        if packet.startswith(first):
            return packet.decode(codec, "replace").strip("\x00\r\n ").encode()
    return packet.strip(b"\x00\r\n ")


def _flat(element: Element, parent: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _MAX_DEPTH:
        return
    own = "" if element.tag.startswith((_RDF, "{adobe:ns:meta/}")) else _short(element.tag)
    name = own or parent
    for key, value in element.attrib.items():
        if not key.startswith((_RDF, "{http://www.w3.org/XML")):
            yield f"XMP:{_short(key)}", value
    text = (element.text or "").strip()
    if text and name:
        yield f"XMP:{name}", text
    for child in element:
        yield from _flat(child, name, depth + 1)


def _short(tag: str) -> str:
    return re.sub(r"\{[^}]*\}", "", tag)
