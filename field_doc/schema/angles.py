"""Latitude and longitude written as decimal degrees or degrees, minutes, seconds.

Hemispheres in Latin letters and as Ukrainian and Russian maps write them (``пн.ш.``, ``сх.д.``,
``с.ш.``, ``в.д.``), before or after the number. Decimal comma or point.
"""

from __future__ import annotations

import re
from decimal import Decimal

from field_doc.base.errors import InputProblem

_SIGNS = str.maketrans({"′": "'", "’": "'", "ʹ": "'", "‘": "'", "`": "'", "´": "'", "″": '"', "”": '"', "“": '"',
                        "º": "°", "˚": "°", "−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})  # fmt: skip
# Longest first, so that "пн.ш." is not read as a stray letter.
_HEMISPHERES = (
    ("північної широти", "N"), ("південної широти", "S"), ("східної довготи", "E"), ("західної довготи", "W"),
    (r"пн\.?\s*ш\.?", "N"), (r"пд\.?\s*ш\.?", "S"), (r"сх\.?\s*д\.?", "E"), (r"зх\.?\s*д\.?", "W"),
    (r"зах\.?\s*д\.?", "W"), (r"с\.?\s*ш\.?", "N"), (r"ю\.?\s*ш\.?", "S"), (r"в\.?\s*д\.?", "E"),
    (r"з\.?\s*д\.?", "W"), ("пн", "N"), ("пд", "S"), ("сх", "E"), ("зх", "W"),
)  # fmt: skip
_PIECE = re.compile(r"[NSEW]|[+-]?\d+(?:\.\d+)?|''|[°'\",;]")
_UNITS = {"°": 0, "'": 1, '"': 2, "''": 2}


def _pieces(text: str) -> list[str]:
    text = text.translate(_SIGNS).lower()
    for pattern, letter in _HEMISPHERES:
        text = re.sub(pattern, f" {letter} ", text)
    # Cyrillic Е is the Latin E of a Ukrainian keyboard.
    text = text.replace("е", "e").upper()
    if "." not in text:
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    if re.sub(_PIECE, "", text).strip():
        raise InputProblem("coordinates.unreadable")
    return _PIECE.findall(text)


class _Angle:
    """One angle while its pieces come in."""

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.units: list[int] = []
        self.letter: str | None = None
        self.letter_first = False

    @property
    def complete(self) -> bool:
        """Whether a further number must belong to the next angle."""
        return bool(self.numbers) and (self.letter is not None and not self.letter_first)

    def value(self) -> Decimal:
        """Degrees with sign."""
        if not 1 <= len(self.numbers) <= 3:
            raise InputProblem("coordinates.unreadable")
        if self.units and self.units != list(range(len(self.units))):
            raise InputProblem("coordinates.unreadable")
        parts = [Decimal(n) for n in self.numbers]
        whole = all("." not in n for n in self.numbers[:-1])
        if not whole or any(p >= 60 or n[0] in "+-" for p, n in zip(parts[1:], self.numbers[1:], strict=True)):
            raise InputProblem("coordinates.unreadable")
        size = abs(parts[0])
        for part, share in zip(parts[1:], (60, 3600), strict=False):
            size += part / share
        negative = self.numbers[0].startswith("-")
        if self.letter and negative:
            raise InputProblem("coordinates.unreadable")
        return -size if negative or self.letter in ("S", "W") else size


def _split(pieces: list[str]) -> list[_Angle]:
    """Cut the pieces into angles at separators, hemisphere letters and a second degree sign."""
    angles = [_Angle()]
    for index, piece in enumerate(pieces):
        current = angles[-1]
        if piece in ",;":
            if current.numbers:
                angles.append(_Angle())
        elif piece in "NSEW":
            if current.letter or (current.numbers and current.letter_first):
                angles.append(_Angle())
            current = angles[-1]
            current.letter, current.letter_first = piece, not current.numbers
        elif piece in _UNITS:
            current.units.append(_UNITS[piece])
        else:
            new_degree = pieces[index + 1 : index + 2] == ["°"] and current.numbers
            if current.complete or new_degree:
                angles.append(_Angle())
            angles[-1].numbers.append(piece)
    return [a for a in angles if a.numbers or a.letter]


def read_pair(text: str) -> tuple[Decimal, Decimal]:
    """Latitude and longitude, exact as written.

    Without hemisphere letters latitude comes first. ``coordinates.unreadable`` otherwise.
    """
    angles = _split(_pieces(text))
    if len(angles) == 1 and not angles[0].letter and not angles[0].units:
        numbers = angles[0].numbers
        if len(numbers) not in (2, 4, 6):
            raise InputProblem("coordinates.unreadable")
        half = len(numbers) // 2
        angles = [_Angle(), _Angle()]
        angles[0].numbers, angles[1].numbers = numbers[:half], numbers[half:]
    if len(angles) != 2:
        raise InputProblem("coordinates.unreadable")
    letters = [a.letter for a in angles]
    values = [a.value() for a in angles]
    if letters == [None, None]:
        return values[0], values[1]
    kinds = ["lat" if letter in ("N", "S") else "lon" if letter else None for letter in letters]
    if sorted(k or "" for k in kinds) != ["lat", "lon"]:
        raise InputProblem("coordinates.unreadable")
    return (values[0], values[1]) if kinds[0] == "lat" else (values[1], values[0])
