"""Joining an office: the card is checked, keys are sent, the office's decision is taken (R21)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from field_doc.base.clock import utc_iso
from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats import card as cards
from field_doc.formats import certificates
from field_doc.formats.card import Card
from field_doc.formats.enrolment import Enrolment, desk_mac, enrolment_bytes
from field_doc.formats.keys import Purpose
from field_doc.sync import ended, receipts

if TYPE_CHECKING:
    from field_doc.sync.receipts import ReceiptKeys
    from field_doc.sync.stores import Stores
    from field_doc.vault.database import Database

_KEPT = (
    "card_id", "code", "office", "country", "url", "server_id", "pins", "root_pem", "desk_pem", "server_pem",
    "content", "custodians", "send_drafts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Membership:
    """What this vault knows of its office."""

    state: str
    card_id: str = ""
    office: str = ""
    country: str = "UA"
    url: str = ""
    server_id: str = ""
    pins: tuple[str, ...] = ()
    content: str = ""
    custodians: tuple[str, ...] = ()
    root_pem: str = ""
    server_pem: str = ""
    desk_pem: str = ""
    at: datetime | None = None

    @property
    def receipt_keys(self) -> ReceiptKeys:
        """Keys that may sign receipts."""
        assert self.at is not None
        return receipts.keys(self.root_pem, self.server_pem, self.desk_pem, self.at)


def membership(stores: Stores) -> Membership:
    """The office of this vault; state ``none`` if it joined none."""
    row = stores.vault.records.row("SELECT card, state FROM office WHERE only = 1")
    if row is None:
        return Membership("none")
    card = json.loads(row["card"])
    return Membership(
        state=str(row["state"]),
        card_id=str(card.get("card_id", "")),
        office=card["office"],
        country=card["country"],
        url=card["url"],
        server_id=card["server_id"],
        pins=tuple(card["pins"]),
        content=card["content"],
        custodians=tuple(card["custodians"]),
        root_pem=card["root_pem"],
        server_pem=card["server_pem"],
        desk_pem=card["desk_pem"],
        at=stores.clock.now().wall,
    )


def read_card(text: str, fingerprint: str | None, now: datetime) -> Card:
    """Check a card before anything is sent.

    Args:
        text: the card file's text.
        fingerprint: of the office root, as the paper act or another channel gave it; None: not compared.
        now: to refuse an expired card.

    Raises:
        IntegrityFailure: the card was changed, or its root is not the one that was compared.
        AccessRefused: it has expired.

    """
    card = cards.open_card(text)
    if fingerprint is not None and certificates.fingerprint(card.root_pem) != _plain(fingerprint):
        raise IntegrityFailure("enrol.other-root")
    cards.check_time(card, now)
    receipts.keys(card.root_pem, card.server_pem, card.desk_pem, now)
    return card


def _plain(fingerprint: str) -> str:
    return "sha256:" + "".join(fingerprint.lower().removeprefix("sha256:").split()).replace(":", "")


def request(stores: Stores, card: Card) -> tuple[bytes, bytes]:
    """This device's public keys, and their MAC under the desk's half of the token."""
    keys = stores.keys
    data = enrolment_bytes(
        Enrolment(
            card_id=card.card_id,
            record=keys.record.public.raw,
            log=keys.log.ed.public.raw,
            log_pq=keys.log.pq.public_raw,
            auth=keys.auth.public.raw,
            recipient=stores.vault.identity.recipient().text(),
            origin=stores.custody.epoch().origin,
            continues=tuple(
                one.continued for one in ended.of_vault(stores.vault.records, stores.custody.epoch().number)
            ),
        )
    )
    return data, desk_mac(card.token_b, data)


def joined(stores: Stores, card: Card) -> None:
    """Keep the card (without its spent token) and enter the enrolment. Vault's thread."""
    kept = {k: v for k, v in asdict(card).items() if k in _KEPT}
    with stores.custody.act() as act:
        ended.try_again(stores.vault.records)
        stores.vault.records.execute(
            "INSERT INTO office VALUES (1, ?, 'pending', ?) ON CONFLICT (only) DO UPDATE SET"
            " card = excluded.card, state = excluded.state, joined_at = excluded.joined_at",
            (json.dumps(kept, ensure_ascii=False), utc_iso(stores.clock.now().wall)),
        )
        act.enter(
            "office.enrolled",
            terms={"root": certificates.fingerprint(card.root_pem), "card": card.card_id, "state": "pending"},
            detail={"office": card.office},
        )
    stores.identities.custodians = card.custodians


def take_decision(stores: Stores, answer: dict[str, Any]) -> Membership:
    """The desk confirmed or refused this device: keep its certificates after checking them. Vault's thread."""
    member = membership(stores)
    state = answer.get("state")
    if state not in {"confirmed", "refused"}:
        return member
    pems = _checked(stores, member, answer) if state == "confirmed" else {}
    with stores.custody.act() as act:
        for purpose, (code, pem) in pems.items():
            stores.vault.records.execute(
                "INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?)", (stores.keys.device, purpose, code, pem)
            )
        stores.vault.records.execute("UPDATE office SET state = ?", (state,))
        act.enter("office.enrolled", terms={"state": str(state), "card": member.card_id})
        if state == "confirmed":
            codes = {r.id: (r.code, r.case_id) for r in stores.records.rows(type_name="identity", limit=1_000_000)}
            stores.identities.close_all(act, codes)
    stores.identities.sweep()
    return membership(stores)


def _checked(stores: Stores, member: Membership, answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    expected = {
        Purpose.RECORD: stores.keys.record.public,
        Purpose.LOG: stores.keys.log.ed.public,
        Purpose.AUTH: stores.keys.auth.public,
    }
    offered = answer.get("certificates")
    if not isinstance(offered, dict):
        raise IntegrityFailure("enrol.certificates")
    found = {}
    for purpose, key in expected.items():
        pem = offered.get(purpose.value)
        if not isinstance(pem, str) or member.at is None:
            raise IntegrityFailure("enrol.certificates")
        subject = certificates.verify_chain(pem, member.root_pem, purpose, member.at)
        if subject.key != key:
            raise IntegrityFailure("enrol.certificates")
        found[purpose.value] = (subject.code, pem)
    return found


def forget(database: Database) -> None:
    """The device has new keys: what the office confirmed was another one. Needs a transaction.

    What was on its way under the old keys, and what was stored and never answered for, is sent again; the office
    knows what it has by its digests.
    """
    database.execute("UPDATE office SET state = 'enrol-again'")
    database.execute(
        "UPDATE outbox SET state = 'waiting', submission = NULL, company = NULL WHERE state IN ('sending', 'stored')"
    )
    database.execute("UPDATE submissions SET state = 'refused', reason = 'epoch.ended' WHERE state = 'prepared'")


def refuse_twice(stores: Stores) -> None:
    """One office at a time."""
    if membership(stores).state in {"pending", "confirmed", "desk"}:
        raise AccessRefused("enrol.already")
