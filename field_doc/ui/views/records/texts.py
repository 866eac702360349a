"""Words of lists: filters, orders, and what an empty list says goes there."""

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


def empty_words(record_type: str, words: Words) -> tuple[str, str, str]:
    """Title, text and act of an empty list."""
    said = {
        "incident": (
            words("Incidents will be here"),
            words("What is reported at one place and time: when, where, what was done, how it is known."),
            words("New incident"),
        ),
        "statement": (
            words("Statements will be here"),
            words("Each under a code. The name is kept apart and opens only to those allowed."),
            words("New statement"),
        ),
        "person": (
            words("Persons will be here"),
            words("Each under a code. Who stands behind it is kept apart."),
            words("New person"),
        ),
        "consent": (
            words("Consents will be here"),
            words("One for each person and occasion: each purpose is asked for itself."),
            words("New consent"),
        ),
        "burial_site": (
            words("Burial sites will be here"),
            words("Only seen and measured: nothing is dug, moved or collected."),
            words("New burial site"),
        ),
        "item": (
            words("Items will be here"),
            words("Photographs, videos, documents: taken in once, never changed."),
            words("New item"),
        ),
        "note": (
            words("Notes will be here"),
            words("Plain text with its time. Nothing is required; later it moves into a record or stays."),
            words("New note"),
        ),
        "case": (
            words("Cases will be here"),
            words("A case keeps together the records of one work."),
            words("New case"),
        ),
    }
    return said[record_type]
