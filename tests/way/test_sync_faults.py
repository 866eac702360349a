"""What goes wrong between the field and the office: whatever it is, everything arrives once or waits and says why."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from dataclasses import replace

import pytest
import road

from field_doc.app.commands import custody, desk, files, intake, office, records, sync, upkeep
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, WorldProblem
from field_doc.formats import card, certificates, receipt, wire
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.enrolment import enrolment_bytes, parse_enrolment
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.sync import receipts
from field_doc.sync.enrol import membership
from field_doc.sync.https import OfficeClient


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


def refused(act, *given, **named) -> FieldDocError:
    with pytest.raises(FieldDocError) as caught:
        act(*given, **named)
    return caught.value


def with_files(session, folder, sizes=(10, 1000, 5_000_000)) -> str:
    """An incident with files, sealed."""
    folder.mkdir(exist_ok=True)
    record = records.new_record(session, "incident", {"title": "Incident"}).id
    paths = []
    for number, size in enumerate(sizes):
        path = folder / f"{number}.bin"
        path.write_bytes(os.urandom(size))
        paths.append(path)
    intake.take_in(session, paths, record, decode=False)
    records.seal(session, record)
    return record


def deliver(site, session) -> None:
    """Sync, pull, sync."""
    sync.sync_now(session)
    done = desk.pull(site.desk)
    assert done.refused == ()
    sync.sync_now(session)


def arrived_once(site, session) -> None:
    """Everything of the outbox is accepted and stands at the desk exactly once, with its bytes."""
    found = road.states(session)
    assert found
    assert {state for state, _ in found.values()} == {"accepted"}
    versions = {(s, n) for kind, s, n in found if kind == "version"}
    sent = {s for kind, s, _ in found if kind == "file"}

    def held(services):
        rows = services.vault.records.rows
        return (
            [(r["record_id"], r["number"]) for r in rows("SELECT record_id, number FROM versions WHERE origin IS NOT NULL")],
            [(r["id"], r["sha256"]) for r in rows("SELECT f.id, p.sha256 FROM files f JOIN payloads p ON p.name = f.payload")],
        )

    at_desk, files_there = site.desk.run(held)
    assert sorted(at_desk) == sorted(versions)
    assert sorted(f for f, _ in files_there) == sorted(sent)
    here = {f.id: f.sha256 for f in files.list_files(session)}
    assert all(here[i] == digest for i, digest in files_there)
    assert upkeep.check(site.desk, full=True).findings == ()
    assert upkeep.check(session, full=True).findings == ()


def test_server_away(site, member, tmp_path) -> None:
    site.stop()
    with_files(member, tmp_path / "src")
    error = refused(sync.sync_now, member)
    assert (type(error), error.code) == (WorldProblem, "sync.server-away")
    assert {state for state, _ in road.states(member).values()} <= {"waiting", "sending"}
    assert sync.outbox(member).rows
    refused(sync.sync_now, member)
    site.start()
    deliver(site, member)
    arrived_once(site, member)


def test_server_killed_during_an_upload(site, member, tmp_path) -> None:
    """-9 while parts are on their way, several times, and started again."""
    site.stop()
    server = road.ServerProcess(site.made.server, site.port)
    with_files(member, tmp_path / "src", sizes=(9_000_000, 13_000_000, 20))
    original = OfficeClient.put_part
    lock = threading.Lock()

    def deadly(self, digest, part, offset, data):
        result = original(self, digest, part, offset, data)
        with lock:
            server.kill()
        return result

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OfficeClient, "put_part", deadly)
            for _ in range(2):
                server.start()
                assert refused(sync.sync_now, member).code == "sync.server-away"
        server.start()
        deliver(site, member)
    finally:
        server.kill()
    arrived_once(site, member)


def test_sha512_is_entered_before_any_receipt(site, member, tmp_path) -> None:
    """R37: the second digest is the device's own statement, not an echo of the office's."""
    record = with_files(member, tmp_path / "src", sizes=(10,))
    (file,) = files.list_files(member, record)
    query = "SELECT sha512 FROM payloads WHERE name = ?"
    assert member.run(lambda s: s.vault.records.value(query, (file.payload,))) is None
    sync.sync_now(member)
    lines = list(reversed(custody.entries(member)))
    (queued,) = [x for x in lines if x.event == "queue.added" and x.terms.get("file") == file.id]
    assert queued.detail["sha512"] == member.run(lambda s: s.vault.records.value(query, (file.payload,)))
    assert queued.detail["sha512"] == "sha512:" + hashlib.sha512((tmp_path / "src" / "0.bin").read_bytes()).hexdigest()
    first = next(x for x in lines if x.event.startswith("receipt."))
    assert (queued.epoch, queued.seq) < (first.epoch, first.seq)


def test_a_second_pull_takes_nothing_twice(site, member, tmp_path) -> None:
    with_files(member, tmp_path / "src")
    deliver(site, member)
    assert desk.pull(site.desk).accepted == ()
    assert sync.sync_now(member).sent == 0
    arrived_once(site, member)


def test_the_desk_dies_before_its_answer_leaves(site, member, tmp_path, monkeypatch) -> None:
    with_files(member, tmp_path / "src")
    sync.sync_now(member)

    def gone(*_given):
        raise WorldProblem("sync.server-away")

    with monkeypatch.context() as patch:
        patch.setattr(OfficeClient, "desk_receipt", gone)
        refused(desk.pull, site.desk)
    assert desk.pull(site.desk).refused == ()
    sync.sync_now(member)
    arrived_once(site, member)


# enrolment


def test_card_used_twice(site, field, tmp_path) -> None:
    issued = site.card(tmp_path / "card")
    sync.enrol(field, tmp_path / "card", fingerprint=issued.fingerprint)
    with road.made(tmp_path / "second.fdvault") as second:
        error = refused(sync.enrol, second, tmp_path / "card", fingerprint=issued.fingerprint)
        assert (type(error), error.code) == (AccessRefused, "enrol.card-used")
        assert second.run(membership).state == "none"
    row, = office.devices(site.desk)
    assert row.card_used_twice
    # The first one hears of it too.
    known = field.run(membership)
    with OfficeClient(known.url, known.pins, known.server_id) as client:
        assert client.enrolment_state(row.card_id, row.device)["used_twice"]


def test_card_expired(site, field, tmp_path) -> None:
    issued = site.card(tmp_path / "card")
    root, _ = site.root()
    opened = card.open_card((tmp_path / "card").read_text())
    (tmp_path / "old").write_text(card.sign_card(replace(opened, expires="2020-01-01T00:00:00Z"), root))
    assert refused(sync.enrol, field, tmp_path / "old", fingerprint=issued.fingerprint).code == "enrol.card-expired"
    assert refused(sync.look_at_card, field, tmp_path / "old").code == "enrol.card-expired"


def test_card_with_swapped_office_key(site, field, tmp_path) -> None:
    """Re-signed whole by another root: everything fits but the fingerprint and words on paper."""
    issued = site.card(tmp_path / "card")
    with road.site(tmp_path / "evil", name="Test office") as evil:
        forged = evil.card(tmp_path / "forged")
        error = refused(sync.enrol, field, tmp_path / "forged", fingerprint=issued.fingerprint)
        assert (type(error), error.code) == (IntegrityFailure, "enrol.other-root")
        assert office.devices(evil.desk) == ()
        real, fake = (sync.look_at_card(field, tmp_path / n, lang="en") for n in ("card", "forged"))
        assert (real.office, real.code) == (fake.office, fake.code)
        assert len(real.words) == len(fake.words) == 12
        assert real.words != fake.words
        assert fake.fingerprint == forged.fingerprint
    assert field.run(membership).state == "none"


def test_card_resigned_with_the_old_root_certificate(site, field, tmp_path) -> None:
    issued = site.card(tmp_path / "card")
    opened = card.open_card((tmp_path / "card").read_text())
    other = SigningKey.generate(Purpose.ROOT)
    (tmp_path / "forged").write_text(card.sign_card(opened, other))
    error = refused(sync.enrol, field, tmp_path / "forged", fingerprint=issued.fingerprint)
    assert isinstance(error, IntegrityFailure)
    assert error.code.startswith("jws.")


def test_card_with_a_receipt_key_of_another_root(site, field, tmp_path) -> None:
    """Even signed by the right root: its certificates have to be of that root."""
    issued = site.card(tmp_path / "card")
    opened, (root, _) = card.open_card((tmp_path / "card").read_text()), site.root()
    other = SigningKey.generate(Purpose.ROOT)
    other_pem = certificates.make_root("Other", other)
    desk_key = SigningKey.generate(Purpose.DESK_RECEIPT)
    pem = certificates.issue(other, other_pem, desk_key.public, "DESK", 30)
    (tmp_path / "odd").write_text(card.sign_card(replace(opened, desk_pem=pem), root))
    error = refused(sync.enrol, field, tmp_path / "odd", fingerprint=issued.fingerprint)
    assert isinstance(error, IntegrityFailure)


def test_card_with_one_byte_changed(site, field, tmp_path) -> None:
    site.card(tmp_path / "card")
    text = (tmp_path / "card").read_text().strip()
    for at in (*range(0, len(text), 97), *range(len(text) - 88, len(text) - 1, 7)):
        (tmp_path / "bad").write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:])
        error = refused(sync.enrol, field, tmp_path / "bad", fingerprint=None)
        assert isinstance(error, (IntegrityFailure, InputProblem)), (at, error)
    assert field.run(membership).state == "none"
    assert office.devices(site.desk) == ()


def test_what_is_no_card(field, tmp_path) -> None:
    for junk in (b"", b"\xff\xfe", b"a.b.c", b"{}", b"A" * 2_000_000):
        (tmp_path / "junk").write_bytes(junk)
        assert refused(sync.enrol, field, tmp_path / "junk", fingerprint=None).code == "card.not-a-card"


def test_keys_exchanged_by_the_server(site, field, tmp_path, monkeypatch) -> None:
    """The server sees the keys go by, but not the half of the token that vouches for them."""
    issued = site.card(tmp_path / "card")
    joined = sync.enrol(field, tmp_path / "card", fingerprint=issued.fingerprint)
    original = OfficeClient.desk_enrolments
    evil = SigningKey.generate(Purpose.RECORD)

    def exchanging(self):
        found = original(self)
        for one in found:
            honest = parse_enrolment(from_b64(one["enrolment"]))
            one["enrolment"] = b64(enrolment_bytes(replace(honest, record=evil.public.raw)))
        return found

    monkeypatch.setattr(OfficeClient, "desk_enrolments", exchanging)
    (row,) = office.devices(site.desk)  # an alarm, and nothing one could confirm
    assert (row.state, row.fingerprint) == ("forged", evil.public.fingerprint())
    for act in (
        lambda: office.confirm(site.desk, site.folder, joined.device_fingerprint, root_passphrase=road.PASSPHRASE),
        lambda: office.confirm(site.desk, site.folder, evil.public.fingerprint(), root_passphrase=road.PASSPHRASE),
    ):
        assert refused(act).code == "enrolment.not-from-the-card"


def test_a_mac_that_is_none(site, field, tmp_path, monkeypatch) -> None:
    issued = site.card(tmp_path / "card")
    sync.enrol(field, tmp_path / "card", fingerprint=issued.fingerprint)
    original = OfficeClient.desk_enrolments
    for mac in ("", "zz", "00", "ab" * 500, None, "00" * 32):
        monkeypatch.setattr(
            OfficeClient, "desk_enrolments", lambda self, m=mac: [{**one, "mac": m} for one in original(self)]
        )
        assert [row.state for row in office.devices(site.desk)] == ["forged"]
        confirming = (site.desk, site.folder, issued.code)
        assert refused(office.confirm, *confirming, root_passphrase=road.PASSPHRASE).code == "enrolment.not-from-the-card"


def test_a_bad_enrolment_stands_in_nobodys_way(site, field, tmp_path, monkeypatch) -> None:
    """One that is forged, or cannot even be read, is shown; the others are decided about as ever."""
    original = OfficeClient.desk_enrolments
    bad = [{"card_id": "0" * 32, "device": "A" * 43, "enrolment": b64(b"{}"), "mac": "00", "used_twice": False}]
    monkeypatch.setattr(OfficeClient, "desk_enrolments", lambda self: [*bad, *original(self)])
    site.enrol(field)
    first = office.devices(site.desk)[0]
    assert (first.state, first.fingerprint) == ("forged", "")
    sync.sync_now(field)
    assert field.run(membership).state == "confirmed"


def test_certificates_of_other_keys_are_not_taken(site, field, tmp_path, monkeypatch) -> None:
    site.enrol(field)
    with road.made(tmp_path / "other.fdvault") as other:
        site.enrol(other, "M-08")
        pending = other.run(membership)
        answer = OfficeClient(pending.url, pending.pins, pending.server_id).enrolment_state(
            pending.card_id, other.run(lambda s: s.keys.device)
        )
    monkeypatch.setattr(OfficeClient, "enrolment_state", lambda *_: answer)
    assert refused(sync.sync_now, field).code == "enrol.certificates"
    assert field.run(membership).state == "pending"


# receipts


@pytest.fixture
def stored(site, member, tmp_path):
    """Something on its way, with both receipts of it in hand but none yet given to the device."""
    with_files(member, tmp_path / "src", sizes=(10,))
    original = OfficeClient.receipts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OfficeClient, "receipts", lambda *_: [])
        sync.sync_now(member)
        desk.pull(site.desk)
    client = OfficeClient(member.run(membership).url, member.run(membership).pins, member.run(membership).server_id)
    client.login(member.run(lambda s: s.keys.device), member.run(lambda s: s.keys.auth), member.clock)
    texts = [r["text"] for r in original(client, 0)]
    desk_key = site.desk.run(lambda s: s.vault.signing_keys.load(Purpose.DESK_RECEIPT))
    server_key = SigningKey.from_seed(
        Purpose.SERVER_RECEIPT, bytes.fromhex((site.made.server / "receipt.seed").read_text())
    )
    accepted = receipt.open_desk(texts[-1], desk_key.public)
    return accepted, desk_key, server_key


def apply(session, text):
    keys = session.run(membership).receipt_keys
    return session.run(lambda s: receipts.apply(s, text, keys))


FOREIGN = {
    "another-device": {"device": "B" * 43},
    "another-epoch": {"origin": "field-doc/log/v1/" + "1" * 32},
    "another-submission": {"manifest": "sha256:" + "2" * 64},
    "another-size": {"size": 1},
    "another-root": {"root_hex": "3" * 64},
    "fewer-objects": {"objects": ()},
    "other-objects": {"objects": ("sha256:" + "4" * 64,)},
}


def test_a_receipt_about_something_else_moves_nothing(stored, member) -> None:
    accepted, key, _ = stored
    before = road.states(member)
    for name, changes in FOREIGN.items():
        error = refused(apply, member, receipt.sign_desk(replace(accepted, **changes), key))
        assert (type(error), error.code) == (IntegrityFailure, "receipt.names-something-else"), name
        assert road.states(member) == before
    assert {s for s, _ in before.values()} == {"stored"}


def test_only_the_desk_says_accepted(stored, member) -> None:
    """R13: whoever holds the server's key can end an upload and nothing more."""
    accepted, _, server_key = stored
    before = road.states(member)
    from field_doc.formats.labels import TYP_RECEIPT_ACCEPTED, TYP_RECEIPT_STORED
    from field_doc.formats.sdjwt import jws

    minted = [jws.sign(TYP_RECEIPT_STORED, receipt._claims(accepted), server_key)]
    minted.append(receipt.sign_desk(accepted, SigningKey.generate(Purpose.DESK_RECEIPT)))
    same_seed = SigningKey.from_seed(Purpose.DESK_RECEIPT, server_key.seed())
    minted.append(jws.sign(TYP_RECEIPT_ACCEPTED, receipt._claims(accepted), same_seed))
    for text in minted:
        assert isinstance(refused(apply, member, text), IntegrityFailure)
        assert road.states(member) == before


