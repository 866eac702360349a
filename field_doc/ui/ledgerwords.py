"""What a ledger entry says beyond its act: which record, how many files, which device, to whom and why. Pure.

Entries hold codes, terms, digests and ids; beside them stand the words a person gave. Here they become one line for
the list and named rows for the panel. A member this page has no name for, or a value that is no text, is not shown:
what the entry holds byte for byte is in its confirmation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import FieldDocError
from field_doc.schema import registry
from field_doc.ui.fmt import Fmt, grouped
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.base.i18n import Words

_NAME: Final = "ledger-name"
_VALUE: Final = "ledger-value"
_SHORT: Final = 3
_LONG: Final = 32
# In this order the members that say most stand on the line.
_LINE: Final = (
    "about", "code", "name", "path", "in", "office", "bundle", "recipient", "edition", "type", "role", "number",
    "complete", "attachments", "threshold", "shares", "records", "files", "payloads", "bytes", "extent", "findings",
    "device", "continues", "submission", "receipt", "objects", "again", "size", "kind", "seconds", "state", "cause",
    "since", "error", "decision", "hits", "identities", "purpose", "reason", "form", "reported", "at",
    "paper", "sheets", "pages", "mark",
)  # fmt: skip
# The panel has all members that have a name, digests last.
_ROWS: Final = (
    *_LINE, "scope", "purposes", "blocked", "channel", "media_type", "class", "source_kind", "modified",
    "recipient_code", "texts_reviewed", "identities_closed", "version",
    "sha256", "sha512", "cipher_sha256", "root", "key", "continues_size", "continues_root",
    "ledgers", "codes", "form_digest",
)  # fmt: skip
# Said already by the act or of no use on a line: the panel has them.
_NOT_ON_LINE: Final[Mapping[str, frozenset[str]]] = {
    "intake.captured": frozenset({"path", "form"}),
    "intake.known": frozenset({"path", "form"}),
    "export.bundled": frozenset({"form"}),
    **dict.fromkeys(("receipt.stored", "receipt.accepted", "receipt.refused"), frozenset({"receipt"})),
    "record.sealed": frozenset({"type"}),
    "record.amended": frozenset({"type"}),
}
# Terms that are error codes; beside a record "code" is the record's.
_ERRORS: Final = {"intake.failed": "code", "desk.refused": "reason", "receipt.refused": "reason"}
# These are given as ids and shown by what they name.
_NAMED: Final = ("file", "device", "series", "record", "key", "continues")
_DIGESTS: Final = frozenset({
    "version", "submission", "receipt", "root", "continues_root", "sha256", "sha512", "cipher_sha256", "device", "key",
    "continues", "ledgers", "form_digest",
})  # fmt: skip
_TERMS: Final = frozenset({
    "type", "role", "edition", "complete", "extent", "state", "cause", "form", "source_kind", "class", "reported",
    "kind", "scope", "decision", "paper",
})  # fmt: skip
_MOMENTS: Final = frozenset({"at", "modified", "since"})


@dataclass(frozen=True, slots=True)
class Member:
    """One member in the panel; ``digest`` is its hex where the value is a digest."""

    name: str
    value: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class EntryWords:
    """``line`` for the list, ``rows`` for the panel."""

    line: str
    rows: tuple[Member, ...]


def say(entry: HistoryLine, names: Mapping[str, str], words: Words, subject: str = "") -> EntryWords:
    """An entry's members in words.

    Args:
        entry: as it stands in the ledger, with what is disclosed beside it.
        subject: id of the record or file it is about, "" if it is about none.
        names: what ids and fingerprints in it name: codes of records and devices, names of files.
        words: catalogue.

    """
    members = _members(entry, names, subject)
    hidden = _NOT_ON_LINE.get(entry.event, frozenset())
    line = [_said(name, members[name], words, short=True) for name in _LINE if name in members and name not in hidden]
    known = [name for name in _ROWS if name in members and words.has_label(_NAME, name)]
    rows = tuple(_row(name, members[name], words) for name in known)
    return EntryWords(" · ".join(dict.fromkeys(p for p in line if p)), tuple(row for row in rows if row.value))


def _row(name: str, value: str, words: Words) -> Member:
    digest = value.rpartition(":")[2] if name in _DIGESTS and _is_digest(value) else ""
    return Member(words.label(_NAME, name), _said(name, value, words, short=False), digest)


def _members(entry: HistoryLine, names: Mapping[str, str], subject: str) -> dict[str, str]:
    """Terms and details as texts, ids replaced by what they name; what is neither text nor number stays out."""
    members = {name: str(value) for name, value in {**entry.terms, **entry.detail}.items() if _is_plain(value)}
    error = _ERRORS.get(entry.event, "")
    if error in members and _is_code(members[error]):
        members["error"] = members.pop(error)
    if entry.event == "desk.device-continued" and "root" in members:
        members["continues_root"] = members.pop("root")
    for name in _NAMED:
        known = names.get(members.get(name, ""))
        if name in members and (known or name in {"file", "series", "record"}):
            del members[name]
        if known:
            members[{"series": "in", "file": "about", "record": "about"}.get(name, name)] = known
    if subject in names:
        members.setdefault("about", names[subject])
    for same in ("code", "name", "path"):
        if members.get(same) == members.get("about"):
            members.pop(same, None)
    return members


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _is_code(text: str) -> bool:
    """Spelled like an error code: a person's reason has spaces."""
    return "." in text and text == text.lower() and " " not in text


