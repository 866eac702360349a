"""Records around a burial site by the command line: begun from a file, judged, named by code, printed in words."""

from __future__ import annotations

import json

import pytest
from faults import PASSPHRASE

PASS = ("--passphrase-file", "-")


@pytest.fixture
def new(run, vault, tmp_path):
    """``new("visit", {...})``: ``record new VAULT visit --from FILE``; the answer."""

    def making(type_name: str, fields: dict):
        file = tmp_path / f"{type_name}.json"
        file.write_text(json.dumps(fields), encoding="utf-8")
        done = run("--lang", "uk", "record", "new", vault, type_name, "--from", file, *PASS, stdin=PASSPHRASE + "\n")
        assert done.code == 0, done.err
        return done.json

    return making


def test_a_visit_from_a_file_asks_for_changes_and_names_its_site_by_code(run, vault, new):
    site = new("burial_site", {"site_type": "gt_mass"})["code"]
    made = new("visit", {"site": site, "visit_no": 2, "samples_taken": "smp_authority", "temperature": "-3,5"})
    assert made["code"].startswith("VS-")
    found = {(p["path"], p["code"], p["severity"]) for p in made["problems"]}
    assert ("change_since_last", "record.required", "missing") in found
    assert ("samples_taken", "record.samples-by-documenter", "wrong") in found
    assert not [p for p in found if p[2] == "blocks"]
    sealed = run("record", "seal", vault, made["code"], *PASS)
    assert (sealed.code, sealed.json["complete"]) == (0, False)
    said = run("--lang", "uk", "record", "show", vault, made["code"], *PASS, json=False, stdin=PASSPHRASE + "\n").out
    for words in ("Відвідування", "Чи брали зразки", "Брала уповноважена група", site):
        assert words in said


@pytest.mark.parametrize(
    ("name", "prefix", "fields"),
    [
        ("survey", "SV-", {"method": "sv_gpr", "antenna": "400"}),
        ("feature", "F-", {"feature_code": "G1", "orientation": "87.5"}),
        ("remains", "B-", {"case_no": "S12-G1-B007", "recorded_by": "rcb_expert", "age_min": 30, "age_max": 40}),
        ("missing_person", "M-", {"height": "172", "teeth": [{"fdi": 36, "state": "tth_crown"}]}),
    ],
)
def test_each_type_is_begun_and_listed(run, vault, new, name, prefix, fields):
    made = new(name, fields)
    assert made["code"].startswith(prefix)
    assert not [p for p in made["problems"] if p["severity"] in ("wrong", "blocks")]
    rows = run("record", "list", vault, "--type", name, *PASS).json["rows"]
    assert made["code"] in [r["code"] for r in rows]


def test_an_unknown_field_is_refused_with_its_path(run, vault, tmp_path):
    file = tmp_path / "visit.json"
    file.write_text(json.dumps({"team": [{"who": "D-1", "sword": "x"}]}), encoding="utf-8")
    done = run("record", "new", vault, "visit", "--from", file, *PASS, stdin=PASSPHRASE + "\n")
    assert (done.code, done.json["error"]) == (2, "record.unknown-field")
    assert done.json["details"]["path"] == "team[0].sword"
