"""Leaves hold codes and commitments only; details are shown or erased member by member (R16, R18, R26)."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_pages import example

from field_doc.base.errors import Bug, FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.base.ids import new_code
from field_doc.formats import canonical, ledger_entry
from field_doc.formats.ledger_entry import (
    EVENTS,
    Detail,
    DetailMember,
    DisclosedDetail,
    Leaf,
    commit,
    commit_case,
    detail_bytes,
    detail_digest,
    disclose,
    leaf_bytes,
    leaf_digest,
    member_digest,
    new_leaf,
    parse_detail,
    parse_disclosed,
    parse_leaf,
    verify_detail,
)

DIGEST = "sha256:" + "4f" * 32
CASE = commit_case(b"c" * 16, "5a0b1e1c-7d0e-4a8e-9c1e-0f5c8f3c2a11")

EXAMPLE_DETAIL = Detail(
    (
        DetailMember("purpose", "For the regional office", b"\x01" * 16),
        DetailMember("name", "IMG_2041.JPG", b"\x02" * 16),
        DetailMember("bytes", 4231882, b"\x03" * 16),
    )
)
EXAMPLE = Leaf(
    seq=17,
    event="intake.captured",
    wall="2026-03-02T12:00:00.000+02:00",
    boot_id="00000000-0000-4000-8000-000000000001",
    boot_ms=60_000,
    terms={"item": "S-7K3Q-" + new_code("S", lambda n: bytes([7, 19, 3, 23]))[-1], "bytes": "4231882"},
    commitments={"sha256": commit(b"s" * 16, DIGEST)},
    nonce=bytes(range(16)),
    detail=detail_digest(EXAMPLE_DETAIL),
    case=CASE,
    case_n=2,
    case_prev=DIGEST,
)


def with_(**changes):
    return dataclasses.replace(EXAMPLE, **changes)


# --- events


def test_every_event_of_the_register_makes_an_entry():
    for code in EVENTS:
        assert parse_leaf(leaf_bytes(with_(event=code))).event == code


def test_premis_terms_stand_beside_ours():
    assert EVENTS["intake.captured"].premis[:2] == ("message digest calculation", "ingestion")
    assert EVENTS["fixity.checked"].premis == ("fixity check",)
    assert EVENTS["vault.unlocked"].premis == ()
    with pytest.raises(TypeError):
        EVENTS["record.deleted"] = None


ASKED_ABOUT = """
vault.created vault.unlocked vault.unlock-failed vault.locked vault.passphrase-changed
vault.shares-made vault.recovered epoch.started backup.made backup.restored draft.begun
draft.discarded record.sealed record.amended record.viewed record.printed intake.captured
intake.known intake.failed file.detached file.viewed file.exported identity.opened identity.closed
identity.compared names.decided
consent.withdrawn record.erased export.bundled redaction.made unmasked queue.added transfer.sent
receipt.stored receipt.accepted receipt.refused office.enrolled office.anchored fixity.checked
clock.anomaly settings.changed custody.handed-over submission.prepared desk.pulled desk.accepted
desk.refused photo-gap.noted desk.device-confirmed desk.device-revoked card.issued
"""


def test_what_custody_asks_about_is_registered():
    assert set(ASKED_ABOUT.split()) <= set(EVENTS)
    assert len(ASKED_ABOUT.split()) == 50


# --- leaves


def test_a_leaf_comes_back():
    assert parse_leaf(leaf_bytes(EXAMPLE)) == EXAMPLE
    bare = with_(terms={}, commitments={}, detail=None, case=None, case_n=None, case_prev=None)
    assert parse_leaf(leaf_bytes(bare)) == bare


def test_the_page_shows_this_leaf_and_its_detail():
    assert example("ledger.md", "leaf").rstrip("\n").encode() == leaf_bytes(EXAMPLE)
    assert example("ledger.md", "detail").rstrip("\n").encode() == detail_bytes(EXAMPLE_DETAIL)
    shown = json.loads(example("ledger.md", "json"))
    assert shown["leaf_hash"] == leaf_digest(leaf_bytes(EXAMPLE))
    assert shown["detail_digest"] == detail_digest(EXAMPLE_DETAIL)
    assert shown["member_digests"] == {m.name: member_digest(m) for m in EXAMPLE_DETAIL.members}
    assert shown["commitment"] == commit(b"s" * 16, DIGEST)


def test_a_new_leaf_has_the_clocks_and_a_fresh_nonce(fake_clock):
    first = new_leaf(0, "vault.created", fake_clock.now())
    second = new_leaf(1, "epoch.started", fake_clock.now(), case=(CASE, 1, None), terms={"cause": "restore"})
    assert (first.wall, first.boot_ms) == ("2026-03-02T12:00:00.000+00:00", 60_000)
    assert len(first.nonce) == 16
    assert first.nonce != second.nonce
    assert parse_leaf(leaf_bytes(second)) == second


WORDS = [
    "Ivan Petrenko",
    "Іван",
    "іван.петренко",
    "IMG_2041.JPG",
    "C:\\evidence",
    "/home/ivan",
    "a, b",
    "",
    "x" * 81,
    "W-7K3Q-0",
    "W-7K3Q-CC",
    "name\n",
    "<b>",
    "sha256:" + "4F" * 32,
    "sha512:" + "00" * 63,
]


@pytest.mark.parametrize("words", WORDS)
def test_words_find_no_place_in_a_leaf(words):
    for change in (
        {"terms": {"purpose": words}},
        {"commitments": {"name": words}},
        {"event": words},
        {"wall": words},
        {"boot_id": words},
        {"detail": words},
        {"case": words},
        {"case_prev": words},
    ):
        with pytest.raises(Bug, match=r"ledger\.leaf-rule"):
            leaf_bytes(with_(**change))


@pytest.mark.parametrize("name", ["", "Name", "2x", "кто", "a b", "x" * 41, "a-b"])
def test_member_names_are_plain(name):
    for table in ("terms", "commitments"):
        with pytest.raises(Bug, match=r"ledger\.leaf-rule"):
            leaf_bytes(with_(**{table: {name: "sha256:" + "0" * 64}}))


def test_codes_terms_digests_and_numbers_do():
    values = [
        new_code("W"),
        str(uuid.uuid4()),
        DIGEST,
        "sha512:" + "0" * 128,
        "nv_not_asked",
        "17",
        "age.header-mac",
    ]
    leaf_bytes(with_(terms={f"t{n}": value for n, value in enumerate(values)}))


def test_a_case_is_counted_and_linked():
    for case, count, previous in (
        (CASE, None, None),
        (None, 1, None),
        (CASE, 1, DIGEST),
        (CASE, 2, None),
        (CASE, 0, None),
        (None, None, DIGEST),
        ("W-7K3Q-C", 1, None),
    ):
        with pytest.raises(Bug, match=r"ledger\.leaf-rule"):
            leaf_bytes(with_(case=case, case_n=count, case_prev=previous))
    leaf_bytes(with_(case=CASE, case_n=1, case_prev=None))


@pytest.mark.parametrize(
    "change",
    [
        {"seq": -1},
        {"seq": 2**53},
        {"seq": True},
        {"seq": "1"},
        {"boot_ms": 1.5},
        {"nonce": b"short"},
        {"nonce": "00" * 16},
        {"wall": "2026-02-30T12:00:00.000+02:00"},
        {"wall": "2026-03-02T12:00:00.000Z"},
        {"terms": {f"t{n}": "x" for n in range(33)}},
        {"terms": ["x"]},
        {"event": ["vault.created"]},
        {"event": "vault.destroyed"},
    ],
)
def test_other_shapes_are_refused_in_writing_and_in_reading(change):
    with pytest.raises(Bug, match=r"ledger\.leaf-rule"):
        leaf_bytes(with_(**change))
    stored = json.loads(leaf_bytes(EXAMPLE)) | {
        name: value.hex() if isinstance(value, bytes) else value for name, value in change.items()
    }
    if change == {"nonce": "00" * 16}:
        return
    with pytest.raises(FieldDocError) as caught:
        parse_leaf(json.dumps(stored, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    assert isinstance(caught.value, IntegrityFailure | Unsupported)


def test_bytes_that_are_not_canonical_are_refused():
    data = leaf_bytes(EXAMPLE)
    spellings = [
        data.replace(b":", b": ", 1),
        data + b"\n",
        data.replace(b'"seq":17', b'"seq":17.0'),
        data.replace(b'"seq":17', b'"seq":17,"seq":17'),
        data.replace(b'"nonce":"00', b'"nonce":"0 0'),
        data.replace(b"0f" + b'"', b'0F"'),
        data[:-1],
        b"",
        b"[]",
        b"null",
    ]
    for spelling in spellings:
        assert spelling != data
        with pytest.raises(IntegrityFailure):
            parse_leaf(spelling)


def test_missing_and_added_members_are_refused():
    value = json.loads(leaf_bytes(EXAMPLE))
    for changed in (
        {k: v for k, v in value.items() if k != "detail"},
        value | {"note": None},
        value | {"type": "x"},
    ):
        with pytest.raises(IntegrityFailure, match=r"ledger\.leaf-malformed"):
            parse_leaf(canonical.encode(changed))


def test_later_versions_are_named_as_such():
    value = json.loads(leaf_bytes(EXAMPLE))
    with pytest.raises(Unsupported, match=r"ledger\.leaf-version"):
        parse_leaf(canonical.encode(value | {"type": "field-doc/leaf/v2"}))
    with pytest.raises(Unsupported, match=r"ledger\.event-unknown"):
        parse_leaf(canonical.encode(value | {"event": "record.dreamt"}))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_byte_is_another_leaf_or_none(data):
    original = leaf_bytes(EXAMPLE)
    place = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = original[:place] + bytes([byte]) + original[place + 1 :]
    try:
        leaf = parse_leaf(changed)
    except (IntegrityFailure, Unsupported):
        return
    assert leaf_bytes(leaf) == changed


def test_a_leaf_too_large_is_a_mistake_of_ours():
    terms = {f"t{n:038}": "sha512:" + "0" * 128 for n in range(32)}
    with pytest.raises(Bug, match=r"ledger\.leaf-size"):
        leaf_bytes(with_(terms=terms, commitments=dict.fromkeys(terms, CASE)))


# --- commitments


def test_a_commitment_is_an_hmac_anybody_can_recompute():
    expected = hmac.new(b"s" * 16, b"field-doc/commitment/v1\0IMG_2041.JPG", hashlib.sha256).hexdigest()
    assert commit(b"s" * 16, "IMG_2041.JPG") == "hmac-sha256:" + expected
    assert commit(b"t" * 16, "IMG_2041.JPG") != commit(b"s" * 16, "IMG_2041.JPG")
    assert commit_case(b"s" * 16, "IMG_2041.JPG") != commit(b"s" * 16, "IMG_2041.JPG")
    with pytest.raises(Bug, match=r"ledger\.salt-short"):
        commit(b"short", "x")


# --- details


def test_details_come_back_and_have_fresh_salts():
    values = {"purpose": "Для регіонального офісу", "parts": [1, {"a": None}], "n": 3}
    first, second = Detail.of(values), Detail.of(values)
    assert {m.name: m.value for m in parse_detail(detail_bytes(first)).members} == values
    assert detail_digest(first) == detail_digest(parse_detail(detail_bytes(first)))
    assert detail_digest(first) != detail_digest(second)


def test_each_choice_of_members_holds_against_the_leaf():
    names = [m.name for m in EXAMPLE_DETAIL.members]
    for mask in range(8):
        chosen = [name for n, name in enumerate(names) if mask >> n & 1]
        shown = disclose(EXAMPLE_DETAIL, chosen)
        assert sorted(m.name for m in shown.members) == sorted(chosen)
        verify_detail(parse_disclosed(detail_bytes(shown)), EXAMPLE.detail)


def test_what_is_withheld_does_not_show():
    data = detail_bytes(disclose(EXAMPLE_DETAIL, ["bytes"]))
    assert b"regional" not in data
    assert b"purpose" not in data
    assert b"IMG_2041" not in data
    with pytest.raises(IntegrityFailure, match=r"ledger\.detail-incomplete"):
        parse_detail(data)


def test_changed_dropped_added_and_doubled_members_are_found():
    shown = disclose(EXAMPLE_DETAIL, ["name"])
    member = shown.members[0]
    wrong = [
        DisclosedDetail((dataclasses.replace(member, value="IMG_2042.JPG"),), shown.withheld),
        DisclosedDetail((dataclasses.replace(member, name="title"),), shown.withheld),
        DisclosedDetail((dataclasses.replace(member, salt=b"z" * 16),), shown.withheld),
        DisclosedDetail((member,), shown.withheld[1:]),
        DisclosedDetail((), shown.withheld),
        DisclosedDetail((member, DetailMember("extra", 1, b"e" * 16)), shown.withheld),
    ]
    for detail in wrong:
        with pytest.raises(IntegrityFailure, match=r"ledger\.detail-mismatch"):
            verify_detail(detail, EXAMPLE.detail)
    with pytest.raises(IntegrityFailure, match=r"ledger\.detail-malformed"):
        verify_detail(DisclosedDetail((member, member), shown.withheld), EXAMPLE.detail)


def test_a_name_that_is_not_there_is_said():
    with pytest.raises(InputProblem, match=r"ledger\.detail-unknown-member"):
        disclose(EXAMPLE_DETAIL, ["name", "colour"])


def test_a_detail_with_a_name_twice_is_not_written():
    member = EXAMPLE_DETAIL.members[0]
    for members in ((member, member), (dataclasses.replace(member, salt=b"short"),)):
        with pytest.raises(Bug, match=r"ledger\.detail-rule"):
            detail_bytes(Detail(members))


STORED = json.loads(detail_bytes(disclose(EXAMPLE_DETAIL, ["name"])))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "field-doc/leaf/v1"},
        {"members": []},
        {"members": {"name": "x"}},
        {"members": {"name": ["AA", "x"]}},
        {"members": {"name": ["AQEBAQEBAQEBAQEBAQEBAR", "x"]}},
        {"members": {"name": [None, "x"]}},
        {"members": {"name": ["AQEBAQEBAQEBAQEBAQEBAQ", "x", 1]}},
        {"members": {f"m{n}": ["AQEBAQEBAQEBAQEBAQEBAQ", n] for n in range(257)}},
        {"withheld": None},
        {"withheld": ["x"]},
        {"withheld": STORED["withheld"][::-1]},
        {"withheld": STORED["withheld"][:1] * 2},
        {"more": 1},
    ],
)
def test_details_of_another_shape_are_refused(change):
    with pytest.raises(IntegrityFailure, match=r"ledger\.detail-malformed"):
        parse_disclosed(canonical.encode(STORED | change))
    with pytest.raises(IntegrityFailure):
        parse_disclosed(b"[]")


def test_the_module_offers_what_it_says():
    assert all(hasattr(ledger_entry, name) for name in ledger_entry.__all__)
