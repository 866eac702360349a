"""Editors of one line or one press: text, integer, decimal, boolean, time, url, instant, language."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from field_doc.schema.names import language_name
from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.datewords import read_day, show_day
from field_doc.ui.forms.inputs import LANGUAGES, GrowingText, Line, LineGuard
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice, Segments
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.strips import Chip
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = Any
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)([.,]\d+)?")


class TextEditor(Editor):
    """``text``: one line."""

    type_name = "text"

    def build(self) -> None:
        """One line."""
        self.line = Line()
        self.line.textEdited.connect(self.touch)
        self.stack().addWidget(self.line)
        self.setFocusProxy(self.line)

    def target(self) -> QWidget:
        """The line."""
        return self.line

    def fill(self, value: Json) -> None:
        """Show the text."""
        self.line.show_text("" if value is None else str(value))

    def read(self) -> Json:
        """What stands in the line."""
        return self.line.text() or None


class UrlEditor(Editor):
    """``url``: an address as given; several, one in each line, when the field repeats."""

    type_name = "url"

    def build(self) -> None:
        """One line, or a box of lines."""
        self.line: Line | GrowingText
        if self.field.repeat:
            box = GrowingText("", 2)
            box.textChanged.connect(self.touch)
            self.line = box
        else:
            line = Line()
            line.textEdited.connect(self.touch)
            self.line = line
        self.stack().addWidget(self.line)
        self.setFocusProxy(self.line)

    def target(self) -> QWidget:
        """The line or box."""
        return self.line

    def fill(self, value: Json) -> None:
        """Show what is given."""
        self.line.show_text("\n".join(map(str, value)) if isinstance(value, list) else str(value or ""))

    def read(self) -> Json:
        """One address or a list."""
        if isinstance(self.line, GrowingText):
            return [text.strip() for text in self.line.toPlainText().splitlines() if text.strip()] or None
        return self.line.text().strip() or None


class IntegerEditor(TextEditor):
    """``integer``: a whole number; what is none stays as typed."""

    type_name = "integer"

    def build(self) -> None:
        """A short line."""
        super().build()
        self.line.setMaximumWidth(current().px(160))

    def read(self) -> Json:
        """The number, or the text typed."""
        text = self.line.text().replace("\u00a0", "").replace(" ", "")
        if re.fullmatch(r"-?\d{1,15}", text):
            return int(text)
        return self.line.text() or None


class DecimalEditor(Editor):
    """``decimal``: a measured number with its unit beside; ``2,50`` stays 2.50."""

    type_name = "decimal"

    def build(self) -> None:
        """A short line and the unit."""
        self.line = Line()
        self.line.setMaximumWidth(current().px(160))
        self.line.textEdited.connect(self.touch)
        unit = label(self.context.labels.unit(self.field.unit) if self.field.unit else "", "second")
        self.stack().addWidget(row_of(self.line, unit))
        self.setFocusProxy(self.line)

    def target(self) -> QWidget:
        """The line."""
        return self.line

    def fill(self, value: Json) -> None:
        """Show it with the decimal sign of the language."""
        text = "" if value is None else str(value)
        if self.context.lang == "uk" and _DECIMAL.fullmatch(text):
            text = text.replace(".", ",")
        self.line.show_text(text)

    def read(self) -> Json:
        """A decimal string, or the text typed."""
        return read_decimal(self.line.text())


def read_decimal(text: str) -> str | None:
    """A decimal string as it is stored, the text itself if it is no number, None if empty."""
    plain = text.replace("\u00a0", "").replace(" ", "")
    if _DECIMAL.fullmatch(plain):
        return plain.replace(",", ".")
    return text or None


class BooleanEditor(Editor):
    """``boolean``: yes or no, and neither until somebody says."""

    type_name = "boolean"

    def build(self) -> None:
        """Two buttons."""
        words = self.context.words
        self.choice = Segments("", (("yes", words("yes")), ("no", words("no"))), optional=True)
        self.choice.chosen.connect(self.touch)
        self.stack().addWidget(row_of(self.choice))

    def target(self) -> QWidget:
        """The pair."""
        return self.choice

    def fill(self, value: Json) -> None:
        """Press the right one."""
        self.choice.set_key("" if value is None else "yes" if value else "no")

    def read(self) -> Json:
        """True, False or None."""
        return {"yes": True, "no": False}.get(self.choice.key())


class TimeEditor(TextEditor):
    """``time``: as the clock showed."""

    type_name = "time"

    def build(self) -> None:
        """A short line."""
        super().build()
        self.line.setMaximumWidth(current().px(120))
        self.line.setPlaceholderText("14:20")

    def read(self) -> Json:
        """``14:20``; a point or a comma between is read as a colon."""
        text = self.line.text().strip()
        match = re.fullmatch(r"(\d{1,2})[:.,](\d{2})(?:[:.,](\d{2}))?", text)
        if match:
            return ":".join([match[1].zfill(2), match[2], *([match[3]] if match[3] else [])])
        return text or None


class InstantEditor(Editor):
    """``instant``: day, time and offset of a moment somebody could have read from a clock."""

    type_name = "instant"
    offsets = ("+02:00", "+03:00", "Z", "+01:00", "+04:00")

    def build(self) -> None:
        """Day, time, offset, now."""
        words = self.context.words
        self.day = Line(words("Day"), words("12 Mar 2022"))
        self.time = Line(words("Time"), "14:20")
        self.offset = Choice(words("Offset from UTC"))
        self.offset.fill([("", words("Kyiv time")), *((o, _utc(o)) for o in self.offsets)])
        self.now = Button(words("Now"), "link", icon_name="clock")
        self.day.setMaximumWidth(current().px(150))
        self.time.setMaximumWidth(current().px(100))
        self.day.textEdited.connect(self.touch)
        self.time.textEdited.connect(self.touch)
        self.offset.activated.connect(self.touch)
        self.now.clicked.connect(self._now)
        self.stack().addWidget(row_of(self.day, self.time, self.offset, self.now))
        self.setFocusProxy(self.day)

    def target(self) -> QWidget:
        """The day."""
        return self.day

    def _now(self) -> None:
        self.fill(self.context.now().astimezone(KYIV).isoformat(timespec="seconds"))
        self.touch()

    def fill(self, value: Json) -> None:
        """Show day, time and offset; what is no moment stays in the first line."""
        text = "" if value is None else str(value)
        match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})", text)
        if match is None:
            self.day.show_text(text)
            self.time.clear()
            self.offset.set_key("")
            return
        self.day.show_text(show_day(match[1], self.context.lang))
        self.time.show_text(match[2])
        if self.offset.findData(match[3]) < 0:
            self.offset.addItem(f"UTC{match[3]}", match[3])
        self.offset.set_key(match[3])

    def read(self) -> Json:
        """The moment as ISO 8601, or what was typed."""
        day, time = read_day(self.day.text()), self.time.text().strip()
        if not day and not time:
            return None
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2}(?::\d{2}(?:\.\d+)?)?)", time)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or match is None:
            return f"{self.day.text().strip()} {time}".strip()
        clock = f"{match[1].zfill(2)}:{match[2]}"
        return f"{day}T{clock}{self.offset.key() or self._kyiv_offset(day, clock)}"

    @staticmethod
    def _kyiv_offset(day: str, clock: str) -> str:
        """The offset Kyiv had at that time, when nobody chose another."""
        try:
            moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=KYIV)
        except ValueError:
            return ""
        text = moment.strftime("%z")
        return f"{text[:3]}:{text[3:]}"


def _utc(offset: str) -> str:
    return "UTC" if offset == "Z" else f"UTC{offset.removesuffix(':00')}"


class LanguageEditor(Editor):
    """``language``: one or several, as chips; a code that is not listed can be typed."""

    type_name = "language"

    def build(self) -> None:
        """Chips and a list."""
        words = self.context.words
        self._codes: list[str] = []
        column = self.stack(6)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=6, row_gap=6)
        self.choice = Choice(words("Language"))
        self.choice.setEditable(True)
        self.choice.fill((code, language_name(code, words)) for code in LANGUAGES)
        self.choice.setCurrentIndex(-1)
        line = self.choice.lineEdit()
        assert line is not None
        self.guard = LineGuard(line)
        line.setPlaceholderText(words("Choose a language"))
        line.setAccessibleName(words("Language"))
        self.choice.activated.connect(self._add)
        line.editingFinished.connect(self._add)
        self.choice.setMaximumWidth(current().px(260))
        column.addWidget(self._chips)
        column.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def target(self) -> QWidget:
        """The list."""
        return self.choice

    def _add(self) -> None:
        number = self.choice.findText(self.choice.currentText())
        code = str(self.choice.itemData(number)) if number >= 0 else self.choice.currentText().strip()
        if not code:
            return
        self._codes = [*(c for c in self._codes if c != code), code] if self.field.repeat else [code]
        self._show()
        self.touch()

    def _remove(self, code: str) -> None:
        self._codes = [c for c in self._codes if c != code]
        self._show()
        self.touch()

    def _show(self) -> None:
        _clear(self._flow)
        words = self.context.words
        for code in self._codes:
            name = language_name(code, words)
            chip = Chip(name, "accent", remove=words("Remove {what}", what=name))
            chip.removed.connect(lambda c=code: self._remove(c), Qt.ConnectionType.QueuedConnection)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._codes))
        self.choice.setCurrentIndex(-1)
        self.choice.setEditText("")

    def fill(self, value: Json) -> None:
        """Show the languages."""
        codes: Sequence[Any] = value if isinstance(value, list) else [value] if value else []
        self._codes = [str(c) for c in codes]
        self._show()

    def read(self) -> Json:
        """One code, or a list when the field repeats."""
        if self.field.repeat:
            return list(self._codes) or None
        return self._codes[0] if self._codes else None


def _clear(flow: FlowLayout) -> None:
    while (item := flow.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
