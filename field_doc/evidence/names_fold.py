"""How words are compared when names are looked for: one key for all the ways a word can be written.

Two keys. ``letters``: Cyrillic; case, apostrophes, soft signs, combining characters, look-alike letters and the
letters in which Ukrainian and Russian spelling differ (и і ї й ы, е є э ё, г ґ) fall together, and doubled letters.
``sounds``: coarser, for Latin spellings: every transliteration in use (KMU 55/2010, older passports, ICAO 9303 for
Russian, scholarly, Polish) gives one key, the same as the Cyrillic word gives. Both are only for comparing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "'’ʼ‘`´ʹ′＇ʻ\""
# Marks and invisible characters that may stand inside a word without ending it.
INVISIBLE: Final = (
    "\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
)
_SAME_LETTER: Final = str.maketrans({
    "і": "и", "ї": "и", "й": "и", "ы": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ь": "", "ъ": "", "ў": "у",
} | dict.fromkeys((*APOSTROPHES, " "), ""))  # fmt: skip
# Latin and Greek letters that look like a Cyrillic one (Unicode confusables, the pairs that occur in names).
_LOOKS_CYRILLIC: Final = {
    "a": "а", "c": "с", "e": "е", "i": "и", "k": "к", "o": "о", "p": "р", "x": "х", "y": "у", "s": "ѕ", "j": "ј",
    "α": "а", "ε": "е", "ι": "и", "κ": "к", "ο": "о", "ρ": "р", "χ": "х", "υ": "у",
}  # fmt: skip
_CAPITAL_LOOKS: Final = {"B": "в", "H": "н", "M": "м", "T": "т", "Β": "в", "Η": "н", "Μ": "м", "Τ": "т", "Ζ": "z"}
_SPELLED: Final = {"š": "sh", "č": "ch", "ž": "zh", "ż": "zh", "ł": "l", "ß": "s", "ø": "o", "ı": "i", "ć": "ch"}
_SOUND: Final = {
    "х": "г", "щ": "ш", "ю": "иу", "я": "иа", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "г", "i": "и", "j": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "и", "z": "з",
}  # fmt: skip
_GROUPS: Final = {
    "shch": "ш", "szcz": "ш", "sch": "ш", "zgh": "зг", "tch": "ч", "sh": "ш", "sz": "ш", "ch": "ч", "cz": "ч",
    "zh": "ж", "kh": "г", "gh": "г", "ts": "ц", "tz": "ц", "ck": "к", "ph": "ф", "тс": "ц", "шч": "ш",
}  # fmt: skip
_GROUP: Final = re.compile("|".join(_GROUPS))
_SPELLED_LETTER: Final = re.compile(f"[{''.join(_SPELLED)}]")
_DOUBLED: Final = re.compile(r"(.)\1+")
_OF_SOMEBODY: Final = re.compile(rf"[{APOSTROPHES}][sS]$")  # Petrenko's
_IE: Final = re.compile("и+е")
_LATIN: Final = re.compile(r"[a-z]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_MARK: Final = re.compile(f"[{INVISIBLE}]")


def bare(word: str) -> str:
    """Lower case, compatibility forms resolved, without marks and invisible characters; letters stay."""
    if word.isascii():
        return word.lower()
    lower = unicodedata.normalize("NFC", word).casefold()
    lower = _SPELLED_LETTER.sub(lambda m: _SPELLED[m.group()], lower)
    return _MARK.sub("", unicodedata.normalize("NFKD", lower))


@lru_cache(maxsize=65_536)
def letters(word: str) -> str:
    """The Cyrillic key of a word in Cyrillic letters."""
    return _DOUBLED.sub(r"\1", bare(word).translate(_SAME_LETTER))


@lru_cache(maxsize=65_536)
def sounds(word: str) -> str:
    """The key shared by a word and its transliterations; digits and signs stay as they are."""
    key = bare(word).translate(_SAME_LETTER)
    key = _GROUP.sub(lambda m: _GROUPS[m.group()], key)
    key = "".join(_SOUND.get(c, c) for c in key)
    return _DOUBLED.sub(r"\1", _IE.sub("е", key))


def readings(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys under which a word of a text may be a name: (letters keys, sounds keys).

    Letters of two alphabets in one word are a look-alike trick or a slip: both readings are tried.
    """
    plain = bare(word)
    cyrillic, latin = _CYRILLIC.search(plain) is not None, _LATIN.search(plain) is not None
    if cyrillic and not latin and not _greek(plain):
        return (letters(word),), ()
    as_cyrillic = _as_cyrillic(word, plain)
    found = (letters(as_cyrillic),) if as_cyrillic else ()
    return found, (sounds(_OF_SOMEBODY.sub("", word)),) if latin else ()


def _greek(plain: str) -> bool:
    return any("\u0370" <= c <= "\u03ff" for c in plain)


def _as_cyrillic(word: str, plain: str) -> str:
    """The word with look-alikes read as Cyrillic; "" where a letter has none."""
    capitals = {c for c in unicodedata.normalize("NFKC", word) if c in _CAPITAL_LOOKS}
    looks = _LOOKS_CYRILLIC | {c.lower(): _CAPITAL_LOOKS[c] for c in capitals}
    read = [looks.get(c, c) for c in plain]
    if any(("a" <= c <= "z") or ("\u0370" <= c <= "\u03ff") for c in read):
        return ""
    return "".join(read)
