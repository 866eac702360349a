"""The directory of help: whom a person can be sent to, by oblast, signed by the office's desk (docs/spec/referrals.md).

It is imported into a vault and works offline. Nothing in it is about a person who was helped.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats.canonical import JSON
from field_doc.formats.keys import SigningKey, VerifyKey
from field_doc.formats.labels import REFERRALS, TYP_REFERRALS
from field_doc.formats.sdjwt import jws
from field_doc.formats.shape import Shape

MAX_CHARS = 4 * 1024 * 1024
MAX_ENTRIES = 5_000
_MAX_LIST = 40
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_PHONE = re.compile(r"[0-9+][0-9 ()\-]{1,24}(?: [a-z.]{1,5} ?[0-9]{1,6})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LANGUAGES = ("en", "uk")
_CODE = "referrals.malformed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of help.

    Attributes:
        id: stable name within the directory.
        name, hours, note: texts by language (``uk``, ``en``); hours and note may be empty.
        oblasts: term ids of ``ua_oblasts``; none: the whole country.
        needs: term ids ``vulnerability_needs:need``: what kind of help.
        phones: as they are dialled, first the one to try first.
        online: address of a site or account, "" if none.
        languages: BCP 47 tags that are spoken there.
        last_checked: day on which somebody called; "" for numbers of the state that nobody calls to check.

    """

    id: str
    name: dict[str, str]
    oblasts: tuple[str, ...]
    needs: tuple[str, ...]
    phones: tuple[str, ...]
    online: str
    hours: dict[str, str]
    languages: tuple[str, ...]
    note: dict[str, str]
    last_checked: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Whose directory it is, when it was signed (UTC), its entries."""

    office: str
    issued: str
    entries: tuple[Entry, ...]


def sign_directory(directory: Directory, key: SigningKey) -> str:
    """The directory as a file; the desk's receipt key signs it."""
    return jws.sign(TYP_REFERRALS, _claims(directory), key)


def open_directory(text: str, key: VerifyKey) -> Directory:
    """A directory, its signature checked.

    Raises:
        InputProblem: ``referrals.not-a-directory``: the file is none.
        IntegrityFailure: ``referrals.malformed``, ``jws.*``: something in it was changed, or another key signed it.

    """
    try:
        jws.key_id(text.strip(), TYP_REFERRALS, max_chars=MAX_CHARS)
    except IntegrityFailure as error:
        raise InputProblem("referrals.not-a-directory") from error
    return _directory(jws.verify(text.strip(), TYP_REFERRALS, key, max_chars=MAX_CHARS))


def read_entries(data: bytes) -> tuple[Entry, ...]:
    """Entries of an unsigned list ``{"entries": [...]}`` that somebody wrote: members may be left out.

    Raises:
        InputProblem: ``referrals.list-unreadable``; ``referrals.entry-wrong`` with the entry's ``number`` from 1.

    """
    try:
        whole = json.loads(data)
        listed = whole["entries"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputProblem("referrals.list-unreadable") from error
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_ENTRIES:
        raise InputProblem("referrals.list-unreadable")
    found: list[Entry] = []
    for number, one in enumerate(listed, start=1):
        try:
            found.append(_entry({**_EMPTY, **one} if isinstance(one, dict) else one))
        except IntegrityFailure as error:
            raise InputProblem("referrals.entry-wrong", number=number) from error
    if len({one.id for one in found}) != len(found):
        raise InputProblem("referrals.entry-twice")
    return tuple(found)


_EMPTY: dict[str, JSON] = {
    "oblasts": [], "needs": [], "phones": [], "online": "", "hours": {}, "languages": [], "note": {},
    "last_checked": "",
}  # fmt: skip


def _claims(directory: Directory) -> dict[str, JSON]:
    return {
        "type": REFERRALS.text,
        "office": directory.office,
        "issued": directory.issued,
        "entries": [_written(one) for one in directory.entries],
    }


def _written(entry: Entry) -> JSON:
    return {
        "id": entry.id,
        "name": dict(entry.name),
        "oblasts": list(entry.oblasts),
        "needs": list(entry.needs),
        "phones": list(entry.phones),
        "online": entry.online,
        "hours": dict(entry.hours),
        "languages": list(entry.languages),
        "note": dict(entry.note),
        "last_checked": entry.last_checked,
    }


def _directory(claims: dict[str, JSON]) -> Directory:
    shape = Shape(claims, _CODE)
    if shape.take("type") != REFERRALS.text:
        raise shape.fail()
    found = Directory(
        office=shape.text("office", limit=200),
        issued=shape.text("issued", _TIME),
        entries=shape.items("entries", _entry, most=MAX_ENTRIES),
    )
    shape.end()
    if len({one.id for one in found.entries}) != len(found.entries):
        raise shape.fail()
    return found


def _entry(value: JSON) -> Entry:
    shape = Shape(value, _CODE)
    entry = Entry(
        id=shape.text("id", _ID),
        name=_texts(shape.take("name"), least=1),
        oblasts=shape.items("oblasts", lambda v: _matching(v, _ID), most=_MAX_LIST),
        needs=shape.items("needs", lambda v: _matching(v, _ID), most=_MAX_LIST),
        phones=shape.items("phones", lambda v: _matching(v, _PHONE), most=_MAX_LIST),
        online=shape.text("online", limit=300),
        hours=_texts(shape.take("hours")),
        languages=shape.items("languages", lambda v: _matching(v, _LANGUAGE), most=_MAX_LIST),
        note=_texts(shape.take("note")),
        last_checked=shape.text("last_checked", limit=10),
    )
    shape.end()
    if (entry.last_checked and not _DAY.fullmatch(entry.last_checked)) or not (entry.phones or entry.online):
        raise IntegrityFailure(_CODE)
    return entry


def _texts(value: JSON, *, least: int = 0) -> dict[str, str]:
    """Texts by language."""
    if not isinstance(value, dict) or not set(value) <= set(_LANGUAGES) or len(value) < least:
        raise IntegrityFailure(_CODE)
    found: dict[str, str] = {}
    for lang, text in value.items():
        if not isinstance(text, str) or not text.strip() or len(text) > 600:
            raise IntegrityFailure(_CODE)
        found[lang] = text
    return found


def _matching(value: JSON, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise IntegrityFailure(_CODE)
    return value
