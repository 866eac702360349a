"""The editor of uncertain dates: the words said first, then what they can mean, inline below the button."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, edtf_words
from field_doc.schema.timezones import twice
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.composites import list_of, terms_of
from field_doc.ui.forms.context import reason_of
from field_doc.ui.forms.date_lines import DateLines
from field_doc.ui.forms.datesaid import Said, compose, take_apart
from field_doc.ui.forms.datewords import read_day, show_day
from field_doc.ui.forms.find_term import FindTerm
from field_doc.ui.forms.inputs import LanguageChoice, Line
from field_doc.ui.forms.scalars import InstantEditor
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice, Segments
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.ui.widgets.fieldbox import FieldBox

Json = Any
_COMPUTED = ("earliest", "latest")
_OFFSET = re.compile(r"(?<=\d)(?:Z|[+-]\d{2}:\d{2})(?=[?~%]?$)")
_CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?")


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
        self._readings: tuple[str, ...] = ()
        self._precision, self._edtf, self._said = "", "", Said("exact")
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
        inside.addWidget(label(words("What it can mean"), "small"))
        self.dates = DateLines(self.context)
        self.kind = self.dates.kind
        inside.addWidget(self.dates)
        self.dates.edited.connect(self._edited)
        self.anchor = label(words("Say in the field of the event what it is counted from."), "help", wrap=True)
        inside.addWidget(self.anchor)
        self.offset = Choice(words("Offset from UTC"))
        pairs = [(o, "UTC" if o == "Z" else f"UTC{o.removesuffix(':00')}") for o in InstantEditor.offsets]
        self.offset.fill([("", words("by the clock named below")), *pairs])
        self.offset.set_key("")
        self.offset.setMinimumContentsLength(len(words("by the clock named below")))
        self.offset.activated.connect(self._offset_chosen)
        self.offset_row = row_of(label(words("Offset from UTC"), "second"), self.offset)
        inside.addWidget(self.offset_row)
        self.twice = Segments(words("This hour came twice that night"), (), optional=True)
        self.twice.chosen.connect(self._hour_chosen)
        asked = label(words("This hour came twice that night: which one was it?"), "help", wrap=True)
        self.twice_row = QWidget()
        column = QVBoxLayout(self.twice_row)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(asked)
        column.addWidget(row_of(self.twice))
        inside.addWidget(self.twice_row)

    def _term_row(self, inside: QVBoxLayout) -> None:
        hint = self.context.words("Choose or type to find")

        def finder(part: str) -> FindTerm:
            return FindTerm(self.context, list_of(self, part), terms_of(self, part), self._part(part), hint)

        self.part_of_day, self.clock = finder("part_of_day"), finder("clock_basis")
        for one in (self.part_of_day, self.clock):
            inside.addWidget(label(one.accessibleName(), "small"))
            inside.addWidget(one)
            one.chosen.connect(self._term_chosen)

    def _part(self, name: str) -> str:
        return self.context.labels.part("uncertain_date", name)

    def target(self) -> QWidget:
        """The button."""
        return self.button

    def part_boxes(self) -> dict[str, FieldBox]:
        """Problems of parts stand with the whole: the panel may be closed."""
        return {}

    def part_at(self, widget: QWidget) -> str:
        """The words, the date and both terms are parts."""
        parts = {"as_said": (self.as_said,), "edtf": (*self.dates.lines, self.kind, self.dates.mark),
                 "part_of_day": (self.part_of_day,), "clock_basis": (self.clock,)}  # fmt: skip
        return next((name for name, controls in parts.items() if any(c is widget for c in controls)), "")

    def _toggle(self) -> None:
        opening = self.panel.isHidden()
        self.panel.setVisible(opening)
        (self.as_said if opening else self.button).setFocus()

    def _offset_chosen(self) -> None:
        """The offset stands in the date itself: with it the moment is certain, whatever the clock."""
        self._set_offset(self.offset.key())

    def _hour_chosen(self, key: str) -> None:
        self._set_offset(key)

    def _set_offset(self, offset: str) -> None:
        line = self.dates.first
        bare = _OFFSET.sub("", read_day(line.text()))
        line.show_text(show_day(f"{bare}{offset}", self.context.lang))
        self._edited()

    def _show_clock(self, edtf_text: str) -> None:
        """Offset where there is a clock time; first or second where that time came twice."""
        single = self.dates.kind.key() not in {"one_of", "one_between", "between", "other"}
        match = _CLOCK.fullmatch(edtf_text.rstrip("?~%")) if single else None
        self.offset_row.setVisible(match is not None)
        self.anchor.setVisible(self.dates.kind.key() == "relative")
        readings = twice(match[1], self.clock.key() or None) if match else ()
        self.twice_row.setVisible(bool(readings))
        if match is None:
            return
        given = match[2] or ""
        if given and self.offset.findData(given) < 0:
            self.offset.addItem(f"UTC{given}", given)
        self.offset.set_key(given)
        words = self.context.words
        if readings:
            first, second = readings
            names = words("the first ({offset})", offset=first), words("the second ({offset})", offset=second)
            if readings != self._readings:
                self.twice.fill(tuple(zip(readings, names, strict=True)))
                self._readings = readings
            self.twice.set_key(given)

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
        self._said = take_apart(plain.get("edtf", ""), plain.get("precision", ""))
        self.dates.fill(self._said)
        self.part_of_day.set_key(plain.get("part_of_day", ""))
        self.clock.set_key(plain.get("clock_basis", ""))
        # A precision computed from the date would contradict another date later: kept only with its date.
        self._precision, self._edtf = plain.get("precision", ""), plain.get("edtf", "")
        self._shown = self.read()
        self._say()

    def read(self) -> Json:
        """Everything but the bounds, which are always computed."""
        said = self.dates.said()
        # The text is written anew only when its date was: a mark on one part of it says more than the form shows.
        text = self._edtf if said == self._said else compose(said)
        words = self.as_said.text()
        parts = {
            "as_said": words,
            "lang": self.language.key() if words else "",
            "edtf": text,
            "precision": self._precision_of(said, text),
            "part_of_day": self.part_of_day.key(),
            "clock_basis": self.clock.key(),
        }
        result: dict[str, Json] = {k: v for k, v in parts.items() if v}
        result |= {k: v for k, v in self._reasons.items() if k not in result and k not in _COMPUTED}
        return result or None

    def _precision_of(self, said: Said, text: str) -> str:
        """What the text alone cannot say; a precision that was computed goes with its date."""
        if said.precision or self.dates.is_month_part:
            return said.precision or "dp_month_part"
        same = text == self._edtf and said.kind == self._said.kind
        return self._precision if same else ""

    def _say(self) -> None:
        """The date in words on the button; as told and the bounds under it."""
        value, words = self.read() or {}, self.context.words
        text = value.get("edtf", "")
        text = text if isinstance(text, str) else ""
        self._show_clock(text)
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
