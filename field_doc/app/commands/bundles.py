"""Issuing and checking evidence bundles."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.bundling import consent, gather, ledger_parts, preview, trust
from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import names, relations
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.base.i18n import Words
from field_doc.evidence import consent as answers
from field_doc.evidence.custody import as_json
from field_doc.export import bundle as exporting
from field_doc.export import signing
from field_doc.export.model import Edition, Signer
from field_doc.formats import age
from field_doc.formats import trust as trust_files
from field_doc.formats.keys import Purpose
from field_doc.verifier import Verdict
from field_doc.verifier import verify as check

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from field_doc.app.bundling.ledger_parts import Collected
    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.model import RecordRow
    from field_doc.export.bundle import BundleWritten
    from field_doc.export.model import BundleInput
    from field_doc.export.suspects import Suspect
    from field_doc.formats.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Issued:
    """A bundle was issued."""

    number: str
    out: Path
    bag: Path | None
    report: Path | None
    encrypted: Path | None
    exhibits: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    changes: Changes


def issue(
    session: Session,
    *,
    out: Path,
    edition: str,
    recipient: str,
    purpose: str,
    signer: Path,
    signer_passphrase: str,
    language: str,
    records: Sequence[str] = (),
    case: str | None = None,
    recipient_key: str | None = None,
    plain_reason: str = "",
    reviewed: Collection[Suspect] = (),
    reporter: Reporter | None = None,
) -> Issued:
    """Issue a signed bundle of sealed records.

    Args:
        session: an open session; its vault holds a certified BUNDLE key (a desk).
        out: new folder.
        edition: ``full``, ``pseudonymised``.
        recipient: who gets it, in words; named in the report, in the ledger only beside the leaf.
        purpose: id of a consent purpose: what the person allowed is compared with it.
        signer: PKCS#12 of the report's signer.
        signer_passphrase: opens it.
        language: of the report.
        records: ids or codes; or
        case: id or code of a case, all of whose sealed records go.
        recipient_key: age recipient; everything is encrypted to it.
        plain_reason: why a full edition is written in the clear.
        reviewed: places of ``look_ahead`` that a person looked at and keeps; one that is not among them refuses.
        reporter: hears of progress, may cancel; nothing half-made stays.

    """
    if not recipient.strip():
        raise InputProblem("bundle.recipient-needed")
    relations.complete(session, reporter)
    chosen, order, key = session.run(
        lambda s: _prepare(s, tuple(records), case, Edition(edition), recipient.strip(), purpose, language)
    )
    # Before anything is entered or written: a name nobody looked at does not leave (decision 0013).
    looked = names.refuse_undecided(session, [r.id for r in chosen.records])
    terms = {
        "texts_reviewed": str(len(reviewed)), "identities": str(looked.compared),
        "identities_closed": str(len(looked.closed)),
    }  # fmt: skip
    words = Words(language)
    collected = session.run(lambda s: _enter(s, order, chosen, recipient.strip(), purpose, plain_reason, terms))
    try:
        source = gather.gather(session, order, chosen, words, collected)
        made = exporting.write(
            source,
            out,
            signer=Signer(signer.read_bytes(), signer_passphrase.encode() or None),
            key=key,
            words=words,
            recipients=[age.HybridRecipient.from_text(recipient_key.strip())] if recipient_key else [],
            plain_reason=plain_reason,
            texts_reviewed=_all_reviewed(source, reviewed),
            reporter=reporter,
        )
    except BaseException:
        session.run(lambda s: _abandon(s, order, chosen))
        raise
    session.run(lambda s: _keep(s, order, chosen, made))
    return Issued(
        made.number, made.out, made.bag, made.report, made.encrypted, made.exhibits, made.withheld,
        changed(Kind.BUNDLES),
    )  # fmt: skip


def _prepare(
    services: Services, records: tuple[str, ...], case: str | None, edition: Edition, recipient: str,
    purpose: str, language: str,
) -> tuple[gather.Chosen, gather.Order, SigningKey]:  # fmt: skip
    consent.check_purpose(services, purpose)
    ids = [services.records.resolve(r) for r in records]
    chosen = gather.choose(services, ids, services.records.resolve(case) if case else None)
    key = services.vault.signing_keys.load(Purpose.BUNDLE)
    now = services.clock.now().wall
    number = f"B-{now:%Y}-{secrets.token_hex(3).upper()}"
    order = gather.Order(
        number=number,
        edition=edition,
        recipient=recipient,
        recipient_code=_recipient_code(services, recipient),
        purpose=purpose,
        language=language,
        issued_at=now.replace(microsecond=0),
    )
    return chosen, order, key


def _recipient_code(services: Services, recipient: str) -> str:
    """A random code for a recipient, the same each time for the same words."""
    name = "recipient:" + recipient
    known = services.vault.records.value("SELECT value FROM meta WHERE name = ?", (name,))
    if known is None:
        known = "R-" + secrets.token_hex(3).upper()
        with services.vault.records.transaction():
            services.vault.records.execute("INSERT INTO meta VALUES (?, ?)", (name, known))
    return str(known)


def _all_reviewed(source: BundleInput, reviewed: Collection[Suspect]) -> bool:
    """Whether every place found now was looked at: what was written since then was not."""
    return bool(reviewed) and set(preview.of(source).suspects) <= set(reviewed)


def _enter(
    services: Services, order: gather.Order, chosen: gather.Chosen, recipient: str, purpose: str, plain: str,
    looked: dict[str, str],
) -> Collected:  # fmt: skip
    """The export is entered before it is made, so that the bundle can prove its own entry (R16).

    The entry names every other ledger that goes along, its head and how many entries of the case it has; what it
    names is read in the same step.
    """
    case, asked = chosen.case.id if chosen.case else None, gather.asked(order, chosen)
    others = ledger_parts.register(services, asked)
    with services.custody.act() as act:
        act.enter(
            "export.bundled",
            subject=order.number,
            case=case,
            terms={
                "bundle": order.number.lower(), "edition": order.edition.value, "purpose": purpose,
                "records": str(len(chosen.records)), "files": str(len(chosen.files)),
                "form": "plain" if plain else "signed", **looked,
                "scope": "case" if asked.case is not None else "records", "ledgers": others,
            },
            detail={"recipient": recipient, "recipient_code": order.recipient_code, "reason": plain or None},
        )  # fmt: skip
    return ledger_parts.collect(services, asked)


def _abandon(services: Services, order: gather.Order, chosen: gather.Chosen) -> None:
    with services.custody.act() as act:
        act.enter(
            "export.abandoned", subject=order.number, case=chosen.case.id if chosen.case else None,
            terms={"bundle": order.number.lower()},
        )  # fmt: skip


def _keep(services: Services, order: gather.Order, chosen: gather.Chosen, made: BundleWritten) -> None:
    with services.vault.records.transaction():
        services.vault.records.execute(
            "INSERT INTO bundles (number, edition, issued_at, records, digest, epoch, seq) VALUES (?,?,?,?,?,?,?)",
            (
                order.number, order.edition.value, order.issued_at.isoformat(),
                as_json([r.id for r in chosen.records]), made.tag_manifest, services.custody.epoch().number,
                services.custody.size() - 1,
            ),
        )  # fmt: skip


def look_ahead(
    session: Session,
    *,
    edition: str,
    purpose: str,
    language: str,
    records: Sequence[str] = (),
    case: str | None = None,
) -> preview.Preview:
    """What a bundle would hold and keep back, and the texts to read before it is made.

    Enters nothing but that identities were compared, where somebody's name was found.

    Arguments are those of ``issue``. Digests that are not known yet are computed, so it may take as long as
    reading the chosen files.
    """
    relations.complete(session)
    chosen, order = session.run(lambda s: _look_order(s, tuple(records), case, Edition(edition), purpose, language))
    ahead = preview.of(gather.gather(session, order, chosen, Words(language)))
    looked = names.look(session, [r.id for r in chosen.records], sealed=True, enter=True)
    return preview.with_names(ahead, looked.hits, looked.compared, looked.closed)


def _look_order(
    services: Services, records: tuple[str, ...], case: str | None, edition: Edition, purpose: str, language: str
) -> tuple[gather.Chosen, gather.Order]:
    consent.check_purpose(services, purpose)
    if not services.vault.signing_keys.has(Purpose.BUNDLE):
        raise AccessRefused("bundle.no-office")  # said before anything is chosen, read or addressed in vain
    ids = [services.records.resolve(r) for r in records]
    chosen = gather.choose(services, ids, services.records.resolve(case) if case else None)
    now = services.clock.now().wall.replace(microsecond=0)
    return chosen, gather.Order(f"B-{now:%Y}-0", edition, "-", "R-0", purpose, language, now)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person behind a record answered for a purpose: ``yes``, ``no``, ``ask_each_time``, ``not_asked``,
    ``none`` (no consent record); ``consent`` is the consent record's id."""

    record: str
    code: str
    answer: str
    consent: str

    @property
    def covers(self) -> bool:
        """Whether the record may go along."""
        return self.answer == "yes"


