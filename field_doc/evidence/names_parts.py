"""Taking an identity record apart into what can be looked for: words of names, numbers, addresses, handles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from field_doc.evidence.names_fold import APOSTROPHES, INVISIBLE
from field_doc.evidence.names_known import given_of, is_given, is_patronymic

Json = Any
# An acute accent that stood for an apostrophe becomes a space and a mark where a text was decomposed (NFKD).
WORD: Final = re.compile(
    rf"[^\W\d_](?:[^\W\d_]|[{INVISIBLE}]|(?:[{APOSTROPHES}]|[ ]\u0301)(?=[{INVISIBLE}]*[^\W\d_]))*"
)
_DIGITS: Final = re.compile(r"\d(?:[\s().\-–—/]{0,3}\d)+")
_HOUSE: Final = re.compile(r"(?<![\w/])(\d{1,4})\s*[-/]?\s*([а-яіїєґa-z](?!\w))?", re.IGNORECASE)
_FLAT: Final = re.compile(r"(?:кв|квартира|flat|apt|під'їзд|підʼїзд|поверх|этаж)\.?\s*№?\s*\d+", re.IGNORECASE)
_STREET: Final = """
вул вулиця вулиці вулицю ул улица улице улицу просп проспект проспекті пров провулок провулку пер переулок бул
бульвар бульварі бульв пл площа площі узвіз шосе тупик туп набережна наб майдан мікрорайон мкр мрн квартал кв
буд будинок будинку дом дім б д house street str st avenue ave lane road rd boulevard blvd square sq корпус корп
с село селі селище смт м місто місті хутір хут сільрада район р н обл область oblast raion city village
"""
_STREET_WORDS: Final = frozenset(_STREET.split())
_MARKED: Final = re.compile(r"\b(?:вул|вулиця|ул|улица|просп|проспект|пров|провулок|пер|бул|бульвар|пл|площа)\b\.?",
                            re.IGNORECASE)  # fmt: skip
_LEAST_PHONE: Final = 7
_LEAST_DOCUMENT: Final = 6
_LEAST_HANDLE: Final = 4


@dataclass(frozen=True, slots=True)
class Address:
    """A street's words and a house; either alone is nobody's address."""

    words: tuple[str, ...]
    house: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What one identity holds that a text may give away. Words in their own spelling, as written.

    ``names``: (word, part) with part ``surname``, ``given``, ``patronymic`` or ``nick``; ``phrases``: names of more
    words that count only together; ``phones`` and ``documents``: digits; ``handles``: e-mail and messenger names.
    """

    names: tuple[tuple[str, str], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    phones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not any((self.names, self.phrases, self.phones, self.documents, self.handles, self.addresses))


def digits_of(text: str) -> str:
    """The digits of a text in any script, as ASCII."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def house_of(number: str, letter: str) -> str:
    """A house number as it is compared: 12-А, 12а and 12 a are one."""
    return number.lstrip("0") + (letter or "").lower().translate(str.maketrans("abceikmoptx", "авсеікмортх"))


def of_identity(fields: Mapping[str, Json]) -> Parts:
    """What to look for of one identity record's stored fields. Unknown or odd members are passed over."""
    names = [*_main_names(fields), *_latin(fields)]
    phrases: list[tuple[str, ...]] = []
    for member in _members(fields, "other_names"):
        own, together = _other(_texts(member.get("name")), str(member.get("kind") or ""))
        names += own
        phrases += together
    contacts = list(_contacts(fields))
    names += [(word, part) for text in _loose(fields) for word, part in _in_free_text(text)]
    numbers = [n for text in (*contacts, *_loose(fields)) for n in _phones(text)]
    return Parts(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(phrases)),
        tuple(dict.fromkeys(numbers)),
        tuple(dict.fromkeys(_documents(fields))),
        tuple(dict.fromkeys(h for text in contacts for h in _handles(text))),
        tuple(dict.fromkeys(_addresses(fields))),
    )


def of_documenter(fields: Mapping[str, Json]) -> Parts:
    """What to look for of whoever works with the vault: two words of the name together, in either order.

    One of them alone stands in every path of the person's own computer.
    """
    found = [w for text in _texts(fields.get("name")) for w in words(text)]
    pairs = [pair for one in pairwise(found) for pair in (one, one[::-1])]
    return Parts(phrases=tuple(dict.fromkeys(pairs)))


