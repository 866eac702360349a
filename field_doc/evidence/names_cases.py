"""Case forms of names, Ukrainian and Russian, by rule: what a name may look like in running text.

Forms are only compared with words of a text, so every ending that may occur is taken: for either sex, singular and
plural, both languages' endings, both ways where a stem may change. A form that nobody uses costs nothing; one that
is missing hides a person. Rules: Ukrainian orthography 2019 (§ 71-98, § 102-104, § 144-145); own tables, no dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_VOWELS: Final = "аеєиіїоуюяыэё"
# Endings by class; those after "|" are Russian where they differ.
_HARD: Final = ("", "а", "у", "ові", "ом", "ем", "еві", "і", "е", "и", "ів", "ам", "ами", "ах", "ы", "ов", "ым", "им")
_SOFT: Final = ("ь", "я", "ю", "еві", "єві", "ем", "єм", "і", "ї", "е", "є", "ів", "їв", "ям", "ями", "ях", "ев", "ей")
_YOT: Final = ("й", "я", "ю", "єві", "єм", "ї", "є", "їв", "ям", "ями", "ях", "ем", "е", "и", "ев", "ёв")
_O: Final = ("о", "а", "у", "ові", "ом", "і", "е", "и", "ів", "ам", "ами", "ах", "еві", "ем", "ов", "ой", "ы")
_A: Final = ("а", "и", "і", "у", "ою", "ею", "о", "е", "", "ам", "ами", "ах", "ы", "ой", "ей")
_YA: Final = ("я", "і", "ї", "ю", "ею", "єю", "е", "є", "ь", "й", "ям", "ями", "ях", "и", "ей", "ёй")
_ADJECTIVE: Final = (
    "ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими",
    "ый", "ой", "его", "ему", "ом", "ая", "ую", "ые", "ие", "ей", "ым", "ых", "ыми",
)  # fmt: skip
_SOFT_ADJECTIVE: Final = (
    "ій", "ього", "ьому", "ім", "я", "ьої", "ю", "ьою", "є", "і", "іх", "іми",
    "ий", "его", "ему", "им", "яя", "ей", "юю", "ие", "их", "ими",
)  # fmt: skip
_OV: Final = (
    "", "а", "у", "ові", "им", "ым", "і", "е", "ої", "ій", "ою", "ой", "и", "ы", "их", "ых", "ими", "ыми", "ом"
)  # fmt: skip
_FEMININE: Final = ("ь", "і", "и", "ю", "ью", "'ю", "е", "ей", "ям", "ями", "ях")
_INDECLINABLE: Final = ("",)
# Possessive adjectives and words for kin, put to a stem: Коваленкова хата, Коваленчиха, Петрів.
_OF_STEMS: Final = """
ів їв ова ове ового ової овій ову овою ових овому овим ови еве ева євого ин ина ине ину ині иної иній иха ихи
исі ихо ша ші иним ино івна івни івні івну івною
"""
DERIVED: Final = frozenset(_OF_STEMS.split())
_SHIFTS: Final = {"г": "з", "к": "ц", "х": "с"}
_CALLS: Final = {"г": "ж", "к": "ч", "х": "ш", "ц": "ч"}
_FLEETING: Final = re.compile(r"^(.+[^аеєиіїоуюяь'])(ь?[оеё])([бвгґджзклмнпрстфхцчшщ])(ь?)$")
_CLOSED: Final = re.compile(r"^(.*)([іїи])([^аеєиіїоуюяыэё]*)$")
# Stems that change as no rule says.
_IRREGULAR: Final = {
    "швець": ("шевц",), "жнець": ("женц",), "лев": ("льв",), "любов": ("любов", "любв"), "заєць": ("зайц",),
    "олег": ("олеж",), "ілля": ("ілл", "іль"), "илья": ("иль",), "павел": ("павл",), "пес": ("пс",),
}  # fmt: skip


@lru_cache(maxsize=16_384)
def forms(name: str) -> frozenset[str]:
    """Every form of one word of a name (lower case, NFC, its own orthography, without combining tricks).

    Args:
        name: one word in Cyrillic letters: a surname, a given name, a nickname; not hyphenated.

    """
    word = name.lower()
    found = {word}
    for stem, endings in _paradigms(word):
        found.update(stem + ending for ending in endings)
        found.update(_softened(stem, endings))
    return frozenset(form for form in found if len(form) > 1)


def _softened(stem: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Consonants that change before -і and in the vocative: Ольга, Ользі; Вовк, Вовче."""
    last = stem[-1:]
    if last in _SHIFTS and "і" in endings:
        yield stem[:-1] + _SHIFTS[last] + "і"
    if last in _CALLS and ("е" in endings or last == "ц"):
        yield stem[:-1] + _CALLS[last] + "е"


