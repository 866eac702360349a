"""Make ``resources/wordlists/{en,uk,common-uk}.txt`` out of open word lists; run by hand, never in CI.

What is needed, and under which licences, is written in ``resources/wordlists/README.md``::

    python script/make_wordlists.py --eff eff-long --scowl index.dic --frequency-en large_en.msgpack.gz \\
        --ukrainian ukrainian --frequency-uk large_uk.msgpack.gz

The frequency tables (``wordfreq``, MessagePack: one list of words per centibel) only put words in
order; no word comes from them. They need the package ``msgpack``; all else is the standard library.

Choice: words people know come first; a word is passed over if ``wordlists_blocked.txt`` has a pattern
for it, or if it differs by one letter (or one swap of neighbours) from a word already chosen, so that
one mistyped letter never makes another word of the list.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

WORDS = 7776  # six-sided dice five times: what a list of this kind has to have
SHORTEST, LONGEST = 3, 9
COMMON, COMMON_SHORTEST = 4000, 4
TREE = Path(__file__).resolve().parents[1]
BLOCKED = Path(__file__).with_name("wordlists_blocked.txt")
ALPHABETS = {"en": "abcdefghijklmnopqrstuvwxyz", "uk": "абвгдеєжзиіїйклмнопрстуфхцчшщьюя"}


def ranks(table: Path) -> dict[str, int]:
    """Word to rank (0 is the most frequent), out of a table of the package ``wordfreq``."""
    import msgpack

    with gzip.open(table, "rb") as packed:
        bins = msgpack.unpack(packed, raw=False)[1:]  # the first entry describes the format
    ordered = (word for same in bins for word in same)
    return {word: number for number, word in enumerate(ordered)}


def blocked(lang: str) -> re.Pattern[str]:
    """One pattern for everything a list must not hold; ``wordlists_blocked.txt`` says why."""
    patterns = []
    section = ""
    for line in BLOCKED.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            section = text.strip("[]")
        elif text and section == lang:
            patterns += text.split()
    # "стем*" stands for every word that begins so, "*стем*" for every word that holds it.
    return re.compile("|".join(p.replace("*", ".*") for p in patterns))


# Endings of a base form and the forms that prove it: stem + ending for each; "/" separates alternatives.
_NOUN_FORMS = (
    ("а", "у", "ою/ею", "ам"),
    ("я", "ю", "ею/єю", "ям"),
    ("о", "а", "ом", "ам/у"),
    ("е", "я/а", "ем", "ям/ам/ю/у"),
    ("ь", "я/ю", "ем/єм", "ям"),
    ("ь", "і", "ю/лю", "ей/ям"),
    ("й", "я/ю", "єм", "ям/ї"),
    ("", "у/а", "ом/ем", "ам/ами"),
)
_ADJECTIVE_FORMS = (("ий", "ого", "ому", "их", "а"), ("ій", "ього", "ьому", "іх", "я"))


def _has_forms(stem: str, endings: Iterable[str], forms: frozenset[str]) -> bool:
    return all(any(stem + one in forms for one in ending.split("/")) for ending in endings)


def _stems(stem: str) -> Iterator[str]:
    """The stem itself and with the vowel changes of the last syllable: дзвін/дзвон-, вітер/вітр-."""
    yield stem
    if len(stem) > 2 and stem[-2] in "іое":
        if stem[-2] == "і":
            yield from (stem[:-2] + vowel + stem[-1] for vowel in "ое")
        else:
            yield stem[:-2] + stem[-1]


def is_base_form(word: str, forms: frozenset[str]) -> bool:
    """Whether a Ukrainian word is a noun or adjective as a dictionary prints it, judged by its other forms."""
    for ending, *others in _ADJECTIVE_FORMS:
        if word.endswith(ending):
            return _has_forms(word.removesuffix(ending), others, forms)
    if word[-1] == "я" and word[-3:-2] == word[-2:-1]:  # знання, життя
        return _has_forms(word[:-1], ("ю", "ям"), forms)
    if word[-1] == "а" and word[:-1] + "ом" in forms:  # села, вікна: not the base form
        return False
    for ending, *others in _NOUN_FORMS:
        if word.endswith(ending) and (ending or word[-1] not in "аяоеьйиіїуює"):
            stem = word.removesuffix(ending)
            stems = _stems(stem) if ending in {"", "ь"} else (stem,)
            if any(_has_forms(one, others, forms) for one in stems):
                return True
    return False


def neighbours(word: str) -> set[str]:
    """Signatures that two words share exactly if one letter, or one swap of neighbours, parts them."""
    changed = {word[:i] + "*" + word[i + 1 :] for i in range(len(word))}
    grown = {word[:i] + "*" + word[i:] for i in range(len(word) + 1)}
    swapped = {"~" + min(word, _swap(word, i)) + max(word, _swap(word, i)) for i in range(len(word) - 1)}
    return changed | grown | swapped


def _swap(word: str, i: int) -> str:
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def choose(candidates: Iterable[str], lang: str, count: int = WORDS) -> list[str]:
    """The first ``count`` candidates that are fit, none within one letter of another; sorted."""
    fit = re.compile(f"[{ALPHABETS[lang]}]{{{SHORTEST},{LONGEST}}}")
    refused = blocked(lang)
    chosen: dict[str, None] = {}
    taken: set[str] = set()
    for candidate in candidates:
        word = unicodedata.normalize("NFC", candidate)
        if word in chosen or not fit.fullmatch(word) or refused.fullmatch(word):
            continue
        near = neighbours(word)
        if not near.isdisjoint(taken):
            continue
        chosen[word] = None
        taken |= near
        if len(chosen) == count:
            return sorted(chosen)
    sys.exit(f"{lang}: only {len(chosen)} words, {count} needed")


def english(eff: Path, scowl: Path, frequency: Path) -> Iterator[str]:
    """EFF's list first (its words were chosen to be remembered), then SCOWL's by frequency."""
    order = ranks(frequency)
    own = [line.split()[-1] for line in eff.read_text(encoding="ascii").splitlines() if line.strip()]
    yield from sorted(own, key=lambda word: (order.get(word, len(order)), word))
    entries = (line.partition("/") for line in scowl.read_text(encoding="utf-8").splitlines())
    known = {word for word, _, _ in entries if word in order}
    yield from sorted(known, key=lambda word: (order[word], word))


def ukrainian(spelling: Path, frequency: Path) -> Iterator[str]:
    """Nouns and adjectives in their base form out of a list of all spelt forms, by frequency."""
    forms = frozenset(spelling.read_text(encoding="utf-8").split())
    order = ranks(frequency)
    known = (word for word in forms if word in order and is_base_form(word, forms))
    yield from sorted(known, key=lambda word: (order[word], word))


def common_ukrainian(spelling: Path, frequency: Path) -> list[str]:
    """The most frequent spelt forms: what a guesser tries first; only ever read by the judge of passphrases."""
    order = ranks(frequency)
    forms = {word.lower() for word in spelling.read_text(encoding="utf-8").split()}
    known = sorted((word for word in forms if word in order and len(word) >= COMMON_SHORTEST), key=order.__getitem__)
    return known[:COMMON]


def write(name: str, words: list[str]) -> None:
    """One word a line."""
    (TREE / "resources" / "wordlists" / name).write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{name}: {len(words)} words")


def main() -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("eff", "scowl", "frequency-en", "ukrainian", "frequency-uk"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    made = {
        "en": english(given.eff, given.scowl, given.frequency_en),
        "uk": ukrainian(given.ukrainian, given.frequency_uk),
    }
    for lang, candidates in made.items():
        write(f"{lang}.txt", choose(candidates, lang))
    write("common-uk.txt", common_ukrainian(given.ukrainian, given.frequency_uk))


if __name__ == "__main__":
    main()
