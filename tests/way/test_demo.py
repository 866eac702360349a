"""The demo as a program of its own, and tools that are not ours on what it leaves."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from field_doc.cli import demo_material
from field_doc.cli.main import main
from field_doc.formats import bundle as layout
from field_doc.formats import canonical
from field_doc.vault.vault import Vault

pytestmark = [pytest.mark.slow, pytest.mark.judge, pytest.mark.timeout(600)]
TREE = Path(__file__).resolve().parents[2]


def need(*tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def shell(commands, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", "\n".join(commands)], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def handed_over(demo, tmp_path) -> Path:
    """A copy as a recipient has it, with the trust file got on another road."""
    folder = Path(shutil.copytree(demo.bundle, tmp_path / "handed-over"))
    shutil.copy(demo.trust, folder / "TRUST")
    return folder


def test_it_ends_verified(demo) -> None:
    assert (demo.exit, demo.answer["verified"], demo.answer["trust"]) == (0, True, "anchored")
    assert Path(demo.answer["report"]).is_file()
    # case, incident, person, consent, statement, identity (closed), site, two series, note and photos
    assert len([e for e in demo.answer["exhibits"] if e.endswith(".1")]) == demo.photos


def test_nothing_is_left_on_the_way(demo) -> None:
    for vault in ("field.fdvault", "office/desk.fdvault"):
        assert list((demo.folder / vault / "incoming").iterdir()) == []


def test_bagit(handed_over) -> None:
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", handed_over / "bag"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_sha512sum(handed_over) -> None:
    need("sha512sum")
    done = shell(layout.CHECK_FILES, handed_over)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_ssh_keygen_with_the_trust_file_from_outside(handed_over, demo_uk, demo_en, demo) -> None:
    need("ssh-keygen")
    done = shell(layout.CHECK_SIGNATURE, handed_over)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(layout.SIGNATURE_ANSWER.removesuffix("…"))
    other = demo_en if demo is demo_uk else demo_uk
    shutil.copy(other.trust, handed_over / "TRUST")
    assert shell(layout.CHECK_SIGNATURE, handed_over).returncode != 0


def test_pdfsig(handed_over) -> None:
    need("pdfsig")
    text = shell(layout.CHECK_REPORT, handed_over).stdout
    assert "Signature is Valid." in text
    assert "Total document signed" in text


def test_qpdf(handed_over) -> None:
    need("qpdf")
    done = subprocess.run(["qpdf", "--check", handed_over / "report.pdf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_font_is_embedded(handed_over) -> None:
    need("pdffonts")
    done = subprocess.run(["pdffonts", handed_over / "report.pdf"], capture_output=True, text=True, check=True)
    rows = done.stdout.splitlines()[2:]
    assert rows
    assert [row for row in rows if row.split()[-5] != "yes"] == []


def test_openssl_on_the_certificates(handed_over, demo_uk, demo_en, demo) -> None:
    need("openssl")
    done = shell(layout.CHECK_CERTIFICATES, handed_over)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") >= 5
    other = demo_en if demo is demo_uk else demo_uk
    shutil.copy(other.trust, handed_over / "TRUST")
    assert shell(layout.CHECK_CERTIFICATES, handed_over).returncode != 0


def test_report_is_in_the_language_asked_for(demo, demo_uk) -> None:
    need("pdftotext")
    done = subprocess.run(["pdftotext", demo.bundle / "report.pdf", "-"], capture_output=True, text=True, check=True)
    cyrillic = sum("а" <= c <= "я" for c in done.stdout.lower())
    latin = sum("a" <= c <= "z" for c in done.stdout.lower())
    assert (cyrillic > latin) == (demo is demo_uk)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_npm_opens_an_attachment_and_what_the_server_stores(demo_uk, node_judge, tmp_path) -> None:
    """``attachment age`` with the vault's own identity; the server's object with the header for the office."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(demo_uk.answer["passphrase"] + "\n", encoding="utf-8")
    originals = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in (demo_uk.folder / "material").rglob("*.JPG")}
    vault = Vault.open(Path(demo_uk.answer["vault"]), demo_uk.answer["passphrase"])
    try:
        identity = vault.identity.text()
        files = vault.records.rows("SELECT f.id, p.sha256 FROM files f JOIN payloads p ON p.name = f.payload")
    finally:
        vault.close()
    file = next(r for r in files if str(r["sha256"])[7:] in originals)
    command = [sys.executable, "-m", "field_doc", "attachment", "age", demo_uk.answer["vault"], str(file["id"])]
    out = tmp_path / "a.age"
    done = subprocess.run(
        [*command, "--out", str(out), "--passphrase-file", str(passphrase)], cwd=TREE, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = node_judge("age_judge.mjs", {"act": "decrypt", "file": b64(out.read_bytes()), "identity": identity})
    assert hashlib.sha256(base64.b64decode(opened["plain"])).hexdigest() in originals

    desk = Vault.open(Path(demo_uk.answer["desk"]), demo_uk.answer["passphrase"])
    try:
        content = str(desk.records.value("SELECT identity FROM age_identities WHERE name LIKE 'content:%'"))
    finally:
        desk.close()
    objects = {"sha256:" + p.name: p for p in (Path(demo_uk.answer["server"]) / "objects").rglob("*") if p.is_file()}

    def ask(data: bytes) -> bytes | None:
        answer = node_judge("age_judge.mjs", {"act": "decrypt", "file": b64(data), "identity": content})
        return base64.b64decode(answer["plain"]) if "plain" in answer else None

    lines = []
    for path in objects.values():
        if path.read_bytes().startswith(b"age-encryption.org/v1\n"):
            plain = ask(path.read_bytes())
            # Identity envelopes are not the desk's to open.
            lines += [json.loads(line) for line in plain.splitlines()] if plain is not None else []
    sent = [line for line in lines if line["kind"] == "file" and line["sha256"][7:] in originals]
    assert len(sent) == demo_uk.photos
    joined = base64.b64decode(sent[0]["header"]) + objects[sent[0]["object"]].read_bytes()
    plain = ask(joined)
    assert plain == originals[sent[0]["sha256"][7:]].read_bytes()


def run_verify(capsys, path: Path, *more: str) -> tuple[int, dict]:
    """``field-doc verify``: exit code and answer. In this process, for speed; the demo itself was one of its own."""
    capsys.readouterr()
    code = main(["verify", str(path), "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def changed_byte(bundle: Path) -> None:
    victim = next((bundle / "bag/data/exhibits").iterdir())
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)


def added(bundle: Path) -> None:
    (bundle / "bag/data/exhibits/extra.jpg").write_bytes(b"x")


def removed(bundle: Path) -> None:
    next((bundle / "bag/data/records").iterdir()).unlink()


def renamed(bundle: Path) -> None:
    victim = next((bundle / "bag/data/exhibits").iterdir())
    victim.rename(victim.with_name("other.jpg"))


def entry_cut(bundle: Path) -> None:
    path = bundle / "bag/data/ledger/1/entries.json"
    value = json.loads(path.read_bytes())
    value["entries"].pop()
    path.write_bytes(canonical.encode(value))


def disclosure_added(bundle: Path) -> None:
    path = next((bundle / "bag/data/records").iterdir())
    loose = base64.urlsafe_b64encode(b'["c2FsdHNhbHRzYWx0c2FsdA","surname","Planted"]').decode().rstrip("=")
    path.write_text(path.read_text("ascii") + loose + "~", "ascii")


def manifests_remade(bundle: Path) -> None:
    """Payload and tag manifests fit again; only the signature does not."""
    sys.path.insert(0, str(TREE / "tests/unit/verifier"))
    from bundle_tools import remake_manifests

    remake_manifests(bundle)


@pytest.mark.parametrize("remade", [False, True], ids=["as-is", "manifests-remade"])
@pytest.mark.parametrize("spoil", [changed_byte, added, removed, renamed, entry_cut, disclosure_added])
def test_tampering(demo_uk, tmp_path, spoil, remade, capsys) -> None:
    bundle = Path(shutil.copytree(demo_uk.bundle, tmp_path / "b"))
    spoil(bundle)
    if remade:
        manifests_remade(bundle)
    code, verdict = run_verify(capsys, bundle, "--trust", str(demo_uk.trust))
    assert (code, verdict["verdict"]) == (1, "fails")
    assert [c for c in verdict["claims"] if c["verdict"] == "fails"]
    assert run_verify(capsys, bundle)[0] == 1


def test_untouched_with_and_without_trust(demo, tmp_path, capsys) -> None:
    code, verdict = run_verify(capsys, demo.bundle, "--trust", str(demo.trust))
    assert (code, verdict["verdict"], verdict["trust"]) == (0, "holds", "anchored")
    code, verdict = run_verify(capsys, demo.bundle)
    assert (code, verdict["verdict"], verdict["trust"]) == (6, "consistent", "none")
    assert run_verify(capsys, demo.bundle, "--trust", verdict["root_fingerprint"])[0] == 0
    assert run_verify(capsys, demo.bundle, "--trust", "0" * 64)[0] == 1


def test_remade_whole_with_other_keys(demo_uk, demo_en, capsys) -> None:
    """The attack of R01: consistent in itself, signed by somebody else's office, of the same name."""
    code, verdict = run_verify(capsys, demo_en.bundle, "--trust", str(demo_uk.trust))
    assert (code, verdict["trust"]) == (1, "foreign")
    code, verdict = run_verify(capsys, demo_en.bundle)
    assert (code, verdict["verdict"]) == (6, "consistent")


def test_the_pseudonymised_bundle_names_nobody(demo) -> None:
    """Names of the made-up material stand in no file of the bundle, decoded streams of the report included."""
    need("qpdf", "pdftotext")
    fields = demo_material.identity_fields("p")
    secrets = [fields["surname"]["text"], fields["given_name"]["text"], "DEMO-SERIAL-77411", "DEMO0001", "Demo Documenter"]
    found = {}
    for path in [p for p in demo.bundle.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        if path.suffix == ".pdf":
            data += subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True, check=True).stdout
            data += subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
        hits = [s for s in secrets for c in ("utf-8", "utf-16-be", "utf-16-le") if s.encode(c) in data]
        if hits:
            found[path.name] = hits
    assert found == {}
