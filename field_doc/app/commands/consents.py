"""Withdrawing a consent: one act that blocks at once, and says who already has what (DOMAIN 2.4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import relations
from field_doc.base.errors import InputProblem
from field_doc.evidence import withdrawal
from field_doc.evidence.custody import detail_of
from field_doc.schema.checks import read_instant

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session
    from field_doc.evidence.model import RecordRow
    from field_doc.formats.canonical import JSON

_WHOLE: Final = "cs_withdrawn"
_PART: Final = "cs_withdrawn_partial"


@dataclass(frozen=True, slots=True)
class Recall:
    """Who has something that stands on the consent: ``office``, ``bundle`` (its number) or ``file`` (exported)."""

    kind: str
    what: str
    recipient: str
    at: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The new version of the consent, what is closed now, and whom to tell."""

    id: str
    code: str
    version: int
    blocked: tuple[RecordRow, ...]
    recall: tuple[Recall, ...]
    changes: Changes


def withdraw(
    session: Session, consent: str, *, reason: str, scope: Sequence[str] = (), channel: str = "", at: str = ""
) -> Withdrawn:
    """Enter that a person takes consent back.

    Args:
        session: an open session.
        consent: id or code of the consent record.
        reason: the person's words, or how it is known; the amendment's reason.
        scope: purposes taken back; none: all of it.
        channel: how the person said it (telephone, letter, through a trusted person).
        at: instant with offset at which it was said; "" is now.

    Raises:
        InputProblem: no consent record; no reason; a purpose it does not know; an amendment is being written.

    """
    if not reason.strip():
        raise InputProblem("record.reason-needed")
    if at and read_instant(at) is None:
        raise InputProblem("record.instant-unreadable")
    relations.complete(session)
    return session.run(lambda s: _withdraw(s, consent, reason.strip(), tuple(scope), channel.strip(), at))


def _withdraw(
    services: Services, consent: str, reason: str, scope: tuple[str, ...], channel: str, at: str
) -> Withdrawn:
    records = services.records
    consent_id = records.resolve(consent)
    row = records.row(consent_id)
    if row.type != "consent":
        raise InputProblem("consent.not-a-consent")
    if row.has_draft and row.versions:
        raise InputProblem("consent.amendment-open")
    taken = _fields(services, dict(records.fields(consent_id)), scope, channel, at)
    with services.custody.act() as act:
        if not row.has_draft:
            records.open_amendment(act, consent_id)
        records.save_within(consent_id, taken)
        done = records.seal(act, consent_id, reason)
        closed, _ = withdrawal.settle(services.vault.records, records, services.registry, consent_id)
        act.enter(
            "consent.withdrawn", subject=consent_id, case=row.case_id,
            terms={
                "code": row.code, "version": done.digest, "scope": "part" if scope else "all",
                "purposes": str(len(scope)), "blocked": str(len(closed)),
            },
            detail={"reason": reason, "channel": channel or None},
        )  # fmt: skip
    services.vault.records.truncate_wal()
    standing = withdrawal.standing_on(records, services.registry, consent_id)
    changes = changed(Kind.RECORD, record=consent_id) | changed(Kind.OUTBOX)
    for one in closed:
        changes |= changed(Kind.RECORD, record=one)
    return Withdrawn(
        consent_id, row.code, done.version, tuple(records.row(one) for one in closed),
        _recall(services, (consent_id, *standing)), changes,
    )  # fmt: skip


def _fields(
    services: Services, fields: dict[str, JSON], scope: tuple[str, ...], channel: str, at: str
) -> dict[str, JSON]:
    field = services.registry.record_type("consent").field("withdrawal_scope")
    known = field.vocabulary.index if field is not None and field.vocabulary is not None else {}
    if any(one not in known for one in scope):
        raise InputProblem("consent.purpose-unknown")
    before = fields.get("withdrawal_scope") if fields.get("status") == _PART else None
    parts = list(dict.fromkeys([*(before if isinstance(before, list) else []), *scope]))
    fields |= {
        "status": _PART if scope else _WHOLE,
        "withdrawal_scope": [*parts] if scope else list(known),
        "withdrawn_at": at or services.clock.now().wall.isoformat(timespec="seconds"),
    }
    return fields | ({"withdrawal_channel": channel} if channel else {})


def _recall(services: Services, ids: Sequence[str]) -> tuple[Recall, ...]:
    """Everybody who was given any of these records or their files, oldest first."""
    files = [f.id for one in ids for f in services.attachments.of_record(one)]
    found = [*_at_office(services, [*ids, *files]), *_in_bundles(services, set(ids)), *_exported(services, files)]
    return tuple(sorted(dict.fromkeys(found), key=lambda r: (r.at, r.kind, r.what)))


def _at_office(services: Services, ids: Sequence[str]) -> list[Recall]:
    marks = ",".join("?" * len(ids))
    rows = services.vault.records.rows(
        f"SELECT subject, max(state) AS state FROM outbox WHERE subject IN ({marks})"  # noqa: S608 (marks)
        " AND state IN ('stored', 'accepted') GROUP BY subject",
        list(ids),
    )
    codes = (services.records.code_of(str(row["subject"])) for row in rows)
    return [Recall("office", code, "", "") for code in codes if code is not None]


def _in_bundles(services: Services, ids: set[str]) -> list[Recall]:
    found = []
    for row in services.vault.records.rows("SELECT * FROM bundles ORDER BY issued_at"):
        if ids & set(json.loads(row["records"])):
            detail = _entry_detail(services, str(row["number"]), "export.bundled")
            found.append(Recall("bundle", str(row["number"]), str(detail.get("recipient") or ""), row["issued_at"]))
    return found


def _exported(services: Services, files: Sequence[str]) -> list[Recall]:
    found = []
    for file in files:
        rows = services.vault.records.rows(
            "SELECT epoch, seq, at FROM ledger WHERE subject = ? AND event = 'file.exported'", (file,)
        )
        for row in rows:
            detail = detail_of(services.vault.records, int(row["epoch"]), int(row["seq"]))
            found.append(Recall("file", file, str(detail.get("purpose") or ""), str(row["at"])))
    return found


def _entry_detail(services: Services, subject: str, event: str) -> dict[str, JSON]:
    row = services.vault.records.row(
        "SELECT epoch, seq FROM ledger WHERE subject = ? AND event = ?", (subject, event)
    )
    return {} if row is None else dict(detail_of(services.vault.records, int(row["epoch"]), int(row["seq"])))
