"""Disclosure statement of an edition: who withheld what from whom, and why (R09).

A presentation of a sealed version verifies whatever was left out of it, so anybody could drop the
paragraph that speaks for the accused. The statement is signed by the issuer of the bundle and lists,
for each record, the one presentation that was issued and every digest withheld from it with a reason:
disclosed + listed must be all there is. The page is docs/spec/disclosure-statement.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import labels, sdjwt
from field_doc.formats.sdjwt import claims, jws, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from field_doc.formats.canonical import JSON
    from field_doc.formats.keys import SigningKey, VerifyKey
    from field_doc.formats.sdjwt import Sealed

#: How much identity an edition shows (FORMATS, Editions and bundles).
EDITIONS = ("full", "pseudonymised", "public")
MAX_RECORDS = 10_000
#: Withheld parts of all records of one statement.
MAX_WITHHELD = 500_000
MAX_STATEMENT_CHARS = 96 << 20

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,79}")
_REASON = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_JWT_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class WithheldPart:
    """One part that was not handed over: its digest (base64url) and the code of the reason."""

    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordDisclosure:
    """What was handed over of one sealed version.

    Attributes:
        record, version: as in the sealed version.
        jwt_digest: ``sha256:…`` of the issuer-signed JWT; the same value stands in the ledger.
        sd_hash: digest of exactly the presentation that was issued (RFC 9901, section 4.3.1).
        withheld: every digest the presentation leaves without disclosure, sorted.

    """

    record: str
    version: int
    jwt_digest: str
    sd_hash: str
    withheld: tuple[WithheldPart, ...]


@dataclass(frozen=True, slots=True)
class DisclosureStatement:
    """All records of one edition of one bundle, for one recipient; ``issued_at`` is ISO 8601 with offset."""

    bundle: str
    recipient_code: str
    edition: str
    issued_at: str
    records: tuple[RecordDisclosure, ...]


def describe(presentation: Sealed, reasons: Mapping[str, str]) -> RecordDisclosure:
    """The entry of one presentation.

    Args:
        presentation: what will be handed over.
        reasons: digest -> reason code of every part it withholds; others in it are ignored.

    Raises:
        InputProblem: ``disclosure.reason-missing``.
        IntegrityFailure: as ``sdjwt.outline``.

    """
    shape = sdjwt.outline(presentation)
    unexplained = shape.withheld.keys() - reasons.keys()
    if unexplained:
        raise InputProblem("disclosure.reason-missing", count=len(unexplained))
    withheld = tuple(WithheldPart(digest, reasons[digest]) for digest in sorted(shape.withheld))
    return RecordDisclosure(
        shape.record_id,
        shape.version,
        sdjwt.jwt_digest(presentation),
        sdjwt.sd_hash(presentation),
        withheld,
    )


def sign(statement: DisclosureStatement, key: SigningKey) -> str:
    """The statement as JWS (compact), by a key of purpose BUNDLE.

    Raises:
        InputProblem: ``disclosure.cannot-sign`` when a value is not as the format says.

    """
    fault = _fault(statement)
    if fault is not None:
        raise InputProblem("disclosure.cannot-sign", member=fault)
    return jws.sign(labels.TYP_DISCLOSURE, _payload(statement), key)


def verify(text: str, key: VerifyKey) -> DisclosureStatement:
    """The statement behind a JWS signed by ``key``.

    Raises:
        IntegrityFailure: ``jws.*``, ``canonical.*``, ``disclosure.statement``.

    """
    payload = jws.verify(text, labels.TYP_DISCLOSURE, key, max_chars=MAX_STATEMENT_CHARS)
    statement = _read(payload)
    fault = _fault(statement)
    if fault is not None:
        raise IntegrityFailure("disclosure.statement", member=fault)
    return statement


def key_thumbprint(text: str) -> str:
    """RFC 7638 thumbprint of the key the statement says it was signed with."""
    return jws.key_id(text, labels.TYP_DISCLOSURE, max_chars=MAX_STATEMENT_CHARS)


def covers(statement: DisclosureStatement, presentation: Sealed) -> RecordDisclosure:
    """The entry of exactly this presentation: what it shows + what the entry lists = all there is.

    The signature of the version is ``sdjwt.open_partial``'s to check, not this function's.

    Raises:
        IntegrityFailure: ``disclosure.not-listed``; ``disclosure.dropped`` (parts are missing that the
            statement does not list); ``disclosure.shown`` (parts are there that it lists as withheld);
            ``disclosure.mislabelled``; ``disclosure.other-presentation``; or as ``sdjwt.outline``.

    """
    shape = sdjwt.outline(presentation)
    digest = sdjwt.jwt_digest(presentation)
    entry = next((entry for entry in statement.records if entry.jwt_digest == digest), None)
    if entry is None:
        raise IntegrityFailure("disclosure.not-listed")
    if (entry.record, entry.version) != (shape.record_id, shape.version):
        raise IntegrityFailure("disclosure.mislabelled")
    listed = {part.digest for part in entry.withheld}
    if shape.withheld.keys() - listed:
        raise IntegrityFailure("disclosure.dropped", count=len(shape.withheld.keys() - listed))
    if listed - shape.withheld.keys():
        raise IntegrityFailure("disclosure.shown", count=len(listed - shape.withheld.keys()))
    if entry.sd_hash != sdjwt.sd_hash(presentation):
        raise IntegrityFailure("disclosure.other-presentation")
    return entry


def covers_edition(statement: DisclosureStatement, presentations: Iterable[Sealed]) -> None:
    """Every presentation is covered, every entry has its presentation, once.

    Raises:
        IntegrityFailure: as ``covers``; ``disclosure.record-twice``, ``disclosure.record-missing``.

    """
    found: set[str] = set()
    for presentation in presentations:
        entry = covers(statement, presentation)
        if entry.jwt_digest in found:
            raise IntegrityFailure("disclosure.record-twice")
        found.add(entry.jwt_digest)
    missing = len(statement.records) - len(found)
    if missing:
        raise IntegrityFailure("disclosure.record-missing", count=missing)


def addressed(statement: DisclosureStatement, *, bundle: str, recipient_code: str) -> None:
    """Refuse a statement made for another bundle or recipient.

    Raises:
        IntegrityFailure: ``disclosure.other-bundle``, ``disclosure.other-recipient``.

    """
    if statement.bundle != bundle:
        raise IntegrityFailure("disclosure.other-bundle")
    if statement.recipient_code != recipient_code:
        raise IntegrityFailure("disclosure.other-recipient")


def _payload(statement: DisclosureStatement) -> dict[str, JSON]:
    """The claims of the JWS."""
    return {
        "bundle": statement.bundle,
        "edition": statement.edition,
        "issued_at": statement.issued_at,
        "recipient": statement.recipient_code,
        "records": [_entry_payload(entry) for entry in statement.records],
        "type": str(labels.DISCLOSURE),
    }


def _entry_payload(entry: RecordDisclosure) -> JSON:
    """One record's entry as JSON."""
    return {
        "jwt_digest": entry.jwt_digest,
        "record": entry.record,
        "sd_hash": entry.sd_hash,
        "version": entry.version,
        "withheld": [{"digest": part.digest, "reason": part.reason} for part in entry.withheld],
    }


