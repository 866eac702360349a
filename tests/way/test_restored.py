"""A laptop is lost, its backup restored: nothing that was sealed is lost, nothing is taken for a forgery (R04)."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
import road

from field_doc.app.commands import desk, files, intake, office, records, sync, upkeep, vaults
from field_doc.app.session import Session
from field_doc.base.errors import FieldDocError
from field_doc.formats import enrolment
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.sync import ended
from field_doc.sync.enrol import membership


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


@pytest.fixture
def field(tmp_path):
    with road.made(tmp_path / "field.fdvault") as session:
        yield session


@pytest.fixture
def member(site, field):
    """A confirmed device."""
    site.enrol(field)
    sync.sync_now(field)
    return field


def incident(session: Session, folder, title: str = "Incident", content: bytes = b"") -> str:
    """An incident with a file, sealed."""
    folder.mkdir(exist_ok=True)
    record = records.new_record(session, "incident", {"title": title}).id
    path = folder / f"{os.urandom(4).hex()}.bin"
    path.write_bytes(content or os.urandom(20))
    intake.take_in(session, [path], record, decode=False)
    records.seal(session, record)
    return record


def deliver(site, session) -> tuple:
    """Sync, pull, sync; what the desk refused."""
    sync.sync_now(session)
    done = desk.pull(site.desk)
    sync.sync_now(session)
    return done.refused


def restored(tmp_path, backup: str = "backup") -> Session:
    session = Session(derive=road.cheap)
    upkeep.restore(session, tmp_path / backup, tmp_path / f"{backup}.fdvault", road.PASSPHRASE)
    return session


def states(session: Session) -> set[str]:
    return {state for state, _ in road.states(session).values()}


def versions_at(desk_session: Session) -> set[tuple[str, int]]:
    """Versions of incidents; each series of files has a record of its own besides."""
    query = "SELECT record_id, number FROM versions JOIN records ON id = record_id WHERE type = 'incident'"
    return {(r["record_id"], r["number"]) for r in desk_session.run(lambda s: s.vault.records.rows(query))}


def known_of(site, session: Session, epoch: int) -> int:
    """How many entries of an epoch of this vault the desk holds."""
    query = "SELECT origin FROM epochs WHERE number = ?"
    origin = str(session.run(lambda s: s.vault.records.value(query, (epoch,))))
    return site.desk.run(lambda s: s.device_ledgers.size(origin))


def test_what_was_sent_stays_sent_and_the_office_meets_a_new_device(site, member, tmp_path) -> None:
    incident(member, tmp_path / "src")
    assert deliver(site, member) == ()
    upkeep.backup(member, tmp_path / "backup")
    with restored(tmp_path) as again:
        assert again.run(lambda s: s.keys.device) != member.run(lambda s: s.keys.device)
        assert again.run(membership).state == "enrol-again"
        assert states(again) == {"accepted"}
        done = sync.sync_now(again)
        assert (done.enrolled, done.sent) == ("enrol-again", 0)
        site.enrol(again, "M-07")
        incident(again, tmp_path / "src")
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}


def test_unsent_work_arrives_and_can_be_verified(site, member, tmp_path) -> None:
    """Sealed under the old keys, sent under the new: every byte, entry and signature of both."""
    sent = incident(member, tmp_path / "src")
    deliver(site, member)
    unsent = incident(member, tmp_path / "src", "Unsent", b"the only copy")
    upkeep.backup(member, tmp_path / "backup")
    with restored(tmp_path) as again:
        site.enrol(again, "M-07")
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}
        assert versions_at(site.desk) == {(sent, 1), (unsent, 1)}
        (file,) = files.list_files(site.desk, unsent)
        files.export_file(site.desk, file.id, tmp_path / "out.bin", purpose="pu_review", plain=True)
        assert (tmp_path / "out.bin").read_bytes() == b"the only copy"
        records.amend(again, unsent, {"title": "Unsent, amended"}, "After the restore")
        assert deliver(site, again) == ()
        assert (unsent, 2) in versions_at(site.desk)
    assert upkeep.check(site.desk, full=True).findings == ()


def test_the_backup_is_older_than_the_last_sync(site, member, tmp_path) -> None:
    """The office holds entries and records the restored vault never knew of: they stay, and receipts resume."""
    first = incident(member, tmp_path / "src")
    deliver(site, member)
    upkeep.backup(member, tmp_path / "backup")
    later = incident(member, tmp_path / "src", "After the backup")
    deliver(site, member)
    held = known_of(site, member, 1)
    with restored(tmp_path) as again:
        site.enrol(again, "M-07")
        fresh = incident(again, tmp_path / "src")
        records.amend(again, first, {"title": "Amended"}, "After the restore")
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}
        assert known_of(site, again, 1) == held
        assert versions_at(site.desk) == {(first, 1), (first, 2), (later, 1), (fresh, 1)}
        row = next(r for r in office.devices(site.desk) if r.continues)
        assert row.continues[0].held > row.continues[0].size
        assert row.continues[0].fingerprint == member.run(lambda s: s.keys.record.public.fingerprint())
        assert row.continues[0].code == "M-07"


def test_a_device_the_office_never_met(site, field, tmp_path) -> None:
    """Lost before it was ever enrolled: the desk is told so, and what was sealed under the lost keys arrives."""
    old = incident(field, tmp_path / "src")
    upkeep.backup(field, tmp_path / "backup")
    with restored(tmp_path) as again:
        issued = site.card(tmp_path / "card")
        joined = sync.enrol(again, tmp_path / "card", fingerprint=issued.fingerprint)
        (row,) = office.devices(site.desk)
        assert [(c.code, c.state, c.held) for c in row.continues] == [("", "", 0)]
        office.confirm(site.desk, site.folder, joined.device_fingerprint, root_passphrase=road.PASSPHRASE)
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}
        assert versions_at(site.desk) == {(old, 1)}


def test_restored_twice_without_a_sync_between(site, member, tmp_path) -> None:
    """Three epochs, the middle one never heard of by the office."""
    one = incident(member, tmp_path / "src")
    upkeep.backup(member, tmp_path / "first")
    with restored(tmp_path, "first") as second:
        two = incident(second, tmp_path / "src")
        upkeep.backup(second, tmp_path / "second")
    with restored(tmp_path, "second") as third:
        three = incident(third, tmp_path / "src")
        site.enrol(third, "M-07")
        assert deliver(site, third) == ()
        assert states(third) == {"accepted"}
        assert versions_at(site.desk) == {(one, 1), (two, 1), (three, 1)}


def test_opened_with_recovery_shares(site, member, tmp_path) -> None:
    """The passphrase is lost, the laptop is not: the same continuation."""
    old = incident(member, tmp_path / "src")
    shares = vaults.make_shares(member, 2, 3).mnemonics
    member.close()
    with Session(derive=road.cheap) as again:
        vaults.recover(again, tmp_path / "field.fdvault", shares[:2], "another passphrase for tests")
        site.enrol(again, "M-07")
        assert deliver(site, again) == ()
        assert (old, 1) in versions_at(site.desk)


def test_what_was_stored_and_never_answered_for_goes_again(site, member, tmp_path) -> None:
    """The answer to the lost laptop never comes to the new one: it sends again, the office takes nothing twice."""
    old = incident(member, tmp_path / "src")
    sync.sync_now(member)
    upkeep.backup(member, tmp_path / "backup")
    desk.pull(site.desk)
    before = len(site.desk.run(lambda s: s.vault.records.rows("SELECT id FROM files")))
    with restored(tmp_path) as again:
        assert states(again) == {"waiting"}
        site.enrol(again, "M-07")
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}
    assert len(site.desk.run(lambda s: s.vault.records.rows("SELECT id FROM files"))) == before
    assert versions_at(site.desk) == {(old, 1)}


def test_both_amended_the_same_record(site, member, tmp_path) -> None:
    """No version is overwritten: the second one stays where it was made, with the reason, and stops nothing else."""
    shared = incident(member, tmp_path / "src")
    upkeep.backup(member, tmp_path / "backup")
    records.amend(member, shared, {"title": "On the old laptop"}, "Before it was lost")
    deliver(site, member)
    with restored(tmp_path) as again:
        records.amend(again, shared, {"title": "On the new laptop"}, "After the restore")
        other = incident(again, tmp_path / "src")
        site.enrol(again, "M-07")
        for _ in range(6):
            deliver(site, again)
        found = road.states(again)
        assert found["version", shared, 2] == ("refused", "desk.version-conflict")
        assert {state for key, (state, _) in found.items() if key != ("version", shared, 2)} == {"accepted"}
        assert (other, 1) in versions_at(site.desk)
        told = site.desk.run(lambda s: s.records.version(shared, 2).sealed_at)
        assert told == member.run(lambda s: s.records.version(shared, 2).sealed_at)
        # It is not sent for ever; somebody may ask for it.
        sent = sync.sync_now(again).sent
        assert sent == 0
        assert sync.send_again(again).count == 1
        assert road.states(again)["version", shared, 2][0] == "waiting"


def test_a_damaged_epoch_stays_and_the_rest_goes(site, member, tmp_path) -> None:
    """Entries that no longer lead to their head prove nothing to the office: what stands under them waits."""
    old = incident(member, tmp_path / "src")
    upkeep.backup(member, tmp_path / "backup")
    with restored(tmp_path) as again:

        def damage(services) -> None:
            with services.vault.records.transaction():
                services.vault.records.execute("DROP TRIGGER ledger_no_update")
                services.vault.records.execute("UPDATE ledger SET leaf = x'7b7d' WHERE epoch = 1 AND seq = 1")

        again.run(damage)
        fresh = incident(again, tmp_path / "src")
        site.enrol(again, "M-07")
        assert deliver(site, again) == ()
        found = road.states(again)
        assert found["version", fresh, 1] == ("accepted", None)
        assert found["version", old, 1] == ("waiting", "epoch.ended")


def test_a_desk_that_cannot_connect_the_epochs(site, member, tmp_path) -> None:
    """The link is missing there: the device is told once, goes on without, and can be asked to try again."""
    old = incident(member, tmp_path / "src")
    upkeep.backup(member, tmp_path / "backup")
    with restored(tmp_path) as again:
        fresh = incident(again, tmp_path / "src")
        site.enrol(again, "M-07")

        def links(sql: str):
            def step(services):
                with services.vault.records.transaction():
                    services.vault.records.execute(sql)

            site.desk.run(step)

        links("CREATE TABLE kept AS SELECT * FROM device_continues")
        links("DELETE FROM device_continues")
        assert [reason for _, reason in deliver(site, again)] == ["desk.ended-epoch"]
        assert deliver(site, again) == ()
        found = road.states(again)
        assert found["version", fresh, 1] == ("accepted", None)
        assert found["version", old, 1] == ("waiting", "epoch.ended")
        links("INSERT INTO device_continues SELECT * FROM kept")
        sync.send_again(again)
        assert deliver(site, again) == ()
        assert states(again) == {"accepted"}


@pytest.mark.parametrize("changed", ["record", "log"])
def test_a_stranger_cannot_continue_a_device(site, member, tmp_path, monkeypatch, changed) -> None:
    """A card is no licence to another's epoch: its keys must be those the office knows together."""
    record = incident(member, tmp_path / "src")
    deliver(site, member)
    keys, origin, head = member.run(lambda s: (s.keys, s.custody.epoch().origin, s.custody.head()))
    named = enrolment.Continued(
        origin, head.size, head.root, keys.record.public.raw, keys.log.ed.public.raw, keys.log.pq.public_raw
    )
    other = {"record": SigningKey.generate(Purpose.RECORD), "log": SigningKey.generate(Purpose.LOG)}[changed]
    claim = ended.Ended(1, replace(named, **{changed: other.public.raw}), "")
    with road.made(tmp_path / "stranger.fdvault") as stranger:
        monkeypatch.setattr(ended, "of_vault", lambda *_: (claim,))
        site.card(tmp_path / "card")
        joined = sync.enrol(stranger, tmp_path / "card", fingerprint=None)
        with pytest.raises(FieldDocError) as caught:
            office.confirm(site.desk, site.folder, joined.device_fingerprint, root_passphrase=road.PASSPHRASE)
        assert caught.value.code == "office.continues-other"
    assert versions_at(site.desk) == {(record, 1)}


