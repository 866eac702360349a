"""The worked example of docs/spec/verify.md, and the claims it lists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from field_doc.cli.main import main
from field_doc.verifier.claims import CLAIMS

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"
PAGE = (SPEC / "verify.md").read_text(encoding="utf-8")


def block(page: str, name: str) -> str:
    """The text of the one fenced block of that name."""
    (found,) = re.findall(rf"^```{name}\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def receipt() -> str:
    return "".join(block((SPEC / "receipt.md").read_text(encoding="utf-8"), "stored").split())


def said(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict]:
    code = main(["verify", str(path), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_receipt_by_itself(receipt, tmp_path, capsys) -> None:
    path = tmp_path / "receipt.txt"
    path.write_text(receipt + "\n", encoding="ascii")
    assert said(path, capsys) == (6, json.loads(block(PAGE, "verdict")))


def test_the_same_cut_off(receipt, tmp_path, capsys) -> None:
    path = tmp_path / "receipt.txt"
    path.write_text(receipt[:-40], encoding="ascii")
    code, verdict = said(path, capsys)
    assert (code, verdict["verdict"], verdict["claims"]) == (1, "fails", [json.loads(block(PAGE, "cut-off"))])


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_stands_on_the_page(claim) -> None:
    assert f"`{claim}`" in PAGE
