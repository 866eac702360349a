"""Search patterns out of identity records: every way a name may be written, in one table of keys. Pure.

A thousand people give some hundred thousand keys; looking a word up costs the same however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from field_doc.evidence.names_cases import DERIVED, forms
from field_doc.evidence.names_fold import bare, letters, readings, sounds
from field_doc.evidence.names_known import is_other_word, same_father, same_person
from field_doc.evidence.names_parts import Address, Parts

# A stem shorter than this begins too many other words.
_LEAST_STEM: Final = 5
_FINAL: Final = "аеоуюия"
_ENDINGS: Final = frozenset(
    letters(e) for e in (
        *DERIVED, "а", "у", "і", "и", "о", "е", "ю", "я", "ою", "ею", "ом", "ем", "ові", "еві", "ам", "ами", "ах",
        "ого", "ому", "им", "их", "ими", "ої", "ій", "ий", "ям", "ями", "ях", "ей", "ой", "ів", "єві", "єм", "ия",
    )
)  # fmt: skip


class Named(NamedTuple):
    """A word that may be part of a person's name: index of the person, which part, whether the form is exact."""

    person: int
    part: str
    exact: bool = True


@dataclass(slots=True)
class Book:
    """What is looked for, of all persons.

    ``letters`` and ``sounds``: keys of whole words; ``foreign``: names written in Latin letters only; ``stems``:
    beginnings of surnames and nicknames; ``phones`` by their last seven digits; ``documents`` and ``handles`` whole;
    ``streets`` by key of the street's longest word.
    """

    letters: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    sounds: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    foreign: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = field(default_factory=dict)
    phones: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    documents: dict[str, list[int]] = field(default_factory=dict)
    handles: dict[str, list[int]] = field(default_factory=dict)
    streets: dict[str, list[tuple[int, frozenset[str], str]]] = field(default_factory=dict)
    initials: dict[int, frozenset[str]] = field(default_factory=dict)
    persons: int = 0
    _known: dict[str, tuple[Named, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return not any((self.letters, self.sounds, self.phrases, self.phones, self.documents, self.handles))

    def named(self, word: str) -> tuple[Named, ...]:
        """Whose name a word of a text may be."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._look_up(word)
            if len(self._known) > 500_000:  # a day's texts; what was looked up is not kept for ever
                self._known.clear()
        return found

    def _look_up(self, word: str) -> tuple[Named, ...]:
        cyrillic, latin = readings(word)
        found = [n for key in cyrillic for n in self.letters.get(key, ())]
        found += [n for key in latin for n in self.sounds.get(key, ())]
        if not found and cyrillic:
            # A name known only in Latin letters (a foreigner's passport), written in Cyrillic ones.
            found = list(self.foreign.get(sounds(word), ()))
        if not found:
            found = [n for key in cyrillic for n in self._by_stem(key)]
        return tuple(dict.fromkeys(found))

    def _by_stem(self, key: str) -> Iterator[Named]:
        for cut in range(1, min(6, len(key) - _LEAST_STEM + 1)):
            stem, ending = key[:-cut], key[-cut:]
            if stem in self.stems and ending in _ENDINGS:
                yield from (n._replace(exact=False) for n in self.stems[stem])


class _Maker:
    """Collects keys; lists become tuples at the end."""

    def __init__(self) -> None:
        self.letters: dict[str, list[Named]] = defaultdict(list)
        self.sounds: dict[str, list[Named]] = defaultdict(list)
        self.foreign: dict[str, list[Named]] = defaultdict(list)
        self.stems: dict[str, list[Named]] = defaultdict(list)

    def word(self, person: int, word: str, part: str) -> None:
        """All forms of one word of a name."""
        named = Named(person, part)
        lower = bare(word)
        if "a" <= lower[:1] <= "z":
            self._latin(named, word)
            return
        for base in _also(word, part):
            self._cyrillic(named, base.lower())

    def _cyrillic(self, named: Named, word: str) -> None:
        own = letters(word)
        for form in forms(word):
            key = letters(form)
            # "Коли" is no form of Коля that anybody would look for: it begins every third sentence.
            other = named.part == "given" and key != own and is_other_word(key)
            if len(key) > 1 and not other:
                self.letters[key].append(named)
                self.sounds[sounds(form)].append(named)
        stem = own.rstrip(_FINAL) if len(own.rstrip(_FINAL)) >= _LEAST_STEM else own
        if named.part in {"surname", "nick"} and len(stem) >= _LEAST_STEM:
            self.stems[stem].append(named)

    def _latin(self, named: Named, word: str) -> None:
        key = sounds(word)
        for form in {key, *(sounds(f) for f in forms(key))}:
            if len(form) > 1:
                self.sounds[form].append(named)
                self.foreign[form].append(named)

    def put_into(self, book: Book) -> None:
        """Finished tables."""
        for name in ("letters", "sounds", "foreign", "stems"):
            table: dict[str, list[Named]] = getattr(self, name)
            setattr(book, name, {key: tuple(dict.fromkeys(found)) for key, found in table.items()})


def _also(word: str, part: str) -> frozenset[str]:
    """The same name in the other language and in short."""
    if part in {"given", "nick"}:
        return same_person(word) | {word}
    if part == "patronymic":
        return same_father(word) | {word}
    return frozenset({word})


def book(people: Sequence[Parts]) -> Book:
    """Patterns of these people; a person is known by its place in the sequence."""
    made, maker = Book(persons=len(people)), _Maker()
    for person, parts in enumerate(people):
        for word, part in parts.names:
            maker.word(person, word, _latin_part(word, part, parts))
        made.initials[person] = frozenset(sounds(w[0]) for w, _part in parts.names)
        _numbers(made, person, parts)
    maker.put_into(made)
    return made


def _latin_part(word: str, part: str, parts: Parts) -> str:
    """A Latin spelling is the part whose Cyrillic spelling sounds like it; else it may be a surname."""
    if part != "latin":
        return part
    for other, which in parts.names:
        if which == "given" and sounds(word) in {sounds(form) for form in same_person(other)}:
            return "given"
    return "surname"


def _numbers(made: Book, person: int, parts: Parts) -> None:
    for phrase in parts.phrases:
        keys = tuple(frozenset(k for f in (w, *forms(w.lower())) for k in (letters(f), sounds(f))) for w in phrase)
        for key in keys[0]:
            made.phrases.setdefault(key, []).append((person, keys))
    for phone in parts.phones:
        made.phones.setdefault(phone[-7:], []).append((person, phone))
    for document in parts.documents:
        made.documents.setdefault(document, []).append(person)
    for handle in parts.handles:
        made.handles.setdefault(handle, []).append(person)
    for address in parts.addresses:
        _street(made, person, address)


def _street(made: Book, person: int, address: Address) -> None:
    """The longest word of a street finds it, in any case form and in Latin letters."""
    word = max(address.words, key=len).lower()
    keys = frozenset(k for f in forms(word) for k in (letters(f), sounds(f))) | {letters(word), sounds(word)}
    for key in keys:
        if len(key) > 2:
            made.streets.setdefault(key, []).append((person, keys, address.house))
