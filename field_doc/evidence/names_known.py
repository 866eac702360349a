"""Given names that people go by in two languages and in short, and surnames that are everyday words. Own tables.

A person is one; the names are several: Володимир, Владимир, Володя, Вова. Whoever is called one way in a document
is called another in a story.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from field_doc.evidence.names_fold import letters
from field_doc.evidence.names_tables import EVERYDAY, MEN, OTHER_WORDS, WOMEN


def _rows(table: str) -> Iterator[tuple[str, ...]]:
    for line in table.strip().splitlines():
        full, other, short = line.split("/")
        yield tuple(dict.fromkeys((*full.split(), *other.split(), *short.split())))


def _fathers() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for line in MEN.strip().splitlines():
        full, other, _short = line.split("/")
        yield tuple(full.split()), tuple(other.split())


@cache
def _groups() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Key of a name → the groups of names it stands in (Женя is two)."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in (*_rows(MEN), *_rows(WOMEN)):
        for name in row:
            key = letters(name)
            found[key] = (*found.get(key, ()), row)
    return found


def same_person(given: str) -> frozenset[str]:
    """Other forms of a given name in Ukrainian, Russian and in short; the name itself is among them."""
    return frozenset({given, *(name for row in _groups().get(letters(given), ()) for name in row)})


def is_given(word: str) -> bool:
    """Whether a word is a given name of the table."""
    return letters(word) in _groups()


@cache
def _given_forms() -> dict[str, str]:
    """Key of every case form of the given names of the table → the name."""
    from field_doc.evidence.names_cases import forms

    names = [name for row in (*_rows(MEN), *_rows(WOMEN)) for name in row]
    return {letters(form): name for name in reversed(names) for form in forms(name)} | {letters(n): n for n in names}


def given_of(word: str) -> str:
    """The given name a word is a case form of, "" if of none."""
    return _given_forms().get(letters(word), "")


def is_patronymic(word: str) -> bool:
    """Whether a word is spelled like a patronymic."""
    return len(word) > 5 and word.lower().endswith(
        ("ович", "йович", "евич", "івна", "ївна", "овна", "евна", "ьович", "ілліч", "кузьмич", "ївни")
    )


@cache
def _patronymics() -> dict[str, frozenset[str]]:
    """Key of a patronymic → the same in both languages."""
    found: dict[str, frozenset[str]] = {}
    for ours, others in _fathers():
        for ends in (("uk_m", "ru_m"), ("uk_f", "ru_f")):
            group = frozenset(
                p for names, end in ((ours, ends[0]), (others, ends[1])) for n in names for p in _made(n, end)
            )
            for one in group:
                found[letters(one)] = found.get(letters(one), frozenset()) | group
    return found


_SPECIAL: Final = {
    "григорій": "григор", "микола": "миколай", "федір": "федор", "сидір": "сидор", "лев": "льв", "яків": "як",
}  # fmt: skip


def _made(father: str, end: str) -> Iterator[str]:
    """Patronymics of a father's name by rule."""
    name, man = father.lower(), end.endswith("m")
    stem = (
        (name[:-1] if name[-1] in "оаяйь" else name)
        if name not in {"ілля", "илья"}
        else "іл"
        if end.startswith("uk")
        else "иль"
    )
    if end.startswith("uk"):
        yield stem + ("ович" if man else "івна")
        if name.endswith(("й", "ь", "а", "я")):
            yield stem + ("йович" if man else "ївна")
            yield stem + ("ьович" if man else "івна")
        if name in _SPECIAL:
            yield _SPECIAL[name] + ("ович" if man else "івна")
        if name in {"ілля", "лука", "кузьма"}:
            yield stem + ("ич" if man else "івна")
            yield stem + ("ліч" if man else "лівна")
        return
    yield stem + ("ович" if man else "овна")
    if name.endswith(("й", "ь", "я")):
        yield stem + ("евич" if man else "евна")
        yield stem.rstrip("и") + ("ьевич" if man else "ьевна")
        yield stem + ("ич" if man else "инична")


def same_father(patronymic: str) -> frozenset[str]:
    """A patronymic in both languages; what the table lacks, by its ending."""
    word = patronymic.lower()
    found = set(_patronymics().get(letters(word), ())) | {word}
    for ours, other in (("івна", "овна"), ("ївна", "евна"), ("йович", "евич"), ("ьович", "ьевич")):
        if word.endswith(ours):
            found.add(word[: -len(ours)] + other)
        elif word.endswith(other):
            found.add(word[: -len(other)] + ours)
    return frozenset(found)


def is_other_word(key: str) -> bool:
    """Whether this form of a given name is more often another word."""
    return key in _other_words()


@cache
def _other_words() -> frozenset[str]:
    return frozenset(letters(word) for word in OTHER_WORDS.split())


@cache
def everyday() -> frozenset[str]:
    """Keys of everyday words and of their forms."""
    from field_doc.evidence.names_cases import forms

    return frozenset(letters(form) for word in EVERYDAY.split() for form in forms(word))
