"""Certificates: one root from outside, one key, one purpose, one time (R01)."""

from __future__ import annotations

import hashlib
import json
import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from spec_pages import example

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure
from field_doc.formats.certificates import (
    fingerprint,
    issue,
    issue_tls,
    make_root,
    root_key,
    verify_chain,
    words,
)
from field_doc.formats.keys import LogKeys, MlDsaKey, Purpose, SigningKey
from field_doc.formats.purpose_oids import PURPOSE_OIDS

CERTIFIED = sorted(PURPOSE_OIDS)


class Office:
    """A root and what it issues, all at one moment; serial numbers count, so that bytes repeat."""

    def __init__(self, clock, seed=bytes(range(32))):
        self.clock = clock
        self.now = clock.now().wall
        self.counter = 0
        self.key = SigningKey.from_seed(Purpose.ROOT, seed)
        self.root = make_root("Example office", self.key, clock, random=self.random)

    def random(self, count):
        self.counter += 1
        return bytes([1]) * (count - 1) + bytes([self.counter])

    def issue(self, purpose, days=365, **options):
        public = SigningKey.from_seed(purpose, hashlib.sha256(purpose.encode()).digest()).public
        return issue(self.key, self.root, public, "D-7K3Q", days, self.clock, random=self.random, **options)

    def built(self, change, signer=None):
        """A certificate made by hand with something wrong in it, signed all the same."""
        public = Ed25519PublicKey.from_public_bytes(SigningKey.from_seed(Purpose.RECORD, bytes(32)).public.raw)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "record"),
                x509.NameAttribute(NameOID.COMMON_NAME, "D-1"),
            ]
        )
        values = {
            "name": name,
            "public": public,
            "ca": False,
            "sign": True,
            "usages": [PURPOSE_OIDS[Purpose.RECORD]],
            "extra": [],
        } | change
        issuer = x509.load_pem_x509_certificate(self.root.encode()).subject
        builder = x509.CertificateBuilder(
            issuer, values["name"], values["public"], 5, self.now, self.now + timedelta(days=9)
        )
        usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment"), False)
        usage |= dict.fromkeys(("key_agreement", "crl_sign", "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(x509.BasicConstraints(values["ca"], None), critical=True)
        builder = builder.add_extension(
            x509.KeyUsage(digital_signature=values["sign"], key_cert_sign=not values["sign"], **usage), True
        )
        if values["usages"]:
            builder = builder.add_extension(x509.ExtendedKeyUsage(values["usages"]), critical=True)
        for extension in values["extra"]:
            builder = builder.add_extension(extension, critical=False)
        made = (signer or self.key).sign_certificate(builder)
        return made.public_bytes(Encoding.PEM).decode()


@pytest.fixture
def office(fake_clock):
    return Office(fake_clock)


def refuse(code, cert, root, purpose, at):
    with pytest.raises(IntegrityFailure) as caught:
        verify_chain(cert, root, purpose, at)
    assert caught.value.code == code


@pytest.mark.parametrize("purpose", CERTIFIED)
def test_a_certificate_is_good_for_its_one_purpose(office, purpose):
    cert = office.issue(purpose)
    subject = verify_chain(cert, office.root, purpose, office.now)
    assert (subject.code, subject.purpose, subject.key.purpose) == ("D-7K3Q", purpose, purpose)
    assert subject.not_before == office.now
    assert subject.not_after - subject.not_before == timedelta(days=365)
    for other in set(Purpose) - {purpose}:
        refuse("certificate.purpose", cert, office.root, other, office.now)


def test_another_root_does_not_vouch(office, fake_clock):
    """Same name, other key: what a forger makes."""
    forger = Office(fake_clock, seed=bytes(32))
    refuse("certificate.issuer", office.issue(Purpose.RECORD), forger.root, Purpose.RECORD, office.now)
    refuse("certificate.issuer", forger.issue(Purpose.RECORD), office.root, Purpose.RECORD, office.now)
    assert fingerprint(office.root) != fingerprint(forger.root)


def test_validity_is_asked_for_a_moment(office):
    cert = office.issue(Purpose.RECORD, days=30)
    second = timedelta(seconds=1)
    verify_chain(cert, office.root, Purpose.RECORD, office.now + timedelta(days=30))
    refuse("certificate.expired", cert, office.root, Purpose.RECORD, office.now + timedelta(days=30) + second)
    refuse("certificate.not-yet-valid", cert, office.root, Purpose.RECORD, office.now - second)


def test_a_root_that_has_ended_vouches_no_more(office):
    short = make_root("Example office", office.key, office.clock, days=10)
    cert = issue(office.key, short, SigningKey.generate(Purpose.LOG).public, "D-1", 365, office.clock)
    refuse("certificate.expired", cert, short, Purpose.LOG, office.now + timedelta(days=11))


def test_a_device_certificate_issues_nothing(office):
    """A certified device key signs another certificate: it is no root, whoever calls it one."""
    cert = office.issue(Purpose.RECORD)
    refuse("certificate.role", office.issue(Purpose.LOG), cert, Purpose.LOG, office.now)
    refuse("certificate.role", office.root, office.root, Purpose.RECORD, office.now)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ca": True}, "certificate.role"),
        ({"sign": False}, "certificate.role"),
        ({"usages": []}, "certificate.malformed"),
        ({"usages": [ExtendedKeyUsageOID.SERVER_AUTH]}, "certificate.purpose"),
        ({"usages": [PURPOSE_OIDS[Purpose.RECORD], PURPOSE_OIDS[Purpose.LOG]]}, "certificate.purpose"),
        ({"usages": [PURPOSE_OIDS[Purpose.LOG]]}, "certificate.purpose"),
        ({"extra": [x509.OCSPNoCheck()]}, "certificate.malformed"),
        ({"name": x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "D-1")])}, "certificate.malformed"),
        ({"name": x509.Name([])}, "certificate.malformed"),
        ({"public": ec.generate_private_key(ec.SECP256R1()).public_key()}, "certificate.malformed"),
    ],
)
def test_certificates_of_another_kind_are_refused(office, change, code):
    refuse(code, office.built(change), office.root, Purpose.RECORD, office.now)
    verify_chain(office.built({}), office.root, Purpose.RECORD, office.now)