def test_the_manifest_swapped_under_the_same_head(stored, member) -> None:
    """The same head and device over another list of objects: the receipt has to name what was sent."""
    accepted, key, _ = stored
    data = member.run(lambda s: bytes(s.vault.records.value("SELECT manifest FROM submissions")))
    manifest = wire.parse_manifest(data)
    swapped = wire.manifest_bytes(replace(manifest, objects=manifest.objects[::-1]))
    forged = replace(
        accepted, manifest=wire.manifest_digest(swapped), objects=tuple(o.digest for o in manifest.objects[::-1])
    )
    assert refused(apply, member, receipt.sign_desk(forged, key)).code == "receipt.names-something-else"
    kept = replace(accepted, objects=forged.objects)
    assert refused(apply, member, receipt.sign_desk(kept, key)).code == "receipt.names-something-else"


def test_a_bad_receipt_does_not_hide_a_good_one(stored, member, monkeypatch) -> None:
    accepted, key, _ = stored
    good, bad = (receipt.sign_desk(r, key) for r in (accepted, replace(accepted, size=1)))
    monkeypatch.setattr(OfficeClient, "receipts", lambda *_: [{"n": 90, "text": bad}, {"n": 91, "text": good}])
    done = sync.sync_now(member)
    assert done.receipts == ("accepted",)
    assert ("receipt", "receipt.names-something-else") in done.failed
    assert {s for s, _ in road.states(member).values()} == {"accepted"}


