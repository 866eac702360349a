"""Instants as the report prints them; what is no full instant stays as it was stated."""

from __future__ import annotations

from datetime import datetime


def shown(iso: str, lang: str) -> str:
    """``16.09.2026, 12:31 (+03:00)`` or ``16 Sep 2026, 12:31 (+03:00)``; without an offset, none is claimed."""
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
    return f"{day}, {moment:%H:%M} ({zone[:3]}:{zone[3:5]})"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
