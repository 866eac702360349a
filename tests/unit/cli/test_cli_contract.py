"""The contract of the command line: exit codes, shapes of ``--json``, words from files, nothing asked."""

from __future__ import annotations

import hashlib
import json
import os

import pytest
from faults import PASSPHRASE

PASS = ("--passphrase-file", "-")
NEW = "another six words nobody has guessed"


@pytest.fixture
def incident(run, vault) -> dict:
    """A record made by the command line: fields after the passphrase, both on standard input."""
    done = run("record", "new", vault, "incident", "--from", "-", *PASS, stdin=f'{PASSPHRASE}\n{{"title": "Вибух"}}')
    assert done.code == 0, done.err
    return done.json


def test_record_new_makes_the_draft_and_lists_what_is_missing(incident) -> None:
    assert set(incident) >= {"id", "code", "problems"}
    assert {"path", "code", "severity"} <= set(incident["problems"][0])


def test_the_way_of_a_record(run, vault, incident, tmp_path) -> None:
    record, code = incident["id"], incident["code"]
    change = tmp_path / "change.json"
    change.write_text(json.dumps({"title": "Вибух на вулиці"}), encoding="utf-8")
    edited = run("record", "edit", vault, code, "--from", change, *PASS)
    assert (edited.code, edited.json["id"]) == (0, record)
    sealed = run("record", "seal", vault, code.lower(), *PASS)
    assert set(sealed.json) >= {"id", "version", "complete", "digest", "entry"}
    assert (sealed.code, sealed.json["version"], sealed.json["complete"]) == (0, 1, False)
    refused = run("record", "amend", vault, record, "--from", change, "--reason", "  ", *PASS)
    assert (refused.code, refused.json["error"]) == (2, "record.reason-needed")
    reason = tmp_path / "reason.txt"
    reason.write_text("свідок уточнив", encoding="utf-8")
    amended = run("record", "amend", vault, record, "--from", change, "--reason", f"@{reason}", *PASS)
    assert (amended.code, amended.json["version"]) == (0, 2)
    shown = run("record", "show", vault, record[:13], *PASS).json
    assert (shown["state"], shown["fields"]["title"]) == ("amended", "Вибух на вулиці")
    assert [v["reason"] for v in shown["versions"]] == [None, "свідок уточнив"]
    again = run("record", "seal", vault, record, *PASS)
    assert (again.code, again.json["error"]) == (2, "record.no-draft")
    listed = run("record", "list", vault, "--type", "incident", *PASS).json["rows"]
    assert record in [r["id"] for r in listed]
    hits = run("search", vault, "-", *PASS, stdin=f"{PASSPHRASE}\nвулиці").json["hits"]
    assert [(h["id"], set(h) >= {"id", "type", "code", "snippet", "score"}) for h in hits] == [(record, True)]


def test_identity_needs_a_reason_on_the_command_line_too(run, vault) -> None:
    fields = PASSPHRASE + '\n{"surname": "Marker"}'
    made = run("record", "new", vault, "identity", "--from", "-", *PASS, stdin=fields).json
    refused = run("record", "show", vault, made["code"], *PASS)
    assert (refused.code, refused.json["error"]) == (3, "identity.reason-needed")
    assert "Marker" not in refused.out + refused.err
    opened = run("record", "show", vault, made["code"], "--reason", "evacuation", *PASS)
    assert opened.json["fields"]["surname"]["text"] == "Marker"


def test_files_in_and_out(run, vault, incident, tmp_path) -> None:
    source = tmp_path / "photo.bin"
    source.write_bytes(os.urandom(100_000))
    (tmp_path / "pipe").symlink_to(tmp_path / "nowhere")
    digest = "sha256:" + hashlib.sha256(source.read_bytes()).hexdigest()
    taken = run("intake", vault, source, tmp_path / "pipe", "--into", incident["code"], *PASS)
    assert taken.code == 4
    first, second = taken.json["items"]
    assert set(first) >= {
        "path", "id", "sha256", "bytes", "media_type", "captured_at", "gps", "findings", "status", "code",
    }  # fmt: skip
    assert (first["sha256"], first["status"], second["status"]) == (digest, "taken", "failed")
    known = run("intake", vault, source, "--into", incident["code"], *PASS)
    assert (known.code, known.json["items"][0]["status"]) == (0, "known")
    listed = run("attachment", "list", vault, "--record", incident["id"], *PASS).json["rows"]
    assert [r["sha256"] for r in listed] == [digest]
    out = tmp_path / "out"
    refused = run("attachment", "export", vault, first["id"], "--out", out, "--purpose", "court", *PASS)
    assert (refused.code, refused.json["error"], out.exists()) == (3, "export.plain-not-asked", False)
    done = run("attachment", "export", vault, first["id"], "--out", out, "--purpose", "court", "--plain", *PASS)
    assert (done.code, done.json["sha256"], out.read_bytes()) == (0, digest, source.read_bytes())
    taken_place = run("attachment", "export", vault, first["id"], "--out", out, "--purpose", "x", "--plain", *PASS)
    assert (taken_place.code, taken_place.json["error"]) == (2, "export.exists")
    age = run("attachment", "age", vault, first["id"], "--out", tmp_path / "out.age", *PASS)
    assert age.code == 0
    assert (tmp_path / "out.age").read_bytes().startswith(b"age-encryption.org/v1\n")


