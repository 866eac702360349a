"""Words of lists: filters and orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


def filters(words: Words) -> list[tuple[str, str]]:
    """What a list may be narrowed to."""
    return [
        ("all", words("All states")),
        ("draft", words("Drafts")),
        ("sealed", words("Sealed only")),
        ("incomplete", words("Sealed with gaps")),
        ("waiting", words("Waiting for the office")),
        ("stored", words("Stored on the server")),
        ("accepted", words("Accepted")),
        ("refused", words("Refused")),
    ]


def orders(words: Words) -> list[tuple[str, str]]:
    """How a list may be ordered."""
    return [
        ("changed", words("Last changed")),
        ("new", words("Newest first")),
        ("old", words("Oldest first")),
        ("event", words("By the time told")),
        ("code", words("By code")),
    ]


def begun_elsewhere(words: Words) -> str:
    """What a list says whose records are begun from what they belong to."""
    return words("Begun from the record it belongs to, in its section Connections.")