def consents(
    session: Session, records: Sequence[str], purpose: str, recipient: str = ""
) -> tuple[Answer, ...]:
    """Answers for those of the records behind which a person stands, for a purpose and a recipient."""

    def step(services: Services) -> tuple[Answer, ...]:
        today = services.clock.now().wall.date()
        found = []
        for record in records:
            if answers.needs_consent(services.records, services.registry, record):
                one = answers.allowed(
                    services.records, services.registry, record, purpose, today, recipient=recipient
                )
                found.append(Answer(record, services.records.row(record).code, one.answer, one.consent_id or ""))
        return tuple(found)

    relations.complete(session)
    return session.run(step)


def candidates(session: Session, case: str | None = None) -> tuple[RecordRow, ...]:
    """Records that may go into a bundle: those sealed at least once, of a case or of all, last changed first."""

    def step(services: Services) -> tuple[RecordRow, ...]:
        rows = services.records.rows(case_id=case, limit=100_000)
        return tuple(row for row in rows if row.versions)

    return session.run(step)


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """Whose certificate a PKCS#12 file holds, and until when (aware, UTC) it is valid."""

    name: str
    until: datetime
    expired: bool


def look_at_signer(session: Session, signer: Path, passphrase: str) -> SignerFacts:
    """Open the report signer's file without signing anything.

    Raises:
        InputProblem: ``signer.file``, ``signer.key``.
        AccessRefused: ``signer.passphrase``.

    """
    try:
        data = signer.read_bytes()
    except OSError as error:
        raise InputProblem("signer.file") from error
    found = Signer(data, passphrase.encode() or None)
    until = signing.signer_until(found)
    return SignerFacts(signing.signer_name(found), until, until < session.clock.now().wall)


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A bundle this vault issued."""

    number: str
    edition: str
    issued_at: str
    digest: str


def issued(session: Session) -> tuple[BundleRow, ...]:
    """Bundles this vault issued, newest first."""

    def step(services: Services) -> tuple[BundleRow, ...]:
        rows = services.vault.records.rows("SELECT * FROM bundles ORDER BY issued_at DESC")
        return tuple(BundleRow(r["number"], r["edition"], r["issued_at"], r["digest"]) for r in rows)

    return session.run(step)


def trust_file(session: Session) -> str:
    """The trust file of this vault's office, for whoever verifies its bundles."""
    return session.run(trust.file_text)


def verify(path: Path, trusted: str | None, reporter: Reporter | None = None) -> Verdict:
    """Check a bundle; needs no vault.

    Args:
        path: the bundle's folder, or its bag.
        trusted: a trust file, or a root fingerprint compared over another channel; None: nobody vouches.
        reporter: hears of progress, may cancel.

    """
    return check(path, _trust(trusted) if trusted else None, reporter)


def _trust(text: str) -> trust_files.Trust:
    from pathlib import Path

    place = Path(text)
    try:
        is_file = place.is_file()
    except OSError:
        is_file = False
    if not is_file:
        return trust_files.from_fingerprint(text)
    try:
        return trust_files.decode(place.read_bytes())
    except OSError as error:
        raise InputProblem("trust.file") from error
