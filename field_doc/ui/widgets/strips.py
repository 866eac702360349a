"""Chips, strips and the empty state: small flat surfaces that say one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from field_doc.ui.theme import current, set_property
from field_doc.ui.widgets.controls import Button, ToolButton
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.text import IconLabel, label, lead_label

Tone = Literal["quiet", "warn", "danger", "accent", "card"]
_GLYPHS = {"warn": "attention", "danger": "fails"}


class Chip(QFrame):
    """A word in a box: an access level, a finding, or a term that can be taken away."""

    removed = Signal()

    def __init__(
        self,
        text: str,
        tone: Literal["edge", "quiet", "accent"] = "quiet",
        *,
        icon_name: str = "",
        remove: str = "",
    ) -> None:
        super().__init__()
        theme = current()
        self.setProperty("chip", tone)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(7), 1, theme.px(2 if remove else 7), 1)
        row.setSpacing(theme.px(5))
        if icon_name:
            row.addWidget(IconLabel(icon_name))
        self._label = QLabel(text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self._label)
        if remove:
            cross = ToolButton("x", remove, "tiny")
            cross.clicked.connect(self.removed)
            row.addWidget(cross)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The word."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Change the word."""
        self._label.setText(text)
        self.setAccessibleName(text)


class Strip(QFrame):
    """A sentence that stands: bold what, the rest, then acts. Amber needs a person, brick is integrity."""

    acted = Signal(str)

    def __init__(
        self,
        tone: Tone,
        strong: str,
        text: str = "",
        acts: Sequence[tuple[str, str]] = (),
        *,
        icon_name: str = "",
    ) -> None:
        super().__init__()
        theme = current()
        self.setProperty("strip", tone)
        self.setAccessibleName(f"{strong} {text}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(10))
        top = Qt.AlignmentFlag.AlignTop
        if tone in _GLYPHS:
            glyph = Glyph(_GLYPHS[tone])
            glyph.setFixedHeight(theme.px(20))
            row.addWidget(glyph, 0, top)
        elif icon_name:
            row.addWidget(IconLabel(icon_name, "accent" if tone == "accent" else "text.2", line="line.body"), 0, top)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        self.body = lead_label(strong, text)
        column.addWidget(self.body)
        if acts:
            column.addWidget(self._acts(acts))
        row.addLayout(column, 1)

    def _acts(self, acts: Sequence[tuple[str, str]]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=2)
        for key, words in acts:
            button = Button(words, "link")
            button.clicked.connect(lambda _checked=False, k=key: self.acted.emit(k))
            flow.addWidget(button)
        return holder


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """One purpose and the person's answer, both in words of the reader."""

    purpose: str
    answer: str


class ConsentStrip(QFrame):
    """Consent, always in sight above the tabs, in words and not in ticks."""

    change = Signal()

    def __init__(self, title: str, change_words: str) -> None:
        super().__init__()
        theme = current()
        self.setProperty("strip", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(5), theme.px(12), theme.px(5))
        row.setSpacing(theme.px(10))
        first = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel("file-pen", line="control.small"), 0, first)
        self._title = label(title, "small")
        self._title.setStyleSheet("font-weight: 700;")
        row.addWidget(_one_line(self._title), 0, first)
        holder = QWidget()
        self._flow = FlowLayout(holder, gap=theme.px(14), row_gap=0)
        row.addWidget(holder, 1)
        self._change = Button(change_words, "link")
        self._change.setProperty("small", True)
        self._change.clicked.connect(self.change)
        row.addWidget(self._change, 0, first)
        self._name = title

    def show_answers(self, when: str, answers: Sequence[ConsentAnswer]) -> None:
        """Show the day of consent and each answer."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if when:
            self._flow.addWidget(_one_line(label(when, "small")))
        for answer in answers:
            pair = QWidget()
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(current().px(4))
            row.addWidget(label(answer.purpose, "small"))
            bold = label(answer.answer, "small")
            font = current().font("font.small", bold=True)
            bold.setFont(font)
            bold.setStyleSheet("font-weight: 700;")
            row.addWidget(bold)
            self._flow.addWidget(_one_line(pair))
        said = ", ".join(f"{a.purpose}: {a.answer}" for a in answers)
        self.setAccessibleName(f"{self._name} {when}. {said}")


class EmptyState(QWidget):
    """What an empty list says: an icon, what goes here, and the one act."""

    act = Signal()

    def __init__(self, icon_name: str, title: str, text: str, act: str = "", note: str = "") -> None:
        super().__init__()
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(32), theme.px(56), theme.px(32), theme.px(32))
        column.setSpacing(theme.px(8))
        column.addWidget(IconLabel(icon_name, "text.3", "icon.large"))
        column.addSpacing(theme.px(4))
        column.addWidget(label(title, "strong", wrap=True))
        column.addWidget(label(text, "small", wrap=True))
        if note:
            column.addSpacing(theme.px(8))
            column.addWidget(label(note, "help", wrap=True))
        if act:
            column.addSpacing(theme.px(8))
            self.button = Button(act, icon_name="plus")
            self.button.clicked.connect(self.act)
            column.addWidget(self.button)
        column.addStretch(1)
        self.setAccessibleName(title)


def _one_line(widget: QWidget) -> QWidget:
    """Of the height of a small button, so that all of a line stand on one base line."""
    widget.setFixedHeight(current().px("control.small"))
    return widget


def set_tone(strip: QFrame, tone: str) -> None:
    """Give a strip another ground."""
    set_property(strip, "strip", tone)
