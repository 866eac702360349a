"""Whatever is typed behind ``field-doc``: an answer with an exit code of the contract, never a traceback or a bug."""

from __future__ import annotations

import os

import pytest
from faults import PASSPHRASE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_doc.cli import window

WORDS = [
    "vault", "create", "info", "check", "passphrase", "backup", "restore", "recovery-shares", "recover", "record",
    "new", "edit", "seal", "amend", "show", "list", "schema", "discard", "search", "intake", "attachment", "export",
    "age", "ledger", "head", "verify-", "prove", "--full", "--from", "--reason", "--type", "--case", "--limit",
    "--into", "--recursive", "--class", "--source-kind", "--out", "--purpose", "--plain", "--version", "--documenter",
    "--code", "--threshold", "--shares", "--shares-file", "--lang", "uk", "en", "--help", "--json", "--passphrase-file",
    "-", "--", "incident", "identity", "0", "1", "-1", "@", "@/nonexistent", "/dev/null", "/", "", "{}", "I-", "%",
    "x" * 300,
]  # fmt: skip
# Commands that begin something large or open a window are asked for elsewhere.
ELSEWHERE = {"open", "demo", "self-check", "enrol", "sync", "courier", "office", "bundle", "verify"}

argument = st.binary(max_size=12).map(lambda b: os.fsdecode(b.replace(b"\0", b"")))
anything = argument.filter(lambda word: word not in ELSEWHERE)
SHAPES = [
    ("vault", "info"), ("vault", "check"), ("vault", "create"), ("vault", "backup"), ("vault", "restore"),
    ("record", "new"), ("record", "show"), ("record", "list"), ("record", "edit"), ("record", "amend"), ("search",),
    ("intake",), ("attachment", "export"), ("attachment", "age"), ("attachment", "list"), ("ledger", "show"),
    ("ledger", "prove"),
]  # fmt: skip


@pytest.fixture
def places(tmp_path, vault):
    (tmp_path / "file").write_bytes(b"{}")
    return [str(vault), str(tmp_path / "new"), str(tmp_path / "file"), str(tmp_path)]


@given(data=st.data())
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_never_a_traceback(run, places, monkeypatch, data) -> None:
    monkeypatch.setattr(window, "open_window", lambda *_: 0)
    monkeypatch.chdir(places[3])
    word = st.one_of(st.sampled_from(WORDS), st.sampled_from(places), anything)
    shape = data.draw(st.sampled_from([*SHAPES, ()]))
    first = [places[0]] if shape and data.draw(st.booleans()) else []
    passphrase = ["--passphrase-file", "-"] if data.draw(st.booleans()) else []
    arguments = [*shape, *first, *data.draw(st.lists(word, max_size=6)), *passphrase]
    stdin = data.draw(st.sampled_from([f"{PASSPHRASE}\n{{}}", f"{PASSPHRASE}\n", "", "wrong\n"]))
    done = run(*arguments, stdin=stdin, json=data.draw(st.booleans()))
    assert done.code in range(7), (arguments, done)
