"""What the ids and fingerprints in ledger entries name in this vault: records, files, devices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from field_doc.formats.keys import Purpose, VerifyKey

if TYPE_CHECKING:
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.app.session import Services

# Members that hold the id of a record or a file.
_IDS: Final = ("file", "series", "record")
_PARTS: Final = 400


def names_in(services: Services, lines: Sequence[HistoryLine], subjects: Sequence[str]) -> dict[str, str]:
    """Codes of records and devices and names of files, by the id or fingerprint that stands in an entry."""
    wanted = {s for s in subjects if s}
    for line in lines:
        wanted |= {str(v) for m in (line.terms, line.detail) for k, v in m.items() if k in _IDS and isinstance(v, str)}
    found = _devices(services)
    for part in _parts(sorted(wanted)):
        marks = ",".join("?" * len(part))
        rows = services.vault.records.rows(
            f"SELECT id, code AS name FROM records WHERE id IN ({marks})"  # noqa: S608 (marks)
            f" UNION ALL SELECT id, name FROM files WHERE id IN ({marks})",
            (*part, *part),
        )
        found |= {str(r["id"]): str(r["name"]) for r in rows}
    return found


def _parts(wanted: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(wanted), _PARTS):
        yield tuple(wanted[start : start + _PARTS])


def _devices(services: Services) -> dict[str, str]:
    """Codes by the fingerprints of record keys; there are few."""
    rows = services.vault.records.rows(
        "SELECT raw, (SELECT min(code) FROM certificates c WHERE c.device = k.device) AS code"
        " FROM device_keys k WHERE purpose = ?",
        (Purpose.RECORD.value,),
    )
    keys = [(VerifyKey.from_raw(Purpose.RECORD, bytes(r["raw"])), r["code"]) for r in rows]
    own = services.vault.records.value("SELECT min(code) FROM certificates WHERE device = ?", (services.keys.device,))
    keys.append((services.keys.record.public, own))
    return {key.fingerprint(): str(code) for key, code in keys if code}
