"""Names of people in texts: what was found, and what a person decided about each place.

A hit shows what stands in the text and the code of the person, never more of the identity. A decision is kept under
a key that is a hash of the place, the words found and a little of the text around them under the salt of the identity
(``names_people``); it stands as long as the words there stay as they are, and nobody can tell from it whose name it was
once the identity is closed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from field_doc.evidence.names_fold import bare
from field_doc.evidence.names_forms import Book, book
from field_doc.evidence.names_found import Found, Grade
from field_doc.evidence.names_scan import AROUND, scan
from field_doc.evidence.names_texts import FILE_PLACES
from field_doc.formats.labels import NAMES_DECISION

if TYPE_CHECKING:
    from field_doc.evidence.names_people import People, Person
    from field_doc.evidence.names_texts import Text
    from field_doc.vault.database import Database

_CONTEXT: Final = 24
_CODES_SHOWN: Final = 3
_POSITION: Final = re.compile(r"\[\d+\]")


class Decision(StrEnum):
    """What a person decided about a place."""

    KEEP = "keep"
    NOT_A_NAME = "not_a_name"
    TO_CHANGE = "to_change"


@dataclass(frozen=True, slots=True)
class NameHit:
    """A place where somebody's name, telephone or address seems to stand.

    ``record`` and ``code``: the record; ``field_path`` as a form names its fields (a file's id for what stands with
    a file); ``where``: ``field``, ``caption``, ``file_name`` or ``exif``; ``before``, ``found``, ``after``: the text
    itself; ``persons``: codes of everybody it may be; ``key``: names the hit for ``decide``; ``decision``: "" while
    nobody decided.
    """

    record: str
    code: str
    type: str
    field_path: str
    where: str
    before: str
    found: str
    after: str
    persons: tuple[str, ...]
    kind: str
    grade: str
    key: str
    file: str = ""
    decision: str = ""
    stored: tuple[str, ...] = field(default=(), repr=False)

    @property
    def person_code(self) -> str:
        """Codes of the persons, three at most and how many more."""
        shown = ", ".join(self.persons[:_CODES_SHOWN])
        more = len(self.persons) - _CODES_SHOWN
        return f"{shown} +{more}" if more > 0 else shown

    @property
    def in_file(self) -> bool:
        """Whether it stands with a file and in no field."""
        return self.where in FILE_PLACES

    @property
    def open(self) -> bool:
        """Whether it keeps an export from being made: undecided, or decided to be changed and not changed yet."""
        return self.decision in {"", Decision.TO_CHANGE}


class Finder:
    """Looks for these people; built once for a check."""

    def __init__(self, people: People) -> None:
        self._people: tuple[Person, ...] = people.known
        self._book: Book = book([person.parts for person in people.known])

    def hits(self, texts: Iterable[Text], named: Mapping[str, tuple[str, str]]) -> Iterator[NameHit]:
        """Every hit in these texts. ``named``: record → its code and type."""
        for text in texts:
            for found in scan(self._book, text.text, label=text.where in FILE_PLACES):
                yield self._hit(text, found, named)

    def finds(self, text: str) -> bool:
        """Whether anything of anybody stands in a text."""
        return bool(scan(self._book, text))

    def _hit(self, text: Text, found: Found, named: Mapping[str, tuple[str, str]]) -> NameHit:
        before, after = text.text[: found.start], text.text[found.end :]
        words = text.text[found.start : found.end]
        place = "\0".join((
            text.file or text.record, _POSITION.sub("", text.path), _plain(words), _plain(before)[-_CONTEXT:],
            _plain(after)[:_CONTEXT],
        ))  # fmt: skip
        stored = tuple(_key(self._people[p].salt, place) for p in found.persons)
        code, type_name = named.get(text.record, ("", ""))
        return NameHit(
            record=text.record, code=code, type=type_name, field_path=text.path, where=text.where,
            before=before[-AROUND:], found=words, after=after[:AROUND],
            persons=tuple(dict.fromkeys(self._people[p].code for p in found.persons)),
            kind=found.kind, grade=found.grade.value, file=text.file, stored=stored,
            key=f"{code}:{hashlib.sha256(''.join(sorted(stored)).encode()).hexdigest()[:12]}",
        )  # fmt: skip


def _plain(text: str) -> str:
    """Words as they are compared: case, marks and spacing aside. Only as much as is needed of a long text."""
    near = text if len(text) <= 4 * AROUND else text[: 2 * AROUND] + text[-2 * AROUND :]
    return " ".join(bare(near).split())


def _key(salt: bytes, place: str) -> str:
    return hmac.new(
        salt, NAMES_DECISION.data + b"\0" + place.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def with_decisions(database: Database, hits: Sequence[NameHit]) -> tuple[NameHit, ...]:
    """The hits with what was decided; of a name that several people have, only what was decided for all of them."""
    known = {str(r["key"]): str(r["decision"]) for r in database.rows("SELECT key, decision FROM names_decisions")}
    return tuple(replace(hit, decision=_of_all([known.get(key, "") for key in hit.stored])) for hit in hits)


def _of_all(decisions: Sequence[str]) -> str:
    if not decisions or "" in decisions:
        return ""
    return Decision.TO_CHANGE.value if Decision.TO_CHANGE in decisions else decisions[0]


def keep(database: Database, hits: Iterable[NameHit], decision: str, *, reason: str, by: str, at: str) -> int:
    """Keep a decision about hits; a later one replaces it, "" takes it back. Needs a transaction."""
    keys = list(dict.fromkeys(key for hit in hits for key in hit.stored))
    if not decision:
        database.executemany("DELETE FROM names_decisions WHERE key = ?", [(key,) for key in keys])
    else:
        database.executemany(
            "INSERT OR REPLACE INTO names_decisions VALUES (?, ?, ?, ?, ?)",
            [(key, Decision(decision).value, reason, by, at) for key in keys],
        )
    return len(keys)


def same(hits: Iterable[NameHit], like: NameHit) -> Iterator[NameHit]:
    """Hits of one record with the same words, case and marks aside, of the same persons."""
    words = _plain(like.found)
    for hit in hits:
        if (hit.record, hit.persons, _plain(hit.found)) == (like.record, like.persons, words):
            yield hit


def likely_first(hits: Iterable[NameHit]) -> tuple[NameHit, ...]:
    """Undecided before decided, sure before doubtful, else as they stand."""
    return tuple(sorted(hits, key=lambda h: (not h.open, h.grade != Grade.LIKELY)))
