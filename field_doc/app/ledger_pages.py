"""The whole ledger by pages, with filters and counts in the database; newest first.

Reads are the entries that say somebody looked; hand-overs those by which something left; the rest are changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from field_doc.app.ledger_names import names_in
from field_doc.app.ledger_view import HistoryLine
from field_doc.evidence.custody import detail_of
from field_doc.formats.events import EVENTS
from field_doc.formats.ledger_entry import parse_leaf

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session
    from field_doc.vault.database import Row

Group = Literal["all", "reads", "changes", "handovers", "vault"]
GROUPS: Final[tuple[Group, ...]] = ("all", "changes", "reads", "handovers", "vault")
_READS: Final = (
    "record.viewed", "record.printed", "paper.printed", "identity.opened", "identity.closed", "unmasked", "file.viewed",
)  # fmt: skip
_HANDOVERS: Final = (
    "file.exported", "export.bundled", "export.abandoned", "custody.handed-over", "queue.added", "submission.prepared",
    "transfer.sent", "receipt.stored", "receipt.accepted", "receipt.refused", "desk.pulled", "desk.accepted",
    "desk.refused",
)  # fmt: skip
_VAULT: Final = tuple(
    code for code in EVENTS if code.partition(".")[0] in {"vault", "epoch", "backup", "settings", "clock", "card",
    "office", "fixity"} or code.startswith("desk.device")
)  # fmt: skip
_CHANGES: Final = tuple(code for code in EVENTS if code not in {*_READS, *_HANDOVERS, *_VAULT})
_EVENTS: Final[dict[Group, tuple[str, ...]]] = {
    "reads": _READS, "handovers": _HANDOVERS, "vault": _VAULT, "changes": _CHANGES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some entries and how many of their group there are.

    ``subjects`` are the ids the entries are about, in the same order; ``names`` what ids and fingerprints in them
    name: codes of records and devices, names of files. Both are this vault's own look-up and not part of a leaf.
    """

    lines: tuple[HistoryLine, ...]
    total: int
    subjects: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def subject(self, number: int) -> str:
        """What the entry at that place is about; "" if nothing is known."""
        return self.subjects[number] if number < len(self.subjects) else ""


def page(session: Session, group: Group = "all", *, limit: int = 200, offset: int = 0) -> LedgerPage:
    """Entries of all epochs, newest first."""
    return session.run(lambda s: _page(s, group, limit, offset))


def counts(session: Session) -> dict[str, int]:
    """How many entries each group has."""
    return session.run(lambda s: {group: _count(s, group) for group in GROUPS})


def _where(group: Group) -> tuple[str, tuple[str, ...]]:
    events = _EVENTS.get(group)
    return ("", ()) if events is None else (f" WHERE event IN ({','.join('?' * len(events))})", events)


def _count(services: Services, group: Group) -> int:
    where, events = _where(group)
    return int(services.vault.records.value(f"SELECT count(*) FROM ledger{where}", events) or 0)  # noqa: S608 (marks)


def _page(services: Services, group: Group, limit: int, offset: int) -> LedgerPage:
    where, events = _where(group)
    rows = services.vault.records.rows(
        f"SELECT epoch, seq, leaf, subject FROM ledger{where} ORDER BY epoch DESC, seq DESC LIMIT ? OFFSET ?",  # noqa: S608
        (*events, limit, offset),
    )
    lines = tuple(_line(services, r) for r in rows)
    subjects = tuple(str(r["subject"] or "") for r in rows)
    return LedgerPage(lines, _count(services, group), subjects, names_in(services, lines, subjects))


def _line(services: Services, row: Row) -> HistoryLine:
    leaf = parse_leaf(bytes(row["leaf"]))
    detail = detail_of(services.vault.records, int(row["epoch"]), int(row["seq"]))
    return HistoryLine(int(row["epoch"]), leaf.seq, leaf.event, leaf.wall, dict(leaf.terms), detail)
