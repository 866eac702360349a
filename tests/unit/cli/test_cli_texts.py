"""What people read without ``--json``: words instead of codes, one line a row, nothing that steers a terminal."""

from __future__ import annotations

import json
import re
import shlex
import sys

import pytest
from faults import PASSPHRASE

from field_doc.cli import invocation
from field_doc.cli.output import visible

PASS = ("--passphrase-file", "-")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7")
PYTHON = re.compile(r"null_reason|\{'|nv_|yn_|\bNone\b|\bTrue\b")


@pytest.fixture
def new(run, vault):
    """``new("incident", {...})``: a record by the command line; its code."""

    def making(type_name: str, fields: dict, *options: object) -> str:
        stdin = f"{PASSPHRASE}\n{json.dumps(fields)}"
        done = run("record", "new", vault, type_name, "--from", "-", *options, *PASS, stdin=stdin)
        assert done.code == 0, done.err
        return done.json["code"]

    return making


@pytest.fixture
def say(run, vault):
    """``say("record", "show", CODE)``: the text in Ukrainian, or in ``lang``."""

    def saying(*words: object, lang: str = "uk", code: int = 0, stdin: str = PASSPHRASE + "\n") -> str:
        done = run("--lang", lang, *words, *PASS, json=False, stdin=stdin)
        assert done.code == code, done.err
        return done.out

    return saying


# intake


def test_intake_names_every_path_that_was_not_taken_and_why(say, new, vault, tmp_path) -> None:
    incident = new("incident", {"title": "Вибух"})
    (tmp_path / "taken.bin").write_bytes(b"abc")
    (tmp_path / "same.bin").write_bytes(b"abc")
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "evil\u202egpj.exe\n2").symlink_to("nowhere")
    missing = tmp_path / "missing.jpg"
    said = say(
        "intake", vault, tmp_path / "taken.bin", tmp_path / "same.bin", missing, folder, "--into", incident, code=4
    )
    lines = said.splitlines()
    assert len(lines) == 5, said
    assert f"{tmp_path / 'same.bin'}: Цей файл уже у сховищі; другої копії не створено." in lines
    assert any(line.startswith(f"{missing}: ") and len(line) > len(f"{missing}: ") + 10 for line in lines)
    assert any(line.startswith(f"{folder}/loop: ") for line in lines)
    assert any(line.startswith(f"{folder}/evil\\u202egpj.exe\\n2: ") for line in lines)
    assert lines[-1] == "Внесено: 1, уже у сховищі: 1, не внесено: 3."
    assert "\u202e" not in said
    assert "intake." not in said


def test_two_paths_that_end_alike_are_not_mixed_up(say, new, vault, tmp_path) -> None:
    incident = new("incident", {"title": "Вибух"})
    for name in ("a", "b"):
        (tmp_path / name / "DCIM").mkdir(parents=True)
    (tmp_path / "b" / "DCIM" / "link").symlink_to("nowhere")
    said = say("intake", vault, tmp_path / "a" / "DCIM", tmp_path / "b" / "DCIM", "--into", incident, code=4)
    assert said.startswith("DCIM/link: ")


def test_what_would_steer_a_terminal_is_written_out() -> None:
    assert visible("a\x1b[2Jb\u202ec\u2066d\ne\ud800") == "a\\x1b[2Jb\\u202ec\\u2066d\\ne\\ud800"
    assert visible("два\nрядки\x07", lines=True) == "два\nрядки\\x07"


# records


def test_a_record_is_shown_in_words(say, new, vault) -> None:
    person = new("person", {})
    code = new(
        "statement",
        {"person": person, "statement_kind": "sk_contact_only", "had_prior_interview": {"null": "nv_refused"}},
    )
    said = say("record", "show", vault, code)
    assert said.splitlines()[0].startswith(f"{code} · Розповідь · Чернетка")
    assert "Відмова відповідати" in said
    assert f": {person}" in said
    assert not PYTHON.search(said), said
    assert not UUID.search(said), said
    assert "statement" not in said
    english = say("record", "show", vault, code, lang="en")
    assert "Declined to answer" in english
    assert not re.search("[а-яіїєґ]", english.lower()), english


def test_a_list_has_words_and_one_line_a_row(say, new, vault) -> None:
    first = new("burial_site", {})
    new("incident", {"title": "Вибух\u202e на вулиці"})
    lines = say("record", "list", vault).splitlines()
    row = next(line for line in lines if line.startswith(first))
    assert re.fullmatch(rf"{first}  Місце поховання +Чернетка.*", row)
    assert any("Вибух\\u202e на вулиці" in line for line in lines)
    assert not any(re.search(r"burial_site|draft|\u202e", line) for line in lines)


