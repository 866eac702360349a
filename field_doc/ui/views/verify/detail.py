"""One claim: what was found, what it means, the commands to look oneself, and what no check can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.verify.saying import Fact, no_check_says
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.pathline import CommandLine
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label, set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.views.verify.saying import ClaimWords, FileWords
    from field_doc.ui.widgets.text import Role

_GROUPS_PER_LINE = 8
# In a column narrower than this a digest of eight groups does not stand beside its name.
_NARROW = 600


class ClaimDetail(QWidget):
    """The detail of a claim; the whole is built anew for each."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._claim: ClaimWords | None = None
        self._per_line = _GROUPS_PER_LINE
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._page: Page | None = None
        self.commands: list[CommandLine] = []

    def show_claim(self, claim: ClaimWords) -> None:
        """Show a claim."""
        self._claim, self._per_line = claim, self._groups()
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._page = Page(self._content(claim), claim.title)
        self.setAccessibleName(f"{claim.title}: {claim.word}")
        self.setAccessibleDescription(f"{claim.line}. {claim.means}")
        self._column.addWidget(self._page)

    def _content(self, claim: ClaimWords) -> QWidget:
        theme = current()
        inner = QWidget()
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
        box = QWidget()
        box.setMaximumWidth(theme.px(800))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._title(claim))
        column.addWidget(label(claim.line[:1].upper() + claim.line[1:] + ".", wrap=True))
        if claim.facts:
            column.addSpacing(theme.px(4))
            column.addWidget(self._facts(claim.facts, fails=claim.state == "fails"))
        for file in claim.files:
            column.addWidget(self._file(file))
        if claim.more:
            column.addWidget(label(claim.more, "second", wrap=True))
        column.addSpacing(theme.px(8))
        column.addWidget(label(self._words("What this means"), "section"))
        column.addWidget(label(claim.means, "second", wrap=True))
        self.commands = [CommandLine(command, self._words) for command in claim.commands]
        if self.commands:
            self._yourself(column)
        column.addSpacing(theme.px(8))
        column.addWidget(self._beyond())
        column.addStretch(1)
        # All of its measure, then what is left stays empty at the right.
        outer.addWidget(box, 100)
        outer.addStretch(1)
        return inner

    def _title(self, claim: ClaimWords) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        glyph = Glyph(claim.state)
        glyph.setFixedSize(glyph.sizeHint().width(), current().px(22))
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        text = label(f"{claim.title}: {claim.word.lower()}", "strong", wrap=True)
        if claim.state == "fails":
            set_role(text, "danger")
            text.setStyleSheet("font-weight: 700;")
        row.addWidget(text, 1)
        return row

    def _facts(self, facts: tuple[Fact, ...], *, fails: bool) -> QFrame:
        theme = current()
        card = QFrame()
        card.setProperty("strip", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for number, fact in enumerate(facts):
            grid.addWidget(label(fact.label, "help"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._value(fact, wrong=fails and fact.name == "found"), number, 1)
        grid.setColumnStretch(1, 1)
        return card

    def _file(self, file: FileWords) -> QFrame:
        """A file that does not hold: its name, what was signed and what was found, one under the other."""
        theme = current()
        card = QFrame()
        card.setProperty("strip", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        name = label(file.name, "mono", wrap=True, select=True)
        grid.addWidget(name, 0, 0, 1, 2)
        for row, (key, digest) in enumerate((("listed", file.listed), ("found", file.found)), 1):
            if digest:
                title = self._words.label("claim-detail", key)
                grid.addWidget(label(title, "help"), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(self._value(Fact(key, title, digest, digest), wrong=key == "found"), row, 1)
        grid.setColumnStretch(1, 1)
        return card

    def _groups(self) -> int:
        """Groups of a digest in a line: half as many where the column is narrow."""
        return _GROUPS_PER_LINE // 2 if 0 < self.width() < current().px(_NARROW) else _GROUPS_PER_LINE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may hold other lines of a digest."""
        super().resizeEvent(event)
        if self._claim is not None and self._per_line != self._groups():
            self.show_claim(self._claim)

    def _value(self, fact: Fact, *, wrong: bool) -> QWidget:
        if fact.digest:
            shown = DigestLabel(fact.digest, self._words("Copy"), per_line=self._per_line)
            if wrong:
                shown.text.setStyleSheet(f"color: {current().hex('danger')};")
            return shown
        role: Role = "mono" if fact.name in {"file", "code"} else "body"
        value = label(fact.value, role, wrap=True, select=True)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        return value

    def _yourself(self, column: QVBoxLayout) -> None:
        column.addSpacing(current().px(8))
        column.addWidget(label(self._words("Check it yourself"), "section"))
        for line in self.commands:
            column.addWidget(line)
        where = self._words("Run it in the folder of the bundle.")
        if any("TRUST" in line.line.text() for line in self.commands):
            where += " " + self._words("TRUST is the trust file of the office.")
        column.addWidget(label(where, "help", wrap=True))

    def _beyond(self) -> QFrame:
        theme = current()
        box = QFrame()
        box.setProperty("strip", "quiet")
        column = QVBoxLayout(box)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(4))
        strong = label(self._words("What no check here can say"), "small")
        strong.setStyleSheet("font-weight: 700;")
        column.addWidget(strong)
        column.addWidget(label(no_check_says(self._words), "small", wrap=True))
        return box

    def retranslate(self, words: Words) -> None:
        """Speak the other language from the next claim shown on."""
        self._words = words
