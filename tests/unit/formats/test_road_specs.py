"""The worked examples of the pages about cards, enrolment, submissions, receipts, sticks and identities hold."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest
import road_examples as road
from spec_pages import example

from field_doc.base.errors import AccessRefused, Bug, IntegrityFailure
from field_doc.base.progress import Silent
from field_doc.formats import age, canonical, certificates, merkle, receipt, sdjwt, wire
from field_doc.formats.base64text import b64, b64url, from_b64url
from field_doc.formats.card import check_time, open_card, server_half, sign_card
from field_doc.formats.checkpoint import open_checkpoint
from field_doc.formats.courier import STICK_PART, Inside, Item, inside_size, write_inside
from field_doc.formats.digest import sha256_text
from field_doc.formats.enrolment import check_desk_mac, desk_mac, enrolment_bytes, parse_enrolment
from field_doc.formats.labels import COURIER
from field_doc.formats.ledger_entry import commit, parse_detail, parse_leaf
from field_doc.formats.receipt import Receipt
from field_doc.sync import desk, package, receipts
from field_doc.sync.courier_pack import nothing, write_envelope
from field_doc.vault.passphrase import wordlist

DEVICE = road.RECORD.public.thumbprint()


def vector(name: str) -> bytes:
    return (road.VECTORS / name).read_bytes()


def shown(page: str, name: str):
    return json.loads(example(page, name))


def short(text: str) -> str:
    """How the pages print a long text: its digest."""
    return text if len(text) <= 100 else sha256_text(text.encode("ascii"))


# card


def card_facts():
    members = dataclasses.asdict(road.CARD) | {"token_a": road.CARD.token_a.hex(), "token_b": road.CARD.token_b.hex()}
    members = {k: [short(t) for t in v] if isinstance(v, tuple) else v for k, v in members.items()}
    return {k: short(v) if isinstance(v, str) else v for k, v in sorted(members.items())}


def test_the_card_is_made_and_opened_as_the_page_says():
    text = vector("card.txt").decode("ascii")
    assert sign_card(road.CARD, road.ROOT) + "\n" == text
    assert open_card(text) == road.CARD
    assert shown("card.md", "claims") == card_facts()
    fingerprint = certificates.fingerprint(road.ROOT_PEM)
    assert shown("card.md", "facts") == {
        "file": sha256_text(vector("card.txt")),
        "fingerprint": fingerprint,
        "words": " ".join(certificates.words(fingerprint, wordlist("en"))),
        "slova": " ".join(certificates.words(fingerprint, wordlist("uk"))),
        "server_half": server_half(road.CARD.token_a),
    }


def test_the_card_is_refused_once_changed_or_late():
    head, body, signature = vector("card.txt").decode("ascii").strip().split(".")
    changed = b64url((from_b64url(body) or b"").replace(b"Example office", b"Another office"))
    assert changed != body
    with pytest.raises(IntegrityFailure) as refused:
        open_card(f"{head}.{changed}.{signature}")
    assert refused.value.code == "jws.signature"
    check_time(road.CARD, road.AT)
    with pytest.raises(AccessRefused) as caught:
        check_time(road.CARD, road.AT.replace(day=9))
    assert caught.value.code == "enrol.card-expired"


# enrolment


def test_the_enrolment_is_made_and_opened_as_the_page_says():
    data = vector("enrolment.json")
    assert enrolment_bytes(road.ENROLMENT) == data
    assert parse_enrolment(data) == road.ENROLMENT
    mac = desk_mac(road.CARD.token_b, data)
    assert shown("enrolment.md", "facts") == {
        "bytes": len(data),
        "digest": sha256_text(data),
        "device": DEVICE,
        "fingerprint": road.ENROLMENT.fingerprint,
        "continues": [one.fingerprint for one in road.ENROLMENT.continues],
        "mac": mac.hex(),
    }
    check_desk_mac(road.CARD.token_b, data, mac)


def test_keys_exchanged_on_the_way_are_noticed():
    mac = desk_mac(road.CARD.token_b, vector("enrolment.json"))
    other = enrolment_bytes(dataclasses.replace(road.ENROLMENT, auth=bytes(32)))
    with pytest.raises(IntegrityFailure) as caught:
        check_desk_mac(road.CARD.token_b, other, mac)
    assert caught.value.code == "enrolment.not-from-the-card"


# submission


class Stick:
    """The submission's two objects."""

    def read(self, digest: str):
        content = {sha256_text(c): c for c in (vector("submission-package.bin"), road.PAYLOAD)}[digest]
        yield content[:1000]
        yield content[1000:]


