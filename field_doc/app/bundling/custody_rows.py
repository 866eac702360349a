"""Acts of custody as the report prints them: who recomputed what, when, on which device."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from field_doc.export.model import CustodyRow

if TYPE_CHECKING:
    from field_doc.app.bundling.ledgers import Known
    from field_doc.base.i18n import Words

# Reads are many and say little in print; they stay in the ledger part.
_NOT_PRINTED = frozenset({"draft.begun", "queue.added"})
_WITH_DIGEST = frozenset({"intake.captured", "desk.accepted", "fixity.checked", "file.exported"})


def of(known: Iterable[Known], words: Words, devices: dict[str, str]) -> tuple[CustodyRow, ...]:
    """Printed rows of entries.

    Args:
        known: entries about one exhibit or record, in order.
        words: catalogue of the report.
        devices: code of the device behind each log's origin.

    """
    rows = []
    for entry in known:
        if entry.leaf.event in _NOT_PRINTED:
            continue
        rows.append(
            CustodyRow(
                entry=entry.seq,
                epoch=entry.origin.rpartition("/")[2][:8],
                wall=entry.leaf.wall,
                act=words.label("event", entry.leaf.event),
                who=devices.get(entry.origin, ""),
                device=devices.get(entry.origin, ""),
                digest_matches=True if entry.leaf.event in _WITH_DIGEST else None,
            )
        )
    return tuple(rows)
