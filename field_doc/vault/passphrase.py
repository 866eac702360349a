"""Passphrases: generated from word lists, and an honest estimate of own ones. Pure rules.

A generated phrase is known by its words: n words of a list of N took N^n guesses. For anything else
zxcvbn's estimate is the upper bound, lowered by what it does not know: Ukrainian and Russian words,
names and slogans, text typed under the other keyboard layout, repeated words, sentences (people choose
predictable ones). Method and figures: docs/spec/vault.md, "Passphrases".
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from zxcvbn import zxcvbn

from field_doc.base.errors import Bug
from field_doc.base.paths import resources
from field_doc.vault.keyboard import readings

LANGUAGES = ("uk", "en")
GENERATED_WORDS = 6
# More than that is not looked at: zxcvbn's own bound. Longer never counts for less.
MAX_JUDGED = 72
MAX_WORDS = 24
_MAX_SEARCHED = 1000  # letters in which known phrases are looked for
# One word a person chooses, in a sentence of their own: one of the 20,000 words people use.
_OWN_WORD_LOG10 = math.log10(20_000)
_KNOWN_LOG10 = 4.0
_TELLING = 4  # shorter pieces match by chance; naming them explains nothing
# Guesses (log10) from which a level begins. Level 3 is four random words, level 4 five.
LEVELS_LOG10 = (6, 10, 15, 19)
# What a guesser with some thousand machines does with Argon2id at 256 MiB.
GUESSES_PER_SECOND_LOG10 = 5
_SPANS = (("seconds", 86_400), ("days", 31_557_600), ("years", 315_576_000), ("decades", 3_155_760_000))

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_SENTENCE = re.compile(r"[^\W\d_]+(?:[\s.,;:!?’'ʼ—–-]+[^\W\d_]+)+[.!?…]*")
_CODES = ("passphrase.level-0", "passphrase.level-1", "passphrase.level-2", "passphrase.level-3", "passphrase.level-4")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a passphrase withstands.

    Attributes:
        level: 0 (at once) to 4 (out of reach); 3 and more will do.
        code: key of the level's text, context ``passphrase``.
        guesses_log10: decimal digits of the number of guesses, rounded down.
        details: keys of the reasons, context ``passphrase``, the weightiest first.
        words: words counted.

    """

    level: int
    code: str
    guesses_log10: int
    details: tuple[str, ...]
    words: int

    @property
    def enough(self) -> bool:
        """Whether it will do for a vault."""
        return self.level >= 3

    @property
    def span(self) -> str:
        """How long guessing takes, as a code: seconds, days, years, decades, centuries."""
        seconds = 10 ** max(0, self.guesses_log10 - GUESSES_PER_SECOND_LOG10)
        return next((code for code, limit in _SPANS if seconds < limit), "centuries")