def test_ledger_commands(run, vault, tmp_path) -> None:
    head = run("ledger", "head", vault, *PASS).json
    assert set(head) >= {"size", "root", "epoch"}
    verified = run("ledger", "verify", vault, *PASS)
    assert (verified.code, verified.json["findings"]) == (0, [])
    entries = run("ledger", "show", vault, "--limit", "3", *PASS).json["entries"]
    assert len(entries) == 3
    assert run("ledger", "prove", vault, "0", "--out", tmp_path / "proof", *PASS).json["seq"] == 0
    none = run("ledger", "prove", vault, "999999", "--out", tmp_path / "none", *PASS)
    assert (none.code, none.json["error"]) == (2, "ledger.no-such-entry")


def test_in_processes_of_their_own(spawn, real_vault) -> None:
    """The same code in the program as it is started: nothing depends on this test process."""
    fields = f'{PASSPHRASE}\n{{"title": "Вибух"}}'
    made = spawn("record", "new", real_vault, "incident", "--from", "-", *PASS, stdin=fields)
    assert made.code == 0, made.err
    sealed = spawn("record", "seal", real_vault, made.json["code"], *PASS)
    assert (sealed.code, sealed.json["version"]) == (0, 1)
    shown = spawn("record", "list", real_vault, *PASS, json=False, PYTHONIOENCODING="ascii", LANG="C")
    assert (shown.code, "Вибух" in shown.out) == (0, True)
    unasked = spawn("vault", "info", real_vault)
    assert (unasked.code, unasked.json["error"]) == (2, "cli.passphrase-needed")
    wrong = spawn("vault", "info", real_vault, *PASS, stdin="wrong\n")
    assert (wrong.code, wrong.json["error"]) == (3, "vault.passphrase-wrong")


def test_vault_commands_from_create_to_recovery(run, tmp_path) -> None:
    path, backup, restored = tmp_path / "v", tmp_path / "backup", tmp_path / "restored"
    given = f"{PASSPHRASE}\nДокументатор"
    made = run("vault", "create", path, "--documenter", "-", "--code", "T-02", *PASS, stdin=given)
    assert made.code == 0, made.err
    assert set(made.json) >= {"vault_id", "device", "fingerprints"}
    shares = run("vault", "recovery-shares", path, "--threshold", "2", "--shares", "3", *PASS).json["shares"]
    changed = run("vault", "passphrase", path, *PASS, stdin=f"{PASSPHRASE}\n{NEW}\n")
    assert changed.code == 0, changed.err
    wrong = run("vault", "info", path, *PASS)
    assert (wrong.code, wrong.json["error"]) == (3, "vault.passphrase-wrong")
    done = run("vault", "backup", path, backup, *PASS, stdin=NEW)
    assert (done.code, done.json["epoch"]) == (0, 1)
    back = run("vault", "restore", backup, restored, *PASS, stdin=NEW)
    assert (back.code, back.json["epoch"], back.json["bytes"]) == (0, 2, done.json["bytes"])
    recovered = run("vault", "recover", path, *PASS, stdin="\n".join([PASSPHRASE, *shares[1:], ""]))
    assert (recovered.code, recovered.json["epoch"]) == (0, 2), recovered.err
    checked = run("vault", "check", path, "--full", *PASS)
    assert (checked.code, checked.json["findings"]) == (0, [])


