"""The page of a record: drafts are typed into, sealed versions read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from field_doc.schema.computed import computed
from field_doc.schema.problems import Problem
from field_doc.schema.shown import name_of
from field_doc.ui import screens
from field_doc.ui.acts.records import account_field, with_paragraphs
from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.asked import by_section
from field_doc.ui.forms.builder import FieldProblem, Form
from field_doc.ui.forms.rules import in_words
from field_doc.ui.forms.view import FormView
from field_doc.ui.messages import describe
from field_doc.ui.recordpage import seal_names
from field_doc.ui.recordpage.body import LazyTab, context_of, draft_form, read_form
from field_doc.ui.recordpage.foot import PageFoot
from field_doc.ui.recordpage.page_menu import MenuPage
from field_doc.ui.recordpage.panels import SealPanel
from field_doc.ui.recordpage.presenter import RecordPresenter, SealQuestion
from field_doc.ui.recordpage.problems import Judge

if TYPE_CHECKING:
    from field_doc.evidence.model import Sealing
    from field_doc.ui.acts.records import Loaded, RecordActs, SaveOutcome
    from field_doc.ui.forms.context import FormContext
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.readform import ReadForm

Json = Any


class RecordPage(MenuPage):
    """Shows one record at a time; see ``presenter.PageView`` for what it is told."""

    # How a sealed version is shown; a page for one type may show it otherwise.
    make_reading = staticmethod(read_form)

    def __init__(self, program: Program, acts: RecordActs) -> None:
        super().__init__(program, acts)
        self.presenter = RecordPresenter(self, program.runner, acts)
        self.head.menu.connect(self._menu)
        self.head.crumb.connect(self.open_parent)
        self._judge_soon.timeout.connect(self._judge_now)
        self._again.timeout.connect(self._save_again)

    def open(self, record_id: str, tab: str = "", field: str = "", *, enter: bool = False) -> None:
        """Show a record; what is typed in another is saved first. ``enter``: the keyboard comes into it too."""
        if record_id == self.record_id and self.view is not None:
            self._go(tab, field)
            if enter:
                self.enter(tab, field)
            return
        self.leave()
        self._go_after, self._enter_after = (tab, field), enter
        self.presenter.open(record_id)

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
        entered, self._enter_after = self._enter_after, False
        if entered:
            self.enter(tab, field)
        self.ask_waiting()

    def _fill(self, loaded: Loaded, values: Mapping[str, Json]) -> None:
        """Build header, strips, tabs and foot for these values in the present language."""
        left = self.where(loaded)
        self._clear()
        shown = loaded.view.shown
        row = shown.row
        context = context_of(self._program, self._acts, self, row.type, values, loaded.codes or {})
        if shown.read_only:
            self.form = self.make_reading(context, values, self)
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
        self.go_on(None if self._enter_after else left)

    def make_draft(self, context: FormContext, values: Mapping[str, Json]) -> Form | ReadForm:
        """The form of a draft; a page for one type may make another."""
        return draft_form(context, values, self)

    def filled(self) -> None:
        """A record was put into the page; a page for one type may place the caret."""

    def _fill_foot(self, loaded: Loaded) -> None:
        shown = loaded.view.shown
        foot = PageFoot(self._program.words, draft=not shown.read_only, record_type=shown.row.type)
        foot.seal_wanted.connect(self.seal)
        foot.next_wanted.connect(self._next_problem)
        foot.amend_wanted.connect(self.presenter.amend)
        foot.stop_wanted.connect(self._stop_talk)
        foot.identity_wanted.connect(self._identity)
        foot.own_words_wanted.connect(lambda: screens.part("own_words")(self._program))
        self.foot = foot
        self._foot_place.addWidget(foot)

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
        form.set_computed(computed(form.record_type.name, values))
        form.set_irrelevant(judge.irrelevant(values))
        form.set_problems((*self._refused, *found))
        if self.foot is not None:
            counts = [(s.title, form.section_problems(s.key)) for s in form.sections]
            where = ", ".join(f"{title} {count}" for title, count in counts if count)
            self.foot.show_missing(sum(count for _, count in counts), where)

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

    def records_changed(self, ids: Collection[str]) -> None:
        """Other records were written: the consent above a statement's draft is read anew if it is one of them."""
        self.relations_changed(ids)
        form = self.form if self.consent is not None and self.presenter.is_draft else None
        if form is not None and form.values.get("consent") in ids:
            self.presenter.refresh_around()

    def save_failed(self, error: Exception) -> None:
        """Not durable: stays on the screen, and is tried again soon and with the next change."""
        self._program.save_failed(error)
        self._again.start()

    @Slot()
    def _save_again(self) -> None:
        if isinstance(self.form, Form):
            self.form.save_now()

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

    def ask_seal(self, question: SealQuestion) -> None:
        """What is missing, asked once."""
        assert self.form is not None
        labels, record_type = self._program.labels, self.form.record_type
        missing = [(p.path, name_of(labels, record_type, p.path)) for p in question.missing]
        grouped = by_section(self.form.sections, (path for path, _ in missing))
        where = [(section.title, paths) for section, paths in grouped]
        names = seal_names.in_question(self, self._program, question.names)
        panel = SealPanel(
            self._program.words, missing, needs_reason=question.needs_reason, sections=where, names=names
        )  # fmt: skip
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

    def gone(self) -> None:
        """Nothing is left of it."""
        self._clear()
        self.gone_away.emit()

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
        screen: Any = self._program.shell.section
        said = form.values.get("support_offered")
        offered = said if isinstance(said, list) else []

        def told(needs: tuple[str, ...]) -> None:
            """What was offered on the page after a stop stands in the statement."""
            if self.form is form:
                form.set_value("support_offered", list(needs))
                form.save_now()

        screen.put_aside(screens.part("stop_page")(self._program, self.record_id, offered, told))

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

    def act(self, name: str) -> bool:
        """The keys of the page: a question first, then what the tab shown has to do (files to be taken in)."""
        if name == "main_act" and self._panel is not None:
            return self._panel.main_act()
        media = self.view.stack.currentWidget() if self.view is not None else None
        inner = media.content if isinstance(media, LazyTab) else None
        handler = getattr(inner, "act", None)
        if callable(handler) and handler(name):
            return True
        if name == "main_act":
            if self.presenter.is_draft:
                self.seal()
            return self.presenter.is_draft
        return self.turn_page(name) or (self.view is not None and self.view.act(name))

    def escape(self) -> bool:
        """Esc: close the question or what a tab has open."""
        if self.close_panel() or (isinstance(self.form, Form) and self.form.close_reasons()):
            return True
        media = self.view.stack.currentWidget() if self.view is not None else None
        inner = media.content if isinstance(media, LazyTab) else None
        handler = getattr(inner, "back", None)
        return bool(handler()) if callable(handler) else False

    def retranslate(self) -> None:
        """Speak the other language; what is typed stays, at its place."""
        self.head.retranslate(self._program.words)
        if self._loaded is None or self.form is None or self.view is None:
            return
        self.leave()
        tab = self.view.current_key
        self._fill(self._loaded, self.form.values)
        self.view.show_section(tab)