@cache
def wordlist(lang: str) -> tuple[str, ...]:
    """The words phrases of that language are made from: 7,776, sorted, one letter apart from none."""
    if lang not in LANGUAGES:
        raise Bug("passphrase.no-such-list", lang=lang)
    text = (resources() / "wordlists" / f"{lang}.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def generate(lang: str, words: int = GENERATED_WORDS, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Random words with blanks between them; every word of the list is as likely as any other."""
    if not 1 <= words <= MAX_WORDS:
        raise Bug("passphrase.word-count", words=words)
    listed = wordlist(lang)
    return " ".join(listed[_below(len(listed), random)] for _ in range(words))


def _below(bound: int, random: Callable[[int], bytes]) -> int:
    """An unbiased number below ``bound``: draws that would favour small numbers are thrown away."""
    width = (bound.bit_length() + 7) // 8 + 1
    usable = 256**width - 256**width % bound
    while (drawn := int.from_bytes(random(width), "big")) >= usable:
        pass
    return drawn % bound


def judge(text: str, lang: str | None = None) -> Judgement:
    """Estimate a passphrase; window and command line ask here, so that they agree.

    Args:
        text: as typed; compared as its NFKC form, as the key derivation does.
        lang: language whose list is tried first; None: the one of the script it is written in.

    """
    lang = lang or ("uk" if any("\u0400" <= c <= "\u04ff" for c in text) else "en")
    normal = " ".join(unicodedata.normalize("NFKC", text).split())
    words = tuple(normal.casefold().split(" ")) if normal else ()
    generated = _generated_log10(words, lang)
    if generated is not None and not _is_known(normal):
        reasons = ["passphrase.reason.generated"]
        reasons += ["passphrase.reason.repeated"] if len(set(words)) < len(words) else []
        return _judgement(generated, reasons, len(words))
    estimate, reasons = _own(normal)
    return _judgement(estimate, reasons, len(words))


def _judgement(estimate: float, reasons: list[str], words: int) -> Judgement:
    level = sum(estimate >= border for border in LEVELS_LOG10)
    if level < 3 and words < 4:
        reasons = [*reasons, "passphrase.reason.short"]
    return Judgement(level, _CODES[level], int(estimate), tuple(dict.fromkeys(reasons)), words)


def _generated_log10(words: tuple[str, ...], lang: str) -> float | None:
    """Guesses if every word stands in one of our lists; a word said twice counts once."""
    if len(words) < 2:
        return None
    for name in (lang, *LANGUAGES):
        listed = _as_set(name if name in LANGUAGES else "en")
        if all(word in listed for word in words):
            return len(set(words)) * math.log10(len(listed))
    return None


@cache
def _as_set(lang: str) -> frozenset[str]:
    return frozenset(wordlist(lang))


def _own(normal: str) -> tuple[float, list[str]]:
    """Estimate and reasons for what a person made up: the lowest that any reading of it allows."""
    if not normal:
        return 0.0, []
    estimate, reasons = math.inf, []
    # zxcvbn counts capitals of the Latin alphabet only, and those right.
    first = normal if normal.isascii() else normal.casefold()
    for number, reading in enumerate((first, *readings(normal.casefold())[1:])):
        for form in dict.fromkeys((reading, reading.replace(" ", ""))):
            found, why = _zxcvbn(form[:MAX_JUDGED])
            if found < estimate:
                estimate, reasons = found, why + (["passphrase.reason.layout"] if number else [])
        if _is_known(reading) and estimate >= _KNOWN_LOG10:
            estimate, reasons = _KNOWN_LOG10, ["passphrase.reason.known"]
    if _SENTENCE.fullmatch(normal):
        limit = len(set(normal.casefold().split())) * _OWN_WORD_LOG10
        if limit < estimate:
            estimate, reasons = limit, [*reasons, "passphrase.reason.own-words"]
    if len(normal) > MAX_JUDGED:
        reasons.append("passphrase.reason.long")
    return estimate, reasons


_PATTERNS = {
    "dictionary": "passphrase.reason.common",
    "repeat": "passphrase.reason.repeated",
    "sequence": "passphrase.reason.sequence",
    "spatial": "passphrase.reason.sequence",
    "date": "passphrase.reason.date",
    "regex": "passphrase.reason.date",
}


def _zxcvbn(form: str) -> tuple[float, list[str]]:
    """zxcvbn's guesses (log10) with our words beside its own, and what it saw."""
    found = zxcvbn(form, user_inputs=_likely())
    seen = (match["pattern"] for match in found["sequence"] if len(match["token"]) >= _TELLING)
    return float(found["guesses_log10"]), [_PATTERNS[pattern] for pattern in seen if pattern in _PATTERNS]


@cache
def _known() -> tuple[str, ...]:
    text = (resources() / "wordlists" / "known.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _likely() -> list[str]:
    """What is guessed first: known phrases (also written without blanks), then frequent Ukrainian words."""
    frequent = (resources() / "wordlists" / "common-uk.txt").read_text(encoding="utf-8").split()
    known = [form for phrase in _known() for form in (phrase, phrase.replace(" ", ""))]
    return list(dict.fromkeys(known + frequent))


@cache
def _known_letters() -> frozenset[str]:
    return frozenset(_NOT_LETTERS.sub("", phrase) for phrase in _known())


def _is_known(text: str) -> bool:
    """Whether nothing but known phrases, digits and punctuation stands there, however many and however often."""
    letters = _NOT_LETTERS.sub("", text.casefold())[:_MAX_SEARCHED]
    phrases = _known_letters()
    longest = max(map(len, phrases))
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            ends = range(start + 1, min(start + longest, len(letters)) + 1)
            reached.update(end for end in ends if letters[start:end] in phrases)
    # A phrase may be cut where the search stops.
    needed = len(letters) - (longest if len(letters) == _MAX_SEARCHED else 0)
    return bool(letters) and max(reached) >= needed
