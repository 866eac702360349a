"""What a ledger entry says beyond its act: in words, of every member the program enters, never as stored."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import field_doc
from field_doc.app.ledger_view import HistoryLine
from field_doc.base.i18n import Words
from field_doc.ui import ledgerwords

FILE = "53451b8e-7e07-4dd5-a2a4-8843f617450e"
SERIES = "1654b77c-09af-4c29-a6ab-15444db069c9"
RECORD = "8bb4b9a8-4dbf-4e1b-a85c-dd440bc93a6d"
DEVICE = "sha256:" + "5719" * 16
SUBMISSION = "sha256:" + "f21f8498" * 8
NAMES = {FILE: "IMG_2096.JPG", SERIES: "E-WKKC-9", RECORD: "I-FPPW-Y", DEVICE: "M-07"}
# Ids that are replaced by what they name, and the note in the unprotected file that has no words of its own.
UNNAMED = {"file", "series", "record", "card", "event"}


def _line(event, terms=None, detail=None, lang="uk", subject=""):
    entry = HistoryLine(1, 7, event, "2026-11-20T13:58:25.345+00:00", terms or {}, detail or {})
    return ledgerwords.say(entry, NAMES, Words(lang), subject)


def test_a_sealed_version_names_record_version_files_and_reason():
    terms = {"version": SUBMISSION, "number": "2", "type": "incident", "complete": "no", "attachments": "6"}
    said = _line("record.amended", terms, {"code": "I-FPPW-Y", "record": RECORD, "reason": "Уточнено кількість"})
    assert said.line == "I-FPPW-Y · версія 2 · неповна · 6 файлів · Уточнено кількість"
    digests = [row for row in said.rows if row.digest]
    assert [row.digest for row in digests] == ["f21f8498" * 8]


def test_a_file_is_called_by_its_name_though_the_entry_holds_an_id():
    said = _line("file.viewed", {"file": FILE}, {"purpose": "Звірити підпис"})
    assert said.line == "IMG_2096.JPG · Звірити підпис"
    assert _line("queue.added", {"file": FILE}, {"sha512": "sha512:" + "ab" * 64}, "en").line == "IMG_2096.JPG"
    taken = _line(
        "intake.captured", {"file": FILE, "bytes": "6400000", "media_type": "image.jpeg", "class": "restricted"},
        {"name": "IMG_2096.JPG", "path": "DCIM/IMG_2096.JPG", "series": SERIES},
    )  # fmt: skip
    assert taken.line == "IMG_2096.JPG · E-WKKC-9 · 6,4\u00a0МБ"
    assert ("Формат", "image/jpeg") in [(row.name, row.value) for row in taken.rows]


def test_a_bundle_says_to_whom_which_and_why():
    terms = {
        "bundle": "b-2026-04f2c8", "edition": "pseudonymised", "records": "9", "files": "7",
        "purpose": "cp_ua_authorities", "form": "signed", "texts_reviewed": "0",
    }  # fmt: skip
    line = _line("export.bundled", terms, {"recipient": "Обласна прокуратура", "recipient_code": "R-1", "reason": None})
    parts = line.line.split(" · ")
    assert parts[:2] == ["B-2026-04F2C8", "отримувач: Обласна прокуратура"]
    assert {"9 записів", "7 файлів", "Передати слідству та прокуратурі України"} <= set(parts)


@pytest.mark.parametrize(
    ("event", "terms", "detail", "line"),
    [
        ("desk.accepted", {"device": DEVICE, "submission": SUBMISSION}, {}, "M-07 · submission f21f 8498 f21f …"),
        ("transfer.sent", {"objects": "9", "submission": SUBMISSION}, {}, "submission f21f 8498 f21f … · 9 objects"),
        ("receipt.stored", {"submission": SUBMISSION, "receipt": DEVICE, "size": "1187"}, {},
         "submission f21f 8498 f21f … · ledger of 1,187 entries"),
        ("vault.created", {"role": "field"}, {"code": "M-07"}, "M-07 · field vault"),
        ("fixity.checked", {"payloads": "7", "findings": "0", "extent": "full"}, {}, "7 files · full · everything matches"),
        ("desk.device-revoked", {"device": DEVICE, "since": "2026-11-20.13:00:00z"}, {},
         "M-07 · 20 Nov 2026, 15:00 (Kyiv)"),
        ("desk.device-continued", {"device": DEVICE, "continues": DEVICE, "size": "40", "root": SUBMISSION}, {},
         "M-07 · continues M-07 · ledger of 40 entries"),
        ("clock.anomaly", {"kind": "set", "seconds": "-3600"}, {}, "the clock was set · behind by 1 h"),
        ("identity.opened", {"code": "X-VTKY-E"}, {"reason": "ухвала суду"}, "X-VTKY-E · ухвала суду"),
    ],
)  # fmt: skip
def test_lines(event, terms, detail, line):
    assert _line(event, terms, detail, "en").line.replace("\u00a0", " ") == line


def test_a_failure_gives_its_reason_in_words_and_not_its_code():
    said = _line("intake.failed", {"code": "intake.source-unreadable"}, {"path": "DCIM/IMG_1.JPG"}, "en")
    assert said.line.startswith("DCIM/IMG_1.JPG · ")
    assert "intake.source-unreadable" not in said.line


def test_what_is_no_text_and_what_has_no_name_is_not_shown():
    said = _line("settings.changed", {"zz_unknown": "zz"}, {"purpose": {"a": 1}, "reason": ["x"], "code": "M-07"})
    assert said.line == "M-07"
    assert [row.value for row in said.rows] == ["M-07"]


def test_the_subject_names_the_entry_that_holds_no_id():
    assert _line("intake.known", {}, {}, subject=FILE).line == "IMG_2096.JPG"


def _entered():
    """Names of members given as literals to ``act.enter`` anywhere in the program."""
    for path in Path(field_doc.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "enter":
                for keyword in node.keywords:
                    if keyword.arg in {"terms", "contents", "detail"} and isinstance(keyword.value, ast.Dict):
                        yield from (key.value for key in keyword.value.keys if isinstance(key, ast.Constant))


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_member_the_program_enters_has_a_name(lang):
    words = Words(lang)
    entered = set(_entered())
    assert len(entered) > 30
    assert sorted(n for n in entered - UNNAMED if not words.has_label("ledger-name", n)) == []