def _said(name: str, value: str, words: Words, *, short: bool) -> str:
    """One member. On the line it must be clear without its name; in the panel its name stands before it."""
    if name in _TERMS:
        return _term(name, value, words)
    if name in _DIGESTS and _is_digest(value):
        text = grouped(value, _SHORT if short else 0)
        if short and name == "continues":
            return words("continues {what}", what=text)
        if short and name == "submission":
            return words("submission {digest}", digest=text)
        return words("receipt {digest}", digest=text) if short and name == "receipt" else text
    if name in _MOMENTS:
        return _moment(value, words)
    speaker = _SPEAKERS.get(name)
    return speaker(value, words, short) if speaker else value


def _is_digest(value: str) -> bool:
    return value.startswith(("sha256:", "sha512:"))


def _term(name: str, value: str, words: Words) -> str:
    """A term's words; "yes" of completeness is not worth a word; an unknown term stands as it is."""
    if name == "type" and words.has_label("type", value):
        text = words.label("type", value)
        return text[:1].lower() + text[1:]
    if name == "edition":
        text = words.label("edition", value)
        return text[:1].lower() + text[1:]
    key = f"{name}.{value}"
    if not words.has_label(_VALUE, key):
        return value
    text = words.label(_VALUE, key)
    return "" if text == "-" else text


def _moment(value: str, words: Words) -> str:
    """``since`` is stored in the alphabet of terms: a point where ISO has its T."""
    iso = value if "T" in value or len(value) < 11 else value[:10] + "T" + value[11:].upper()
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return value
    return Fmt(words.lang).moment(moment) if moment.tzinfo else Fmt(words.lang).day(moment.date())


def _count(value: str) -> int | None:
    return int(value) if value.isdecimal() else None


def _counted(one: str, many: str) -> Callable[[str, Words, bool], str]:
    def say_count(value: str, words: Words, short: bool) -> str:
        count = _count(value)
        if count is None or not short:
            return value if count is None else Fmt(words.lang).number(count)
        return words.plural(one, many, count) if count else ""

    return say_count


def _number(value: str, words: Words, short: bool) -> str:
    return words("version {number}", number=value) if short else value


def _bytes(value: str, words: Words, _short: bool) -> str:
    count = _count(value)
    return value if count is None else Fmt(words.lang).size(count)


def _findings(value: str, words: Words, short: bool) -> str:
    count = _count(value)
    if count is None or not short:
        return value
    none = words("everything matches")
    return words.plural("{count} place differs", "{count} places differ", count) if count else none


def _size(value: str, words: Words, short: bool) -> str:
    count = _count(value)
    text = value if count is None else Fmt(words.lang).number(count)
    return words("ledger of {size} entries", size=text) if short else text


def _threshold(value: str, words: Words, short: bool) -> str:
    return words("any {count} open the vault", count=value) if short else value


def _seconds(value: str, words: Words, _short: bool) -> str:
    """By how much the clock stands ahead or behind."""
    try:
        seconds = int(value)
    except ValueError:
        return value
    span = Fmt(words.lang).duration(abs(seconds))
    return words("ahead by {span}", span=span) if seconds > 0 else words("behind by {span}", span=span)


def _continues(value: str, words: Words, short: bool) -> str:
    """A device by its code, or the beginning of what names the earlier volume."""
    text = grouped(value, 0 if len(value) < _LONG else _SHORT) if _is_hex(value) else value
    return words("continues {what}", what=text) if short else text


def _is_hex(value: str) -> bool:
    return len(value) >= _LONG and not value.rpartition(":")[2].strip("0123456789abcdef")


def _purpose(value: str, words: Words, _short: bool) -> str:
    """The program's own purposes and those of consent are in words; a person's own stand as typed."""
    own = {"work": words("at work"), "compare": words("to compare versions")}
    if value.startswith("cp_"):
        return registry.load().labels(words).term(value)
    if words.has_label(_VALUE, f"purpose.{value}"):
        return words.label(_VALUE, f"purpose.{value}")
    return own.get(value, value)


def _error(value: str, words: Words, _short: bool) -> str:
    return describe(FieldDocError(value), words).what


def _recipient(value: str, words: Words, short: bool) -> str:
    return words("to: {recipient}", recipient=value) if short else value


def _kind_of_file(value: str, _words: Words, _short: bool) -> str:
    """``image.jpeg`` is ``image/jpeg`` in the alphabet of terms."""
    return value.replace(".", "/", 1)


_SPEAKERS: Final[Mapping[str, Callable[[str, Words, bool], str]]] = {
    "number": _number,
    "bytes": _bytes,
    "findings": _findings,
    "size": _size,
    "threshold": _threshold,
    "purpose": _purpose,
    "error": _error,
    "recipient": _recipient,
    "media_type": _kind_of_file,
    "seconds": _seconds,
    "continues": _continues,
    "bundle": lambda value, _words, _short: value.upper(),
    "attachments": _counted("{count} file", "{count} files"),
    "files": _counted("{count} file", "{count} files"),
    "payloads": _counted("{count} file", "{count} files"),
    "records": _counted("{count} record", "{count} records"),
    "again": _counted("{count} to be sent again", "{count} to be sent again"),
    "objects": _counted("{count} object", "{count} objects"),
    "shares": _counted("{count} share", "{count} shares"),
    "mark": lambda value, _words, _short: value.upper(),
    "sheets": _counted("{count} sheet", "{count} sheets"),
    "pages": _counted("{count} page", "{count} pages"),
    "texts_reviewed": _counted("{count} text read", "{count} texts read"),
}
