"""ssh-keygen and openssl agree with us, on what they accept and on what they refuse (R01, R02)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from field_doc.formats import certificates, sshsig
from field_doc.formats.keys import LogKeys, Purpose, SigningKey
from field_doc.formats.labels import NS_BUNDLE_STATEMENT, NS_TAG_MANIFEST
from field_doc.formats.purpose_oids import PURPOSE_OIDS

DATA = b"".join(hashlib.sha256(bytes([n])).hexdigest().encode() + b"  data/%d\n" % n for n in range(40))
KEY = SigningKey.from_seed(Purpose.BUNDLE, bytes(range(32)))


def run(*arguments, data=b""):
    return subprocess.run(arguments, input=data, capture_output=True, timeout=60, check=False)


def tool(name):
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return name


# --- ssh-keygen


@pytest.fixture
def signed(tmp_path):
    """A signature as it lies beside a bag, and allowed_signers as they come from the office."""
    signature, signers = tmp_path / "tagmanifest.sig", tmp_path / "allowed_signers"
    signature.write_text(sshsig.sign_tag_manifest(sshsig.TagManifest(DATA), KEY), encoding="ascii")
    signers.write_text(
        sshsig.allowed_signers_line("office-1", KEY.public, [NS_TAG_MANIFEST, NS_BUNDLE_STATEMENT]),
        encoding="ascii",
    )

    def verify(data=DATA, namespace=NS_TAG_MANIFEST, principal="office-1", allowed=signers):
        ssh = tool("ssh-keygen")
        options = ("-f", str(allowed), "-I", principal, "-n", str(namespace), "-s", str(signature))
        return run(ssh, "-Y", "verify", *options, data=data)

    return verify


def test_ssh_keygen_accepts_ours(signed):
    answer = signed()
    assert answer.returncode == 0, answer.stderr
    assert b'Good "tag-manifest@field-doc" signature for office-1' in answer.stdout


def test_ssh_keygen_refuses_changed_data(signed):
    assert signed(data=DATA.replace(b"data/7", b"data/8")).returncode != 0
    assert signed(data=DATA + b"\n").returncode != 0


def test_ssh_keygen_refuses_another_namespace_and_signer(signed):
    assert signed(namespace=NS_BUNDLE_STATEMENT).returncode != 0
    assert signed(namespace="file").returncode != 0
    assert signed(principal="office-2").returncode != 0


def test_ssh_keygen_refuses_signers_of_another_office(signed, tmp_path):
    """The forger of experiment 1 ships his own key; with signers from outside it is refused."""
    foreign = tmp_path / "foreign_signers"
    other = SigningKey.generate(Purpose.BUNDLE).public
    foreign.write_text(sshsig.allowed_signers_line("office-1", other, [NS_TAG_MANIFEST]), encoding="ascii")
    assert signed(allowed=foreign).returncode != 0


def test_ssh_keygen_reads_times_and_namespaces_of_a_signer(signed, tmp_path):
    now = datetime.now(UTC)
    cases = {
        "good": ([NS_TAG_MANIFEST], now - timedelta(days=1), now + timedelta(days=1), True),
        "ended": ([NS_TAG_MANIFEST], now - timedelta(days=2), now - timedelta(days=1), False),
        "to-come": ([NS_TAG_MANIFEST], now + timedelta(days=1), now + timedelta(days=2), False),
        "other-use": ([NS_BUNDLE_STATEMENT], None, None, False),
    }
    for name, (namespaces, after, before, good) in cases.items():
        path = tmp_path / name
        line = sshsig.allowed_signers_line("office-1", KEY.public, namespaces, after, before)
        path.write_text(line, encoding="ascii")
        assert (signed(allowed=path).returncode == 0) is good, name


def test_ssh_keygen_signs_the_very_same_bytes(tmp_path):
    """Ed25519 is deterministic: with our key and namespace ssh-keygen writes our file."""
    private, message = tmp_path / "key", tmp_path / "message"
    pem = Ed25519PrivateKey.from_private_bytes(KEY.seed()).private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
    )
    private.write_bytes(pem)
    private.chmod(0o600)
    message.write_bytes(DATA)
    answer = run(tool("ssh-keygen"), "-Y", "sign", "-f", str(private), "-n", str(NS_TAG_MANIFEST), str(message))
    assert answer.returncode == 0, answer.stderr
    theirs = (tmp_path / "message.sig").read_text(encoding="ascii")
    assert theirs == sshsig.sign_tag_manifest(sshsig.TagManifest(DATA), KEY)
    sshsig.verify(theirs, DATA, NS_TAG_MANIFEST, KEY.public)


def test_ssh_keygen_knows_our_public_key_line(tmp_path):
    path = tmp_path / "key.pub"
    path.write_text(sshsig.public_key_line(KEY.public) + "\n", encoding="ascii")
    answer = run(tool("ssh-keygen"), "-l", "-f", str(path))
    assert answer.returncode == 0
    assert b"(ED25519)" in answer.stdout


# --- openssl


class Files:
    """Certificates as files, for openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.root_key = SigningKey.generate(Purpose.ROOT)
        self.root = certificates.make_root("Example office", self.root_key)

    def write(self, name, pem):
        path = self.folder / name
        path.write_text(pem, encoding="ascii")
        return str(path)

    def verify(self, pem, root=None, *options):
        names = "-CAfile", self.write("root.pem", root or self.root), self.write("cert.pem", pem)
        return run(tool("openssl"), "verify", "-x509_strict", "-no-CApath", "-no-CAstore", *options, *names)


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.mark.parametrize("purpose", sorted(PURPOSE_OIDS))
def test_openssl_accepts_the_chain_and_prints_the_purpose(files, purpose):
    public = SigningKey.generate(purpose).public
    pem = certificates.issue(files.root_key, files.root, public, "D-7K3Q", 365)
    answer = files.verify(pem)
    assert answer.returncode == 0, answer.stderr
    printed = run(tool("openssl"), "x509", "-noout", "-text", "-in", files.write("cert.pem", pem)).stdout.decode()
    assert f"OU = {purpose.value}, CN = D-7K3Q" in printed
    usage = printed.partition("X509v3 Extended Key Usage: critical\n")[2].splitlines()[0].strip()
    assert usage == PURPOSE_OIDS[purpose].dotted_string


