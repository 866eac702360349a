"""Register of every label that separates one use of a key, hash or format from another (R02).

A label is a constant text that stands inside the bytes that are signed, hashed, derived or
authenticated. No label is the prefix of another (a test holds it), so bytes made for one use can
never be read as bytes of another. docs/spec/labels.md prints this register.

A label of a signature also says which purposes of key may sign under it; ``keys`` refuses all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Purpose(StrEnum):
    """What a signing key is for. One key has one purpose and signs nothing else."""

    RECORD = "record"
    LOG = "log"
    AUTH = "auth"
    SERVER_RECEIPT = "server-receipt"
    DESK_RECEIPT = "desk-receipt"
    BUNDLE = "bundle"
    CARD = "card"
    ROOT = "root"


class Kind(StrEnum):
    """Where in the bytes a label stands."""

    PREFIX = "first bytes of the signed message, followed by 0x00"
    JOSE_TYP = "`typ` member of a JOSE header"
    SSH_NAMESPACE = "namespace of an SSHSIG signature"
    ORIGIN = "start of the origin line of a C2SP checkpoint"
    COSIGNATURE = "first bytes of a C2SP cosigned message"
    KDF = "HKDF info, or context of a key derivation"
    MAC = "first bytes of an HMAC message, followed by 0x00"
    AAD = "associated data of an AEAD, before anything else in it"
    HASH = "first element or first bytes of hashed data"
    TYPE = "`type` member of a JSON document of ours"
    FOREIGN = "fixed by somebody else's specification"


SIGNING_KINDS = frozenset({Kind.PREFIX, Kind.JOSE_TYP, Kind.SSH_NAMESPACE, Kind.ORIGIN, Kind.COSIGNATURE})


class Label(str):
    """One registered label: the ASCII text as it stands in the bytes, and what is registered of it.

    Args:
        text: the label itself.
        kind: where it stands.
        use: what it is for, one line for the register.
        purposes: keys that may sign under it; empty unless the label is one of a signature.

    """

    __slots__ = ("kind", "purposes", "use")
    kind: Kind
    use: str
    purposes: frozenset[Purpose]

    def __new__(cls, text: str, kind: Kind, use: str, purposes: Iterable[Purpose] = ()) -> Self:
        """Make and describe it; labels are made in this module only."""
        label = super().__new__(cls, text)
        label.kind, label.use, label.purposes = kind, use, frozenset(purposes)
        return label

    @property
    def text(self) -> str:
        """The label as a plain string."""
        return str.__str__(self)

    @property
    def data(self) -> bytes:
        """The label as bytes."""
        return self.encode("ascii")


def _signed(text: str, kind: Kind, use: str, *purposes: Purpose) -> Label:
    return Label(text, kind, use, purposes)


# --- signatures ---------------------------------------------------------------------------------------
AUTH = _signed("field-doc/auth/v1", Kind.PREFIX, "login of a device at the office server", Purpose.AUTH)

TYP_RECORD = _signed("fieldoc-record+sd-jwt", Kind.JOSE_TYP, "sealed record version", Purpose.RECORD)
TYP_DISCLOSURE = _signed("fieldoc-disclosure+jws", Kind.JOSE_TYP, "disclosure statement of an edition", Purpose.BUNDLE)
TYP_RECEIPT_STORED = _signed(
    "fieldoc-receipt-stored+jws", Kind.JOSE_TYP, "receipt: the server has every byte", Purpose.SERVER_RECEIPT
)
TYP_RECEIPT_ACCEPTED = _signed(
    "fieldoc-receipt-accepted+jws",
    Kind.JOSE_TYP,
    "receipt: the desk opened and recomputed it",
    Purpose.DESK_RECEIPT,
)
TYP_REFERRALS = _signed("fieldoc-referrals+jws", Kind.JOSE_TYP, "directory of help", Purpose.DESK_RECEIPT)
# The card is signed by the root itself (FORMATS, Trust); a certified card key is the road for offices
# that keep the root away from the desk.
TYP_CARD = _signed("fieldoc-card+jws", Kind.JOSE_TYP, "enrolment card", Purpose.ROOT, Purpose.CARD)
TYP_PINS = _signed("fieldoc-pins+jws", Kind.JOSE_TYP, "list of TLS pins with dates", Purpose.ROOT)
TYP_REVOCATION = _signed("fieldoc-revocation+jws", Kind.JOSE_TYP, "revocation of a device", Purpose.ROOT)
TYP_POLICY = _signed("fieldoc-policy+jws", Kind.JOSE_TYP, "policy from the office (can only tighten)", Purpose.ROOT)
TYP_RECEIVE_KEYS = _signed(
    "fieldoc-receive-keys+jws", Kind.JOSE_TYP, "age recipients per quarter and class", Purpose.ROOT
)

NS_TAG_MANIFEST = _signed(
    "tag-manifest@field-doc", Kind.SSH_NAMESPACE, "tag manifest of an evidence bag", Purpose.BUNDLE
)
NS_BUNDLE_STATEMENT = _signed(
    "bundle-statement@field-doc", Kind.SSH_NAMESPACE, "statement about a bundle", Purpose.BUNDLE
)
NS_RECEIPT_STORED = _signed(
    "receipt-stored@field-doc", Kind.SSH_NAMESPACE, "stored receipt for ssh-keygen", Purpose.SERVER_RECEIPT
)
NS_RECEIPT_ACCEPTED = _signed(
    "receipt-accepted@field-doc", Kind.SSH_NAMESPACE, "accepted receipt for ssh-keygen", Purpose.DESK_RECEIPT
)

DEVICE_LOG_ORIGIN = _signed("field-doc/log/v1/", Kind.ORIGIN, "ledger of a device, one epoch", Purpose.LOG)
OFFICE_LOG_ORIGIN = _signed("field-doc/office-log/v1/", Kind.ORIGIN, "log of the office", Purpose.LOG)
COSIGNATURE = _signed(
    "subtree/v1\n\0", Kind.COSIGNATURE, "ML-DSA-44 line of a head (C2SP tlog-cosignature)", Purpose.LOG
)

# --- ledger -------------------------------------------------------------------------------------------
LEAF = Label("field-doc/leaf/v1", Kind.TYPE, "ledger entry")
DETAIL = Label("field-doc/detail/v1", Kind.HASH, "digest over the member digests of a detail")
DETAIL_MEMBER = Label("field-doc/detail-member/v1", Kind.HASH, "digest of one member of a detail")
DETAIL_FILE = Label("field-doc/detail-file/v1", Kind.TYPE, "detail as stored beside the tree")
COMMITMENT = Label("field-doc/commitment/v1", Kind.MAC, "salted commitment to content in a leaf")
ORIGINAL_COMMITMENT = Label(
    "field-doc/original/v1", Kind.MAC, "salted name of an original that an edition does not hold"
)
NAMES_DECISION = Label("field-doc/names-decision/v1", Kind.MAC, "key of a decision about a name found in a text")
CASE_COMMITMENT = Label("field-doc/case/v1", Kind.MAC, "salted code of a case in a leaf")

# --- vault --------------------------------------------------------------------------------------------
VAULT = Label("field-doc/vault/v1", Kind.TYPE, "vault.json")
VAULT_SLOT = Label("field-doc/vault/slot/v1", Kind.KDF, "slot secret to slot wrapping key")
VAULT_SLOT_WRAP = Label("field-doc/vault/slot-wrap/v1", Kind.AAD, "wrap of the vault key in a slot")
VAULT_HEADER_MAC = Label("field-doc/vault/header-mac/v1", Kind.KDF, "vault key to the MAC key of vault.json")
VAULT_SIGN_KEY = Label("field-doc/vault/sign-key/v1", Kind.KDF, "passphrase slot to signing wrap key")
VAULT_SIGN_WRAP = Label("field-doc/vault/sign-wrap/v1", Kind.AAD, "wrap of the signing keys")
VAULT_RECORDS_DB = Label("field-doc/vault/records-db/v1", Kind.KDF, "key of records.db")
VAULT_IDENTITIES_DB = Label("field-doc/vault/identities-db/v1", Kind.KDF, "key of identities.db")
VAULT_RECEIVE = Label("field-doc/vault/receive/v1", Kind.KDF, "the vault's own age identity")
VAULT_RECEIVE_WRAP = Label("field-doc/vault/receive-wrap/v1", Kind.AAD, "wrap of age identities")
VAULT_SIDE_FILE = Label("field-doc/vault/side-file/v1", Kind.TYPE, "events noted while locked")
VAULT_SHARES = Label("field-doc/vault/shares/v1", Kind.KDF, "SLIP-39 secret to slot key")
VAULT_PENDING = Label("field-doc/vault/pending/v1", Kind.AAD, "tail of a payload kept until its chunk is full")
INDEX = Label("field-doc/index/v1", Kind.KDF, "key of blinded search terms")
FILE_KNOWN = Label("field-doc/file-known/v1", Kind.MAC, "look-up of a file that was taken in before")

# --- intake, backup, sync -----------------------------------------------------------------------------
BACKUP = Label("field-doc/backup/v1", Kind.TYPE, "manifest of a backup")
BACKUP_MAC = Label("field-doc/backup-mac/v1", Kind.KDF, "vault key to the MAC key of a backup manifest")
SUBMISSION = Label("field-doc/submission/v1", Kind.TYPE, "submission manifest")
COURIER = Label("field-doc/courier/v1", Kind.TYPE, "envelope of a courier stick")
COURIER_RETURN = Label("field-doc/courier-return/v1", Kind.TYPE, "answers of the office on a stick")
RECEIPT = Label("field-doc/receipt/v1", Kind.TYPE, "content of a receipt")
CARD = Label("field-doc/card/v1", Kind.TYPE, "content of an enrolment card")
REFERRALS = Label("field-doc/referrals/v1", Kind.TYPE, "content of a directory of help")
CARD_TOKEN_SERVER = Label("field-doc/card-token-server/v1", Kind.HASH, "half of the token the server may see")
CARD_TOKEN_DESK = Label("field-doc/card-token-desk/v1", Kind.MAC, "device keys under the desk's half")
POSSESSION = Label("field-doc/possession/v1", Kind.HASH, "proof that the server still holds a payload")
SESSION = Label("field-doc/session/v1", Kind.MAC, "token of a session after login")
ENROLMENT = Label("field-doc/enrolment/v1", Kind.TYPE, "keys a device sends to be enrolled")
PROOF = Label("field-doc/proof/v1", Kind.TYPE, "inclusion or consistency proof")

# --- bundle -------------------------------------------------------------------------------------------
DISCLOSURE = Label("field-doc/disclosure/v1", Kind.TYPE, "content of a disclosure statement")
BUNDLE = Label("field-doc/bundle/v1", Kind.TYPE, "description of a bundle")
BUNDLE_LEDGERS = Label("field-doc/bundle-ledgers/v1", Kind.HASH, "ledgers an export entry says go along")
TRUST_FILE = Label("field-doc/trust/v1", Kind.TYPE, "trust file a verifier is given")
PSEUDONYM = Label("field-doc/pseudonym/v1", Kind.MAC, "re-mapping of codes per recipient")

# --- paper --------------------------------------------------------------------------------------------
PAPER_VERSION_MARK = Label("field-doc/paper-version-mark/v1", Kind.HASH, "control mark of a printed sealed version")
PAPER_TEXT_MARK = Label("field-doc/paper-text-mark/v1", Kind.HASH, "control mark of a printed draft's text")

# --- other people's specifications --------------------------------------------------------------------
AGE_VERSION = Label("age-encryption.org/v1\n", Kind.FOREIGN, "age: version line")
AGE_X25519 = Label("age-encryption.org/v1/X25519", Kind.FOREIGN, "age: HKDF info")
AGE_SCRYPT = Label("age-encryption.org/v1/scrypt", Kind.FOREIGN, "age: prefix of the scrypt salt")
AGE_HYBRID = Label("age-encryption.org/mlkem768x25519", Kind.FOREIGN, "age: HPKE info")
AGE_HEADER = Label("header", Kind.FOREIGN, "age: HKDF info of the header MAC key")
AGE_PAYLOAD = Label("payload", Kind.FOREIGN, "age: HKDF info of the payload key")
SSHSIG = Label("SSHSIG", Kind.FOREIGN, "OpenSSH: first bytes of a signed message")
COSIGNATURE_ED25519 = Label("cosignature/v1\n", Kind.FOREIGN, "C2SP: Ed25519 cosigned message (not written)")

ALL: tuple[Label, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Label))
