"""Editors of terms: one, several, a consent answer for each, a checklist with times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.find_term import FindTerm
from field_doc.ui.forms.finding import selectable, source_of
from field_doc.ui.forms.inputs import Line
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import CheckBox, Segments
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.strips import Chip
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from field_doc.schema.model import Term, Vocabulary

Json = Any
_SEGMENTS_UP_TO: Final = 4
_SEGMENT_LETTERS: Final = 44
_BOXES_UP_TO: Final = 8


def clear_flow(flow: FlowLayout) -> None:
    """Take every widget out of a flow."""
    while (item := flow.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _terms(vocabulary: Vocabulary | None) -> tuple[Term, ...]:
    return vocabulary.terms if vocabulary is not None else ()


def _list_of(vocabulary: Vocabulary | None) -> str:
    return vocabulary.name if vocabulary is not None else ""


class TermEditor(Editor):
    """``term``: buttons for a few short terms, else a list to find in."""

    type_name = "term"

    def build(self) -> None:
        """Buttons or list, by how many and how long the terms are."""
        terms, lang = _terms(self.field.vocabulary), self.context.lang
        letters = sum(len(t.label(lang)) for t in terms)
        self.few = 0 < len(terms) <= _SEGMENTS_UP_TO and letters <= _SEGMENT_LETTERS and all(map(selectable, terms))
        words = self.context.words
        self.segments = Segments("", [(t.id, t.label(lang)) for t in terms] if self.few else (), optional=True)
        hint = words("Choose or type to find")
        self.finder = FindTerm(self.context, _list_of(self.field.vocabulary), () if self.few else terms, "", hint)
        self.segments.chosen.connect(self.touch)
        self.finder.chosen.connect(self._chosen)
        self._odd = ""
        column = self.stack(0)
        if self.few:
            column.addWidget(row_of(self.segments))
        else:
            column.addWidget(self.finder)
            self.setFocusProxy(self.finder)

    def target(self) -> QWidget:
        """Whichever is shown."""
        return self.segments if self.few else self.finder

    def _chosen(self, key: str) -> None:
        if key != str(self._value or "") or self._touched:
            self.touch()

    def fill(self, value: Json) -> None:
        """Choose the term; a text that is no term is kept and shown."""
        text = "" if value is None else str(value)
        if self.few:
            self.segments.set_key(text)
            self._odd = text if text and not self.segments.key() else ""
        else:
            self.finder.set_key(text)

    def read(self) -> Json:
        """The term's id, or what was typed."""
        if self.few:
            return self.segments.key() or self._odd or None
        return self.finder.key() or None


class TermsEditor(Editor):
    """``terms``: check boxes for a short list, else chips and a list to find in."""

    type_name = "terms"

    def build(self) -> None:
        """Boxes or chips."""
        terms, lang = _terms(self.field.vocabulary), self.context.lang
        self._keys: list[str] = []
        self.few = 0 < len(terms) <= _BOXES_UP_TO and all(map(selectable, terms))
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=current().px(20 if self.few else 6), row_gap=4)
        self._boxes: dict[str, CheckBox] = {}
        column = self.stack(6)
        column.addWidget(self._holder)
        hint = self.context.words("Add: type to find")
        self.finder = FindTerm(self.context, _list_of(self.field.vocabulary), () if self.few else terms, "", hint)
        if self.few:
            for term in terms:
                self._boxes[term.id] = box = CheckBox(term.label(lang))
                box.setToolTip(source_of(term, self.context.labels))
                box.clicked.connect(lambda on, k=term.id: self._ticked(k, on=on))
                self._flow.addWidget(box)
        else:
            column.addWidget(self.finder)
            self.finder.chosen.connect(self._add)
            self.setFocusProxy(self.finder)

    def target(self) -> QWidget:
        """The first box, or the list."""
        return next(iter(self._boxes.values())) if self.few else self.finder

    def _ticked(self, key: str, *, on: bool) -> None:
        self._keys = [*self._keys, key] if on else [k for k in self._keys if k != key]
        self.touch()

    def _add(self, key: str) -> None:
        self.finder.set_key("")
        if key and key not in self._keys:
            self._keys.append(key)
            self._show()
            self.touch()

    def _remove(self, key: str) -> None:
        self._keys = [k for k in self._keys if k != key]
        self._show()
        self.touch()

    def _show(self) -> None:
        if self.few:
            for key, box in self._boxes.items():
                box.setChecked(key in self._keys)
            return
        clear_flow(self._flow)
        words = self.context.words
        for key in self._keys:
            name = self.context.labels.term(key)
            chip = Chip(name, "accent", remove=words("Remove {what}", what=name))
            term = self.context.registry.term(key)
            chip.setToolTip(source_of(term, self.context.labels) if term is not None else "")
            chip.removed.connect(lambda k=key: self._remove(k), Qt.ConnectionType.QueuedConnection)
            self._flow.addWidget(chip)
        self._holder.setVisible(bool(self._keys))

    def fill(self, value: Json) -> None:
        """Show the terms in their order."""
        self._keys = [str(k) for k in value] if isinstance(value, list) else [str(value)] if value else []
        self._show()

    def read(self) -> Json:
        """The ids in the order they were added."""
        return list(self._keys) or None


