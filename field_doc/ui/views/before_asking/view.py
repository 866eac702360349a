"""The page before questions: calm, one column, the button to stop first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui import screens
from field_doc.ui.theme import current
from field_doc.ui.views.before_asking.presenter import (
    CHOICES,
    CIRCUMSTANCES,
    FOR_FULL,
    NO,
    NOT_YET,
    QUESTIONS,
    UNKNOWN,
    YES,
    GatePresenter,
    Outcome,
)
from field_doc.ui.widgets.controls import Button, CheckBox, Segments
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.headers import Footer
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.program import Program

Json = Any
_MEASURE = 780
_PINNED_FROM = 520


def questions(words: Words) -> dict[str, tuple[str, str]]:
    """Each question and the line under it."""
    return {
        "needed": (
            words("Is it needed to ask just now?"),
            words("Will it add what nobody has recorded yet?"),
        ),
        "told": (
            words("Has the person told anybody before?"),
            words("Investigators, journalists, another organisation. Telling again may harm the person and the case."),
        ),
        "warned": (
            words("Has an authority forbidden the person to tell?"),
            words("A warning not to disclose: then only contact, and a lawyer."),
        ),
        "safe": (
            words("Is it safe here and out of hearing?"),
            words("For the person, for you, and afterwards."),
        ),
        "adult": (
            words("Is the person 18 or older?"),
            words("We do not ask a child about the event."),
        ),
        "able": (
            words("Is the person able to speak now?"),
            words("If not, support first. The talk can wait."),
        ),
        "agrees": (
            words("Does the person understand what it is for, and agree?"),
            words("Next: consent for each purpose. Any of them may be withheld."),
        ),
    }


def strip_words(found: Outcome, words: Words) -> tuple[str, str]:
    """The sentence of the result: bold what, the rest."""
    said = {
        "first_account": (
            words("Allowed: a first account."),
            words("In short: what, when, where, who, how known. Investigators take the full statement."),
        ),
        "prior_ref": (
            words("Allowed: where and when it was told before."),
            words("Nothing is asked about the event itself."),
        ),
        "contact_only": (words("Allowed: contact and topic only."), words("Nothing is asked about the event.")),
        "not_now": (words("Not now."), words("Stop kindly. Support first; the talk can wait.")),
        "no_consent": (words("Not without consent."), words("Thank the person. Nothing more is asked or written.")),
        "open": (
            words("Answer what is still open."),
            words("As it stands, a first account would be allowed."),
        ),
    }
    return said[found.key]


class BeforeAsking(QWidget):
    """In the record column until somebody stops or goes on."""

    answered = Signal()

    def __init__(self, program: Program, screen: Any) -> None:
        super().__init__()
        self._program, self._screen = program, screen
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.presenter = GatePresenter(self)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.groups: dict[str, Segments] = {}
        self.marks: dict[str, CheckBox] = {}
        self._strip: Strip | None = None
        self._build()
        self.presenter.start()

    def _build(self) -> None:
        theme, words = current(), self._program.words
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(8))
        measure = QWidget()
        self._column = QVBoxLayout(measure)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(5))
        self._column.addWidget(label(words("Before asking"), "title"))
        lead = words("You may listen at once. These questions are to you, before you ask your own.")
        self._column.addWidget(label(lead, "second", wrap=True))
        self._column.addSpacing(theme.px(6))
        asked = questions(words)
        for name in QUESTIONS:
            self._column.addWidget(self._question(name, *asked[name]))
            self._column.addWidget(hairline())
        self._circumstances()
        self._place = QVBoxLayout()
        self._column.addLayout(self._place)
        holder.addLayout(measured(measure, theme.px(_MEASURE)))
        holder.addStretch(1)
        self._outer.addWidget(Page(inner, words("Before asking")), 1)
        self._pinned = QVBoxLayout()
        self._pinned.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12))
        self._outer.addLayout(self._pinned)
        self._foot()

    def _question(self, name: str, text: str, under: str) -> QWidget:
        words = self._program.words
        said = {YES: words("Yes"), NO: words("No"), UNKNOWN: words("I do not know"), NOT_YET: words("Not yet")}
        row_widget = QWidget()
        row = QHBoxLayout(row_widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(16))
        column = QVBoxLayout()
        column.setSpacing(current().px(2))
        column.addWidget(label(text, "strong", wrap=True))
        column.addWidget(label(under, "small", wrap=True))
        row.addLayout(column, 1)
        group = Segments(text, [(c, said[c]) for c in CHOICES[name]], optional=True)
        group.chosen.connect(lambda choice, n=name: self._answered(n, choice))
        group.set_key(self.presenter.answers.given.get(name, ""))
        self.groups[name] = group
        row.addWidget(group, 0, Qt.AlignmentFlag.AlignTop)
        return row_widget

    def _circumstances(self) -> None:
        words, labels = self._program.words, self._program.labels
        self._column.addWidget(label(words("Known or seen, if anything"), "strong"))
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=2)
        for term in CIRCUMSTANCES:
            box = CheckBox(labels.term(term))
            box.setChecked(term in self.presenter.answers.circumstances)
            box.toggled.connect(lambda on, t=term: self.presenter.mark(t, on=on))
            self.marks[term] = box
            flow.addWidget(box)
        self._column.addWidget(holder)
        self._for_full()

    def _for_full(self) -> None:
        """Three conditions under which a full statement may be chosen; without them a first account is the most."""
        words = self._program.words
        self._column.addWidget(label(words("A full statement only if all three hold"), "strong"))
        said = {
            "trained": words("I am trained and authorised to take full statements"),
            "mandate": words("There is a written mandate"),
            "second": words("A second person is present"),
        }
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=2)
        for what in FOR_FULL:
            box = CheckBox(said[what])
            box.setChecked(what in self.presenter.answers.for_full)
            box.toggled.connect(lambda on, w=what: self.presenter.ready(w, on=on))
            self.marks[what] = box
            flow.addWidget(box)
        self._column.addWidget(holder)

    def _foot(self) -> None:
        words = self._program.words
        self.foot = Footer()
        self.stop = Button(words("Stop here"))
        self.contact = Button(words("Contact and topic only"))
        self.full = Button(words("Full statement"))
        self.full.clicked.connect(self.presenter.full)
        self.forward = Button(words("Next: consent"))
        self.stop.clicked.connect(self.presenter.stop)
        self.contact.clicked.connect(self.presenter.contact_only)
        self.forward.clicked.connect(self.presenter.go_on)
        self.foot.set_left(self.stop, self.contact)
        self.foot.set_right(self.full, self.forward)
        self._outer.addWidget(self.foot)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is at the first question."""
        super().showEvent(event)
        self.go_to(QUESTIONS[0])

    def _answered(self, name: str, choice: str) -> None:
        self.presenter.answer(name, choice)

    # -- what the presenter says -----------------------------------------------------------------

    def show_outcome(self, outcome: Outcome) -> None:
        """The strip and the way on."""
        words, labels = self._program.words, self._program.labels
        if self._strip is not None:
            self._strip.hide()
            self._strip.deleteLater()
        strong, text = strip_words(outcome, words)
        why = [labels.gate(key) for key in (*outcome.reasons, *outcome.requirements)]
        stops = outcome.key in {"not_now", "no_consent"}
        self._strip = Strip("warn" if stops else "accent", strong, " ".join((text, *why)), icon_name="info")
        self._strip.setMaximumWidth(current().px(_MEASURE))
        self._pin()
        self.forward.setVisible(not stops)
        self.full.setVisible(outcome.full and not stops)
        self.forward.setText(words("Contact and topic") if outcome.key == "contact_only" else words("Next: consent"))

    def _pin(self) -> None:
        """What is allowed stays in sight above the foot; in a low window it scrolls with the questions."""
        high = self.height() >= current().px(_PINNED_FROM)
        target = self._pinned if high else self._place
        if self._strip is not None and target.indexOf(self._strip) < 0:
            target.addWidget(self._strip)
        margin = current().px(8) if high else 0
        self._pinned.setContentsMargins(current().px(24), margin, current().px(24), margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height: the strip may have to move."""
        super().resizeEvent(event)
        self._pin()

    def go_to(self, question: str) -> None:
        """A question that is open."""
        group = self.groups[question]
        buttons = group.findChildren(QWidget)
        if buttons:
            buttons[0].setFocus()

    def begin(self, fields: dict[str, Json], tab: str) -> None:
        """The statement, with the person's code and a consent to fill in."""
        self._screen.begin_statement(fields, tab)

    def leave(self) -> None:
        """Nothing was begun; the page after a stop offers help."""
        self._screen.put_aside(screens.part("stop_page")(self._program))

    # -- keys, language ----------------------------------------------------------------------------

    def act(self, name: str) -> bool:
        """Ctrl+Enter goes on, if there is a way on."""
        if name == "main_act":
            if not self.forward.isHidden():
                self.presenter.go_on()
            return True
        return False

    def retranslate(self) -> None:
        """Speak the other language; answers stay."""
        self._strip = None
        for layout in (self._pinned, self._outer):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self.groups, self.marks = {}, {}
        self._build()
        self.presenter.start()
