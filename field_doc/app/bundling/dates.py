"""Instants as the report prints them; what is no full instant stays as it was stated."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.schema import edtf_words

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


def shown(iso: str, lang: str) -> str:
    """``16.09.2026, 12:31 (UTC+03:00)`` or ``16 Sep 2026, 12:31 (UTC)``; without an offset, none is claimed."""
    if "T" not in iso:
        return iso
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{moment:%d.%m.%Y}" if lang == "uk" else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    if moment.tzinfo is None:
        return f"{day}, {moment:%H:%M}"
    zone = f"{moment:%z}"
    offset = f"{zone[:3]}:{zone[3:5]}" if moment.utcoffset() else ""
    return f"{day}, {moment:%H:%M} (UTC{offset})"


def occurred(text: str, words: Words) -> str:
    """When a record's event was, as its index line says it: an instant, or a partly known date in words."""
    return shown(text, words.lang) if "T" in text else edtf_words.words(text, words) if text else ""


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
