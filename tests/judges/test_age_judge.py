"""Other implementations: npm ``age-encryption`` for the hybrid type, the ``age`` program 1.1 for X25519."""

from __future__ import annotations

import base64
import random
import shutil
import subprocess

import pytest

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import age

LENGTHS = [0, 1, age.CHUNK, age.CHUNK + 1, 5 * age.CHUNK]


def noise(length):
    return random.Random(length).randbytes(length)


def b64(data):
    return base64.b64encode(data).decode()


@pytest.fixture
def ask(node_judge):
    return lambda **question: node_judge("age_judge.mjs", question)


@pytest.mark.parametrize("length", LENGTHS)
def test_npm_opens_our_hybrid_files(ask, length):
    identity, other = age.HybridIdentity.generate(), age.HybridIdentity.generate()
    file = age.encrypt_bytes(noise(length), [other.recipient(), identity.recipient()])
    answer = ask(act="decrypt", file=b64(file), identity=identity.text())
    assert base64.b64decode(answer["plain"]) == noise(length)


@pytest.mark.parametrize("length", LENGTHS)
def test_we_open_npm_hybrid_files(ask, length):
    made = ask(act="generate")
    identity = age.HybridIdentity.from_text(made["identity"])
    assert identity.recipient().text() == made["recipient"]
    answer = ask(act="encrypt", plain=b64(noise(length)), recipients=[made["recipient"]])
    file = base64.b64decode(answer["file"])
    assert age.decrypt_bytes(file, [identity]) == noise(length)
    assert age.is_post_quantum(file[: file.index(b"\n--- ") + 49])


def test_npm_spells_our_recipient_as_we_do(ask):
    identity = age.HybridIdentity.generate()
    assert ask(act="recipient", identity=identity.text())["recipient"] == identity.recipient().text()


def test_header_and_payload_kept_apart_are_a_file_when_joined(ask):
    """What the vault stores (R06): one payload, a header for the vault and one for the office."""
    file_key, plain = age.new_file_key(), noise(3 * age.CHUNK + 17)
    encryptor = age.PayloadEncryptor(file_key)
    out = memoryview(bytearray(age.payload_size(len(plain))))
    written = encryptor.encrypt_into(plain[: 2 * age.CHUNK], out, last=False)
    written += encryptor.encrypt_into(plain[2 * age.CHUNK :], out[written:], last=True)
    payload = encryptor.nonce + bytes(out[:written])
    for _ in ("vault", "office"):
        identity = age.HybridIdentity.generate()
        header = age.seal_header(file_key, [identity.recipient()])
        answer = ask(act="decrypt", file=b64(header + payload), identity=identity.text())
        assert base64.b64decode(answer["plain"]) == plain


def test_npm_refuses_what_we_refuse(ask):
    identity = age.HybridIdentity.generate()
    file = age.encrypt_bytes(noise(2 * age.CHUNK), [identity.recipient()])
    border = len(file) - age.CHUNK - age.TAG
    header_end = file.index(b"\n--- ")
    flipped = bytearray(file)
    flipped[header_end - 10] ^= 1
    for damaged in (file[:border], file + b"\0", bytes(flipped)):
        answer = ask(act="decrypt", file=b64(damaged), identity=identity.text())
        assert "refused" in answer
        assert "plain" not in answer


@pytest.fixture(scope="session")
def age_program():
    program = shutil.which("age")
    if program is None:
        pytest.skip("the program age is not installed")
    return program


@pytest.mark.parametrize("length", LENGTHS)
def test_the_age_program_opens_our_x25519_files(age_program, tmp_path, length):
    identity = age.X25519Identity.generate()
    key, file = tmp_path / "key.txt", tmp_path / "file.age"
    key.write_text(identity.text() + "\n")
    file.write_bytes(age.encrypt_bytes(noise(length), [identity.recipient()]))
    opened = subprocess.run([age_program, "-d", "-i", key, file], check=True, capture_output=True)
    assert opened.stdout == noise(length)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("armored", [False, True])
def test_we_open_x25519_files_of_the_age_program(age_program, length, armored):
    identity = age.X25519Identity.generate()
    command = [age_program, "-r", identity.recipient().text(), *(["-a"] if armored else [])]
    file = subprocess.run(command, input=noise(length), check=True, capture_output=True).stdout
    assert age.decrypt_bytes(file, [identity]) == noise(length)


def test_the_age_program_refuses_what_we_refuse(age_program, tmp_path):
    identity = age.X25519Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(identity.text() + "\n")
    file = age.encrypt_bytes(noise(2 * age.CHUNK), [identity.recipient()])
    for damaged in (file[: -age.CHUNK - age.TAG], file + b"\0"):
        with pytest.raises(IntegrityFailure):
            age.decrypt_bytes(damaged, [identity])
        answer = subprocess.run(
            [age_program, "-d", "-i", key], input=damaged, capture_output=True, check=False
        )
        assert answer.returncode != 0
