"""The editor of uncertain dates: the words said first, then what they can mean, inline below the button."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, edtf_words
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.composites import terms_of
from field_doc.ui.forms.context import reason_of
from field_doc.ui.forms.datewords import KINDS, Said, compose, read_day, show_day, take_apart
from field_doc.ui.forms.inputs import FindTerm, LanguageChoice, Line
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.ui.widgets.fieldbox import FieldBox

Json = Any
_COMPUTED = ("earliest", "latest")


class UncertainDateEditor(Editor):
    """``uncertain_date``: a button that says the date in words and opens the panel under it."""

    type_name = "uncertain_date"

    def build(self) -> None:
        """Button and panel."""
        words = self.context.words
        column = self.stack(8)
        self.button = Button("", "pick", icon_name="calendar-clock")
        policy = self.button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.button.setSizePolicy(policy)
        self.button.clicked.connect(self._toggle)
        column.addWidget(self.button)
        self.echo = label("", "help", wrap=True)
        column.addWidget(self.echo)
        self.panel = QFrame()
        self.panel.setProperty("strip", "card")
        inside = QVBoxLayout(self.panel)
        pad = current().px(12)
        inside.setContentsMargins(pad, pad, pad, pad)
        inside.setSpacing(current().px(8))
        self._as_said_row(inside)
        self._date_row(inside)
        self._term_row(inside)
        self.done = Button(words("Done"), "small")
        self.done.clicked.connect(self._toggle)
        inside.addWidget(row_of(self.done))
        column.addWidget(self.panel)
        self.panel.hide()
        self._reasons: dict[str, Json] = {}
        self._precision = ""
        self.setFocusProxy(self.button)

    def _as_said_row(self, inside: QVBoxLayout) -> None:
        name = self._part("as_said")
        self.as_said = Line(name)
        self.language = LanguageChoice(self.context.words)
        inside.addWidget(label(name, "small"))
        inside.addWidget(row_of(self.as_said, self.language, stretch=0))
        self.as_said.textEdited.connect(self._edited)
        self.language.activated.connect(self._edited)

    def _date_row(self, inside: QVBoxLayout) -> None:
        words = self.context.words
        names = {
            "exact": words("day, month or year"),
            "about": words("about"),
            "one_of": words("one of two"),
            "between": words("from … to …"),
            "before": words("not later than"),
            "after": words("not earlier than"),
            "other": words("EDTF text"),
        }
        self.kind = Choice(words("How certain"))
        self.kind.fill((kind, names[kind]) for kind in KINDS)
        self.kind.set_key("exact")
        self.first = Line(words("Date"), words("12 Mar 2022"))
        self.second = Line(words("Second date"), words("12 Mar 2022"))
        inside.addWidget(label(words("What it can mean"), "small"))
        inside.addWidget(row_of(self.kind, self.first, self.second))
        self.kind.activated.connect(self._kind_chosen)
        self.first.textEdited.connect(self._edited)
        self.second.textEdited.connect(self._edited)

    def _term_row(self, inside: QVBoxLayout) -> None:
        words, lang = self.context.words, self.context.lang
        hint = words("Choose or type to find")
        self.part_of_day = FindTerm(terms_of(self, "part_of_day"), lang, self._part("part_of_day"), hint)
        self.clock = FindTerm(terms_of(self, "clock_basis"), lang, self._part("clock_basis"), hint)
        for finder in (self.part_of_day, self.clock):
            inside.addWidget(label(finder.accessibleName(), "small"))
            inside.addWidget(finder)
            finder.chosen.connect(self._term_chosen)

    def _part(self, name: str) -> str:
        return self.context.labels.part("uncertain_date", name)

    def target(self) -> QWidget:
        """The button."""
        return self.button

    def part_boxes(self) -> dict[str, FieldBox]:
        """Problems of parts stand with the whole: the panel may be closed."""
        return {}

    def _toggle(self) -> None:
        opening = self.panel.isHidden()
        self.panel.setVisible(opening)
        (self.as_said if opening else self.button).setFocus()

    def _kind_chosen(self) -> None:
        self.second.setVisible(self.kind.key() in {"one_of", "between"})
        self._edited()

    def _term_chosen(self) -> None:
        if self.read() != self._shown:
            self._edited()

    def _edited(self) -> None:
        if self._filling:
            return
        self.touch()
        self._say()

    def fill(self, value: Json) -> None:
        """Show words, date and terms."""
        content = value if isinstance(value, dict) else {"edtf": value} if value else {}
        self._reasons = {k: v for k, v in content.items() if reason_of(v)}
        plain = {k: str(v) for k, v in content.items() if not reason_of(v)}
        self.as_said.show_text(plain.get("as_said", ""))
        self.language.show_code(plain.get("lang") or self.context.record_lang)
        said, lang = take_apart(plain.get("edtf", "")), self.context.lang
        self.kind.set_key(said.kind)
        self.first.show_text(show_day(said.first, lang))
        self.second.show_text(show_day(said.second, lang))
        self.second.setVisible(said.kind in {"one_of", "between"})
        self.part_of_day.set_key(plain.get("part_of_day", ""))
        self.clock.set_key(plain.get("clock_basis", ""))
        # A precision computed from the date would contradict another date later: kept only with its date.
        self._precision, self._edtf = plain.get("precision", ""), plain.get("edtf", "")
        self._shown = self.read()
        self._say()

    def read(self) -> Json:
        """Everything but the bounds, which are always computed."""
        said = Said(self.kind.key(), read_day(self.first.text()), read_day(self.second.text()))
        text = compose(said)
        words = self.as_said.text()
        parts = {
            "as_said": words,
            "lang": self.language.key() if words else "",
            "edtf": text,
            "precision": self._precision if text == self._edtf else "",
            "part_of_day": self.part_of_day.key(),
            "clock_basis": self.clock.key(),
        }
        result: dict[str, Json] = {k: v for k, v in parts.items() if v}
        result |= {k: v for k, v in self._reasons.items() if k not in result and k not in _COMPUTED}
        return result or None

    def _say(self) -> None:
        """The date in words on the button; as told and the bounds under it."""
        value, words = self.read() or {}, self.context.words
        text = value.get("edtf", "")
        text = text if isinstance(text, str) else ""
        summary, bounds = _in_words(text, value.get("clock_basis"), self.context)
        part = value.get("part_of_day")
        if isinstance(part, str) and summary:
            word = self.context.labels.term(part)
            summary = f"{summary}, {word[:1].lower()}{word[1:]}"
        said = value.get("as_said")
        said = said if isinstance(said, str) else ""
        self.button.setText(summary or text or said or words("Choose"))
        told = words("As told: {words}.", words=self.context.fmt.quote(said)) if said else ""
        self.echo.setText(" ".join(part for part in (told, bounds, *self._why_empty(value)) if part))
        self.echo.setVisible(bool(self.echo.text()))

    def _why_empty(self, value: dict[str, Json]) -> list[str]:
        """Reasons that stand for parts, in words."""
        labels = self.context.labels
        reasons = {part: reason_of(value.get(part)) for part in self._reasons}
        return [f"{labels.part('uncertain_date', part)}: {labels.term(why)}." for part, why in reasons.items() if why]


def _in_words(text: Json, clock: Json, context: Any) -> tuple[str, str]:
    """(date in words, bounds in words) of an EDTF text; both "" if it cannot be read."""
    if not isinstance(text, str) or not text:
        return "", ""
    try:
        parsed = edtf.parse(text)
    except InputProblem:
        return "", ""
    first, last = edtf.bounds(parsed, clock if isinstance(clock, str) else None)
    ends = [_moment(end, context) for end in (first, last)]
    bounds = ""
    if any(ends):
        bounds = context.words("On the timeline: {first} – {last}.", first=ends[0] or "…", last=ends[1] or "…")
    return edtf_words.words(text, context.words), bounds


def _moment(value: str | datetime | None, context: Any) -> str:
    if value is None:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return str(context.fmt.moment(moment, zone=False))
