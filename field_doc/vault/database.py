"""One SQLCipher database: opened by raw key, owned by one thread, forward migrations only.

The only module that knows the SQL driver. Its errors become ours: the user's world (disk full,
read-only), a wrong key, or damage (SQLCipher 4, docs/spec/vault.md).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlcipher3 import dbapi2 as driver

from field_doc.base.errors import Bug, FieldDocError, IntegrityFailure, Unsupported, WorldProblem
from field_doc.base.paths import resources

Value = str | bytes | bytearray | memoryview | int | float | None
Parameters = Sequence[Value] | Mapping[str, Value]


class Row(Protocol):
    """One row: columns by name or position."""

    def __getitem__(self, key: str | int, /) -> Any:
        """A column's value."""
        ...

    def keys(self) -> Iterable[str]:
        """The columns' names."""
        ...

_PRAGMAS = (
    "PRAGMA cipher_memory_security = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA busy_timeout = 2000",
)


class Database:
    """A connection and its transactions.

    Args:
        path: the database file.
        key: 32 raw bytes; SQLCipher derives nothing from it.
        family: ``records`` or ``identities``: which migrations apply.

    """

    def __init__(self, path: Path, key: bytes, family: str, *, create: bool = False) -> None:
        if not create and not path.exists():
            raise IntegrityFailure("vault.database-missing", family=family)
        self.path = path
        self.family = family
        self._owner = threading.get_ident()
        self._in_transaction = False
        with _driver_errors():
            self._connection = driver.connect(str(path), isolation_level=None, cached_statements=256)
            try:
                self._prepare(key)
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self, key: bytes) -> None:
        connection = self._connection
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.row_factory = driver.Row
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        # The first read proves the key. A read-only place refuses WAL: the vault then opens to read.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with contextlib.suppress(driver.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    def migrate(self) -> None:
        """Bring the schema to this version, one transaction a step.

        Raises:
            Unsupported: the vault was written by a newer Field Doc.

        """
        steps = migrations(self.family)
        version = int(self.value("PRAGMA user_version"))
        if version > len(steps):
            raise Unsupported("vault.newer-format", version=version)
        for number, script in enumerate(steps[version:], start=version + 1):
            with self.transaction():
                for statement in statements(script):
                    self.execute(statement)
                self.execute(f"PRAGMA user_version = {number}")

    # reading and writing

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement; returns the number of rows changed."""
        self._mine()
        with _driver_errors():
            return int(self._connection.execute(sql, parameters).rowcount)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for many rows."""
        self._mine()
        with _driver_errors():
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query."""
        self._mine()
        with _driver_errors():
            return list(self._connection.execute(sql, parameters).fetchall())

    def iterate(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Rows of a query, one by one, for results of any length."""
        self._mine()
        with _driver_errors():
            cursor = self._connection.execute(sql, parameters)
            while batch := cursor.fetchmany(512):
                yield from batch

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, or None."""
        self._mine()
        with _driver_errors():
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside becomes durable together, or none of it."""
        if self._in_transaction:
            raise Bug("vault.nested-transaction")
        self.execute("BEGIN IMMEDIATE")
        self._in_transaction = True
        try:
            yield
            self._in_transaction = False
            self.execute("COMMIT")
        except BaseException:
            self._in_transaction = False
            with contextlib.suppress(driver.Error):
                self._connection.execute("ROLLBACK")
            raise

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._in_transaction

    # upkeep

    def truncate_wal(self) -> None:
        """Move everything into the database and empty the write-ahead log: no old page stays there (R29)."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, target: Path, key: bytes) -> None:
        """A consistent copy under ``key``, through SQLite's backup interface."""
        copy = Database(target, key, self.family, create=True)
        try:
            with _driver_errors():
                self._connection.backup(copy._connection, pages=4096)
        finally:
            copy.close()

    def integrity_findings(self) -> list[str]:
        """What SQLCipher's page authentication and SQLite's own check find; empty when whole."""
        found = [str(r[0]) for r in self.rows("PRAGMA cipher_integrity_check")]
        return found + [str(r[0]) for r in self.rows("PRAGMA integrity_check") if r[0] != "ok"]

    def interrupt(self) -> None:
        """Stop a running query from another thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Empty the log and close; safe to call twice."""
        with contextlib.suppress(driver.ProgrammingError):
            with contextlib.suppress(driver.OperationalError):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()

    def _mine(self) -> None:
        if threading.get_ident() != self._owner:
            raise Bug("vault.wrong-thread")


@contextlib.contextmanager
def _driver_errors() -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        raise _translate(error) from error


# What SQLite's messages mean, in the order they are looked for.
_MEANINGS: tuple[tuple[str, type[FieldDocError], str], ...] = (
    ("file is not a database", IntegrityFailure, "vault.database-unreadable"),
    ("malformed", IntegrityFailure, "vault.database-damaged"),
    ("corrupt", IntegrityFailure, "vault.database-damaged"),
    ("disk is full", WorldProblem, "disk.full"),
    ("readonly", WorldProblem, "disk.read-only"),
    ("disk I/O error", WorldProblem, "disk.io-error"),
    ("unable to open", WorldProblem, "disk.io-error"),
    ("interrupted", WorldProblem, "vault.query-stopped"),
    ("locked", WorldProblem, "vault.database-busy"),
    ("append-only", IntegrityFailure, "vault.append-only"),
)


def _translate(error: Exception) -> FieldDocError:
    text = str(error)
    for part, family, code in _MEANINGS:
        if part in text:
            return family(code)
    return Bug("vault.database-error", kind=type(error).__name__)


def migrations(family: str) -> list[str]:
    """The SQL scripts of a database family, in order."""
    folder = resources() / "migrations" / family
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("[0-9]*.sql"))]


def statements(script: str) -> Iterator[str]:
    """The statements of a script; triggers, which hold semicolons, stay whole."""
    pending = ""
    for line in script.splitlines():
        if not line.strip() or line.lstrip().startswith("--"):
            continue
        pending += line + "\n"
        if driver.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise Bug("vault.migration-malformed")


def cipher_versions() -> tuple[str, str]:
    """SQLCipher's version and its crypto provider's, as the library in use says."""
    connection = driver.connect(":memory:")
    try:
        connection.execute("PRAGMA key = \"x'" + "00" * 32 + "'\"")
        version = str(connection.execute("PRAGMA cipher_version").fetchone()[0])
        provider = str(connection.execute("PRAGMA cipher_provider_version").fetchone()[0])
    finally:
        connection.close()
    return version, provider