def test_a_search_has_one_line_a_hit(say, new, vault) -> None:
    code = new("incident", {"title": "Обстріл млина", "impact": {"lang": "uk", "text": "Млин\nзгорів\nвесь"}})
    say("record", "seal", vault, code)
    lines = say("search", vault, "млина").splitlines()
    assert [line.split("  ")[0] for line in lines] == [code]
    assert "Подія · Конфіденційний · Обстріл млина" in lines[0]
    assert say("search", vault, "немаєтакогослова").strip() == "Нічого не знайдено."


def test_two_versions_are_compared_in_words(say, run, new, vault, tmp_path) -> None:
    code = new("incident", {"title": "Вибух", "impact": {"null": "nv_not_asked"}})
    say("record", "seal", vault, code)
    change = tmp_path / "change.json"
    change.write_text(json.dumps({"title": "Вибух на вулиці", "impact": "Зруйновано дах"}), encoding="utf-8")
    say("record", "amend", vault, code, "--from", change, "--reason", "уточнено")
    said = say("record", "show", vault, code, "--compare", 1, 2)
    assert said.splitlines()[0] == f"{code}: версія 1 і версія 2"
    assert "  версія 1: Вибух\n  версія 2: Вибух на вулиці" in said
    assert "  версія 1: Не запитували\n  версія 2: Зруйновано дах" in said
    done = run("record", "show", vault, code, "--compare", 1, 2, *PASS).json
    assert done["versions"] == [1, 2]
    assert [(c["path"], c["before"], c["after"]) for c in done["changes"] if c["path"] == "title"] == [
        ("title", "Вибух", "Вибух на вулиці")
    ]
    assert {c["path"] for c in done["changes"]} == {"title", "impact"}
    same = say("record", "show", vault, code, "--compare", 2, 2, lang="en")
    assert "Both versions say the same in every field." in same
    missing = run("record", "show", vault, code, "--compare", 1, 9, *PASS)
    assert (missing.code, missing.json["error"]) == (2, "record.no-such-version")
    # Looking at both is entered, as from the window.
    looked = [e for e in run("ledger", "show", vault, *PASS).json["entries"] if e["event"] == "record.viewed"]
    assert [e["terms"]["number"] for e in looked if e["detail"].get("purpose") == "compare"][-2:] == ["2", "1"]


def test_versions_of_an_identity_are_compared_with_a_reason_and_both_openings_are_entered(run, new, vault, tmp_path) -> None:
    code = new("identity", {"surname": "Кравець"})
    run("record", "seal", vault, code, *PASS)
    changed = tmp_path / "changed.json"
    changed.write_text('{"surname": "Кравець-Мороз"}', encoding="utf-8")
    run("record", "amend", vault, code, "--from", changed, "--reason", "за паспортом", *PASS)
    refused = run("record", "show", vault, code, "--compare", 1, 2, *PASS)
    assert (refused.code, refused.json["error"]) == (3, "identity.reason-needed")
    assert "Кравець" not in refused.out + refused.err
    done = run("record", "show", vault, code, "--compare", 1, 2, "--reason", "перевірка", *PASS).json
    (surname,) = [c for c in done["changes"] if c["path"] == "surname"]
    assert (surname["before"], surname["after"]) == ("Кравець", "Кравець-Мороз")
    entries = run("ledger", "show", vault, *PASS).json["entries"]
    assert [e["terms"]["number"] for e in entries if e["event"] == "identity.opened"] == ["2", "1"]


