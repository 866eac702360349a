"""SQLite behind the server: WAL, synchronous FULL, one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from field_doc.base.errors import WorldProblem
from field_doc.office.tables import METADATA

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")


class Database:
    """Short transactions. What ``write`` gave back is durable: a receipt may rest on it."""

    def __init__(self, path: Path) -> None:
        self._writing = threading.Lock()
        self._engine = _engine(path)
        with self.write() as connection:
            METADATA.create_all(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view."""
        with database_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed when the block ends well, undone otherwise."""
        with database_errors(), self._writing, self._engine.connect() as plain:
            connection = plain.execution_options(field_doc_write=True)
            with connection.begin():
                yield connection

    def check(self) -> None:
        """Raise ``WorldProblem`` unless something can be written."""
        with self.write() as connection:
            connection.exec_driver_sql("PRAGMA user_version = 1")

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log in."""
        self._engine.dispose()


@contextmanager
def database_errors() -> Iterator[None]:
    """The driver's words quote statements and values, so only a code goes on."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorname", "")
        if code == "SQLITE_FULL":
            raise WorldProblem("office.disk-full") from None
        raise WorldProblem("office.database", sqlite=code) from None


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=8, max_overflow=64, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Transactions are begun by ``_begin``, not by the driver's guess from the statement."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes the lock at its first moment, so that no transaction fails half-way for want of it."""
    write = connection.get_execution_options().get("field_doc_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
