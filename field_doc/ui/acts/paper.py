"""Paper for the window: forms, codes, prints, labels, binding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from field_doc.app.commands.paper import BlankPrinted
    from field_doc.app.commands.paper_binding import Bound
    from field_doc.app.commands.paper_prints import LabelsPrinted, RecordPrinted
    from field_doc.app.commands.paper_typing import TypedIn
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter


@dataclass(frozen=True, slots=True)
class Order:
    """What stands in the fields of the page; each act takes what it needs."""

    form: str = "consent"
    language: str = "uk"
    count: int = 1
    plain_head: bool = False
    code: str = ""
    scan: str = ""
    what: str = "read-back"
    codes: str = ""
    paper: str = "a4"
    first: int = 1
    text: str = ""
    mark: str = ""
    purpose: str = ""
    out: str = ""


class PaperActs(Protocol):
    """What the page needs; every method runs off the GUI thread."""

    def forms(self, words: Words) -> tuple[tuple[str, str], ...]:
        """Forms that can be printed blank, each with its name in words."""
        ...

    def blank(self, order: Order, reporter: Reporter) -> BlankPrinted:
        """Print blank forms."""
        ...

    def type_in(self, order: Order, case: str, reporter: Reporter) -> TypedIn:
        """Begin the record of a filled-in sheet."""
        ...

    def record(self, order: Order, reporter: Reporter) -> RecordPrinted:
        """Print one record."""
        ...

    def labels(self, order: Order, reporter: Reporter) -> LabelsPrinted:
        """Print labels."""
        ...

    def bind(self, order: Order, reporter: Reporter) -> Bound:
        """Bind the scan of signed pages."""
        ...


class VaultPaper:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def forms(self, words: Words) -> tuple[tuple[str, str], ...]:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper

        registry = self._session.run(lambda s: s.registry)
        return tuple((name, paper.form_title(registry, name, words)) for name in paper.form_names(registry))

    def blank(self, order: Order, reporter: Reporter) -> BlankPrinted:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper

        return paper.print_blank(
            self._session, order.form, Path(order.out), count=order.count, lang=order.language,
            plain_head=order.plain_head, reporter=reporter,
        )  # fmt: skip

    def type_in(self, order: Order, case: str, reporter: Reporter) -> TypedIn:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper_typing

        return paper_typing.begin(
            self._session, order.code, _paths(order.scan), case=case or None, lang=order.language, reporter=reporter
        )

    def record(self, order: Order, reporter: Reporter) -> RecordPrinted:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper_prints

        return paper_prints.print_record(
            self._session, order.code, Path(order.out), order.what, lang=order.language,  # type: ignore[arg-type]
            purpose=order.purpose, reporter=reporter,
        )  # fmt: skip

    def labels(self, order: Order, reporter: Reporter) -> LabelsPrinted:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper_prints

        return paper_prints.print_labels(
            self._session, split_codes(order.codes), Path(order.out), paper=order.paper,  # type: ignore[arg-type]
            first=order.first, text=order.text, lang=order.language, reporter=reporter,
        )  # fmt: skip

    def bind(self, order: Order, reporter: Reporter) -> Bound:
        """See ``PaperActs``."""
        from field_doc.app.commands import paper_binding

        return paper_binding.bind(
            self._session, order.code, _paths(order.scan), order.mark, lang=order.language, reporter=reporter
        )


def split_codes(typed: str) -> tuple[str, ...]:
    """Codes typed or scanned one after the other, parted by spaces, commas or new lines."""
    return tuple(typed.replace(",", " ").replace(";", " ").split())


def _paths(typed: str) -> Sequence[Path]:
    return (Path(typed),) if typed else ()
