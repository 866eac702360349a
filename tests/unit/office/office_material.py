"""An office server's folder, devices and submissions, made of formats alone."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from field_doc.base.clock import SystemClock
from field_doc.formats import canonical, certificates, merkle
from field_doc.formats.card import server_half
from field_doc.formats.checkpoint import Checkpoint, new_origin, sign_outgoing
from field_doc.formats.digest import sha256_text
from field_doc.formats.enrolment import Enrolment, desk_mac, enrolment_bytes
from field_doc.formats.keys import LogKeys, Purpose, SigningKey
from field_doc.formats.receipt import ACCEPTED, Receipt, sign_desk
from field_doc.formats.wire import Manifest, ObjectEntry, manifest_bytes, manifest_digest
from field_doc.office.serve import serve
from field_doc.sync.https import OfficeClient

SERVER_ID = "server-0011223344556677"
PART = 4 * 1024 * 1024
RECIPIENT = "age1pq1" + "q" * 60


class Keys:
    """Signing keys of a device."""

    def __init__(self) -> None:
        self.record = SigningKey.generate(Purpose.RECORD)
        self.log = LogKeys.generate()
        self.auth = SigningKey.generate(Purpose.AUTH)

    @property
    def device(self) -> str:
        return self.record.public.thumbprint()

    def public(self) -> dict[str, str]:
        return {
            "auth": self.auth.public.raw.hex(),
            "log": self.log.ed.public.raw.hex(),
            "log_pq": self.log.pq.public_raw.hex(),
            "record": self.record.public.raw.hex(),
        }


class OfficeMaterial:
    """A server's folder as ``office init`` lays it, with the keys of root and desk in the test's hands."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.root = SigningKey.generate(Purpose.ROOT)
        self.root_pem = certificates.make_root("Test office", self.root)
        self.desk = Keys()
        self.desk_receipt = SigningKey.generate(Purpose.DESK_RECEIPT)
        self.receipt = SigningKey.generate(Purpose.SERVER_RECEIPT)
        tls = ec.generate_private_key(ec.SECP256R1())
        spki = tls.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.pin = hashlib.sha256(spki).hexdigest()
        key_pem = tls.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        about = {"country": "UA", "name": "Test office", "server_id": SERVER_ID}
        desk = {**self.desk.public(), "device": self.desk.device, "receipt_key": self.desk_receipt.public.raw.hex()}
        folder.mkdir(exist_ok=True)
        (folder / "server.json").write_bytes(canonical.encode(about))
        (folder / "desk.json").write_bytes(canonical.encode(desk))
        (folder / "root.pem").write_text(self.root_pem)
        (folder / "tls.key").write_bytes(key_pem)
        (folder / "tls.pem").write_text(
            certificates.issue_tls(self.root, self.root_pem, tls.public_key(), ["127.0.0.1"], 30)
        )
        (folder / "receipt.seed").write_text(self.receipt.seed().hex())
        (folder / "receipt.pem").write_text("")

    def certificates(self, keys: Keys) -> dict[str, str]:
        issued = ((keys.record.public, None), (keys.log.ed.public, keys.log.pq.public_raw), (keys.auth.public, None))
        return {
            public.purpose.value: certificates.issue(self.root, self.root_pem, public, "D-1", 30, pq_public=pq)
            for public, pq in issued
        }


@contextmanager
def running(folder, clock=None):
    """The server in a thread; yields its port."""
    ports, ended, failed = [], threading.Event(), []
    started = threading.Event()

    def ready(port: int) -> None:
        ports.append(port)
        started.set()

    def run() -> None:
        try:
            serve(folder, "127.0.0.1", 0, ready=ready, stop=ended, clock=clock)
        except BaseException as error:  # noqa: BLE001 - shown by whoever waits for the thread
            failed.append(error)
        started.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert started.wait(30)
        assert not failed, failed
        yield ports[0]
    finally:
        ended.set()
        thread.join(30)
    assert not thread.is_alive()
    assert not failed, failed