def test_a_confirmed_thief_gains_nothing_by_naming_an_epoch(site, member, tmp_path, monkeypatch) -> None:
    """All it names is true, and confirmed by mistake; without the log key it can add nothing to that history."""
    record = incident(member, tmp_path / "src")
    deliver(site, member)
    keys, origin, head = member.run(lambda s: (s.keys, s.custody.epoch().origin, s.custody.head()))
    named = enrolment.Continued(
        origin, head.size + 1, bytes(32), keys.record.public.raw, keys.log.ed.public.raw, keys.log.pq.public_raw
    )
    with road.made(tmp_path / "thief.fdvault") as thief:
        monkeypatch.setattr(ended, "of_vault", lambda *_: (ended.Ended(1, named, "x\n"),))
        site.enrol(thief, "M-66")
        incident(thief, tmp_path / "src2")
        monkeypatch.setattr(ended, "first_to_send", lambda *_: head.size + 1)
        assert [reason for _, reason in deliver(site, thief)] == ["desk.ended-epoch"]
    assert versions_at(site.desk) == {(record, 1)}


def test_nobody_goes_on_with_anothers_record(site, member, tmp_path, monkeypatch) -> None:
    """A confirmed device sends a version of a record that another device made: refused, the rest arrives."""
    record = incident(member, tmp_path / "src")
    deliver(site, member)
    with road.made(tmp_path / "other.fdvault") as other:
        site.enrol(other, "M-08")
        from field_doc.evidence import records as module

        with monkeypatch.context() as patch:
            patch.setattr(module, "new_id", lambda: record)
            same = records.new_record(other, "incident", {"title": "Not mine"}).id
        assert same == record
        records.seal(other, record)
        good = incident(other, tmp_path / "src3")
        for _ in range(4):
            deliver(site, other)
        found = road.states(other)
        assert found["version", record, 1] == ("refused", "desk.record-of-another-device")
        assert found["version", good, 1][0] == "accepted"
    kept = site.desk.run(lambda s: s.records.row(record).title)
    assert kept == {"en": "Incident"} or "Not mine" not in str(kept)
