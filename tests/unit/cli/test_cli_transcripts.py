"""``transcript new`` and ``transcript show``."""

from __future__ import annotations

import json

import pytest
from faults import PASSPHRASE

PASS = ("--passphrase-file", "-")


@pytest.fixture
def statement(run, vault):
    given = {"account": {"lang": "uk", "paragraphs": ["Перший.", "Другий."]}}
    return run(
        "record", "new", vault, "statement", "--from", "-", *PASS, stdin=f"{PASSPHRASE}\n{json.dumps(given)}"
    ).json


def test_a_translation_is_begun_and_read(run, vault, statement):
    arguments = ("--of", statement["code"], "--kind", "translation", "--language", "en")
    begun = run("transcript", "new", vault, *arguments, *PASS).json
    assert begun["code"].startswith("TR-")
    shown = run("transcript", "show", vault, begun["code"], *PASS).json
    assert [p["original"]["paragraphs"] for p in shown["paragraphs"]] == [["Перший."], ["Другий."]]
    said = run("transcript", "show", vault, begun["code"], *PASS, json=False).out
    assert "   | Перший." in said


def test_marks_author_and_certification_are_printed(run, vault, statement):
    member = {"start_ms": 0, "end_ms": 61_000, "text": {"lang": "uk", "text": "слово"}, "author": "T-1",
              "certified": "yn_yes", "certifier": "T-2"}  # fmt: skip
    given = {"of": statement["id"], "kind": "tk_transcript", "language": "uk", "paragraphs": [member]}
    stdin = f"{PASSPHRASE}\n{json.dumps(given)}"
    made = run("record", "new", vault, "transcript", "--from", "-", *PASS, stdin=stdin).json
    said = run("transcript", "show", vault, made["id"], *PASS, "--lang", "en", json=False).out
    assert "1. 0:00:00.0–0:01:01.0 T-1 certified by T-2\n   слово" in said


def test_what_is_no_transcript_is_refused(run, vault, statement):
    done = run("transcript", "show", vault, statement["id"], *PASS)
    assert (done.code, done.json["error"]) == (2, "transcript.not-one")
    done = run("transcript", "new", vault, "--of", statement["id"], "--file", "abcd", "--kind", "transcript",
               "--language", "uk", *PASS)  # fmt: skip
    assert (done.code, done.json["error"]) == (2, "transcript.file-elsewhere")
