"""Bad input in forms: a megabyte, the traps of names, codes no list has, a wrong file of the program."""

from __future__ import annotations

import json
import shutil

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from field_doc.app.session import Session
from field_doc.base import paths
from field_doc.base.errors import InputProblem
from field_doc.schema import layout, registry, sealing, validate, values
from field_doc.schema.scalars import MAX_LINE, MAX_LONG
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.inputs import GrowingText
from field_doc.ui.forms.view import FormView
from field_doc.ui.main import wrong_file
from field_doc.ui.sample_forms import TODAY, make_form
from field_doc.ui.views.wrong_file import WrongFilePage

SCHEMAS = registry.load()
MEGABYTE = "Свідок сказав. " * 70_000


def form_of(shown, words, type_name="incident", content=None):
    form = make_form(words, type_name, content or {})
    view = shown(FormView(form), 780, 700)
    form.setParent(view)
    return form, view


def test_a_megabyte_in_a_line_is_refused_whole_and_what_stood_there_stays(shown, uk) -> None:
    form, _ = form_of(shown, uk, content={"title": "Обстріл"})
    line = form.row("title").editor.line
    QApplication.clipboard().setText(MEGABYTE)
    line.paste()
    assert line.text() == "Обстріл"
    assert form.values["title"] == "Обстріл"
    said = form.row("title")._asking
    assert uk("Leave it") in [b.text() for b in said.buttons]
    assert "файл" in said.accessibleName()
    assert QApplication.clipboard().text() == MEGABYTE


def test_a_page_of_text_in_a_line_is_offered_to_the_remarks_and_lost_nowhere(shown, uk) -> None:
    form, _ = form_of(shown, uk, content={"title": "Обстріл", "remarks": {"text": "Було.", "lang": "uk"}})
    text = "ї" * (MAX_LINE + 1)
    QApplication.clipboard().setText(text)
    form.row("title").editor.line.paste()
    form.row("title")._asking.buttons[0].click()
    assert form.values["remarks"]["text"] == f"Було.\n\n{text}"
    assert form.values["title"] == "Обстріл"
    assert form.undo()
    assert form.values["remarks"]["text"] == "Було."


def test_what_a_line_may_hold_is_never_cut(shown, uk) -> None:
    form, _ = form_of(shown, uk)
    text = "я" * MAX_LINE
    QApplication.clipboard().setText(text)
    form.row("title").editor.line.paste()
    assert form.values["title"] == text
    record_type = SCHEMAS.record_type("incident")
    assert values.normalise_fields(record_type, form.values)["title"] == text


def test_a_megabyte_in_a_long_text_is_refused_whole(shown, uk) -> None:
    form, view = form_of(shown, uk)
    view.show_section(form.section_of("summary"))
    row = form.row("summary")
    QApplication.clipboard().setText(MEGABYTE)
    row.editor.text.paste()
    assert row.editor.text.toPlainText() == ""
    assert row._asking is not None
    QApplication.clipboard().setText("Дозволено.")
    row.editor.text.paste()
    assert form.values["summary"]["paragraphs"] == ["Дозволено."]
    assert len(MEGABYTE) > MAX_LONG


@pytest.mark.parametrize("kind", ["term", "language", "record_ref"])
def test_no_line_of_any_editor_cuts_at_qts_own_limit(qtbot, uk, kind) -> None:
    fields = (f for name in SCHEMAS.types for f in SCHEMAS.record_type(name).fields)
    field = next(f for f in fields if f.type == kind and (kind != "term" or len(f.vocabulary.terms) > 10))
    row = make_row(field, "title", FormContext(uk, SCHEMAS.labels(uk), SCHEMAS, "incident"))
    qtbot.addWidget(row)
    lines = row.editor.findChildren(QLineEdit)
    assert lines
    assert all(line.maxLength() > len(MEGABYTE) for line in lines)


def names_of(corpus_dir) -> list[str]:
    told = json.loads((corpus_dir / "hostile" / "names.json").read_text("utf-8"))
    return [entry["name"] for entry in told["names"] if "name" in entry]


def test_every_trap_of_names_typed_in_a_field_is_stored_sealed_and_shown_as_it_is(corpus_dir, shown, uk) -> None:
    """A name that stands in a text field: kept to the letter, or (a control character) named as what is wrong."""
    form, view = form_of(shown, uk)
    record_type, kept, refused = form.record_type, 0, set[str]()
    rows = {
        name: form.row(name)
        for name in ("title", "summary", "where")
        if view.show_section(form.section_of(name)) is None
    }
    for name in names_of(corpus_dir):
        given = {"title": name, "summary": name, "when": {"as_said": name}, "where": {"as_said": name}}
        try:
            stored = values.normalise_fields(record_type, given)
        except InputProblem as error:
            refused.add(error.code)
            continue
        kept += 1
        for field, row in rows.items():
            row.set(stored.get(field))
            row.editor.touch()
            # Qt takes a byte order mark off the beginning of a text; a value nobody touches keeps even that.
            told = values.normalise_fields(record_type, {field: row.get()})
            assert json.dumps(told.get(field)) == json.dumps(stored.get(field)).replace("\\ufeff", ""), field
        fields, _ = sealing.complete_for_sealing(record_type, stored)
        assert sealing.unseal(record_type, sealing.sealable(record_type, fields)) == fields
        for problem in validate.validate(SCHEMAS, record_type, stored, today=TODAY):
            assert name not in str(problem.details) or len(name) < 4
    assert kept > 10
    assert refused <= {"record.control-character"}


