"""What looking through a text gives: a place, whose it may be, how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# What was found.
KINDS: Final = ("name", "phone", "document", "contact", "address")


class Grade(StrEnum):
    """How sure it is that a word is the name."""

    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a text: from ``start`` to ``end`` (characters), whose it may be, how sure, what kind.

    ``kind`` is ``name``, ``phone``, ``document``, ``contact`` or ``address``.
    """

    start: int
    end: int
    persons: tuple[int, ...]
    grade: Grade
    kind: str