@dataclass
class Card:
    card_id: str = "c" * 32
    a: bytes = b"a" * 16
    b: bytes = b"b" * 16
    expires: str = "2099-01-01T00:00:00Z"

    def register(self, desk: OfficeClient) -> None:
        desk.register_card(self.card_id, server_half(self.a), self.expires, "D-1")

    def request(self, keys: Keys) -> tuple[bytes, bytes]:
        document = enrolment_bytes(
            Enrolment(
                card_id=self.card_id,
                record=keys.record.public.raw,
                log=keys.log.ed.public.raw,
                log_pq=keys.log.pq.public_raw,
                auth=keys.auth.public.raw,
                recipient=RECIPIENT,
                origin="field-doc/log/v1/" + "0" * 32,
            )
        )
        return document, desk_mac(self.b, document)


@dataclass
class Ledger:
    """A growing log: enough of one to make heads and proofs."""

    keys: Keys
    origin: str = field(default_factory=new_origin)
    leaves: list[bytes] = field(default_factory=list)

    def grow(self, count: int = 3, salt: bytes = b"") -> None:
        for _ in range(count):
            self.leaves.append(merkle.leaf_hash(b"leaf %d" % len(self.leaves) + salt))

    def _fetch(self, level: int, index: int) -> bytes:
        width = 1 << level
        nodes = self.leaves[index * width : (index + 1) * width]
        assert len(nodes) == width
        while len(nodes) > 1:
            nodes = [merkle.node_hash(nodes[i], nodes[i + 1]) for i in range(0, len(nodes), 2)]
        return nodes[0]

    def head(self) -> Checkpoint:
        return Checkpoint(self.origin, len(self.leaves), merkle.root_at(len(self.leaves), self._fetch))

    def note(self) -> str:
        return sign_outgoing(self.head(), self.keys.log)

    def proof(self, old: int) -> tuple[bytes, ...]:
        return tuple(merkle.consistency_proof(old, len(self.leaves), self._fetch)) if old else ()


def entry(data: bytes, kind: str = "payload") -> ObjectEntry:
    return ObjectEntry(sha256_text(data), len(data), kind)


def submission(ledger: Ledger, contents, *, since: int = 0, previous: str | None = None) -> bytes:
    """A manifest over these objects, its head grown by some entries."""
    return manifest_bytes(
        Manifest(
            device=ledger.keys.device,
            origin=ledger.origin,
            checkpoint=ledger.note(),
            consistency=ledger.proof(since),
            previous=previous,
            objects=tuple(entry(data) for data in contents),
        )
    )


def upload(client: OfficeClient, missing, contents) -> None:
    by_digest = {sha256_text(data): data for data in contents}
    for one in missing:
        data = by_digest[one["digest"]]
        start = one["part"] * PART
        rest = data[start + one["offset"] : start + PART]
        client.put_part(one["digest"], one["part"], one["offset"], rest)


def desk_answer(office: OfficeMaterial, ledger: Ledger, data: bytes, contents, **changes) -> str:
    """The desk's receipt over a submission, with what a test wants to be wrong in it."""
    head = ledger.head()
    receipt = Receipt(
        kind=ACCEPTED,
        device=ledger.keys.device,
        origin=ledger.origin,
        size=head.size,
        root_hex=head.root.hex(),
        manifest=manifest_digest(data),
        objects=tuple(entry(one).digest for one in contents),
        office_log_index=7,
        time="2026-11-20T12:00:00Z",
        previous=None,
    )
    return sign_desk(replace(receipt, **changes), office.desk_receipt)


class Site:
    """A running server with its desk, and devices to be confirmed on it."""

    def __init__(self, office: OfficeMaterial, port: int) -> None:
        self.office, self.port = office, port
        self._clients: list[OfficeClient] = []
        self.desk = self.login(office.desk)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def client(self, **changes) -> OfficeClient:
        client = OfficeClient(self.url, changes.get("pins", (self.office.pin,)), changes.get("server_id", SERVER_ID))
        self._clients.append(client)
        return client

    def login(self, keys: Keys) -> OfficeClient:
        client = self.client()
        client.login(keys.device, keys.auth, SystemClock())
        return client

    def confirm(self, keys: Keys, card_id: str | None = None, /, **changes) -> None:
        said = {"keys": keys.public(), "certificates": self.office.certificates(keys)} | changes
        self.desk.desk_decide(keys.device, card_id, "confirmed", **said)

    def device(self) -> tuple[Keys, OfficeClient]:
        """A device that has been enrolled, confirmed and logged in."""
        keys = Keys()
        self.confirm(keys)
        return keys, self.login(keys)

    def close(self) -> None:
        for client in self._clients:
            client.close()