def test_a_log_certificate_binds_both_keys(office):
    keys = LogKeys.generate()
    cert = office.issue(Purpose.LOG, pq_public=keys.pq.public_raw)
    subject = verify_chain(cert, office.root, Purpose.LOG, office.now)
    assert subject.certifies_pq(keys.pq.public_raw)
    assert not subject.certifies_pq(MlDsaKey.generate().public_raw)
    bare = verify_chain(office.issue(Purpose.LOG), office.root, Purpose.LOG, office.now)
    assert not bare.certifies_pq(keys.pq.public_raw)
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        office.issue(Purpose.RECORD, pq_public=keys.pq.public_raw)
    with pytest.raises(Bug, match=r"key\.malformed"):
        office.issue(Purpose.LOG, pq_public=b"short")


def test_only_the_root_issues_and_only_under_its_own_certificate(office, fake_clock):
    public = SigningKey.generate(Purpose.RECORD).public
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        make_root("x", SigningKey.generate(Purpose.CARD), fake_clock)
    with pytest.raises(Bug, match=r"certificate\.other-root"):
        issue(SigningKey.generate(Purpose.ROOT), office.root, public, "D-1", 1, fake_clock)
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        issue(office.key, office.root, office.key.public, "D-1", 1, fake_clock)


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb", "\u202eD-1"])
def test_names_that_cannot_be_shown_are_refused(office, name):
    with pytest.raises(InputProblem, match=r"certificate\.name"):
        issue(office.key, office.root, SigningKey.generate(Purpose.LOG).public, name, 1, office.clock)


def test_tls_certificates_name_hosts_and_start_early(office):
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    hosts = ["localhost", "127.0.0.1", "::1"]
    pem = issue_tls(office.key, office.root, key, hosts, 90, office.clock)
    cert = x509.load_pem_x509_certificate(pem.encode())
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == hosts
    assert office.now - cert.not_valid_before_utc == timedelta(days=1)
    assert cert.not_valid_after_utc - office.now == timedelta(days=90)
    refuse("certificate.malformed", pem, office.root, Purpose.RECORD, office.now)
    wrong_curve = ec.generate_private_key(ec.SECP384R1()).public_key()
    for public, names in ((key, []), (wrong_curve, hosts), (key, ["офіс"])):
        with pytest.raises(InputProblem, match=r"certificate\.tls-input"):
            issue_tls(office.key, office.root, public, names, 90, office.clock)


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "é"])
def test_what_is_no_certificate_is_malformed(office, pem):
    for cert, root in ((pem, office.root), (office.issue(Purpose.LOG), pem)):
        refuse("certificate.malformed", cert, root, Purpose.LOG, office.now)


def test_two_certificates_in_one_file_are_refused(office):
    both = office.issue(Purpose.LOG) + office.root
    refuse("certificate.malformed", both, office.root, Purpose.LOG, office.now)


def test_a_changed_bit_is_refused(office):
    """One bit in every byte of the certificate."""
    original = ssl.PEM_cert_to_DER_cert(office.issue(Purpose.LOG))
    for place in range(len(original)):
        der = bytearray(original)
        der[place] ^= 1 << place % 8
        with pytest.raises(IntegrityFailure):
            verify_chain(ssl.DER_cert_to_PEM_cert(bytes(der)), office.root, Purpose.LOG, office.now)


WORD_LIST = [f"word{n:04}" for n in range(7776)]


def test_twelve_words_name_a_root(office):
    chosen = words(fingerprint(office.root), WORD_LIST)
    assert len(chosen) == 12
    number = int(fingerprint(office.root)[7:], 16)
    assert chosen[0] == WORD_LIST[number % 7776]
    assert chosen[1] == WORD_LIST[number // 7776 % 7776]
    assert words("sha256:" + "0" * 64, WORD_LIST) == ("word0000",) * 12
    for short in (WORD_LIST[:2047], ["same"] * 3000):
        with pytest.raises(Bug, match=r"certificate\.word-list"):
            words(fingerprint(office.root), short)


def test_the_root_key_is_read_from_a_root_only(office):
    assert root_key(office.root) == office.key.public
    with pytest.raises(IntegrityFailure, match=r"certificate\.role"):
        root_key(office.issue(Purpose.LOG))


def test_the_page_shows_this_root_and_this_certificate(office):
    assert example("certificates.md", "root") == office.root
    assert example("certificates.md", "device") == office.issue(Purpose.RECORD)
    shown = json.loads(example("certificates.md", "json"))
    assert shown["fingerprint"] == fingerprint(office.root)
    assert shown["purposes"] == {purpose.value: oid.dotted_string for purpose, oid in PURPOSE_OIDS.items()}
