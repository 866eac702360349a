"""``names check``, ``names decide``, and what seal and export say of names."""

from __future__ import annotations

import json

import pytest
from faults import PASSPHRASE, made

PASS = ("--passphrase-file", "-")


@pytest.fixture
def vault(vault_path):
    """One of its own for every test: who is known decides what is found."""
    made(vault_path).close()
    return vault_path


@pytest.fixture
def new(run, vault):
    def making(type_name, fields):
        stdin = f"{PASSPHRASE}\n{json.dumps(fields)}"
        done = run("record", "new", vault, type_name, "--from", "-", *PASS, stdin=stdin)
        assert done.code == 0, done.err
        return done.json

    return making


@pytest.fixture
def person(new):
    one = new("person", {})["code"]
    new("identity", {"person": one, "surname": {"text": "Ґудзоньківська", "lang": "uk"}})
    return one


def incident(new, summary="Бачили Ґудзоньківську. Потім Ґудзоньківську забрали."):
    return new("incident", {"title": "Вулиця", "summary": {"paragraphs": [summary], "lang": "uk"}})["code"]


def test_check_lists_places_and_decide_settles_them(run, vault, new, person):
    code = incident(new)
    found = run("names", "check", vault, "--record", code, *PASS)
    assert (found.code, found.json["open"], found.json["identities"], found.json["not_compared"]) == (0, 2, 1, [])
    hit = found.json["hits"][0]
    assert (hit["code"], hit["path"], hit["where"], hit["found"]) == (code, "summary", "field", "Ґудзоньківську")
    assert (hit["persons"], hit["grade"], hit["decision"]) == ([person], "likely", "")
    done = run("names", "decide", vault, hit["key"], "--decision", "keep", "--same", "--reason", "є згода", *PASS)
    assert done.json == {"decided": 2, "decision": "keep"}
    again = run("names", "check", vault, *PASS)
    assert (again.json["open"], [h["decision"] for h in again.json["hits"]]) == (0, ["keep", "keep"])


def test_words_for_people(run, vault, new, person):
    code = incident(new, "Бачили Ґудзоньківську.")
    said = run("--lang", "uk", "names", "check", vault, *PASS, json=False).out
    assert "Бачили [Ґудзоньківську]." in said
    assert f"{code}, Стислий опис: {person} · ім’я" in said
    assert "Треба вирішити щодо 1 місця." in said
    nothing = run("--lang", "en", "names", "check", vault, "--record", person, *PASS, json=False).out
    assert "No name, telephone or address was found." in nothing


def test_a_vault_without_identities_says_so(run, vault, new):
    incident(new)
    said = run("--lang", "en", "names", "check", vault, *PASS, json=False).out
    assert "nothing could be looked for" in said


def test_wrong_keys_and_reasons_are_refused(run, vault, new, person):
    incident(new)
    hit = run("names", "check", vault, *PASS).json["hits"][0]["key"]
    wrong = run("names", "decide", vault, "I-0000-0:123", "--decision", "keep", *PASS)
    assert wrong.code == 2
    named = run("names", "decide", vault, hit, "--decision", "keep", "--reason", "пані Ґудзоньківська згодна", *PASS)
    assert (named.code, named.json["error"]) == (2, "names.reason-names")
    assert "удзон" not in named.err


def test_seal_lists_and_does_not_refuse(run, vault, new, person):
    code = incident(new)
    sealed = run("record", "seal", vault, code, *PASS)
    assert sealed.code == 0, sealed.err
    assert [h["found"] for h in sealed.json["names"]] == ["Ґудзоньківську", "Ґудзоньківську"]


def test_sealing_an_identity_looks_for_it_in_every_record(run, vault, new, person):
    code = incident(new)
    other = new("identity", {"surname": {"text": "Вулиця", "lang": "uk"}})["code"]
    sealed = run("record", "seal", vault, other, *PASS)
    assert [(h["code"], h["path"]) for h in sealed.json["names"]] == [(code, "title")]


def test_export_of_an_original_is_refused_until_decided(run, vault, new, person, tmp_path):
    code = incident(new, "Тихо")
    (tmp_path / "gudzonkivska.txt").write_text("слова")
    taken = run("intake", vault, tmp_path / "gudzonkivska.txt", "--into", code, *PASS).json["items"][0]
    out = ("--out", tmp_path / "o.txt", "--purpose", "суд", "--plain")
    order = ("attachment", "export", vault, taken["id"], *out, *PASS)
    refused = run(*order)
    assert (refused.code, refused.json) == (3, {"error": "names.undecided", "details": {"count": 1}})
    assert not (tmp_path / "o.txt").exists()
    (hit,) = run("names", "check", vault, "--record", code, *PASS).json["hits"]
    run("names", "decide", vault, hit["key"], "--decision", "to_change", *PASS)
    assert run(*order).code == 3
    run("names", "decide", vault, hit["key"], "--decision", "not_a_name", *PASS)
    assert run(*order).code == 0
