"""Ukrainian words in Latin letters by Cabinet of Ministers Resolution No. 55 of 27.01.2010 (KMU 55).

Text of other languages must not be run through this table: Russian "г" is g, Ukrainian "г" is h.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_APOSTROPHES = "'’ʼ`´"
_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
        "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
# The first letter of a word; after a hyphen or a space a new word begins, after an apostrophe none does.
_INITIAL: Mapping[str, str] = MappingProxyType({"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})


def is_ukrainian(text: str) -> bool:
    """Whether every Cyrillic letter of a text is one of the Ukrainian alphabet, and there is one."""
    letters = [c for c in unicodedata.normalize("NFC", text).lower() if "а" <= c <= "ӿ"]
    return bool(letters) and all(c in _LETTERS for c in letters)


def kmu55(text: str) -> str:
    """A Ukrainian text in Latin letters; what the table does not name stays as it is."""
    text = unicodedata.normalize("NFC", text)
    words, start = [], 0
    for i, character in enumerate(text + " "):
        if not _in_word(character, text, i):
            words.append(_word(text[start:i]) + character)
            start = i + 1
    return "".join(words)[:-1]


def _in_word(character: str, text: str, i: int) -> bool:
    """A letter, or an apostrophe between two letters."""
    if character in _APOSTROPHES:
        return 0 < i < len(text) - 1 and text[i - 1].isalpha() and text[i + 1].isalpha()
    return character.isalpha()


def _word(word: str) -> str:
    lower, shouted = word.lower(), len(word) > 1 and word.isupper()
    out, i = [], 0
    while i < len(word):
        if lower.startswith("зг", i):
            out.append(_cased("zgh", word[i], shouted=shouted))
            i += 2
            continue
        out.append(_letter(word[i], first=i == 0, shouted=shouted))
        i += 1
    return "".join(out)


def _letter(character: str, *, first: bool, shouted: bool) -> str:
    if character in _APOSTROPHES:
        return ""
    low = character.lower()
    latin = _INITIAL.get(low) if first else None
    latin = _LETTERS.get(low, character) if latin is None else latin
    return _cased(latin, character, shouted=shouted) if low in _LETTERS else character


def _cased(latin: str, model: str, *, shouted: bool) -> str:
    if not model.isupper():
        return latin
    return latin.upper() if shouted else latin[:1].upper() + latin[1:]
