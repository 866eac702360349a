"""Bundles for the window: checking one (with or without a vault), choosing, looking ahead, issuing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from field_doc.base.clock import Clock, SystemClock
from field_doc.base.errors import InputProblem, WorldProblem

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.app.bundling.preview import Preview
    from field_doc.app.commands.bundles import Answer, BundleRow, Issued, SignerFacts
    from field_doc.app.commands.names import Decided
    from field_doc.app.session import Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.names_check import NameHit
    from field_doc.export.suspects import Suspect
    from field_doc.verifier import Verdict


class VerifyActs(Protocol):
    """What the check of a bundle needs; every method runs off the GUI thread."""

    def verify(self, path: Path, trusted: str | None, reporter: Reporter) -> tuple[Verdict, datetime]:
        """Check a bundle; the verdict and when it was checked (aware)."""
        ...

    def save(self, path: Path, text: str) -> None:
        """Write a result; an existing file of that name is replaced whole."""
        ...


class Verifying:
    """The acts, which need no vault."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock: Clock = clock or SystemClock()

    def verify(self, path: Path, trusted: str | None, reporter: Reporter) -> tuple[Verdict, datetime]:
        """See ``VerifyActs``."""
        from field_doc.app.commands import bundles

        return bundles.verify(path, trusted, reporter), self._clock.now().wall

    def save(self, path: Path, text: str) -> None:
        """See ``VerifyActs``."""
        write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Write a small text file, whole or not at all."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WorldProblem("ui.file-not-written", errno=error.errno or 0) from error


@dataclass(frozen=True, slots=True)
class BundleOrder:
    """What is asked for. ``case`` (an id) in place of ``records`` means the whole case.

    ``recipient_key`` is an age recipient or a file that holds one, "" for none; ``reason`` says why a full edition
    goes in the clear.
    """

    records: tuple[str, ...]
    case: str
    edition: str
    recipient: str
    purpose: str
    language: str
    recipient_key: str = ""
    reason: str = ""


class BundleActs(Protocol):
    """What the pages of a new bundle need; every method runs off the GUI thread."""

    def candidates(self, case: str) -> tuple[RecordRow, ...]:
        """Sealed records of a case, or ("") of all."""
        ...

    def consents(self, records: Sequence[str], purpose: str, recipient: str = "") -> tuple[Answer, ...]:
        """What the persons behind records answered for a purpose."""
        ...

    def look_ahead(self, order: BundleOrder) -> Preview:
        """What would go along, what not, and which texts a person has to read."""
        ...

    def decide_names(self, hits: Sequence[NameHit], decision: str) -> Decided:
        """Decide about places where somebody's name stands; "" takes it back."""
        ...

    def look_at_signer(self, path: Path, passphrase: str) -> SignerFacts:
        """Whose signature it would be."""
        ...

    def issue(
        self, order: BundleOrder, out: Path, signer: Path, passphrase: str, reviewed: Collection[Suspect],
        reporter: Reporter,
    ) -> Issued:  # fmt: skip
        """Make, number and sign the bundle."""
        ...

    def issued(self) -> tuple[BundleRow, ...]:
        """Bundles this vault issued."""
        ...

    def trust_file(self) -> str:
        """The office's trust file, for the recipient, by another road."""
        ...

    def root_fingerprint(self) -> str:
        """Fingerprint of the office root."""
        ...

    def save(self, path: Path, text: str) -> None:
        """Write a text file."""
        ...


def _recipient(given: str) -> str | None:
    """The age recipient somebody typed, or that stands in a file."""
    if not given or given.startswith("age1"):
        return given or None
    try:
        return Path(given).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("ui.recipient-key") from error


class VaultBundles:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def candidates(self, case: str) -> tuple[RecordRow, ...]:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.candidates(self._session, case or None)

    def consents(self, records: Sequence[str], purpose: str, recipient: str = "") -> tuple[Answer, ...]:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.consents(self._session, records, purpose, recipient)

    def look_ahead(self, order: BundleOrder) -> Preview:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.look_ahead(
            self._session, edition=order.edition, purpose=order.purpose, language=order.language,
            records=() if order.case else order.records, case=order.case or None,
        )  # fmt: skip

    def decide_names(self, hits: Sequence[NameHit], decision: str) -> Decided:
        """See ``BundleActs``."""
        from field_doc.app.commands import names

        return names.decide(self._session, hits, decision)

    def look_at_signer(self, path: Path, passphrase: str) -> SignerFacts:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.look_at_signer(self._session, path, passphrase)

    def issue(
        self, order: BundleOrder, out: Path, signer: Path, passphrase: str, reviewed: Collection[Suspect],
        reporter: Reporter,
    ) -> Issued:  # fmt: skip
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.issue(
            self._session, out=out, edition=order.edition, recipient=order.recipient, purpose=order.purpose,
            signer=signer, signer_passphrase=passphrase, language=order.language,
            records=() if order.case else order.records, case=order.case or None,
            recipient_key=_recipient(order.recipient_key), plain_reason=order.reason, reviewed=reviewed,
            reporter=reporter,
        )  # fmt: skip

    def issued(self) -> tuple[BundleRow, ...]:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.issued(self._session)

    def trust_file(self) -> str:
        """See ``BundleActs``."""
        from field_doc.app.commands import bundles

        return bundles.trust_file(self._session)

    def root_fingerprint(self) -> str:
        """See ``BundleActs``."""
        from field_doc.formats import trust

        return next(iter(trust.decode(self.trust_file().encode("ascii")).fingerprints))

    def save(self, path: Path, text: str) -> None:
        """See ``BundleActs``."""
        write_whole(path, text)
