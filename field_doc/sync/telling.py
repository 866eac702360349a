"""How much of the words beside an entry leaves with it (R07, R18).

Leaves always go. A detail goes only about what may be told at all, and about identities and files closed to
custodians only as far as it holds digests and ids: names of files, paths and written reasons stay withheld, and
the rest still proves what the leaf committed to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.formats.detail import detail_bytes, disclose, parse_detail

if TYPE_CHECKING:
    from field_doc.sync.stores import Stores

#: Members without words: digests, and ids of records and series.
_PLAIN = frozenset({"sha256", "sha512", "cipher_sha256", "record", "code", "series"})


class Telling:
    """What may be told of each entry's subject, for one submission.

    Args:
        stores: the open vault.
        going: subjects that go now.

    """

    def __init__(self, stores: Stores, going: frozenset[str]) -> None:
        database = stores.vault.records
        sent = database.rows("SELECT DISTINCT subject FROM outbox WHERE state IN ('sending', 'stored', 'accepted')")
        self._told = going | {str(r["subject"]) for r in sent}
        self.closed_files = closed_files(stores)
        self._closed = self.closed_files | _identities(stores)

    def of(self, subject: str | None, detail: bytes | None) -> bytes | None:
        """A stored detail as it may leave; None: only the leaf goes, its words may follow later."""
        if detail is None or (subject is not None and subject not in self._told):
            return None
        if subject not in self._closed:
            return bytes(detail)
        whole = parse_detail(bytes(detail))
        return detail_bytes(disclose(whole, {m.name for m in whole.members} & _PLAIN))


def _identities(stores: Stores) -> frozenset[str]:
    """Records of the identity store."""
    database = stores.vault.records
    found: set[str] = set()
    for row in database.rows("SELECT DISTINCT type FROM records"):
        if stores.registry.record_type(str(row["type"])).store == "identities":
            found |= {str(r["id"]) for r in database.rows("SELECT id FROM records WHERE type = ?", (row["type"],))}
    return frozenset(found)


def closed_files(stores: Stores) -> frozenset[str]:
    """Files only custodians may open: of class ``identity``, or sharing their bytes with one that is."""
    rows = stores.vault.records.rows(
        "SELECT id FROM files WHERE payload IN (SELECT payload FROM files WHERE class = 'identity')"
    )
    return frozenset(str(r["id"]) for r in rows)
