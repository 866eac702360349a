"""Logins, cards, histories: what must not be possible at the server (R02, R13, R21)."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from office_material import Card, Keys, Ledger, OfficeMaterial, Site, running, submission, upload

from field_doc.base.clock import Instant, SystemClock
from field_doc.base.errors import FieldDocError
from field_doc.formats.keys import LogKeys
from field_doc.formats.login import LoginChallenge, sign_login
from field_doc.formats.receipt import open_stored
from field_doc.formats.wire import manifest_bytes, manifest_digest, parse_manifest
from field_doc.office.folder import read_folder
from field_doc.office.logins import Answer, Logins
from field_doc.sync.https import OfficeClient


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(FieldDocError) as caught:
        call(*args, **kwargs)
    return caught.value.code


class Door:
    """The server's side of logins, with every field of an answer in the test's hands."""

    def __init__(self, clock) -> None:
        self.keys, self.spki = Keys(), os.urandom(32)
        self.logins = Logins("server-1", self.spki, clock)
        self.time = "2026-03-02T12:00:00Z"

    def answer(self, nonce: bytes, **changes) -> Answer:
        said = {"server_id": "server-1", "server_nonce": nonce, "device_nonce": bytes(32), "time": self.time}
        challenge = LoginChallenge(**{**said, "tls_spki": self.spki, **changes})
        signature = sign_login(challenge, self.keys.auth)
        return Answer(self.keys.device, nonce, bytes(32), challenge.time, signature)

    def login(self, answer: Answer):
        return self.logins.login(answer, self.keys.auth.public)


@pytest.fixture
def door(fake_clock):
    return Door(fake_clock)


def test_a_login_is_good_once(door) -> None:
    answer = door.answer(door.logins.challenge(door.keys.device))
    token, _ = door.login(answer)
    assert door.logins.who(token) == door.keys.device
    assert refused(door.login, answer) == "login.refused"


@pytest.mark.parametrize(
    "changes",
    [
        {"server_nonce": bytes(32)},
        {"device_nonce": b"\1" * 32},
        {"server_id": "server-2"},
        {"tls_spki": bytes(32)},
        {"time": "2026-03-02T12:00:01Z"},
    ],
)
def test_a_signature_over_anything_else_is_refused(door, changes) -> None:
    nonce = door.logins.challenge(door.keys.device)
    answer = door.answer(nonce, **changes)
    answer = Answer(answer.device, nonce, answer.device_nonce, door.time, answer.signature)
    assert refused(door.login, answer) == "login.refused"
    assert refused(door.login, door.answer(nonce)) == "login.refused", "a nonce is used up by a wrong answer"


def test_a_nonce_is_for_the_device_that_asked_and_for_two_minutes(door, fake_clock) -> None:
    assert refused(door.login, door.answer(os.urandom(32))) == "login.refused"
    assert refused(door.login, door.answer(door.logins.challenge(Keys().device))) == "login.refused"
    nonce = door.logins.challenge(door.keys.device)
    fake_clock.advance(minutes=3)
    assert refused(door.login, door.answer(nonce)) == "login.refused"


def test_a_device_whose_clock_is_far_off_is_told_so(door) -> None:
    nonce = door.logins.challenge(door.keys.device)
    assert refused(door.login, door.answer(nonce, time="2026-02-02T12:00:00Z")) == "login.clock"


def test_an_impossible_date_is_no_crash(door) -> None:
    nonce = door.logins.challenge(door.keys.device)
    assert refused(door.login, door.answer(nonce, time="2026-99-99T99:99:99Z")) == "login.clock"


def test_a_session_ends_when_it_is_idle_and_after_a_day(door, fake_clock) -> None:
    token, _ = door.login(door.answer(door.logins.challenge(door.keys.device)))
    for _ in range(3):
        fake_clock.advance(minutes=59)
        assert door.logins.who(token) == door.keys.device
    fake_clock.advance(minutes=61)
    assert refused(door.logins.who, token) == "session.unknown"
    door.time = fake_clock.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    token, _ = door.login(door.answer(door.logins.challenge(door.keys.device)))
    for _ in range(24):
        fake_clock.advance(minutes=60)
        assert door.logins.who(token) == door.keys.device
    fake_clock.advance(minutes=1)
    assert refused(door.logins.who, token) == "session.unknown"


def test_challenges_do_not_fill_the_memory(door, monkeypatch) -> None:
    monkeypatch.setattr("field_doc.office.logins.MAX_CHALLENGES", 10)
    first = door.logins.challenge(door.keys.device)
    for _ in range(10):
        last = door.logins.challenge(door.keys.device)
    assert refused(door.login, door.answer(first)) == "login.refused"
    assert door.login(door.answer(last))


def test_a_login_through_another_server_is_refused(site, office, tmp_path) -> None:
    """A server in the middle shows its own key: what the device signs is of no use at the genuine one."""
    middle = OfficeMaterial(tmp_path / "middle")
    with running(middle.folder) as port:
        client = OfficeClient(f"https://127.0.0.1:{port}", (middle.pin,), "server-of-the-card")
        assert refused(client.login, office.desk.device, office.desk.auth, SystemClock()) == "sync.wrong-server"
        client.close()


def test_the_key_of_another_device_opens_nothing(site) -> None:
    keys, _ = site.device()
    assert refused(site.client().login, keys.device, Keys().auth, SystemClock()) == "login.refused"


# cards


def test_a_card_is_good_once_and_the_second_use_is_told_to_both(site, card) -> None:
    card.register(site.desk)
    first, second = Keys(), Keys()
    client = site.client()
    client.enrol(card.a, *card.request(first))
    client.enrol(card.a, *card.request(first))
    assert client.enrolment_state(card.card_id, first.device)["used_twice"] is False
    assert refused(client.enrol, card.a, *card.request(second)) == "enrol.card-used"
    assert client.enrolment_state(card.card_id, first.device)["used_twice"] is True
    (waiting,) = site.desk.desk_enrolments()
    assert (waiting["device"], waiting["used_twice"]) == (first.device, True)
    assert refused(client.enrolment_state, card.card_id, second.device) == "office.not-found"


def test_two_devices_at_once_do_not_share_a_card(site, card) -> None:
    card.register(site.desk)
    codes, barrier = [], threading.Barrier(4)

    def enrol() -> None:
        request = card.request(Keys())
        client = site.client()
        barrier.wait()
        try:
            client.enrol(card.a, *request)
            codes.append("taken")
        except FieldDocError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=enrol) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["enrol.card-used"] * 3 + ["taken"]


def test_unknown_and_expired_cards(site, card) -> None:
    assert refused(site.client().enrol, card.a, *card.request(Keys())) == "enrol.card-unknown"
    old = Card(card_id="d" * 32, a=b"o" * 16, expires="2026-01-01T00:00:00Z")
    old.register(site.desk)
    assert refused(site.client().enrol, old.a, *old.request(Keys())) == "enrol.card-expired"
    card.register(site.desk)
    wrong_half = refused(site.client().enrol, old.a, *card.request(Keys()))
    assert wrong_half == "enrol.card-unknown"
    card.register(site.desk)
    card.expires = "2030-01-01T00:00:00Z"
    assert refused(card.register, site.desk) == "enrol.card-differs"


def test_a_refused_device_learns_it(site, card) -> None:
    card.register(site.desk)
    keys = Keys()
    site.client().enrol(card.a, *card.request(keys))
    site.desk.desk_decide(keys.device, card.card_id, "refused")
    assert site.client().enrolment_state(card.card_id, keys.device)["state"] == "refused"


def test_only_certificates_of_the_root_for_these_keys_confirm(site, office, tmp_path) -> None:
    keys, other = Keys(), Keys()
    assert refused(site.confirm, keys, certificates=office.certificates(other)) == "device.keys-differ"
    foreign = OfficeMaterial(tmp_path / "foreign").certificates(keys)
    assert refused(site.confirm, keys, certificates=foreign) == "certificate.issuer"
    swapped = office.certificates(keys)
    swapped["log"], swapped["auth"] = swapped["auth"], swapped["log"]
    assert refused(site.confirm, keys, certificates=swapped) == "certificate.purpose"
    assert refused(site.confirm, keys, certificates=None) == "device.malformed"
    mixed = keys.public() | {"log_pq": other.public()["log_pq"]}
    assert refused(site.confirm, keys, keys=mixed) == "device.keys-differ"
    assert refused(site.login, keys) == "login.refused"


# histories


def begin(site):
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow(5)
    data = submission(ledger, [b"one"])
    client.submit(data)
    return client, ledger, manifest_digest(data)


def test_a_copied_vault_is_refused(site) -> None:
    client, ledger, first = begin(site)
    copy = Ledger(ledger.keys, ledger.origin, list(ledger.leaves))
    ledger.grow(2)
    data = submission(ledger, [b"two"], since=5, previous=first)
    client.submit(data)
    copy.grow(4, salt=b" of the copy")
    forked = submission(copy, [b"three"], since=5, previous=first)
    assert refused(client.submit, forked) == "submission.two-histories"
    assert client.head(ledger.origin)["manifest"] == manifest_digest(data)
    assert client.submit(data), "a submission that was taken is found again"


def test_a_ledger_that_shrank_is_refused(site) -> None:
    client, ledger, first = begin(site)
    ledger.leaves = ledger.leaves[:4]
    assert refused(client.submit, submission(ledger, [b"two"], previous=first)) == "submission.two-histories"


def test_a_head_of_the_same_size_with_another_root_is_refused(site) -> None:
    client, ledger, first = begin(site)
    ledger.leaves[4] = bytes(32)
    assert refused(client.submit, submission(ledger, [b"two"], since=5, previous=first)) == "submission.two-histories"


def test_what_went_another_road_is_bridged_by_a_head(site) -> None:
    client, ledger, first = begin(site)
    ledger.grow(2)
    by_stick = submission(ledger, [b"by stick"], since=5, previous=first)
    ledger.grow(2)
    third = submission(ledger, [b"three"], since=7, previous=manifest_digest(by_stick))
    assert refused(client.submit, third) == "submission.previous-unknown"
    known = client.head(ledger.origin)
    assert (known["size"], known["manifest"]) == (5, first)
    shorter = Ledger(ledger.keys, ledger.origin, ledger.leaves[:7])
    client.advance(shorter.note(), shorter.proof(5))
    client.submit(third)
    assert client.head(ledger.origin)["size"] == 9


def test_another_devices_epoch_is_refused(site) -> None:
    _, ledger, _ = begin(site)
    keys, thief = site.device()
    borrowed = Ledger(keys, ledger.origin, list(ledger.leaves))
    borrowed.grow()
    assert refused(thief.submit, submission(borrowed, [b"x"], since=5)) == "submission.two-histories"


def test_a_head_needs_both_signatures_of_the_confirmed_keys(site) -> None:
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    genuine = keys.log
    keys.log = LogKeys(genuine.ed, LogKeys.generate().pq)
    assert refused(client.submit, submission(ledger, [b"x"])) == "checkpoint.incomplete"
    keys.log = LogKeys(LogKeys.generate().ed, genuine.pq)
    assert refused(client.submit, submission(ledger, [b"x"])) == "checkpoint.incomplete"
    keys.log = genuine
    client.submit(submission(ledger, [b"x"]))


def test_an_object_does_not_change_its_size(site) -> None:
    client, ledger, first = begin(site)
    ledger.grow()
    manifest = parse_manifest(submission(ledger, [b"one"], since=5, previous=first))
    longer = replace(manifest, objects=(replace(manifest.objects[0], bytes=4),))
    assert refused(client.submit, manifest_bytes(longer)) == "object.size-differs"
    assert client.head(ledger.origin)["size"] == 5, "what was refused left nothing behind"


# the folder


def test_a_folder_that_is_none(tmp_path, office) -> None:
    assert refused(read_folder, tmp_path) == "office.unreadable"
    (office.folder / "receipt.seed").write_text("not hex")
    assert refused(read_folder, office.folder) == "office.folder"


def test_everything_is_there_after_a_restart(office) -> None:
    contents = [os.urandom(2000)]
    with running(office.folder) as port:
        site = Site(office, port)
        keys, client = site.device()
        ledger = Ledger(keys)
        ledger.grow()
        data = submission(ledger, contents)
        upload(client, client.submit(data), contents)
        site.close()
    with running(office.folder) as port:
        site = Site(office, port)
        client = site.login(keys)
        assert client.submit(data) == []
        assert client.complete(manifest_digest(data))
        site.close()


def test_time_of_the_clock_given_is_in_receipts(office) -> None:
    class Later(SystemClock):
        def now(self) -> Instant:
            real = super().now()
            return Instant(datetime.now(UTC) + timedelta(hours=5), real.boot_id, real.boot_ms)

    with running(office.folder, Later()) as port:
        site = Site(office, port)
        keys, client = site.device()
        ledger = Ledger(keys)
        ledger.grow()
        data = submission(ledger, [])
        client.submit(data)
        found = open_stored(client.complete(manifest_digest(data)), office.receipt.public)
        site.close()
    assert datetime.fromisoformat(found.time) > datetime.now(UTC) + timedelta(hours=4)
