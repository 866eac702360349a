"""Rule 3 of docs/ARCHITECTURE.md: one thread owns the vault, its connections and its keys."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from field_doc.base.errors import Bug, FieldDocError


def test_every_step_runs_on_the_one_vault_thread(session) -> None:
    """From wherever it is asked: the window's pool, the command line, a test."""
    with ThreadPoolExecutor(4) as pool:
        owners = set(pool.map(lambda _: session.run(lambda _s: threading.current_thread()), range(40)))
    owners.add(session.run_bare(threading.current_thread))
    (owner,) = owners
    assert owner.name.startswith("vault")
    assert owner is not threading.current_thread()


def test_the_connection_refuses_every_other_thread(session) -> None:
    services = session.run(lambda s: s)
    assert session.run(lambda s: s.vault.records.value("SELECT 1")) == 1
    with pytest.raises(Exception, match="thread"):
        services.vault.records.value("SELECT 1")


def test_a_step_that_asks_for_a_step_fails_at_once(session) -> None:
    """It would wait for itself for ever; nothing else would run, not even locking."""
    for nested in (lambda _s: session.run(lambda _t: 1), lambda _s: session.run_bare(lambda: 1)):
        with pytest.raises(Bug) as failed:
            session.run(nested)
        assert failed.value.code == "session.nested"
    assert session.run(lambda _s: 1) == 1


def test_a_step_s_failure_arrives_where_it_was_asked(session) -> None:
    def step(_services: object) -> None:
        raise Bug("session.already-open")

    with pytest.raises(FieldDocError, match=r"session\.already-open"):
        session.run(step)
