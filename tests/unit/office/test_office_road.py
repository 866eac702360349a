"""The whole way of evidence to the office and of its answers back, over real TLS."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from office_material import PART, Keys, Ledger, desk_answer, entry, submission, upload

from field_doc.base.errors import AccessRefused, FieldDocError, IntegrityFailure
from field_doc.formats.base64text import from_b64
from field_doc.formats.digest import sha256_text
from field_doc.formats.receipt import open_desk, open_stored, receipt_digest
from field_doc.formats.wire import manifest_digest
from field_doc.sync.https import possession_proof


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(FieldDocError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def sent(site, contents, ledger=None):
    """A device that has uploaded everything of a first submission."""
    keys, client = site.device()
    ledger = ledger or Ledger(keys)
    ledger.grow()
    data = submission(ledger, contents)
    upload(client, client.submit(data), contents)
    return keys, client, ledger, data


def test_the_whole_way(site, office, card) -> None:
    contents = [os.urandom(1000), os.urandom(PART + 5), b""]
    keys = Keys()
    card.register(site.desk)
    joining = site.client()
    document, mac = card.request(keys)
    joining.enrol(card.a, document, mac)
    assert joining.enrolment_state(card.card_id, keys.device) == {"state": "pending", "used_twice": False}
    (waiting,) = site.desk.desk_enrolments()
    assert (from_b64(waiting["enrolment"]), waiting["mac"]) == (document, mac.hex())
    assert refused(site.login, keys) == "login.refused"
    site.confirm(keys, card.card_id)
    state = joining.enrolment_state(card.card_id, keys.device)
    assert (state["state"], set(state["certificates"])) == ("confirmed", {"record", "log", "auth"})

    client, ledger = site.login(keys), Ledger(keys)
    ledger.grow()
    data = submission(ledger, contents)
    missing = client.submit(data)
    assert [(m["digest"], m["part"], m["offset"]) for m in missing] == [
        (entry(contents[0]).digest, 0, 0),
        (entry(contents[1]).digest, 0, 0),
        (entry(contents[1]).digest, 1, 0),
    ]
    upload(client, missing, contents)
    assert client.submit(data) == []
    text = client.complete(manifest_digest(data))
    stored = open_stored(text, office.receipt.public)
    assert (stored.manifest, stored.device, stored.size) == (manifest_digest(data), keys.device, 3)
    assert stored.objects == tuple(entry(one).digest for one in contents)
    assert client.complete(manifest_digest(data)) == text

    (waiting,) = site.desk.desk_submissions("stored")
    assert (waiting["digest"], from_b64(waiting["manifest"])) == (manifest_digest(data), data)
    for one in contents:
        assert b"".join(site.desk.desk_object(entry(one).digest)) == one
    assert b"".join(site.desk.desk_object(entry(contents[1]).digest, PART)) == contents[1][PART:]
    answer = desk_answer(office, ledger, data, contents)
    site.desk.desk_receipt(manifest_digest(data), answer)
    site.desk.desk_receipt(manifest_digest(data), answer)
    assert site.desk.desk_submissions("stored") == []
    first, second = client.receipts(0)
    assert (first["text"], second["text"]) == (text, answer)
    assert open_desk(second["text"], office.desk_receipt.public).kind == "accepted"
    assert client.receipts(first["n"]) == [second]


def test_a_big_object_in_four_threads_and_proof_of_possession(site) -> None:
    big = os.urandom(20 * 1024 * 1024 + 1)
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    data = submission(ledger, [big])
    missing = client.submit(data)
    assert len(missing) == 6
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: upload(client, [one], [big]), missing))
    client.complete(manifest_digest(data))
    nonce = os.urandom(32)
    assert client.possession(entry(big).digest, nonce) == possession_proof(nonce, [big])
    assert client.possession(entry(big).digest, os.urandom(32)) != possession_proof(nonce, [big])
    assert b"".join(site.desk.desk_object(entry(big).digest)) == big


def test_a_server_that_lost_bytes_cannot_prove_possession(site, office) -> None:
    content = os.urandom(5000)
    _, client, _, data = sent(site, [content])
    client.complete(manifest_digest(data))
    (path,) = [p for p in (office.folder / "objects").rglob("*") if p.is_file()]
    path.write_bytes(content[:-1] + b"?")
    nonce = os.urandom(32)
    assert client.possession(entry(content).digest, nonce) != possession_proof(nonce, [content])


def test_parts_may_come_in_pieces_and_twice(site) -> None:
    content = os.urandom(10_000)
    keys, client = site.device()
    ledger, name = Ledger(keys), entry(content).digest
    ledger.grow()
    data = submission(ledger, [content])
    client.submit(data)
    assert client.put_part(name, 0, 0, content[:4000]) == 4000
    assert client.put_part(name, 0, 0, content[:4000]) == 4000
    with pytest.raises(IntegrityFailure) as gap:
        client.put_part(name, 0, 5000, content[5000:])
    assert (gap.value.code, gap.value.details["held"]) == ("part.offset", 4000)
    assert client.held(name) == (4000,)
    assert client.submit(data) == [{"digest": name, "part": 0, "offset": 4000}]
    assert refused(client.complete, manifest_digest(data)) == "submission.incomplete"
    assert client.put_part(name, 0, 3000, content[3000:]) == 10_000
    assert refused(client.put_part, name, 0, 9999, b"ab") == "part.too-long"
    assert refused(client.put_part, name, 1, 0, b"") == "part.number"
    client.complete(manifest_digest(data))
    assert client.put_part(name, 0, 0, b"changed afterwards") == 10_000
    assert b"".join(site.desk.desk_object(name)) == content


def test_a_wrong_object_is_dropped_and_sent_again(site) -> None:
    good, other = os.urandom(6000), os.urandom(6000)
    keys, client = site.device()
    ledger, name = Ledger(keys), entry(good).digest
    ledger.grow()
    data = submission(ledger, [good])
    client.submit(data)
    client.put_part(name, 0, 0, other)
    with pytest.raises(IntegrityFailure) as wrong:
        client.complete(manifest_digest(data))
    assert (wrong.value.code, wrong.value.details["digest"]) == ("object.digest", name)
    assert client.submit(data) == [{"digest": name, "part": 0, "offset": 0}]
    client.put_part(name, 0, 0, good)
    client.complete(manifest_digest(data))


def test_nothing_of_another_device_is_answered_for(site) -> None:
    content = os.urandom(3000)
    _, client, ledger, data = sent(site, [content])
    name, digest = entry(content).digest, manifest_digest(data)
    client.complete(digest)
    thief_keys, thief = site.device()
    unknown = sha256_text(b"nobody sent this")
    for here, there in ((name, digest), (unknown, unknown)):
        assert refused(thief.held, here) == "office.not-found"
        assert refused(thief.put_part, here, 0, 0, b"x") == "office.not-found"
        assert refused(thief.possession, here, bytes(32)) == "office.not-found"
        assert refused(thief.complete, there) == "office.not-found"
    assert refused(thief.head, ledger.origin) == "office.not-found"
    assert thief.receipts(0) == []
    # Announcing an object of another device gives nothing away: it is missing, whoever else sent it.
    own = Ledger(thief_keys)
    own.grow()
    assert len(thief.submit(submission(own, [content]))) == 1
    assert refused(thief.submit, data) == "submission.wrong-device"


def test_desk_routes_are_for_the_desk(site) -> None:
    keys, client = site.device()
    other = sha256_text(b"x")
    for call in (
        client.desk_enrolments,
        client.desk_submissions,
        lambda: list(client.desk_object(other)),
        lambda: client.desk_receipt(other, "x.y.z"),
        lambda: client.desk_decide(keys.device, None, "confirmed"),
        lambda: client.register_card("0" * 32, other, "2099-01-01T00:00:00Z", "D-2"),
    ):
        assert refused(call) == "office.desk-only"
    assert refused(site.client().desk_enrolments) == "session.unknown"
    assert refused(lambda: list(site.desk.desk_object(other))) == "office.not-found"


def test_receipts_form_a_chain_and_are_ones_own(site, office) -> None:
    first = os.urandom(100)
    _, client, ledger, data = sent(site, [first])
    one = client.complete(manifest_digest(data))
    size = len(ledger.leaves)
    ledger.grow()
    second = submission(ledger, [first, b"more"], since=size, previous=manifest_digest(data))
    missing = client.submit(second)
    assert [m["digest"] for m in missing] == [entry(b"more").digest]
    upload(client, missing, [b"more"])
    two = open_stored(client.complete(manifest_digest(second)), office.receipt.public)
    assert open_stored(one, office.receipt.public).previous is None
    assert two.previous == receipt_digest(one)
    assert hashlib.sha256(one.encode()).hexdigest() == two.previous.removeprefix("sha256:")


@pytest.mark.parametrize(
    "changes",
    [
        {"manifest": sha256_text(b"another submission")},
        {"device": "A" * 43},
        {"origin": "field-doc/log/v1/" + "f" * 32},
        {"size": 2},
        {"root_hex": "0" * 64},
        {"objects": ()},
    ],
)
def test_a_desk_receipt_that_names_something_else_is_refused(site, office, changes) -> None:
    content = os.urandom(100)
    _, client, ledger, data = sent(site, [content])
    digest = manifest_digest(data)
    client.complete(digest)
    text = desk_answer(office, ledger, data, [content], **changes)
    assert refused(site.desk.desk_receipt, digest, text) == "receipt.wrong-submission"
    assert len(site.desk.desk_submissions("stored")) == 1


def test_a_desk_receipt_of_another_key_or_too_early_or_twice_is_refused(site, office) -> None:
    content = os.urandom(100)
    _, client, ledger, data = sent(site, [content])
    digest = manifest_digest(data)
    good = desk_answer(office, ledger, data, [content])
    assert refused(site.desk.desk_receipt, digest, good) == "receipt.wrong-submission"
    stored = client.complete(digest)
    with pytest.raises(IntegrityFailure) as caught:
        site.desk.desk_receipt(digest, stored)
    assert caught.value.code.startswith("jws.")
    genuine, office.desk_receipt = office.desk_receipt, type(office.desk_receipt).generate(office.desk_receipt.purpose)
    forged = desk_answer(office, ledger, data, [content])
    office.desk_receipt = genuine
    assert refused(site.desk.desk_receipt, digest, forged).startswith("jws.")
    site.desk.desk_receipt(digest, good)
    later = desk_answer(office, ledger, data, [content], kind="refused", reason="desk.object-differs")
    assert refused(site.desk.desk_receipt, digest, later) == "receipt.already-given"


def test_unconfirmed_and_revoked_devices_are_shut_out(site) -> None:
    keys, client = site.device()
    site.desk.desk_decide(keys.device, None, "revoked", since="2026-01-01T00:00:00Z")
    with pytest.raises(AccessRefused) as caught:
        client.receipts(0)
    assert caught.value.code == "session.unknown"
    assert refused(site.login, keys) == "login.refused"
    assert refused(site.confirm, keys) == "device.revoked"
