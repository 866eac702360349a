"""The list of records with nothing, some and ten thousand rows."""

from __future__ import annotations

from PySide6.QtCore import Qt

from field_doc.ui.rows import Row
from field_doc.ui.samples import SampleRows
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.windowed import PAGE, ROW_ROLE, WindowedModel


class Later:
    """A source that answers when it is told to."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked = []

    def page(self, offset, limit, deliver):
        self.asked.append((offset, limit, deliver))

    def answer(self, number=-1):
        offset, limit, deliver = self.asked[number]
        count = min(limit, self.total - offset)
        deliver([Row(str(offset + i), f"W-{offset + i}", "k", "d", "draft") for i in range(count)], self.total)


def test_ten_thousand_rows_come_by_pages(qtbot, uk):
    model = WindowedModel(uk)
    rows = RecordList("Розповіді", uk, model)
    qtbot.addWidget(rows)
    rows.resize(344, 600)
    rows.show()
    model.set_source(SampleRows(uk, 10_000))
    assert model.total == 10_000
    assert PAGE <= model.rowCount() < 1_000
    before = model.rowCount()
    rows.scrollToBottom()
    model.fetchMore()
    assert model.rowCount() >= before + PAGE


def test_a_page_is_asked_for_once(qapp, uk):
    model, source = WindowedModel(uk), Later(1_000)
    model.set_source(source)
    assert not model.canFetchMore()
    source.answer()
    assert model.canFetchMore()
    model.fetchMore()
    model.fetchMore()
    assert [a[:2] for a in source.asked] == [(0, PAGE), (PAGE, PAGE)]


def test_stale_answers_are_dropped(qapp, uk):
    model, source = WindowedModel(uk), Later(50)
    model.set_source(source)
    model.reload()
    source.answer(1)
    source.total = 7
    source.answer(0)
    assert (model.rowCount(), model.total) == (50, 50)


def test_current_row_stays_current_over_a_reload(qtbot, uk):
    model = WindowedModel(uk)
    rows = RecordList("Розповіді", uk, model)
    qtbot.addWidget(rows)
    model.set_source(SampleRows(uk))
    rows.select_record("3")
    told = []
    rows.current_record.connect(told.append)
    model.reload()
    assert rows.currentIndex().row() == 2
    assert told == []


def test_row_says_everything_to_a_screen_reader(qapp, uk):
    model = WindowedModel(uk)
    model.set_source(SampleRows(uk))
    text = model.index(5, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert text == "W-H3QZ-2, первинна розповідь, 04.11.2026, Відхилено, Одна частина дійшла пошкодженою."


def test_reason_makes_its_row_higher_and_no_other(qtbot, uk):
    model = WindowedModel(uk)
    rows = RecordList("Розповіді", uk, model)
    qtbot.addWidget(rows)
    model.set_source(SampleRows(uk))
    heights = [rows.sizeHintForIndex(model.index(i, 0)).height() for i in range(7)]
    assert [h for i, h in enumerate(heights) if model.index(i, 0).data(ROW_ROLE).reason] == [84, 84]
    assert set(heights) == {64, 84}


def test_empty_source_has_no_rows(qapp, uk):
    model = WindowedModel(uk)
    model.set_source(SampleRows(uk, 0))
    assert (model.rowCount(), model.total, model.canFetchMore()) == (0, 0, False)