class TermMapEditor(Editor):
    """``term_map`` (consent): an answer for each purpose, and its limit in words."""

    type_name = "term_map"

    def build(self) -> None:
        """One row for each purpose."""
        words, lang = self.context.words, self.context.lang
        answers = (
            ("yes", words("yes")),
            ("no", words("no")),
            ("ask_each_time", words("ask each time")),
            ("not_asked", words("not asked")),
        )
        self.rows: dict[str, tuple[Segments, Line]] = {}
        column = self.stack(6)
        group = ""
        for term in _terms(self.field.vocabulary):
            if term.group and term.group != group:
                group = term.group
                if self.rows:
                    column.addWidget(hairline())
            name = term.label(lang)
            segments = Segments(name, answers, optional=True)
            limit = Line(words("Limit of {what}", what=name), words("limit, in the person's words"))
            keeps = limit.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)
            limit.setSizePolicy(keeps)
            column.addWidget(label(name, wrap=True))
            column.addWidget(row_of(segments, limit, stretch=1))
            segments.chosen.connect(self._answered)
            limit.textEdited.connect(self.touch)
            self.rows[term.id] = segments, limit
        # The field's name is for the whole; each answer keeps the name of its purpose.
        first = next((s.findChild(QAbstractButton) for s, _ in self.rows.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def target(self) -> QWidget:
        """The whole: its focus goes to the first answer."""
        return self

    def _answered(self) -> None:
        self._show_limits()
        self.touch()

    def _show_limits(self) -> None:
        for segments, limit in self.rows.values():
            limit.setVisible(segments.key() in {"yes", "ask_each_time"} or bool(limit.text()))

    def fill(self, value: Json) -> None:
        """Show every answer; absent is not asked."""
        self._kept = dict(value or {})
        for key, (segments, limit) in self.rows.items():
            entry = self._kept.get(key, {})
            answer = entry.get("answer", "") if isinstance(entry, dict) else str(entry)
            segments.set_key(str(answer or ""))
            limit.show_text(str(entry.get("limit", "")) if isinstance(entry, dict) else "")
        self._show_limits()

    def read(self) -> Json:
        """Answers given; reasons and keys without a row are kept."""
        result: dict[str, Json] = {k: v for k, v in self._kept.items() if k not in self.rows}
        for key, (segments, limit) in self.rows.items():
            answer, text = segments.key(), limit.text().strip()
            if not answer and not text:
                if isinstance(self._kept.get(key), dict) and "null_reason" in self._kept[key]:
                    result[key] = self._kept[key]
                continue
            result[key] = {"answer": answer or "not_asked", **({"limit": text} if text else {})}
        return result or None


class ChecklistEditor(Editor):
    """``checklist``: done or not, with the time it was ticked."""

    type_name = "checklist"

    def build(self) -> None:
        """A box for each item; the time stands beside it."""
        lang = self.context.lang
        self.boxes: dict[str, CheckBox] = {}
        self._times = {term.id: label("", "help") for term in _terms(self.field.vocabulary)}
        self._done: dict[str, dict[str, Json]] = {}
        column = self.stack(2)
        for term in _terms(self.field.vocabulary):
            self.boxes[term.id] = box = CheckBox(term.label(lang))
            box.clicked.connect(lambda on, k=term.id: self._ticked(k, on=on))
            column.addWidget(row_of(box, self._times[term.id], stretch=0))

    def target(self) -> QWidget:
        """The first box."""
        return next(iter(self.boxes.values())) if self.boxes else self

    def _ticked(self, key: str, *, on: bool) -> None:
        if on:
            moment = self.context.now().astimezone(KYIV).isoformat(timespec="seconds")
            self._done[key] = {"done": True, "at": moment}
        else:
            self._done.pop(key, None)
        self._show()
        self.touch()

    def _show(self) -> None:
        from datetime import datetime

        for key, box in self.boxes.items():
            entry = self._done.get(key, {})
            box.setChecked(bool(entry.get("done")))
            try:
                text = self.context.fmt.clock(datetime.fromisoformat(str(entry.get("at", ""))))
            except ValueError:
                text = str(entry.get("at", ""))
            self._times[key].setText(text)

    def fill(self, value: Json) -> None:
        """Show what is done."""
        self._done = {k: dict(v) if isinstance(v, dict) else {"done": bool(v)} for k, v in (value or {}).items()}
        self._show()

    def read(self) -> Json:
        """Everything ticked, with its time."""
        return {k: dict(v) for k, v in self._done.items()} or None