def test_wrong_passphrase_missing_vault_and_missing_passphrase(run, vault, tmp_path) -> None:
    wrong = run("vault", "info", vault, *PASS, stdin="wrong\n")
    assert (wrong.code, wrong.json["error"]) == (3, "vault.passphrase-wrong")
    assert "[vault.passphrase-wrong]" in wrong.err
    none = run("vault", "info", tmp_path, *PASS)
    assert (none.code, none.json["error"]) == (2, "vault.none-here")
    unasked = run("vault", "info", vault)
    assert (unasked.code, unasked.json["error"]) == (2, "cli.passphrase-needed")


def test_check_tells_findings_with_exit_one(run, vault, incident, tmp_path) -> None:
    stray = vault / "payloads" / "00"
    stray.mkdir(exist_ok=True)
    (stray / ("0" * 32)).write_bytes(b"stray")
    found = run("vault", "check", vault, *PASS)
    (stray / ("0" * 32)).unlink()
    assert (found.code, [f["code"] for f in found.json["findings"]]) == (1, ["check.payload-unknown"])


def test_options_may_stand_before_the_command_and_are_never_guessed(run, vault) -> None:
    assert run("--json", *PASS, "vault", "info", vault, json=False).json["vault"]["code"] == "T-01"
    for guessed in ("--js", "--pass", "--passphrase"):
        assert run("vault", "info", vault, guessed, "-").code == 2


def test_passphrase_is_utf8_whatever_the_code_page(run, tmp_path) -> None:
    path, words = tmp_path / "v", "шість слів для перевірки цього сховища\n"
    assert run("vault", "create", path, "--documenter", "N", "--code", "T-03", *PASS, stdin=words).code == 0
    assert run("vault", "info", path, *PASS, stdin=words).code == 0
    broken = run("vault", "info", path, *PASS, stdin=b"\xff\xfe\xfd\n")
    assert (broken.code, broken.json["error"]) == (2, "cli.file-unreadable")


@pytest.mark.parametrize(
    "given",
    ["", "[]", "null", "{", '{"title": "a", "title": "b"}', "[" * 100_000, "9" * 5000, '{"title": 1e999}', "\xff"],
    ids=range(9),
)
def test_bad_json_is_the_users_to_mend(run, vault, given) -> None:
    stdin = f"{PASSPHRASE}\n{given}".encode("latin-1")
    done = run("record", "new", vault, "incident", "--from", "-", *PASS, stdin=stdin)
    assert done.code == 2, done.err


def test_hostile_words(run, vault, tmp_path) -> None:
    """Arguments that are no text, no number, too long, or not there."""
    bad = os.fsdecode(b"\xff\xfe\xfa\xfb")
    for arguments, codes in (
        (("record", "show", vault, bad), {2}), (("attachment", "list", vault, "--record", bad), {2}),
        (("record", "show", vault, "a" * 60_000), {2}), (("search", vault, bad), {2}),
        (("record", "list", vault, "--limit", "9" * 30), {2}), (("record", "list", vault, "--limit", "-1"), {2}),
        (("ledger", "prove", vault, "9" * 30, "--out", tmp_path / "x"), {2}),
        (("attachment", "export", vault, "ab", "--out", tmp_path / "x", "--purpose", "p", "--plain"), {2}),
        (("ledger", "prove", vault, "0", "--out", "/" + "n" * 300), {4}),
        (("vault", "recover", vault, "--shares-file", tmp_path / "none"), {2}),
        (("record", "new", vault, "incident", "--from", tmp_path / "none"), {2}),
        (("record", "list", vault, "--type", bad), {2}), (("record", "schema", bad), {2}),
        (("vault", "create", tmp_path / "c", "--documenter", bad, "--code", "x"), {2}),
        ((bad,), {2}), (("vault", bad), {2}), (("vault", "restore", tmp_path, tmp_path / "r"), {2}),
        (("vault", "create", tmp_path / "c", "--documenter", f"@{tmp_path}/none", "--code", "x"), {2}),
    ):  # fmt: skip
        done = run(*arguments, *PASS)
        assert done.code in codes, (arguments, done.code, done.err)
        assert isinstance(done.json["error"], str)
    assert not (tmp_path / "c").exists()


def test_empty_passphrase_makes_no_vault(run, tmp_path) -> None:
    done = run("vault", "create", tmp_path / "c", "--documenter", "-", "--code", "x", *PASS, stdin="\nName\n")
    assert (done.code, done.json["error"]) == (2, "vault.passphrase-empty")
    assert not (tmp_path / "c").exists()


def test_schema_of_every_type_needs_no_vault(run) -> None:
    for type_name in ("case", "incident", "statement", "consent", "person", "identity", "burial_site", "item", "note"):
        assert run("record", "schema", type_name, stdin="").json["type"] == "object"