def test_what_keeps_a_record_from_being_sealed_is_named_with_its_answers(run, new, vault) -> None:
    person = new("person", {})
    fields = {
        "person": person,
        "statement_kind": "sk_first_account",
        "account": "Я бачив.",
        "vulnerability": {"null": "nv_na"},
    }
    code = new("statement", fields)
    done = run("--lang", "uk", "record", "seal", vault, code, *PASS)
    assert (done.code, done.json["error"]) == (3, "record.seal-blocked")
    problems = {p["code"]: p for p in done.json["problems"]}
    assert set(problems) == {"record.gate-not-asked", "record.consent-missing"}
    asked = problems["record.gate-not-asked"]
    assert asked["answers"]["had_prior_interview"] == ["yn_yes", "yn_no", "yn_unknown"]
    assert "vulnerability" not in asked["answers"]
    assert {"nv_refused"} <= set(asked["reasons"])
    assert "nv_not_asked" not in asked["reasons"]
    assert "  consent: " in done.err
    assert "    had_prior_interview (" in done.err
    assert '{"had_prior_interview": {"null": "nv_refused"}}' in done.err
    assert "позначен" not in done.err.lower()
    # What is said there is true: with these answers only consent is left.
    answers = {name: {"null": "nv_refused"} for name in asked["answers"]}
    answered = run("record", "edit", vault, code, "--from", "-", *PASS, stdin=f"{PASSPHRASE}\n{json.dumps(answers)}")
    assert answered.code == 0, answered.err
    again = run("record", "seal", vault, code, *PASS)
    assert [p["code"] for p in again.json["problems"]] == ["record.consent-missing"]


# ledger, check, attachments


def test_the_ledger_is_told_in_words(say, new, vault) -> None:
    code = new("incident", {"title": "Вибух"})
    lines = say("ledger", "show", vault, "--limit", 3).splitlines()
    assert len(lines) == 3
    assert any(code in line for line in lines)
    assert not any(re.search(r"vault\.unlocked|draft\.|record\.", line) for line in lines)
    assert re.match(r"Том журналу 1, рядків: \d+, корінь sha256:[0-9a-f]{64}$", say("ledger", "head", vault).strip())


def test_findings_of_a_check_are_sentences(say, vault) -> None:
    stray = vault / "payloads" / "00"
    stray.mkdir(exist_ok=True)
    (stray / ("0" * 32)).write_bytes(b"stray")
    try:
        lines = say("vault", "check", vault, code=1).splitlines()
    finally:
        (stray / ("0" * 32)).unlink()
    assert len(lines) == 2
    assert "check." not in lines[0]
    assert lines[1] == "1 зауваження перевірки. Нічого не змінено."


def test_files_are_listed_with_name_size_and_digest(say, new, vault, tmp_path) -> None:
    incident = new("incident", {"title": "Вибух"})
    (tmp_path / "x\u202ey.bin").write_bytes(b"0" * 2500)
    say("intake", vault, tmp_path / "x\u202ey.bin", "--into", incident)
    (line,) = say("attachment", "list", vault, "--record", incident).splitlines()
    assert "x\\u202ey.bin" in line
    assert "2,5\u00a0КБ" in line
    assert re.search("sha256:[0-9a-f]{64}$", line)


# the command that can be typed again


@pytest.fixture
def started(monkeypatch, tmp_path):
    """``started("clone/bin/field-doc", found=…)``: as if the program had been started so, in ``tmp_path``."""
    monkeypatch.chdir(tmp_path)

    def starting(program: str, *, found: str | None = None, python: str = "py/python") -> list[str]:
        for name in ("clone/bin/field-doc", "elsewhere/field-doc"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("#!/bin/sh\n", encoding="ascii")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setattr(sys, "argv", [program])
        monkeypatch.setattr(sys, "executable", str(tmp_path / python))
        monkeypatch.setattr(invocation.shutil, "which", lambda _name: found and str(tmp_path / found))
        return shlex.split(invocation.command("verify", "a folder/bundle"))[:-2]

    return starting


def test_the_command_that_works_is_printed(started, tmp_path) -> None:
    # A clone's launcher starts the module with the Python beside it.
    assert started("/x/field_doc/__main__.py", python="clone/bin/python") == ["clone/bin/field-doc"]
    assert started("clone/bin/field-doc") == ["clone/bin/field-doc"]
    assert started("clone/bin/field-doc", found="clone/bin/field-doc") == ["field-doc"]
    assert started("clone/bin/field-doc", found="elsewhere/field-doc") == ["clone/bin/field-doc"]
    assert started("/x/field_doc/__main__.py") == [str(tmp_path / "py/python"), "-m", "field_doc"]
    assert started("/usr/bin/pytest") == ["field-doc"]


def test_a_frozen_program_names_itself(started, monkeypatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert started("field-doc", python="elsewhere/field-doc") == ["elsewhere/field-doc"]


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_the_program_never_says_it_proves(run, lang) -> None:
    said = run("--lang", lang, "--help", json=False).out.lower()
    assert not re.search(r"\bcourt|\bprove|\bproof|суд|довод|доказ", said)
