"""Bech32 (BIP 173) without its length limit, as age spells recipients and identities.

Pure functions between (human-readable part, bytes) and text. The checksum is the original
Bech32 one, not Bech32m. Errors are InputProblem: such a text is typed or pasted by a person.
"""

from __future__ import annotations

import re

from field_doc.base.errors import InputProblem

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
_PREFIX = re.compile(r"[\x21-\x7e]+")
#: A hybrid recipient has 1959 characters; nothing age spells is much longer.
MAX_TEXT = 4096


def encode(prefix: str, data: bytes) -> str:
    """Bech32 text, all lower case, of ``data`` under the lower-case human-readable ``prefix``."""
    words = _to_words(data)
    return prefix + "1" + "".join(_ALPHABET[word] for word in words + _checksum(prefix, words))


def decode(text: str) -> tuple[str, bytes]:
    """Human-readable part (lower case) and bytes of ``text``.

    Raises:
        InputProblem: ``age.bech32`` for anything but one-case text with a right checksum and zero padding.

    """
    if len(text) > MAX_TEXT or not text.isascii() or text not in (text.lower(), text.upper()):
        raise InputProblem("age.bech32")
    prefix, separator, rest = text.lower().rpartition("1")
    if not separator or not _PREFIX.fullmatch(prefix):
        raise InputProblem("age.bech32")
    if len(rest) < _CHECKSUM_LENGTH or not set(rest) <= _VALUES.keys():
        raise InputProblem("age.bech32")
    words = [_VALUES[char] for char in rest]
    if _polymod(_expand(prefix) + words) != 1:
        raise InputProblem("age.bech32")
    return prefix, _from_words(words[:-_CHECKSUM_LENGTH])


def _expand(prefix: str) -> list[int]:
    """The prefix as the checksum reads it: high bits, zero, low bits."""
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(words: list[int]) -> int:
    """The BCH checksum of BIP 173."""
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check


def _checksum(prefix: str, words: list[int]) -> list[int]:
    """The six words that end the text."""
    check = _polymod(_expand(prefix) + words + [0] * _CHECKSUM_LENGTH) ^ 1
    return [check >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_LENGTH)]


def _to_words(data: bytes) -> list[int]:
    """Eight-bit bytes as five-bit words, zero bits at the end."""
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    return [number >> shift & 31 for shift in range(bits + padding - 5, -1, -5)]


def _from_words(words: list[int]) -> bytes:
    """Five-bit words as bytes; the left-over bits must be fewer than five, and zero."""
    padding = len(words) * 5 % 8
    number = 0
    for word in words:
        number = number << 5 | word
    if padding > 4 or number & ((1 << padding) - 1):
        raise InputProblem("age.bech32")
    return (number >> padding).to_bytes(len(words) * 5 // 8, "big")
