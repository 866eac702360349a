"""What a bundle would hold, before it is made: form and consent of every item, and the texts a person has to read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from field_doc.export import redact, suspects
from field_doc.export.redact import Form, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.evidence.names_check import NameHit
    from field_doc.export.model import BundleInput, ConsentState
    from field_doc.export.redact import Shown
    from field_doc.export.suspects import Suspect


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it would go along.

    ``form`` is ``full``, ``redacted`` or ``withheld``; ``reason`` a term of context ``withheld`` where something
    is kept back, ``hidden`` the labels of hidden fields, ``record`` the record's id ("" for a file).
    """

    exhibit: str
    record: str
    code: str
    title: str
    kind: str
    form: str
    consent: ConsentState | None = None
    reason: str = ""
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """All items in exhibit order, and the places where a hidden name seems to stand in a shown text.

    ``names``: places where something of an identity record of this vault stands, whatever the edition hides;
    ``compared`` identities were looked for, those of the persons ``closed`` could not be.
    """

    items: tuple[Item, ...]
    suspects: tuple[Suspect, ...]
    names: tuple[NameHit, ...] = ()
    compared: int = 0
    closed: tuple[str, ...] = ()

    def count(self, form: str) -> int:
        """How many items have that form."""
        return sum(1 for item in self.items if item.form == form)

    def record_of(self, exhibit: str) -> Item | None:
        """The item of an exhibit number; a derivative's number names its original."""
        number = exhibit.partition(".")[0]
        return next((item for item in self.items if item.exhibit == number), None)


def of(source: BundleInput) -> Preview:
    """The preview of what was gathered. Pure."""
    shown = redact.apply(source)
    items = sorted((*_records(shown), *_files(shown), *_withheld(shown)), key=lambda item: item.exhibit)
    return Preview(tuple(items), suspects.find(shown))


def with_names(ahead: Preview, hits: tuple[NameHit, ...], compared: int, closed: tuple[str, ...]) -> Preview:
    """The preview with what the names check found: one list for whoever decides."""
    return replace(ahead, names=hits, compared=compared, closed=closed)


def _records(shown: Shown) -> Iterator[Item]:
    for record in shown.records:
        source = record.source
        hidden = tuple(dict.fromkeys(row.label for row in record.rows if row.ground))
        yield Item(
            source.exhibit, source.record_id, source.code, record.title.removesuffix(source.code).rstrip(),
            source.type_label, record.form.value,
            source.consent, "", hidden,
        )  # fmt: skip


def _files(shown: Shown) -> Iterator[Item]:
    for item in shown.exhibits:
        source = item.source
        reason = "" if item.original else Reason.ORIGINAL.value
        yield Item(
            source.exhibit, "", "", item.title, source.kind_label, item.form.value, source.consent, reason
        )  # fmt: skip


def _withheld(shown: Shown) -> Iterator[Item]:
    """What does not go along at all; an original behind a derivative is said with the derivative."""
    codes = {r.exhibit: (r.record_id, r.code, r.consent) for r in shown.source.records}
    for named in shown.withheld:
        if named.reason is not Reason.ORIGINAL:
            record, code, consent = codes.get(named.exhibit, ("", "", None))
            yield Item(
                named.exhibit, record, code, "", named.kind_label, Form.WITHHELD.value, consent, named.reason.value
            )  # fmt: skip
