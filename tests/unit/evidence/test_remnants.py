"""What was typed and thrown away is gone from index, pages and journal (R29)."""

from __future__ import annotations

import pytest
from faults import made

from field_doc.app.commands import records

MARK = "zqremnant"


@pytest.fixture
def session(vault_path):
    with made(vault_path) as opened:
        yield opened


def index_blocks(services) -> bytes:
    """The full-text index as it lies in its own tables, deleted terms included where they were not taken out."""
    database = services.vault.records
    names = [
        r["name"] for r in database.rows("SELECT name FROM sqlite_master WHERE name LIKE 'search_%' AND type = 'table'")
    ]
    assert "search_data" in names
    found = b""
    for name in names:
        for row in database.rows(f"SELECT * FROM {name}"):
            found += b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in tuple(row))
    return found.lower()


def test_discarded_drafts_leave_no_term_in_the_index(session) -> None:
    kept = records.new_record(session, "incident", {"title": "a word that stays"}).id
    ids = [records.new_record(session, "incident", {"title": f"{MARK}{n:02} one two"}).id for n in range(20)]
    for _ in range(3):
        for number, one in enumerate(ids):
            records.save_draft(session, one, {"title": f"{MARK}{number:02} again {MARK}x"})
    assert MARK.encode() in session.run(index_blocks)
    for one in ids:
        records.discard_draft(session, one)
    blocks = session.run(index_blocks)
    assert b"stays" in blocks
    assert MARK.encode() not in blocks
    assert [hit.id for hit in records.search(session, "stays")] == [kept]


def test_pages_are_overwritten_and_the_journal_is_cut(session, vault_path) -> None:
    made_record = records.new_record(session, "incident", {"title": MARK}).id
    assert session.run(lambda s: int(s.vault.records.value("PRAGMA secure_delete"))) == 1
    records.seal(session, made_record)
    # After the seal nothing of the drafts waits in the journal.
    assert (vault_path / "records.db-wal").stat().st_size == 0
    session.close()
    wal = vault_path / "records.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0
