"""Editors of small composite values: counts, contacts, signatures, date ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.context import reason_of
from field_doc.ui.forms.datewords import read_day, show_day
from field_doc.ui.forms.find_term import FindTerm
from field_doc.ui.forms.inputs import GrowingText, Line
from field_doc.ui.forms.parts import PartsEditor
from field_doc.ui.forms.scalars import InstantEditor
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import CheckBox
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.schema.model import Term
    from field_doc.ui.widgets.fieldbox import FieldBox

Json = Any


def term_part(editor: PartsEditor, part: str, terms: tuple[Term, ...], *, wide: bool = False) -> FindTerm:
    """Add a part that is a term."""
    words = editor.context.words
    hint = words("Choose or type to find")
    finder = FindTerm(editor.context, list_of(editor, part), terms, editor.label_of(part), hint)
    finder.chosen.connect(editor.touch)
    editor.add(
        part,
        finder,
        lambda value: finder.set_key("" if value is None else str(value)),
        lambda: finder.key() or None,
        wide=wide,
    )
    return finder


def terms_of(editor: Editor, part: str) -> tuple[Term, ...]:
    """The terms of a part, from the schema."""
    vocabulary = editor.field.parts.get(part)
    return vocabulary.terms if vocabulary is not None else ()


def list_of(editor: Editor, part: str) -> str:
    """The name of a part's vocabulary, under which favourites are kept."""
    vocabulary = editor.field.parts.get(part)
    return vocabulary.name if vocabulary is not None else part


class CountRangeEditor(Editor):
    """``count_range``: from, to, and how many are known."""

    type_name = "count_range"
    names = ("min", "max", "known")

    def build(self) -> None:
        """Three short lines in a row."""
        labels = self.context.labels
        self.lines: dict[str, Line] = {}
        widgets: list[QWidget] = []
        self._kept: dict[str, Json] = {}
        for name in self.names:
            word = labels.part("count_range", name)
            self.lines[name] = line = Line(word)
            line.setMaximumWidth(current().px(90))
            line.textEdited.connect(self.touch)
            widgets += [label(word, "second"), line]
        column = self.stack(4)
        column.addWidget(row_of(*widgets))
        self.echo = label("", "help", wrap=True)
        column.addWidget(self.echo)
        self.setFocusProxy(self.lines["min"])

    def target(self) -> QWidget:
        """The first line."""
        return self.lines["min"]

    def part_at(self, widget: QWidget) -> str:
        """Each number is a part of its own."""
        return next((name for name, line in self.lines.items() if line is widget), "")

    def fill(self, value: Json) -> None:
        """Show the numbers."""
        content = value if isinstance(value, dict) else {"min": value} if value is not None else {}
        self._kept = {k: v for k, v in content.items() if isinstance(v, dict)}
        for name, line in self.lines.items():
            number = content.get(name)
            line.show_text("" if number is None or isinstance(number, dict) else str(number))
        labels = self.context.labels
        said = [f"{labels.part('count_range', k)}: {labels.term(reason_of(v))}." for k, v in self._kept.items()]
        self.echo.setText(" ".join(said))
        self.echo.setVisible(bool(said))

    def read(self) -> Json:
        """Numbers; what is none stays as typed."""
        result: dict[str, Json] = {}
        for name, line in self.lines.items():
            text = line.text().strip()
            if text:
                result[name] = int(text) if re.fullmatch(r"\d{1,9}", text) else text
            elif name in self._kept:
                result[name] = self._kept[name]
        return result or None


class DateRangeEditor(Editor):
    """``date_range``: from and to, each a day, month or year; it may still go on."""

    type_name = "date_range"

    def build(self) -> None:
        """Two lines and a box."""
        words, labels = self.context.words, self.context.labels
        self.start = Line(labels.part("date_range", "start"), words("12 Mar 2022"))
        self.end = Line(labels.part("date_range", "end"), words("12 Mar 2022"))
        self.open = CheckBox(words("still goes on"))
        for line in (self.start, self.end):
            line.setMaximumWidth(current().px(140))
            line.textEdited.connect(self.touch)
        self.open.clicked.connect(self._opened)
        words_start = label(labels.part("date_range", "start"), "second")
        words_end = label(labels.part("date_range", "end"), "second")
        self.stack().addWidget(row_of(words_start, self.start, words_end, self.end, self.open))
        self._before = ""
        self.setFocusProxy(self.start)

    def target(self) -> QWidget:
        """The first line."""
        return self.start

    def _opened(self) -> None:
        self.end.setEnabled(not self.open.isChecked())
        self.touch()

    def fill(self, value: Json) -> None:
        """Show both ends."""
        content = value if isinstance(value, dict) else {}
        lang = self.context.lang
        start, end = (content.get(k, "") for k in ("start", "end"))
        self._before = start if start == ".." else ""
        self._kept = {k: v for k, v in content.items() if isinstance(v, dict)}
        self.start.show_text("" if start == ".." or isinstance(start, dict) else show_day(str(start), lang))
        self.open.setChecked(end == "..")
        self.end.setEnabled(end != "..")
        self.end.show_text("" if end == ".." or isinstance(end, dict) else show_day(str(end), lang))

    def read(self) -> Json:
        """Both ends; "" is unknown, ".." is open."""
        start = read_day(self.start.text()) or self._before
        end = ".." if self.open.isChecked() else read_day(self.end.text())
        if not start and not end and not self._kept:
            return None
        return {"start": start or self._kept.get("start", ""), "end": end or self._kept.get("end", "")}


class ContactEditor(PartsEditor):
    """``contact``: what, of which kind, whether it is safe to use, when, whose."""

    type_name = "contact"

    def build_parts(self) -> None:
        """Kind and value first."""
        self.add_line("value", Line())
        term_part(self, "kind", terms_of(self, "kind"))
        term_part(self, "safe", terms_of(self, "safe"))
        self.add_line("times", Line())
        self.add_line("owner", Line())
        self.add_line("note", Line())


class SignatureEditor(PartsEditor):
    """``signature``: signed, a mark, or refused and why; by whom and when."""

    type_name = "signature"

    def build_parts(self) -> None:
        """Status and role first."""
        from field_doc.schema.model import Field

        term_part(self, "status", terms_of(self, "status"))
        term_part(self, "role", terms_of(self, "role"))
        self.moment = InstantEditor(Field("at", "instant"), f"{self.path}.at", self.context)
        self.moment.changed.connect(self.touch)
        self.add("at", self.moment, self.moment.set, self.moment.get, wide=True, target=self.moment.day)
        self.add_text("reason", GrowingText())

    def box_of(self, part: str) -> FieldBox:
        """The box of a part."""
        return self.parts[part].box
