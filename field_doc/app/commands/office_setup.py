"""Making an office: root, custodians, desk, server (FORMATS, Trust and Keys).

``DIR/root`` is the offline root, to be moved away; ``DIR/custodians`` two vaults that only together open an
identity; ``DIR/desk.fdvault`` the desk; ``DIR/server`` what the server runs on: ciphertext and a receipt
key, nothing that opens.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from field_doc.app.commands import vaults
from field_doc.app.session import Services, Session
from field_doc.base.clock import Clock, utc_iso
from field_doc.base.errors import InputProblem
from field_doc.evidence.custody import as_json
from field_doc.formats import age, canonical, certificates
from field_doc.formats.digest import sha256_text
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.vault import kdf
from field_doc.vault.files import replace_durably, system_errors
from field_doc.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.vault.kdf import KdfParameters

ROOT, CUSTODIANS, DESK, SERVER = "root", "custodians", "desk.fdvault", "server"
DESK_CODE = "DESK"
ROOT_VAULT, ROOT_PEM = "root.fdvault", "root.pem"
# 90 days are the aim for the server's receipt key; until a road for renewing it exists, a year (decision 0011).
_DESK_DAYS, _SERVER_DAYS, _TLS_DAYS = 2 * 365, 397, 397
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Office:
    """What was made."""

    folder: Path
    desk: Path
    server: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class _Plan:
    name: str
    country: str
    url: str
    passphrase: str
    parameters: KdfParameters | None
    derive: Callable[..., bytes]
    clock: Clock


def init(
    folder: Path,
    *,
    name: str,
    country: str,
    url: str,
    passphrase: str,
    clock: Clock,
    parameters: KdfParameters | None = None,
    derive: Callable[..., bytes] = kdf.derive,
) -> Office:
    """Make root, custodians, desk and server.

    Args:
        folder: a new folder.
        name: the office's name, as certificates and reports print it.
        country: where the office keeps what it stores (ISO 3166-1): decides whether storing is abroad.
        url: ``https://host:port`` of the server.
        passphrase: of all four vaults; change each where they go afterwards.
        clock: for certificates.
        parameters: Argon2id parameters, for tests.
        derive: key derivation, for tests.

    """
    if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
        raise InputProblem("office.name")
    if folder.exists() and any(folder.iterdir()):
        raise InputProblem("office.place-taken")
    plan = _Plan(name.strip(), country, url, passphrase, parameters, derive, clock)
    with system_errors():
        for part in (ROOT, CUSTODIANS, SERVER):
            (folder / part).mkdir(parents=True, mode=0o700)
    root, root_pem = _make_root(folder / ROOT, plan)
    custodians = tuple(_make_custodian(folder / CUSTODIANS / f"{which}.fdvault", plan) for which in ("a", "b"))
    server = _make_server(folder / SERVER, plan, root, root_pem)
    card_base: dict[str, canonical.JSON] = {
        "content": "", "country": country, "custodians": list(custodians), "office": plan.name,
        "pins": [server["pin"]], "root_pem": root_pem, "server_id": server["server_id"],
        "server_pem": server["receipt_pem"], "url": url,
    }  # fmt: skip
    desk = _make_desk(folder / DESK, plan, root, root_pem, card_base)
    replace_durably(folder / SERVER / "desk.json", canonical.encode(desk))
    return Office(folder, folder / DESK, folder / SERVER, certificates.fingerprint(root_pem))


def _make_root(folder: Path, plan: _Plan) -> tuple[SigningKey, str]:
    root = SigningKey.generate(Purpose.ROOT)
    pem = certificates.make_root(plan.name, root, plan.clock)
    vault = Vault.create(folder / ROOT_VAULT, plan.passphrase, parameters=plan.parameters, derive=plan.derive)
    try:
        with vault.records.transaction():
            vault.signing_keys.store(root)
    finally:
        vault.close()
    replace_durably(folder / ROOT_PEM, pem.encode("ascii"))
    return root, pem


def open_root(folder: Path, passphrase: str, *, derive: Callable[..., bytes] = kdf.derive) -> tuple[SigningKey, str]:
    """The root key and certificate, for the moment it signs something."""
    vault = Vault.open(folder / ROOT / ROOT_VAULT, passphrase, derive=derive)
    try:
        key = vault.signing_keys.load(Purpose.ROOT)
    finally:
        vault.close()
    return key, (folder / ROOT / ROOT_PEM).read_text(encoding="ascii")


def _make_custodian(path: Path, plan: _Plan) -> str:
    """A vault whose own age identity is the custodian's; returns its recipient."""
    vault = Vault.create(path, plan.passphrase, parameters=plan.parameters, derive=plan.derive)
    try:
        return vault.identity.recipient().text()
    finally:
        vault.close()


