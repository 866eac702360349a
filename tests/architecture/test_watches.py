"""The watches every test stands under: one that cannot fail is worth nothing."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import pytest

from field_doc.base.log import logger, to_stderr


def test_expected_line_is_let_through(expect_log: Callable[..., None]) -> None:
    expect_log("field_doc.sync retry 3")
    logger("sync").warning("retry %d", 3)


def test_a_line_nobody_expected_is_seen_even_if_it_goes_to_stderr_only(log_watch) -> None:
    to_stderr(logging.DEBUG)
    logger("vault").error("surprise")
    assert log_watch.problems() == ["unexpected log line: field_doc.vault surprise"]
    log_watch.records.clear()


def test_an_expected_line_must_come(log_watch) -> None:
    log_watch("never said")
    assert log_watch.problems() == ["log line did not come: never said"]
    log_watch("", optional=True)
    log_watch._expected.clear()


def test_the_clock_moves_only_when_told(fake_clock) -> None:
    first = fake_clock.now()
    fake_clock.advance(minutes=5)
    assert fake_clock.now().boot_ms - first.boot_ms == 300_000
    fake_clock.set(first.wall)
    assert fake_clock.now().boot_ms - first.boot_ms == 300_000


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as sock, pytest.raises(pytest.fail.Exception, match="192"):
        sock.connect(("192.0.2.1", 9))


def test_the_loopback_can() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
