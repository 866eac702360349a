"""The worked examples of the spec pages are real, and their tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from field_doc.export.front import qr_text
from field_doc.formats import bundle, checkpoint, trust
from field_doc.verifier.claims import CLAIMS

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"


def block(page: str, heading: str = "## Worked example") -> str:
    text = (SPEC / page).read_text("utf-8").partition(heading)[2]
    return re.search(r"```\w*\n(.*?)```", text, re.DOTALL)[1]


def test_bundle_description() -> None:
    data = block("bundle.md").strip().encode()
    assert bundle.encode(bundle.decode(data)) == data


def test_trust_file(made_case) -> None:
    text = block("trust.md")
    assert text == made_case.office.trust_text()
    assert trust.decode(text.encode()).fingerprints == {made_case.office.fingerprint}


def test_layout_names_every_file_of_a_bundle(written) -> None:
    layout = (SPEC / "bundle.md").read_text("utf-8")
    for path in written.out.rglob("*"):
        name = re.sub(r"^\d\d\d", "NNN", path.name)
        known = {"1": "N", "01.pem": "NN.pem", "02.pem": "NN.pem", "03.pem": "NN.pem", "NNN.1.jpg": "NNN.1.jpg"}
        name = re.sub(r"_v\d", "_vV", known.get(name, name))
        assert name in layout, name


def test_qr_content_is_a_head_with_its_ed25519_line(made_case) -> None:
    text = block("report-pdf.md")
    part = made_case.source.ledgers[0]
    assert text.splitlines()[0] == part.origin
    head = checkpoint.open_checkpoint(text, made_case.device.log.ed.public, None, require_pq=False)
    assert head.size == part.size
    assert len(qr_text(part.checkpoint)) < 300
    assert qr_text(part.checkpoint).count("\n— ") == 1


def test_every_claim_stands_in_the_table() -> None:
    text = (SPEC / "verify.md").read_text("utf-8")
    assert re.findall(
        r"^\| `([a-z.-]+)` \|", text.partition("## Claims")[2].partition("## Verdict")[0], re.MULTILINE
    ) == list(CLAIMS)
