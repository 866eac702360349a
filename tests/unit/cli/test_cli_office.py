"""The office and the road to it by commands, told in words; a real server in a thread."""

from __future__ import annotations

import json
import re

import pytest
import road
from faults import PASSPHRASE, made, unlocked

from field_doc.app.commands import records
from field_doc.base.clock import SystemClock
from field_doc.export.signing import make_signer

PASS = ("--passphrase-file", "-")
PURPOSE = "cp_ua_authorities"
ALIAS = "Грушевецька"


@pytest.fixture
def site(tmp_path):
    """An office that serves; its desk is closed, so that commands can open it."""
    with road.site(tmp_path / "office") as one:
        yield one


@pytest.fixture
def field(tmp_path):
    path = tmp_path / "field.fdvault"
    made(path).close()
    return path


def say(run, *words: object, lang: str = "uk", code: int = 0) -> str:
    done = run("--lang", lang, *words, *PASS, json=False)
    assert done.code == code, done.err
    return done.out


def test_a_device_is_compared_and_refused(run, site, field, tmp_path) -> None:
    card = tmp_path / "card.fdcard"
    fingerprint = site.card(card).fingerprint
    site.desk.close()
    joined = run("enrol", field, card, "--fingerprint", fingerprint, *PASS)
    assert joined.code == 0, joined.err
    device = joined.json["device_fingerprint"]
    waiting = say(run, "office", "devices", site.folder)
    assert waiting.strip() == f"M-07  Звірте відбиток ключа  {device}"
    unknown = run("office", "refuse", "sha256:00", "--office", site.folder, *PASS)
    assert (unknown.code, unknown.json["error"]) == (2, "office.device-unknown")
    refused = say(run, "office", "refuse", device[:24], "--office", site.folder)
    assert refused.strip() == f"Не підтверджено: {device}"
    assert say(run, "office", "devices", site.folder, lang="en").strip() == f"M-07  Not confirmed  {device}"


def test_sync_says_why_something_stays(run, site, field, tmp_path) -> None:
    with unlocked(field) as session:
        site.enrol(session)
        person = records.new_record(session, "person", {})
        records.seal(session, person.id)
        incident = records.new_record(session, "incident", {"title": "Вибух"})
        records.seal(session, incident.id)
    site.desk.close()
    said = say(run, "sync", field, lang="en", code=run("sync", field, *PASS).code)
    stays = run("sync", field, *PASS).json["failed"]
    lines = said.splitlines()
    assert stays
    assert len(lines) >= 1 + len(stays)
    for one, line in zip(stays, lines, strict=False):
        assert one["id"] not in line
        assert one["reason"] not in line
        assert re.fullmatch(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]: .*\.", line), line


@pytest.fixture
def order(run, site, tmp_path):
    """Options of a bundle in which a hidden name stands in a shown title."""
    desk = site.made.desk
    root, root_pem = site.root()
    signer, phrase = tmp_path / "signer.p12", tmp_path / "phrase"
    signer.write_bytes(make_signer(root, root_pem, "Office", b"signer phrase", SystemClock()))
    phrase.write_text("signer phrase\n", encoding="utf-8")
    site.desk.close()
    codes = []
    for kind, fields in (
        ("consent", {"status": "cs_given", "purposes": {PURPOSE: {"answer": "yes"}}, "recontact_alias": ALIAS}),
        ("incident", {"title": f"Сусідка {ALIAS[:-1]}ої бачила колону"}),
    ):
        begun = run("record", "new", desk, kind, "--from", "-", *PASS, stdin=f"{PASSPHRASE}\n{json.dumps(fields)}")
        codes.append(begun.json["code"])
        assert run("record", "seal", desk, codes[-1], *PASS).code == 0
    chosen = (desk, "--records", *codes, "--purpose", PURPOSE, "--report-lang", "uk", *PASS)
    return chosen, ("--recipient", "Прокуратура", "--signer", signer, "--signer-passphrase-file", phrase)


def test_a_bundle_waits_until_the_texts_were_read(run, site, order, tmp_path) -> None:
    chosen, rest = order
    ahead = run("preview", *chosen)
    assert (ahead.code, [item["form"] for item in ahead.json["items"]]) == (0, ["redacted", "full"])
    assert {text["exhibit"] for text in ahead.json["texts"]} == {"002"}
    out = tmp_path / "out"
    unread = run("bundle", *chosen, *rest, "--out", out)
    assert (unread.code, unread.json["error"]) == (2, "bundle.identity-in-text")
    wrong = run("bundle", *chosen, *rest, "--out", out, "--reviewed", "0" * 16)
    assert (wrong.code, wrong.json["error"], out.exists()) == (2, "bundle.review-changed", False)
    done = run("bundle", *chosen, *rest, "--out", out, "--reviewed", ahead.json["review"])
    assert done.code == 0, done.err
    trust = tmp_path / "office.trust"
    assert run("trust", site.made.desk, "--out", trust, *PASS).code == 0
    twice = run("trust", site.made.desk, "--out", trust, *PASS)
    assert (twice.code, twice.json["error"]) == (2, "export.exists")
    checked = run("verify", out, "--trust", trust)
    assert (checked.code, checked.json["trust"]) == (0, "anchored")


def test_what_a_bundle_would_hold_is_told_in_words(run, order) -> None:
    chosen, _ = order
    said = say(run, "preview", *chosen[:-2])
    assert ": входить із прихованими частинами · " in said
    assert "[Грушевецьк" in said
    assert re.search(r"--reviewed [0-9a-f]{16}$", said.strip())
    assert not re.search(r"redacted|withheld|wr_|incident|\{'", said)
