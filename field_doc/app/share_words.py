"""Recovery shares as people type them: the SLIP-0039 word list, first four letters, each share checked alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

from field_doc.base.errors import InputProblem

WORDS_IN_SHARE: Final = 33
"""Words of a share over 256 bits (SLIP-0039, section "Format of the share mnemonic")."""
_LETTERS: Final = 4


@cache
def _by_start() -> dict[str, str]:
    """Every word of the list by its first four letters, by which it is known (SLIP-0039)."""
    return {word[:_LETTERS]: word for word in WORDLIST}


def word_list() -> tuple[str, ...]:
    """The 1,024 words, in order."""
    return tuple(WORDLIST)


def complete(typed: str) -> str | None:
    """The word somebody means: whole, or by its first four letters; None if the list has none."""
    text = typed.strip().lower()
    if len(text) < _LETTERS and text not in WORDLIST:
        return None
    word = _by_start().get(text[:_LETTERS])
    return word if word is not None and word.startswith(text) else None


def candidates(typed: str, limit: int = 6) -> tuple[str, ...]:
    """Words of the list that begin so."""
    text = typed.strip().lower()
    return tuple(w for w in WORDLIST if text and w.startswith(text))[:limit]


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What a share says of itself: its set, its number in the set (from 0), how many are needed."""

    set_id: int
    index: int
    threshold: int


def look_at(mnemonic: str) -> ShareFacts:
    """Check one share's own sum.

    Raises:
        InputProblem: a word is wrong, missing or in the wrong place.

    """
    try:
        share = Share.from_mnemonic(mnemonic)
    except MnemonicError as error:
        raise InputProblem("shares.mistyped") from error
    return ShareFacts(share.identifier, share.index, share.member_threshold)
