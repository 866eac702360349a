"""Clocks that were set: suspend, reboot, wall clock set back or ahead (R33)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from faults import PASSPHRASE, cheap, made

from field_doc.app.commands import custody, records, upkeep, vaults
from field_doc.app.session import Session


@pytest.fixture
def session(vault_path, fake_clock):
    with made(vault_path, clock=fake_clock) as opened:
        yield opened


def anomalies(session) -> list[dict[str, str]]:
    return [dict(line.terms) for line in reversed(custody.entries(session)) if line.event == "clock.anomaly"]


def act(session) -> None:
    records.seal(session, records.new_record(session, "incident", {"title": "x"}).id)


def test_time_that_goes_by_is_none(session, fake_clock) -> None:
    act(session)
    fake_clock.advance(hours=9)  # suspended over night: the boot-time clock counts it too
    act(session)
    fake_clock.advance(seconds=1)
    fake_clock.set(fake_clock.moment + timedelta(seconds=20))  # corrected from the network
    act(session)
    assert anomalies(session) == []


@pytest.mark.parametrize(("step", "told"), [(timedelta(days=-3), "-259200"), (timedelta(hours=2), "+7200")])
def test_set_within_one_boot(session, fake_clock, step, told) -> None:
    act(session)
    fake_clock.advance(minutes=5)
    fake_clock.set(fake_clock.moment + step)
    act(session)
    act(session)
    assert anomalies(session) == [{"kind": "set", "seconds": told}]
    assert upkeep.check(session, full=False).findings == ()


def test_the_anomaly_stands_before_what_was_done_under_it(session, fake_clock) -> None:
    act(session)
    fake_clock.set(fake_clock.moment - timedelta(hours=1))
    act(session)
    events = [line.event for line in reversed(custody.entries(session))]
    at = events.index("clock.anomaly")
    assert events[at + 1] == "draft.begun"


def test_behind_after_a_reboot(vault_path, fake_clock) -> None:
    with made(vault_path, clock=fake_clock) as session:
        act(session)
    fake_clock.reboot()
    fake_clock.set(fake_clock.moment - timedelta(days=400))
    with Session(clock=fake_clock, derive=cheap) as session:
        vaults.unlock(session, vault_path, PASSPHRASE)
        (only,) = anomalies(session)
        assert (only["kind"], only["seconds"]) == ("behind", f"-{400 * 86_400}")
        events = [line.event for line in reversed(custody.entries(session))]
        assert events.index("clock.anomaly") < events.index("vault.unlocked")


def test_a_reboot_and_a_later_clock_is_none(vault_path, fake_clock) -> None:
    with made(vault_path, clock=fake_clock) as session:
        act(session)
    fake_clock.reboot()
    fake_clock.set(fake_clock.moment + timedelta(days=2))
    with Session(clock=fake_clock, derive=cheap) as session:
        vaults.unlock(session, vault_path, PASSPHRASE)
        act(session)
        assert anomalies(session) == []


def test_an_act_that_fails_leaves_no_anomaly_and_the_next_one_tells_it(session, fake_clock) -> None:
    act(session)
    fake_clock.set(fake_clock.moment - timedelta(hours=1))

    def fails(services) -> None:
        with services.custody.act() as one:
            one.enter("record.viewed")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        session.run(fails)
    assert anomalies(session) == []
    act(session)
    assert len(anomalies(session)) == 1


def test_entry_0_of_an_epoch_stays_entry_0(session, fake_clock, tmp_path) -> None:
    act(session)
    upkeep.backup(session, tmp_path / "backup")
    fake_clock.reboot()
    fake_clock.set(fake_clock.moment - timedelta(days=1))
    with Session(clock=fake_clock, derive=cheap) as again:
        upkeep.restore(again, tmp_path / "backup", tmp_path / "again.fdvault", PASSPHRASE)
        first = [line.event for line in reversed(custody.entries(again)) if line.epoch == 2][:2]
        assert first == ["epoch.started", "clock.anomaly"]
