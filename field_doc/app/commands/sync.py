"""Acts of the field towards its office: enrol, sync, look at what waits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import names, relations
from field_doc.base.errors import InputProblem, WorldProblem
from field_doc.base.progress import Reporter, Silent
from field_doc.formats import certificates
from field_doc.sync import ended
from field_doc.sync import enrol as enrolling
from field_doc.sync.enrol import Membership, membership
from field_doc.sync.https import OfficeClient
from field_doc.sync.runner import Outcome, Sync
from field_doc.vault.passphrase import wordlist

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.evidence.names_check import NameHit
    from field_doc.formats.card import Card
    from field_doc.sync.outbox import Waiting

_MAX_CARD = 1 << 20
_RETRY_S = 2.0


@dataclass(frozen=True, slots=True)
class CardView:
    """A card before it is used: what people compare with the paper act."""

    office: str
    code: str
    country: str
    expires: str
    fingerprint: str
    words: tuple[str, ...]


def look_at_card(session: Session, path: Path, *, lang: str = "uk") -> CardView:
    """Check a card's signature and time; nothing is sent."""
    card = _read(session, path, None)
    fingerprint = certificates.fingerprint(card.root_pem)
    words = certificates.words(fingerprint, wordlist(lang))
    return CardView(card.office, card.code, card.country, card.expires, fingerprint, words)


def _read(session: Session, path: Path, fingerprint: str | None) -> Card:
    try:
        if path.stat().st_size > _MAX_CARD:
            raise InputProblem("card.not-a-card")
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("card.not-a-card") from error
    return enrolling.read_card(text, fingerprint, session.clock.now().wall)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Keys were sent; the office compares ``device_fingerprint`` before it confirms."""

    office: str
    root_fingerprint: str
    device_fingerprint: str
    compared: bool
    changes: Changes


def enrol(session: Session, path: Path, *, fingerprint: str | None) -> Enrolled:
    """Join an office by its card.

    Args:
        session: an open session.
        path: the card file.
        fingerprint: of the office root from the paper act, compared before anything is sent; None: the
            surfaces must have shown it to a person.

    """
    card = _read(session, path, fingerprint)
    session.run(enrolling.refuse_twice)
    data, mac = session.run(lambda s: enrolling.request(s, card))
    with OfficeClient(card.url, card.pins, card.server_id) as office:
        office.enrol(card.token_a, data, mac)
    session.run(lambda s: enrolling.joined(s, card))
    return Enrolled(
        card.office, certificates.fingerprint(card.root_pem),
        session.run(lambda s: s.keys.record.public.fingerprint()), fingerprint is not None, changed(Kind.OFFICE),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did and what still waits.

    ``names``: places in what waited where somebody's name stands and nobody decided. They are listed, not refused:
    what is sent is encrypted to the office, which has the names' keepers (decision 0013).
    """

    enrolled: str
    sent: int
    pending: int
    refused: int
    failed: tuple[tuple[str, str], ...]
    receipts: tuple[str, ...]
    changes: Changes
    names: tuple[NameHit, ...] = ()


def sync_now(session: Session, *, wait_s: float = 0, reporter: Reporter | None = None) -> Synced:
    """Send what waits, fetch receipts. While the server is away everything waits, and this says so.

    Args:
        session: an open session.
        wait_s: go on trying for so many seconds while the server is away.
        reporter: hears of progress, may cancel.

    """
    member: Membership = session.run(membership)
    if member.state == "none":
        raise InputProblem("sync.not-enrolled")
    # Consent is found through references: none may be overlooked in a vault made before there was a table of them.
    relations.complete(session, reporter)
    found = names.open_in_waiting(session)
    outcome = _run(session, member, time.monotonic() + wait_s, reporter or Silent())
    pending, refused = session.run(lambda s: (s.outbox.pending(), len(s.outbox.rows("refused"))))
    return Synced(
        outcome.enrolled, outcome.sent, pending, refused, tuple(outcome.failed), tuple(outcome.receipts),
        changed(Kind.OUTBOX, Kind.OFFICE, Kind.RECORD), found,
    )  # fmt: skip


def _run(session: Session, member: Membership, until: float, reporter: Reporter) -> Outcome:
    while True:
        try:
            with OfficeClient(member.url, member.pins, member.server_id) as office:
                return Sync(session.run, office, reporter).go()
        except WorldProblem as error:
            if error.code != "sync.server-away" or time.monotonic() >= until:
                raise
            time.sleep(_RETRY_S)


@dataclass(frozen=True, slots=True)
class Again:
    """How many things wait again."""

    count: int
    changes: Changes


def send_again(session: Session) -> Again:
    """Let everything the office refused wait again: somebody looked at the reasons and wants it judged anew."""

    def step(services: Services) -> int:
        with services.custody.act() as act:
            count = services.outbox.again()
            if count:
                act.enter("queue.added", terms={"again": str(count)})
            ended.try_again(services.vault.records)
        return count

    return Again(session.run(step), changed(Kind.OUTBOX))


@dataclass(frozen=True, slots=True)
class OutboxView:
    """What waits and what the office said."""

    member: Membership
    device_fingerprint: str
    rows: tuple[tuple[Waiting, str], ...]


def outbox(session: Session) -> OutboxView:
    """Everything on its way, with the code of the record it belongs to."""

    def step(services: Services) -> OutboxView:
        rows = tuple((w, _code(services, w)) for w in services.outbox.rows())
        return OutboxView(membership(services), services.keys.record.public.fingerprint(), rows)

    return session.run(step)


def _code(services: Services, waiting: Waiting) -> str:
    if waiting.kind == "version":
        return services.records.row(waiting.subject).code
    return services.records.row(services.attachments.file(waiting.subject).series_id).code
