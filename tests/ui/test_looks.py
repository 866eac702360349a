"""What was seen in the pictures and mended: nothing is cut, nothing is squeezed, nothing is said twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QTabBar, QVBoxLayout, QWidget

from field_doc.base.i18n import Words
from field_doc.ui import theme
from field_doc.ui.forms.builder import FieldProblem
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.sample_forms import make_form
from field_doc.ui.views.media.grid import TileDelegate
from field_doc.ui.views.media.tiles import inside_a_sentence
from field_doc.ui.views.search.presenter import telling
from field_doc.ui.widgets.controls import Button, CheckBox, Choice
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.headers import RecordHeader
from field_doc.ui.widgets.marks import StateLabel
from field_doc.ui.widgets.plan import PlanView
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.tabs import SectionTabs
from field_doc.ui.widgets.text import label

TITLES = ("Хто і навіщо", "Перевірка перед розмовою", "Обставини й люди", "Згода", "Розповідь", "Медіа", "Історія")
LONG = "Обстріл вулиці Архистратига Михаїла та провулка Новоолександрівського під час евакуації мешканців"


def tabs(qtbot, width):
    strip = SectionTabs(Words("uk"))
    for title in TITLES:
        strip.bar.addTab(title)
    strip.keep(5)
    strip.keep(6)
    qtbot.addWidget(strip)
    strip.resize(width, 40)
    strip.show()
    return strip


def test_all_tabs_stand_in_a_row_that_has_room(qtbot):
    strip = tabs(qtbot, 1600)
    assert strip.hidden == []
    assert strip.more.isHidden()


@pytest.mark.parametrize("width", [420, 600, 760])
def test_what_does_not_fit_stands_under_more_and_nothing_is_cut(qtbot, width):
    strip = tabs(qtbot, width)
    for number in range(len(TITLES)):
        strip.bar.setCurrentIndex(number)
        shown = [n for n in range(len(TITLES)) if n not in strip.hidden]
        assert {number, 5, 6} <= set(shown)
        assert strip.more.text() == f"Ще {len(strip.hidden)}"
        # The last of the row ends inside it, with room for "more".
        assert max(strip.bar.tabRect(n).right() for n in shown) < width


def test_a_gap_under_more_is_marked_and_leaves_no_mark_behind(qtbot):
    strip = tabs(qtbot, 420)
    strip.mark(1, marked=True)
    strip.fold()
    assert 1 in strip.hidden
    assert not strip.glyph.isHidden()
    assert strip.bar.tabButton(1, QTabBar.ButtonPosition.LeftSide).isHidden()
    strip.mark(1, marked=False)
    strip.fold()
    assert strip.glyph.isHidden()


def test_wrapped_words_in_a_narrow_measure_have_all_their_lines(qtbot):
    inner, content = QWidget(), QWidget()
    column = QVBoxLayout(content)
    lines = [label(f"{LONG}. {LONG}.", wrap=True) for _ in range(6)]
    for line in lines:
        column.addWidget(line)
    outer = QVBoxLayout(inner)
    outer.addLayout(measured(content, 320))
    outer.addStretch(1)
    page = Page(inner)
    qtbot.addWidget(page)
    page.resize(800, 200)
    page.show()
    qtbot.waitUntil(lambda: content.width() == 320)
    qtbot.waitUntil(lambda: all(x.height() >= x.heightForWidth(x.width()) for x in lines))


def test_a_long_title_sends_the_states_under_it(qtbot):
    head = RecordHeader(Words("uk"))
    qtbot.addWidget(head)
    head.resize(760, 90)
    head.show()
    head.show_record("W-1", "Подія", (("sealed", ""), ("waiting", "")), "Конфіденційний")
    qtbot.waitUntil(lambda: head._first.indexOf(head._holder) >= 0)
    head.show_record(f"W-1 · {LONG}", "Подія", (("sealed", ""), ("waiting", "")), "Конфіденційний")
    qtbot.waitUntil(lambda: head._second.indexOf(head._holder) >= 0)
    head.set_narrow(narrow=True, back_to="Події")
    assert head.access.isVisible(), "how strictly it is handled stands in a narrow window too"
    assert head._second.indexOf(head._holder) >= 0


def test_a_flat_drop_down_is_as_wide_as_its_words(qtbot):
    box = Choice("Порядок")
    box.fit_words()
    box.fill((("a", "Код"), ("b", "Нещодавно змінені спочатку")))
    qtbot.addWidget(box)
    box.set_key("a")
    short = box.sizeHint().width()
    box.set_key("b")
    assert box.sizeHint().width() > short
    assert box.minimumSizeHint() == box.sizeHint()


def test_what_stands_in_one_row_stands_on_one_middle(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    small, large = QLabel("мале"), Button("Велике")
    flow.addWidget(small)
    flow.addWidget(large)
    flow.setGeometry(QRect(0, 0, 600, 60))
    assert abs(small.geometry().center().y() - large.geometry().center().y()) <= 1


def test_a_long_choice_wraps_in_its_row_and_the_row_has_its_height(qtbot):
    outer = QWidget()
    qtbot.addWidget(outer)
    column = QVBoxLayout(outer)
    column.setContentsMargins(0, 0, 0, 0)
    holder = QWidget()
    flow = FlowLayout(holder)
    box = CheckBox(LONG)
    flow.addWidget(box)
    column.addWidget(holder)
    outer.resize(300, outer.heightForWidth(300))
    outer.show()
    assert box.sizeHint().width() > 300
    assert box.width() <= 300
    assert holder.height() >= box.height() >= box.heightForWidth(300) > box.sizeHint().height()


def test_a_shorter_tab_never_steps_before_an_earlier_one(qtbot):
    for width in range(200, 1600, 40):
        strip = tabs(qtbot, width)
        free = [n for n in range(5) if n != strip.bar.currentIndex()]
        shown = [strip.bar.isTabVisible(n) for n in free]
        assert shown == sorted(shown, reverse=True), width


def test_a_level_and_its_states_break_the_row_and_are_not_cut(qtbot):
    head = RecordHeader(Words("uk"))
    qtbot.addWidget(head)
    head.setFixedWidth(380)
    head.show_record(LONG, "", (("sealed", ""), ("waiting", "")), "Конфіденційний · успадковано: Обмежений")
    head.show()
    states = [w for w in head.findChildren(StateLabel) if w.isVisible()]
    assert len(states) == 2

    def whole():
        parts = (head.access, *states)
        return all(p.width() >= p.sizeHint().width() and p.mapTo(head, p.rect().topRight()).x() < 380 for p in parts)

    qtbot.waitUntil(whole, timeout=2000)


def test_a_question_with_more_than_its_page_scrolls_and_is_not_squeezed(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(QWidget(), 1)
    panel = Panel("Що відкликають")
    lines = [QLineEdit() for _ in range(30)]
    for line in lines:
        panel.column.addWidget(line)
    column.addWidget(panel)
    page.resize(500, 400)
    page.show()
    qtbot.waitUntil(lambda: lines[-1].isVisible() and lines[-1].height() >= lines[-1].sizeHint().height())
    assert panel.height() <= 400
    assert all(line.height() >= line.sizeHint().height() for line in lines)


def test_a_gap_beside_its_field_does_not_repeat_the_label(uk_form):
    required = [p for p in uk_form._problems if p.text.startswith("Ще не заповнено: ")]
    assert required
    for problem in required:
        assert problem.under_label == "Ще не заповнено. Впишіть або вкажіть, чому порожньо."
    assert FieldProblem("a", "Це не число.", "wrong").under_label == "Це не число."


@pytest.fixture
def uk_form(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    form = make_form(Words("uk"), "statement")
    form.setParent(parent)
    return form


@pytest.mark.parametrize(
    ("snippet", "query", "shown"),
    [
        ("край лісосмуги\nповідомлено\nreported, not visited", "лісосмуг", "край лісосмуги"),
        ("почули з боку лісосмуги\nсусід вийшов", "сусід лісосмуг", "почули з боку лісосмуги · сусід вийшов"),
        ("край села Тихоріччя\nповідомлено", "Tykhorichchia", "край села Тихоріччя · повідомлено"),
    ],
)
def test_a_hit_shows_the_words_that_were_found(snippet, query, shown):
    assert telling(snippet, query) == shown


@pytest.mark.parametrize(
    ("said", "inside"), [("Смерть або тіла", "смерть або тіла"), ("ДНК", "ДНК"), ("", ""), ("A", "a")]
)
def test_a_label_inside_a_sentence_begins_small(said, inside):
    assert inside_a_sentence(said) == inside


@pytest.mark.parametrize("room", [170, 520, 815, 1117, 1530])
def test_tiles_fill_their_row(qtbot, room):
    del qtbot
    delegate = TileDelegate(Words("uk"), None)
    delegate.fit(room)
    size: QSize = delegate.sizeHint(None, None)
    in_row = room // size.width()
    assert in_row >= 1
    assert room - in_row * size.width() < in_row
    assert size.width() >= theme.current().px("thumb.w")


def test_a_plan_fills_a_wide_and_a_high_frame(qtbot):
    square = [[[31.0, 51.0], [31.0002, 51.0], [31.0002, 51.0001], [31.0, 51.0001], [31.0, 51.0]]]
    for size in (QSize(640, 300), QSize(300, 640), QSize(240, 240)):
        plan = PlanView("План", Words("uk"))
        qtbot.addWidget(plan)
        plan.set_geometry({"type": "Polygon", "coordinates": square})
        plan.resize(size)
        points = [p for s in plan.shapes for p in s.points]
        wide, high = (2 * max(abs(p[axis]) for p in points) * plan._scale() for axis in (0, 1))
        assert wide <= size.width()
        assert high <= size.height()
        assert wide > size.width() / 2 or high > size.height() / 2


def test_an_empty_search_says_so(qtbot, tmp_path):
    from open_window import Window, make_vault

    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    window.program.open_search()
    box = window.program._parts["search"]
    box.line.setText("щкхзъ")
    box.presenter.type("щкхзъ")
    window.wait(lambda: box.count.text().startswith("0"))
    assert "Нічого не знайдено" in box._model.lines[0].text
    window.close()


def test_consent_stays_in_sight_in_one_column(qtbot, tmp_path):
    from open_window import Window, make_vault

    from field_doc.app.commands import records

    def fill(session):
        purposes = {"cp_record": "yes", "cp_audio": "no"}
        consent = records.new_record(session, "consent", {"purposes": purposes}).id
        return records.new_record(session, "statement", {"consent": consent}).id

    path = tmp_path / "A.fdvault"
    record = make_vault(path, fill)
    window = Window(qtbot).unlock(path)
    page = window.open(record)
    page.set_narrow(narrow=True)
    said = page.view.count.whole
    # What is forbidden or was not asked is what must not be cut off.
    assert "згода: аудіозапис ні, " in said
    assert said.endswith("нотатки так")
    # Sections that have nothing to ask in this statement are not counted: they cannot be chosen.
    rows = page.view.drop.view()
    choices = sum(not rows.isRowHidden(number) for number in range(page.view.tabs.count()))
    assert said.startswith(f"1 із {choices} ")
    window.close()