def test_a_control_character_in_a_field_stays_on_the_screen(qtbot, uk) -> None:
    row = make_row(SCHEMAS.record_type("incident").at("summary"), "summary",
                   FormContext(uk, SCHEMAS.labels(uk), SCHEMAS, "incident"))  # fmt: skip
    qtbot.addWidget(row)
    box = row.findChild(GrowingText)
    box.setPlainText("до\x07після")
    assert row.get()["paragraphs"] == ["до\x07після"]


def test_a_code_no_list_has_is_kept_named_and_sealed(qtbot, uk) -> None:
    consent = SCHEMAS.record_type("consent")
    given = {"purposes": {"cp_record": "yes", "cp_hologram": {"answer": "no", "limit": "ніколи"}}}
    stored = values.normalise_fields(consent, given)
    assert stored["purposes"]["cp_hologram"] == {"answer": "no", "limit": "ніколи"}
    assert values.normalise_fields(consent, stored) == stored
    found = validate.validate(SCHEMAS, consent, stored, today=TODAY)
    assert ("purposes.cp_hologram", "record.unknown-term") in {(p.path, p.code) for p in found}
    fields, _ = sealing.complete_for_sealing(consent, stored)
    tree = sealing.sealable(consent, fields)
    assert tree["purposes"]["cp_hologram"]["answer"] == "no"
    assert sealing.unseal(consent, tree) == fields
    row = make_row(consent.at("purposes"), "purposes", FormContext(uk, SCHEMAS.labels(uk), SCHEMAS, "consent"))
    qtbot.addWidget(row)
    row.set(stored["purposes"])
    row.editor.touch()
    assert row.get() == stored["purposes"]


@pytest.mark.parametrize("name", ["Петро Іваненко", "cp record", "x" * 60, "cp\x00"])
def test_what_is_no_code_is_refused_without_repeating_it(name) -> None:
    with pytest.raises(InputProblem, match=r"record\.unknown-field") as caught:
        values.normalise_fields(SCHEMAS.record_type("consent"), {"purposes": {name: "yes"}})
    assert name not in str(caught.value)


@pytest.fixture
def resources(tmp_path, monkeypatch):
    for name in ("schemas", "vocab", "layouts"):
        shutil.copytree(paths.resources() / name, tmp_path / name)
    monkeypatch.setattr(registry, "resources", lambda: tmp_path)
    monkeypatch.setattr(layout, "resources", lambda: tmp_path)
    registry.load.cache_clear()
    yield tmp_path
    registry.load.cache_clear()


@pytest.mark.parametrize("file", ["schemas/note.v1.json", "vocab/roles.json", "layouts/note.json"])
def test_a_wrong_file_of_the_program_is_refused_at_start_with_its_path(qtbot, resources, en, file) -> None:
    assert wrong_file() is None
    registry.load.cache_clear()
    (resources / file).write_text("{", "utf-8")
    error = wrong_file()
    assert error is not None
    assert error.exit_code == 2
    page = WrongFilePage(en, error)
    qtbot.addWidget(page)
    assert f"resources/{file}" in page.said[0].text()
    touched = []
    with Session() as session, pytest.raises(InputProblem, match=r"schema\.unreadable"):
        session.adopt(lambda: touched.append(1))
    assert touched == [], "no vault is opened"


def test_a_heading_of_a_list_is_no_answer() -> None:
    incident = SCHEMAS.record_type("incident")
    for tag, wrong in (("rs_8", True), ("rs_8_2_a_i", False)):
        stored = values.normalise_fields(incident, {"assessed_tags": [{"rome_statute": [tag]}]})
        found = {(p.path, p.code) for p in validate.validate(SCHEMAS, incident, stored, today=TODAY)}
        assert (("assessed_tags[0].rome_statute", "record.term-heading") in found) is wrong


def test_an_unknown_item_of_a_checklist_is_kept_and_sealed() -> None:
    consent = SCHEMAS.record_type("consent")
    stored = values.normalise_fields(consent, {"information_given": {"ci_hologram": True}})
    assert stored["information_given"] == {"ci_hologram": {"done": True}}
    fields, _ = sealing.complete_for_sealing(consent, stored)
    assert sealing.unseal(consent, sealing.sealable(consent, fields)) == fields
