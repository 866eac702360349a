"""Layouts: named ones, hidden sections, and what is hidden is never lost."""

from __future__ import annotations

import json

import pytest

from field_doc.base.errors import InputProblem
from field_doc.schema import layout, registry

SCHEMAS = registry.load()
EVERY = [(t, n) for t in SCHEMAS.types for n in layout.names(SCHEMAS, t)]


def write(folder, name, sections, **more):
    raw = {"type": "note", "name": "default", "sections": sections, **more}
    (folder / "layouts").mkdir(exist_ok=True)
    (folder / "layouts" / name).write_text(json.dumps(raw), "utf-8")


def test_the_fields_layout_of_an_incident_hides_the_legal_labels_and_the_lawyers_shows_them():
    field = {s.key: s for s in layout.load(SCHEMAS, "incident")}
    lawyer = {s.key: s for s in layout.load(SCHEMAS, "incident", "lawyer")}
    assert field["classification"].hidden
    assert not lawyer["classification"].hidden
    assert {"suggested_tags", "assessed_tags"} <= set(lawyer["classification"].fields)
    assert field["classification"].fields == lawyer["classification"].fields


@pytest.mark.parametrize(("type_name", "name"), EVERY)
def test_every_layout_has_every_field_once(type_name, name):
    listed = [f for s in layout.load(SCHEMAS, type_name, name) for f in s.fields]
    assert sorted(listed) == sorted(f.name for f in SCHEMAS.record_type(type_name).fields)


@pytest.mark.parametrize(("type_name", "name"), EVERY)
def test_what_is_hidden_is_never_asked_for(type_name, name):
    record_type = SCHEMAS.record_type(type_name)
    hidden = [f for s in layout.load(SCHEMAS, type_name, name) if s.hidden for f in s.fields]
    assert [f for f in hidden if record_type.at(f).required not in ("O", "S")] == []


def test_names_of_layouts_begin_with_the_default_one():
    assert layout.names(SCHEMAS, "incident") == ("default", "lawyer")
    assert layout.names(SCHEMAS, "note") == ("default",)


@pytest.mark.parametrize("section", [{"key": "a", "fields": ["title"], "hidden": "yes"},
                                     {"key": "other", "fields": ["title"], "hidden": True}])  # fmt: skip
def test_a_wrong_hidden_section_is_refused(tmp_path, section):
    write(tmp_path, "note.json", [section])
    with pytest.raises(InputProblem, match=r"file=resources/layouts/note\.json reason=hidden"):
        layout.load(SCHEMAS, "note", path=tmp_path)


def test_every_layout_of_the_program_is_right():
    layout.check_all(SCHEMAS)


def test_a_layout_of_no_type_is_refused_with_its_path(tmp_path):
    write(tmp_path, "nothing.json", [])
    with pytest.raises(InputProblem, match=r"file=resources/layouts/nothing\.json reason=type"):
        layout.check_all(SCHEMAS, tmp_path)
