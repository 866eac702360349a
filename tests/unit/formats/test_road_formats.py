"""Card, enrolment, submission manifest and receipt: what is written is read, anything else is refused by code."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta

import pytest

from field_doc.base.errors import AccessRefused, Bug, FieldDocError, InputProblem, IntegrityFailure
from field_doc.formats import canonical, card, certificates, enrolment, receipt, wire
from field_doc.formats.keys import LogKeys, Purpose, SigningKey
from field_doc.formats.sdjwt import jws

ROOT = SigningKey.from_seed(Purpose.ROOT, bytes(range(32)))
ROOT_PEM = certificates.make_root("Office", ROOT)
DIGEST = "sha256:" + "ab" * 32
ORIGIN = "field-doc/log/v1/" + "0" * 32


@pytest.fixture(scope="module")
def a_card() -> card.Card:
    return card.Card(
        card_id="0" * 32, code="M-07", office="Office", country="RO", url="https://127.0.0.1:8443",
        server_id="server-1", pins=("cd" * 32,), root_pem=ROOT_PEM, desk_pem=ROOT_PEM, server_pem=ROOT_PEM,
        content="age1pq1" + "q" * 40, custodians=("age1pq1" + "p" * 40, "age1pq1" + "z" * 40), token_a=b"a" * 16,
        token_b=b"b" * 16, issued="2026-11-20T12:00:00Z", expires="2026-11-27T12:00:00Z",
    )  # fmt: skip


def code_of(act, *given) -> str:
    with pytest.raises(FieldDocError) as caught:
        act(*given)
    assert not isinstance(caught.value, Bug), caught.value
    return caught.value.code


# card


def test_card_reads_back(a_card) -> None:
    assert card.open_card(card.sign_card(a_card, ROOT)) == a_card
    assert card.open_card(card.sign_card(a_card, ROOT) + "\n") == a_card


def test_card_is_signed_by_the_root_it_carries(a_card) -> None:
    other = SigningKey.from_seed(Purpose.ROOT, bytes(32))
    assert code_of(card.open_card, card.sign_card(a_card, other)).startswith("jws.")
    swapped = dataclasses.replace(a_card, root_pem=certificates.make_root("Office", other))
    assert card.open_card(card.sign_card(swapped, other)).root_pem != ROOT_PEM


def test_no_other_purpose_signs_cards(a_card) -> None:
    for purpose in (Purpose.RECORD, Purpose.BUNDLE, Purpose.DESK_RECEIPT):
        with pytest.raises(Bug):
            card.sign_card(a_card, SigningKey.generate(purpose))


BAD_CARDS = {
    "card_id": ["", "x" * 32, "0" * 31, 7, None], "code": ["x" * 41, None, 1], "country": ["ro", "ROU", ""],
    "url": ["http://127.0.0.1", "https://", "https://a/b", "https://u@h", "https://a b", "file:///x"],
    "pins": [["00"], ["CD" * 32], "cd" * 32, ["cd" * 32] * 9, [None]],
    "content": ["age1" + "q" * 58, "age1pq1", "AGE1PQ1" + "Q" * 40],
    "custodians": [[], ["age1pq1qq"], ["age1pq1qq"] * 3, ["x", "y"]],
    "token_a": ["", "61" * 15, "zz" * 16], "token_b": ["61" * 17],
    "issued": ["yesterday", "2026-11-20T12:00:00+02:00"], "expires": ["", "2026-11-20"],
    "send_drafts": [1, "true", None], "server_id": ["", "Server", "../x"], "root_pem": ["x" * 8193, 1],
    "type": ["field-doc/receipt/v1", None],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_CARDS)
def test_card_members(a_card, name) -> None:
    good = jws.peek(card.sign_card(a_card, ROOT), card.TYP_CARD, max_chars=card.MAX_CARD_CHARS)
    for value in BAD_CARDS[name]:
        text = jws.sign(card.TYP_CARD, {**good, name: value}, ROOT)
        assert code_of(card.open_card, text) == "card.malformed", value
    missing = {k: v for k, v in good.items() if k != name}
    assert code_of(card.open_card, jws.sign(card.TYP_CARD, missing, ROOT)) == "card.malformed"


def test_card_with_a_member_more(a_card) -> None:
    good = jws.peek(card.sign_card(a_card, ROOT), card.TYP_CARD, max_chars=card.MAX_CARD_CHARS)
    assert code_of(card.open_card, jws.sign(card.TYP_CARD, {**good, "extra": 1}, ROOT)) == "card.malformed"


def test_card_whose_root_is_no_certificate(a_card) -> None:
    for pem in ("", "x", ROOT_PEM.replace("B", "C"), ROOT_PEM[:200]):
        text = card.sign_card(dataclasses.replace(a_card, root_pem=pem), ROOT)
        assert code_of(card.open_card, text)


def test_what_is_no_card() -> None:
    for text in ("", "x", "a.b.c", "ї", "{}", "." * 300_000):
        with pytest.raises(InputProblem) as caught:
            card.open_card(text)
        assert caught.value.code == "card.not-a-card"


def test_card_time(a_card) -> None:
    end = datetime.fromisoformat(a_card.expires)
    card.check_time(a_card, end - timedelta(seconds=1))
    for moment in (end, end + timedelta(days=400), end.astimezone(UTC)):
        with pytest.raises(AccessRefused):
            card.check_time(a_card, moment)


def test_the_server_knows_one_half_by_its_hash_only() -> None:
    assert card.server_half(b"a" * 16) != card.server_half(b"b" * 16)
    assert (b"a" * 16).hex() not in card.server_half(b"a" * 16)


# enrolment


@pytest.fixture(scope="module")
def an_enrolment() -> enrolment.Enrolment:
    log = LogKeys.generate()
    return enrolment.Enrolment(
        card_id="0" * 32, record=SigningKey.generate(Purpose.RECORD).public.raw, log=log.ed.public.raw,
        log_pq=log.pq.public_raw, auth=SigningKey.generate(Purpose.AUTH).public.raw, recipient="age1pq1" + "q" * 40,
        origin=ORIGIN, continues=(a_continued(1), a_continued(2)),
    )  # fmt: skip


def a_continued(number: int, **changes) -> enrolment.Continued:
    log = LogKeys.generate()
    made = enrolment.Continued(
        origin="field-doc/log/v1/" + f"{number:032x}", size=number, root=bytes([number] * 32),
        record=SigningKey.generate(Purpose.RECORD).public.raw, log=log.ed.public.raw, log_pq=log.pq.public_raw,
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def test_enrolment_reads_back(an_enrolment) -> None:
    data = enrolment.enrolment_bytes(an_enrolment)
    assert enrolment.parse_enrolment(data) == an_enrolment
    assert an_enrolment.fingerprint.startswith("sha256:")


def test_enrolment_mac_covers_every_byte(an_enrolment) -> None:
    data = enrolment.enrolment_bytes(an_enrolment)
    mac = enrolment.desk_mac(b"b" * 16, data)
    enrolment.check_desk_mac(b"b" * 16, data, mac)
    for token, body, given in (
        (b"c" * 16, data, mac), (b"b" * 16, data[:-1] + b" ", mac), (b"b" * 16, data, mac[:-1]), (b"b" * 16, data, b""),
        (b"b" * 16, data, bytes(32)),
    ):  # fmt: skip
        assert code_of(enrolment.check_desk_mac, token, body, given) == "enrolment.not-from-the-card"


def test_enrolment_garbage(an_enrolment) -> None:
    value = canonical.decode(enrolment.enrolment_bytes(an_enrolment))
    for name in value:
        for bad in (None, 1, "", "zz", [0], {}):
            assert code_of(enrolment.parse_enrolment, canonical.encode({**value, name: bad})) == "enrolment.malformed"
    assert code_of(enrolment.parse_enrolment, canonical.encode({**value, "more": 1})) == "enrolment.malformed"
    first = value["continues"][0]
    for name in first:
        for bad in (None, "", "zz", [], -1, {}):
            broken = {**value, "continues": [{**first, name: bad}]}
            assert code_of(enrolment.parse_enrolment, canonical.encode(broken)) == "enrolment.malformed"


def test_enrolment_continues_each_epoch_once_and_not_too_many(an_enrolment) -> None:
    one = an_enrolment.continues[0]
    for bad in (
        (one, one), (a_continued(3, record=one.record), one), (a_continued(3, origin=ORIGIN),),
        (a_continued(3, record=an_enrolment.record),), (a_continued(3, size=0),),
        tuple(a_continued(n) for n in range(10, 11 + enrolment.MAX_CONTINUES)),
    ):  # fmt: skip
        data = enrolment.enrolment_bytes(dataclasses.replace(an_enrolment, continues=bad))
        assert code_of(enrolment.parse_enrolment, data) == "enrolment.malformed"
    most = tuple(a_continued(n) for n in range(10, 10 + enrolment.MAX_CONTINUES))
    data = enrolment.enrolment_bytes(dataclasses.replace(an_enrolment, continues=most))
    assert len(data) <= enrolment.MAX_ENROLMENT_BYTES
    assert enrolment.parse_enrolment(data).continues == most


# submission manifest


def a_manifest(**changes) -> wire.Manifest:
    made = wire.Manifest(
        device="A" * 43, origin=ORIGIN, checkpoint="note\n", consistency=(b"n" * 32,), previous=DIGEST,
        objects=(wire.ObjectEntry(DIGEST, 10, "package"), wire.ObjectEntry("sha256:" + "cd" * 32, 0, "payload")),
        tail=b"tail",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def test_manifest_reads_back() -> None:
    for one in (a_manifest(), a_manifest(previous=None, consistency=(), objects=(), tail=b"")):
        assert wire.parse_manifest(wire.manifest_bytes(one)) == one


def test_what_the_ledger_enters_is_everything_but_what_comes_after_it() -> None:
    body = wire.body_digest(a_manifest())
    for same in ({"checkpoint": "other"}, {"consistency": ()}, {"tail": b"other"}):
        assert wire.body_digest(a_manifest(**same)) == body
    objects = a_manifest().objects
    for other in (
        {"device": "B" * 43}, {"origin": "field-doc/log/v1/" + "1" * 32}, {"previous": None}, {"objects": objects[::-1]},
        {"objects": objects[:1]}, {"objects": (dataclasses.replace(objects[0], bytes=11), objects[1])},
    ):  # fmt: skip
        assert wire.body_digest(a_manifest(**other)) != body


def test_manifest_refuses() -> None:
    entry = {"bytes": 1, "digest": DIGEST, "kind": "payload"}
    good = canonical.decode(wire.manifest_bytes(a_manifest()))
    bad = {
        "device": ["", "A" * 42, 1], "origin": ["x", ORIGIN + "0", "other/log/v1/" + "0" * 32], "previous": ["x", 1],
        "consistency": [["x"], "x", ["00" * 32] * 65], "tail": ["***", 1], "type": ["x"], "checkpoint": [1, "x" * 16_385],
        "objects": [
            [entry, entry], [{**entry, "kind": "exploit"}], [{**entry, "bytes": -1}], [{**entry, "bytes": True}],
            [{**entry, "bytes": 1.5}], [{**entry, "digest": "sha256:AB"}], [{**entry, "more": 1}], ["x"], None,
            [{**entry, "bytes": 2**42 + 1}], [{**entry, "digest": "md5:" + "0" * 32}],
        ],
    }  # fmt: skip
    for name, values in bad.items():
        for value in values:
            try:
                data = canonical.encode({**good, name: value})
            except FieldDocError:
                continue  # canonical JSON of ours has no such number at all
            assert code_of(wire.parse_manifest, data) == "wire.malformed", (name, value)
    for data in (b"", b"{}", b"[]", b"\xff", wire.manifest_bytes(a_manifest()) + b" "):
        assert code_of(wire.parse_manifest, data)


def test_parts_of_the_grid() -> None:
    part = wire.PART_BYTES
    assert [wire.parts(n) for n in (0, 1, part, part + 1, 10 * part)] == [1, 1, 1, 2, 10]


# receipts


def a_receipt(**changes) -> receipt.Receipt:
    made = receipt.Receipt(
        kind="stored", device="A" * 43, origin=ORIGIN, size=5, root_hex="ab" * 32, manifest=DIGEST, objects=(DIGEST,),
        office_log_index=None, time="2026-11-20T12:00:00Z", previous=None,
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


@pytest.fixture(scope="module")
def keys():
    return SigningKey.generate(Purpose.SERVER_RECEIPT), SigningKey.generate(Purpose.DESK_RECEIPT)


def test_receipts_read_back(keys) -> None:
    server, desk = keys
    stored = a_receipt(previous=DIGEST)
    assert receipt.open_stored(receipt.sign_stored(stored, server), server.public) == stored
    for one in (a_receipt(kind="accepted", office_log_index=3), a_receipt(kind="refused", reason="desk.file-differs")):
        assert receipt.open_desk(receipt.sign_desk(one, desk), desk.public) == one


def test_each_key_makes_its_own_kinds_only(keys) -> None:
    server, desk = keys
    for act, given in (
        (receipt.sign_stored, (a_receipt(kind="accepted"), server)), (receipt.sign_stored, (a_receipt(), desk)),
        (receipt.sign_desk, (a_receipt(), desk)), (receipt.sign_desk, (a_receipt(kind="accepted"), server)),
    ):  # fmt: skip
        with pytest.raises(Bug):
            act(*given)
    text = receipt.sign_stored(a_receipt(), server)
    assert code_of(receipt.open_desk, text, desk.public) == "jws.typ"
    accepted = receipt.sign_desk(a_receipt(kind="accepted"), desk)
    assert code_of(receipt.open_stored, accepted, server.public) == "jws.typ"
    # The server's typ around the desk's word.
    minted = jws.sign(receipt.TYP_RECEIPT_STORED, receipt._claims(a_receipt(kind="accepted")), server)
    assert code_of(receipt.open_stored, minted, server.public) == "receipt.malformed"


def test_reason_belongs_to_refusals(keys) -> None:
    _, desk = keys
    for odd in (
        a_receipt(kind="accepted", reason="x"),
        a_receipt(kind="refused"),
        a_receipt(kind="refused", reason="Bad reason"),
    ):
        assert code_of(receipt.open_desk, receipt.sign_desk(odd, desk), desk.public) == "receipt.malformed"


def test_every_changed_character_is_noticed(keys) -> None:
    server, _ = keys
    text = receipt.sign_stored(a_receipt(), server)
    chance = random.Random(7)
    for _ in range(200):
        at = chance.randrange(len(text))
        other = chance.choice("abcXYZ019-_.")
        changed = text[:at] + other + text[at + 1 :]
        if changed != text:
            assert isinstance_failure(receipt.open_stored, changed, server.public)


def isinstance_failure(act, *given) -> bool:
    with pytest.raises(IntegrityFailure):
        act(*given)
    return True
