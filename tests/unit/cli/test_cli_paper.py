"""``field-doc paper``: from blank sheets to a bound scan, with the warning about traces on standard error."""

from __future__ import annotations

import json
from pathlib import Path

PASS = ("--passphrase-file", "-")
WARNING = "A printer, its spooler and this file keep what was printed."


def test_the_way_of_a_sheet(run, vault: Path, tmp_path: Path) -> None:
    blank = run("paper", "blank", vault, "consent", "--count", "2", "--out", tmp_path, "--lang", "en", *PASS)
    assert blank.code == 0
    assert WARNING in blank.err
    first, second = blank.json["codes"]
    assert {p.name for p in tmp_path.glob("*.pdf")} == {f"{first}.pdf", f"{second}.pdf"}
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    begun = run("paper", "begin", vault, first, "--scan", scan, *PASS)
    assert (begun.code, begun.json["code"], begun.json["type"]) == (0, first, "consent")
    assert [i["status"] for i in begun.json["items"]] == ["taken"]
    assert run("paper", "void", vault, second, "--reason", "torn", *PASS).json == {"voided": True}
    states = {
        r["code"]: (bool(r["used_by"]), r["voided_reason"]) for r in run("paper", "list", vault, *PASS).json["rows"]
    }
    assert states[first] == (True, None)
    assert states[second] == (False, "torn")


def test_a_foreign_code_is_refused_with_words(run, vault: Path) -> None:
    done = run("paper", "begin", vault, "K-7K3Q", "--lang", "en", *PASS, json=False)
    assert done.code == 2
    assert "was not reserved by this vault" in done.err
    assert "[paper.code-foreign]" in done.err


def test_a_scan_that_is_not_there(run, vault: Path, tmp_path: Path) -> None:
    code = run("paper", "blank", vault, "visit", "--out", tmp_path / "v.pdf", *PASS).json["codes"][0]
    done = run("paper", "begin", vault, code, "--scan", tmp_path / "no.jpg", *PASS)
    assert (done.code, done.json["code"]) == (4, code)


def test_an_act_is_printed_sealed_and_bound(run, vault: Path, tmp_path: Path) -> None:
    fields = tmp_path / "fields.json"
    fields.write_text('{"title": "Thing"}')
    item = run("record", "new", vault, "item", "--from", fields, *PASS).json["code"]
    fields.write_text(json.dumps({"item": item, "action": "ca_transferred", "reason": "examination"}))
    handover = run("record", "new", vault, "handover", "--from", fields, *PASS).json["code"]
    act = run("paper", "act", vault, handover, "--out", tmp_path / "act.pdf", "--lang", "en", *PASS)
    assert (act.code, act.json["version"]) == (0, 0)
    assert WARNING in act.err
    scan = tmp_path / "signed.pdf"
    scan.write_bytes(b"%PDF-1.5\n%%EOF\n")
    mark = act.json["mark"]
    early = run("paper", "bind", vault, handover, "--scan", scan, "--mark", mark, *PASS)
    assert (early.code, early.json["error"]) == (2, "paper.mark-unsealed")
    run("record", "seal", vault, handover, *PASS)
    bound = run("paper", "bind", vault, handover, "--scan", scan, "--mark", mark, *PASS)
    assert (bound.code, bound.json["version"], bound.json["bound"]) == (0, 1, True)
    unknown = run("paper", "bind", vault, handover, "--scan", scan, "--mark", "NMM9-HBC5-ZPYP", *PASS)
    assert (unknown.code, unknown.json["error"]) == (2, "paper.mark-unknown")
    labels = run("paper", "labels", vault, item, item, "--out", tmp_path / "l.pdf", "--paper", "roll", *PASS)
    assert (labels.json["codes"], labels.json["pages"]) == ([item, item], 2)


def test_a_print_for_reading_says_what_for(run, vault: Path, tmp_path: Path) -> None:
    fields = tmp_path / "fields.json"
    fields.write_text('{"title": "Marker that stays inside"}')
    code = run("record", "new", vault, "incident", "--from", fields, *PASS).json["code"]
    out = tmp_path / "r.pdf"
    assert run("paper", "record", vault, code, "--out", out, *PASS).code == 2
    done = run("paper", "record", vault, code, "--out", out, "--purpose", "for the lawyer", *PASS)
    assert (done.code, done.json["pages"]) == (0, 1)
    assert "Marker" not in done.out + done.err
    again = run("paper", "record", vault, code, "--out", out, "--purpose", "for the lawyer", *PASS)
    assert again.json["error"] == "export.exists"