def names():
    made = iter(f"{n:032x}" for n in range(10))
    return lambda: next(made)


def test_the_submission_is_what_the_page_says():
    data = vector("submission.json")
    manifest = wire.parse_manifest(data)
    assert wire.manifest_bytes(manifest) == data
    head = open_checkpoint(manifest.checkpoint, road.LOG.ed.public, road.LOG.pq.public_raw, require_pq=True)
    assert shown("submission.md", "facts") == {
        "manifest": wire.manifest_digest(data),
        "body": wire.body_digest(manifest),
        "size": head.size,
        "root": head.root.hex(),
        "device": manifest.device,
        "objects": [dataclasses.asdict(entry) for entry in manifest.objects],
        "parts": [wire.parts(entry.bytes) for entry in manifest.objects],
    }


def test_the_submission_opens_and_leads_to_its_head(tmp_path):
    found = desk.fetch(vector("submission.json"), Stick(), tmp_path, names(), Silent())
    desk.open_package(found, [road.CONTENT])
    assert package.encode(found.lines) == vector("submission-package.jsonl")
    leaves = [line.data("leaf") for line in found.lines if line.kind == "entry"]
    assert found.tail is not None
    leaves.append(found.tail.data("leaf"))
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(merkle.leaf_hash(leaf))
    head = open_checkpoint(found.manifest.checkpoint, road.LOG.ed.public, road.LOG.pq.public_raw, require_pq=True)
    assert (frontier.size, frontier.root()) == (head.size, head.root)
    last = parse_leaf(leaves[-1])
    assert shown("submission.md", "tail") == json.loads(leaves[-1])
    assert (last.event, last.terms["submission"]) == ("submission.prepared", wire.body_digest(found.manifest))


def test_the_file_of_the_submission_is_the_one_entered_at_intake(tmp_path):
    found = desk.fetch(vector("submission.json"), Stick(), tmp_path, names(), Silent())
    desk.open_package(found, [road.CONTENT])
    (judged,) = desk.judge_files(found, tmp_path, [road.CONTENT], road.DEVICE_AGE.recipient(), Silent())
    line = judged.line
    assert {k: v for k, v in line.members.items() if k != "header"} == shown("submission.md", "file")
    entry = found.lines[2]
    salt = next(m.salt for m in parse_detail(entry.data("detail")).members if m.name == "sha256")
    assert parse_leaf(entry.data("leaf")).commitments["sha256"] == commit(salt, line.text("sha256"))


def test_another_list_of_objects_is_another_body():
    manifest = wire.parse_manifest(vector("submission.json"))
    fewer = dataclasses.replace(manifest, objects=manifest.objects[:1])
    assert wire.body_digest(fewer) != wire.body_digest(manifest)
    later = dataclasses.replace(manifest, checkpoint="", consistency=(), tail=b"")
    assert wire.body_digest(later) == wire.body_digest(manifest)


# receipt


def made_receipt(kind: str, **changes) -> Receipt:
    data = vector("submission.json")
    manifest = wire.parse_manifest(data)
    head = open_checkpoint(manifest.checkpoint, road.LOG.ed.public, road.LOG.pq.public_raw, require_pq=True)
    plain = Receipt(
        kind=kind, device=DEVICE, origin=manifest.origin, size=head.size, root_hex=head.root.hex(),
        manifest=wire.manifest_digest(data), objects=tuple(o.digest for o in manifest.objects),
        office_log_index=None, time="2026-03-02T12:05:00Z", previous=None,
    )  # fmt: skip
    return dataclasses.replace(plain, **changes)


STORED = receipt.sign_stored(made_receipt("stored"), road.SERVER_RECEIPT)
ACCEPTED = receipt.sign_desk(made_receipt("accepted", office_log_index=41), road.DESK_RECEIPT)
KEYS = receipts.ReceiptKeys(road.SERVER_RECEIPT.public, road.DESK_RECEIPT.public)


def test_receipts_are_what_the_page_says():
    assert "".join(example("receipt.md", "stored").split()) == STORED
    assert "".join(example("receipt.md", "accepted").split()) == ACCEPTED
    assert shown("receipt.md", "facts") == {
        "stored": receipt.receipt_digest(STORED),
        "accepted": receipt.receipt_digest(ACCEPTED),
        "server_key": road.SERVER_RECEIPT.public.thumbprint(),
        "desk_key": road.DESK_RECEIPT.public.thumbprint(),
    }
    payload = dataclasses.asdict(made_receipt("accepted", office_log_index=41))
    assert shown("receipt.md", "payload") == json.loads(json.dumps(payload | {"type": "field-doc/receipt/v1"}))


