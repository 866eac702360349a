"""The page of a record: header, strips, tabs, questions, foot. Drafts are typed into, sealed versions read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from field_doc.schema.problems import Problem
from field_doc.ui.acts.records import account_field, with_paragraphs
from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.builder import FieldProblem, Form
from field_doc.ui.forms.readonly import compare_page, differences
from field_doc.ui.forms.rules import in_words, name_of
from field_doc.ui.forms.view import FormView
from field_doc.ui.messages import describe
from field_doc.ui.theme import current
from field_doc.ui.views.records import history
from field_doc.ui.views.records.body import LazyTab, SwapTab, context_of, draft_form, read_form, under_title
from field_doc.ui.views.records.foot import PageFoot
from field_doc.ui.views.records.history_tab import HistoryTab
from field_doc.ui.views.records.panels import DiscardPanel, Panel, SealPanel
from field_doc.ui.views.records.presenter import RecordPresenter, SealQuestion
from field_doc.ui.views.records.problems import Judge
from field_doc.ui.views.records.rows import states_of, title_of
from field_doc.ui.views.records.site_plan import SitePlan
from field_doc.ui.views.records.strips import consent_answers, consent_day, mine_rule
from field_doc.ui.widgets.headers import RecordHeader
from field_doc.ui.widgets.strips import ConsentStrip, Strip
from field_doc.ui.widgets.text import copy_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.app.changes import Changes
    from field_doc.app.commands.records import RecordView as StoredView
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.evidence.model import RecordRow, Sealing
    from field_doc.ui.acts.records import Loaded, RecordActs, SaveOutcome
    from field_doc.ui.forms.context import FormContext
    from field_doc.ui.program import Program
    from field_doc.ui.views.records.readform import ReadForm

Json = Any
_JUDGE_MS: Final = 120
_RETRY_MS: Final = 3_000
_SITE: Final = "burial_site"


class RecordPage(QWidget):
    """Shows one record at a time.

    Signals:
        gone_away: the draft shown was discarded and nothing is left of it.
        back: one column: to the list.
        identity_wanted: open the identity record of the person shown.
    """

    gone_away = Signal()
    back = Signal()
    identity_wanted = Signal(str, str)

    def __init__(self, program: Program, acts: RecordActs) -> None:
        super().__init__()
        self._program, self._acts = program, acts
        self.presenter = RecordPresenter(self, program.runner, acts)
        self.form: Form | ReadForm | None = None
        self.view: FormView | None = None
        self.history: HistoryTab | None = None
        self._judge: Judge | None = None
        self._refused: tuple[FieldProblem, ...] = ()
        self._loaded: Loaded | None = None
        # What the store said last, and of which values: the schema alone does not see other records.
        self._told: tuple[Mapping[str, Json], Sequence[Problem]] = ({}, ())
        self._panel: Panel | None = None
        self._swap: dict[str, SwapTab] = {}
        self._go_after: tuple[str, str] = ("", "")
        self._narrow = False
        self._build()
        self._judge_soon = QTimer(self)
        self._judge_soon.setSingleShot(True)
        self._judge_soon.setInterval(_JUDGE_MS)
        self._judge_soon.timeout.connect(self._judge_now)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_RETRY_MS)
        self._again.timeout.connect(self._save_again)

    def _build(self) -> None:
        self.setProperty("ground", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = RecordHeader(self._program.words)
        self.head.back.connect(self.back)
        self.head.menu.connect(self._menu)
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

    # -- showing a record -----------------------------------------------------------------------

    @property
    def record_id(self) -> str:
        """The record shown, "" if none."""
        return self.presenter.record_id

    def open(self, record_id: str, tab: str = "", field: str = "") -> None:
        """Show a record; what is typed in another is saved first."""
        if record_id == self.record_id and self.view is not None:
            self._go(tab, field)
            return
        self.leave()
        self._go_after = (tab, field)
        self.presenter.open(record_id)

    def leave(self) -> None:
        """Give what is typed to be saved at once."""
        if isinstance(self.form, Form) and self.form.unsaved:
            self.form.save_now()

    @Slot()
    def flush(self) -> None:
        """The vault is about to be closed: everything typed goes to it before."""
        self.leave()
        self.presenter.flush()
        self._again.stop()
        self._judge_soon.stop()

    def show_record(self, loaded: Loaded) -> None:
        """A record anew."""
        self._loaded = loaded
        self._told = (loaded.view.shown.fields, loaded.view.shown.problems)
        self._refused = ()
        self._fill(loaded, loaded.view.shown.fields)
        tab, field = self._go_after
        self._go_after = ("", "")
        self._go(tab, field)
        self.filled()

    def _go(self, tab: str, field: str) -> None:
        if self.view is not None and tab:
            self.view.show_section(tab)
        if isinstance(self.form, Form) and field:
            self.go_to(field)

    def _fill(self, loaded: Loaded, values: Mapping[str, Json]) -> None:
        """Build header, strips, tabs and foot for these values in the present language."""
        self._clear()
        shown = loaded.view.shown
        row = shown.row
        context = context_of(self._program, self._acts, self, row.type, values, loaded.codes or {})
        if shown.read_only:
            self.form = read_form(context, values, self)
        else:
            self.form = self.make_draft(context, values)
            assert isinstance(self.form, Form)
            self.form.autosave.connect(self.presenter.save)
            self.form.edited.connect(self._edited)
            self._judge = Judge(self._program.registry, self.form.record_type, datetime.now(KYIV).date())
            self._judge.stored(*self._told)
        self.view = FormView(self.form)  # type: ignore[arg-type]  # a ReadForm answers the same questions
        self._tabs(self.view, loaded)
        self._middle.addWidget(self.view, 1)
        self._fill_strips(loaded, values)
        self._fill_foot(loaded)
        self.show_row(row)
        self._judge_now()
        self.view.refresh_marks()
        self.set_narrow(narrow=self._narrow)

    def make_draft(self, context: FormContext, values: Mapping[str, Json]) -> Form | ReadForm:
        """The form of a draft; a page for one type may make another."""
        return draft_form(context, values, self)

    def filled(self) -> None:
        """A record was put into the page; a page for one type may place the caret."""

    def _tabs(self, view: FormView, loaded: Loaded) -> None:
        words, row = self._program.words, loaded.view.shown.row
        media = self._program.factories.get("media")
        if media is not None and row.type != "identity":
            title = words("Media") + (f" {self._program.fmt.number(row.files)}" if row.files else "")
            view.add_tab("media", title, LazyTab(lambda: media(self._program, row.id)))
        self.history = HistoryTab(words)
        self.history.compare.connect(self.presenter.compare)
        self.history.show_version.connect(self._show_version)
        view.add_tab("history", words("History"), self.history)
        view.shown.connect(self._tab_shown)

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
            self._middle.addWidget(self.plan)

    def _fill_foot(self, loaded: Loaded) -> None:
        shown = loaded.view.shown
        foot = PageFoot(self._program.words, draft=not shown.read_only, record_type=shown.row.type)
        foot.seal_wanted.connect(self.seal)
        foot.next_wanted.connect(self._next_problem)
        foot.amend_wanted.connect(self.presenter.amend)
        foot.stop_wanted.connect(self._stop_talk)
        foot.identity_wanted.connect(self._identity)
        self.foot = foot
        self._foot_place.addWidget(foot)

    def show_row(self, row: RecordRow) -> None:
        """Title, states, level."""
        program, loaded = self._program, self._loaded
        if loaded is None or self.form is None:
            return
        shown, labels = loaded.view.shown, program.labels
        sealed_at = next((v.sealed_at for v in shown.versions if v.number == shown.version), "")
        level = self.form.values.get("handling_level")
        self.head.show_record(
            f"{row.code} · {title_of(row, labels)}",
            under_title(row, labels, program, shown.version, sealed_at),
            states_of(row, program.words),
            labels.term(level) if isinstance(level, str) else "",
        )
        self.head.set_narrow(narrow=self._narrow, back_to=self._back_words())

    def show_around(self, loaded: Loaded) -> None:
        """The consent a statement names."""
        if self.consent is None:
            return
        words = self._program.words
        if loaded.consent is None:
            self.consent.show_answers(words("No consent is named yet."), ())
        else:
            self.consent.show_answers(
                consent_day(loaded.consent, self._program.fmt), consent_answers(loaded.consent, words)
            )

    # -- typing -----------------------------------------------------------------------------------

    @Slot(str)
    def _edited(self, name: str) -> None:
        if not self._judge_soon.isActive():
            self._judge_soon.start()
        if name == "boundary" and self.plan is not None and self.form is not None:
            self.plan.show_boundary(self.form.values.get("boundary"))

    @Slot()
    def _judge_now(self) -> None:
        form, judge = self.form, self._judge
        if not isinstance(form, Form) or judge is None:
            return
        values = form.values
        found = in_words(form.record_type, judge.problems(values), self._program.labels)
        form.set_irrelevant(judge.irrelevant(values))
        form.set_problems((*self._refused, *found))
        if self.foot is not None:
            self.foot.show_missing(sum(form.section_problems(s.key) for s in form.sections))

    def saved(self, outcome: SaveOutcome, values: Mapping[str, Json]) -> None:
        """Durable."""
        self._program.saved(outcome.saved.at)
        self._refused = tuple(
            FieldProblem(r.field, describe(r.error, self._program.words).text, "wrong") for r in outcome.refused
        )
        self._told = (values, outcome.saved.problems)
        if self._judge is not None:
            self._judge.stored(*self._told)
            self._judge_now()
        before = self._loaded.view.shown.fields.get("consent") if self._loaded is not None else None
        if self.consent is not None and values.get("consent") != before:
            self.presenter.refresh_around()

    def save_failed(self, error: Exception) -> None:
        """Not durable: stays on the screen, and is tried again soon and with the next change."""
        self._program.save_failed(error)
        self._again.start()

    @Slot()
    def _save_again(self) -> None:
        if isinstance(self.form, Form):
            self.form.save_now()

    # -- sealing, discarding ------------------------------------------------------------------------

    @Slot()
    def seal(self) -> None:
        """Seal, or go to what stands in the way."""
        if isinstance(self.form, Form):
            self.form.save_now()
            self.presenter.seal(self.form.values)

    def blocked(self, problem: Problem) -> None:
        """Go to the first thing that blocks and say it."""
        labels = self._program.labels
        assert self.form is not None
        said = in_words(self.form.record_type, [problem], labels)[0].text
        self._program.notify(self._program.words("Before sealing: {what}", what=said))
        self.go_to(problem.path)

    def go_to(self, path: str) -> None:
        """Show the section of a field and put the focus there."""
        if isinstance(self.form, Form) and self.view is not None:
            key = self.form.go_to(path)
            if key:
                self.view.show_section(key)
                self.form.go_to(path)

    def ask_seal(self, question: SealQuestion) -> None:
        """What is missing, asked once."""
        assert self.form is not None
        labels, record_type = self._program.labels, self.form.record_type
        missing = [(p.path, name_of(labels, record_type, p.path)) for p in question.missing]
        panel = SealPanel(self._program.words, missing, needs_reason=question.needs_reason)
        panel.confirmed.connect(self._seal_now)
        panel.wanted.connect(self._fill_in)
        self.ask(panel)
        panel.start()

    @Slot(str)
    def _seal_now(self, reason: str) -> None:
        self.close_panel()
        self.presenter.seal_now(reason)

    @Slot(str)
    def _fill_in(self, path: str) -> None:
        self.close_panel()
        self.go_to(path)

    def sealed(self, sealing: Sealing) -> None:
        """Say it."""
        said = self._program.words("{code} is sealed, version {number}.", code=sealing.code, number=sealing.version)
        self._program.notify(said)

    def ask_discard(self) -> None:
        """Throwing away is asked."""
        loaded = self._loaded
        panel = DiscardPanel(self._program.words, amendment=bool(loaded and loaded.view.shown.versions))
        panel.confirmed.connect(self.presenter.discard)
        self.ask(panel)
        panel.start()

    def ask(self, panel: Panel) -> None:
        """Put a question above the foot."""
        self.close_panel()
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
        panel.hide()
        panel.deleteLater()
        return True

    def gone(self) -> None:
        """Nothing is left of it."""
        self._clear()
        self.gone_away.emit()

    # -- history, versions ----------------------------------------------------------------------------

    @Slot(str)
    def _tab_shown(self, key: str) -> None:
        if key == "history":
            self.presenter.history()

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        """Versions, receipts, custody."""
        if self.history is None or self._loaded is None:
            return
        words, shown = self._program.words, self._loaded.view.shown
        self.history.show_versions(history.version_lines(shown.versions, words))
        self.history.show_receipts(history.receipt_lines(shown.row, lines, words))
        self.history.show_custody(history.custody_lines(lines, words))

    @Slot(int)
    def _show_version(self, number: int) -> None:
        record_id, words = self.record_id, self._program.words

        def done(view: StoredView) -> None:
            if record_id == self.record_id and self.form is not None:
                form = read_form(self.form.context, view.shown.fields, self)
                self._put_tab("version", words("Version {number}", number=number), FormView(form))  # type: ignore[arg-type]

        self._program.runner.submit(
            lambda _r: self._acts.version(record_id, number, "work"),
            owner=self,
            done=done,
            failed=self._program.show_error,
        )

    def show_comparison(self, first: StoredView, second: StoredView) -> None:
        """Two versions side by side, changed fields marked."""
        if self.form is None:
            return
        words = self._program.words
        titles = tuple(words("Version {number}", number=v.shown.version) for v in (first, second))
        found = differences(self.form.record_type, first.shown.fields, second.shown.fields, self.form.context)
        page = compare_page(found, (titles[0], titles[1]), self.form.context)
        self._put_tab("compare", words("Comparison"), page)

    def _put_tab(self, key: str, title: str, content: QWidget) -> None:
        assert self.view is not None
        if key not in self._swap:
            self._swap[key] = SwapTab()
            self.view.add_tab(key, title, self._swap[key])
        self._swap[key].put(content)
        self.view.show_section(key)

    # -- small acts -----------------------------------------------------------------------------------

    @Slot()
    def _menu(self) -> None:
        words, menu = self._program.words, QMenu(self)
        if self._loaded is not None:
            code = self._loaded.view.shown.row.code
            menu.addAction(words("Copy the code")).triggered.connect(lambda: copy_text(code))
            if self.presenter.is_draft:
                menu.addAction(words("Discard the draft…")).triggered.connect(self.ask_discard)
            else:
                menu.addAction(words("Amend…")).triggered.connect(self.presenter.amend)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.head.more.mapToGlobal(self.head.more.rect().bottomLeft()))

    @Slot()
    def _next_problem(self) -> None:
        if self.view is not None:
            self.view.next_problem()

    @Slot()
    def _stop_talk(self) -> None:
        """End kindly: the time is noted, help is the next thing asked; nothing else is demanded."""
        form = self.form
        if not isinstance(form, Form):
            return
        if "ended" not in form.values:
            form.set_value("ended", datetime.now(KYIV).isoformat(timespec="seconds"))
        self.go_to("support_offered")
        self._program.notify(
            self._program.words("The end is noted. What was told stays. Offer help; nothing more has to be asked.")
        )

    @Slot()
    def _change_consent(self) -> None:
        if self._loaded is not None and self._loaded.consent is not None and self.form is not None:
            named = self.form.values.get("consent")
            self.leave()
            self._program.open_record(str(named), "purposes")
        else:
            self.go_to("consent")

    @Slot()
    def _identity(self) -> None:
        if self._loaded is not None:
            row = self._loaded.view.shown.row
            self.identity_wanted.emit(row.id, row.code)

    def take_paragraphs(self, paragraphs: Sequence[str]) -> bool:
        """Put paragraphs of a note at the end of the account; whether a draft with one is shown here."""
        form = self.form
        if not isinstance(form, Form):
            return False
        field = account_field(form.record_type)
        if not field:
            return False
        form.set_value(field, with_paragraphs(form.values.get(field), paragraphs, form.context.record_lang))
        form.save_now()
        return True

    def broadcast(self, changes: Changes) -> None:
        """Tell everybody."""
        self._program.changed(changes)

    def show_error(self, error: Exception) -> None:
        """Say what failed."""
        self._program.show_error(error)

    # -- keys, folding, language -----------------------------------------------------------------------

    def act(self, name: str) -> bool:
        """The keys of the page."""
        if name == "main_act":
            if self._panel is not None:
                return self._panel.main_act()
            if self.presenter.is_draft:
                self.seal()
                return True
            return False
        media = self.view.stack.currentWidget() if self.view is not None else None
        inner = media.content if isinstance(media, LazyTab) else None
        handler = getattr(inner, "act", None)
        if callable(handler) and handler(name):
            return True
        return self.view is not None and self.view.act(name)

    def escape(self) -> bool:
        """Esc: close the question or what a tab has open."""
        if self.close_panel():
            return True
        media = self.view.stack.currentWidget() if self.view is not None else None
        inner = media.content if isinstance(media, LazyTab) else None
        handler = getattr(inner, "back", None)
        return bool(handler()) if callable(handler) else False

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

    def retranslate(self) -> None:
        """Speak the other language; what is typed stays, at its place."""
        self.head.retranslate(self._program.words)
        if self._loaded is None or self.form is None or self.view is None:
            return
        self.leave()
        tab = self.view.current_key
        self._fill(self._loaded, self.form.values)
        self.view.show_section(tab)