def _texts(value: Json) -> list[str]:
    """The words of a text value in all its languages."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Mapping):
        return []
    more = value.get("parallel")
    beside = [one.get("text") for one in more if isinstance(one, Mapping)] if isinstance(more, list) else []
    return [text for text in (value.get("text"), *beside) if isinstance(text, str)]


def _members(fields: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    value = fields.get(name)
    return [member for member in value if isinstance(member, Mapping)] if isinstance(value, list) else []


def words(text: str) -> list[str]:
    """Words of a name; parts of a double name stand by themselves, two-letter particles are no names."""
    return [w for w in WORD.findall(text) if len(w) > 1]


def _main_names(fields: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for field, part in (("surname", "surname"), ("given_name", "given"), ("patronymic", "patronymic")):
        for text in _texts(fields.get(field)):
            for word in words(text):
                # Whoever typed the whole name into one field is looked for all the same.
                yield word, _guess(word) if part == "surname" and len(words(text)) > 1 else part


def _guess(word: str) -> str:
    return "patronymic" if is_patronymic(word) else "given" if is_given(word) else "surname"


def _latin(fields: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    given = {w.lower() for name in ("name_latin_document", "name_latin_kmu") for t in _texts(fields.get(name))
             for w in words(t)}  # fmt: skip
    yield from ((word, "latin") for word in sorted(given))


def _other(texts: list[str], kind: str) -> tuple[list[tuple[str, str]], list[tuple[str, ...]]]:
    """Words of another name: a nickname of more words counts only whole, a full name by its parts."""
    names: list[tuple[str, str]] = []
    phrases: list[tuple[str, ...]] = []
    nick = kind in {"nk_nickname", "nk_callsign", "nk_spoken"}
    for text in texts:
        found = words(text)
        if nick and len(found) > 1 and not any(is_given(w) or is_patronymic(w) for w in found):
            phrases.append(tuple(found))
        else:
            names += [(w, "nick" if nick and not is_given(w) else _guess(w)) for w in found]
    return names, phrases


def _contacts(fields: Mapping[str, Json]) -> Iterator[str]:
    for member in _members(fields, "contacts"):
        contact = member.get("contact")
        value = contact.get("value") if isinstance(contact, Mapping) else contact
        if isinstance(value, str):
            yield value


def _loose(fields: Mapping[str, Json]) -> list[str]:
    """Free words of an identity in which other people may be named: next of kin, whose telephone it is."""
    found = _texts(fields.get("next_of_kin_note"))
    for member in _members(fields, "contacts"):
        contact = member.get("contact")
        if isinstance(contact, Mapping):
            found += [contact[k] for k in ("owner", "note") if isinstance(contact.get(k), str)]
    return found


def _in_free_text(text: str) -> Iterator[tuple[str, str]]:
    """Names in free words, in whatever case: given names, patronymics, and capitalised words beside them."""
    found = words(text)
    for number, word in enumerate(found):
        if not word[0].isupper():
            continue
        beside = [w for w in found[max(0, number - 1) : number + 2] if w is not word]
        if given := given_of(word):
            yield given, "given"
        elif is_patronymic(word):
            yield word, "patronymic"
        elif any(w[0].isupper() and (given_of(w) or is_patronymic(w)) for w in beside):
            yield word, "surname"


def _phones(text: str) -> Iterator[str]:
    for run in _DIGITS.findall(text):
        number = digits_of(run)
        if _LEAST_PHONE <= len(number) <= 15:
            yield number


def _handles(text: str) -> Iterator[str]:
    """E-mail addresses, and a messenger's name where it is all there is."""
    for one in re.split(r"[\s,;]+", text.strip()):
        plain = one.strip("<>().").lower().removeprefix("https://").removeprefix("t.me/").lstrip("@")
        lettered = len(plain) >= _LEAST_HANDLE and re.search(r"[a-zа-яіїєґ]", plain)
        if lettered and ("@" in one or len(text.split()) == 1):
            yield plain


def _documents(fields: Mapping[str, Json]) -> Iterator[str]:
    for member in _members(fields, "id_documents"):
        number = member.get("number")
        if isinstance(number, str) and len(digits_of(number)) >= _LEAST_DOCUMENT:
            yield digits_of(number)


def _addresses(fields: Mapping[str, Json]) -> Iterator[Address]:
    for member in _members(fields, "addresses"):
        place = member.get("address")
        if isinstance(place, Mapping):
            for part in ("address", "as_said"):
                yield from _address(place.get(part))


def _address(text: Json) -> Iterator[Address]:
    """Street and house of an address line; the flat is taken away first."""
    if not isinstance(text, str):
        return
    line = _FLAT.sub(" ", text)
    marked = _MARKED.search(line)
    if marked and any(_street(line[marked.end() : h.start()]) for h in _HOUSE.finditer(line, marked.end())):
        line = line[marked.end() :]
    after = None
    for house in _HOUSE.finditer(line):
        number = house_of(house.group(1), house.group(2) or "")
        if before := _street(line[: house.start()])[-2:]:
            yield Address(tuple(before), number)
            return
        after = after or (_street(line[house.end() :])[:2], number)
    if after is not None and after[0]:
        yield Address(tuple(after[0]), after[1])  # 12 Shevchenka Street


def _street(text: str) -> list[str]:
    return [w for w in words(text) if w.lower() not in _STREET_WORDS]
