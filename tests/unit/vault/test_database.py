"""One database: its thread, its transactions, its migrations, its copies, and what its errors mean."""

import threading

import pytest
from sqlcipher3 import dbapi2 as driver

from field_doc.base.errors import Bug, IntegrityFailure, Unsupported, WorldProblem
from field_doc.vault import database as module
from field_doc.vault.database import Database, migrations, statements

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path):
    made = Database(tmp_path / "x.db", KEY, "records", create=True)
    made.migrate()
    yield made
    made.close()


def set_meta(database, value):
    database.execute("INSERT OR REPLACE INTO meta VALUES ('note', ?)", (value,))


def meta(database):
    return database.value("SELECT value FROM meta WHERE name = 'note'")


def test_a_transaction_is_kept_whole(database):
    with database.transaction():
        assert database.in_transaction
        set_meta(database, "one")
    assert not database.in_transaction
    assert meta(database) == "one"


def test_a_transaction_that_fails_leaves_nothing(database):
    def act():
        with database.transaction():
            set_meta(database, "one")
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert meta(database) is None
    with database.transaction():
        set_meta(database, "two")
    assert meta(database) == "two"


def test_a_transaction_inside_another_is_a_bug_and_undoes_the_outer_one(database):
    def act():
        with database.transaction():
            set_meta(database, "one")
            with database.transaction():
                pass

    with pytest.raises(Bug) as told:
        act()
    assert told.value.code == "vault.nested-transaction"
    assert meta(database) is None
    assert not database.in_transaction


@pytest.mark.parametrize("act", ["execute", "executemany", "rows", "row", "value", "iterate"])
def test_another_thread_is_refused(database, act):
    caught = []

    def work():
        try:
            if act == "executemany":
                database.executemany("INSERT INTO meta VALUES (?, ?)", [("a", "b")])
            else:
                found = getattr(database, act)("SELECT 1")
                list(found) if act == "iterate" else None
        except Bug as error:
            caught.append(error.code)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert caught == ["vault.wrong-thread"]


def test_a_long_query_comes_row_by_row(database):
    with database.transaction():
        database.executemany("INSERT INTO meta VALUES (?, '')", [(f"n{i:04}",) for i in range(1500)])
    found = [r["name"] for r in database.iterate("SELECT name FROM meta ORDER BY name")]
    assert found == [f"n{i:04}" for i in range(1500)]


def test_the_key_opens_and_another_does_not(tmp_path, database):
    database.close()
    with pytest.raises(IntegrityFailure) as refused:
        Database(tmp_path / "x.db", bytes(32), "records")
    assert refused.value.code == "vault.database-unreadable"
    Database(tmp_path / "x.db", KEY, "records").close()


def test_a_missing_database_is_not_made_in_silence(tmp_path):
    with pytest.raises(IntegrityFailure) as refused:
        Database(tmp_path / "none.db", KEY, "records")
    assert refused.value.code == "vault.database-missing"
    assert not (tmp_path / "none.db").exists()


def test_a_changed_page_is_found(tmp_path, database):
    with database.transaction():
        database.executemany("INSERT INTO meta VALUES (?, ?)", [(f"n{i}", "x" * 500) for i in range(200)])
    assert database.integrity_findings() == []
    database.close()
    data = bytearray((tmp_path / "x.db").read_bytes())
    data[-2000] ^= 1
    (tmp_path / "x.db").write_bytes(data)
    again = Database(tmp_path / "x.db", KEY, "records")
    try:
        found = again.rows("PRAGMA cipher_integrity_check")
        assert found
    finally:
        again.close()


def test_the_whole_disk_is_told_as_such(database):
    pages = int(database.value("PRAGMA page_count"))
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(WorldProblem) as told, database.transaction():
        set_meta(database, "x" * 1_000_000)
    assert told.value.code == "disk.full"
    database.execute("PRAGMA max_page_count = 1000000")
    assert meta(database) is None
    set_meta(database, "room again")


def test_a_database_that_may_only_be_read_says_so(database):
    database.execute("PRAGMA query_only = ON")
    with pytest.raises(WorldProblem) as told:
        set_meta(database, "x")
    assert told.value.code == "disk.read-only"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("database disk image is malformed", "vault.database-damaged"),
        ("disk I/O error", "disk.io-error"),
        ("unable to open database file", "disk.io-error"),
        ("database is locked", "vault.database-busy"),
        ("interrupted", "vault.query-stopped"),
        ("no such table: Тарас", "vault.database-error"),
    ],
)
def test_the_drivers_words_become_codes_and_never_leak(text, code):
    told = module._translate(driver.OperationalError(text))
    assert told.code == code
    assert "Тарас" not in str(told)


