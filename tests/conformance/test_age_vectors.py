"""All C2SP CCTV vectors of the age format: success, and each kind of failure told from the others.

Each vector file has a header of ``key: value`` lines, an empty line, and the (perhaps compressed) file.
"""

from __future__ import annotations

import hashlib
import io
import zlib

import pytest

from field_doc.base.errors import AccessRefused, FieldDocError, IntegrityFailure, Unsupported
from field_doc.formats import age
from field_doc.formats.age import armor

KNOWN_KEYS = {"expect", "payload", "identity", "passphrase", "armored", "file key", "comment", "compressed"}
#: Vectors this test does not run, with the reason. The corpus has no ssh, tag or plugin vectors; every
#: vector it has is of a type we read, so there is none.
NOT_APPLICABLE: dict[str, str] = {}
EXPECTED_COUNT = 143
#: Which codes mean what the vectors call ``expect``. The vectors count a missing nonce to the header.
CODES = {
    "armor failure": ("age.armor",),
    "header failure": (
        "age.header-base64", "age.header-mac-line", "age.header-scrypt-not-alone", "age.header-stanza",
        "age.header-truncated", "age.header-version-line", "age.payload-nonce", "age.scrypt-work",
        "age.stanza-arguments", "age.stanza-body", "age.stanza-low-order", "age.version",
    ),
    "HMAC failure": ("age.header-mac",),
    "no match": ("age.no-identity-matched",),
    "payload failure": ("age.payload-chunk", "age.payload-size"),
}  # fmt: skip
FAMILIES = {
    "age.no-identity-matched": AccessRefused,
    "age.version": Unsupported,
    "age.scrypt-work": Unsupported,
}


class Vector:
    """One parsed vector file."""

    def __init__(self, path):
        head, _, body = path.read_bytes().partition(b"\n\n")
        self.pairs = [line.split(": ", 1) for line in head.decode("utf-8").split("\n")]
        self.keys = dict(self.pairs)
        assert self.keys.get("compressed", "zlib") == "zlib"
        self.file = zlib.decompress(body) if "compressed" in self.keys else body
        self.name = path.name

    def identities(self):
        for key, value in self.pairs:
            if key == "passphrase":
                yield age.ScryptIdentity(value)
            elif key == "identity" and value.startswith("AGE-SECRET-KEY-PQ-"):
                yield age.HybridIdentity.from_text(value)
            elif key == "identity":
                yield age.X25519Identity.from_text(value)


def vectors(corpus_dir):
    loaded = [Vector(path) for path in sorted((corpus_dir / "vectors/age").iterdir())]
    assert len(loaded) == EXPECTED_COUNT
    unknown = {key for vector in loaded for key in vector.keys.keys() - KNOWN_KEYS}
    assert not unknown, "vectors with unknown keys are to be skipped: list them in NOT_APPLICABLE"
    return [vector for vector in loaded if vector.name not in NOT_APPLICABLE]


def open_in_parts(vector):
    """What the reader releases, and the error that ended it, if any."""
    released = b""
    try:
        data = armor.decode(vector.file) if vector.keys.get("armored") == "yes" else vector.file
        source = io.BytesIO(data)
        file_key = age.open_header(age.split_header(source), list(vector.identities()))
        for part in age.PayloadReader(source, file_key, start=source.tell()).chunks():
            released += part
    except FieldDocError as problem:
        return released, problem
    return released, None


@pytest.mark.parametrize("expect", ["success", *CODES])
def test_vectors(corpus_dir, expect, subtests):
    chosen = [vector for vector in vectors(corpus_dir) if vector.keys["expect"] == expect]
    assert chosen
    for vector in chosen:
        with subtests.test(vector.name):
            released, problem = open_in_parts(vector)
            if expect == "success":
                assert problem is None
                assert hashlib.sha256(released).hexdigest() == vector.keys["payload"]
                continue
            assert problem is not None
            assert problem.code in CODES[expect]
            assert isinstance(problem, FAMILIES.get(problem.code, IntegrityFailure))
            # The vectors allow whole chunks before the failure to be released. A reader that proves the
            # end of the file first releases less: nothing at all from these.
            assert released == b""


def test_decrypt_bytes_agrees_with_the_parts(corpus_dir):
    for vector in vectors(corpus_dir):
        if vector.keys["expect"] == "success":
            plain = age.decrypt_bytes(vector.file, list(vector.identities()))
            assert hashlib.sha256(plain).hexdigest() == vector.keys["payload"]
        else:
            with pytest.raises(FieldDocError):
                age.decrypt_bytes(vector.file, list(vector.identities()))


def test_the_payloads_of_success_vectors_are_written_back_byte_for_byte(corpus_dir):
    for vector in vectors(corpus_dir):
        if vector.keys["expect"] != "success" or "armored" in vector.keys:
            continue
        source = io.BytesIO(vector.file)
        age.split_header(source)
        payload = vector.file[source.tell() :]
        file_key = bytes.fromhex(vector.keys["file key"])
        plain = b"".join(age.PayloadReader(io.BytesIO(payload), file_key).chunks())
        encryptor = age.PayloadEncryptor(file_key, payload[:16])
        out = bytearray(len(payload))
        out[:16] = encryptor.nonce
        assert encryptor.encrypt_into(plain, memoryview(out)[16:], last=True) == len(payload) - 16
        assert out == payload


def test_mixed_headers_are_read_and_reported(corpus_dir):
    """R27: success for the reader, but neither desk nor sync take it."""
    kinds = {}
    for vector in vectors(corpus_dir):
        if vector.keys["expect"] == "success" and "armored" not in vector.keys:
            header = age.split_header(io.BytesIO(vector.file))
            kinds[vector.name] = (age.is_mixed(header), age.is_post_quantum(header))
    assert kinds.pop("hybrid_and_x25519") == (True, False)
    hybrids = {name for name in kinds if name.startswith("hybrid")}
    assert hybrids == {"hybrid", "hybrid_grease", "hybrid_multiple_recipients"}
    assert all(kinds[name] == (False, True) for name in hybrids)
    assert all(kinds[name] == (False, False) for name in kinds.keys() - hybrids)