def _members(value: JSON, names: tuple[str, ...]) -> list[JSON]:
    """The members of an object that has exactly these, in this order."""
    if not isinstance(value, dict) or value.keys() != set(names):
        raise IntegrityFailure("disclosure.statement", member=names[0])
    return [value[name] for name in names]


def _elements(value: JSON, member: str) -> list[JSON]:
    """An array."""
    if not isinstance(value, list):
        raise IntegrityFailure("disclosure.statement", member=member)
    return value


def _read(payload: dict[str, JSON]) -> DisclosureStatement:
    """The statement of claims whose shape is checked here and whose values are checked by ``_fault``."""
    names = ("bundle", "recipient", "edition", "issued_at", "records", "type")
    bundle, recipient, edition, issued_at, records, kind = _members(payload, names)
    if kind != str(labels.DISCLOSURE):
        raise IntegrityFailure("disclosure.statement", member="type")
    entries = tuple(_read_entry(entry) for entry in _elements(records, "records"))
    # _fault checks these types next; nobody sees the value before that.
    texts = cast("tuple[str, str, str, str]", (bundle, recipient, edition, issued_at))
    return DisclosureStatement(*texts, entries)


def _read_entry(value: JSON) -> RecordDisclosure:
    """One record's entry."""
    names = ("record", "version", "jwt_digest", "sd_hash", "withheld")
    record, version, jwt_digest, sd_hash, withheld = _members(value, names)
    pairs = [_members(part, ("digest", "reason")) for part in _elements(withheld, "withheld")]
    listed = tuple(WithheldPart(*cast("tuple[str, str]", tuple(pair))) for pair in pairs)
    head = cast("tuple[str, int, str, str]", (record, version, jwt_digest, sd_hash))
    return RecordDisclosure(*head, listed)


def _is(form: re.Pattern[str], value: object) -> bool:
    """Whether ``value`` is a text of that form."""
    return isinstance(value, str) and form.fullmatch(value) is not None


def _fault(statement: DisclosureStatement) -> str | None:
    """Name of the first member that is not as the format says, or None."""
    checks = {
        "bundle": _is(_NUMBER, statement.bundle),
        "recipient": _is(_NUMBER, statement.recipient_code),
        "edition": statement.edition in EDITIONS,
        "issued_at": claims.is_instant(statement.issued_at),
        "records": len(statement.records) <= MAX_RECORDS,
        "withheld": sum(len(entry.withheld) for entry in statement.records) <= MAX_WITHHELD,
        "jwt_digest": _all_different(entry.jwt_digest for entry in statement.records),
    }
    wrong = [name for name, holds in checks.items() if not holds]
    wrong += [fault for entry in statement.records if (fault := _entry_fault(entry))]
    return wrong[0] if wrong else None


def _entry_fault(entry: RecordDisclosure) -> str | None:
    """Name of the first member of an entry that is not as the format says, or None."""
    digests = [part.digest for part in entry.withheld]
    checks = {
        "record": _is(_RECORD, entry.record),
        "version": claims.is_version(entry.version),
        "jwt_digest": _is(_JWT_DIGEST, entry.jwt_digest),
        "sd_hash": parts.is_digest(entry.sd_hash),
        "digest": all(map(parts.is_digest, digests)),
        "reason": all(_is(_REASON, part.reason) for part in entry.withheld),
    }
    wrong = [name for name, holds in checks.items() if not holds]
    if not wrong and digests != sorted(set(digests)):
        wrong.append("withheld")
    return wrong[0] if wrong else None


def _all_different(values: Iterable[object]) -> bool:
    """Whether no value occurs twice (values of any JSON type)."""
    listed = [repr(value) for value in values]
    return len(set(listed)) == len(listed)
