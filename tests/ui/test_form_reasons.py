"""Why something is empty: one key, one digit, for every editor and for parts of values."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from field_doc.schema import registry
from field_doc.schema.model import FIELD_TYPES, Field
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.view import FormView
from field_doc.ui.keys import BINDINGS
from field_doc.ui.sample_forms import make_form

SCHEMAS = registry.load()
SECOND = "nv_not_remembered"


def every_type():
    def walk(fields):
        for field in fields:
            yield field
            yield from walk(field.fields)

    found = {f.type: f for name in SCHEMAS.types for f in walk(SCHEMAS.record_type(name).fields)}
    return [found.get(kind) or Field("title", kind) for kind in FIELD_TYPES]


def row_of(words, field):
    return make_row(field, "title", FormContext(words, SCHEMAS.labels(words), SCHEMAS, "incident"))


def test_the_key_is_bound_and_not_used_for_anything_else() -> None:
    assert BINDINGS[Qt.KeyboardModifier.NoModifier, Qt.Key.Key_F9] == "why_empty"


@pytest.mark.parametrize("field", every_type(), ids=lambda f: f.type)
def test_a_digit_gives_the_reason_in_every_editor(qtbot, shown, uk, field) -> None:
    row = shown(row_of(uk, field), 700, 400)
    row.ask_reason()
    assert len(row._asking.buttons) == 10, "nine reasons and the way out"
    with qtbot.waitSignal(row.changed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert row.get() == {"null_reason": SECOND}
    assert row._asking is None


def test_f9_asks_for_the_field_the_focus_stands_in(qtbot, shown, uk) -> None:
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    form.row("title").focus()
    assert view.act("why_empty")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    assert form.values["title"] == {"null_reason": "nv_refused"}
    assert form.undo()
    assert "title" not in form.values


def test_esc_leaves_everything_as_it_was(qtbot, shown, uk) -> None:
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    row = form.row("title")
    row.focus()
    view.act("why_empty")
    assert form.close_reasons()
    assert not form.close_reasons()
    assert "title" not in form.values


def test_a_number_of_a_count_has_its_own_reason(qtbot, shown, uk) -> None:
    row = shown(row_of(uk, Field("count", "count_range")), 700, 300)
    row.set({"min": 3})
    line = row.editor.lines["max"]
    row.ask_reason(row.editor.part_at(line))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert row.get() == {"min": 3, "max": {"null_reason": SECOND}}
    assert SCHEMAS.labels(uk).term(SECOND) in row.editor.echo.text()
    line.setFocus()
    qtbot.keyClicks(line, "7")
    assert row.get() == {"min": 3, "max": 7}


@pytest.mark.parametrize(("kind", "control", "part"), [
    ("place", lambda e: e.oblast, "oblast"), ("place", lambda e: e.given, "coord_as_given"),
    ("uncertain_date", lambda e: e.clock, "clock_basis"), ("uncertain_date", lambda e: e.as_said, "as_said"),
])  # fmt: skip
def test_a_part_of_a_value_has_its_own_reason(qtbot, shown, uk, kind, control, part) -> None:
    field = SCHEMAS.record_type("incident").at("where" if kind == "place" else "when")
    row = shown(row_of(uk, field), 700, 700)
    row.set({"country": "UA", "settlement": "Тихоріччя"} if kind == "place" else {"edtf": "2022-03"})
    row.ask_reason(row.editor.part_at(control(row.editor)))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert row.get()[part] == {"null_reason": SECOND}
    assert len(row.get()) > 1, "the other parts stay"


def test_zero_asks_for_the_whole_when_nothing_of_it_is_known(qtbot, shown, uk) -> None:
    row = shown(row_of(uk, Field("count", "count_range")), 700, 300)
    row.ask_reason("max")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_0)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert row.get() == {"null_reason": SECOND}


def test_a_reason_never_replaces_what_is_filled_in(qtbot, shown, uk) -> None:
    row = shown(row_of(uk, Field("title", "text")), 700, 300)
    row.set("Зникнення")
    row.ask_reason()
    assert [b.text() for b in row._asking.buttons] == [uk("Leave it")]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert row.get() == "Зникнення"
