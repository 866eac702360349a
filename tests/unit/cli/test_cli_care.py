"""The command line says how strictly a record is handled, and knows the acts of care."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faults import made

from field_doc.app.commands import records


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A vault with an incident that says Internal and holds a Restricted statement of yesterday."""
    path = tmp_path_factory.mktemp("care") / "v.fdvault"
    with made(path) as session:
        incident = records.new_record(session, "incident", {"title": "Market", "handling_level": "hl_internal"})
        person = records.new_record(session, "person", {}).id
        purposes = {"cp_record": {"answer": "yes"}, "cp_recontact": {"answer": "yes"}}
        agreed = {"person": person, "status": "cs_given", "purposes": purposes}
        consent = records.new_record(session, "consent", agreed).id
        ended = (datetime.now(UTC) - timedelta(hours=25)).isoformat(timespec="seconds")
        fields: dict[str, Any] = {"incidents": [incident.id], "handling_level": "hl_restricted", "ended": ended}
        statement = records.new_record(session, "statement", {**fields, "person": person, "consent": consent})
    return path, incident.code, statement.code


@pytest.fixture
def said(run):
    """A run with the passphrase on standard input."""
    return lambda *arguments, **options: run(*arguments, "--passphrase-file", "-", **options)


def test_the_level_is_said_in_words_and_in_json(said, held) -> None:
    vault, code, statement = held
    assert "Restricted" in said("record", "list", vault, "--type", "incident", "--lang", "en", json=False).out
    assert "Internal · inherited: Restricted" in said("record", "show", vault, code, "--lang", "en", json=False).out
    assert "Restricted" in said("search", vault, "Market", "--lang", "en", json=False).out
    shown = said("record", "show", vault, code).json
    assert (shown["level"], shown["effective_level"], shown["level_from"]) == (
        "hl_internal", "hl_restricted", [statement],
    )  # fmt: skip
    assert said("record", "list", vault, "--type", "incident").json["rows"][0]["effective_level"] == "hl_restricted"
    assert said("search", vault, "Market").json["hits"][0]["effective_level"] == "hl_restricted"


def test_whom_to_ask_after_and_what_became_of_it(said, held) -> None:
    vault, _, code = held
    assert [t["code"] for t in said("care", "tasks", vault).json["tasks"]] == [code]
    assert code in said("care", "tasks", vault, "--lang", "en", json=False).out
    assert said("care", "asked", vault, code, "done").json == {"noted": "done"}
    assert said("care", "tasks", vault).json["tasks"] == []
    said("care", "asked", vault, code, "none")
    assert len(said("care", "tasks", vault).json["tasks"]) == 1


def test_the_numbers_of_the_state_are_there_and_a_strange_file_is_refused(said, vault, tmp_path) -> None:
    shown = said("care", "directory", vault, "--oblast", "ua_32", "--lang", "uk", json=False).out
    assert "112" in shown
    assert "Швидка допомога" in shown
    (tmp_path / "list").write_text(json.dumps({"entries": []}))
    for arguments in (("care", "import", vault), ("office", "referrals", "sign", vault)):
        out = ("--out", tmp_path / "x") if arguments[0] == "office" else ()
        assert said(*arguments, tmp_path / "list", *out).code == 2
    assert said("care", "import", vault, tmp_path / "nowhere").code != 0
    assert not (tmp_path / "x").exists()
