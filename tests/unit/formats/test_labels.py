"""The register: every label once, none the beginning of another, every signature framed (R02)."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from spec_pages import SPEC

from field_doc.formats import labels
from field_doc.formats.base64text import b64url
from field_doc.formats.framing import carries, ssh_string
from field_doc.formats.labels import ALL, SIGNING_KINDS, Kind, Label, Purpose


def test_labels_are_ascii_and_unique():
    assert len(set(ALL)) == len(ALL) > 50
    assert all(label and label.isascii() for label in ALL)


def test_no_label_is_the_beginning_of_another():
    assert [(a, b) for a, b in permutations(ALL, 2) if b.startswith(a)] == []


def test_the_register_is_complete():
    constants = {name: value for name, value in vars(labels).items() if isinstance(value, Label)}
    assert len(constants) == len(ALL)
    assert set(constants.values()) == set(ALL)


def test_only_signatures_name_purposes_and_all_do():
    for label in ALL:
        assert bool(label.purposes) == (label.kind in SIGNING_KINDS), label


def test_every_purpose_has_something_to_sign():
    assert {purpose for label in ALL for purpose in label.purposes} == set(Purpose)


def test_a_label_is_plain_text_where_text_is_needed():
    assert labels.VAULT_SLOT == "field-doc/vault/slot/v1"
    assert type(labels.VAULT_SLOT.text) is str
    assert labels.COSIGNATURE.data == b"subtree/v1\n\x00"


def test_the_page_prints_the_register():
    page = (SPEC / "labels.md").read_text(encoding="utf-8")
    printed = re.findall(r"^\| `([^`]+)` \|", page, flags=re.MULTILINE)
    assert sorted(printed) == sorted(repr(str(label))[1:-1] for label in ALL)


def framed(label: Label) -> bytes:
    """A message framed as ``label`` demands."""
    samples = {
        Kind.PREFIX: label.data + b"\0rest",
        Kind.SSH_NAMESPACE: b"SSHSIG" + ssh_string(label.data) + b"rest",
        Kind.ORIGIN: label.data + b"0" * 32 + b"\n1\nAAAA\n",
        Kind.COSIGNATURE: label.data + b"rest",
        Kind.JOSE_TYP: b"",
    }
    if label.kind is not Kind.JOSE_TYP:
        return samples[label.kind]
    header = b'{"alg":"Ed25519","typ":"%s"}' % label.data
    return b64url(header).encode() + b".e30"


SIGNING = [label for label in ALL if label.kind in SIGNING_KINDS]


@pytest.mark.parametrize("label", SIGNING, ids=str)
def test_bytes_carry_one_label_only(label):
    message = framed(label)
    assert [other for other in ALL if carries(other, message)] == [label]


def test_labels_of_other_uses_frame_nothing():
    assert not carries(labels.LEAF, labels.LEAF.data)


@pytest.mark.parametrize(
    "message",
    [b"", b".", b"e30.e30", b"bm90IGpzb24.e30", b"\xff.e30", b"W10.e30", b"!!.e30"],
)
def test_what_is_no_jws_is_not_framed_as_one(message):
    assert not carries(labels.TYP_RECORD, message)
