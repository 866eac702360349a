"""The frame of a record's page: header, strips above the tabs, the plan of a site, the place of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from field_doc.app.level_words import level_chip
from field_doc.schema.problems import Problem
from field_doc.ui.forms.builder import FieldProblem, Form
from field_doc.ui.forms.view import FormView
from field_doc.ui.recordpage.body import SwapTab, under_title
from field_doc.ui.recordpage.caret import LastControl
from field_doc.ui.recordpage.foot import PageFoot
from field_doc.ui.recordpage.history_tab import HistoryTab
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.recordpage.presenter import RecordPresenter
from field_doc.ui.recordpage.problems import Judge
from field_doc.ui.recordpage.site_plan import SitePlan
from field_doc.ui.recordpage.strips import consent_answers, consent_day, in_short, mine_rule
from field_doc.ui.recordrows import newer_words, states_of, title_of
from field_doc.ui.taborder import has_keyboard
from field_doc.ui.theme import current
from field_doc.ui.widgets.headers import RecordHeader
from field_doc.ui.widgets.strips import ConsentStrip, Strip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.app.changes import Changes
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.acts.records import Loaded, RecordActs
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.readform import ReadForm

Json = Any
_JUDGE_MS: Final = 120
_RETRY_MS: Final = 3_000
_SITE: Final = "burial_site"


class PageFrame(QWidget):
    """What stands round the tabs of a record; the page fills it.

    Signals:
        gone_away: the draft shown was discarded and nothing is left of it.
        back: one column: to the list.
        identity_wanted: open the identity record of the person shown (id, code).
    """

    gone_away = Signal()
    back = Signal()
    identity_wanted = Signal(str, str)
    presenter: RecordPresenter

    def __init__(self, program: Program, acts: RecordActs) -> None:
        super().__init__()
        self._program, self._acts = program, acts
        self.form: Form | ReadForm | None = None
        self.view: FormView | None = None
        self.history: HistoryTab | None = None
        self._judge: Judge | None = None
        self._refused: tuple[FieldProblem, ...] = ()
        self._loaded: Loaded | None = None
        # What the store said last, and of which values: the schema alone does not see other records.
        self._told: tuple[Mapping[str, Json], Sequence[Problem]] = ({}, ())
        # As last told: deliveries move on while the record stands open.
        self._row: RecordRow | None = None
        self._panel: Panel | None = None
        self._when_shown: Panel | None = None
        self._before_panel: QWidget | None = None
        self._swap: dict[str, SwapTab] = {}
        self._go_after: tuple[str, str] = ("", "")
        self._enter_after = False
        self._narrow = False
        self._last = LastControl(self)
        self._judge_soon = self._timer(_JUDGE_MS)
        self._again = self._timer(_RETRY_MS)
        self._build()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def _build(self) -> None:
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = RecordHeader(self._program.words)
        self.head.back.connect(self.back)
        column.addWidget(self.head)
        theme = current()
        self._strips = QVBoxLayout()
        self._strips.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(4))
        column.addLayout(self._strips)
        self._middle = QHBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        column.addLayout(self._middle, 1)
        self._asked = QVBoxLayout()
        column.addLayout(self._asked)
        self._foot_place = QVBoxLayout()
        column.addLayout(self._foot_place)
        self.foot: PageFoot | None = None
        self.consent: ConsentStrip | None = None
        self.plan: SitePlan | None = None

    @property
    def record_id(self) -> str:
        """The record shown, "" if none."""
        return self.presenter.record_id

    @property
    def shown_row(self) -> RecordRow | None:
        """The summary of the record shown, None if none is."""
        return self._loaded.view.shown.row if self._loaded is not None else None

    def leave(self) -> None:
        """Give what is typed to be saved at once."""
        if isinstance(self.form, Form) and self.form.unsaved:
            self.form.save_now()

    def go_to(self, path: str) -> None:
        """Show the section of a field and put the focus there."""
        if isinstance(self.form, Form) and self.view is not None:
            key = self.form.go_to(path)
            if key:
                self.view.show_section(key)
                self.form.go_to(path)

    def _clear(self) -> None:
        self.close_panel()
        self._swap = {}
        self._judge_soon.stop()
        for layout in (self._middle, self._strips, self._foot_place):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        if self.form is not None:
            self.form.deleteLater()
        self.form, self.view, self.history, self._judge = None, None, None, None
        self.consent, self.plan, self.foot = None, None, None

    def _fill_strips(self, loaded: Loaded, values: Mapping[str, Json]) -> None:
        words, row = self._program.words, loaded.view.shown.row
        if loaded.view.shown.newer:
            self._strips.addWidget(Strip("warn", *newer_words(loaded.view.shown.unknown, words)))
        if row.type == "statement":
            self.consent = ConsentStrip(words("Consent"), words("Change"))
            self.consent.change.connect(self._change_consent)
            self._strips.addWidget(self.consent)
            self.show_around(loaded)
        if row.type == _SITE and self.form is not None:
            lead, rule = mine_rule(self.form.record_type, values, self._program.labels)
            self._strips.addWidget(Strip("warn", lead, rule))
            self.plan = SitePlan(words, self._program.fmt)
            self.plan.show_boundary(values.get("boundary"))
            if self.view is not None:
                self.view.set_aside(self.plan)

    def show_row(self, row: RecordRow) -> None:
        """Title, states, level."""
        program, loaded = self._program, self._loaded
        self._row = row
        if loaded is None or self.form is None:
            return
        shown, labels = loaded.view.shown, program.labels
        sealed_at = next((v.sealed_at for v in shown.versions if v.number == shown.version), "")
        level = self.form.values.get("handling_level")
        self.head.show_record(
            f"{row.code} · {title_of(row, labels)}",
            under_title(row, labels, program, shown.version, sealed_at),
            states_of(row, program.words),
            *level_chip(row, level if isinstance(level, str) else "", labels),
        )
        self.head.set_narrow(narrow=self._narrow, back_to=self._back_words())

    def show_around(self, loaded: Loaded) -> None:
        """The consent a statement names."""
        if self.consent is None:
            return
        words = self._program.words
        if loaded.consent is None:
            self.consent.show_answers(words("No consent is named yet."), ())
            note = words("No consent is named yet.")
        else:
            answers = consent_answers(loaded.consent, words)
            self.consent.show_answers(consent_day(loaded.consent, self._program.fmt), answers)
            note = in_short(answers, words)
        if self.view is not None:
            self.view.set_note(note)

    @Slot()
    def _change_consent(self) -> None:
        if self._loaded is not None and self._loaded.consent is not None and self.form is not None:
            named = self.form.values.get("consent")
            self.leave()
            self._program.open_record(str(named), "purposes")
        else:
            self.go_to("consent")

    def ask_when_shown(self, panel: Panel) -> None:
        """Put a panel above the foot once the record is shown anew: what an act has to say of it."""
        self._when_shown = panel

    def ask_waiting(self) -> None:
        """The record is shown: what waited for it comes now."""
        panel, self._when_shown = self._when_shown, None
        if panel is not None:
            self.ask(panel)

    def ask(self, panel: Panel) -> None:
        """Put a question above the foot."""
        self.close_panel()
        self._before_panel = QApplication.focusWidget()
        panel.closed.connect(self.close_panel)
        self._panel = panel
        self._asked.addWidget(panel)
        panel.show()

    @Slot()
    def close_panel(self) -> bool:
        """Close the question; whether there was one."""
        panel, self._panel = self._panel, None
        if panel is None:
            return False
        self._asked.removeWidget(panel)
        if has_keyboard(panel):
            self._back_to(self._before_panel)
        panel.hide()
        panel.deleteLater()
        return True

    def _back_to(self, before: QWidget | None) -> None:
        """The keyboard goes on where it was before a question, else at the act of the foot; never out of the page."""
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.foot is not None:
            self.foot.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def broadcast(self, changes: Changes) -> None:
        """Tell everybody."""
        self._program.changed(changes)

    def show_error(self, error: Exception) -> None:
        """Say what failed."""
        self._program.show_error(error)

    def _back_words(self) -> str:
        screen = self._program.shell.section
        return screen.title() if screen is not None else ""

    def set_narrow(self, *, narrow: bool) -> None:
        """One column."""
        self._narrow = narrow
        self.head.set_narrow(narrow=narrow, back_to=self._back_words())
        if self.view is not None:
            self.view.set_narrow(narrow=narrow)
        if self.foot is not None:
            self.foot.set_narrow(narrow=narrow)
        if self.consent is not None:
            self.consent.setVisible(not narrow)
        self._place_plan()

    def _place_plan(self) -> None:
        if self.plan is not None:
            self.plan.setVisible(self.plan.has_shape and self.width() >= current().px(720))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The plan stands beside the tabs where there is room."""
        super().resizeEvent(event)
        self._place_plan()
