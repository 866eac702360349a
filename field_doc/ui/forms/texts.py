"""Editors of what was said or written: lang_text and long_text, with transcripts and translations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.datewords import read_day, show_day
from field_doc.ui.forms.inputs import GrowingText, LanguageChoice, Line
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice

if TYPE_CHECKING:
    from field_doc.ui.forms.context import FormContext

Json = Any


def split_paragraphs(text: str) -> list[str]:
    """Paragraphs are parted by empty lines; none is empty."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n")) if part.strip()]


class Parallel(QFrame):
    """One transcript or translation: kind, language, text, by whom and when."""

    changed = Signal()
    removed = Signal()

    def __init__(self, context: FormContext, *, paragraphs: bool) -> None:
        super().__init__()
        self._context, self._paragraphs = context, paragraphs
        words = context.words
        self.setProperty("strip", "card")
        column = QVBoxLayout(self)
        pad = current().px(10)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(current().px(6))
        self.kind = Choice(words("Translation or transcript"))
        self.kind.fill((("translation", words("Translation")), ("transcript", words("Transcript"))))
        self.kind.set_key("translation")
        self.language = LanguageChoice(words)
        self.remove = Button(words("Remove"), "link")
        self.remove.setProperty("small", True)
        column.addWidget(row_of(self.kind, self.language, QWidget(), self.remove, stretch=2))
        self.text = GrowingText(words("Translation or transcript"), 2)
        column.addWidget(self.text)
        self.by = Line(words("Who made it"), words("Who made it: code or words"))
        self.date = Line(words("Day"), words("12 Mar 2022"))
        self.date.setMaximumWidth(current().px(140))
        column.addWidget(row_of(self.by, self.date, stretch=0))
        self.kind.activated.connect(self.changed)
        self.language.activated.connect(self.changed)
        self.text.textChanged.connect(self.changed)
        self.by.textEdited.connect(self.changed)
        self.date.textEdited.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    def fill(self, value: dict[str, Json]) -> None:
        """Show one."""
        self.kind.set_key(str(value.get("kind", "translation")))
        self.language.show_code(str(value.get("lang", "und")))
        text = "\n\n".join(value.get("paragraphs", ())) if self._paragraphs else str(value.get("text", ""))
        self.text.show_text(text)
        self.by.show_text(str(value.get("by", "")))
        self.date.show_text(show_day(str(value.get("date", "")), self._context.lang))

    def read(self) -> dict[str, Json]:
        """The stored form of one; {} if nothing of it was typed."""
        text = self.text.toPlainText()
        if not any(typed.strip() for typed in (text, self.by.text(), self.date.text())):
            return {}
        body: Json = split_paragraphs(text) if self._paragraphs else text
        value: dict[str, Json] = {
            "kind": self.kind.key() or "translation",
            "paragraphs" if self._paragraphs else "text": body,
            "lang": self.language.key() or "und",
        }
        if self.by.text().strip():
            value["by"] = self.by.text().strip()
        if self.date.text().strip():
            value["date"] = read_day(self.date.text())
        return value


class LangTextEditor(Editor):
    """``lang_text``: text in its language; the original stays first, translations stand under it."""

    type_name = "lang_text"
    paragraphs: ClassVar[bool] = False
    least_lines: ClassVar[int] = 1

    def build(self) -> None:
        """Text, then translations, then the button for one more."""
        words = self.context.words
        self.text = GrowingText("", self.least_lines)
        self.language = LanguageChoice(words)
        self.language.show_code(self.context.record_lang)
        column = self.stack(6)
        column.addWidget(self.text)
        self._list = QVBoxLayout()
        self._list.setSpacing(current().px(6))
        column.addLayout(self._list)
        self.add = Button(words("Add a translation or transcript"), "link")
        self.add.setProperty("small", True)
        self.add.clicked.connect(lambda: self._add({}))
        column.addWidget(self.add)
        self._parallels: list[Parallel] = []
        self.text.textChanged.connect(self._typed)
        self.language.activated.connect(self.touch)
        self.setFocusProxy(self.text)

    def _typed(self) -> None:
        self.add.setVisible(bool(self.text.toPlainText()))
        self.touch()

    def target(self) -> QWidget:
        """The text."""
        return self.text

    def head(self) -> QWidget | None:
        """The language."""
        return self.language

    def _add(self, value: dict[str, Json]) -> None:
        panel = Parallel(self.context, paragraphs=self.paragraphs)
        panel.fill(value)
        panel.changed.connect(self.touch)
        panel.removed.connect(lambda: self._remove(panel))
        self._parallels.append(panel)
        self._list.addWidget(panel)

    def _remove(self, panel: Parallel) -> None:
        self._parallels.remove(panel)
        panel.hide()
        panel.deleteLater()
        self.touch()

    def fill(self, value: Json) -> None:
        """Show text, language and everything parallel."""
        for panel in self._parallels:
            panel.hide()
            panel.deleteLater()
        self._parallels = []
        content: dict[str, Json] = value if isinstance(value, dict) else {"text": value or ""}
        self.text.show_text(self._text_of(content))
        self.language.show_code(str(content.get("lang") or self.context.record_lang))
        for entry in content.get("parallel", ()):
            self._add(entry)
        self.add.setVisible(bool(self.text.toPlainText()))

    def _text_of(self, content: dict[str, Json]) -> str:
        return str(content.get("text", ""))

    def _body(self) -> dict[str, Json]:
        return {"text": self.text.toPlainText()}

    def read(self) -> Json:
        """The stored form; None without text of any kind."""
        parallel = [entry for panel in self._parallels if (entry := panel.read())]
        if not self.text.toPlainText().strip() and not parallel:
            return None
        value = {**self._body(), "lang": self.language.key() or "und"}
        return {**value, "parallel": parallel} if parallel else value


class LongTextEditor(LangTextEditor):
    """``long_text``: paragraphs parted by empty lines."""

    type_name = "long_text"
    paragraphs = True
    least_lines = 4

    def _text_of(self, content: dict[str, Json]) -> str:
        return "\n\n".join(content.get("paragraphs", ())) or str(content.get("text", ""))

    def _body(self) -> dict[str, Json]:
        return {"paragraphs": split_paragraphs(self.text.toPlainText())}
