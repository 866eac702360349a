"""What the History tab says: versions, receipts, custody lines, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from field_doc.ui.fmt import Fmt, grouped

if TYPE_CHECKING:
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow, VersionRow

Json = Any
READS: Final = frozenset(
    {"record.viewed", "record.printed", "identity.opened", "identity.closed", "unmasked", "file.viewed"}
)
HAND_OVERS: Final = frozenset(
    {
        "file.exported", "export.bundled", "custody.handed-over", "submission.prepared", "transfer.sent",
        "receipt.stored", "receipt.accepted", "receipt.refused", "desk.pulled", "desk.accepted", "desk.refused",
    }
)  # fmt: skip
_RECEIPTS: Final = {"receipt.stored": "stored", "receipt.accepted": "accepted", "receipt.refused": "refused"}
GROUPS: Final = ("all", "reads", "changes", "handovers")


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One ledger entry as a person reads it; ``digest`` whole, for copying."""

    number: str
    when: str
    act: str
    detail: str
    digest: str
    group: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One sealed version as a person reads it."""

    number: int
    when: str
    reason: str
    digest: str
    complete: bool


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt: its state, when, what it says."""

    state: str
    when: str
    text: str


def moment(iso: str, fmt: Fmt) -> str:
    """An ISO time as Kyiv time, without saying so again on each row."""
    return fmt.moment(datetime.fromisoformat(iso), zone=False)


def event_words(event: str, words: Words) -> str:
    """What an entry's act is called; its code if the catalogue has no words for it."""
    return words.label("event", event) if words.has_label("event", event) else event


def group_of(event: str) -> str:
    """Reads say that somebody looked, hand-overs that something left or was answered; the rest are changes."""
    return "reads" if event in READS else "handovers" if event in HAND_OVERS else "changes"


def _detail(line: HistoryLine, words: Words) -> str:
    parts = []
    number = line.terms.get("number")
    if number and line.event in {"record.sealed", "record.amended", "record.viewed", "identity.closed"}:
        parts.append(words("version {number}", number=number))
    for name in ("reason", "purpose"):
        said = line.detail.get(name)
        if isinstance(said, str) and said:
            parts.append(_purpose(said, words) if name == "purpose" else said)
    return " · ".join(parts)


def _purpose(said: str, words: Words) -> str:
    """Purposes the program itself gives are in words; a person's own stand as they were typed."""
    own = {"work": words("at work"), "compare": words("to compare versions")}
    return own.get(said, said)


def custody_lines(lines: Sequence[HistoryLine], words: Words) -> tuple[CustodyLine, ...]:
    """All entries, newest first."""
    fmt = Fmt(words.lang)
    result = []
    for line in reversed(lines):
        digest = str(line.terms.get("version") or line.terms.get("sha256") or "")
        short = grouped(digest, 3) if digest else ""
        said = _detail(line, words)
        result.append(
            CustodyLine(
                str(line.seq),
                moment(line.at, fmt),
                event_words(line.event, words),
                " · ".join(p for p in (said, short) if p),
                digest.rpartition(":")[2],
                group_of(line.event),
                line.by,
            )
        )
    return tuple(result)


def counts(lines: Sequence[CustodyLine]) -> Mapping[str, int]:
    """How many entries each group has."""
    found = dict.fromkeys(GROUPS, 0)
    found["all"] = len(lines)
    for line in lines:
        found[line.group] += 1
    return found


def version_lines(versions: Sequence[VersionRow], words: Words) -> tuple[VersionLine, ...]:
    """Versions, newest first; the first has no reason but that it was the first."""
    fmt = Fmt(words.lang)
    return tuple(
        VersionLine(
            v.number,
            moment(v.sealed_at, fmt),
            v.reason or (words("First sealing") if v.number == 1 else ""),
            v.jwt_digest.rpartition(":")[2],
            v.complete,
        )
        for v in reversed(versions)
    )


def receipt_lines(row: RecordRow, lines: Sequence[HistoryLine], words: Words) -> tuple[ReceiptLine, ...]:
    """What the office answered, newest first; before that, where the record stands."""
    fmt = Fmt(words.lang)
    said = {
        "stored": words("The server holds all of it and cannot read it."),
        "accepted": words("The office opened it and recomputed the digests: they are the same."),
        "refused": words("The office could not take it."),
    }
    found = [
        ReceiptLine(_RECEIPTS[line.event], moment(line.at, fmt), said[_RECEIPTS[line.event]])
        for line in reversed(lines)
        if line.event in _RECEIPTS
    ]
    if found or not row.versions:
        return tuple(found)
    waits = {
        "waiting": words("It waits in Outbox until it can be sent."),
        "sending": words("It is on its way."),
    }
    text = waits.get(str(row.delivery))
    return (ReceiptLine(str(row.delivery), "", text),) if text else ()
