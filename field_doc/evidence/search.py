"""Search over records: full text without identity data, by FTS5 inside the encrypted database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.ids import read_code
from field_doc.evidence.records import fold

if TYPE_CHECKING:
    from field_doc.vault.database import Database

_WORD = re.compile(r"[\w\u02bc-]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. ``snippet`` is a part of its text around the words."""

    id: str
    type: str
    code: str
    snippet: str
    score: float


def search(database: Database, query: str, limit: int = 50) -> tuple[Hit, ...]:
    """Records whose text holds all words of the query (the last as a beginning), best first; a code finds its own."""
    code = read_code(query)
    if code is not None:
        row = database.row("SELECT id, type, code FROM records WHERE code = ? AND discarded = 0", (code,))
        if row is not None:
            return (Hit(row["id"], row["type"], row["code"], "", 0.0),)
    words = _WORD.findall(fold(query))
    if not words:
        return ()
    # Each word is quoted: what a person types is never read as FTS5 syntax.
    terms = [f'"{w}"' for w in words]
    terms[-1] += "*"
    rows = database.rows(
        "SELECT r.id, r.type, r.code, snippet(search, 1, '', '', '…', 12) AS snippet, bm25(search) AS score"
        " FROM search JOIN records r ON r.id = search.record_id"
        " WHERE search MATCH ? AND r.discarded = 0 ORDER BY score LIMIT ?",
        (" AND ".join(terms), limit),
    )
    return tuple(Hit(r["id"], r["type"], r["code"], r["snippet"], float(r["score"])) for r in rows)
