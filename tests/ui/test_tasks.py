"""The bridge between threads and the window."""

from __future__ import annotations

import threading
import time

import pytest
import shiboken6
from PySide6.QtCore import QObject

from field_doc.base.errors import AccessRefused, Bug, Cancelled
from field_doc.base.progress import Progress
from field_doc.ui.guard import GuiGuard
from field_doc.ui.tasks import PROGRESS_INTERVAL, Inline, TaskRunner


@pytest.fixture
def runner(qapp):
    made = TaskRunner()
    yield made
    made.close()


def test_result_is_delivered_on_the_gui_thread(qtbot, runner):
    got = []
    owner = QObject()
    runner.submit(
        lambda _r: threading.current_thread().name,
        owner=owner,
        done=lambda name: got.append((name, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(got))
    name, where = got[0]
    assert name.startswith("vault")
    assert where is threading.main_thread()


def test_vault_jobs_run_one_after_another_in_order(qtbot, runner):
    order, running, most = [], [], []
    owner = QObject()

    def job(number):
        running.append(number)
        most.append(len(running))
        time.sleep(0.01)
        running.remove(number)
        return number

    for number in range(5):
        runner.submit(lambda _r, n=number: job(n), owner=owner, done=order.append)
    qtbot.waitUntil(lambda: len(order) == 5)
    assert order == list(range(5))
    assert set(most) == {1}


def test_error_goes_to_failed_with_its_code(qtbot, runner):
    errors = []

    def job(_reporter):
        raise AccessRefused("vault.passphrase-wrong", attempts=1)

    runner.submit(job, owner=QObject(), done=lambda _x: errors.append("done"), failed=errors.append)
    owner = QObject()
    runner.submit(job, owner=owner, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert all(isinstance(e, AccessRefused) and e.code == "vault.passphrase-wrong" for e in errors)


def test_owner_gone_cancels_the_job_and_drops_the_delivery(qtbot, runner):
    started, ended, got = threading.Event(), threading.Event(), []
    owner = QObject()

    def job(reporter):
        started.set()
        try:
            while True:
                reporter.check()
                time.sleep(0.005)
        finally:
            ended.set()

    runner.submit(job, owner=owner, done=got.append, failed=got.append)
    assert started.wait(5)
    shiboken6.delete(owner)
    assert ended.wait(5)
    qtbot.waitUntil(lambda: runner.running == 0)
    assert got == []


def test_progress_is_throttled_and_its_last_word_arrives_before_the_end(qtbot, runner):
    seen, ends = [], []
    owner = QObject()

    def job(reporter):
        begin = time.monotonic()
        count = 0
        while time.monotonic() - begin < 0.4:
            count += 1
            reporter.report(Progress("intake.copy", items_done=count))
        return count

    runner.submit(job, owner=owner, progress=lambda p: seen.append((p, bool(ends))), done=ends.append, where="pool")
    qtbot.waitUntil(lambda: bool(ends))
    assert 2 <= len(seen) <= 0.4 / PROGRESS_INTERVAL + 2
    assert seen[-1][0].items_done == ends[0]
    assert not any(after for _, after in seen)


def test_cancelled_job_ends_as_cancelled(qtbot, runner):
    ends, started = [], threading.Event()
    owner = QObject()

    def job(reporter):
        started.set()
        while True:
            reporter.check()
            time.sleep(0.002)

    handle = runner.submit(job, owner=owner, failed=ends.append)
    assert started.wait(5)
    handle.cancel()
    qtbot.waitUntil(lambda: bool(ends))
    assert isinstance(ends[0], Cancelled)


def test_cancelled_before_it_began_never_runs(qtbot, runner):
    gate, ran, ends = threading.Event(), [], []
    owner = QObject()
    runner.submit(lambda _r: gate.wait(5), owner=owner)
    handle = runner.submit(lambda _r: ran.append(1), owner=owner, failed=ends.append)
    handle.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ends))
    assert ran == []


def test_closing_drains_and_refuses_more(qapp):
    runner = TaskRunner()
    started, ended = threading.Event(), threading.Event()
    owner = QObject()

    def job(reporter):
        started.set()
        try:
            while True:
                reporter.check()
                time.sleep(0.002)
        finally:
            ended.set()

    runner.submit(job, owner=owner)
    assert started.wait(5)
    runner.close()
    assert ended.is_set()
    with pytest.raises(Bug):
        runner.submit(lambda _r: None, owner=QObject())


def test_pool_work_does_not_hold_up_the_vault(qtbot, runner):
    gate, got = threading.Event(), []
    owner = QObject()
    runner.submit(lambda _r: gate.wait(5), owner=owner, where="pool", done=lambda _x: got.append("pool"))
    runner.submit(lambda _r: None, owner=owner, done=lambda _x: got.append("vault"))
    qtbot.waitUntil(lambda: got == ["vault"])
    gate.set()
    qtbot.waitUntil(lambda: got == ["vault", "pool"])


def test_inline_runner_runs_at_once():
    runner, got = Inline(), []
    runner.submit(lambda r: r.report(Progress("x", 1, 2)) or 7, owner=None, done=got.append, progress=got.append)
    assert got == [Progress("x", 1, 2), 7]
    runner.submit(lambda _r: 1 / 0, owner=None, failed=got.append)
    assert isinstance(got[-1], ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        runner.submit(lambda _r: 1 / 0, owner=None)


def test_guard_logs_a_blocked_window_with_a_place_in_the_code(qtbot, expect_log):
    expect_log(r"window blocked for more than \d+ ms at test_tasks\.py:\d+")
    guard = GuiGuard(limit=0.1)
    qtbot.wait(60)
    time.sleep(0.4)
    guard.stop()