def test_openssl_refuses_another_root(files):
    """Another key under the same name, as a forger makes it."""
    other = certificates.make_root("Example office", SigningKey.generate(Purpose.ROOT))
    public = SigningKey.generate(Purpose.RECORD).public
    pem = certificates.issue(files.root_key, files.root, public, "D-7K3Q", 365)
    assert files.verify(pem, other).returncode != 0


def test_openssl_refuses_a_device_as_issuer(files):
    """A certificate under a device certificate: openssl and we refuse alike."""
    device = certificates.issue(files.root_key, files.root, SigningKey.generate(Purpose.RECORD).public, "D-7K3Q", 365)
    assert files.verify(device, device).returncode != 0


def test_openssl_takes_the_log_certificate_with_its_ml_dsa_digest(files):
    keys = LogKeys.generate()
    pem = certificates.issue(files.root_key, files.root, keys.ed.public, "D-7K3Q", 365, pq_public=keys.pq.public_raw)
    assert files.verify(pem).returncode == 0


def test_openssl_agrees_on_time(files):
    public = SigningKey.generate(Purpose.RECORD).public
    pem = certificates.issue(files.root_key, files.root, public, "D-7K3Q", 30)
    late = str(int((datetime.now(UTC) + timedelta(days=31)).timestamp()))
    assert files.verify(pem, None, "-attime", late).returncode != 0


def test_openssl_accepts_the_tls_certificate_for_its_hosts_only(files):
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = certificates.issue_tls(files.root_key, files.root, public, ["office.example", "127.0.0.1"], 90)
    assert files.verify(pem, None, "-purpose", "sslserver", "-verify_hostname", "office.example").returncode == 0
    assert files.verify(pem, None, "-purpose", "sslserver", "-verify_ip", "127.0.0.1").returncode == 0
    assert files.verify(pem, None, "-verify_hostname", "other.example").returncode != 0
    record = SigningKey.generate(Purpose.RECORD).public
    device = certificates.issue(files.root_key, files.root, record, "D-7K3Q", 90)
    assert files.verify(device, None, "-purpose", "sslserver").returncode != 0


def test_openssl_prints_our_fingerprint(files):
    answer = run(tool("openssl"), "x509", "-noout", "-fingerprint", "-sha256", "-in", files.write("r", files.root))
    digits = answer.stdout.decode().strip().partition("=")[2].replace(":", "").lower()
    assert "sha256:" + digits == certificates.fingerprint(files.root)