def _paradigms(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Stems of a word with the endings they take."""
    for stem in _IRREGULAR.get(word, ()):
        yield stem, _A + _HARD + _SOFT + _FEMININE
    last, stem = word[-1:], word[:-1]
    if last in "оёe":
        yield stem, _O
        if stem.endswith(("ь", "й")):
            yield stem[:-1], _SOFT
    elif last in "ая":
        yield from _in_a(word, stem, last)
    elif last == "й":
        yield from _in_yot(word, stem)
    elif last == "ь":
        yield from _soft(stem)
    elif last in _VOWELS:
        yield word, _INDECLINABLE
        if last in "еіи" and word.endswith(("е", "ої", "і", "и")):
            yield stem, _ADJECTIVE
    else:
        yield from _in_consonant(word)


def _in_a(word: str, stem: str, last: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield stem, _A if last == "а" else _YA
    if word.endswith("ая"):
        yield word[:-2], _ADJECTIVE
    elif last == "а" and len(stem) > 2:
        yield stem, _ADJECTIVE
    if word.endswith(("ова", "ева", "єва", "їна", "іна", "ина")):
        yield stem, _OV
    if word.endswith("ія"):
        yield stem[:-1], ("ь", "ія", "ії", "ию", "ье", "ьи", "ья", "ью")


def _in_yot(word: str, stem: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield stem, _YOT
    if word.endswith(("ий", "ый", "ой")):
        yield word[:-2], _ADJECTIVE
    if word.endswith("ій"):
        yield word[:-2], _SOFT_ADJECTIVE
    if word.endswith("ий"):
        yield word[:-2], ("ія", "ію", "ієм", "ії", "ієві")
    if word.endswith("ей"):
        for between in ("'", "ь", "і"):
            yield word[:-2] + between, _YOT
    if word.endswith("ій"):
        yield word[:-2] + "о", _YOT
        yield word[:-2] + "е", _YOT


def _soft(stem: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield stem, _SOFT + _FEMININE + ("а", "у", "ом")
    yield from ((other, (*_SOFT, "а", "у", "ом", "ам", "ах")) for other in _changed(stem))
    if stem.endswith(("єц", "ец")):
        yield stem[:-2] + "й" + stem[-1], (*_SOFT, "а", "у", "ом")


def _in_consonant(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    endings: tuple[str, ...] = _HARD
    if word[-1] in "рчжшщц":
        endings += ("я", "ю", "єм", "ем", "еві", "ям", "ями", "ях", "ей")
    yield word, endings
    if word.endswith(("ов", "ев", "єв", "їв", "ів", "ёв", "ін", "їн", "ин", "ын")):
        yield word, _OV
    if word.endswith(("ів", "їв")):
        softs = ("ов", "ев", "ів") if word.endswith("ів") else ("єв", "їв", "ев")
        for soft in softs:
            yield word[:-2] + soft, _HARD + _OV
    if word.endswith("их"):
        yield word[:-2], _ADJECTIVE
    for other in _changed(word):
        yield other, endings
    if word.endswith(("ець", "ец")):
        yield word[:-2] + "ц", _SOFT + _HARD


def _changed(stem: str) -> Iterator[str]:
    """Stems of the other cases: without a fleeting vowel, with о or е in place of і."""
    fleeting = _FLEETING.match(stem)
    if fleeting:
        head, vowel, tail, _soft_sign = fleeting.groups()
        yield head + ("ь" if vowel.startswith("ь") or head[-1] == "л" else "") + tail
        yield head + tail
    if stem.endswith(("єць", "єц")):
        yield stem.rstrip("ь")[:-2] + "йц"
    closed = _CLOSED.match(stem)
    if closed and closed.group(3):
        head, vowel, tail = closed.groups()
        for open_vowel in ("о", "е") if vowel != "ї" else ("є", "йо"):
            yield head + open_vowel + tail
