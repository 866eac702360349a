"""Acts of custody as the report prints them: who recomputed what, when, on which device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.export.model import CustodyRow
from field_doc.sync.importer import CUSTODIANS

if TYPE_CHECKING:
    from field_doc.app.bundling.anchors import Anchors
    from field_doc.app.bundling.ledgers import Known
    from field_doc.app.session import Services
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import FileRow

# Reads are many and say little in print; they stay in the ledger part.
_NOT_PRINTED = frozenset({"draft.begun", "queue.added"})
_RECEIVED = "desk.accepted"
_WITH_DIGEST = frozenset({"intake.captured", _RECEIVED, "fixity.checked", "file.exported"})
# With these a thing is entered on a device; the first head above them that the office accepted brought it.
_MADE = frozenset({"intake.captured", "record.sealed", "record.amended"})


@dataclass(frozen=True, slots=True)
class Histories:
    """Rows of custody of single items, out of the entries that go along.

    Args:
        known: all of them.
        anchored: what the office accepted when.
        words: catalogue of the report.
        devices: code of the device behind each log's origin.

    """

    known: Sequence[Known]
    anchored: Anchors
    words: Words
    devices: Mapping[str, str]

    def of_record(self, record_id: str, code: str) -> tuple[CustodyRow, ...]:
        """Of a record, by its id in details or its code."""
        return self._rows([k for k in self.known if _is_about(k, record_id, code)], recomputed=True)

    def of_file(self, services: Services, file: FileRow) -> tuple[CustodyRow, ...]:
        """Of a file. What only custodians can open, the desk judged by its ciphertext."""
        query = "SELECT 1 FROM headers WHERE payload = ? AND recipient = ?"
        closed = services.vault.records.value(query, (file.payload, CUSTODIANS)) is not None
        return self._rows(self.about_file(file.id), recomputed=not closed)

    def about_file(self, file_id: str) -> list[Known]:
        """Entries about a file."""
        return [k for k in self.known if k.leaf.terms.get("file") == file_id]

    def taken_in_by(self, file_id: str) -> str:
        """Code of the device that took a file in."""
        made = (k.origin for k in self.about_file(file_id) if k.leaf.event in _MADE)
        return next((self.devices[origin] for origin in made if origin in self.devices), "")

    def _rows(self, mine: Sequence[Known], *, recomputed: bool) -> tuple[CustodyRow, ...]:
        came = [self.anchored.received(k) for k in mine if k.leaf.event in _MADE]
        received = {(k.origin, k.seq): k for k in came if k is not None}
        printed = [k for k in (*mine, *received.values()) if k.leaf.event not in _NOT_PRINTED]
        return tuple(self._row(k, recomputed=recomputed) for k in _in_time(printed))

    def _row(self, known: Known, *, recomputed: bool) -> CustodyRow:
        event, device = known.leaf.event, self.devices.get(known.origin, "")
        compared = event in _WITH_DIGEST and (recomputed or event != _RECEIVED)
        received = self.words("Received at the office, every digest recomputed")
        return CustodyRow(
            entry=known.seq,
            epoch=known.origin.rpartition("/")[2][:8],
            wall=known.leaf.wall,
            act=received if event == _RECEIVED and recomputed else self.words.label("event", event),
            who=device,
            device=device,
            digest_matches=True if compared else None,
        )


def _is_about(known: Known, record_id: str, code: str) -> bool:
    if known.leaf.terms.get("code") == code:
        return True
    return any(m.name == "record" and m.value == record_id for m in known.members)


def _in_time(known: Iterable[Known]) -> list[Known]:
    """Each log in its own order, which no clock can turn round; logs by when their first entry here was made."""
    by_log: dict[str, list[Known]] = {}
    for one in sorted(known, key=lambda k: k.seq):
        by_log.setdefault(one.origin, []).append(one)
    logs = sorted(by_log.values(), key=lambda log: datetime.fromisoformat(log[0].leaf.wall))
    return [one for log in logs for one in log]