def _make_server(folder: Path, plan: _Plan, root: SigningKey, root_pem: str) -> dict[str, str]:
    host = urlsplit(plan.url).hostname
    if urlsplit(plan.url).scheme != "https" or not host:
        raise InputProblem("office.url")
    tls = ec.generate_private_key(ec.SECP256R1())
    tls_pem = certificates.issue_tls(root, root_pem, tls.public_key(), [host], _TLS_DAYS, plan.clock)
    receipt = SigningKey.generate(Purpose.SERVER_RECEIPT)
    receipt_pem = certificates.issue(root, root_pem, receipt.public, "server", _SERVER_DAYS, plan.clock)
    key_pem = tls.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    spki = tls.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    server_id = "server-" + secrets.token_hex(8)
    about: dict[str, canonical.JSON] = {"country": plan.country, "name": plan.name, "server_id": server_id}
    for name, data in (
        ("server.json", canonical.encode(about)),
        ("root.pem", root_pem.encode("ascii")),
        ("tls.key", key_pem),
        ("tls.pem", tls_pem.encode("ascii")),
        ("receipt.seed", receipt.seed().hex().encode("ascii")),
        ("receipt.pem", receipt_pem.encode("ascii")),
    ):
        replace_durably(folder / name, data)
    return {"pin": sha256_text(spki)[7:], "receipt_pem": receipt_pem, "server_id": server_id}


def _make_desk(
    path: Path, plan: _Plan, root: SigningKey, root_pem: str, card_base: dict[str, canonical.JSON]
) -> dict[str, canonical.JSON]:
    """The desk vault: its own device keys, receipt and bundle keys, the content identity; all certified."""
    with Session(clock=plan.clock, derive=plan.derive) as session:
        vaults.create_vault(
            session, path, documenter=plan.name, code=DESK_CODE, passphrase=plan.passphrase, role="desk",
            parameters=plan.parameters,
        )  # fmt: skip
        return session.run(lambda s: _furnish_desk(s, plan, root, root_pem, card_base))


def _furnish_desk(
    services: Services, plan: _Plan, root: SigningKey, root_pem: str, card_base: dict[str, canonical.JSON]
) -> dict[str, canonical.JSON]:
    receipt, bundle = SigningKey.generate(Purpose.DESK_RECEIPT), SigningKey.generate(Purpose.BUNDLE)
    content = age.HybridIdentity.generate()
    keys, now = services.keys, plan.clock.now()
    quarter = f"{now.wall.year}Q{(now.wall.month + 2) // 3}"
    certified = (
        (keys.record.public, None), (keys.log.ed.public, keys.log.pq.public_raw), (keys.auth.public, None),
        (receipt.public, None), (bundle.public, None),
    )  # fmt: skip
    with services.custody.act() as act:
        services.vault.signing_keys.store(receipt)
        services.vault.signing_keys.store(bundle)
        services.vault.records.execute(
            "INSERT INTO age_identities VALUES (?, ?, ?, ?)",
            (f"content:{quarter}", content.text(), content.recipient().text(), now.iso()),
        )
        pems = {}
        for public, pq in certified:
            pem = certificates.issue(root, root_pem, public, DESK_CODE, _DESK_DAYS, plan.clock, pq_public=pq)
            pems[public.purpose] = pem
            services.vault.records.execute(
                "INSERT INTO certificates VALUES (?, ?, ?, ?)", (keys.device, public.purpose.value, DESK_CODE, pem)
            )
            terms = {"key": public.fingerprint(), "purpose": public.purpose.value}
            act.enter("office-log.certificate-issued", terms=terms)
        card = {**card_base, "content": content.recipient().text(), "desk_pem": pems[Purpose.DESK_RECEIPT]}
        services.vault.records.execute(
            "INSERT INTO office VALUES (1, ?, 'desk', ?)", (as_json(card), utc_iso(now.wall))
        )
    return {
        "auth": keys.auth.public.raw.hex(), "device": keys.device, "log": keys.log.ed.public.raw.hex(),
        "log_pq": keys.log.pq.public_raw.hex(), "receipt_key": receipt.public.raw.hex(),
        "record": keys.record.public.raw.hex(),
    }  # fmt: skip
