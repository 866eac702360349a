"""First start and unlock: decisions without widgets, then the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from field_doc.base.errors import AccessRefused, IntegrityFailure, WorldProblem
from field_doc.ui.acts.newvault import FolderFacts, NewVault
from field_doc.ui.messages import describe
from field_doc.ui.samples import SampleActs, first_start, unlock
from field_doc.ui.tasks import Inline
from field_doc.ui.views.first_start.presenter import FirstStartPresenter
from field_doc.ui.views.first_start.view import FirstStartPage
from field_doc.ui.views.unlock.presenter import UnlockPresenter
from field_doc.ui.views.unlock.view import UnlockPage

PHRASE = "калина човен лютий дзвін папір озеро"


class View:
    """What a presenter was told to show."""

    def __init__(self):
        self.state = None
        self.session = None
        self.went = []

    def show_state(self, state):
        self.state = state

    def opened(self, session):
        self.session = session

    def go_to(self, name):
        self.went.append(name)

    def again(self):
        self.went.append("again")


class Acts(SampleActs):
    def __init__(self, facts=None, error=None):
        self.facts, self.error = facts, error

    def look(self, folder):
        return self.facts or super().look(folder)

    def create(self, request, reporter):
        if self.error:
            raise self.error
        return request

    def open_vault(self, passphrase, reporter):
        if self.error:
            raise self.error
        return "session"


def _first(words, acts=None):
    view = View()
    presenter = FirstStartPresenter(view, Inline(), acts or Acts(), words, Path("/x/Сховище"))
    presenter.begin()
    return view, presenter


def test_all_that_is_missing_is_said_at_once(uk):
    view, presenter = _first(uk)
    presenter.create()
    # An empty second field does not differ from an empty first one.
    assert set(view.state.problems) == {"documenter", "phrase"}
    assert view.went == ["documenter"]


def test_vault_is_made_when_all_holds(uk):
    view, presenter = _first(uk)
    presenter.set_documenter(" Лисенко О. В. ")
    presenter.set_code("FD3-D02")
    presenter.set_phrase(PHRASE)
    presenter.judge()
    assert (view.state.cells, view.state.verdict) == (4, "Добра.")
    presenter.set_again(PHRASE)
    assert view.state.same
    presenter.create()
    assert view.session == NewVault(Path("/x/Сховище"), "Лисенко О. В.", "FD3-D02", PHRASE, "uk")


@pytest.mark.parametrize("facts", [
    FolderFacts(1, writable=False), FolderFacts(1, taken=True), FolderFacts(1, enough=False),
])  # fmt: skip
def test_a_bad_folder_is_said_under_its_field(uk, facts):
    view, presenter = _first(uk, Acts(facts))
    assert "folder" in view.state.problems
    presenter.create()
    assert view.went == ["folder"]
    assert view.session is None


def test_weak_and_differing_phrases_are_said(uk):
    view, presenter = _first(uk)
    presenter.set_documenter("Л")
    presenter.set_phrase("два слова")
    presenter.judge()
    presenter.set_again("інші слова")
    presenter.create()
    assert set(view.state.problems) == {"phrase", "again"}


def test_a_weak_phrase_is_refused_though_the_keys_never_rested(uk):
    view, presenter = _first(uk)
    presenter.set_documenter("Л")
    presenter.set_phrase("два слова")
    presenter.set_again("два слова")
    presenter.create()
    assert set(view.state.problems) == {"phrase"}
    assert view.state.verdict == "Заслабка."
    assert (view.session, view.state.busy) == (None, False)


class Later(Inline):
    """Jobs run when the test says so."""

    def __init__(self):
        super().__init__()
        self.waiting = []

    def submit(self, job, **given):
        self.waiting.append((job, given))

    def run(self):
        job, given = self.waiting.pop(0)
        super().submit(job, **given)


def test_what_is_typed_while_the_phrase_is_judged_is_judged_too(uk):
    view, runner = View(), Later()
    presenter = FirstStartPresenter(view, runner, Acts(), uk, Path("/x/С"))
    presenter.set_documenter("Л")
    for typed in (PHRASE, "два слова"):
        presenter.set_phrase(typed)
        presenter.set_again(typed)
        presenter.create()
        presenter.create()
    while runner.waiting:
        runner.run()
    assert view.session is None
    assert set(view.state.problems) == {"phrase"}


def test_a_phrase_that_was_not_judged_yet_makes_the_vault_when_it_will_do(uk):
    view, runner = View(), Later()
    presenter = FirstStartPresenter(view, runner, Acts(), uk, Path("/x/С"))
    presenter.set_documenter("Л")
    presenter.set_phrase(PHRASE)
    presenter.set_again(PHRASE)
    presenter.create()
    presenter.create()
    while runner.waiting:
        runner.run()
    assert view.session == NewVault(Path("/x/С"), "Л", "", PHRASE, "uk")
    assert view.state.cells == 4


def test_suggested_phrase_must_be_typed_back(uk):
    view, presenter = _first(uk)
    presenter.suggest()
    assert view.state.suggested
    assert not view.state.same
    presenter.set_documenter("Л")
    presenter.create()
    assert set(view.state.problems) == {"again"}
    presenter.set_again(view.state.suggested)
    presenter.create()
    assert view.session is not None


def test_a_failure_to_create_leaves_what_was_typed(uk):
    view, presenter = _first(uk, Acts(error=WorldProblem("vault.disk-full")))
    presenter.set_documenter("Л")
    presenter.set_phrase(PHRASE)
    presenter.set_again(PHRASE)
    presenter.create()
    assert view.session is None
    assert view.state.failure
    assert not view.state.busy


def test_language_changes_and_what_was_typed_stays(uk, en):
    view, presenter = _first(uk)
    presenter.set_documenter("Л")
    presenter.set_phrase(PHRASE)
    presenter.judge()
    presenter.retranslate(en)
    assert view.state.verdict == "Good."
    assert view.state.documenter == "Л"


def test_wrong_phrase_waits_and_counts_down(uk):
    view = View()
    error = AccessRefused("vault.passphrase-wrong", wait_seconds=2, attempts=2)
    presenter = UnlockPresenter(view, Inline(), Acts(error=error), uk, "Сховище-3")
    presenter.open("щось")
    assert view.state.failed
    assert (view.state.wait_seconds, view.state.attempts) == (2, 2)
    assert view.went == ["again"]
    presenter.open("ще раз")
    assert view.went == ["again"], "no try while waiting"
    presenter.tick()
    presenter.tick()
    presenter.tick()
    assert view.state.wait_seconds == 0


def test_right_phrase_opens(uk):
    view = View()
    presenter = UnlockPresenter(view, Inline(), Acts(), uk, "Сховище-3")
    presenter.open("")
    assert view.session is None
    presenter.open("фраза")
    assert view.session == "session"


def test_damaged_vault_is_an_integrity_message(uk):
    view = View()
    presenter = UnlockPresenter(view, Inline(), Acts(error=IntegrityFailure("vault.header")), uk, "С")
    presenter.open("фраза")
    assert view.state.integrity


def test_first_page_begins_in_who_documents_and_shows_all_problems(shown, uk):
    page = shown(FirstStartPage(uk, Inline(), SampleActs(), Path("Документи") / "С"))
    assert page.documenter.hasFocus()
    page.create_button.click()
    assert page.documenter_box.problem_text
    assert page.phrase_box.problem_text
    assert page.documenter.property("problem") is True


def test_first_page_creates_on_enter(qtbot, shown, uk):
    page = shown(first_start(uk))
    with qtbot.waitSignal(page.created) as made:
        page.again.returnPressed.emit()
    assert made.args[0].passphrase == PHRASE
    assert page.phrase.text() == page.again.text() == ""


def test_suggestion_is_shown_until_the_next_key(qtbot, shown, uk):
    page = shown(FirstStartPage(uk, Inline(), SampleActs(), Path("Документи") / "С"))
    page.suggest.click()
    assert page.phrase.echoMode() == QLineEdit.EchoMode.Normal
    assert page.again.text() == ""
    page.phrase.setFocus()
    qtbot.keyClicks(page.phrase, "a")
    assert page.phrase.echoMode() == QLineEdit.EchoMode.Password


def test_unlock_page_holds_nothing_of_the_vault_but_its_name(shown, uk, en):
    page = shown(unlock(uk))
    assert isinstance(page, UnlockPage)
    assert page.phrase.hasFocus()
    assert not page.open_button.isEnabled()
    assert "4\u00a0с" in page.box.problem_text
    assert "2 спроби" in page.note.text.text()
    page.retranslate(en)
    assert page.title.text() == "Locked"
    assert "2 tries" in page.note.text.text()


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_error_gets_words_even_one_without_its_own(lang, uk, en):
    words = uk if lang == "uk" else en
    for error in (WorldProblem("some.unknown-code"), ValueError("evidence in here")):
        message = describe(error, words)
        assert message.what
        assert message.do
        assert "evidence" not in message.text
    assert "some.unknown-code" in describe(WorldProblem("some.unknown-code"), words).what
    assert describe(IntegrityFailure("x.y"), words).integrity
