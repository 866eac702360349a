"""Before sealing: the places where somebody's name stands, each with a jump. Nothing is refused here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui import namewords, screens
from field_doc.ui.acts.names import Scope
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.names_check import NameHit
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.page import RecordPage

_SHOWN: Final = 8


class SealNames(QWidget):
    """What was found, in the question before sealing.

    Signals:
        wanted: go to this hit.
        look_wanted: show all of them with the ways to decide.
    """

    wanted = Signal(object)
    look_wanted = Signal()

    def __init__(self, program: Program, hits: Sequence[NameHit], *, closing: bool) -> None:
        super().__init__()
        words, count = program.words, len(hits)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        column.addWidget(label(self.title(program, count, closing=closing), "strong", wrap=True))
        column.addWidget(label(self._help(program, closing=closing), "small", wrap=True))
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(14), row_gap=2)
        for hit in hits[:_SHOWN]:
            place = namewords.place(hit, program.labels, program.registry)
            link = Button(f"{hit.code + ' · ' if closing else ''}{place}: {_short(hit.found)}", "link")
            link.setAccessibleName(f"{place}: {hit.before}{hit.found}{hit.after}")
            link.clicked.connect(lambda _checked=False, h=hit: self.wanted.emit(h))
            flow.addWidget(link)
        self.look = Button(words("Decide about each"), "link", icon_name="list-checks")
        self.look.clicked.connect(self.look_wanted)
        flow.addWidget(self.look)
        column.addWidget(holder)

    @staticmethod
    def title(program: Program, count: int, *, closing: bool) -> str:
        """The lead, also the question's title where nothing else is asked."""
        words = program.words
        if closing:
            return words.plural(
                "This person is named in {count} place of other records.",
                "This person is named in {count} places of other records.", count,
            )  # fmt: skip
        return words.plural(
            "Somebody’s name or address stands in {count} place.",
            "Somebody’s name or address stands in {count} places.", count,
        )  # fmt: skip

    @staticmethod
    def _help(program: Program, *, closing: bool) -> str:
        words = program.words
        if closing:
            return words("Once the identity is closed, this computer can no longer look for the name: look now.")
        return words("Sealing does not wait for it. Nothing is exported before each place is decided about.")


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 40 else one[:39] + "…"


def scope_of(row: RecordRow) -> Scope:
    """What the question was about: the record, or the identity in every record."""
    return Scope(identity=row.id) if row.type == "identity" else Scope(records=(row.id,))


def in_question(page: RecordPage, program: Program, hits: Sequence[NameHit]) -> SealNames | None:
    """The places for the question of a record's page, with their jumps; None where there are none."""
    row = page.shown_row
    if not hits or row is None:
        return None
    found = SealNames(program, hits, closing=row.type == "identity")
    found.look_wanted.connect(lambda: _look(program, row))
    found.wanted.connect(lambda hit: _go_to(page, program, hit))
    return found


def _look(program: Program, row: RecordRow) -> None:
    """All places with the ways to decide; back leads to where the record stands."""
    section = program.shell.section
    screens.part("names")(program, scope_of(row), section.key if section is not None else "")


def _go_to(page: RecordPage, program: Program, hit: NameHit) -> None:
    """In this record to the field; else to the record it stands in, or to the media of a file."""
    page.close_panel()
    if hit.record == page.record_id and not hit.in_file:
        page.go_to(hit.field_path)
    else:
        program.open_record(hit.record, "media" if hit.in_file else "", "" if hit.in_file else hit.field_path)