def test_after_a_refusal_it_is_sent_again(site, member, tmp_path, monkeypatch) -> None:
    """The server's head has grown with what was refused; the next submission still fits, and arrives whole."""
    from field_doc.sync import desk as desks

    with_files(member, tmp_path / "src", sizes=(10,))
    sync.sync_now(member)

    def no(*_given):
        raise IntegrityFailure("desk.file-differs")

    with monkeypatch.context() as patch:
        patch.setattr(desks, "judge_files", no)
        assert [r for _, r in desk.pull(site.desk).refused] == ["desk.file-differs"]
    sync.sync_now(member)  # hears of the refusal and sends again
    with_files(member, tmp_path / "src2", sizes=(10,))
    deliver(site, member)
    deliver(site, member)
    arrived_once(site, member)


# consent


@pytest.mark.parametrize(
    ("allowed", "reason"),
    [
        (("cp_record",), "consent.storage"),
        (("cp_record", "cp_store"), "consent.storage-abroad"),
        (("cp_record", "cp_store_abroad"), "consent.storage"),
    ],
)
def test_without_consent_it_stays_and_the_rest_goes(site, member, tmp_path, allowed, reason) -> None:
    account = road.Account(member, allowed)
    recording = tmp_path / "voice.bin"
    recording.write_bytes(b"the voice of somebody")
    intake.take_in(member, [recording], account.statement, decode=False)
    account.seal()
    free = with_files(member, tmp_path / "src", sizes=(10,))
    done = sync.sync_now(member)
    found = road.states(member)
    stays = {k for k, (state, _) in found.items() if state == "waiting"}
    kinds = {k[1] for k in stays if k[0] == "version"}
    assert {account.statement, account.identity, account.person} <= kinds
    assert {f.id for f in files.list_files(member, account.statement)} <= {k[1] for k in stays}
    assert {found[k][1] for k in stays} == {reason}
    assert set(done.failed) == {(k[1], reason) for k in stays}
    assert found["version", free, 1][0] == "stored"
    assert found["version", account.case, 1][0] == "stored"
    desk.pull(site.desk)
    known = site.desk.run(lambda s: {r["record_id"] for r in s.vault.records.rows("SELECT record_id FROM versions")})
    assert not known & {account.statement, account.identity, account.person}
    # Nothing of it at the server either, not even closed.
    objects = [p.read_bytes() for p in (site.made.server / "objects").rglob("*") if p.is_file()]
    assert objects
    envelope = member.run(lambda s: bytes(s.vault.records.value("SELECT envelope FROM identity_envelopes")))
    assert envelope not in objects

    full = account.consent_fields(road.ALLOWED)
    records.amend(member, account.consent, {"purposes": full["purposes"]}, "The person agreed")
    deliver(site, member)
    deliver(site, member)
    arrived_once(site, member)