def test_a_second_writer_is_told_the_database_is_busy(tmp_path, database):
    other = Database(tmp_path / "x.db", KEY, "records")
    try:
        other.execute("PRAGMA busy_timeout = 0")
        with database.transaction():
            set_meta(database, "one")
            with pytest.raises(WorldProblem) as told, other.transaction():
                pass
        assert told.value.code == "vault.database-busy"
    finally:
        other.close()


# migrations


def test_statements_keep_triggers_whole():
    script = """-- a comment; with a semicolon
CREATE TABLE t (a TEXT);

CREATE TRIGGER one BEFORE UPDATE ON t BEGIN
    SELECT RAISE(ABORT, 'append-only');
    SELECT 1;
END;
CREATE INDEX i ON t (a);
"""
    found = list(statements(script))
    assert [s.split()[1] for s in found] == ["TABLE", "TRIGGER", "INDEX"]
    assert found[1].rstrip().endswith("END;")


def test_a_script_that_breaks_off_is_refused():
    with pytest.raises(Bug) as told:
        list(statements("CREATE TABLE t (a TEXT"))
    assert told.value.code == "vault.migration-malformed"


@pytest.mark.parametrize("family", ["records", "identities"])
def test_migrating_again_changes_nothing(tmp_path, family):
    database = Database(tmp_path / "y.db", KEY, family, create=True)
    database.migrate()
    before = [tuple(r) for r in database.rows("SELECT type, name, sql FROM sqlite_master ORDER BY name")]
    database.migrate()
    assert [tuple(r) for r in database.rows("SELECT type, name, sql FROM sqlite_master ORDER BY name")] == before
    assert database.value("PRAGMA user_version") == len(migrations(family))
    database.close()


def test_a_migration_that_fails_leaves_the_earlier_version(tmp_path, monkeypatch):
    steps = ["CREATE TABLE a (x TEXT);", "CREATE TABLE b (x TEXT);\nCREATE TABLE a (again TEXT);"]
    monkeypatch.setattr(module, "migrations", lambda _family: steps)
    database = Database(tmp_path / "y.db", KEY, "records", create=True)
    with pytest.raises(Bug):
        database.migrate()
    assert database.value("PRAGMA user_version") == 1
    assert [r["name"] for r in database.rows("SELECT name FROM sqlite_master")] == ["a"]
    monkeypatch.setattr(module, "migrations", lambda _family: [steps[0], "CREATE TABLE b (x TEXT);"])
    database.migrate()
    assert database.value("PRAGMA user_version") == 2
    database.close()


def test_a_newer_database_is_refused(database):
    database.execute("PRAGMA user_version = 999")
    with pytest.raises(Unsupported) as refused:
        database.migrate()
    assert refused.value.code == "vault.newer-format"


@pytest.mark.parametrize("table", ["ledger", "ledger_nodes", "versions", "files", "payloads", "receipts"])
def test_evidence_tables_refuse_deletion_by_trigger(database, table):
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    triggers = {r["name"] for r in database.rows(query, (table,))}
    assert any("no_delete" in name for name in triggers)


# copies


def test_a_copy_is_consistent_while_the_original_goes_on(tmp_path, database):
    with database.transaction():
        set_meta(database, "before")
    database.copy_to(tmp_path / "copy.db", KEY)
    set_meta(database, "after")
    copy = Database(tmp_path / "copy.db", KEY, "records")
    assert meta(copy) == "before"
    assert copy.integrity_findings() == []
    copy.close()


def test_a_copy_is_encrypted_under_its_key(tmp_path, database):
    set_meta(database, "Оксана Мельник-Свідок")
    database.copy_to(tmp_path / "copy.db", KEY)
    assert "Оксана".encode() not in (tmp_path / "copy.db").read_bytes()
    with pytest.raises(IntegrityFailure):
        Database(tmp_path / "copy.db", bytes(32), "records")


def test_the_copies_of_a_vault_hold_no_signing_keys_and_the_vault_keeps_its_own(make_vault, tmp_path):
    vault = make_vault()
    with vault.records.transaction():
        keys = vault.signing_keys.renew_device_keys()
    (tmp_path / "out").mkdir()
    vault.copy_databases(tmp_path / "out")
    copy = Database(tmp_path / "out" / "records.db", vault._key(module_label()), "records")
    assert copy.value("SELECT count(*) FROM signing_keys") == 0
    assert copy.integrity_findings() == []
    copy.close()
    assert vault.signing_keys.device_keys().device == keys.device
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["identities.db", "records.db"]
    vault.close()


def module_label():
    from field_doc.formats import labels

    return labels.VAULT_RECORDS_DB


def test_closing_twice_does_no_harm(database):
    database.close()
    database.close()
