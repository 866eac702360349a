"""The page of papers: by keyboard alone, with the warning, on a real vault and with stand-ins."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import made

from field_doc.app.commands import paper, records
from field_doc.base.errors import Cancelled, InputProblem
from field_doc.base.progress import Progress
from field_doc.ui import paperacts, screens
from field_doc.ui.acts.host import pooled
from field_doc.ui.acts.paper import VaultPaper, split_codes
from field_doc.ui.tasks import Inline
from field_doc.ui.views.paper.view import PaperPage
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.strips import Strip


@dataclass
class _Result:
    codes: tuple[str, ...] = ("K-7K3Q-2",)
    code: str = "W-7K3Q-2"
    id: str = "id-1"
    record: str = "id-2"
    mark: str = "NMM9-HBC5-ZPYP"
    version: int = 1
    bound: bool = True
    failed: bool = False
    changes: frozenset = frozenset()


class _Acts:
    """Remembers what it was asked; raises what it was given."""

    def __init__(self) -> None:
        self.done: list[tuple[str, object]] = []
        self.error: Exception | None = None

    def forms(self, words):
        return (("consent", words("Form")), ("visit", "visit"))

    def _do(self, name, order, reporter):
        reporter.report(Progress("paper.set", 0, 1))
        self.done.append((name, order))
        if self.error is not None:
            raise self.error
        return _Result()

    def blank(self, order, reporter):
        return self._do("blank", order, reporter)

    def type_in(self, order, case, reporter):
        del case
        return self._do("type", order, reporter)

    def record(self, order, reporter):
        return self._do("record", order, reporter)

    def labels(self, order, reporter):
        return self._do("labels", order, reporter)

    def bind(self, order, reporter):
        return self._do("bind", order, reporter)


@pytest.fixture
def acts() -> _Acts:
    return _Acts()


@pytest.fixture
def page(shown, uk, acts):
    told: list[object] = []
    made_page = PaperPage(uk, Inline(), pooled(Inline()), acts, lambda: "", told.extend)
    made_page.told = told
    shown(made_page)
    made_page.presenter.refresh()
    return made_page


def strips(page) -> list[str]:
    return [s.accessibleName() for s in page.findChildren(Strip) if s.isVisible()]


def test_a_print_of_evidence_is_asked_about_and_by_keyboard(page, acts, qtbot, qapp):
    page.start("record", code="W-7K3Q-2", what="read-back")
    page.fields.out.line.setFocus()
    qtbot.keyClicks(page.fields.out.line, "/tmp/w.pdf")
    qtbot.keyClick(page.fields.out.line, Qt.Key.Key_Return)
    qapp.processEvents()
    assert acts.done == []
    assert any("сліди" in text for text in strips(page))
    button = qapp.focusWidget()
    assert isinstance(button, Button)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qapp.processEvents()
    ((name, order),) = acts.done
    assert (name, order.code, order.what, order.out) == ("record", "W-7K3Q-2", "read-back", "/tmp/w.pdf")
    assert any("NMM9-HBC5-ZPYP" in text for text in strips(page))


def test_not_now_writes_nothing(page, acts):
    page.start("record", code="W-7K3Q-2")
    page.presenter.set(out="/tmp/w.pdf")
    assert page.act("main_act")
    assert page.step_back()
    assert (acts.done, page.presenter.state.asking, strips(page)) == ([], False, [])


def test_blank_forms_are_not_asked_about(page, acts):
    page.presenter.set(form="visit", count=3, out="/tmp/f.pdf")
    page.main.click()
    ((name, order),) = acts.done
    assert (name, order.form, order.count) == ("blank", "visit", 3)
    assert page.presenter.state.order.out == ""


@pytest.mark.parametrize(
    ("mode", "missing"),
    [("blank", {"out"}), ("type", {"code"}), ("record", {"code", "out"}), ("labels", {"codes", "out"}),
     ("bind", {"code", "mark", "scan"})],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(page, acts, mode, missing):
    page.presenter.choose(mode)
    page.main.click()
    assert page.presenter.state.missing == missing
    for name in missing:
        _, box = page.fields.boxes[name]
        assert box.isVisible()
        assert box.problem_text
    assert acts.done == []


def test_a_print_for_reading_asks_what_for(page):
    page.presenter.choose("record")
    _, purpose = page.fields.boxes["purpose"]
    assert not purpose.isVisible()
    page.presenter.set(what="record", code="W-7K3Q-2", out="/tmp/r.pdf")
    assert purpose.isVisible()
    page.presenter.go()
    assert page.presenter.state.missing == {"purpose"}


def test_a_scanner_types_code_and_mark(page, qtbot):
    page.start("bind")
    qtbot.keyClicks(page.fields.code, "W-7K3Q-2 NMM9-HBC5-ZPYP")
    qtbot.keyClick(page.fields.code, Qt.Key.Key_Return)
    order = page.presenter.state.order
    assert (order.code, order.mark) == ("W-7K3Q-2", "NMM9-HBC5-ZPYP")
    assert page.fields.scan.line.hasFocus()


def test_a_scanned_blank_sheet_keeps_its_tag(page, qtbot):
    page.start("type")
    qtbot.keyClicks(page.fields.code, "K-7K3Q-2 7Q3F")
    qtbot.keyClick(page.fields.code, Qt.Key.Key_Return)
    assert page.presenter.state.order.code == "K-7K3Q-2 7Q3F"


def test_what_was_begun_is_opened_from_here(page, qtbot):
    page.start("type", code="K-7K3Q-2")
    page.main.click()
    with qtbot.waitSignal(page.record_wanted) as wanted:
        page.findChild(Strip).acted.emit(page.presenter.state.opens)
    assert wanted.args == ["id-1"]


def test_a_refusal_says_what_to_do(page, acts):
    acts.error = InputProblem("paper.code-foreign", sheet="K-7K3Q-2")
    page.start("type", code="K-7K3Q-2")
    page.main.click()
    assert "K-7K3Q-2" in page.presenter.state.failure
    assert not page.presenter.state.running


def test_a_stop_is_no_error(page, acts, uk):
    acts.error = Cancelled()
    page.presenter.set(out="/tmp/f.pdf")
    page.main.click()
    assert page.presenter.state.said == uk("Stopped. Nothing was written.")


def test_it_speaks_the_other_language_at_once(page, en):
    page.retranslate(en)
    assert page.title.text() == "Paper"
    assert page.main.text() == "Write the PDF"


@pytest.mark.parametrize("width", [683, 1366])
def test_nothing_is_cut_in_a_narrow_window(page, qapp, width):
    page.resize(width, 384)
    for mode in ("blank", "record", "bind"):
        page.presenter.choose(mode)
        qapp.processEvents()
        assert page.modes.minimumSizeHint().width() <= width - 48
        assert page.main.width() >= page.main.minimumSizeHint().width()


def test_codes_are_parted_however_they_are_typed():
    assert split_codes("E-1111-1, E-2222-2\nE-3333-3;E-4444-4") == ("E-1111-1", "E-2222-2", "E-3333-3", "E-4444-4")


def test_it_is_a_section_and_a_part():
    assert screens.section("paper") is not None
    assert callable(screens.part("paper"))


def test_the_menu_of_a_statement_offers_reading_back_and_binding(uk, qapp):
    asked: list[tuple[str, dict]] = []

    class _Program:
        words = uk

    menu, whole = QMenu(), screens.part
    try:
        screens.part = lambda _name: lambda _program, mode, **values: asked.append((mode, values))
        paperacts.of_record(menu, _Program(), "statement", "W-7K3Q-2")
        for action in menu.actions():
            action.trigger()
    finally:
        screens.part = whole
        menu.deleteLater()
    assert asked == [("record", {"code": "W-7K3Q-2", "what": "read-back"}), ("bind", {"code": "W-7K3Q-2"})]


def test_on_a_vault_from_blank_sheet_to_record(shown, uk, tmp_path):
    with made(tmp_path / "Test.fdvault") as session:
        page = PaperPage(uk, Inline(), pooled(Inline()), VaultPaper(session), lambda: "", lambda _changes: None)
        shown(page)
        page.presenter.refresh()
        names = [name for name, _ in page.presenter.state.forms]
        assert names[:5] == list(paper.FIRST)
        assert "identity" not in names
        page.presenter.set(form="visit", out=str(tmp_path / "v.pdf"))
        page.main.click()
        (row,) = paper.reserved(session)
        page.start("type", code=f"{row.code} {row.tag}")
        page.main.click()
        assert records.show(session, page.presenter.state.opens).shown.row.code == row.code
