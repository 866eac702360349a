"""Tools that are not ours look at a bundle: bagit, sha512sum, ssh-keygen, pdfsig, qpdf, pdffonts, openssl.

The commands are those printed in the report and in VERIFY.md, run in a shell as a reader would.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from field_doc.formats import bundle as layout

_EXPORT = Path(__file__).resolve().parents[1] / "unit" / "export"
if str(_EXPORT) not in sys.path:
    sys.path.insert(0, str(_EXPORT))
_spec = importlib.util.spec_from_file_location("export_fixtures_judges", _EXPORT / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
made_case, report_signer, uk_words = _fixtures.made_case, _fixtures.report_signer, _fixtures.uk_words
written, written_full = _fixtures.written, _fixtures.written_full

pytestmark = pytest.mark.judge


def need(*tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def shell(commands: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", "\n".join(commands)], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(params=["written", "written_full"])
def handed_over(request, tmp_path, made_case) -> Path:
    """A copy as a recipient has it, with the trust file got elsewhere."""
    folder = Path(shutil.copytree(request.getfixturevalue(request.param).out, tmp_path / "handed-over"))
    (folder / "TRUST").write_text(made_case.office.trust_text())
    return folder


def bagit(bag: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", bag], capture_output=True, text=True, check=False
    )


def test_bagit(handed_over) -> None:
    assert bagit(handed_over / "bag").returncode == 0
    (handed_over / "bag/data/exhibits/added.jpg").write_bytes(b"x")
    assert bagit(handed_over / "bag").returncode != 0


def test_sha512sum(handed_over) -> None:
    need("sha512sum")
    result = shell(layout.CHECK_FILES, handed_over)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    victim = next((handed_over / "bag/data/records").iterdir())
    victim.write_bytes(victim.read_bytes() + b"~")
    assert "FAILED" in shell(layout.CHECK_FILES, handed_over).stdout


def test_ssh_keygen_with_the_signers_from_outside(handed_over, made_case) -> None:
    need("ssh-keygen")
    result = shell(layout.CHECK_SIGNATURE, handed_over)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(layout.SIGNATURE_ANSWER.removesuffix("…"))
    other = type(made_case.office)(made_case.office.random)
    (handed_over / "TRUST").write_text(other.trust_text())
    assert shell(layout.CHECK_SIGNATURE, handed_over).returncode != 0


def test_pdfsig(handed_over) -> None:
    need("pdfsig")
    text = shell(layout.CHECK_REPORT, handed_over).stdout
    assert "Signature is Valid." in text
    assert "Total document signed" in text
    assert "ETSI.CAdES.detached" in text
    data = bytearray((handed_over / "report.pdf").read_bytes())
    data[len(data) // 2] ^= 1
    (handed_over / "report.pdf").write_bytes(data)
    assert "Signature is Valid." not in shell(layout.CHECK_REPORT, handed_over).stdout


def test_qpdf(handed_over) -> None:
    need("qpdf")
    result = subprocess.run(
        ["qpdf", "--check", handed_over / "report.pdf"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_font_is_embedded(handed_over) -> None:
    need("pdffonts")
    text = subprocess.run(["pdffonts", handed_over / "report.pdf"], capture_output=True, text=True, check=True).stdout
    rows = text.splitlines()[2:]
    assert rows
    # Columns from the right: emb sub uni object generation.
    assert [row for row in rows if row.split()[-5] != "yes"] == []
    assert "Helvetica" not in text


def test_poppler_draws_every_page_without_complaint(handed_over, tmp_path) -> None:
    need("pdftoppm")
    result = subprocess.run(
        ["pdftoppm", "-r", "30", "-png", handed_over / "report.pdf", tmp_path / "p"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""


def test_openssl_on_certificates_and_root(handed_over, made_case) -> None:
    need("openssl")
    result = shell(layout.CHECK_CERTIFICATES, handed_over)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count(": OK") == 3
    root = shell(("openssl x509 -in TRUST -outform DER | sha256sum",), handed_over).stdout.split()[0]
    assert "sha256:" + root == made_case.office.fingerprint
    other = type(made_case.office)(made_case.office.random)
    (handed_over / "TRUST").write_text(other.trust_text())
    assert shell(layout.CHECK_CERTIFICATES, handed_over).returncode != 0


def test_qr_on_the_cover_reads_back(handed_over, made_case) -> None:
    """Only where a QR reader is installed: the code holds the checkpoint's body and its Ed25519 line."""
    need("pdftoppm", "zbarimg")
    page = handed_over / "cover"
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            "200",
            "-gray",
            "-f",
            "1",
            "-l",
            "1",
            "-png",
            "-singlefile",
            handed_over / "report.pdf",
            page,
        ],
        check=True,
    )
    text = subprocess.run(["zbarimg", "--raw", "-q", f"{page}.png"], capture_output=True, text=True, check=True).stdout
    part = made_case.source.ledgers[0]
    assert text.startswith(part.checkpoint.partition("\n\n")[0])


def test_commands_of_the_instructions_are_the_ones_run_here(handed_over) -> None:
    text = (handed_over / "bag/data/VERIFY.md").read_text("utf-8")
    for commands in (layout.CHECK_FILES, layout.CHECK_SIGNATURE, layout.CHECK_REPORT, layout.CHECK_CERTIFICATES):
        assert "\n".join(commands) in text
    assert all(len(line) <= 80 for commands in (layout.CHECK_FILES, layout.CHECK_SIGNATURE) for line in commands)