@pytest.mark.parametrize("text", [STORED, ACCEPTED])
def test_a_receipt_names_this_submission(text):
    found = receipts.read(text, KEYS)
    receipts.check_names(found, DEVICE, vector("submission.json"))
    with pytest.raises(IntegrityFailure) as caught:
        receipts.check_names(found, road.AUTH.public.thumbprint(), vector("submission.json"))
    assert caught.value.code == "receipt.names-something-else"


def test_a_server_key_cannot_accept():
    with pytest.raises(Bug):
        receipt.sign_desk(made_receipt("accepted"), road.SERVER_RECEIPT)
    with pytest.raises(IntegrityFailure):
        receipts.read(ACCEPTED, receipts.ReceiptKeys(road.SERVER_RECEIPT.public, road.SERVER_RECEIPT.public))


# courier


HEAD = canonical.encode({"manifests": [b64(b"{}")], "return": "age1pq1example", "type": COURIER.text})
ITEM = Item(sha256_text(b"object"), 6)


def stick_plain() -> bytes:
    return b"".join(bytes(block) for block in write_inside(HEAD, [ITEM], lambda _: iter([b"obj", b"ect"])))


def test_the_inside_of_a_stick_is_what_the_page_says():
    plain = stick_plain()
    length = int.from_bytes(plain[:8], "big")
    assert plain[8 : 8 + length].hex() == "".join(example("courier.md", "inside-hex").split())
    assert len(plain) == inside_size(HEAD, [ITEM]) == 8 + 4096
    assert plain[8 + length :] == bytes(4096 - length)
    inside = Inside(iter([memoryview(plain)]), len(plain), COURIER.text)
    assert inside.head["return"] == "age1pq1example"
    assert inside.next_object() == ITEM
    assert b"".join(inside.blocks()) == b"object"
    assert inside.next_object() is None
    inside.finish()


def test_the_outside_of_a_stick_says_nothing(tmp_path):
    stick = tmp_path / "stick"
    recipient = road.CONTENT.recipient()
    done = write_envelope(stick, HEAD, [ITEM], lambda _: iter([b"object"]), recipient, Silent(), nothing)
    facts = shown("courier.md", "outside")
    listed = sorted(path.name for path in stick.iterdir())
    (part,) = [name for name in listed if name != "index"]
    assert hashlib.sha256((stick / part).read_bytes()).hexdigest() == part
    assert (stick / "index").read_text("ascii") == part + "\n"
    assert facts["files"] == len(listed)
    assert facts["part_bytes"] == (stick / part).stat().st_size == STICK_PART == done.bytes
    assert {path.stat().st_mtime for path in stick.iterdir()} == {facts["mtime"]}
    outside = (stick / part).read_bytes()
    sealed = outside[8 : 8 + int.from_bytes(outside[:8], "big")]
    assert outside[8 + len(sealed) :].strip(b"\0") == b""
    assert age.decrypt_bytes(sealed, [road.CONTENT]) == stick_plain()


# identity


def test_the_identity_opens_for_both_custodians_together():
    envelope = vector("identity-envelope.bin")
    inner = age.decrypt_bytes(envelope, [road.CUSTODIAN_A])
    text = age.decrypt_bytes(inner, [road.CUSTODIAN_B]).decode("ascii")
    assert text == road.IDENTITY.text()
    opened = sdjwt.open_complete(sdjwt.parse(text), road.RECORD.public)
    assert shown("identity.md", "facts") == {
        "envelope": sha256_text(envelope),
        "bytes": len(envelope),
        "inner_bytes": len(inner),
        "digest": sdjwt.jwt_digest(road.IDENTITY),
        "record": opened.record_id,
        "code": opened.code,
        "fields": opened.fields,
    }


@pytest.mark.parametrize("alone", [road.CUSTODIAN_B, road.CONTENT, road.DEVICE_AGE])
def test_nobody_else_opens_the_outer_layer(alone):
    with pytest.raises(AccessRefused):
        age.decrypt_bytes(vector("identity-envelope.bin"), [alone])


def test_the_outer_custodian_alone_gets_no_further():
    inner = age.decrypt_bytes(vector("identity-envelope.bin"), [road.CUSTODIAN_A])
    with pytest.raises(AccessRefused):
        age.decrypt_bytes(inner, [road.CUSTODIAN_A])
    assert b"Invented" not in inner