def test_a_consent_whose_status_nobody_chose(site, member) -> None:
    """Sealed, it holds a reason in its place: the answers decide, and everything goes."""
    account = road.Account(member)
    asked = {k: v for k, v in account.consent_fields(road.ALLOWED).items() if k != "status"}
    records.save_draft(member, account.consent, asked)
    account.seal()
    assert records.show(member, account.consent).shown.fields["status"] == {"null_reason": "nv_not_asked"}
    deliver(site, member)
    arrived_once(site, member)


def test_an_office_at_home_needs_no_consent_for_abroad(tmp_path) -> None:
    with road.site(tmp_path / "office", country="UA") as site, road.made(tmp_path / "f.fdvault") as field:
        site.enrol(field)
        account = road.Account(field, ("cp_record", "cp_store"))
        account.seal()
        deliver(site, field)
        arrived_once(site, field)


def test_the_same_vault_running_twice_is_a_fork(site, member, tmp_path) -> None:
    """A copied folder (not a restored backup) has the same keys: the server refuses its other history."""
    shutil.copytree(tmp_path / "field.fdvault", tmp_path / "copy.fdvault", ignore=shutil.ignore_patterns("lock"))
    with road.unlocked(tmp_path / "copy.fdvault") as copy:
        with_files(member, tmp_path / "a", sizes=(10,))
        with_files(copy, tmp_path / "b", sizes=(11,))
        sync.sync_now(member)
        assert refused(sync.sync_now, copy).code == "submission.two-histories"
    deliver(site, member)
    arrived_once(site, member)


def test_no_device_is_called_like_the_desk(site, tmp_path) -> None:
    for code in ("DESK", " desk "):
        assert refused(site.card, tmp_path / "card", code).code == "office.code-of-the-desk"
    assert not (tmp_path / "card").exists()
