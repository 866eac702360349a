"""Forms: every type builds, every editor gives back what it was given, problems stand beside fields."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from field_doc.schema import boundary_text, layout, registry, values
from field_doc.schema.model import Field
from field_doc.ui.forms.builder import FieldProblem
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.editors import EDITORS, make_row
from field_doc.ui.forms.readonly import compare_page, differences, marked, section_page
from field_doc.ui.forms.texts import split_paragraphs
from field_doc.ui.forms.view import FormView
from field_doc.ui.sample_forms import INCIDENT, make_form
from field_doc.ui.widgets.plan import PlanView, nice_step, shapes_of

REGISTRY = registry.load()
UUID = "2b1f4b6e-6f0e-4d0a-9a51-0d1c2b3a4f55"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

# Values as they are stored; terms are taken from each field's own list.
EXAMPLES: dict[str, list[Any]] = {
    "text": ["Зникнення мешканця", " a  b "],
    "lang_text": [
        {"text": "кілька\nрядків", "lang": "uk"},
        {
            "text": "було",
            "lang": "ru",
            "parallel": [{"kind": "translation", "text": "was", "lang": "en", "by": "T-1", "date": "2026-11-20"}],
        },
    ],
    "long_text": [
        {"lang": "uk", "paragraphs": ["Перший абзац.\nДругий рядок.", "Другий абзац."]},
        {
            "lang": "crh",
            "paragraphs": ["x"],
            "parallel": [{"kind": "transcript", "lang": "uk", "paragraphs": ["а", "б"]}],
        },
    ],
    "integer": [12, 0, -3, "дванадцять"],
    "decimal": ["2.50", "-0.5", "100", "12,,"],
    "boolean": [True, False],
    "instant": ["2022-03-05T14:20:00+02:00", "2022-07-05T14:20:07+03:00", "2022-03-05T12:20:00Z", "у березні"],
    "uncertain_date": [
        {"as_said": "десь дванадцятого", "lang": "uk", "edtf": "2022-03-12~", "clock_basis": "cb_kyiv"},
        {"edtf": "[2022-03-11,2022-03-12]", "part_of_day": "pd_morning"},
        {"edtf": "2022-03-10/2022-03-28"},
        {"edtf": "2022-21"},
        {"as_said": "колись", "lang": "uk", "edtf": {"null_reason": "nv_not_remembered"}},
        {"edtf": "у травні"},
    ],
    "date_range": [
        {"start": "2022-03-04", "end": "2022-03"},
        {"start": "2022-03-04", "end": ".."},
        {"start": "", "end": "2022"},
        {"start": "..", "end": "2022-05"},
    ],
    "time": ["14:20", "14:20:05", "пообіді"],
    "place": [
        {
            "as_said": "біля школи",
            "lang": "uk",
            "country": "UA",
            "oblast": "ua_32",
            "coord_as_given": "50.5486, 30.2211",
            "crs_given": "crs_wgs84",
            "geometry": {"type": "Point", "coordinates": ["30.2211", "50.5486"]},
            "uncertainty_m": "50",
        },
        {"country": "PL", "admin1": "Mazowieckie", "address": "ul. Długa 1"},
        {"country": "UA", "oblast": {"null_reason": "nv_not_remembered"}, "settlement": "Тихоріччя"},
    ],
    "geometry": [
        {
            "type": "Polygon",
            "coordinates": [[["31.54792", "51.61802"], ["31.54799", "51.61806"], ["31.5481", "51.61805"],
                             ["31.54792", "51.61802"]]],
            "as_given": "обійдено з приймачем",
            "crs_given": "crs_wgs84",
            "source": "gsrc_gpx",
        },
        {"type": "Point", "coordinates": ["30.5", "50.25"]},
    ],
    "record_ref": [UUID],
    "language": ["uk", "sr-Cyrl"],
    "count_range": [{"min": 3, "max": 7, "known": 2}, {"min": 3}, {"max": {"null_reason": "nv_asked_unknown"}}],
    "contact": [{"value": "+380 44 000 00 00", "safe": "yn_yes", "times": "після 18:00", "owner": "сусідка"}],
    "url": ["https://example.org/a b"],
    "signature": [{"status": "sg_refused", "reason": "не бачить потреби", "at": "2022-03-05T14:20:00+02:00"}],
}  # fmt: skip


def _fields():
    """(type name, dotted path, field) of every field of every type, groups included."""

    def walk(type_name, fields, head):
        for field in fields:
            path = f"{head}{field.name}"
            yield type_name, path, field
            yield from walk(type_name, field.fields, f"{path}[0].")

    # No record type has a bare time of day yet.
    yield "incident", "title", Field("title", "time")

    for name in REGISTRY.types:
        yield from walk(name, REGISTRY.record_type(name).fields, "")


def _context(words, type_name) -> FormContext:
    return FormContext(words, REGISTRY.labels(words), REGISTRY, type_name, now=lambda: NOW)


def _examples(field) -> list[Any]:
    if field.type == "term":
        ids = [t.id for t in field.vocabulary.terms]
        return [ids[0], ids[-1], "щось своє"]
    if field.type == "terms":
        ids = [t.id for t in field.vocabulary.terms]
        return [ids[:2], ids[-1:]]
    if field.type == "term_map":
        ids = [t.id for t in field.vocabulary.terms]
        return [{ids[0]: {"answer": "yes", "limit": "лише від руки"}, ids[1]: {"answer": "no"}}]
    if field.type == "checklist":
        ids = [t.id for t in field.vocabulary.terms]
        return [{ids[0]: {"done": True, "at": "2026-11-20T10:00:00+02:00"}, ids[1]: {"done": True}}]
    if field.type == "group":
        inner = next(f for f in field.fields if f.type in {"text", "lang_text", "term", "terms", "uncertain_date"})
        example = _examples(inner)[0]
        return [[{"id": UUID, inner.name: example}]]
    found = EXAMPLES[field.type]
    return [[e] for e in found] if field.repeat else found


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_editor_gives_back_every_value(qtbot, uk, en, lang):
    """Untouched to the byte; read from the controls, the same after the schema normalised it."""
    words = uk if lang == "uk" else en
    seen: dict[str, int] = {}
    for type_name, path, field in _fields():
        if seen.get(field.type, 0) >= 3:
            continue
        seen[field.type] = seen.get(field.type, 0) + 1
        row = make_row(field, path, _context(words, type_name))
        qtbot.addWidget(row)
        for raw in _examples(field):
            value = values.normalise(field, raw, path=path, lang="uk")
            row.set(value)
            assert row.get() == value, path
            read = row.editor.read()
            assert values.normalise(field, read, path=path, lang="uk") == value, (path, read)
        row.set(None)
        assert row.get() is None
        assert row.editor.read() in (None, [], {}), path
    assert set(seen) == set(EDITORS)


def test_editors_are_the_closed_list():
    from field_doc.schema.model import FIELD_TYPES

    assert set(EDITORS) == set(FIELD_TYPES)


def _controls(root: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView, QTabBar)
    return [
        w
        for w in root.findChildren(QWidget)
        if isinstance(w, kinds)
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.window() is root.window()
        and not (isinstance(w, QLineEdit) and isinstance(w.parent(), QComboBox) and w.parent().accessibleName())
    ]


LAYOUTS = [(t, name) for t in REGISTRY.types for name in layout.names(REGISTRY, t)]


@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize(("type_name", "layout_name"), LAYOUTS)
def test_every_form_builds_with_a_name_on_every_control(shown, uk, en, type_name, layout_name, lang):
    form = make_form(uk if lang == "uk" else en, type_name, layout_name=layout_name)
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    listed = [name for section in form.sections for name in section.fields]
    hidden = [f for s in layout.load(REGISTRY, type_name, layout_name) if s.hidden for f in s.fields]
    assert sorted([*listed, *hidden]) == sorted(f.name for f in form.record_type.fields), "no layout may lose a field"
    for section in form.sections:
        view.show_section(section.key)
    for control in _controls(view):
        said = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert said, f"{type(control).__name__} in {type_name} has no name"


def test_sections_are_built_when_first_shown(shown, uk):
    form = make_form(uk, "incident")
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    first, second = form.sections[0].key, form.sections[1].key
    assert form.is_built(first)
    assert not form.is_built(second)
    view.step(1)
    assert form.is_built(second)


def test_tab_walks_the_fields_in_reading_order(shown, uk):
    form = make_form(uk, "incident")
    view = shown(FormView(form), 780, 2000)
    form.setParent(view)
    order = []
    rows = {form.row(name): name for name in form.sections[0].fields}
    form.row(form.sections[0].fields[0]).focus()
    for _ in range(60):
        widget = QApplication.focusWidget()
        owner = next((name for row, name in rows.items() if row is not None and row.isAncestorOf(widget)), None)
        if owner and (not order or order[-1] != owner):
            order.append(owner)
        view.focusNextChild()
        if len(order) == len(rows):
            break
    visible = [n for n in form.sections[0].fields if form.row(n).isVisible()]
    assert order[: len(visible)] == visible


def _type(row, text):
    """Type into the control of a row as a keyboard would."""
    control = row.editor.target()
    for letter in text:
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(control, QKeyEvent(QKeyEvent.Type.KeyPress, 0, none, letter))


def test_typing_is_saved_within_a_second(qtbot, shown, uk):
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    with qtbot.waitSignal(form.autosave, timeout=1_000) as saved:
        _type(form.row("title"), "Обстріл")
    assert saved.args[0]["title"] == "Обстріл"
    assert not form.unsaved


def test_constant_typing_does_not_put_saving_off(qtbot, shown, uk):
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    saves = []
    form.autosave.connect(saves.append)
    for _ in range(14):
        _type(form.row("title"), "а")
        qtbot.wait(100)
    assert saves, "a pause was waited for"


def test_undo_and_redo_go_through_the_fields(shown, uk):
    now = [0.0]
    form = make_form(uk, "incident", {})
    form._steps._now = lambda: now[0]
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    _type(form.row("title"), "Об")
    now[0] = 5.0
    _type(form.row("title"), "стріл")
    form.set_value("incident_kind", ["ik_killing"])
    assert view.act("undo")
    assert "incident_kind" not in form.values
    form.undo()
    assert form.values["title"] == "Об"
    assert form.row("title").get() == "Об"
    form.undo()
    assert "title" not in form.values
    while form.undo():
        pass
    assert not form.undo()
    form.redo()
    form.redo()
    assert form.values["title"] == "Обстріл"


def test_reason_for_being_empty_is_a_value_and_can_be_taken_back(qtbot, shown, uk):
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    row = form.row("title")
    row.offer_reasons()
    texts = [b.text() for b in row.findChildren(QAbstractButton) if b.isVisible()]
    assert "Не запитували" in texts
    assert "Відмова відповідати" in texts
    next(b for b in row.findChildren(QAbstractButton) if b.text() == "Не запитували").click()
    assert form.values["title"] == {"null_reason": "nv_not_asked"}
    assert not row.editor.isVisible()
    row.choose_reason("")
    assert "title" not in form.values
    assert row.editor.isVisible()


def test_problems_stand_beside_their_fields_and_f8_goes_round(shown, uk):
    form = make_form(uk, "incident", {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    first, second = form.sections[0].fields[0], form.sections[1].fields[0]
    form.set_problems(
        [
            FieldProblem(second, "Коли?", "missing"),
            FieldProblem(first, "Назва?", "missing", required=True),
            FieldProblem(first, "Коротше буде краще.", "hint"),
        ]
    )
    assert form.row(first).box.problem_text == "Назва?"
    assert "Коротше" in form.row(first).box.help.text()
    assert form.section_problems(form.sections[0].key) == 1
    assert "Бракує 1 пункту" in view.tabs.tabToolTip(0)
    assert view.tabs.accessibleTabName(0).endswith("Бракує 1 пункту")
    assert view.next_problem()
    assert form.row(first).isAncestorOf(QApplication.focusWidget())
    assert view.next_problem()
    assert view.current_key == form.sections[1].key
    assert form.row(second).isAncestorOf(QApplication.focusWidget())
    assert form.row(second).box.problem_text == "Коли?"
    assert view.next_problem()
    assert view.current_key == form.sections[0].key
    form.set_problems([])
    assert form.row(first).box.problem_text == ""
    assert not view.next_problem()


def test_problem_of_a_part_and_of_a_group_member_find_their_place(shown, uk):
    form = make_form(uk, "incident", {"where": {"country": "UA"}, "acts": [{"conduct": ["ik_killing"]}]})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    for key in ("where", "acts"):
        view.show_section(key)
    form.set_problems(
        [FieldProblem("where.oblast", "Область?", "missing"), FieldProblem("acts[0].conduct", "Що саме?", "wrong")]
    )
    assert form.row("where").editor.part_boxes()["oblast"].problem_text == "Область?"
    member = form.row("acts").editor.members[0]
    assert member.rows["conduct"].box.problem_text == "Що саме?"


def test_a_member_keeps_its_id_and_is_removed_alone(shown, uk):
    raw = {"acts": [{"id": UUID, "conduct": ["ik_killing"]}, {"conduct": ["ik_killing"]}]}
    form = make_form(uk, "incident", raw)
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    view.show_section("acts")
    editor = form.row("acts").editor
    editor.add.click()
    ids = [m["id"] for m in form.values["acts"]]
    assert ids[0] == UUID
    assert len(set(ids)) == 3
    editor.members[1].remove.click()
    assert [m["id"] for m in form.values["acts"]] == [ids[0], ids[2]]
    assert editor.members[1].rows["conduct"].path == "acts[1].conduct"


def test_place_limits_raions_to_the_oblast_and_echoes_coordinates(qtbot, shown, uk):
    form = make_form(uk, "incident", INCIDENT)
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    view.show_section("where")
    editor = form.row("where").editor
    assert "50,54860° пн. ш." in editor.echo.text()
    inside = {str(editor.raion.itemData(i)) for i in range(editor.raion.count())}
    assert inside
    assert all(REGISTRY.term(t).extra["oblast_id"] == "ua_32" for t in inside)
    editor.given.setText("")
    _type_into(editor.given, "50 60")
    qtbot.waitUntil(lambda: "50,54860" not in editor.echo.text())
    assert "geometry" not in (editor.read() or {}), "a position computed from other text must not stay"


def _type_into(line, text):
    for letter in text:
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(line, QKeyEvent(QKeyEvent.Type.KeyPress, 0, none, letter))


def test_terms_are_found_in_both_languages(qtbot, uk):
    field = REGISTRY.record_type("incident").at("where")
    row = make_row(field, "where", _context(uk, "incident"))
    qtbot.addWidget(row)
    finder = row.editor.oblast
    for typed in ("київ", "Kyivska", "КИЇВСЬКА обл"):
        finder.search(typed)
        found = [finder.found.item(i).text() for i in range(finder.found.rowCount())]
        assert any("Київська" in name for name in found), typed
    finder.search("Kherson")
    assert finder.found.rowCount() == 1


def test_file_reader_takes_the_boundary(qtbot, uk):
    field = REGISTRY.record_type("burial_site").at("boundary")
    data = json.dumps(
        {"type": "Polygon", "coordinates": [[[30.0, 50.0], [30.001, 50.0], [30.001, 50.001], [30.0, 50.0]]]}
    ).encode()
    context = FormContext(
        uk, REGISTRY.labels(uk), REGISTRY, "burial_site", read_file=lambda deliver: deliver(data, "a.geojson")
    )
    row = make_row(field, "boundary", context)
    qtbot.addWidget(row)
    row.editor.load.click()
    assert row.get()["type"] == "Polygon"
    assert row.editor.measures.text()
    row.editor.context.read_file(lambda _d, _n: row.editor._loaded(b"\x00broken", ""))
    assert row.editor.problem.text()
    assert row.get()["type"] == "Polygon", "a bad file changes nothing"
    assert row.editor.taken.isHidden(), "one shape: nothing to say"


def test_a_file_with_several_shapes_says_which_was_taken(qtbot, uk):
    ring = [[30.0, 50.0], [30.001, 50.0], [30.001, 50.001], [30.0, 50.0]]
    shapes = [{"type": "Point", "coordinates": [30, 50]}, *({"type": "Polygon", "coordinates": [ring]},) * 2]
    data = json.dumps({"type": "GeometryCollection", "geometries": shapes}).encode()
    row = make_row(REGISTRY.record_type("burial_site").at("boundary"), "boundary", _context(uk, "burial_site"))
    qtbot.addWidget(row)
    row.editor._loaded(data, "a.geojson")
    assert row.get()["type"] == "Polygon"
    said = row.editor.taken.text()
    assert not row.editor.taken.isHidden()
    assert "3" in said, said
    assert "№ 2" in said, said
    row.set(None)
    assert row.editor.taken.isHidden()


def test_typed_corners_make_a_closed_boundary():
    shape = boundary_text.parse("51.61802, 31.54792\n51.61806, 31.54799\n\n51.61805, 31.54810", "crs_wgs84")
    assert shape["type"] == "Polygon"
    assert shape["coordinates"][0][0] == shape["coordinates"][0][-1] == ["31.54792", "51.61802"]
    assert boundary_text.parse("51.6, 31.5", "crs_wgs84")["type"] == "Point"


def test_corner_that_cannot_be_read_names_its_line():
    from field_doc.base.errors import InputProblem

    with pytest.raises(InputProblem) as caught:
        boundary_text.parse("51.61802, 31.54792\nдесь там", "crs_wgs84")
    assert caught.value.code == "boundary.corner"
    assert caught.value.details == {"line": 2}


def test_plan_is_to_scale_and_north_is_up(qtbot, uk):
    north_east = {"type": "LineString", "coordinates": [["30", "50"], ["30.001", "50.001"]]}
    (shape,) = shapes_of(north_east)
    (east0, north0), (east1, north1) = shape.points
    assert north1 - north0 == pytest.approx(111.3, abs=0.3)
    assert east1 - east0 == pytest.approx(71.6, abs=0.3)
    assert (nice_step(50), nice_step(7), nice_step(1000)) == (10, 2, 200)
    plan = PlanView("План", uk)
    qtbot.addWidget(plan)
    plan.set_geometry({"type": "Polygon", "coordinates": "garbage"})
    assert plan.isHidden()
    plan.set_geometry(north_east)
    assert not plan.grab().isNull()


def test_paragraphs_are_parted_by_empty_lines_only():
    assert split_paragraphs("а\nб\n\n\n в\n \nг") == ["а\nб", " в", "г"]


def test_read_only_page_shows_words_not_inputs(shown, uk):
    form = make_form(uk, "incident")
    page = shown(section_page(form.record_type, form.sections[0], form.values, form.context), 780, 600)
    assert not page.findChildren(QLineEdit)
    said = " ".join(w.accessibleName() for w in page.findChildren(QWidget))
    assert "Зникнення мешканця" in said


def test_comparison_names_only_what_differs(shown, uk):
    form = make_form(uk, "incident")
    later = form.values | {"title": "Зникнення двох мешканців"}
    found = differences(form.record_type, form.values, later, form.context)
    assert [(d.path, d.before, d.after) for d in found] == [("title", "Зникнення мешканця", "Зникнення двох мешканців")]
    assert differences(form.record_type, later, later, form.context) == []
    page = shown(compare_page(found, ("Версія 1", "Версія 2"), form.context), 780, 400)
    assert page.accessibleName() == "Порівняння версій"
    assert "&lt;b&gt;" in marked("a", "<b>x</b>")


def test_the_gates_result_is_shown_as_it_is_computed_and_cannot_be_typed(shown, uk):
    answers = {
        "vulnerability": ["vn_child"], "had_prior_interview": "yn_no", "non_disclosure_warning": "yn_no",
        "self_incrimination": "yn_no", "information_at_risk": "yn_yes",
    }  # fmt: skip
    form = make_form(uk, "statement", answers)
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    view.show_section("gate")
    row = form.row("gate_result")
    assert row.editor.isHidden(), "shown in words, not in an input"
    assert "gate_result" not in form.values, "a question is still open"
    form.set_value("risk_decision", "rd_go")
    assert form.values["gate_result"] == ["sk_contact_only"]
    assert row.get() == ["sk_contact_only"]
    assert REGISTRY.term("sk_contact_only").uk in row._said.text()
    assert row.why.isHidden()
    form.undo()
    assert "gate_result" not in form.values


def test_a_missing_part_takes_a_reason_and_the_other_parts_stay(shown, uk):
    place = {"as_said": "біля школи", "lang": "uk", "country": "UA", "oblast": "ua_32"}
    form = make_form(uk, "incident", {"where": place, "when": {"as_said": "восени", "lang": "uk"}})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    paths = {p.path for p in form._problems if p.severity == "missing"}
    assert {"where.settlement", "where.place_type", "when.edtf"} <= paths
    view.show_section("where")
    form.go_to("where.settlement")
    box = form.row("where").editor.part_boxes()["settlement"]
    box.reason_chosen.emit("nv_not_remembered")
    assert form.values["where"] == {**place, "settlement": {"null_reason": "nv_not_remembered"}}
    view.show_section("when")
    form.go_to("when.edtf")
    row = form.row("when")
    row.box.reason_chosen.emit("nv_not_remembered")
    assert form.values["when"]["edtf"] == {"null_reason": "nv_not_remembered"}
    assert form.values["when"]["as_said"] == "восени", "a reason for a part never takes the words"
    assert not {"where.settlement", "when.edtf"} & {p.path for p in form._problems}
    assert REGISTRY.vocabulary("null_reasons").get("nv_not_remembered").uk in row.editor.echo.text()
