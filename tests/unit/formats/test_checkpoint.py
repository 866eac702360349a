"""Heads: two signatures when they leave, both demanded; one spelling; nothing else passes (R04, R17)."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_pages import SPEC, example

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import checkpoint, cosignature, note
from field_doc.formats.base64text import b64
from field_doc.formats.checkpoint import (
    Checkpoint,
    new_origin,
    open_checkpoint,
    read_unverified,
    sign_inside,
    sign_outgoing,
)
from field_doc.formats.keys import LogKeys, MlDsaKey, Purpose, SigningKey
from field_doc.formats.labels import OFFICE_LOG_ORIGIN
from field_doc.formats.merkle import EMPTY_ROOT

SEED = bytes(range(32))
KEYS = LogKeys(SigningKey.from_seed(Purpose.LOG, SEED), MlDsaKey.from_seed(SEED))
ED, PQ = KEYS.ed.public, KEYS.pq.public_raw
ORIGIN = "field-doc/log/v1/" + "00112233445566778899aabbccddeeff"
HEAD = Checkpoint(ORIGIN, 18, hashlib.sha256(b"root").digest())
OUTGOING = sign_outgoing(HEAD, KEYS)


def lines_of(text):
    return note.parse(text).lines


def refuse(text, code, **options):
    with pytest.raises(IntegrityFailure) as caught:
        open_checkpoint(text, options.get("ed", ED), options.get("pq", PQ), require_pq=options.get("require", True))
    assert caught.value.code == code


def test_a_head_that_leaves_carries_both_lines():
    assert open_checkpoint(OUTGOING, ED, PQ) == HEAD
    assert open_checkpoint(OUTGOING.encode(), ED, PQ) == HEAD
    ed, pq = lines_of(OUTGOING)
    assert (ed.name, len(ed.signature)) == (ORIGIN, 64)
    assert (pq.name, len(pq.signature)) == (ORIGIN, 8 + 2420)
    assert pq.signature[:8] == bytes(8)


def test_either_line_missing_is_incomplete():
    ed, pq = lines_of(OUTGOING)
    refuse(note.write(HEAD.text(), [ed]), "checkpoint.incomplete")
    refuse(note.write(HEAD.text(), [pq]), "checkpoint.incomplete")
    assert open_checkpoint(note.write(HEAD.text(), [pq, ed]), ED, PQ) == HEAD


def test_an_inner_head_is_good_inside_and_incomplete_outside():
    inner = sign_inside(HEAD, KEYS.ed)
    assert open_checkpoint(inner, ED, None, require_pq=False) == HEAD
    assert open_checkpoint(inner, ED, PQ, require_pq=False) == HEAD
    refuse(inner, "checkpoint.incomplete")


def test_an_inner_head_is_the_same_bytes_every_time():
    assert sign_inside(HEAD, KEYS.ed) == sign_inside(HEAD, KEYS.ed)


def test_demanding_a_line_needs_its_key():
    with pytest.raises(Bug, match=r"checkpoint\.key-missing"):
        open_checkpoint(OUTGOING, ED, None)


def test_signatures_over_another_head_are_refused():
    lines = lines_of(OUTGOING)
    other_root = Checkpoint(ORIGIN, 18, hashlib.sha256(b"other").digest())
    other_size = Checkpoint(ORIGIN, 19, HEAD.root)
    for head in (other_root, other_size):
        refuse(note.write(head.text(), lines), "checkpoint.signature")
    ed_of_other = lines_of(sign_inside(other_root, KEYS.ed))
    refuse(note.write(other_root.text(), [*ed_of_other, lines[1]]), "checkpoint.signature")
    refuse(note.write(HEAD.text(), [*ed_of_other, lines[1]]), "checkpoint.signature")


def test_a_second_line_of_a_known_key_must_hold_too():
    ed, pq = lines_of(OUTGOING)
    bad = note.SignatureLine(ed.name, ed.key_id, bytes(64))
    refuse(note.write(HEAD.text(), [ed, pq, bad]), "checkpoint.signature")
    bad = note.SignatureLine(pq.name, pq.key_id, bytes(2428))
    refuse(note.write(HEAD.text(), [ed, pq, bad]), "checkpoint.signature")
    refuse(note.write(HEAD.text(), [ed, bad]), "checkpoint.signature", require=False)


def test_lines_of_unknown_keys_are_passed_over():
    witness = note.SignatureLine("witness.example/w1", b"\1\2\3\4", b"x" * 72)
    same_name = note.SignatureLine(ORIGIN, b"\1\2\3\4", b"x" * 64)
    text = note.write(HEAD.text(), [witness, *lines_of(OUTGOING), same_name])
    assert open_checkpoint(text, ED, PQ) == HEAD


def test_other_keys_find_no_line_of_theirs():
    other = LogKeys.generate()
    refuse(OUTGOING, "checkpoint.incomplete", ed=other.ed.public)
    refuse(OUTGOING, "checkpoint.incomplete", pq=other.pq.public_raw)


def test_a_key_of_another_purpose_signs_and_opens_no_head():
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        sign_inside(HEAD, SigningKey.from_seed(Purpose.RECORD, SEED))
    refuse(OUTGOING, "checkpoint.signature", ed=SigningKey.from_seed(Purpose.RECORD, SEED).public)


def test_a_head_asserts_no_time():
    ed = lines_of(OUTGOING)[0]
    dated = cosignature.cosign(ORIGIN, 18, HEAD.root, KEYS.pq, timestamp=1_772_452_800)
    refuse(note.write(HEAD.text(), [ed, dated]), "checkpoint.timestamp")
    assert cosignature.open_line(dated, ORIGIN, 18, HEAD.root, PQ) == 1_772_452_800


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n18\n{b64(HEAD.root)}\nextension\n",
        f"{ORIGIN}\n018\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n+18\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n-1\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n99999999999999999\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n9999999999999999\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n１８\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n18\n{b64(HEAD.root)[:-1]}\n",
        f"{ORIGIN}\n18\n{b64(HEAD.root[:-1])}\n",
        f"{ORIGIN}\n0\n{b64(HEAD.root)}\n",
        f"{ORIGIN}\n18\n",
        f"{ORIGIN}0\n18\n{b64(HEAD.root)}\n",
        f"other.example/log\n18\n{b64(HEAD.root)}\n",
        f"{ORIGIN.upper()}\n18\n{b64(HEAD.root)}\n",
    ],
)
def test_heads_have_one_spelling(text):
    signature = KEYS.ed._key.sign(text.encode())
    name = text.split("\n")[0]
    line = note.SignatureLine(name, note.key_id(name, note.ED25519, ED.raw), signature)
    refuse(note.write(text, [line]), "checkpoint.malformed", pq=None, require=False)


def test_an_empty_log_has_the_empty_root():
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert open_checkpoint(sign_outgoing(empty, KEYS), ED, PQ) == empty
    with pytest.raises(Bug, match=r"checkpoint\.not-a-head"):
        sign_inside(Checkpoint(ORIGIN, 0, HEAD.root), KEYS.ed)


@pytest.mark.parametrize(
    "head",
    [
        Checkpoint("example.com/log", 1, HEAD.root),
        Checkpoint(ORIGIN + "\nx", 1, HEAD.root),
        Checkpoint(ORIGIN, -1, HEAD.root),
        Checkpoint(ORIGIN, 1, b"short"),
    ],
)
def test_what_is_no_head_is_not_signed(head):
    with pytest.raises(Bug, match=r"checkpoint\.not-a-head"):
        sign_outgoing(head, KEYS)


def test_origins_are_random_and_of_two_kinds():
    first, second = new_origin(), new_origin()
    assert first != second
    assert first.startswith("field-doc/log/v1/")
    office = new_origin(OFFICE_LOG_ORIGIN)
    assert checkpoint.origin_kind(office) == OFFICE_LOG_ORIGIN
    head = Checkpoint(office, 3, HEAD.root)
    assert open_checkpoint(sign_outgoing(head, KEYS), ED, PQ) == head


def test_the_claim_can_be_read_before_the_key_is_known():
    assert read_unverified(OUTGOING) == HEAD


# --- notes


def test_a_verifier_key_names_its_key():
    text = note.verifier_key(ORIGIN, note.ED25519, ED.raw)
    assert note.parse_verifier_key(text) == (ORIGIN, note.ED25519, ED.raw)
    wrong = text.replace("+", "+0", 1)[:-1]
    for broken in (wrong, "", "a", "a+b+c", text + "=", text.replace(ORIGIN, ORIGIN[:-1])):
        with pytest.raises(IntegrityFailure, match=r"note\.verifier-key"):
            note.parse_verifier_key(broken)


GOOD_LINE = "— a.example/k " + b64(b"\1\2\3\4" + b"s" * 64) + "\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        ("text\n\n" + GOOD_LINE).encode()[:-1],
        ("text\r\n\n" + GOOD_LINE).encode(),
        ("text\n\n" + GOOD_LINE + "\n").encode(),
        ("text\n\n" + GOOD_LINE.replace("—", "-")).encode(),
        ("text\n\n" + GOOD_LINE.replace("/", "+")).encode(),
        ("text\n\n" + GOOD_LINE.replace("/k", "/k k")).encode(),
        ("text\n\n— a.example/k AQIDBA==\n").encode(),
        ("text\n\n— a.example/k AQIDBAU=x\n").encode(),
        ("text\n\n— a.example/k AQIDBB==\n").encode(),
        ("text\n\n" + GOOD_LINE * 33).encode(),
        b"\xff\n\n" + GOOD_LINE.encode(),
        b"x" * 300_000,
    ],
)
def test_malformed_notes_are_refused(data):
    with pytest.raises(IntegrityFailure, match=r"note\.malformed"):
        note.parse(data)


def test_a_note_may_hold_blank_lines_and_sixteen_signatures():
    parsed = note.parse("a\n\nb\n\n" + GOOD_LINE * 16)
    assert (parsed.text, len(parsed.lines)) == ("a\n\nb\n", 16)


def test_what_is_no_note_is_not_written():
    for text, lines in (("no newline", [note.parse("a\n\n" + GOOD_LINE).lines[0]]), ("text\n", [])):
        with pytest.raises(Bug, match=r"note\.not-a-note"):
            note.write(text, lines)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_byte_never_opens_as_another_head(data):
    original = sign_inside(HEAD, KEYS.ed).encode()
    place = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(IntegrityFailure):
        open_checkpoint(bytes(changed), ED, None, require_pq=False)


# --- cosignatures


def test_the_cosigned_message_is_laid_out_as_specified():
    message = cosignature.cosigned_message("w.example/1", 5, ORIGIN, 18, HEAD.root)
    expected = (
        b"subtree/v1\n\0"
        b"\x0bw.example/1"
        + (5).to_bytes(8, "big")
        + bytes([len(ORIGIN)])
        + ORIGIN.encode()
        + bytes(8)
        + (18).to_bytes(8, "big")
        + HEAD.root
    )
    assert message == expected


def test_a_cosigner_speaks_under_its_own_name():
    witness = MlDsaKey.generate()
    line = cosignature.cosign(ORIGIN, 18, HEAD.root, witness, cosigner="witness.example/w1", timestamp=7)
    assert cosignature.open_line(line, ORIGIN, 18, HEAD.root, witness.public_raw) == 7
    text = note.write(HEAD.text(), [*lines_of(OUTGOING), line])
    assert open_checkpoint(text, ED, PQ) == HEAD
    renamed = note.SignatureLine("witness.example/w2", line.key_id, line.signature)
    redated = note.SignatureLine(line.name, line.key_id, bytes(8) + line.signature[8:])
    for wrong, size in ((renamed, 18), (redated, 18), (line, 19)):
        with pytest.raises(IntegrityFailure, match=r"cosignature\.invalid"):
            cosignature.open_line(wrong, ORIGIN, size, HEAD.root, witness.public_raw)


@pytest.mark.parametrize(
    ("name", "signature"),
    [("w", b""), ("w", bytes(8) + bytes(2419)), ("w", b"\xff" * 8 + bytes(2420)), ("w" * 256, bytes(2428))],
)
def test_malformed_cosignatures_are_refused(name, signature):
    line = note.SignatureLine(name, b"\0\0\0\0", signature)
    with pytest.raises(IntegrityFailure, match=r"cosignature\.malformed"):
        cosignature.open_line(line, ORIGIN, 18, HEAD.root, PQ)


def test_a_cosigner_name_has_a_length_and_a_subtree_no_time():
    for name in ("", "w" * 256):
        with pytest.raises(Bug, match=r"cosignature\.name-length"):
            cosignature.cosigned_message(name, 0, ORIGIN, 18, HEAD.root)
    with pytest.raises(Bug, match=r"cosignature\.subtree-time"):
        cosignature.cosigned_message("w", 1, ORIGIN, 18, HEAD.root, start=16)


# --- the page


def test_the_page_shows_this_head():
    assert example("checkpoint.md", "checkpoint") == sign_inside(HEAD, KEYS.ed)
    shown = json.loads(example("checkpoint.md", "json"))
    assert shown["ed25519_vkey"] == note.verifier_key(ORIGIN, note.ED25519, ED.raw)
    assert shown["ml_dsa_44_key_id"] == note.key_id(ORIGIN, note.ML_DSA_44, PQ).hex()
    message = cosignature.cosigned_message(ORIGIN, 0, ORIGIN, 18, HEAD.root)
    assert shown["cosigned_message"] == message.hex()


def test_the_stored_outgoing_head_still_opens():
    """ML-DSA signatures differ each time; this one was made once and must hold for ever."""
    assert open_checkpoint((SPEC / "vectors" / "checkpoint-outgoing.txt").read_bytes(), ED, PQ) == HEAD
