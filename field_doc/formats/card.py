"""The enrolment card: how a device learns the office's keys, and proves once that it was given the card (R21).

A JWS signed by the office root. The documenter compares the root's words with the paper act; the desk
compares the device's fingerprint. The token has two halves: the server knows only a hash of one, the
device's keys reach the desk under an HMAC of the other.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.formats import certificates
from field_doc.formats.canonical import JSON
from field_doc.formats.keys import SigningKey
from field_doc.formats.labels import CARD, CARD_TOKEN_SERVER, TYP_CARD
from field_doc.formats.sdjwt import jws
from field_doc.formats.shape import HEX32, Shape

TOKEN_BYTES = 16
MAX_CARD_CHARS = 256 * 1024
LIFE_DAYS = 7
_ID = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_URL = re.compile(r"https://[A-Za-z0-9.\-\[\]:]{1,255}")
_RECIPIENT = re.compile(r"age1pq1[0-9a-z]{1,4000}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SERVER_ID = re.compile(r"[a-z0-9][a-z0-9.:_-]{0,99}")
_CODE = "card.malformed"


@dataclass(frozen=True, slots=True)
class Card:
    """What the office gives one device.

    Attributes:
        card_id: random; single use.
        code: code of the documenter or device, as the ledger names it.
        office: the office's name; ``country`` where it keeps what it stores (ISO 3166-1).
        url, server_id, pins: the server and the SHA-256 of the TLS keys it may show.
        root_pem: the office root; ``desk_pem``, ``server_pem``: certificates of the receipt keys.
        content, custodians: age recipients of the desk, and of the identity custodians A and B.
        token_a, token_b: halves of the one-time token.
        issued, expires: UTC.
        send_drafts: policy: encrypted drafts go to the office too.

    """

    card_id: str
    code: str
    office: str
    country: str
    url: str
    server_id: str
    pins: tuple[str, ...]
    root_pem: str
    desk_pem: str
    server_pem: str
    content: str
    custodians: tuple[str, str]
    token_a: bytes
    token_b: bytes
    issued: str
    expires: str
    send_drafts: bool = True


def sign_card(card: Card, root: SigningKey) -> str:
    """The card as a file."""
    claims: dict[str, JSON] = {
        "card_id": card.card_id,
        "code": card.code,
        "content": card.content,
        "country": card.country,
        "custodians": list(card.custodians),
        "desk_pem": card.desk_pem,
        "expires": card.expires,
        "issued": card.issued,
        "office": card.office,
        "pins": list(card.pins),
        "root_pem": card.root_pem,
        "send_drafts": card.send_drafts,
        "server_id": card.server_id,
        "server_pem": card.server_pem,
        "token_a": card.token_a.hex(),
        "token_b": card.token_b.hex(),
        "type": CARD.text,
        "url": card.url,
    }
    return jws.sign(TYP_CARD, claims, root)


def open_card(text: str) -> Card:
    """The card, its signature checked against the root it carries.

    That this root is the office's is for people to compare (``certificates.words``); nothing here
    vouches for it.

    Raises:
        InputProblem: ``card.not-a-card``: the file is none.
        IntegrityFailure: ``card.malformed``, ``jws.*``: something in it was changed.

    """
    try:
        claims = jws.peek(text.strip(), TYP_CARD, max_chars=MAX_CARD_CHARS)
    except IntegrityFailure as error:
        raise InputProblem("card.not-a-card") from error
    card = _read(claims)
    jws.verify(text.strip(), TYP_CARD, certificates.root_key(card.root_pem), max_chars=MAX_CARD_CHARS)
    return card


def _read(claims: dict[str, JSON]) -> Card:
    shape = Shape(claims, _CODE)
    if shape.take("type") != CARD.text:
        raise shape.fail()
    custodians = shape.items("custodians", lambda v: _matching(v, _RECIPIENT), most=2)
    drafts = shape.take("send_drafts")
    if len(custodians) != 2 or not isinstance(drafts, bool):
        raise shape.fail()
    card = Card(
        card_id=shape.text("card_id", _ID),
        code=shape.text("code", limit=40),
        office=shape.text("office", limit=200),
        country=shape.text("country", _COUNTRY),
        url=shape.text("url", _URL),
        server_id=shape.text("server_id", _SERVER_ID),
        pins=shape.items("pins", lambda v: _matching(v, HEX32), most=8),
        root_pem=shape.text("root_pem", limit=8192),
        desk_pem=shape.text("desk_pem", limit=8192),
        server_pem=shape.text("server_pem", limit=8192),
        content=shape.text("content", _RECIPIENT),
        custodians=(custodians[0], custodians[1]),
        token_a=shape.raw("token_a", TOKEN_BYTES),
        token_b=shape.raw("token_b", TOKEN_BYTES),
        issued=shape.text("issued", _TIME),
        expires=shape.text("expires", _TIME),
        send_drafts=drafts,
    )
    shape.end()
    return card


def _matching(value: JSON, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise IntegrityFailure(_CODE)
    return value


def check_time(card: Card, now: datetime) -> None:
    """Refuse a card that has expired."""
    if now.astimezone(UTC) >= datetime.fromisoformat(card.expires):
        raise AccessRefused("enrol.card-expired")


def server_half(token_a: bytes) -> str:
    """All the server knows of a card before it is used: a hash of one half of its token."""
    return "sha256:" + hashlib.sha256(CARD_TOKEN_SERVER.data + b"\0" + token_a).hexdigest()
